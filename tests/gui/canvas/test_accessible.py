"""What a screen reader finds on the canvas, asked as Qt's bridges to the systems ask it."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface

from gui.canvas.accessible import PartInterface
from tests.gui.canvas.conftest import Bench

Name, Value = QAccessible.Text.Name, QAccessible.Text.Value


def children(interface: QAccessibleInterface) -> list[QAccessibleInterface]:
    return [interface.child(row) for row in range(interface.childCount())]


def canvas(bench: Bench) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(bench.view)


def parts(bench: Bench) -> list[QAccessibleInterface]:
    return [child for child in children(canvas(bench)) if isinstance(child, PartInterface)]


def named(bench: Bench, beginning: str) -> QAccessibleInterface:
    (found,) = [part for part in parts(bench) if part.text(Name).startswith(beginning)]
    return found


@pytest.fixture
def focused(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what a reader was told that the keyboard is on."""
    heard: list[str] = []

    def hear(event: QAccessibleEvent) -> None:
        if event.type() == QAccessible.Event.Focus:
            heard.append(event.accessibleInterface().text(Name))

    monkeypatch.setattr("gui.canvas.reader.QAccessible.updateAccessibility", hear)
    monkeypatch.setattr("gui.canvas.reader.QAccessible.isActive", lambda: True)
    return heard


def test_every_unit_is_a_child_of_the_canvas_in_the_order_of_tab(bench: Bench):
    assert [part.text(Name).split(",")[0] for part in parts(bench)] == [
        "Input x₁",
        "Input x₂",
        "Hidden unit h₁",
        "Hidden unit h₂",
        "Output ŷ",
    ]


def test_the_buttons_on_the_canvas_are_still_its_children(bench: Bench):
    names = [part.text(Name) for child in children(canvas(bench)) for part in children(child)]
    assert {"Build", "Watch", "Zoom in"} <= set(names)


def test_every_connection_is_a_child_of_the_unit_that_it_leads_to(bench: Bench):
    found = [link.text(Name) for part in parts(bench) for link in children(part)]
    assert sorted(found) == [
        "Connection h₁ → ŷ, weight 0.5",
        "Connection h₂ → ŷ, weight 0.5",
        "Connection x₁ → h₁, weight 0.5",
        "Connection x₁ → h₂, weight 0.5",
        "Connection x₂ → h₁, weight 0.5",
    ]
    assert children(named(bench, "Output"))[0].text(Value) == "0.5"


def test_parents_and_places_among_the_children_agree(bench: Bench):
    top = canvas(bench)
    for row, child in enumerate(children(top)):
        assert top.indexOfChild(child) == row
    unit = named(bench, "Hidden unit h₁")
    assert unit.parent() is top
    for row, link in enumerate(children(unit)):
        assert link.parent() is unit
        assert unit.indexOfChild(link) == row


def test_a_unit_is_found_where_it_is_on_the_screen(bench: Bench):
    place = bench.view.screen_place(bench.h2)
    found = canvas(bench).childAt(place.x(), place.y())
    assert found is named(bench, "Hidden unit h₂")
    assert found.rect().contains(place)


def test_tab_tells_the_reader_which_unit_the_keyboard_is_on(bench: Bench, focused: list[str]):
    bench.view.activateWindow()
    bench.qtbot.waitUntil(bench.view.hasFocus)
    bench.key(Qt.Key.Key_Tab)
    bench.key(Qt.Key.Key_Tab)
    assert focused == ["Input x₁, 2 out", "Input x₂, 1 out"]
    state = named(bench, "Input x₂").state()
    assert state.focused
    assert state.selected
    assert not named(bench, "Input x₁").state().focused
    assert canvas(bench).focusChild() is named(bench, "Input x₂")


def test_walking_through_connections_is_told_too(bench: Bench, focused: list[str]):
    bench.view.activateWindow()
    bench.qtbot.waitUntil(bench.view.hasFocus)
    bench.selection.set([bench.h1])
    bench.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert focused[-1] == "Connection x₁ → h₁, weight 0.5"


def test_a_new_weight_is_read_out_at_once(bench: Bench):
    (first, _) = children(named(bench, "Hidden unit h₁"))
    with bench.document.edit("set") as network:
        network.set_weight(bench.x1, bench.h1, -2.0)
    assert first.text(Name) == "Connection x₁ → h₁, weight −2"


def test_what_is_deleted_is_gone_and_comes_back_with_undo(bench: Bench):
    kept = named(bench, "Hidden unit h₂")
    bench.selection.set([bench.h2])
    bench.key(Qt.Key.Key_Delete)
    assert not kept.isValid()
    assert kept.text(Name) == ""
    assert len(parts(bench)) == 4
    bench.document.undo_stack.undo()
    gc.collect()
    assert named(bench, "Hidden unit h₂").isValid()


def test_a_collapsed_layer_is_one_child_that_can_be_opened(bench: Bench):
    bench.scene.collapse([bench.h1])
    layer = named(bench, "Hidden 1, collapsed")
    assert layer.state().collapsed
    assert layer.childCount() == 0
    assert len(parts(bench)) == 4
    bench.selection.set([bench.h1, bench.h2])
    bench.key(Qt.Key.Key_Return)
    assert len(parts(bench)) == 5
