"""Tables as they are found train from the drop on, without touching the file by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine import EngineError
from engine.data import datasets
from gui.panels.data.import_dialog import ImportDialog
from gui.run.session import Session
from gui.window.main_window import MainWindow


def passengers() -> str:
    """Like the Titanic's: ids, names, tickets, missing ages and cabins, a rare harbour."""
    chance = random.Random(1)
    lines = ["PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Ticket,Fare,Cabin,Embarked"]
    for number in range(1, 301):
        woman = chance.random() < 0.4
        lines.append(
            ",".join(
                (
                    str(number),
                    str(int(chance.random() < (0.8 if woman else 0.2))),
                    str(chance.randint(1, 3)),
                    f'"Person, {"Mrs" if woman else "Mr"}. Number {number}"',
                    "female" if woman else "male",
                    "" if chance.random() < 0.2 else str(chance.randint(1, 80)),
                    str(chance.randint(0, 4)),
                    f"{chance.choice(('A/5 ', 'PC ', '', '', ''))}{100000 + number}",
                    f"{chance.random() * 80:.4f}",
                    f"C{number}" if chance.random() < 0.2 else "",
                    "X" if number == 77 else chance.choice("SCQ"),
                )
            )
        )
    return "\n".join(lines)


def incomes() -> str:
    """Like the census': a blank after each comma, ? for what is not known, booleans."""
    chance = random.Random(2)
    lines = ["age, workclass, education, hours-per-week, married, native-country, income"]
    for number in range(300):
        age = chance.randint(17, 90)
        cells = (
            str(age),
            chance.choice(("Private", "State-gov", "Self-emp", "?")),
            "Preschool" if number == 5 else chance.choice(("HS-grad", "Bachelors", "Masters")),
            str(chance.randint(1, 99)),
            chance.choice(("True", "False")),
            chance.choice(("United-States", "Mexico", "?")),
            ">50K" if age > 45 else "<=50K",
        )
        lines.append(", ".join(cells))
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "target", "ignored"),
    [
        (passengers(), "Survived", ("PassengerId", "Name", "Ticket", "Cabin")),
        (incomes(), "income", ()),
    ],
)
def test_a_mixed_table_trains_from_the_drop_on(
    window: MainWindow,
    session: Session,
    prepared: Callable[[Session], Session],
    qtbot: QtBot,
    tmp_path: Path,
    text: str,
    target: str,
    ignored: tuple[str, ...],
) -> None:
    prepared(session)
    path = tmp_path / "table.csv"
    path.write_text(text, "utf-8")
    window.files.open_any(path)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)))
    dialog = window.findChildren(ImportDialog)[0]
    dialog.target.setFocus()
    qtbot.keyClicks(dialog.target, target)
    assert dialog.outcome.text().endswith("2 classes → 1 sigmoid output")
    for name in ignored:
        assert f"“{name}”" in dialog.notes.toPlainText()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    data = window.document.data
    assert data.task == "binary"
    assert not any(name.startswith(ignored) for name in data.input_names if ignored)
    session.run_epochs(3)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch >= 3)


def test_the_example_tables_are_read_without_a_word() -> None:
    for text in (passengers(), incomes()):
        try:
            datasets.read_text(text)
        except EngineError as error:
            pytest.fail(str(error))
