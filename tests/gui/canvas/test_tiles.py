"""What tiles show: pixels against the numbers of a snapshot, and the ways to choose."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from engine import ExamplePass, MiniBatch, Network, Snapshot, Spread, datasets
from gui.canvas import tips
from gui.canvas.tiles import shading
from gui.canvas.tiles.faces import Fills, Glow
from gui.look import theme
from tests.gui.canvas.conftest import NONE, Bench, Point, popups

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def rgb(color: QColor | int) -> tuple[int, int, int]:
    made = color if isinstance(color, QColor) else QColor.fromRgba(int(color))
    return made.red(), made.green(), made.blue()


def within(bench: Bench, unit: int, right: float, down: float) -> Point:
    """A point of a unit's tile: (−1, −1) is the upper left corner, (1, 1) the lower right one."""
    x, y = bench.centre(unit)
    half = bench.scene.items_by_unit[unit].half
    return x + right * half, y + down * half


def passing(bench: Bench, activations: list[float]) -> ExamplePass:
    row = bench.session.example.row
    assert row is not None
    a = np.array(activations)
    return ExamplePass(row, 2 * a, a, np.array([1.0]), 0.5)


def spread(bench: Bench, counts: dict[int, list[int]] | None = None, **shares: float) -> Spread:
    """Bars of four columns from −1 to 1; `silent` and `ended` of h1."""
    ids = bench.snapshot().unit_ids.tolist()
    bars = np.array([(counts or {}).get(unit, [1, 1, 1, 1]) for unit in ids])
    silent, ended = np.zeros((2, len(ids)))
    silent[ids.index(bench.h1)] = shares.get("silent", 0.0)
    ended[ids.index(bench.h1)] = shares.get("ended", 0.0)
    return Spread(40, np.tile([-1.0, 1.0], (len(ids), 1)), bars, silent, ended)


def flowing(bench: Bench, flow: list[float], gradient: float) -> Snapshot:
    snapshot = bench.snapshot()
    slopes = np.full(len(snapshot.weights), gradient, np.float32)
    slopes[0] = 1.0
    batch = MiniBatch(0, np.arange(3), gradient=slopes, error_flow=np.array(flow, np.float64))
    return replace(snapshot, mini_batch=batch)


# One example


def test_the_tile_of_an_example_has_the_colour_and_the_number_of_its_activation(bench: Bench):
    bench.view.set_mode("watch")
    bench.key(Key.Key_2)
    assert bench.session.example.row == bench.document.data.train_rows[0]
    numbers = {bench.h1: -0.75, bench.h2: 0.5, bench.y: 0.02}
    ids = bench.snapshot().unit_ids.tolist()
    seen = passing(bench, [numbers.get(unit, 0.0) for unit in ids])
    bench.show(replace(bench.snapshot(), example=seen, spread=spread(bench)))
    for unit, a in numbers.items():  # from −1 to 1: the range of tanh, and of y over the data
        (expected,) = theme.diverging(np.array([a]), -1.0, 1.0).tolist()
        assert bench.color_at(within(bench, unit, 0.6, 0.7)) == rgb(expected)
    words = tips.describe(bench.scene, bench.view.edits, bench.h1)
    assert f"z = −1.5, a = −0.75 for {bench.session.example.title}" in words
    assert bench.session.example.title in bench.view.controls.hint.full_text


