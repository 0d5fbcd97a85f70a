"""Parts from the palette: inserted into a connection, or a whole layer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from gui.canvas.editing.layer_dialog import LayerDialog
from tests.gui.canvas.conftest import NONE, Bench, part_mime, popups

ON_WIRE = (100.0, -48.0)  # x1 → h1 runs level
LEFT = Qt.MouseButton.LeftButton


def hover(bench: Bench, part: str, point: tuple[float, float]) -> None:
    """Carry a part over the canvas without letting it go."""
    place, copy = bench.on_view(point), Qt.DropAction.CopyAction
    mime = part_mime(part)
    for event in (
        QDragEnterEvent(place, copy, mime, LEFT, NONE),
        QDragMoveEvent(place, copy, mime, LEFT, NONE),
    ):
        QApplication.sendEvent(bench.view.viewport(), event)


def dialog_of(bench: Bench) -> LayerDialog:
    bench.qtbot.waitUntil(lambda: bench.view.findChild(LayerDialog) is not None)
    dialog = bench.view.findChild(LayerDialog)
    assert dialog is not None
    return dialog


def accept(bench: Bench, dialog: LayerDialog) -> None:
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    bench.qtbot.mouseClick(ok, LEFT)


def test_a_hidden_unit_dropped_on_a_connection_takes_its_place(bench: Bench):
    assert bench.carry_in(part_mime("hidden"), ON_WIRE) == (True, True)
    network = bench.document.network
    added = network.units[-1].id
    assert network.incoming(added) == (bench.x1,)
    assert network.outgoing(added) == (bench.h1,)
    assert not network.has_connection(bench.x1, bench.h1)
    assert network.connection(bench.x1, added).weight == 0.5
    assert bench.undo_texts == ["Insert a unit into x₁ → h₁"]
    bench.document.undo_stack.undo()
    assert network.connection(bench.x1, bench.h1).weight == 0.5
    assert not network.has_unit(added)


@pytest.mark.parametrize("kind", ["input", "output"])
def test_inputs_and_outputs_are_never_inserted(bench: Bench, kind: str):
    bench.carry_in(part_mime(kind), ON_WIRE)
    assert bench.document.network.has_connection(bench.x1, bench.h1)


def test_hovering_over_a_connection_shows_what_dropping_would_do(bench: Bench):
    before = bench.picture()
    hover(bench, "hidden", (100.0, -150.0))
    beside = bench.picture()
    hover(bench, "hidden", ON_WIRE)
    over = bench.picture()
    old_wire = bench.on_view((40.0, -48.0))
    assert before.pixelColor(old_wire) == beside.pixelColor(old_wire)
    assert over != beside
    assert not bench.undo_texts
    bench.view.gestures.cancel()
    assert bench.picture() == before


@popups
def test_a_layer_dropped_between_two_asks_and_is_wired_to_both(bench: Bench):
    bench.carry_in(part_mime("layer"), (304, 0))
    dialog = dialog_of(bench)
    assert dialog.source.currentText() == "layer 1 (2)"
    assert dialog.target.currentText() == "outputs (1)"
    assert dialog.summary.text() == "Adds 4 units and 12 connections."
    dialog.size_field.number.setFocus()
    dialog.size_field.number.selectAll()
    bench.qtbot.keyClicks(dialog.size_field.number, "3")
    assert dialog.summary.text() == "Adds 3 units and 9 connections."
    dialog.activation.setCurrentIndex(dialog.activation.findData("relu"))
    accept(bench, dialog)
    network = bench.document.network
    added = [unit.id for unit in network.units if unit.id > bench.y]
    assert bench.selection.units == set(added)
    assert [bench.centre(unit) for unit in added] == [(304, -60), (304, 0), (304, 60)]
    assert {network.unit(unit).activation for unit in added} == {"relu"}
    assert [network.incoming(unit) for unit in added] == [(bench.h1, bench.h2)] * 3
    assert network.incoming(bench.y) == tuple(added)
    assert bench.undo_texts == ["Add a layer of 3 units"]
    bench.document.undo_stack.undo()
    assert network.incoming(bench.y) == (bench.h1, bench.h2)


@popups
def test_a_layer_from_the_menu_makes_room_for_itself(bench: Bench):
    bench.view.deeds.ask_layer()
    dialog = dialog_of(bench)
    dialog.replaces.click()
    accept(bench, dialog)
    network = bench.document.network
    added = [unit.id for unit in network.units if unit.id > bench.y]
    assert {bench.centre(unit)[0] for unit in added} == {400}
    assert bench.centre(bench.y) == (600, 0)
    assert network.has_connection(bench.h1, bench.y)
    assert len(bench.undo_texts) == 1


@popups
def test_a_layer_that_is_too_large_says_so_before_it_is_added(bench: Bench):
    bench.view.deeds.ask_layer()
    dialog = dialog_of(bench)
    number = dialog.size_field.number
    for typed in ("0", "2.5", "5000", "many"):
        number.setFocus()
        number.selectAll()
        bench.qtbot.keyClicks(number, typed)
        assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
        assert "1 to 2,000" in dialog.summary.text()
    dialog.reject()
    assert not bench.undo_texts


@popups
def test_a_layer_wired_backwards_is_refused_and_nothing_remains(bench: Bench):
    bench.view.deeds.ask_layer()
    dialog = dialog_of(bench)
    bench.selection.set([bench.h1])
    dialog.source.show_key(str(1))
    dialog.target.show_key(str(1))
    dialog.target.chosen.emit("1")
    assert "same units" in dialog.summary.text()
    dialog.reject()


@popups
def test_a_layer_can_be_wired_from_the_selection_to_nothing(bench: Bench):
    bench.selection.set([bench.x2])
    bench.view.deeds.ask_layer()
    dialog = dialog_of(bench)
    dialog.source.show_key("selection")
    dialog.target.show_key("nothing")
    dialog.target.chosen.emit("nothing")
    accept(bench, dialog)
    network = bench.document.network
    added = [unit.id for unit in network.units if unit.id > bench.y]
    assert len(added) == 4
    assert all(network.incoming(unit) == (bench.x2,) for unit in added)
    assert not any(network.outgoing(unit) for unit in added)


@popups
def test_on_an_empty_canvas_a_layer_stands_in_view_and_is_wired_to_nothing(bench: Bench):
    bench.document.new()
    assert bench.carry_in(part_mime("layer"), (0, 0)) == (True, True)
    accept(bench, dialog_of(bench))
    network = bench.document.network
    assert len(network.units) == 4
    assert all(
        bench.view.camera.visible.contains(QPointF(*unit.position)) for unit in network.units
    )
