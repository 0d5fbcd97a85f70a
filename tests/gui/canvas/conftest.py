"""A canvas over a small network, and a hand that points at scene coordinates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from engine import Network, Snapshot, WatchRequest
from gui.canvas import CanvasView
from gui.canvas.tools import MIME
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.editing.selection import Selection
from gui.look import theme
from gui.run.session import Session

Point = tuple[float, float]
NONE = Qt.KeyboardModifier.NoModifier


# The offscreen platform complains about popups and dialogs.
popups = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def part_mime(part: str) -> QMimeData:
    """What a row of the palette carries."""
    mime = QMimeData()
    mime.setData(MIME, QByteArray(part.encode()))
    return mime


def choose(menu: QMenu, *texts: str) -> None:
    """Choose an entry of a menu, through its submenus."""
    for text in texts:
        action = next(action for action in menu.actions() if action.text() == text)
        inner = action.menu()
        if isinstance(inner, QMenu):
            menu = inner
        else:
            action.trigger()


class Bench:
    """A shown canvas; of the units x1, x2, h1, h2, y all layers are connected but x2 → h2."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.document = Document()
        self.selection = Selection()
        self.session = Session(self.document)
        self.network = self._network()
        self.document.replace(self.network, self.document.data, self.document.settings)
        self.view = CanvasView(self.document, self.selection, self.session)
        self.scene = self.view.network_scene
        qtbot.addWidget(self.view)
        self.view.resize(880, 580)
        self.view.show()
        self.view.setFocus()
        self.notices: list[Notice] = []
        bus.posted.connect(self.notices.append)

    def _network(self) -> Network:
        network = Network(seed=3)
        self.x1 = network.add_unit("input", position=(0, -48))
        self.x2 = network.add_unit("input", position=(0, 48))
        self.h1 = network.add_unit("hidden", position=(200, -48))
        self.h2 = network.add_unit("hidden", position=(200, 48))
        self.y = network.add_unit("output", position=(400, 0))
        for source, target in (
            (self.x1, self.h1),
            (self.x2, self.h1),
            (self.x1, self.h2),
            (self.h1, self.y),
            (self.h2, self.y),
        ):
            network.connect(source, target, weight=0.5)
        return network

    @property
    def undo_texts(self) -> list[str]:
        """Names of the undo steps, oldest first."""
        stack = self.document.undo_stack
        return [stack.text(row) for row in range(stack.count())]

    def centre(self, unit: int) -> Point:
        """Where a unit stands."""
        return self.document.network.unit(unit).position

    def port(self, unit: int) -> Point:
        """The right edge of a unit."""
        x, y = self.centre(unit)
        return x + self.scene.items_by_unit[unit].half, y

    def on_view(self, point: Point) -> QPoint:
        """A point of the scene in the viewport."""
        return self.view.mapFromScene(QPointF(*point))

    def press(self, point: Point, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.mousePress(
            self.view.viewport(), Qt.MouseButton.LeftButton, modifier, self.on_view(point)
        )

    def move(self, point: Point, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Move the pointer with the left button as it is; mouseMove knows no modifiers."""
        place, viewport = self.on_view(point), self.view.viewport()
        if not modifier:
            self.qtbot.mouseMove(viewport, place)
            return
        button, screen = Qt.MouseButton.LeftButton, viewport.mapToGlobal(QPointF(place))
        kind = QEvent.Type.MouseMove
        event = QMouseEvent(kind, QPointF(place), screen, button, button, modifier)
        QApplication.sendEvent(viewport, event)

    def release(self, point: Point, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.mouseRelease(
            self.view.viewport(), Qt.MouseButton.LeftButton, modifier, self.on_view(point)
        )

    def click(self, point: Point, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.press(point, modifier)
        self.release(point, modifier)

    def drag(self, start: Point, end: Point, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press, move in three steps, release."""
        self.press(start, modifier)
        for part in (0.3, 0.7, 1.0):
            x, y = (a + (b - a) * part for a, b in zip(start, end, strict=True))
            self.move((x, y))
        self.release(end, modifier)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(self.view, key, modifier)

    def double_click(self, point: Point) -> None:
        """As a hand does it: click, then press again within the time of a double click."""
        self.click(point)
        left = Qt.MouseButton.LeftButton
        self.qtbot.mouseDClick(self.view.viewport(), left, NONE, self.on_view(point))

    def type(self, text: str) -> None:
        """Replace what stands in the field on the canvas."""
        editor = self.view.deeds.asking.editor
        assert editor.isVisible()
        editor.selectAll()
        for letter in text:  # keyClicks knows Latin letters only
            event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, NONE, letter)
            QApplication.sendEvent(editor, event)

    def enter(self, key: Qt.Key = Qt.Key.Key_Return) -> None:
        """Press Enter, or another key, in the field on the canvas."""
        self.qtbot.keyClick(self.view.deeds.asking.editor, key)

    def open_menu(self, point: Point) -> QMenu:
        """The menu under a point, opened with the right button."""
        place, viewport = self.on_view(point), self.view.viewport()
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(QPoint(place))
        )
        QApplication.sendEvent(viewport, event)
        only_here = Qt.FindChildOption.FindDirectChildrenOnly
        menu = self.view.findChildren(QMenu, options=only_here)[-1]
        assert menu.isVisible()
        return menu

    def carry_in(self, mime: QMimeData, point: Point) -> tuple[bool, bool]:
        """Drag something in from outside and drop it; whether the move and the drop were taken."""
        place = self.on_view(point)
        buttons, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
        enter = QDragEnterEvent(place, copy, mime, buttons, NONE)
        QApplication.sendEvent(self.view.viewport(), enter)
        move = QDragMoveEvent(place, copy, mime, buttons, NONE)
        move.ignore()
        QApplication.sendEvent(self.view.viewport(), move)
        drop = QDropEvent(QPointF(place), copy, mime, buttons, NONE)
        drop.ignore()
        QApplication.sendEvent(self.view.viewport(), drop)
        return move.isAccepted(), drop.isAccepted()

    def snapshot(
        self,
        responses: NDArray[np.float32] | None = None,
        off: tuple[int, ...] = (),
        weight: float | None = None,
    ) -> Snapshot:
        """A snapshot of the document's network; `weight` for all connections, `off` dropped."""
        network = self.document.network
        arrays = network.arrays()
        weights = arrays.weights if weight is None else np.full_like(arrays.weights, weight)
        plane = self.session.plane
        return Snapshot(
            revision=0,
            epoch=1,
            step=1,
            examples=10,
            seconds=0.1,
            examples_per_second=100.0,
            learning_rate=0.03,
            device="cpu",
            metrics={},
            unit_ids=arrays.unit_ids,
            biases=arrays.biases,
            kept=~np.isin(arrays.unit_ids, off),
            sources=arrays.sources,
            targets=arrays.targets,
            weights=weights,
            responses=responses,
            watched=None if responses is None else WatchRequest(np.empty((0, 2)), plane),
        )

    def show(self, snapshot: Snapshot) -> None:
        self.session.snapshot = snapshot
        self.session.snapshot_ready.emit(snapshot)

    def picture(self) -> QImage:
        """The canvas as it is on the screen."""
        QApplication.processEvents()
        return self.view.grab().toImage()

    def color_at(self, point: Point) -> tuple[int, int, int]:
        """Red, green and blue on the screen at a point of the scene."""
        color = self.picture().pixelColor(self.on_view(point))
        return color.red(), color.green(), color.blue()


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    theme.apply(qapp, "light")
    made = Bench(qtbot)
    yield made
    bus.posted.disconnect(made.notices.append)
    made.scene.flash.stop()
    made.session.close()
