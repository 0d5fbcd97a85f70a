"""The palette: dragging, adding, and ready-made shapes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QPushButton

from engine import datasets, fitting
from gui.panels import PalettePanel
from gui.panels.data.palette_panel import MIME_TYPE
from gui.panels.data.shapes import SHAPES

KINDS = ("input", "hidden", "output")
PARTS = (*KINDS, "layer")


@pytest.fixture
def panel(document, selection, session, show):
    return show(PalettePanel(document, selection, session), 236, 320)


@pytest.mark.parametrize("kind", KINDS)
def test_a_double_click_asks_for_a_unit(panel, qtbot, kind):
    with qtbot.waitSignal(panel.add_requested) as caught:
        qtbot.mouseDClick(panel.rows[kind], Qt.MouseButton.LeftButton)
    assert caught.args == [kind]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_asks_for_a_unit_once(panel, qtbot, key):
    kinds = []
    panel.add_requested.connect(kinds.append)
    panel.rows["hidden"].setFocus()
    qtbot.keyClick(panel.rows["hidden"], key)
    assert kinds == ["hidden"]


def test_a_single_click_adds_nothing(panel, qtbot):
    with qtbot.assertNotEmitted(panel.add_requested):
        qtbot.mouseClick(panel.rows["hidden"], Qt.MouseButton.LeftButton)


def test_a_click_on_the_layer_asks_once_even_for_a_double_click(panel, qtbot):
    parts = []
    panel.add_requested.connect(parts.append)
    qtbot.mouseClick(panel.rows["layer"], Qt.MouseButton.LeftButton)
    assert parts == ["layer"]


@pytest.mark.parametrize("kind", PARTS)
def test_pulling_a_row_carries_its_kind(panel, qtbot, monkeypatch, kind):
    carried = []
    monkeypatch.setattr(
        QDrag, "exec", lambda drag, action: carried.append(drag.mimeData().data(MIME_TYPE).data())
    )
    row = panel.rows[kind]
    qtbot.mousePress(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    qtbot.mouseMove(row, QPoint(22, 20))
    assert carried == []
    qtbot.mouseMove(row, QPoint(90, 60))
    qtbot.mouseRelease(row, Qt.MouseButton.LeftButton, pos=QPoint(90, 60))
    assert carried == [kind.encode()]


def test_a_drag_leaves_showing_the_unit_to_the_canvas(panel):
    drag = panel.rows["hidden"].drag()
    assert drag.pixmap().toImage().pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("Perceptron", [2, 1]),
        ("XOR net", [2, 2, 1]),
        ("Deep", [2, 4, 4, 4, 4, 1]),
        ("Wide", [2, 16, 1]),
        ("Skip", [2, 4, 4, 1]),
    ],
)
def test_a_chip_builds_its_shape_in_one_step(panel, document, qtbot, name, layers):
    before = document.network.arrays()
    chip = next(chip for chip in panel.findChildren(QPushButton) if chip.text() == name)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    levels = list(document.network.levels().values())
    assert [levels.count(level) for level in range(len(layers))] == layers
    assert not fitting.misfits(document.network, document.data, document.settings)
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == f"Start from “{name}”"
    document.undo_stack.undo()
    after = document.network.arrays()
    assert (after.unit_ids == before.unit_ids).all()
    assert (after.weights == before.weights).all()


def test_skip_joins_layers_that_are_not_neighbours(panel, document, qtbot):
    chip = next(chip for chip in panel.findChildren(QPushButton) if chip.text() == "Skip")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    network = document.network
    assert network.has_connection(network.inputs[0], network.outputs[0])
    assert network.connection_count == 2 * 4 + 2 * 4 + 2 * 1 + 4 * 4 + 4 * 1 + 4 * 1


def test_the_autoencoder_gives_its_inputs_back_through_a_narrow_layer(panel, document, qtbot):
    before = document.data
    chip = next(chip for chip in panel.findChildren(QPushButton) if chip.text() == "Autoencoder")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    network, data = document.network, document.data
    assert (data.targets == data.inputs).all()
    assert (data.train_rows == before.train_rows).all()
    levels = list(network.levels().values())
    assert [levels.count(level) for level in range(5)] == [2, 4, 1, 4, 2]
    assert document.settings.loss == "mse"
    assert not fitting.misfits(network, data, document.settings)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.data is before
    assert len(document.network.outputs) == 1


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.label)
def test_a_shape_starts_from_an_empty_canvas_too(panel, document, qtbot, shape):
    document.new()
    document.change_data(datasets.load("plane", samples=20), "plane")
    with document.edit("empty") as network:
        for unit in network.units:
            network.remove_unit(unit.id)
    chip = next(chip for chip in panel.findChildren(QPushButton) if chip.text() == shape.label)
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert not fitting.misfits(document.network, document.data, document.settings)
