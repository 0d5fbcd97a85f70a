from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine import Network, errors
from gui.editing.notices import Notice, bus
from gui.window.main_window import MainWindow


def refusal() -> errors.EngineError:
    network = Network.layered([1, 1, 1])
    with pytest.raises(errors.EngineError) as caught:
        network.connect(2, 1)
    return caught.value


def test_a_refusal_becomes_a_notice_in_words() -> None:
    notice = Notice.of(refusal())
    assert "x₁" in notice.happened
    assert notice.try_this
    assert set(notice.units) == {1, 2}


def test_the_card_stands_beside_the_pointer(window: MainWindow, qtbot: QtBot) -> None:
    at = window.mapToGlobal(QPoint(500, 300))
    bus.post(Notice("warning", "That does not work.", "Try this.", at=at))
    assert window.card.isVisible()
    assert window.card.text == "That does not work. Try this."
    assert (window.card.pos() - QPoint(500, 300)).manhattanLength() < 60


@pytest.mark.parametrize("corner", [QPoint(0, 0), QPoint(5000, 5000)])
def test_the_card_never_leaves_the_window(window: MainWindow, corner: QPoint) -> None:
    bus.post(Notice("warning", "That does not work.", at=window.mapToGlobal(corner)))
    assert window.rect().contains(window.card.geometry())


def test_escape_closes_the_card(window: MainWindow, qtbot: QtBot) -> None:
    bus.post(Notice("info", "Done."))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.card.isVisible()


def test_the_card_offers_one_action(window: MainWindow, qtbot: QtBot) -> None:
    done: list[bool] = []
    bus.post(Notice("info", "Removed h1.", action=("Undo", lambda: done.append(True))))
    button = window.card.findChild(type(window.card._action))
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [True]
    assert not window.card.isVisible()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_a_notice_without_a_place_hides_no_unit(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.canvas.fit()
    window.document.make_fit()
    told = "The network was fitted to the data."
    bus.post(Notice("info", told, "ŷ is softmax now. " * 3, action=("Undo", print)))
    card, canvas = window.card.geometry(), window.canvas
    origin = canvas.mapTo(window, QPoint(0, 0))
    tiles = [part.translated(origin) for part in canvas.occupied()]
    assert len(tiles) >= len(window.document.network.units)
    assert not any(card.intersects(tile) for tile in tiles)
    assert canvas.rect().translated(origin).contains(card)