def test_the_number_is_written_on_the_tile(bench: Bench):
    bench.view.set_mode("watch")
    bench.key(Key.Key_2)
    ids = bench.snapshot().unit_ids.tolist()
    bench.show(replace(bench.snapshot(), example=passing(bench, [0.5] * len(ids))))
    face = bench.scene.overlay.pictures.face
    assert face is not None
    assert face.word(ids.index(bench.h1))[0] == "0.50"
    picture = bench.picture()
    x, y = bench.on_view(bench.centre(bench.h1)).toTuple()
    row = {rgb(picture.pixelColor(x + away, y)) for away in range(-16, 16)}
    assert len(row) > 3  # ink on the ground, with its soft edges


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_can_be_read_on_every_colour(scheme: theme.Scheme, qapp: QApplication):
    theme.apply(qapp, scheme)
    numbers = np.linspace(-1.0, 1.0, 41)
    signed = Fills(None, numbers, np.tile(np.float32([-1.0, 1.0]), (41, 1)))
    for face in (signed, Glow(None, 10.0 ** (4 * numbers), 1.0)):
        for row in range(41):
            _, ink = face.word(row)
            ground = int(face.colours([row], 1)[0, 0])
            dark, light = sorted(luminance(rgb(color)) for color in (ink, ground))
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(color: tuple[int, int, int]) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_an_example_is_chosen_by_key_and_let_go_with_escape(bench: Bench):
    train = bench.document.data.train_rows
    example, tiles = bench.session.example, bench.scene.tiles
    bench.view.set_mode("watch")
    bench.key(Key.Key_3)
    bench.key(Key.Key_E)
    assert (tiles.mode.key, example.row) == ("example", train[0])
    bench.key(Key.Key_E)
    assert example.row == train[1]
    bench.key(Key.Key_E, SHIFT)
    assert example.row == train[0]
    bench.key(Key.Key_Escape)
    assert (tiles.mode.key, example.row) == ("histogram", None)


def test_choosing_an_example_elsewhere_shows_it_here_and_another_mode_lets_it_go(bench: Bench):
    bench.view.set_mode("build")
    bench.session.example.choose(7)
    assert bench.view.mode == "watch"
    assert bench.scene.tiles.mode.key == "example"
    bench.key(Key.Key_1)
    assert bench.scene.tiles.mode.key == "response"
    assert bench.session.example.row is None


def test_an_example_passes_through_the_whole_network(bench: Bench):
    bench.view.set_mode("watch")
    bench.show(bench.snapshot(off=(bench.h1,)))
    assert bench.scene.items_by_unit[bench.h1].look.dropped
    bench.session.example.choose(7)
    assert not bench.scene.items_by_unit[bench.h1].look.dropped
    bench.session.example.let_go()
    assert bench.scene.items_by_unit[bench.h1].look.dropped


# Over the data


def test_bars_are_as_high_as_counts_and_coloured_by_sign(bench: Bench):
    bench.view.set_mode("watch")
    bench.key(Key.Key_3)
    bench.show(replace(bench.snapshot(), spread=spread(bench, {bench.h1: [40, 0, 0, 20]})))
    colours = theme.current()
    ground = rgb(colours.panel)
    seen = {
        (right, down): bench.color_at(within(bench, bench.h1, right, down))
        for right in (-0.7, -0.25, 0.25, 0.75)
        for down in (-0.6, 0.5)
    }
    assert seen[-0.7, -0.6] == seen[-0.7, 0.5] == rgb(colours.negative)
    assert seen[-0.25, 0.5] == seen[0.25, 0.5] == ground
    assert seen[0.75, 0.5] == rgb(colours.positive)  # half as high
    assert seen[0.75, -0.6] == ground
    words = tips.describe(bench.scene, bench.view.edits, bench.h1)
    assert "activation from −1 on the left to 1 on the right" in words
    assert "the tallest bar: 40 of 40 examples" in words


def test_dead_and_saturated_units_are_marked_in_words_too(bench: Bench):
    bench.view.set_mode("watch")
    plain = bench.color_at(within(bench, bench.h1, -1.0, -1.0))
    for shares, badge, word in (
        ({"silent": 1.0}, "dead", "dead: its activation is 0 for each of 40 examples"),
        ({"ended": 0.97}, "saturated", "saturated: at the end of its range for 97 % of 40"),
        ({"silent": 0.99, "ended": 0.9}, "", ""),
    ):
        bench.show(replace(bench.snapshot(), spread=spread(bench, **shares)))
        look = bench.scene.items_by_unit[bench.h1].look
        assert look.badge == badge
        assert bench.scene.items_by_unit[bench.h2].look.badge == ""
        told = " ".join(tips.describe(bench.scene, bench.view.edits, bench.h1))
        spoken = tips.spoken_unit(bench.scene, bench.view.edits, bench.h1)
        assert word in told
        assert word in spoken
        shown = bench.color_at(within(bench, bench.h1, -1.0, -1.2))
        assert (shown == rgb(theme.current().text)) == bool(badge)
    assert bench.color_at(within(bench, bench.h1, -1.0, -1.0)) == plain


