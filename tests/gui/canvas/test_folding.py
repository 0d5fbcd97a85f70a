"""Collapsed layers: one tile that shows the incoming weights, with the gestures of a unit."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from engine import Network, datasets, project_file
from gui.canvas.collapsed.folding import HALF, MANY
from gui.canvas.collapsed.matrix import DataMean
from gui.canvas.editing import arranging
from gui.look import theme
from tests.gui.canvas.conftest import Bench

SIZES = [3, MANY + 5, 4, 2]


@pytest.fixture
def large(bench: Bench) -> Bench:
    """A network whose first hidden layer is large."""
    network = Network.layered(SIZES, seed=1)
    bench.document.replace(network, bench.document.data, bench.document.settings)
    return bench


def hidden(bench: Bench, level: int) -> tuple[int, ...]:
    levels = bench.document.network.levels()
    units = bench.document.network.units
    return tuple(u.id for u in units if u.kind == "hidden" and levels[u.id] == level)


def block(bench: Bench):
    (found,) = bench.scene.folding.blocks
    return found


def double_click(bench: Bench, point) -> None:
    bench.click(point)
    bench.qtbot.mouseDClick(
        bench.view.viewport(), Qt.MouseButton.LeftButton, pos=bench.on_view(point)
    )


def test_a_large_layer_starts_collapsed_and_a_small_one_open(large: Bench) -> None:
    assert block(large).units == hidden(large, 1)
    shown = {unit.id for unit in large.document.network.units} - set(hidden(large, 1))
    assert set(large.scene.items_by_unit) == shown
    drawn = {large.scene.wiring.pair(row) for row in range(len(large.scene.wiring.sources))}
    assert drawn == {(a, b) for a in hidden(large, 2) for b in large.document.network.outputs}
    assert not large.undo_texts


def test_a_double_click_opens_it_for_good(large: Bench) -> None:
    double_click(large, block(large).centre)
    assert not large.scene.folding.blocks
    assert set(large.scene.items_by_unit) == {unit.id for unit in large.document.network.units}
    assert len(large.scene.wiring.sources) == large.document.network.connection_count
    with large.document.edit("add") as network:
        network.add_unit("hidden")
    large.document.undo_stack.undo()
    assert not large.scene.folding.blocks


def test_the_keyboard_reaches_opens_and_collapses_it(large: Bench) -> None:
    for _ in range(SIZES[0] + 1):
        large.key(Qt.Key.Key_Tab)
    assert large.selection.units == set(hidden(large, 1))
    large.key(Qt.Key.Key_Return)
    assert not large.scene.folding.blocks
    large.selection.set(hidden(large, 2)[:1])
    large.key(Qt.Key.Key_O)
    assert block(large).units == hidden(large, 2)
    large.key(Qt.Key.Key_O)
    assert not large.scene.folding.blocks
    large.view.deeds.collapse_all()
    assert block(large).units == hidden(large, 1)
    large.view.deeds.open_all()
    assert not large.scene.folding.blocks


def test_another_document_begins_with_its_own_large_layers_collapsed(large: Bench) -> None:
    large.view.deeds.open_all()
    network = Network.layered([2, MANY + 1, 1])
    large.document.replace(network, large.document.data, large.document.settings)
    assert len(block(large).units) == MANY + 1


def test_a_click_selects_all_its_units(large: Bench) -> None:
    large.click(block(large).centre)
    assert large.selection.units == set(hidden(large, 1))
    assert large.scene.blocks.items[block(large).lead].look.selected
    large.click(large.centre(large.document.network.outputs[0]))
    assert not large.scene.blocks.items[block(large).lead].look.selected


def test_a_drag_moves_all_its_units_as_one_step(large: Bench) -> None:
    before = {unit: large.centre(unit) for unit in hidden(large, 1)}
    x, y = block(large).centre
    large.drag((x, y), (x + 80, y + 40))
    moved = {tuple(np.subtract(large.centre(unit), at)) for unit, at in before.items()}
    assert len(moved) == 1
    ((dx, dy),) = moved
    assert abs(dx - 80) <= 8
    assert abs(dy - 40) <= 8
    assert block(large).centre == pytest.approx((x + dx, y + dy))
    item = large.scene.blocks.items[block(large).lead]
    assert item.pos().toTuple() == pytest.approx(block(large).centre)
    assert len(large.undo_texts) == 1
    large.document.undo_stack.undo()
    assert block(large).centre == pytest.approx((x, y))


def test_its_picture_is_its_incoming_weights(bench: Bench) -> None:
    bench.scene.collapse([bench.h1])
    found = block(bench)
    assert found.units == (bench.h1, bench.h2)
    item = bench.scene.blocks.items[found.lead]
    assert item.cells is not None
    # Rows are h1, h2, columns x1, x2; there is no connection from x2 to h2.
    np.testing.assert_array_equal(item.cells.numbers, [[0.5, 0.5], [0.5, np.nan]])
    with bench.document.edit("weight") as network:
        network.set_weight(bench.x1, bench.h2, -2.0)
    assert bench.scene.blocks.items[found.lead].cells.numbers[1, 0] == -2.0
    bench.show(bench.snapshot(weight=0.25))
    assert bench.scene.blocks.items[found.lead].cells.numbers[0].tolist() == [0.25, 0.25]


def test_it_is_drawn_in_the_colours_of_its_weights(bench: Bench) -> None:
    with bench.document.edit("weights") as network:
        network.set_weight(bench.x1, bench.h1, 1.0)
        network.set_weight(bench.x2, bench.h1, -1.0)
        network.set_weight(bench.x1, bench.h2, -1.0)
    bench.scene.collapse([bench.h1])
    x, y = block(bench).centre
    for right, down, color in (
        (-1, -1, theme.LIGHT.positive),
        (1, -1, theme.LIGHT.negative),
        (-1, 1, theme.LIGHT.negative),
        (1, 1, theme.LIGHT.panel),
    ):
        seen = bench.color_at((x + right * HALF / 2, y + down * HALF / 2))
        assert seen == pytest.approx(color.getRgb()[:3], abs=3)


def test_a_large_picture_has_the_mean_of_what_falls_together(bench: Bench) -> None:
    network = Network.layered([128, 256, 1], seed=2)
    bench.document.replace(network, bench.document.data, bench.document.settings)
    middle = next(each for each in bench.scene.folding.blocks if each.kind == "hidden")
    cells = bench.scene.blocks.items[middle.lead].cells
    assert cells is not None
    assert cells.numbers.shape == (64, 64)
    weights = np.array(
        [[network.connection(s, t).weight for s in network.inputs[2:4]] for t in middle.units[4:8]]
    )
    assert cells.numbers[1, 1] == pytest.approx(weights.mean())


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_the_weight_under_the_pointer_is_told(bench: Bench) -> None:
    with bench.document.edit("weight") as network:
        network.set_weight(bench.x2, bench.h1, -0.32)
    bench.scene.collapse([bench.h1])
    x, y = block(bench).centre

    def told(point):
        place = bench.on_view(point)
        event = QHelpEvent(QHelpEvent.Type.ToolTip, place, bench.view.viewport().mapToGlobal(place))
        QApplication.sendEvent(bench.view.viewport(), event)
        return QToolTip.text()

    assert told((x + HALF / 2, y - HALF / 2)).startswith("x₂ → h₁: weight w = −0.32\n")
    assert told((x + HALF / 2, y + HALF / 2)).startswith("x₂ → h₂: not connected\n")
    QToolTip.hideText()


def test_inputs_show_the_mean_of_their_columns(bench: Bench) -> None:
    inputs = np.tile(np.linspace(0, 1, 49), (5, 1))
    data = datasets.from_arrays(inputs, np.zeros(5), task="regression")
    network = Network.layered([49, 2, 1])
    bench.document.replace(network, data, bench.document.settings)
    found = block(bench)
    assert found.kind == "input"
    item = bench.scene.blocks.items[found.lead]
    assert isinstance(item.picture, DataMean)
    assert item.cells is not None
    np.testing.assert_allclose(item.cells.numbers, np.linspace(0, 1, 49).reshape(7, 7))


def test_strands_have_the_mean_of_the_connections_they_stand_for(large: Bench) -> None:
    strands = large.scene.blocks.strands
    network, inside = large.document.network, set(hidden(large, 1))
    bundled = [c for c in network.connections if c.source in inside or c.target in inside]
    assert strands.counts.sum() == len(bundled)
    assert len(strands) == 5 * (SIZES[0] + SIZES[2])
    total = float((strands.means * strands.counts).sum())
    assert total == pytest.approx(sum(link.weight for link in bundled))
    large.view.deeds.open_all()
    assert len(strands) == 0


def test_dropping_a_connection_on_it_connects_all_its_units_as_one_step(large: Bench) -> None:
    with large.document.edit("input") as network:
        new = network.add_unit("input", position=(0, 300))
    large.view.fit()
    large.drag(large.port(new), block(large).centre)
    assert set(large.document.network.outgoing(new)) == set(hidden(large, 1))
    assert len(large.undo_texts) == 2


def test_dragging_from_it_connects_all_its_units(large: Bench) -> None:
    x, y = block(large).centre
    output = large.document.network.outputs[0]
    large.drag((x + HALF, y), large.centre(output))
    assert set(hidden(large, 1)) <= set(large.document.network.incoming(output))
    assert len(large.undo_texts) == 1


def test_a_weight_inside_it_can_still_be_set(large: Bench) -> None:
    pair = (large.document.network.inputs[0], hidden(large, 1)[0])
    large.selection.set(connections=[pair])
    large.view.deeds.asking.ask_weight()
    editor = large.view.deeds.asking.editor
    editor.selectAll()
    assert large.view.viewport().rect().contains(editor.geometry().center())
    large.qtbot.keyClicks(editor, "0,5")
    large.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert large.document.network.connection(*pair).weight == 0.5


def test_it_is_read_out(large: Bench) -> None:
    large.selection.set(hidden(large, 1))
    told = large.view.accessibleDescription()
    assert f"Hidden 1, collapsed: {MANY + 5} units · tanh" in told
    assert f"{3 * (MANY + 5)} connections in" in told


def test_a_network_with_huge_layers_fits_at_a_legible_scale(bench: Bench) -> None:
    network = Network.layered([784, 128, 64, 10])
    bench.document.replace(network, bench.document.data, bench.document.settings)
    assert len(bench.scene.folding.blocks) == 3
    assert bench.view.camera.scale >= 0.5
    for each in bench.scene.folding.blocks:
        assert bench.view.camera.visible.contains(QPointF(*each.centre))


def reopened(bench: Bench, path: Path) -> None:
    project_file.save(path, bench.document.being_saved())
    bench.document.new()
    bench.document.open(path)


def test_what_is_collapsed_and_opened_by_hand_comes_back_with_the_project(
    large: Bench, tmp_path: Path
):
    large.scene.open_layers(hidden(large, 1))
    large.scene.collapse(hidden(large, 2))
    reopened(large, tmp_path / "a.netloom")
    assert block(large).units == hidden(large, 2)
    large.scene.collapse(hidden(large, 1))
    assert len(large.scene.folding.blocks) == 2


def test_the_zoom_and_the_middle_of_the_view_come_back_with_the_project(
    bench: Bench, tmp_path: Path
):
    bench.view.camera.zoom_to(1.5)
    bench.view.camera.look_at(QPointF(150, 30))
    reopened(bench, tmp_path / "a.netloom")
    assert bench.view.camera.scale == 1.5
    middle = bench.view.camera.centre
    assert (middle.x(), middle.y()) == pytest.approx((150, 30), abs=1)


def test_a_fitted_view_is_fitted_again(bench: Bench, tmp_path: Path):
    bench.view.fit()
    reopened(bench, tmp_path / "a.netloom")
    assert not bench.view.camera.is_free
    assert bench.document.view.camera is None


def test_another_network_is_not_looked_at_as_the_one_before(large: Bench, tmp_path: Path):
    large.scene.open_layers(hidden(large, 1))
    large.view.camera.zoom_to(2.0)
    project_file.save(tmp_path / "a.netloom", large.document.being_saved())
    large.document.replace(Network.layered(SIZES), large.document.data, large.document.settings)
    assert block(large).units == hidden(large, 1)
    assert not large.view.camera.is_free


def test_a_larger_window_keeps_what_was_in_the_middle_there(bench: Bench):
    bench.view.camera.zoom_to(2.0)
    bench.view.camera.look_at(QPointF(150, 30))
    bench.view.resize(bench.view.width() + 100, bench.view.height() + 60)
    middle = bench.view.camera.centre
    assert (middle.x(), middle.y()) == pytest.approx((150, 30), abs=1)


def test_what_is_said_below_neighbouring_blocks_never_meets(bench: Bench):
    network = Network.layered([60, 128, 48, 10], activation="relu")
    bench.document.replace(network, bench.document.data, bench.document.settings)
    for scale in (0.25, 0.35, 0.4, 0.6, 1.0):
        rooms = [
            item.extent(scale).translated(item.pos() * scale)
            for item in bench.scene.blocks.items.values()
        ]
        rooms.sort(key=lambda room: room.left())
        assert len(rooms) == 3
        assert all(left.right() < right.left() for left, right in pairwise(rooms)), scale


def test_collapsing_what_is_collapsed_changes_nothing_after_its_units_were_aligned(large: Bench):
    units = block(large).units
    places = {unit: (300.0, -10.0 * row) for row, unit in enumerate(units)}  # the other way round
    arranging.move(large.document, places, "turn")
    assert not large.scene.collapse(units)
    (item,) = large.scene.blocks.items.values()
    assert item.block == block(large)
    arranging.move(large.document, {units[-1]: (310.0, 0.0)}, "carry")
    assert item.block == block(large)
    assert item.pos().toTuple() == pytest.approx(block(large).centre)
