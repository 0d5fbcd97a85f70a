"""Typing right on the canvas: weights, biases, names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.gui.canvas.conftest import Bench, choose, popups

Key = Qt.Key
ON_WIRE = (100.0, -48.0)  # x1 → h1 runs level


@pytest.mark.parametrize(
    ("typed", "weight"), [("0,25", 0.25), ("1/3", 1 / 3), ("−2", -2.0), ("1e-3", 0.001)]
)
def test_a_double_click_on_a_connection_takes_a_number(bench: Bench, typed: str, weight: float):
    bench.double_click(ON_WIRE)
    bench.type(typed)
    bench.enter()
    assert bench.document.network.connection(bench.x1, bench.h1).weight == weight
    assert bench.undo_texts == ["Set the weight x₁ → h₁"]
    assert not bench.view.deeds.asking.editor.isVisible()
    assert bench.view.hasFocus()


def test_the_field_shows_the_number_in_force_and_leaving_it_as_it_is_changes_nothing(
    bench: Bench,
):
    bench.show(bench.snapshot(weight=-0.125))
    bench.double_click(ON_WIRE)
    assert bench.view.deeds.asking.editor.text() == "−0.125"
    bench.enter()
    assert not bench.undo_texts


def test_the_number_the_document_holds_reaches_a_network_that_has_learned_another(bench: Bench):
    bench.show(bench.snapshot(weight=-0.125))
    bench.double_click(ON_WIRE)
    bench.type("0.5")
    bench.enter()
    assert bench.undo_texts == ["Set the weight x₁ → h₁"]
    weight = bench.document.network.connection(bench.x1, bench.h1).weight
    assert weight == pytest.approx(0.5, abs=1e-12)


def test_a_number_is_accepted_when_the_field_is_left(bench: Bench):
    bench.double_click(ON_WIRE)
    bench.type("2")
    bench.click((600, 250))
    assert bench.document.network.connection(bench.x1, bench.h1).weight == 2
    assert not bench.view.deeds.asking.editor.isVisible()


def test_tab_accepts_what_was_typed_and_goes_back_to_the_canvas(bench: Bench):
    bench.double_click(ON_WIRE)
    bench.type("2")
    bench.qtbot.keyClick(bench.view.deeds.asking.editor, Key.Key_Tab)
    assert bench.document.network.connection(bench.x1, bench.h1).weight == 2
    assert not bench.view.deeds.asking.editor.isVisible()
    assert bench.view.hasFocus()


def test_zooming_accepts_what_was_typed(bench: Bench):
    bench.double_click(ON_WIRE)
    bench.type("2")
    bench.view.zoom_in()
    assert bench.document.network.connection(bench.x1, bench.h1).weight == 2


def test_escape_gives_the_number_up_and_keeps_the_selection(bench: Bench):
    bench.double_click(ON_WIRE)
    bench.type("2")
    bench.enter(Key.Key_Escape)
    assert not bench.undo_texts
    assert bench.selection.connections == {(bench.x1, bench.h1)}
    assert not bench.view.deeds.asking.editor.isVisible()


@pytest.mark.parametrize("typed", ["two", "1/0", "__import__('os')", "1e999"])
def test_what_is_no_number_says_so_and_the_field_stays(bench: Bench, typed: str):
    bench.double_click(ON_WIRE)
    bench.type(typed)
    bench.enter()
    (notice,) = bench.notices
    assert typed in notice.happened
    assert "1/3" in notice.try_this
    assert notice.at is not None
    assert bench.view.deeds.asking.editor.isVisible()
    bench.type("3")
    bench.enter()
    assert bench.document.network.connection(bench.x1, bench.h1).weight == 3


def test_a_double_click_on_the_bias_takes_a_number(bench: Bench):
    bench.double_click((200 - 22, -48 + 22))
    assert bench.view.deeds.asking.editor.accessibleName() == "Bias w₀ of h₁"
    bench.type("−0,75")
    bench.enter()
    assert bench.document.network.unit(bench.h1).bias == -0.75
    assert bench.undo_texts == ["Set the bias of h₁"]


def test_an_input_has_no_bias_and_says_so(bench: Bench):
    bench.selection.set([bench.x1])
    bench.key(Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    assert "no bias" in bench.notices[0].happened
    assert not bench.view.deeds.asking.editor.isVisible()


def test_a_double_click_on_a_unit_renames_it(bench: Bench):
    bench.double_click(bench.centre(bench.h2))
    bench.type("edge")
    bench.enter()
    assert bench.document.network.unit(bench.h2).name == "edge"
    assert bench.undo_texts == ["Rename h₂"]
    bench.document.undo_stack.undo()
    assert bench.document.network.unit(bench.h2).name == "h2"


def test_f2_renames_and_an_empty_name_is_refused(bench: Bench):
    bench.click(bench.centre(bench.h2))
    bench.key(Key.Key_F2)
    bench.type(" ")
    bench.enter()
    assert bench.notices[0].happened == "A unit needs a name."
    assert bench.document.network.unit(bench.h2).name == "h2"
    assert not bench.undo_texts


def test_f2_on_a_connection_takes_its_weight(bench: Bench):
    bench.click(ON_WIRE)
    bench.key(Key.Key_F2, Qt.KeyboardModifier.ControlModifier)
    bench.type("7")
    bench.enter()
    assert bench.document.network.connection(bench.x1, bench.h1).weight == 7


def test_a_weight_is_set_for_all_selected_connections_at_once(bench: Bench):
    pairs = [(bench.x1, bench.h1), (bench.x2, bench.h1)]
    bench.selection.set(connections=pairs)
    bench.key(Key.Key_F2)
    bench.type("1")
    bench.enter()
    weights = {(c.source, c.target): c.weight for c in bench.document.network.connections}
    assert [weights[pair] for pair in pairs] == [1, 1]
    assert list(weights.values()).count(1) == 2
    assert len(bench.undo_texts) == 1


@popups
def test_a_bias_is_typed_for_all_selected_units_from_the_menu(bench: Bench):
    bench.selection.set([bench.x1, bench.h1, bench.h2])
    choose(bench.open_menu(bench.centre(bench.h1)), "Set bias…")
    bench.type("-0.25")
    bench.enter()
    network = bench.document.network
    assert [network.unit(unit).bias for unit in (bench.x1, bench.h1, bench.h2)] == [0, -0.25, -0.25]
    assert bench.undo_texts == ["Set the bias of h₁, h₂"]


def test_letters_typed_in_the_field_do_nothing_to_the_network(bench: Bench):
    bench.double_click(bench.centre(bench.h2))
    for key in (Key.Key_Delete, Key.Key_Up, Key.Key_Down, Key.Key_C, Key.Key_L, Key.Key_Space):
        bench.enter(key)
    assert not bench.undo_texts
    assert not bench.scene.marked
    bench.enter(Key.Key_Escape)


def test_a_unit_that_goes_takes_its_field_with_it(bench: Bench):
    bench.double_click(bench.centre(bench.h2))
    bench.type("edge")
    with bench.document.edit("Remove") as network:
        network.remove_unit(bench.h2)
    assert not bench.view.deeds.asking.editor.isVisible()
    assert not bench.notices