def test_marks_are_asked_for_only_while_watching(bench: Bench):
    wishes, tiles = bench.session.wishes, bench.scene.tiles
    bench.view.set_mode("watch")
    assert wishes.quantities == frozenset()
    tiles.set_marking(True)
    assert wishes.quantities == {"spread"}
    bench.view.set_mode("build")
    assert wishes.quantities == frozenset()
    bench.view.set_mode("watch")
    tiles.set_marking(False)
    bench.key(Key.Key_5)
    assert wishes.quantities == {"gradient", "error_flow"}
    bench.key(Key.Key_1)
    assert wishes.quantities == frozenset()


# The gradient


def test_tiles_and_lines_glow_by_powers_of_ten(bench: Bench):
    bench.view.set_mode("watch")
    bench.key(Key.Key_5)
    ids = bench.snapshot().unit_ids.tolist()
    sizes = {bench.h1: 1.0, bench.h2: 1e-2, bench.x1: 1e-7}
    bench.show(flowing(bench, [sizes.get(unit, 1e-3) for unit in ids], -1e-2))
    for unit, share in ((bench.h1, 1.0), (bench.h2, 0.5), (bench.x1, 0.0)):
        (expected,) = theme.rising(np.array([share])).tolist()
        assert bench.color_at(within(bench, unit, 0.6, 0.7)) == rgb(expected)
    lines = bench.scene.overlay.lines
    first, *others = lines.numbers.tolist()
    assert first == 1.0
    assert others == pytest.approx([-0.5] * len(others))
    assert lines.largest == lines.flow == 1.0
    bench.qtbot.waitUntil(lambda: bench.view.is_settled)
    assert bench.view.painted is not None
    assert bench.view.painted.weights.tolist() == lines.numbers.tolist()
    face = bench.scene.overlay.pictures.face
    assert face is not None
    assert face.word(ids.index(bench.x1))[0] == "10⁻⁷"
    assert bench.scene.weight_labels.shown == {}
    legend = bench.view.controls.legend.toolTip()
    assert "powers of ten" in legend
    assert "±1 · 10⁻⁴ and below" in legend or "±0.0001 and below" in legend
    words = tips.describe(bench.scene, bench.view.edits, bench.h2)
    assert "mean of |∂L/∂a| over the mini-batch = 0.01" in words


def test_while_building_lines_are_weights_again(bench: Bench):
    bench.view.set_mode("watch")
    bench.key(Key.Key_5)
    bench.show(flowing(bench, [1.0] * 5, 0.1))
    bench.view.set_mode("build")
    assert bench.scene.overlay.lines.numbers.tolist() == [0.5] * 5
    assert "Weights" in bench.view.controls.legend.toolTip()


def test_an_output_that_is_exactly_right_does_not_dim_the_others(bench: Bench):
    bench.view.set_mode("watch")
    bench.key(Key.Key_5)
    flow = [math.inf if unit == bench.y else 1.0 for unit in bench.snapshot().unit_ids.tolist()]
    bench.show(flowing(bench, flow, 0.1))
    (bright,) = theme.rising(np.array([1.0])).tolist()
    for unit in (bench.h1, bench.y):
        assert bench.color_at(within(bench, unit, 0.6, 0.7)) == rgb(bright)


# Images


