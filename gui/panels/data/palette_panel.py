"""The palette: kinds of units to drag onto the canvas, and ready-made shapes to start from."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy

from engine import EngineError
from gui.editing import notices
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look import theme
from gui.look.translate import tr
from gui.panels.data.shapes import SHAPES, Shape, start_from
from gui.panels.widgets.section import Section, button, label
from gui.panels.widgets.tiles import PaintedButton
from gui.run.session import Session

LAYER = "layer"
MIME_TYPE = "application/x-netloom-unit"
_ROW_HEIGHT = 40
_CHIP_COLUMNS = 2


class PalettePanel(Section):
    """Rows to drag; `add_requested` carries the kind of unit, or "layer", that is asked for."""

    add_requested = Signal(str)

    def __init__(self, document: Document, _selection: Selection, _session: Session) -> None:
        super().__init__(tr("Add"))
        self._document = document
        self.column.setSpacing(theme.RHYTHM - 2)
        self.head.addWidget(label(tr("drag onto the canvas"), "faint"))
        texts = {
            "input": (tr("Input"), tr("one column of the data")),
            "hidden": (tr("Hidden unit"), tr("weighted sum, then g( )")),
            "output": (tr("Output"), tr("a prediction ŷ")),
            LAYER: (tr("Layer…"), tr("many units, wired at once")),
        }
        self.rows: dict[str, PaletteRow] = {}
        for part, words in texts.items():
            row = PaletteRow(part, *words)
            row.add_requested.connect(self.add_requested)
            self.rows[part] = row
            self.column.addWidget(row)
        self._add_shapes()

    def _add_shapes(self) -> None:
        self.column.addSpacing(theme.RHYTHM)
        self.column.addWidget(label(tr("Start from"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.RHYTHM - 2)
        grid.setVerticalSpacing(theme.RHYTHM - 2)
        for place, shape in enumerate(SHAPES):
            chip = button(tr(shape.label), "chip", tr(shape.hint))
            chip.setAccessibleDescription(tr(shape.hint))
            chip.clicked.connect(lambda _checked=False, shape=shape: self._start(shape))
            grid.addWidget(chip, place // _CHIP_COLUMNS, place % _CHIP_COLUMNS)
        self.column.addLayout(grid)

    def _start(self, shape: Shape) -> None:
        try:
            start_from(self._document, shape)
        except EngineError as error:
            notices.bus.post(notices.Notice.of(error))


class PaletteRow(PaintedButton):
    """One part: pull it onto the canvas, or double-click or press Enter to add one.

    The row of the layer opens a dialog, for which a single click is enough.
    """

    add_requested = Signal(str)

    def __init__(self, part: str, text: str, caption: str) -> None:
        super().__init__(text)
        self._part = part
        self._caption = caption
        self._pressed_at: QPointF | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        help_text = tr("Drag onto the canvas; a double-click or Enter adds one in its middle.")
        if part == LAYER:
            help_text = tr("Click, or drag onto the canvas, to say how large and how wired.")
            self.clicked.connect(lambda: self.add_requested.emit(part))
        self.setToolTip(help_text)
        self.setAccessibleDescription(f"{caption}. {help_text}")

    def sizeHint(self) -> QSize:
        """Room for two lines and the ring."""
        scale = theme.scale()
        return QSize(round(160 * scale), round(_ROW_HEIGHT * scale))

    def drag(self) -> QDrag:
        """A drag that carries this kind; the canvas shows where the unit would stand."""
        mime = QMimeData()
        mime.setData(MIME_TYPE, self._part.encode())
        drag = QDrag(self)
        drag.setMimeData(mime)
        nothing = QPixmap(1, 1)  # the canvas draws the unit; without this Qt draws a plain icon
        nothing.fill(Qt.GlobalColor.transparent)
        drag.setPixmap(nothing)
        return drag

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin the drag once the pointer has moved far enough."""
        start = self._pressed_at
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        far = (event.position() - start).manhattanLength()
        if far >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self.drag().exec(Qt.DropAction.CopyAction)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add one in the middle of the canvas."""
        self._pressed_at = None
        if event.button() == Qt.MouseButton.LeftButton and self._part != LAYER:
            self.add_requested.emit(self._part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add one with Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.add_requested.emit(self._part)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, ring, name and caption."""
        scale, look = theme.scale(), theme.current()
        with QPainter(self) as painter:
            self.paint_ground(painter, QRectF(self.rect()), 7 * scale)
            painter.setPen(QPen(self._colour(), 2 * scale))
            painter.setBrush(look.panel)
            for centre, size in self._discs():
                painter.drawEllipse(centre, size, size)
            left = 44 * scale
            room = QRectF(left, 0, self.width() - left - 6 * scale, self.height() / 2)
            painter.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
            painter.setPen(look.text)
            painter.drawText(room, Qt.AlignmentFlag.AlignBottom, self.text())
            painter.setFont(theme.font(11))
            painter.setPen(look.secondary)
            room.translate(0, self.height() / 2 + scale)
            painter.drawText(room, Qt.AlignmentFlag.AlignTop, self._caption)

    def _colour(self) -> QColor:
        look = theme.current()
        of_units = {"input": look.success, "hidden": look.accent, "output": look.negative}
        return of_units.get(self._part, look.secondary)

    def _discs(self) -> list[tuple[QPointF, float]]:
        """One disc, or three on top of each other for a layer, with their radius."""
        scale, x, middle = theme.scale(), 22 * theme.scale(), self.height() / 2
        if self._part != LAYER:
            return [(QPointF(x, middle), 10.5 * scale)]
        return [(QPointF(x, middle + way * 11 * scale), 4.2 * scale) for way in (-1, 0, 1)]
