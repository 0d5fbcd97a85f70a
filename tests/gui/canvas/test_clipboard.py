"""Cut, copy, paste and duplicate; and what a hostile clipboard gets."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from engine import EngineError, Network
from gui.canvas.editing import clipboard
from tests.gui.canvas.conftest import Bench

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp: object) -> Iterator[None]:
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


def new_units(bench: Bench) -> list[int]:
    known = {bench.x1, bench.x2, bench.h1, bench.h2, bench.y}
    return [unit.id for unit in bench.document.network.units if unit.id not in known]


def test_copies_keep_inner_connections_weights_biases_and_shape(bench: Bench):
    with bench.document.edit("Prepare") as network:
        network.update_unit(bench.h1, bias=0.25, activation="relu", keep_probability=0.5)
        network.set_weight(bench.x1, bench.h1, -0.75)
    bench.selection.set([bench.x1, bench.h1])
    bench.key(Key.Key_C, CTRL)
    bench.key(Key.Key_V, CTRL)
    network = bench.document.network
    x, h = new_units(bench)
    assert bench.selection.units == {x, h}
    assert network.connection(x, h).weight == -0.75
    assert network.incoming(h) == (x,)
    copy, original = network.unit(h), network.unit(bench.h1)
    assert (copy.bias, copy.activation, copy.keep_probability) == (0.25, "relu", 0.5)
    assert copy.position == (original.position[0] + 72, original.position[1] + 72)
    assert copy.name == "h3"
    assert bench.undo_texts == ["Prepare", "Paste 2 units"]
    bench.document.undo_stack.undo()
    assert not new_units(bench)


def test_copies_have_the_weights_that_were_learned(bench: Bench):
    bench.show(bench.snapshot(weight=0.125))
    bench.selection.set([bench.x1, bench.h1])
    bench.key(Key.Key_D, CTRL)
    x, h = new_units(bench)
    assert bench.document.network.connection(x, h).weight == 0.125
    assert bench.undo_texts == ["Duplicate 2 units"]


def test_a_second_copy_does_not_cover_the_first(bench: Bench):
    bench.selection.set([bench.h1])
    bench.key(Key.Key_C, CTRL)
    for _ in range(3):
        bench.key(Key.Key_V, CTRL)
    places = [unit.position for unit in bench.document.network.units]
    assert len(set(places)) == len(places) == 8


def test_cutting_removes_and_pasting_brings_back(bench: Bench):
    bench.selection.set([bench.h1, bench.h2])
    bench.key(Key.Key_X, CTRL)
    assert bench.undo_texts == ["Cut h₁, h₂"]
    assert not bench.document.network.has_unit(bench.h1)
    bench.key(Key.Key_V, CTRL)
    names = [unit.name for unit in bench.document.network.units]
    assert names == ["x1", "x2", "y1", "h1", "h2"]
    assert [bench.centre(unit) for unit in new_units(bench)] == [(200, -48), (200, 48)]


def test_units_travel_from_window_to_window(bench: Bench):
    bench.selection.set([bench.x1, bench.h1, bench.y])
    bench.key(Key.Key_C, CTRL)
    other = Network()
    added = clipboard.unpack(
        other, clipboard.from_mime(QGuiApplication.clipboard().mimeData()), (0, 0)
    )
    assert [other.unit(unit).name for unit in added] == ["x1", "h1", "y1"]
    assert other.connection_count == 2
    text = QMimeData()
    text.setText(QGuiApplication.clipboard().text())
    assert clipboard.from_mime(text) == clipboard.from_mime(QGuiApplication.clipboard().mimeData())


def test_what_is_pasted_out_of_view_comes_into_view(bench: Bench):
    bench.selection.set([bench.h1])
    bench.key(Key.Key_C, CTRL)
    with bench.document.edit("Away") as network:
        network.update_unit(bench.h1, position=(9000, 9000))
    bench.selection.set([bench.h1])
    bench.key(Key.Key_C, CTRL)
    bench.key(Key.Key_V, CTRL)
    (unit,) = new_units(bench)
    assert bench.view.camera.visible.contains(*bench.centre(unit))


@pytest.mark.parametrize("text", ["", "hello", '{"a": 1}', "[" * 5000])
def test_a_foreign_clipboard_is_refused_in_words(bench: Bench, text: str):
    QGuiApplication.clipboard().setText(text)
    bench.key(Key.Key_V, CTRL)
    (notice,) = bench.notices
    assert "no units" in notice.happened
    assert not bench.undo_texts


def packed(**changes: object) -> dict:
    unit = {"id": 1, "kind": "hidden", "name": "h1", "activation": "tanh", "bias": 0.0}
    unit |= {"keep_probability": 1.0, "x": 0.0, "y": 0.0} | changes
    return unit


@pytest.mark.parametrize(
    "parcel",
    [
        {"netloom": 2, "units": [packed()], "connections": []},
        {"netloom": 1, "units": [], "connections": []},
        {"netloom": 1, "units": [packed(kind="loop")], "connections": []},
        {"netloom": 1, "units": [packed(activation="evil")], "connections": []},
        {"netloom": 1, "units": [packed(activation="softmax")], "connections": []},
        {"netloom": 1, "units": [packed(bias="0")], "connections": []},
        {"netloom": 1, "units": [packed(bias=1e300)], "connections": []},
        {"netloom": 1, "units": [packed(x=1e300)], "connections": []},
        {"netloom": 1, "units": [packed(keep_probability=0)], "connections": []},
        {"netloom": 1, "units": [packed(name="n" * 201)], "connections": []},
        {"netloom": 1, "units": [packed(), packed()], "connections": []},
        {"netloom": 1, "units": [packed(kind="input", bias=1.0, activation="linear")]},
        {"netloom": 1, "units": [packed()], "connections": [[1, 1, 0.5]]},
        *(
            {
                "netloom": 1,
                "units": [packed(), packed(id=2)],
                "connections": [{"source": a, "target": b, "weight": 0.5} for a, b in pairs],
            }
            for pairs in ([(1, 1)], [(1, 2), (2, 1)], [(1, 2), (1, 2)], [(1, 7)], [(-1, 2)])
        ),
    ],
)
def test_a_hostile_parcel_changes_nothing_and_is_refused_in_words(bench: Bench, parcel: dict):
    before = bench.document.network.arrays()
    QGuiApplication.clipboard().setText(json.dumps(parcel).replace('{"netloom": ', '{"netloom":'))
    bench.key(Key.Key_V, CTRL)
    assert len(bench.notices) == 1
    assert not bench.undo_texts
    assert bench.document.network.arrays() is before or (
        bench.document.network.arrays().unit_ids.tolist() == before.unit_ids.tolist()
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_a_parcel_or_refused(data: bytes):
    mime = QMimeData()
    mime.setData(clipboard.MIME, data)
    with pytest.raises(EngineError):
        clipboard.from_mime(mime)


def test_a_clipboard_that_was_never_used_holds_no_units():
    with pytest.raises(EngineError):
        clipboard.from_mime(None)


def test_nothing_selected_leaves_the_clipboard_alone(bench: Bench):
    QGuiApplication.clipboard().setText("mine")
    bench.key(Key.Key_C, CTRL)
    bench.key(Key.Key_X, CTRL)
    bench.key(Key.Key_D, CTRL)
    assert QGuiApplication.clipboard().text() == "mine"
    assert not bench.undo_texts


def covers_any(bench: Bench, units) -> bool:
    """Whether a tile of these lies on that of another unit."""
    tiles = {unit.id: bench.scene.wiring.tile(unit.id) for unit in bench.document.network.units}
    return any(
        abs(x - u) < half + other and abs(y - v) < half + other
        for unit, ((x, y), half) in tiles.items()
        if unit in units
        for neighbour, ((u, v), other) in tiles.items()
        if neighbour != unit
    )


@pytest.mark.parametrize("again", [1, 4])
def test_copies_lie_on_no_other_unit_however_often_they_are_pasted(bench: Bench, again: int):
    bench.selection.set([bench.h1, bench.h2])
    bench.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    for _ in range(again):
        bench.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert not covers_any(bench, bench.selection.units)
    bench.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert not covers_any(bench, bench.selection.units)


def test_what_was_cut_is_pasted_where_it_was(bench: Bench):
    place = bench.centre(bench.h1)
    bench.selection.set([bench.h1])
    bench.key(Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    bench.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    (pasted,) = bench.selection.units
    assert bench.centre(pasted) == place


def test_a_whole_network_is_pasted_below_itself(bench: Bench):
    document = bench.document
    document.replace(Network.layered([18, 18, 5]), document.data, document.settings)
    bench.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    lowest = max(unit.position[1] for unit in document.network.units)
    bench.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert min(bench.centre(unit)[1] for unit in bench.selection.units) > lowest
    assert not covers_any(bench, bench.selection.units)


def test_the_pointer_says_wait_while_very_many_connections_are_pasted(bench: Bench):
    seen: list[Qt.CursorShape] = []
    document = bench.document
    document.replace(Network.layered([110, 100, 1]), document.data, document.settings)
    bench.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    pointer = QGuiApplication.overrideCursor
    document.network_changed.connect(lambda _: seen.append(pointer().shape()))
    bench.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    bench.document.undo_stack.undo()
    bench.document.undo_stack.redo()
    assert seen == [Qt.CursorShape.WaitCursor] * 3
    assert pointer() is None
