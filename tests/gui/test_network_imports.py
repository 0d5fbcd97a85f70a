"""A network is imported in one step, from the menu, dropped, or as a link from the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from engine import Network, exporters
from gui.editing.notices import Notice
from gui.panels.dialogs.network_dialog import NetworkDialog
from gui.window.main_window import MainWindow

LINK = (
    "https://playground.tensorflow.org/#dataset=spiral&networkShape=6,4&learningRate=0.1&seed=0.2"
    "&xSquared=true&batchSize=20"
)


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> Callable[[], NetworkDialog]:
    """The dialog over the window, once it has read its file."""

    def find() -> NetworkDialog:
        qtbot.waitUntil(lambda: bool(window.findChildren(NetworkDialog)))
        dialog = window.findChildren(NetworkDialog)[0]
        qtbot.waitUntil(lambda: dialog.take.isEnabled(), timeout=8_000)
        return dialog

    return find


def test_a_dropped_network_is_one_step(
    window: MainWindow,
    opened: Callable[[], NetworkDialog],
    qtbot: QtBot,
    tmp_path: Path,
    posted: list[Notice],
) -> None:
    network = Network.layered([2, 5, 1], "relu", "sigmoid", seed=9)
    exporters.write(network, tmp_path / "net.npz")
    before = window.document.network.arrays()
    window.files.open_any(tmp_path / "net.npz")
    dialog = opened()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(
        window.document.network.arrays().weights, network.arrays().weights
    )
    assert posted[-1].happened == "net was imported."
    assert window.document.undo_stack.count() == 1
    window.document.undo_stack.undo()
    np.testing.assert_array_equal(window.document.network.arrays().weights, before.weights)


def test_one_that_does_not_fit_is_repaired_by_the_button(
    window: MainWindow,
    opened: Callable[[], NetworkDialog],
    qtbot: QtBot,
    tmp_path: Path,
    posted: list[Notice],
) -> None:
    exporters.write(Network.layered([4, 5, 3]), tmp_path / "net.json")
    window.files.open_any(tmp_path / "net.json")
    dialog = opened()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.take, Qt.Key.Key_Space)
    notice = posted[-1]
    assert "4 input units" in notice.try_this
    assert notice.action is not None
    notice.action[1]()
    assert (len(window.document.network.inputs), len(window.document.network.outputs)) == (2, 1)


def test_a_link_on_the_clipboard_is_pasted(
    window: MainWindow, qtbot: QtBot, posted: list[Notice]
) -> None:
    QGuiApplication.clipboard().setText(LINK)
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    document = window.document
    assert document.data.title == "Spirals"
    assert document.data.feature_names == ("x1", "x2", "x1^2")
    assert (document.settings.learning_rate, document.settings.batch_size) == (0.1, 20)
    assert len(document.network.units) == 3 + 10 + 1
    assert posted[-1].happened == "Spirals was imported."
    document.undo_stack.undo()
    assert document.data.title == "Circle"
    assert document.settings.learning_rate != 0.1


def test_a_spoiled_link_is_refused_and_changes_nothing(
    window: MainWindow, qtbot: QtBot, posted: list[Notice]
) -> None:
    QGuiApplication.clipboard().setText(LINK.replace("spiral", "moons"))
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "dataset=moons" in posted[-1].happened
    assert window.document.undo_stack.count() == 0


def test_the_menu_opens_an_empty_dialog(window: MainWindow) -> None:
    window.actions_["import_network"].trigger()
    (dialog,) = window.findChildren(NetworkDialog)
    assert dialog.source.text() == ""
    dialog.reject()
