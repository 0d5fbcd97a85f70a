"""The numbers in force: right for whoever asks, whenever they ask."""

from __future__ import annotations

from gui.editing.document import Document
from gui.run.live import LiveNumbers
from gui.run.session import Session


def test_numbers_are_right_for_those_who_hear_of_an_edit_first(
    document: Document, session: Session
) -> None:
    network = document.network
    seen: list[float] = []
    document.network_changed.connect(lambda _: seen.append(live.weight((x1, y))))
    live = LiveNumbers(document, session, session)
    x1, y = network.inputs[0], network.outputs[0]
    with document.edit("Connect") as edited:
        edited.connect(x1, y, weight=0.25)
    with document.edit("Set the weight") as edited:
        edited.set_weight(x1, y, -0.5)
    assert seen == [0.25, -0.5]


def test_moving_a_unit_counts_as_no_edit_of_numbers(document: Document) -> None:
    network = document.network
    before = network.edits
    with document.edit("Move") as edited:
        edited.update_unit(network.inputs[0], position=(1.0, 2.0))
    assert network.edits == before
    document.undo_stack.undo()
    assert network.edits == before
    with document.edit("Set the bias") as edited:
        edited.update_unit(network.outputs[0], bias=0.125)
    assert network.edits > before
