"""Which part of the canvas is in view, and how large."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QInputDevice, QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsView

SMALLEST, LARGEST = 0.1, 4.0
STEP = 1.25
_NOTCH = 120.0


class Camera(QObject):
    """Zooms and scrolls a view; `is_free` once the person has chosen what to see."""

    moved = Signal()

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self.is_free = False
        view.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        view.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        for set_policy in (view.setHorizontalScrollBarPolicy, view.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def scale(self) -> float:
        """Screen pixels for each unit of length."""
        return self._view.transform().m11()

    @property
    def visible(self) -> QRectF:
        """The part of the scene in view."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    @property
    def centre(self) -> QPointF:
        """The point of the scene in the middle of the view."""
        return self._to_scene(self._middle)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor; the point `at` of the view (its middle by default) stays in place."""
        self.zoom_to(self.scale * factor, at)

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Zoom to a scale; the point `at` of the view stays in place."""
        self.is_free = True
        place = at if at is not None else self._middle
        held = self._to_scene(place)
        wanted = min(max(scale, SMALLEST), LARGEST)
        self._view.setTransform(QTransform.fromScale(wanted, wanted))
        self._put(held, place)

    def scroll(self, pixels: QPoint) -> None:
        """Move the view over the canvas."""
        self.is_free = True
        self._scroll(pixels)

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; two fingers on a touch pad scroll, with Ctrl they zoom too."""
        touch = event.device().type() == QInputDevice.DeviceType.TouchPad
        if touch and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            pixels = event.pixelDelta()
            self.scroll(-(event.angleDelta() / 4 if pixels.isNull() else pixels))
        else:
            self.zoom(STEP ** (event.angleDelta().y() / _NOTCH), event.position())

    def look_at(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle."""
        self.is_free = True
        self._put(point, self._middle)

    def show(self, scale: float, origin: QPointF) -> None:
        """Show the scene at this scale with its origin there in the view: the whole network."""
        self.is_free = False
        self._view.setTransform(QTransform.fromScale(scale, scale))
        self._put(QPointF(), origin)

    @property
    def _middle(self) -> QPointF:
        return QRectF(self._view.viewport().rect()).center()

    def _to_scene(self, place: QPointF) -> QPointF:
        inverted, _ = self._view.viewportTransform().inverted()
        return inverted.map(place)

    def _put(self, point: QPointF, place: QPointF) -> None:
        """Scroll so that a point of the scene lies at a place of the view."""
        off = self._view.viewportTransform().map(point) - place
        self._scroll(off.toPoint())

    def _scroll(self, pixels: QPoint) -> None:
        for bar, distance in (
            (self._view.horizontalScrollBar(), pixels.x()),
            (self._view.verticalScrollBar(), pixels.y()),
        ):
            bar.setValue(bar.value() + distance)
        self.moved.emit()
