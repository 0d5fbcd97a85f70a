"""A bare view of a scene: how it repaints, whether the keyboard is on it, where things are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent, QFocusEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from gui.canvas.geometry import Point
from gui.canvas.tools import Pointer

_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Stage(QGraphicsView):
    """The view without its gestures; `focus_by_tab` when the keyboard brought the focus here."""

    def __init__(self, scene: QGraphicsScene) -> None:
        super().__init__(scene)
        self.focus_by_tab = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # Measured the same as BoundingRectViewportUpdate: a snapshot changes everything anyway.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # The ground covers all of it: what the style sheet would paint below is never seen.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 200)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus here, so that it is shown."""
        super().focusInEvent(event)
        self.focus_by_tab = event.reason() in _BY_TAB
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.focus_by_tab = False
        self.viewport().update()

    def scene_point(self, place: QPointF) -> Point:
        """The point of the scene at a place of the view, to the fraction of a pixel."""
        inverted, _ = self.viewportTransform().inverted()
        point = inverted.map(place)
        return point.x(), point.y()

    def pointer_of(self, event: QMouseEvent | QDropEvent) -> Pointer:
        """Where the pointer is, according to an event."""
        place = event.position()
        whole = place.toPoint()
        return Pointer(
            self.scene_point(place), whole, self.viewport().mapToGlobal(whole), event.modifiers()
        )
