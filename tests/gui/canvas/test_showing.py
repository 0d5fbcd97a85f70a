"""What the canvas shows: weights, responses, dropout, headings, both themes, any size."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from engine import Network
from gui.canvas.connections import edges, line_edges
from gui.canvas.over.headings import Headings
from gui.canvas.tiles.pictures import ends_of
from gui.canvas.tiles.unit_item import UnitItem
from gui.look import theme
from tests.gui.canvas.conftest import Bench

CTRL = Qt.KeyboardModifier.ControlModifier
Rgb = tuple[int, int, int]


def close(color: Rgb, wanted: Rgb, tolerance: int = 6) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(color, wanted, strict=True))


def rgb(color: object) -> Rgb:
    return color.red(), color.green(), color.blue()  # type: ignore[attr-defined]


def halves(bench: Bench) -> np.ndarray:
    """Responses that are −1 on the left of the plane and 1 on the right, for every unit."""
    size = bench.session.plane.size
    picture = np.ones((size, size), np.float32)
    picture[:, : size // 2] = -1
    return np.tile(picture.ravel(), (5, 1))


def test_tiles_show_the_responses(bench: Bench):
    bench.view.set_mode("watch")
    responses = halves(bench)
    size = bench.session.plane.size
    responses[2] = np.repeat([1.0, -1.0], size * size // 2)  # h1: high y positive
    bench.show(bench.snapshot(responses))
    colours = theme.current()
    x, y = bench.centre(bench.h2)
    assert close(bench.color_at((x - 12, y)), rgb(colours.negative))
    assert close(bench.color_at((x + 12, y)), rgb(colours.positive))
    x, y = bench.centre(bench.h1)
    assert close(bench.color_at((x, y - 12)), rgb(colours.positive))
    assert close(bench.color_at((x, y + 12)), rgb(colours.negative))


def test_building_shows_names_instead_of_responses(bench: Bench):
    bench.show(bench.snapshot(halves(bench)))
    x, y = bench.centre(bench.h2)
    assert close(bench.color_at((x + 15, y - 15)), rgb(theme.current().panel))


def test_a_dropped_unit_is_struck_out_and_counted(bench: Bench):
    bench.view.set_mode("watch")
    bench.show(bench.snapshot(halves(bench), off=(bench.h1,)))
    assert bench.scene.items_by_unit[bench.h1].look.dropped
    assert not bench.scene.items_by_unit[bench.h2].look.dropped
    hint = bench.view.controls.hint
    assert hint.full_text == "dropout: 1 of 2 hidden units are off for this mini-batch"
    pale = bench.color_at((190, -48))
    assert min(pale) > 200
    at_rest = np.flatnonzero(bench.view.painted.levels(np.arange(5)) == 0)
    assert {bench.scene.wiring.pair(row) for row in at_rest} == {
        (bench.x1, bench.h1),
        (bench.x2, bench.h1),
        (bench.h1, bench.y),
    }
    bench.view.set_mode("build")
    assert hint.full_text.startswith("drag")


def test_connections_are_coloured_by_sign_and_thicker_for_larger_weights(bench: Bench):
    bench.scene.weight_labels.enable(False)  # they would cover the middle
    bench.document.network.connect(bench.x2, bench.h2, weight=-1.0)
    bench.document.opened.emit()
    colours = theme.current()
    thick = edges.mixed(colours.canvas, colours.negative, 0.9)
    assert close(bench.color_at((100, 48)), rgb(thick))
    bench.show(bench.snapshot(weight=1.0))
    blue = edges.mixed(colours.canvas, colours.positive, 0.9)
    assert close(bench.color_at((100, 48)), rgb(blue))


def test_an_edited_weight_shows_before_the_next_snapshot(bench: Bench):
    bench.show(bench.snapshot(weight=1.0))
    with bench.document.edit("Set") as network:
        network.set_weight(bench.x1, bench.h1, -2.0)
    row = bench.scene.wiring.rows_of_pairs([(bench.x1, bench.h1)])[0]
    assert bench.scene.overlay.weights[row] == -2.0
    assert sorted(bench.scene.overlay.weights.tolist()) == [-2.0, 1.0, 1.0, 1.0, 1.0]
    assert bench.scene.overlay.largest == 2.0


def test_units_added_while_training_show_the_documents_numbers(bench: Bench):
    snapshot = bench.snapshot(halves(bench), weight=1.0)
    bench.show(snapshot)
    bench.view.add_unit("hidden", (200.0, 150.0))
    added = bench.document.network.units[-1].id
    with bench.document.edit("Connect") as network:
        network.connect(bench.x1, added, weight=0.25)
    bench.show(snapshot)  # one that was on its way, without the new unit
    assert sorted(bench.scene.overlay.weights.tolist()) == [0.25, 1.0, 1.0, 1.0, 1.0, 1.0]
    assert not bench.scene.overlay.pictures.has(added)


def test_colours_of_unbounded_activations_follow_the_units_own_largest():
    assert ends_of("tanh", np.float32([-0.2, 0.3])) == (-1, 1)
    assert ends_of("sigmoid", np.float32([0.4, 0.5])) == (0, 1)
    assert ends_of("relu", np.float32([0.0, 3.0])) == (-3, 3)
    assert ends_of("linear", np.float32([-5.0, 3.0])) == (-5, 5)
    assert ends_of("linear", np.float32([1.0, 2.0]), reach=8.0) == (-8, 8)


def constant(bench: Bench, **values: float) -> np.ndarray:
    """Responses that are the same all over the plane, by unit."""
    rows = [values.get(name, 0.0) for name in ("x1", "x2", "h1", "h2", "y")]
    return np.tile(np.float32(rows)[:, None], (1, bench.session.plane.size**2))


def test_a_constant_response_has_the_colour_of_its_value_on_its_scale(bench: Bench):
    network = bench.document.network
    network.update_unit(bench.h1, activation="relu")
    network.update_unit(bench.h2, activation="tanh")
    network.update_unit(bench.y, activation="sigmoid")
    bench.document.opened.emit()
    bench.view.set_mode("watch")
    largest = float(np.abs(bench.document.data.inputs[:, 1]).max())
    # What rounding leaves of an input at its mean is not to look like a large number.
    bench.show(bench.snapshot(constant(bench, x1=-3e-8, x2=largest, h1=-0.0, h2=0.0, y=0.0)))
    colours = theme.current()
    for unit, wanted in (
        (bench.x1, colours.neutral),
        (bench.x2, colours.positive),
        (bench.h1, colours.neutral),
        (bench.h2, colours.neutral),
        (bench.y, colours.negative),  # 0 is the lower end of the sigmoid
    ):
        assert close(bench.color_at(bench.centre(unit)), rgb(wanted)), unit
    bench.show(bench.snapshot(constant(bench, x2=-largest, h1=1e-9, h2=-1.0, y=0.5)))
    for unit, wanted in (
        (bench.x2, colours.negative),
        (bench.h1, colours.neutral),
        (bench.h2, colours.negative),
        (bench.y, colours.neutral),
    ):
        assert close(bench.color_at(bench.centre(unit)), rgb(wanted)), unit


def test_the_scale_of_inputs_follows_the_data(bench: Bench):
    x, y = bench.centre(bench.x2)
    bench.view.set_mode("watch")
    bench.show(bench.snapshot(constant(bench, x2=1000.0)))
    assert close(bench.color_at((x, y)), rgb(theme.current().positive))
    data = bench.document.data
    bench.document.change_data(replace(data, inputs=data.inputs * 1e9), "Other data")
    bench.show(bench.snapshot(constant(bench, x2=1000.0)))
    assert close(bench.color_at((x, y)), rgb(theme.current().neutral))


def test_the_corners_of_pictures_are_round(bench: Bench):
    bench.view.set_mode("watch")
    bench.view.reset_zoom()
    bench.show(bench.snapshot(constant(bench, h2=1.0)))
    x, y = bench.centre(bench.h2)
    assert close(bench.color_at((x + 21, y - 21)), rgb(theme.current().canvas), 12)
    assert not close(bench.color_at((x + 17, y - 17)), rgb(theme.current().canvas), 60)


def test_another_document_gets_units_of_its_own_size(bench: Bench):
    other = Network.layered([2, 6, 1])
    outputs = set(other.outputs)
    assert bench.y not in outputs
    bench.document.replace(other, bench.document.data, bench.document.settings)
    for unit, item in bench.scene.items_by_unit.items():
        assert item.half == (30 if unit in outputs else 22)
    shown = [item for item in bench.scene.items() if isinstance(item, UnitItem)]
    assert len(shown) == len(other.units)


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e300])
def test_a_run_about_to_diverge_does_not_disturb_the_picture(bench: Bench, number: float):
    bench.view.set_mode("watch")
    responses = halves(bench)
    responses[:, 0] = min(number, 1e38)
    bench.show(bench.snapshot(responses, weight=number))
    bench.picture()
    assert bench.scene.overlay.pictures.has(bench.h1)


def test_both_themes_are_followed_at_once(bench: Bench):
    bench.view.set_mode("watch")
    bench.show(bench.snapshot(halves(bench)))
    corner = (100.0, 110.0)
    assert close(bench.color_at(corner), rgb(theme.LIGHT.canvas))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    assert close(bench.color_at(corner), rgb(theme.DARK.canvas))
    x, y = bench.centre(bench.h2)
    assert close(bench.color_at((x + 12, y)), rgb(theme.DARK.positive))


def test_headings_say_what_a_layer_is():
    network = Network.layered([2, 4, 1], keep_probability=0.8)
    titles = [(heading.title, heading.detail) for heading in Headings.of(network).columns]
    assert titles == [
        ("Input", "2 columns"),
        ("Hidden 1", "4 units · tanh · keep p = 0.8"),
        ("Output", "1 unit · linear"),
    ]
    network.update_unit(network.units[2].id, activation="relu")
    assert Headings.of(network).columns[1].detail == "4 units · mixed · keep p = 0.8"
    network.update_unit(network.units[2].id, position=(900.0, 0.0))
    assert [heading.title for heading in Headings.of(network).columns] == ["Input", "Output"]


def tooltip(bench: Bench, point: tuple[float, float]) -> str:
    place = bench.on_view(point)
    event = QHelpEvent(QEvent.Type.ToolTip, place, bench.view.viewport().mapToGlobal(place))
    QApplication.sendEvent(bench.view.viewport(), event)
    text = QToolTip.text()
    QToolTip.hideText()
    return text


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_tooltips_give_the_numbers(bench: Bench):
    bench.view.set_mode("watch")
    bench.show(bench.snapshot(halves(bench), weight=0.625))
    assert tooltip(bench, (100, -48)) == "x₁ → h₁\nweight w = 0.625"
    unit = tooltip(bench, bench.centre(bench.h1))
    assert "h₁, hidden unit" in unit
    assert "bias w₀ = 0" in unit
    assert "colours from −1 to 1" in unit


def test_the_wheel_zooms_at_the_pointer(bench: Bench):
    place = bench.on_view(bench.centre(bench.y))
    before = bench.view.camera.scale
    viewport = bench.view.viewport()
    event = QWheelEvent(
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    assert bench.view.camera.scale > before
    assert (bench.on_view(bench.centre(bench.y)) - place).manhattanLength() <= 2


def test_keys_zoom_and_fit(bench: Bench):
    fitted = bench.view.camera.scale
    bench.key(Qt.Key.Key_Plus, CTRL)
    assert bench.view.camera.scale > fitted
    bench.key(Qt.Key.Key_0, CTRL)
    assert bench.view.camera.scale == 1
    bench.key(Qt.Key.Key_Minus, CTRL)
    assert bench.view.camera.scale < 1
    bench.key(Qt.Key.Key_F)
    assert bench.view.camera.scale == fitted


def test_the_middle_button_pans(bench: Bench):
    viewport = bench.view.viewport()
    before = bench.on_view((0, 0))
    middle = Qt.MouseButton.MiddleButton
    bench.qtbot.mousePress(viewport, middle, pos=QPoint(300, 300))
    bench.qtbot.mouseMove(viewport, QPoint(340, 280))
    bench.qtbot.mouseRelease(viewport, middle, pos=QPoint(340, 280))
    assert bench.on_view((0, 0)) - before == QPoint(40, -20)


def test_a_click_on_the_overview_moves_the_view(bench: Bench):
    bench.view.zoom_in()
    bench.view.zoom_in()
    before = bench.view.camera.visible.center()
    small = bench.view.controls.minimap
    bench.qtbot.mouseClick(small, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    after = bench.view.camera.visible.center()
    assert after.x() < before.x()
    assert after.y() < before.y()


def test_the_network_stays_fitted_until_the_person_zooms(bench: Bench):
    bench.view.resize(500, 300)
    assert bench.view.camera.scale < 1
    bench.view.zoom_in()
    chosen = bench.view.camera.scale
    bench.view.resize(880, 580)
    assert bench.view.camera.scale == chosen


def test_nothing_on_the_canvas_overlaps_or_is_cut_in_a_small_window(bench: Bench):
    for width, height in ((724, 430), (560, 320)):
        bench.view.resize(width, height)
        for mode in ("build", "watch"):
            bench.view.set_mode(mode)
            bench.show(bench.snapshot(halves(bench), off=(bench.h1,)))
            shown = [
                child
                for child in bench.view.children()
                if isinstance(child, QWidget)
                and child.isVisible()
                and child is not bench.view.viewport()
                and child.objectName() != "qt_scrollarea_hcontainer"
                and child.objectName() != "qt_scrollarea_vcontainer"
            ]
            assert len(shown) >= 5
            for child in shown:
                assert bench.view.rect().contains(child.geometry()), child
                for other in shown:
                    overlap = child.geometry() & other.geometry()
                    assert other is child or overlap.isEmpty(), (child, other)


def test_controls_have_accessible_names(bench: Bench):
    assert bench.view.accessibleName()
    for button in bench.view.controls.buttons:
        assert button.accessibleName(), button


def test_the_switch_changes_the_mode_and_says_so(bench: Bench):
    with bench.qtbot.waitSignal(bench.view.mode_changed) as blocker:
        watch = next(b for b in bench.view.controls.buttons if b.text() == "Watch")
        bench.qtbot.mouseClick(watch, Qt.MouseButton.LeftButton)
    assert blocker.args == ["watch"]
    assert bench.view.mode == "watch"


def test_an_empty_canvas_invites_and_a_free_place_is_free(bench: Bench):
    empty = Network()
    bench.document.replace(empty, bench.document.data, bench.document.settings)
    bench.picture()
    first = bench.view.free_place()
    assert bench.view.add_unit("hidden", first)
    second = bench.view.free_place()
    assert bench.view.add_unit("hidden", second)
    assert (first - second).manhattanLength() >= 44


def on_screen(bench: Bench) -> list[QRectF]:
    """The room that each unit takes in the view, with its name."""
    camera = bench.view.camera
    return [
        item.extent(camera.scale).translated(bench.view.viewportTransform().map(item.pos()))
        for item in bench.scene.items_by_unit.values()
    ]


@pytest.mark.parametrize("sizes", [[4, 8, 3], [2, 8, 6, 10], [2, 4, 2, 1], [16, 5, 16]])
def test_fitting_keeps_every_unit_clear_of_the_controls(bench: Bench, sizes: list[int]):
    network = Network.layered(sizes)
    bench.document.replace(network, bench.document.data, bench.document.settings)
    controls = bench.view.controls
    for width, height in ((724, 382), (880, 560), (560, 320)):
        bench.view.resize(width, height)
        whole = QRectF(bench.view.viewport().rect())
        shown = [*controls.obstacles(), controls.legend.geometry()]
        for place in on_screen(bench):
            assert whole.contains(place)
            assert place.top() > controls.top_room
            assert not any(QRectF(each).intersects(place) for each in shown), (width, sizes)


def test_a_fitted_network_uses_the_height_down_to_the_bottom(bench: Bench):
    network = Network.layered([2, 8, 6, 1])
    bench.document.replace(network, bench.document.data, bench.document.settings)
    bench.view.resize(724, 382)
    assert bench.view.camera.scale >= 0.6
    lowest = max(place.bottom() for place in on_screen(bench))
    assert lowest > bench.view.controls.obstacles()[0].top()


def test_with_dropout_the_count_stays_even_when_no_unit_was_dropped(bench: Bench):
    with bench.document.edit("Dropout") as network:
        network.update_unit(bench.h1, keep_probability=0.8)
    bench.view.set_mode("watch")
    bench.show(bench.snapshot(halves(bench)))
    wanted = "dropout: 0 of 2 hidden units are off for this mini-batch"
    assert bench.view.controls.hint.full_text == wanted


def test_names_that_are_words_all_stand_beside_their_tiles(bench: Bench):
    with bench.document.edit("Rename") as network:
        network.update_unit(bench.x1, name="age")
        network.update_unit(bench.x2, name="blood pressure")
    worded = {unit for unit, item in bench.scene.items_by_unit.items() if item.look.worded}
    assert worded == {bench.x1, bench.x2}


def test_the_overview_shows_only_while_there_is_more_than_is_seen(bench: Bench):
    controls = bench.view.controls
    assert not controls.minimap.isVisible()
    low = controls.legend.geometry()
    for _ in range(4):
        bench.view.zoom_in()
    assert controls.minimap.isVisible()
    assert controls.legend.geometry().bottom() < controls.minimap.geometry().top()
    bench.view.fit()
    assert not controls.minimap.isVisible()
    assert controls.legend.geometry() == low
    bench.view.add_unit("hidden", (3000.0, 0.0))
    assert not controls.minimap.isVisible()
    bench.view.reset_zoom()
    assert controls.minimap.isVisible()


def inked(bench: Bench, place: QRectF) -> bool:
    """Whether anything as dark as text is drawn there."""
    picture = bench.picture().copy(place.toAlignedRect())
    return any(
        picture.pixelColor(x, y).lightness() < 120
        for x in range(picture.width())
        for y in range(picture.height())
    )


def test_names_stay_legible_when_zoomed_out_and_then_vanish_together(bench: Bench):
    bench.view.set_mode("watch")

    def beside(unit: int, side: int) -> QRectF:
        camera, half = bench.view.camera, bench.scene.items_by_unit[unit].half
        place = bench.view.viewportTransform().map(QPointF(*bench.centre(unit)))
        middle = place.x() + side * (half * camera.scale + 14)
        return QRectF(middle - 7, place.y() - 6, 14, 12)

    bench.view.camera.zoom_to(0.3)
    name = beside(bench.x1, -1)
    assert inked(bench, name)
    assert inked(bench, beside(bench.y, 1))
    item = bench.scene.items_by_unit[bench.x1]
    narrow = item.extent(0.3).width() - 44 * 0.3
    assert narrow >= QFontMetricsF(theme.font(9, QFont.Weight.Medium)).horizontalAdvance("x₁")
    bench.view.camera.zoom_to(0.15)
    assert not inked(bench, beside(bench.x1, -1))
    assert not inked(bench, beside(bench.y, 1))


def lines_of(network: Network, scale: float) -> list[tuple[str, ...]]:
    return [block.lines for block in Headings.of(network).laid_out(scale)]


def test_headings_are_broken_and_shortened_and_only_where_they_would_meet(bench: Bench):
    network = Network.layered([2, 2, 2, 1], output_activation="sigmoid")
    assert lines_of(network, 1.0)[3] == ("Output", "1 unit · sigmoid")
    assert lines_of(network, 0.35)[3] == ("Output", "1 unit", "sigmoid")
    close_by = lines_of(network, 0.24)
    assert ("Hidden", "1") in close_by
    for scale in (0.1, 0.16, 0.24):
        assert not any("…" in line for block in lines_of(network, scale) for line in block)
    assert ("1",) in lines_of(network, 0.12)
    alone = Network.layered([2, 1], output_activation="sigmoid")
    assert lines_of(alone, 0.6)[1] == ("Output", "1 unit · sigmoid")
    for scale in (0.15, 0.3, 0.6, 1.0):
        blocks = Headings.of(network).laid_out(scale)
        for left, right in pairwise(blocks):
            assert not left.room.intersects(right.room), scale


def test_headings_stand_in_one_row_close_above_the_highest_column():
    network = Network.layered([2, 8, 1])
    top = min(unit.position[1] - 22 for unit in network.units)
    for scale in (0.5, 1.0):
        feet = {block.room.bottom() for block in Headings.of(network).laid_out(scale)}
        assert len(feet) == 1
        assert 4 <= top * scale - feet.pop() <= 12


def test_everything_keeps_its_place_in_projector_mode(bench: Bench):
    bench.view.resize(724, 430)
    theme.set_projector(True)
    controls = bench.view.controls
    bench.view.zoom_in()
    bench.view.zoom_in()
    assert bench.view.rect().contains(controls.minimap.geometry())
    assert controls.legend.geometry().intersected(controls.minimap.geometry()).isEmpty()
    assert all(
        bench.view.rect().contains(button.parentWidget().geometry())
        or button.parentWidget() is bench.view
        for button in controls.buttons
    )


def test_of_very_many_connections_the_strongest_are_drawn(bench: Bench, monkeypatch):
    drawn: list[int] = []
    monkeypatch.setattr(line_edges, "draw_lines", lambda _, lines: drawn.append(len(lines)))
    network = Network.layered([300, 100, 1])
    bench.document.replace(network, bench.document.data, bench.document.settings)
    bench.view.deeds.open_all()
    bench.picture()
    drawn.clear()
    bench.scene.numbers_changed.emit()
    bench.picture()
    assert sum(drawn) == line_edges.MOST_DRAWN
    assert "only the 20,000 strongest of" in bench.view.controls.hint.full_text
