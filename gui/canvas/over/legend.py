"""What colour and thickness of a connection mean, drawn with the very widths in use."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.canvas.connections import edges
from gui.canvas.over.buttons import Still
from gui.canvas.scene import NetworkScene
from gui.canvas.tiles.faces import DECADES
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import MINUS, compact, short_power

WIDTH, HEIGHT = 134, 30
_VEIL = 0.85


class Legend(QWidget):
    """A bow of two wedges: negative and thick on the left, zero and thin, positive and thick."""

    def __init__(self, scene: NetworkScene, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene = scene
        self._shown = 0.0, False, False
        self._still = Still()
        for changed in (scene.wiring_changed, scene.numbers_changed):
            changed.connect(self._follow)
        self._follow()

    def sizeHint(self) -> QSize:
        """Its fixed size at the present scale."""
        return QSize(WIDTH, HEIGHT) * theme.scale()

    def _follow(self) -> None:
        lines = self._scene.overlay.lines
        flows = lines.flow > 0.0
        shown = lines.flow if flows else lines.largest, flows, self._scene.patterns
        if shown != self._shown:
            self._shown = shown
            words = self._words()
            self.setToolTip(words)
            self.setAccessibleName(words)
            self.update()

    def _words(self) -> str:
        largest, flows, patterns = self._shown
        words = tr(
            "Weights: {negative} is negative, blue positive; {thin} px at 0, {thick} px at ±{most}"
        )
        if flows:
            words = tr(
                "∂L/∂w of the mini-batch: {negative} is negative, blue positive, on a scale of "
                "powers of ten; {thin} px at ±{least} and below, {thick} px at ±{most}"
            )
        return words.format(
            negative=tr("orange and dashed") if patterns else tr("orange"),
            thin=compact(edges.THINNEST),
            thick=compact(edges.THICKEST),
            least=compact(self._least),
            most=compact(largest),
        )

    @property
    def _least(self) -> float:
        """The gradient at which the scale begins."""
        return float(self._shown[0] / 10**DECADES)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the two wedges and the numbers below their ends."""
        self._still.paint(self, self._shown, self._draw)

    def _draw(self, painter: QPainter) -> None:
        colours, scale = theme.current(), theme.scale()
        left, right, middle = 2.0, self.width() - 2.0, self.width() / 2
        height = 7 * scale
        ground = QColor(colours.canvas)  # the network may be scrolled below
        ground.setAlphaF(_VEIL)
        painter.fillRect(self.rect(), ground)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.negative)
        painter.drawPolygon(_wedge(left, middle, height))
        if self._scene.patterns:
            _cut_gaps(painter, left, middle)
        painter.setBrush(colours.positive)
        painter.drawPolygon(_wedge(right, middle, height))
        painter.setFont(theme.font(theme.TEXT_CAPTION))
        painter.setPen(colours.secondary)
        line = QRectF(0, 14 * scale, self.width(), 14 * scale)
        largest, flows, _ = self._shown
        faintest = tr("∂L/∂w ≤{least}", least=short_power(self._least))
        number = short_power(largest) if flows else compact(largest)
        for text, side in (
            (f"{MINUS}{number}", Qt.AlignmentFlag.AlignLeft),
            (faintest if flows else tr("weight 0"), Qt.AlignmentFlag.AlignHCenter),
            (f"+{number}", Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, text)


def _cut_gaps(painter: QPainter, left: float, right: float) -> None:
    """Turn what was drawn between two places into dashes like those of the connections."""
    dash, gap = edges.dash_and_gap()
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    ground = QColor(theme.current().canvas)
    ground.setAlphaF(_VEIL)
    while (left := left + dash) < right:
        painter.fillRect(QRectF(left, 0, gap, 14 * theme.scale()), ground)
        left += gap
    painter.restore()


def _wedge(thick: float, thin: float, y: float) -> QPolygonF:
    """A wedge from the thickest line's end to the thinnest's."""
    wide, narrow = edges.thickness(1.0) / 2, edges.thickness(0.0) / 2
    return QPolygonF(
        [
            QPointF(thick, y - wide),
            QPointF(thin, y - narrow),
            QPointF(thin, y + narrow),
            QPointF(thick, y + wide),
        ]
    )
