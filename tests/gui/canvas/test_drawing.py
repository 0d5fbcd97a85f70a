"""The picture of the connections: both painters, bands, qualities, and what happens when."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from engine import Network
from gui.canvas.connections.edges import Frame, Strokes, Tally, mixed, strokes
from gui.canvas.connections.line_edges import LineEdges
from gui.canvas.connections.press import Press
from gui.canvas.connections.quality import FULL, Ladder, Quality
from gui.canvas.connections.raster_edges import RasterEdges
from gui.canvas.wiring import Wiring
from gui.look.theme import LIGHT
from tests.gui.canvas.conftest import Bench

WIDTH, HEIGHT = 400, 300
GROUND = LIGHT.canvas


@pytest.fixture(scope="module")
def raster() -> Iterator[RasterEdges]:
    made = RasterEdges(bands=1)
    yield made
    made.close()


def one(weight: float, start: tuple[float, float], end: tuple[float, float]) -> Network:
    """Two units whose connection runs between these two points of the scene."""
    network = Network()
    source = network.add_unit("input", position=(start[0] - 22, start[1]))
    target = network.add_unit("hidden", position=(end[0] + 22, end[1]))
    network.connect(source, target, weight)
    return network


def web(units: int = 8) -> Network:
    """Three columns with connections of all strengths, flat ones and steep ones."""
    network = Network.layered([units, units, 1], seed=3)
    random = np.random.default_rng(1)
    for link in network.connections:
        network.set_weight(link.source, link.target, float(random.normal()))
    return network


def frame(network: Network, *, scale: float = 0.7, patterns: bool = False) -> Frame:
    ground = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    ground.fill(GROUND)
    wiring, arrays = Wiring(network), network.arrays()
    look = strokes(dark=False, size=1.0, patterns=patterns)
    working = np.ones(len(wiring.ids), bool)
    shift = (30.0, HEIGHT / 2)
    return Frame(wiring, wiring.centres, working, arrays.weights, 2.0, look, scale, shift, ground)


def painted(painter: LineEdges | RasterEdges, wanted: Frame, quality: Quality = FULL) -> np.ndarray:
    """Red, green and blue of every pixel."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter.paint(wanted, image, quality)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)
    return pixels[:, :, 2::-1].astype(int)


def rgb(color: QColor) -> list[int]:
    return list(color.getRgb()[:3])