def test_weights_from_pixels_are_an_image_row_by_row(bench: Bench):
    network = Network(seed=1)
    pixels = [network.add_unit("input", position=(0, 48.0 * n)) for n in range(16)]
    first = network.add_unit("hidden", position=(200, 0))
    deeper = network.add_unit("hidden", position=(320, 0))
    output = network.add_unit("output", position=(440, 0))
    for number, pixel in enumerate(pixels):
        network.connect(pixel, first, weight=1.0 if number == 3 else -1.0 if number == 12 else 0.0)
    network.connect(first, deeper, weight=1.0)
    network.connect(deeper, output, weight=1.0)
    names = tuple(f"pixel_{n // 4}_{n % 4}" for n in range(16))
    made = datasets.from_arrays(np.eye(16), np.arange(16.0) % 2, task="regression")
    data = replace(made, input_names=names)
    bench.document.replace(network, data, bench.document.settings)
    bench.view.set_mode("watch")
    bench.view.camera.zoom_to(1.0)
    bench.view.camera.look_at(QPointF(200.0, 0.0))
    bench.key(Key.Key_4)
    bench.show(bench.snapshot())
    ends = theme.diverging(np.array([1.0, -1.0, 0.0]), -1.0, 1.0).tolist()
    seen = [bench.color_at(within(bench, first, *at)) for at in ((0.6, -0.6), (-0.6, 0.6), (0, 0))]
    assert seen == [rgb(color) for color in ends]
    words = tips.describe(bench.scene, bench.view.edits, deeper)
    assert "no image: this unit is fed by units, not by the pixels" in words


def test_without_pixels_it_says_why_there_is_no_image(bench: Bench):
    bench.view.set_mode("watch")
    bench.key(Key.Key_4)
    bench.show(bench.snapshot())
    words = tips.describe(bench.scene, bench.view.edits, bench.h1)
    assert "no image: the inputs of these data are not the pixels of one" in words


# Collapsed layers


def block_tip(bench: Bench, right: float, down: float) -> str:
    """The tooltip of the hidden layer's block, as a share of its half width from its middle."""
    (block,) = bench.scene.folding.blocks
    x, y = block.centre
    point = (x + right * 64, y + down * 64)
    return tips.tip(bench.scene, bench.view.edits, bench.scene.find.hit(point), point)


def test_a_collapsed_layer_shows_its_units_side_by_side(bench: Bench):
    bench.view.set_mode("watch")
    bench.scene.collapse([bench.h1])
    bench.key(Key.Key_2)
    ids = bench.snapshot().unit_ids.tolist()
    numbers = {bench.h1: 1.0, bench.h2: -1.0}
    seen = passing(bench, [numbers.get(unit, 0.0) for unit in ids])
    bench.show(replace(bench.snapshot(), example=seen))
    (block,) = bench.scene.folding.blocks
    x, y = block.centre
    ends = theme.diverging(np.array([1.0, -1.0]), -1.0, 1.0).tolist()
    shown = [bench.color_at((x + right, y)) for right in (-30.0, 30.0)]
    assert shown == [rgb(color) for color in ends]
    assert "a = −1 for" in block_tip(bench, 0.5, 0.0)
    assert bench.view.edits.name(bench.h2) in block_tip(bench, 0.5, 0.0)


