"""The canvas: shows the scene and turns mouse, wheel, drops and keys into gestures and edits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from engine import Change, Kind
from gui.canvas import accessible, geometry, tips
from gui.canvas.editing.asking import Asking
from gui.canvas.editing.deeds import Deeds
from gui.canvas.editing.drops import Drops
from gui.canvas.editing.edits import Edits
from gui.canvas.editing.gestures import Gestures
from gui.canvas.editing.keyboard import Keyboard
from gui.canvas.editing.menus import SelectionMenu
from gui.canvas.finding import NOTHING, Hit
from gui.canvas.geometry import Point
from gui.canvas.over.formula_card import FormulaCard
from gui.canvas.reader import Reader
from gui.canvas.scene import NetworkScene
from gui.canvas.showing import Showing
from gui.canvas.tools import Tool
from gui.editing.document import Document
from gui.editing.hand_edits import HandEdits
from gui.editing.selection import Selection
from gui.look.translate import tr
from gui.run.live import LiveNumbers
from gui.run.session import Session


class CanvasView(Showing):
    """The network as a picture that can be edited, with its controls.

    Follows the document, the shared selection and the session. Space trains (`train_wanted`)
    unless the view was dragged with it.
    """

    train_wanted = Signal()

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        scene = NetworkScene(document, selection, session)
        super().__init__(scene)
        self.edits = Edits(document, selection, self)
        self.gestures = Gestures(self.network_scene, self.edits, self.camera, self)
        live = LiveNumbers(document, session, self)
        self.formula = FormulaCard(self, live)
        hands = HandEdits(document, live)
        asking = Asking(scene, hands, live, self, self)
        self.deeds = Deeds(scene, self.edits, live, asking, self.camera, self, self)
        handlers = self.deeds.handlers
        self._drops = Drops(scene, self.edits, self.gestures, self.pointer_of, self.deeds.ask_layer)
        self._keyboard = Keyboard(scene, self.edits, self.gestures, handlers, self.screen_place)
        self._menu = SelectionMenu(scene, hands, handlers, self)
        self.setAccessibleName(tr("Network canvas"))
        self._reader = Reader(scene, self.edits, self)
        accessible.listen()
        self._connect(document, selection)
        self._reader.tell()

    def _connect(self, document: Document, selection: Selection) -> None:
        self.gestures.changed.connect(self._show_gesture)
        selection.changed.connect(self._reader.tell)
        document.network_changed.connect(self._network_changed)
        document.opened.connect(self._reopened)
        document.saving.connect(self._write_view_down)
        self.controls.tidy.connect(self.deeds.tidy)

    @property
    def tool(self) -> Tool | None:
        """The gesture in progress."""
        return self.gestures.tool

    # What the window calls

    def occupied(self) -> list[QRect]:
        """Where units stand in the view, and what lies over it, the selected unit's formula too."""
        card = [] if self.formula.isHidden() else [self.formula.geometry()]
        return super().occupied() + card

    def add_unit(self, kind: Kind, scene_pos: QPointF | Point) -> bool:
        """Add a unit at a place of the scene, on the grid; False when the engine refuses."""
        x, y = scene_pos.toTuple() if isinstance(scene_pos, QPointF) else scene_pos
        return self.edits.add_unit(kind, (geometry.snapped(x), geometry.snapped(y)))

    def free_place(self, kind: Kind = "hidden") -> QPointF:
        """A place where no unit stands yet: below the newest of its kind, or where the view looks.

        Inputs begin a column at the left of the middle, outputs one at the right.
        """
        return QPointF(*self.network_scene.find.free_place_for(kind, self.camera.visible))

    # Following

    def _show_gesture(self) -> None:
        self.controls.show_gesture(self.tool.hint if self.tool else "")
        self.viewport().setCursor(self.gestures.cursor)
        self.viewport().update()
        self.formula.place()

    def _network_changed(self, change: Change) -> None:
        if change.structural:
            self.deeds.asking.editor.dismiss()
            self.gestures.abandon()
        self._keep_fitted(change)
        self._reader.tell()

    def _keep_fitted(self, change: Change) -> None:
        """Fit again when the network became another one; a unit added or some gone move nothing.

        Many names at once are those of other data, and may be longer.
        """
        others = [unit for unit in change.units if not (unit.before and unit.after)]
        places = [unit.after.position for unit in others if unit.after]
        hidden = any(not self.camera.visible.contains(QPointF(*place)) for place in places)
        renamed = [
            unit
            for unit in change.units
            if unit.before and unit.after and unit.before.name != unit.after.name
        ]
        many = max(1, len(self.network_scene.wiring.row) / 2)
        another = len(others) > many or len(places) > 1 or len(renamed) > 1
        if not self.camera.is_free and (hidden or another):
            self.fit()

    def _reopened(self) -> None:
        self.deeds.asking.editor.dismiss()
        self.gestures.abandon()
        self.fit()
        view = self.network_scene.document.view
        if view is not None and view.camera is not None:
            self.camera.zoom_to(view.camera.scale)
            self.camera.look_at(QPointF(*view.camera.centre))
        self._reader.tell()

    def _write_view_down(self) -> None:
        """Let the project know which layers are collapsed, and what part of it is in view."""
        from engine.projects.project_file import Camera, View

        camera, collapsed_and_opened = self.camera, self.network_scene.folding.by_hand()
        seen = Camera(camera.scale, camera.centre.toTuple()) if camera.is_free else None
        self.network_scene.document.view = View(*collapsed_and_opened, seen)

    # Mouse and wheel

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture; what is being typed is taken over first."""
        self.deeds.asking.editor.finish()
        self.gestures.press(self.pointer_of(event), event.button())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the gesture on, or show what can be used."""
        self.gestures.move(self.pointer_of(event))
        if self.gestures.tool is None:
            hovered = self.network_scene.hovered
            cross = Qt.CursorShape.CrossCursor
            self.viewport().setCursor(cross if hovered.port else self.gestures.cursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        self.gestures.release(self.pointer_of(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a layer or type what was double-clicked; elsewhere it is a press like any other."""
        pointer = self.pointer_of(event)
        left = event.button() == Qt.MouseButton.LeftButton
        hit = self._hit(pointer.view)
        opens = left and self.network_scene.open_layers(hit.units if hit.block else ())
        if not (opens or (left and self.deeds.asking.ask_at(hit, pointer.scene))):
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        super().leaveEvent(event)
        self.network_scene.set_hovered(NOTHING)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; two fingers on a touch pad scroll."""
        self.camera.wheel(event)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of what is under the pointer, or of the selection by keyboard."""
        if self.gestures.tool is not None:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            chosen = sorted(self.network_scene.selection.units)
            middle = self.mapToGlobal(self.rect().center())
            self._menu.open(self.screen_place(chosen[0]) if chosen else middle)
        else:
            self._menu.open_at(self._hit(event.pos()), event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Show tooltips for what is drawn, and zoom with a pinch."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit, point = self._hit(event.pos()), self.scene_point(QPointF(event.pos()))
            words = tips.tip(self.network_scene, self.edits, hit, point)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.camera.zoom(1 + event.value(), event.position())
            return True
        return bool(super().viewportEvent(event))

    # Drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take units from the palette; anything else is the window's."""
        self._drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the unit would stand."""
        self._drops.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The unit was carried out again."""
        self._drops.leave()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the unit where its preview stands."""
        self._drops.drop(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something else here than in the menus."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._keyboard.wants(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit, connect and zoom by keyboard."""
        if not self._keyboard.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Train when Space was pressed for itself alone."""
        if event.key() != Qt.Key.Key_Space:
            event.ignore()
        elif not event.isAutoRepeat() and self.gestures.release_space():
            self.train_wanted.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what is selected to whoever listens."""
        super().focusInEvent(event)
        self._reader.focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget that Space is held."""
        super().focusOutEvent(event)
        self.gestures.release_space()

    def focusNextPrevChild(self, forwards: bool) -> bool:  # noqa: N802
        """Walk through the units with Tab before leaving the canvas."""
        walked = self._keyboard.walk(1 if forwards else -1)
        return walked or bool(super().focusNextPrevChild(forwards))

    # Places

    def screen_place(self, unit: int) -> QPoint:
        """Where a unit is on the screen."""
        wiring = self.network_scene.wiring
        x, y = wiring.centres[wiring.row[unit]].tolist()
        return self.viewport().mapToGlobal(self.mapFromScene(QPointF(x, y)))

    def view_place(self, point: Point) -> QPoint:
        """Where a point of the scene is in the view."""
        return self.mapFromScene(QPointF(*point))

    def _hit(self, place: QPoint) -> Hit:
        return self.network_scene.find.hit(self.scene_point(QPointF(place)), self.camera.scale)
