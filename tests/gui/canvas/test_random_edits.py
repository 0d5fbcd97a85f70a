"""Thousands of random edits with undo and redo: nothing is lost, and the scene never lies."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from engine import Kind, Network, activations
from gui.canvas import CanvasView
from gui.canvas.editing import arranging
from gui.canvas.editing.layers import LayerPlan, add_layer, layers_of
from gui.canvas.tools import Pointer
from gui.canvas.wiring import Wiring
from gui.editing.document import Document
from gui.editing.hand_edits import HandEdits
from gui.editing.patterns import PATTERNS
from gui.editing.selection import Selection
from gui.forms.fields import Choice
from gui.panels import TablePanel
from gui.panels.data.shapes import SHAPES, start_from
from gui.panels.table.table_models import LinksModel, UnitsModel
from gui.panels.table.table_view import TwinView
from gui.run.live import LiveNumbers
from gui.run.session import Session
from tests.gui.canvas.conftest import popups

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
HERE = QPoint()
MOST_UNITS = 60

numbers = st.integers(0, 10_000)
places = st.tuples(st.floats(-500, 900), st.floats(-400, 400))
kinds = st.sampled_from(("input", "hidden", "output"))
activation_keys = st.sampled_from(sorted(activations.ACTIVATIONS))
typed = st.sampled_from(("1/3", "0,5", "-2", "0", "7e2", "abc", "", "h1", "edge"))
ways_out = st.sampled_from((Qt.Key.Key_Return, Qt.Key.Key_Escape))


def fingerprint(document: Document) -> tuple[object, ...]:
    """All that an undo has to bring back."""
    network = document.network
    links = [(c.source, c.target, network.link(c.source, c.target)) for c in network.connections]
    settings_now, data = document.settings, document.data
    drawn = (network.seed, network.initializer, document.seed)
    return network.units, links, network.arrays().weights.tolist(), drawn, settings_now, id(data)


class Editing(RuleBasedStateMachine):
    """Edits through the canvas's own doors, in any order."""

    def __init__(self) -> None:
        super().__init__()
        QGuiApplication.clipboard().clear()
        self.document = Document()
        self.selection = Selection()
        self.session = Session(self.document)
        self.view = CanvasView(self.document, self.selection, self.session)
        self.view.resize(800, 600)
        self.deeds, self.edits = self.view.deeds, self.view.edits
        self.table = TablePanel(self.document, self.selection, self.session)
        self.table.show()  # out of sight it would not follow
        self.hands = HandEdits(self.document, LiveNumbers(self.document, self.session, self.view))
        self.kept = [self.document.data]  # so that no other data get the same id
        self.document.data_changed.connect(self.kept.append)
        self.first = fingerprint(self.document)

    # Helpers

    @property
    def network(self) -> Network:
        return self.document.network

    def unit(self, number: int) -> int | None:
        units = self.network.units
        return units[number % len(units)].id if units else None

    def pair(self, number: int) -> tuple[int, int] | None:
        connections = self.network.connections
        if not connections:
            return None
        chosen = connections[number % len(connections)]
        return chosen.source, chosen.target

    @property
    def has_room(self) -> bool:
        return len(self.network.units) < MOST_UNITS

    # Selecting

    @rule(chosen=st.lists(numbers, max_size=5), wires=st.lists(numbers, max_size=3))
    def select(self, chosen: list[int], wires: list[int]) -> None:
        units = {unit for number in chosen if (unit := self.unit(number)) is not None}
        pairs = {pair for number in wires if (pair := self.pair(number)) is not None}
        self.selection.set(units, pairs)

    @rule(key=st.sampled_from(("select_all", "select_layer", "select_incoming", "select_outgoing")))
    def select_by(self, key: str) -> None:
        self.deeds.handlers[key]()

    # Adding and removing

    @precondition(lambda self: self.has_room)
    @rule(kind=kinds, place=places)
    def add_unit(self, kind: str, place: tuple[float, float]) -> None:
        self.edits.add_unit(cast(Kind, kind), place)

    @rule(start=numbers, end=numbers)
    def connect(self, start: int, end: int) -> None:
        a, b = self.unit(start), self.unit(end)
        if a is not None and b is not None:
            self.edits.connect_units([a], [b])

    @precondition(lambda self: self.has_room and self.network.units)
    @rule(source=numbers, place=places)
    def add_connected(self, source: int, place: tuple[float, float]) -> None:
        unit = self.unit(source)
        assert unit is not None
        self.edits.add_connected([unit], place)

    @precondition(lambda self: self.has_room and self.network.connection_count)
    @rule(number=numbers, place=places)
    def insert(self, number: int, place: tuple[float, float]) -> None:
        pair = self.pair(number)
        assert pair is not None
        self.edits.insert_unit(pair, place)

    @precondition(lambda self: self.has_room)
    @rule(size=st.integers(1, 5), start=numbers, end=numbers, replaces=st.booleans())
    def add_layer(self, size: int, start: int, end: int, replaces: bool) -> None:
        layers = layers_of(self.network) or [()]
        sources, targets = layers[start % len(layers)], layers[end % len(layers)]
        add_layer(
            self.document, self.selection, LayerPlan(size, "relu", sources, targets, replaces)
        )

    @precondition(lambda self: self.has_room)
    @rule(key=st.sampled_from(("copy", "paste", "duplicate", "cut", "delete")))
    def take(self, key: str) -> None:
        self.deeds.handlers[key]()

    @precondition(lambda self: self.has_room)
    @rule(number=numbers)
    def start_from(self, number: int) -> None:
        start_from(self.document, SHAPES[number % len(SHAPES)])

    # Connecting and arranging

    @precondition(lambda self: self.network.connection_count < 300)
    @rule(key=st.sampled_from(sorted(PATTERNS)), share=st.floats(0.1, 1))
    def connect_by(self, key: str, share: float) -> None:
        self.deeds.connect_by(key, share)

    @rule(
        key=st.sampled_from((*arranging.ALIGNMENTS, *arranging.DISTRIBUTIONS, "tidy", "tidy")),
    )
    def arrange(self, key: str) -> None:
        self.deeds.handlers[key]()

    @rule(dx=st.sampled_from((-8, 0, 40)), dy=st.sampled_from((-40, 8)))
    def nudge(self, dx: float, dy: float) -> None:
        arranging.nudge(self.document, self.selection.units, dx, dy)

    @precondition(lambda self: self.network.units)
    @rule(number=numbers, way=st.lists(places, min_size=1, max_size=4), given_up=st.booleans())
    def drag(self, number: int, way: list[tuple[float, float]], given_up: bool) -> None:
        unit = self.unit(number)
        assert unit is not None
        self.selection.set({*self.selection.units, unit})
        gestures, (x, y) = self.view.gestures, self.network.unit(unit).position
        gestures.press(self.pointer((x, y)), LEFT)
        for dx, dy in way:
            gestures.move(self.pointer((x + dx, y + dy)))
        if given_up:
            gestures.cancel()
        gestures.release(self.pointer((x, y)))

    def pointer(self, point: tuple[float, float]) -> Pointer:
        place = self.view.view_place(point)
        return Pointer(point, place, QPoint(place), NONE)

    @rule(key=st.sampled_from(("fold", "open_all", "collapse_all")))
    def fold(self, key: str) -> None:
        before = self.document.undo_stack.count()
        self.deeds.handlers[key]()
        assert self.document.undo_stack.count() == before

    # Numbers and names

    @rule(key=activation_keys)
    def set_activation(self, key: str) -> None:
        self.hands.set_activation(self.selection.units, key, HERE)

    @rule(value=st.floats(-3, 3), keep=st.sampled_from((0.5, 1.0)))
    def set_numbers(self, value: float, keep: float) -> None:
        self.hands.set_bias(sorted(self.selection.units), value, HERE)
        self.hands.set_keep(sorted(self.selection.units), keep, HERE)
        self.hands.set_weight(sorted(self.selection.connections), value, HERE)

    @precondition(lambda self: self.network.units)
    @rule(number=numbers, name=st.text("abc1_", min_size=1, max_size=5))
    def rename(self, number: int, name: str) -> None:
        unit = self.unit(number)
        assert unit is not None
        self.hands.rename(unit, name, HERE)

    # In the table

    @precondition(lambda self: self.network.units)
    @rule(
        line=numbers,
        column=st.sampled_from((UnitsModel.NAME, UnitsModel.BIAS, UnitsModel.KEEP)),
        text=typed,
        way_out=ways_out,
    )
    def type_into_a_unit(self, line: int, column: int, text: str, way_out: Qt.Key) -> None:
        self.type_into(self.table.units, line, column, text, way_out)

    @precondition(lambda self: self.network.units)
    @rule(line=numbers, key=activation_keys)
    def choose_in_the_table(self, line: int, key: str) -> None:
        field = self.field_of(self.table.units, line, UnitsModel.ACTIVATION)
        if isinstance(field, Choice):
            field.chosen.emit(key)

    @precondition(lambda self: self.network.connection_count)
    @rule(line=numbers, text=typed, way_out=ways_out)
    def type_into_a_connection(self, line: int, text: str, way_out: Qt.Key) -> None:
        self.type_into(self.table.links, line, LinksModel.WEIGHT, text, way_out)

    @rule(column=st.integers(-1, 4), order=st.sampled_from(Qt.SortOrder), units=st.booleans())
    def sort(self, column: int, order: Qt.SortOrder, units: bool) -> None:
        view = self.table.units if units else self.table.links
        view.sortByColumn(min(column, view.model().columnCount() - 1), order)

    @rule(text=st.sampled_from(("", "h", "1", "x1 h", "nothing")))
    def filter(self, text: str) -> None:
        self.table.filter.setText(text)

    def field_of(self, view: TwinView, line: int, column: int) -> QWidget | None:
        """The field of a cell, opened by its row's line; None where it cannot be edited."""
        model = view.model()
        if not model.rowCount():
            return None
        index = model.index(line % model.rowCount(), column)
        view.setCurrentIndex(index)
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return None
        view.edit(index)
        return view.indexWidget(index)

    def type_into(self, view: TwinView, line: int, column: int, text: str, way_out: Qt.Key) -> None:
        field = self.field_of(view, line, column)
        if isinstance(field, QLineEdit):
            field.selectAll()
            QTest.keyClicks(field, text)
            QTest.keyClick(field, way_out)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # fields that closed

    @rule(rate=st.sampled_from((0.01, 0.1)))
    def change_settings(self, rate: float) -> None:
        self.document.change_settings(learning_rate=rate)

    @rule()
    def new_seed(self) -> None:
        self.document.new_seed()

    # Back and forth

    @rule(steps=st.integers(1, 6))
    def undo(self, steps: int) -> None:
        for _ in range(steps):
            self.document.undo_stack.undo()

    @rule(steps=st.integers(1, 6))
    def redo(self, steps: int) -> None:
        for _ in range(steps):
            self.document.undo_stack.redo()

    @invariant()
    def the_scene_is_the_document(self) -> None:
        scene, network = self.view.network_scene, self.network
        fresh, wiring = Wiring(network, scene.folding), scene.wiring
        inside = {unit for block in scene.folding.blocks for unit in block.units}
        assert {item.block for item in scene.blocks.items.values()} == set(scene.folding.blocks)
        assert scene.items_by_unit.keys() == {unit.id for unit in network.units} - inside
        for unit in network.units:
            if unit.id in inside:
                continue
            assert scene.items_by_unit[unit.id].pos().toTuple() == pytest.approx(unit.position)
            assert scene.items_by_unit[unit.id].look.kind == unit.kind
        for part in ("ids", "sources", "targets", "halves", "centres"):
            np.testing.assert_array_equal(getattr(wiring, part), getattr(fresh, part), part)
        for block in scene.folding.blocks:
            places = np.array([network.unit(unit).position for unit in block.units])
            np.testing.assert_allclose(block.centre, places.mean(axis=0), atol=1e-6)
        np.testing.assert_array_equal(scene.overlay.all_weights, network.arrays().weights)
        np.testing.assert_array_equal(scene.overlay.biases, network.arrays().biases)

    @invariant()
    def the_table_is_the_document(self) -> None:
        network, models = self.network, (self.table.units_model, self.table.links_model)
        assert [model.count for model in models] == [len(network.units), network.connection_count]
        assert [unit.id for unit in self.table.units_model.units] == [u.id for u in network.units]
        chosen = self.table.units.selected_rows()
        shown = self.table.units_model.rows
        wanted = {n for n, unit in enumerate(network.units) if unit.id in self.selection.units}
        assert set(chosen.tolist()) == wanted & set(shown.tolist())

    @invariant()
    def what_is_selected_is_there(self) -> None:
        assert all(map(self.network.has_unit, self.selection.units))
        assert all(self.network.has_connection(*pair) for pair in self.selection.connections)

    def teardown(self) -> None:
        stack = self.document.undo_stack
        last, count = fingerprint(self.document), stack.index()
        assert all(stack.text(number) for number in range(stack.count()))
        stack.setIndex(0)
        first = fingerprint(self.document)
        stack.setIndex(count)
        again = fingerprint(self.document)
        self.session.close()
        self.view.network_scene.flash.stop()
        self.table.deleteLater()
        self.view.deleteLater()
        assert first == self.first
        assert again == last


def run(examples: int, steps: int) -> None:
    quiet: list[Any] = [HealthCheck.too_slow]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Editing,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=quiet,
        ),
    )


@popups
def test_random_edits_can_all_be_undone_and_done_again(qapp: QApplication) -> None:
    run(examples=5, steps=30)


@popups
@pytest.mark.slow
def test_thousands_of_random_edits_can_all_be_undone_and_done_again(qapp: QApplication) -> None:
    run(examples=40, steps=60)
