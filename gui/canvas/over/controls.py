"""The controls on the canvas: Build | Watch with a hint, zoom, fit and tidy."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from gui.canvas.connections.edges import Tally
from gui.canvas.over.buttons import FlatButton, Plate, ShortLabel
from gui.canvas.over.legend import Legend
from gui.canvas.over.minimap import Minimap
from gui.canvas.scene import BUILD, WATCH, NetworkScene
from gui.canvas.tiles.tile_button import TileButton
from gui.canvas.tiles.tile_modes import RESPONSE
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import listed, unit_name

MARGIN = 16
_GAP = 8
_ROOM_FOR_MAP = QSize(560, 300)


class Controls(QObject):
    """Makes the controls as children of the view and keeps them at its edges."""

    zoom_in = Signal()
    zoom_out = Signal()
    reset_zoom = Signal()
    fit = Signal()
    tidy = Signal()
    mode_wanted = Signal(str)

    def __init__(self, scene: NetworkScene, view: QWidget) -> None:
        super().__init__(view)
        self._scene = scene
        self._view = view
        self._gesture = ""
        self._tally = Tally()
        self._make_switch(view)
        self.tiles = TileButton(scene, view)
        self._make_zoom(view)
        self.hint = ShortLabel("faint")
        self.legend = Legend(scene, view)
        self.minimap = Minimap(scene, view)
        self.hint.setParent(view)
        scene.mode_changed.connect(self.refresh)
        scene.tiles.changed.connect(self.refresh)
        scene.marks_changed.connect(self.refresh)
        scene.numbers_changed.connect(self._show_hint)
        scene.wiring_changed.connect(self._follow_network)
        theme.signals.changed.connect(self.place)
        self.refresh()

    @property
    def buttons(self) -> list[FlatButton]:
        """All buttons."""
        return self._view.findChildren(FlatButton)

    @property
    def top_room(self) -> int:
        """How much of the view's top the controls cover."""
        return MARGIN + self._switch.height()

    def obstacles(self) -> list[QRect]:
        """What lies on the view when the whole network is in it, in either mode."""
        buttons = [each.geometry() for each in (self._zoom, self._fit, self._tidy)]
        if not self._has_room_for_legend:
            return buttons
        return [*buttons, self._legend_place(beside_map=False)]

    def present(self) -> list[QRect]:
        """Where the controls are that can be seen now."""
        controls = (self._zoom, self._fit, self._tidy, self.legend, self.minimap, self.hint)
        return [each.geometry() for each in controls if not each.isHidden()]

    def room_between(self) -> tuple[QRect, int]:
        """What the view has between the switch above and the buttons below; its lower edge."""
        view, edge = self._view.rect(), MARGIN
        top, bottom = self.top_room + _GAP, self._zoom.y() - _GAP
        room = QRect(QPoint(edge, top), QPoint(view.right() - edge, max(bottom, top)))
        return room, view.bottom() - edge

    @property
    def _has_room_for_legend(self) -> bool:
        """Whether it fits beside the buttons of either mode."""
        return self._tidy.geometry().right() + _GAP < self.minimap.x()

    def follow_view(self, scale: float, visible: QRectF) -> None:
        """Show the scale in percent, and the overview while there is more than is seen."""
        self._percent.setText(tr("{percent} %", percent=round(100 * scale)))
        self.minimap.show_view(visible)
        self._place_map()

    def show_tally(self, tally: Tally) -> None:
        """Say it when not all connections are drawn in full."""
        if tally != self._tally:
            self._tally = tally
            self._show_hint()

    def refresh(self) -> None:
        """Show the mode and the hint that go with the scene now."""
        mode = self._scene.mode
        self._modes[mode].setChecked(True)
        self._tidy.setVisible(mode == BUILD)
        self.tiles.refresh()
        self._place_hint()
        self._show_hint()

    def _show_hint(self) -> None:
        self.hint.show_text(self._hint_text())

    def _follow_network(self) -> None:
        self.refresh()
        self._place_map()

    def place(self) -> None:
        """Put everything where it belongs in a view of the present size."""
        for control in (self._switch, self._zoom, self._fit, self._tidy):
            for child in control.findChildren(FlatButton):
                child.setFixedSize(child.sizeHint())
            control.resize(control.sizeHint())
        width, height = self._view.width(), self._view.height()
        self._switch.move(MARGIN, MARGIN)
        self.tiles.resize(self.tiles.sizeHint())
        self._place_hint()
        bottom = height - MARGIN - self._zoom.height()
        left = MARGIN
        for control in (self._zoom, self._fit, self._tidy):
            control.move(left, bottom)
            left += control.width() + _GAP
        for small in (self.minimap, self.legend):
            small.resize(small.sizeHint())
        self.minimap.move(
            width - MARGIN - self.minimap.width(), height - MARGIN - self.minimap.height()
        )
        self._place_map()

    def _place_hint(self) -> None:
        left = MARGIN + self._switch.width() + _GAP
        self.tiles.move(left, MARGIN)
        if not self.tiles.isHidden():
            left += self.tiles.width()
        left += _GAP
        self.hint.fit(self._view.width() - left - MARGIN)
        self.hint.resize(self.hint.width(), self._switch.height())
        self.hint.move(left, MARGIN)

    def _place_map(self) -> None:
        size = self._view.size()
        roomy = size.width() >= _ROOM_FOR_MAP.width() and size.height() >= _ROOM_FOR_MAP.height()
        shown = roomy and self.minimap.shows_more()
        self.minimap.setVisible(shown)
        self.legend.setGeometry(self._legend_place(beside_map=shown))
        self.legend.setVisible(self._has_room_for_legend)

    def _legend_place(self, *, beside_map: bool) -> QRect:
        size = self.legend.size()
        lowest = self.minimap.y() - _GAP if beside_map else self._view.height() - MARGIN
        return QRect(QPoint(self.minimap.x(), lowest - size.height()), size)

    def _make_switch(self, view: QWidget) -> None:
        self._modes = {
            BUILD: FlatButton(tr("Build"), framed=False),
            WATCH: FlatButton(tr("Watch"), framed=False),
        }
        self._modes[BUILD].setToolTip(tr("Units with their names, for building (B)"))
        self._modes[WATCH].setToolTip(tr("Units with what they respond to, for watching (W)"))
        group = QButtonGroup(self)
        for mode, button in self._modes.items():
            button.setCheckable(True)
            group.addButton(button)
            button.clicked.connect(lambda _=False, mode=mode: self.mode_wanted.emit(mode))
        self._switch = Plate("hover", *self._modes.values(), outlined=False)
        self._switch.setParent(view)

    def _make_zoom(self, view: QWidget) -> None:
        smaller = FlatButton(tr("Zoom out"), icon="minus", framed=False)
        larger = FlatButton(tr("Zoom in"), icon="plus", framed=False)
        self._percent = FlatButton("100 %", framed=False)
        self._percent.setAccessibleName(tr("Zoom to 100 %"))
        self._fit = FlatButton(tr("Fit"))
        self._tidy = FlatButton(tr("Tidy layout"))
        for button, signal, words in (
            (smaller, self.zoom_out, tr("Zoom out (Ctrl+−)")),
            (larger, self.zoom_in, tr("Zoom in (Ctrl++)")),
            (self._percent, self.reset_zoom, tr("Zoom to 100 % (Ctrl+0)")),
            (self._fit, self.fit, tr("Show the whole network (F)")),
            (self._tidy, self.tidy, tr("Put the units in columns, one for each layer")),
        ):
            button.setToolTip(words)
            button.clicked.connect(signal)
        self._zoom = Plate("panel", smaller, self._percent, larger)
        for control in (self._zoom, self._fit, self._tidy):
            control.setParent(view)

    def show_gesture(self, hint: str) -> None:
        """Say what can be done while a gesture is going on; "" when it is over."""
        if hint != self._gesture:
            self._gesture = hint
            self._show_hint()

    def _hint_text(self) -> str:
        scene = self._scene
        if self._gesture:
            return tr(self._gesture)
        if scene.marked:
            names = [unit_name(scene.network, unit) for unit in sorted(scene.marked)]
            return tr(
                "sources: {names} · Tab to a target · Enter connects · Esc ends",
                names=listed(names),
            )
        if self._tally.drawn < self._tally.in_view:
            return tr(
                "in full only the {most} strongest of {count} connections in view",
                most=f"{self._tally.drawn:,}",
                count=f"{self._tally.in_view:,}",
            )
        overlay = scene.overlay
        if scene.watching and scene.tiles.mode.key == RESPONSE and overlay.drops:
            return overlay.dropout.hint(scene.network, overlay.kept.tolist())
        if scene.watching:
            return scene.tiles.hint
        return tr(
            "drag from a right edge to connect · Shift: all selected · double-click: type a number"
        )