@pytest.mark.parametrize("weight", [-2.0, 2.0, -1.2, 1.2])
def test_colour_tells_the_sign_and_width_the_size(raster: RasterEdges, weight: float):
    wanted = frame(one(weight, (0, 0), (300, 0)), scale=1.0)
    column = painted(raster, wanted)[:, 180]
    ink = mixed(GROUND, LIGHT.negative if weight < 0 else LIGHT.positive, 0.9)
    assert column[HEIGHT // 2].tolist() == pytest.approx(rgb(ink), abs=2)
    share = (column - rgb(GROUND))[:, 0] / (rgb(ink)[0] - rgb(GROUND)[0])
    level = round(abs(weight) / 2.0 * 15) / 15
    assert share.sum() == pytest.approx(1 + 7 * level, abs=0.1)


@pytest.mark.parametrize("scale", [0.25, 0.7, 1.0, 2.5])
@pytest.mark.parametrize("patterns", [False, True])
def test_both_painters_draw_the_same_picture(raster: RasterEdges, scale: float, patterns: bool):
    wanted = frame(web(), scale=scale, patterns=patterns)
    ours, qt = painted(raster, wanted), painted(LineEdges(), wanted)
    assert np.abs(ours - qt).mean() < 5.0
    ours_ink = np.abs(ours - rgb(GROUND)).sum()
    assert ours_ink == pytest.approx(np.abs(qt - rgb(GROUND)).sum(), rel=0.08)


@pytest.mark.parametrize("bands", [2, 3, 7])
@pytest.mark.parametrize("quality", RasterEdges.ladder[:3])
def test_bands_in_threads_make_no_difference(raster: RasterEdges, bands: int, quality: Quality):
    wanted = frame(web(20), scale=0.4)
    several = RasterEdges(bands)
    assert (painted(several, wanted, quality) == painted(raster, wanted, quality)).all()
    several.close()


@pytest.mark.parametrize("patterns", [False, True])
def test_thick_lines_go_from_band_to_band_unchanged(raster: RasterEdges, patterns: bool):
    wanted = frame(web(), scale=1.3, patterns=patterns)
    several = RasterEdges(bands=8)
    assert (painted(several, wanted) == painted(raster, wanted)).all()
    several.close()


@pytest.mark.parametrize("quality", RasterEdges.ladder[:2])
def test_nothing_stays_of_what_an_image_showed_before(raster: RasterEdges, quality: Quality):
    before = frame(web(), scale=0.7)
    after = replace(before, shift=(300.0, 100.0), scale=0.3)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    for each in (before, after):
        raster.paint(each, image, quality)
    fresh = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    raster.paint(after, fresh, quality)
    assert image == fresh


def test_what_lies_outside_is_cut_off(raster: RasterEdges):
    wanted = frame(web(), scale=4.0)
    far = replace(wanted, shift=(-5000.0, 200.0))
    assert (painted(raster, far) == rgb(GROUND)).all()
    near = painted(raster, wanted)
    moved = painted(raster, replace(wanted, shift=(wanted.shift[0] - 50, wanted.shift[1] - 40)))
    assert np.abs(near[40:, 50:] - moved[:-40, :-50]).max() <= 2


def test_the_stronger_one_lies_on_top_and_a_resting_one_below_all(raster: RasterEdges):
    network = one(2.0, (0, -100), (300, 100))
    low = network.add_unit("input", position=(-22, 100))
    high = network.add_unit("hidden", position=(322, -100))
    network.connect(low, high, -1.8)
    wanted = frame(network, scale=1.0)
    middle = (HEIGHT // 2, 30 + 150)
    assert painted(raster, wanted)[middle].tolist() == pytest.approx(
        rgb(mixed(GROUND, LIGHT.positive, 0.9)), abs=2
    )
    wanted.working[0] = False
    assert painted(raster, wanted)[middle].tolist() == pytest.approx(
        rgb(mixed(GROUND, LIGHT.negative, 0.9)), abs=2
    )


@pytest.mark.parametrize("bands", [1, 2])
def test_with_patterns_negative_ones_are_dashed(bands: int):
    painter = RasterEdges(bands)
    gaps = []
    for weight in (-2.0, 2.0):
        wanted = frame(one(weight, (0, 0), (300, 0)), scale=1.0, patterns=True)
        line = painted(painter, wanted)[HEIGHT // 2, 40:320]
        gaps.append((line == rgb(GROUND)).all(axis=1).mean())
    painter.close()
    assert gaps == pytest.approx([5 / 14, 0.0], abs=0.02)


def test_of_many_the_strongest_are_drawn_and_the_rest_is_texture(raster: RasterEdges):
    wanted = frame(web(40), scale=0.1)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    assert raster.paint(wanted, image, FULL) == Tally(1640, 1640)
    assert raster.paint(wanted, image, Quality(most=100)) == Tally(1640, 100)
    full, most = painted(raster, wanted), painted(raster, wanted, Quality(most=100))
    none = painted(raster, wanted, Quality(most=1))
    ink = [np.abs(each - rgb(GROUND)).sum() for each in (full, most, none)]
    assert ink[0] > ink[1] > ink[2] > 0


def test_a_network_that_diverged_is_drawn_too(raster: RasterEdges):
    wanted = frame(web())
    weights = wanted.weights.copy()
    weights[:4] = np.nan, np.inf, -np.inf, 1e300
    assert (painted(raster, replace(wanted, weights=weights)) != rgb(GROUND)).any()


# Quality


def test_quality_steps_down_until_a_picture_is_ready_in_time_and_up_again():
    steps = (FULL, Quality(2), Quality(2, most=100))
    ladder = Ladder(steps, budget_ms=20.0)
    cost = {FULL: 90.0, Quality(2): 30.0, Quality(2, most=100): 8.0}
    for wanted in steps:
        assert ladder.choose(moving=True) == wanted
        ladder.took(wanted, cost[wanted])
    for _ in range(5):
        ladder.took(steps[2], cost[steps[2]])
        assert ladder.choose(moving=True) == steps[2]
    assert ladder.choose(moving=False) == FULL
    ladder.took(steps[1], 12.0)  # less is in view now
    ladder.took(steps[2], 7.0)
    assert ladder.choose(moving=True) == steps[1]
    ladder.restart()
    assert ladder.choose(moving=True) == FULL


class Slow:
    """A painter for which time passes by its own account."""

    is_quick = False
    ladder = (FULL, Quality(2))

    def __init__(self) -> None:
        self.seconds, self.drawn = 0.0, []

    def paint(self, frame: Frame, image: QImage, quality: Quality) -> Tally:
        self.seconds += 0.05 if quality == FULL else 0.01
        self.drawn.append(quality)
        return Tally()

    def close(self) -> None:
        pass


def test_the_press_measures_and_owes_a_better_picture(qapp: object):
    slow, wanted = Slow(), frame(web())
    press = Press(clock=lambda: slow.seconds)
    press._employ(slow)
    for _ in range(3):
        press.order(wanted, moving=True)
    assert slow.drawn == [FULL, Quality(2), Quality(2)]
    assert press.is_rough
    press.order(wanted, moving=False)
    assert slow.drawn[-1] == FULL
    assert not press.is_rough


# In the window


def quick(bench: Bench, qtbot: QtBot) -> None:
    bench.view.quicken()
    qtbot.waitUntil(lambda: bench.view.is_quick and bench.view.is_settled, timeout=60_000)


def test_the_compiled_painter_takes_over_and_leaves_no_thread(bench: Bench, qtbot: QtBot):
    bench.scene.weight_labels.enable(False)  # they would cover the middle
    before = threading.active_count()
    quick(bench, qtbot)
    assert threading.active_count() > before
    bench.show(bench.snapshot(weight=2.0))
    qtbot.waitUntil(lambda: bench.view.is_settled)
    assert bench.view.painted.weights.tolist() == [2.0] * 5
    blue = rgb(mixed(LIGHT.canvas, LIGHT.positive, 0.9))
    assert list(bench.color_at((100, -48))) == pytest.approx(blue, abs=3)
    bench.view.rest()
    assert threading.active_count() == before
    assert not bench.view.is_quick
    bench.show(bench.snapshot(weight=-2.0))
    orange = rgb(mixed(LIGHT.canvas, LIGHT.negative, 0.9))
    assert list(bench.color_at((100, -48))) == pytest.approx(orange, abs=3)


def test_closing_does_not_wait_for_a_painter_that_is_still_being_compiled():
    compiled, closed = threading.Event(), threading.Event()

    class Late(LineEdges):
        def close(self) -> None:
            closed.set()

    def compile_slowly() -> Late:
        assert compiled.wait(30)
        return Late()

    press = Press()
    press.hire(compile_slowly)
    assert press.is_hiring
    press.close()
    assert not compiled.is_set()
    assert not press.is_quick
    assert not closed.is_set()
    compiled.set()
    assert closed.wait(30)


def test_connections_follow_a_unit_that_is_dragged(bench: Bench, qtbot: QtBot):
    quick(bench, qtbot)
    bench.press(bench.centre(bench.h1))
    bench.move((200, -150))
    qtbot.waitUntil(lambda: bench.view.is_settled)
    bench.release((200, -150))
    qtbot.waitUntil(lambda: bench.view.is_settled)
    x, y = bench.centre(bench.h1)
    assert (x, y) != (200, -48)
    shown = bench.color_at((x - 24, y))
    assert list(shown) != rgb(LIGHT.canvas)
    bench.view.rest()


def test_patterns_are_switched(bench: Bench):
    before = bench.picture()
    bench.document.network.set_weight(bench.x1, bench.h1, -0.5)
    bench.document.opened.emit()
    plain = bench.picture()
    bench.scene.set_patterns(True)
    assert bench.picture() != plain
    assert plain != before
    bench.scene.set_patterns(False)
    assert bench.picture() == plain


def test_halos_are_solid():
    look = strokes(dark=False, size=1.0, patterns=True)
    halo: Strokes = look.halo(QColor("red"), 6.0)
    assert not halo.dashes.any()
    assert (halo.widths == look.widths + 6).all()
