"""A project is copied as a text, and a copied text is opened as a file is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from engine import datasets, share
from gui.editing.document import Document
from gui.editing.notices import Notice
from gui.run.session import Session
from gui.window.files import Files
from gui.window.preferences import Preferences


@pytest.fixture
def files(qtbot: QtBot, document: Document, session: Session, preferences: Preferences) -> Files:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    QApplication.clipboard().clear()
    return Files(window, document, session, preferences)


def copied(files: Files, qtbot: QtBot) -> str:
    files.handlers["copy_text"]()
    qtbot.waitUntil(lambda: share.is_text(QApplication.clipboard().text()))
    return QApplication.clipboard().text()


def test_a_copied_project_opens_elsewhere_as_it_was(
    files: Files, document: Document, qtbot: QtBot, posted: list[Notice]
) -> None:
    with document.edit("Rename") as network:
        network.update_unit(network.outputs[0], name="mine")
    text = copied(files, qtbot)
    assert str(len(text)) in posted[-1].happened
    document.new()
    assert files.paste()
    qtbot.waitUntil(lambda: bool(document.network.units))
    assert document.network.unit(document.network.outputs[0]).name == "mine"
    assert document.path is None


def test_unsaved_work_is_asked_about_before_a_text_is_opened(
    files: Files, document: Document, qtbot: QtBot
) -> None:
    copied(files, qtbot)
    document.change_settings(learning_rate=0.5)
    files.handlers["open_text"]()
    box = files._window.findChild(QMessageBox)
    assert box is not None
    assert document.settings.learning_rate == 0.5
    box.button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: document.settings.learning_rate != 0.5)


def test_what_cannot_be_shared_or_opened_is_said(
    files: Files, document: Document, qtbot: QtBot, posted: list[Notice]
) -> None:
    network = document.network
    files.handlers["open_text"]()
    assert posted[-1].happened == "There is no project on the clipboard."
    QApplication.clipboard().setText("netloom:1:AAAA")
    files.handlers["open_text"]()
    qtbot.waitUntil(lambda: posted[-1].happened.startswith("This text was cut short"))
    assert document.network is network
    document.change_data(datasets.load("iris"), "Iris")
    files.handlers["copy_text"]()
    qtbot.waitUntil(lambda: posted[-1].happened.startswith("Only projects on generated data"))


def test_any_other_text_is_left_to_others(files: Files) -> None:
    QApplication.clipboard().setText("a network of looms")
    assert not files.paste()
