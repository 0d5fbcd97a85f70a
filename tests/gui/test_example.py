"""The chosen example: one for all views, and what snapshots say of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine import datasets
from gui.editing.document import Document
from gui.run.example import ChosenExample
from gui.run.session import Session

Prepare = Callable[[Session], Session]


@pytest.fixture
def example(document: Document) -> ChosenExample:
    return ChosenExample(document)


def test_choosing_says_so_once(example: ChosenExample, qtbot: QtBot) -> None:
    with qtbot.waitSignal(example.changed):
        example.choose(3)
    with qtbot.assertNotEmitted(example.changed):
        example.choose(3)
        example.choose(-1)
        example.choose(10**6)
    assert example.row == 3
    with qtbot.waitSignal(example.changed):
        example.let_go()
    assert (example.row, example.part, example.title) == (None, None, "")


def test_stepping_goes_round_within_its_part(document: Document, example: ChosenExample) -> None:
    data = document.data
    example.step()
    assert example.row == data.train_rows[0]
    example.step()
    assert example.row == data.train_rows[1]
    assert example.title == f"training example 2 of {len(data.train_rows)}"
    example.step(-2)
    assert example.row == data.train_rows[-1]
    example.choose(int(data.validation_rows[0]))
    example.step(-1)
    assert (example.row, example.part) == (data.validation_rows[-1], "validation")


def test_other_data_let_it_go(document: Document, example: ChosenExample) -> None:
    example.choose(3)
    document.change_data(datasets.load("xor").split(), "XOR")
    assert example.row is None


def test_snapshots_show_it_passing_through(
    session: Session, document: Document, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    session.example.choose(11)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.example is not None)
    snapshot = session.snapshot
    assert snapshot is not None
    assert snapshot.example is not None
    inputs = document.data.recipe.apply_inputs(document.data.inputs[11:12])[0]
    assert np.allclose(snapshot.example.a[: len(inputs)], inputs, rtol=1e-12)
    answer = session.ask(lambda trainer: trainer.predict(document.data.inputs[11:12]))
    assert answer is not None
    predicted = document.data.recipe.undo_targets(snapshot.example.a[None, -1:])
    assert np.allclose(predicted, answer.result(10), rtol=1e-5, atol=1e-6)
    session.example.let_go()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.example is None)