def test_a_collapsed_layer_shows_bars_in_rows_and_its_gradient(bench: Bench):
    bench.view.set_mode("watch")
    bench.scene.collapse([bench.h1])
    bench.key(Key.Key_3)
    counts = {bench.h1: [40, 0, 0, 0], bench.h2: [0, 0, 0, 40]}
    bench.show(replace(bench.snapshot(), spread=spread(bench, counts)))
    (item,) = bench.scene.blocks.items.values()
    assert item.cells is not None
    assert item.cells.numbers.tolist() == [[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    assert bench.view.edits.name(bench.h1) in block_tip(bench, 0.0, -0.5)
    bench.key(Key.Key_5)
    bench.show(flowing(bench, [1.0] * 5, -1e-2))
    assert item.cells.reach == 1.0
    known = item.cells.numbers[np.isfinite(item.cells.numbers)]
    assert set(known.round(6).tolist()) <= {1.0, -0.5}
    assert "∂L/∂w = " in block_tip(bench, -0.5, -0.5)


def test_the_images_of_a_collapsed_layer_stand_side_by_side(bench: Bench):
    network = Network.layered([16, 5, 2], seed=1)
    names = tuple(f"pixel_{n // 4}_{n % 4}" for n in range(16))
    made = datasets.from_arrays(np.eye(16), np.zeros((16, 2)), task="regression")
    data = replace(made, input_names=names)
    bench.document.replace(network, data, bench.document.settings)
    hidden = [unit.id for unit in network.units if unit.kind == "hidden"]
    bench.view.set_mode("watch")
    bench.scene.collapse(hidden)
    bench.key(Key.Key_4)
    bench.show(bench.snapshot())
    (item,) = bench.scene.blocks.items.values()
    assert item.cells is not None
    assert item.cells.numbers.shape == (2 * 5 - 1, 3 * 5 - 1)
    second = np.array(
        [network.connection(unit, hidden[1]).weight for unit in network.inputs]
    ).reshape(4, 4)
    expected = second / np.abs(second).max()
    assert item.cells.numbers[:4, 5:9] == pytest.approx(expected, rel=1e-6)
    assert bench.view.edits.name(hidden[1]) in block_tip(bench, 0.0, -0.5)


# The button


@popups
def test_the_button_says_what_tiles_show_and_opens_a_menu(bench: Bench):
    button = bench.view.controls.tiles
    assert not button.isVisible()
    bench.view.set_mode("watch")
    assert button.isVisible()
    assert button.text() == "Response ▾"
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [action.text() for action in button.menu.actions() if action.isChecked()] == [
        "What each unit responds to"
    ]
    QTest.keyClick(button.menu, Key.Key_Down, NONE)
    QTest.keyClick(button.menu, Key.Key_Down, NONE)
    QTest.keyClick(button.menu, Key.Key_Return, NONE)
    assert bench.scene.tiles.mode.key == "example"
    assert button.text() == "Example ▾"


@popups
def test_the_inputs_of_the_plane_are_chosen_in_the_menu(bench: Bench):
    bench.view.set_mode("watch")
    button = bench.view.controls.tiles
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    across = next(
        action.menu() for action in button.menu.actions() if "to the right" in action.text()
    )
    assert isinstance(across, QMenu)
    across.actions()[1].trigger()
    plane = bench.session.plane
    assert (plane.x, plane.y) == (1, 0)  # the other axis takes the column that this one had
    button.menu.close()


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("edge", [1, 5, 12, 41])
def test_compiled_loops_colour_tiles_as_numpy_does(
    edge: int, smooth: bool, monkeypatch: pytest.MonkeyPatch
):
    random = np.random.default_rng(4)
    values = random.normal(0.0, 2.0, (5, 12 * 12)).astype(np.float32)
    values[2, 30:40], values[3, 7] = np.nan, 1e30
    ends = np.array([[-1, 1], [0, 3], [-2, 2], [1, 1], [-5, 0]], np.float32)
    monkeypatch.setattr(shading, "_kernels", [])
    wanted = shading.shaded(values, ends, [4, 0, 2, 3], (12, 12), edge, smooth=smooth)
    shading.quicken()
    found = shading.shaded(values, ends, [4, 0, 2, 3], (12, 12), edge, smooth=smooth)
    assert found.shape == (4, edge * edge)
    assert (found == wanted).all()


@pytest.mark.parametrize("edge", [1, 6, 41])
def test_compiled_loops_round_corners_as_numpy_does(edge: int, monkeypatch: pytest.MonkeyPatch):
    random = np.random.default_rng(5)
    opaque = random.integers(0, 1 << 24, (3, edge * edge), np.uint32) | np.uint32(0xFF000000)
    shading.quicken()
    found, wanted = opaque.copy(), opaque.copy()
    shading.rounded(found, edge, 0.2 * edge)
    monkeypatch.setattr(shading, "_kernels", [])
    shading.rounded(wanted, edge, 0.2 * edge)
    assert (found == wanted).all()
    changed = (found != opaque).any(axis=0).reshape(edge, edge)
    assert (changed == changed[::-1, ::-1]).all()
    if edge > 6:
        assert changed[0, 0]
        assert not changed[edge // 2].any()
