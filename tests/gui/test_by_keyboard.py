"""A network built without a mouse, from an empty canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine import Network
from gui.window.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
BOTH = CTRL | Qt.KeyboardModifier.ShiftModifier


def test_layers_are_built_and_connected_by_keys_alone(window: MainWindow, qtbot: QtBot) -> None:
    document = window.document
    document.replace(Network(seed=0), document.data, document.settings)
    for key, count in ((Qt.Key.Key_I, 2), (Qt.Key.Key_H, 4), (Qt.Key.Key_O, 1)):
        for _ in range(count):
            qtbot.keyClick(window.canvas, key, BOTH)
    qtbot.keyClick(window.canvas, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(window.canvas, Qt.Key.Key_K, CTRL)
    network = document.network
    hidden = {unit.id for unit in network.units if unit.kind == "hidden"}
    assert all(set(network.outgoing(unit)) == hidden for unit in network.inputs)
    assert set(network.incoming(network.outputs[0])) == hidden
    assert len(hidden) == 4
    qtbot.keyClick(window.canvas, Qt.Key.Key_L)
    assert network.levels()[network.outputs[0]] == 2
