"""The selected unit's formula with its numbers, on a small card at the canvas' lower left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.canvas.over.buttons import Still
from gui.look import spots, theme
from gui.look.words import fixed
from gui.run import formulas
from gui.run.live import LiveNumbers

if TYPE_CHECKING:
    from gui.canvas.showing import Showing

_READABLE_MS = 120
_PADDING, _APART, _LINE, _CAPTION = 12, 16, 20, 16
_STEP, _GAP = 24, 6
_ENDS = 20  # beside a tile, where its connections begin and end
_VEIL = 0.95
_SHARE = 0.45  # of the view's width: a longer formula is cut off, so that it lies beside the units


@dataclass(frozen=True, slots=True)
class _Words:
    """What is written: both formulas, what they come to ("" while unknown), and for whom."""

    weighted_sum: str
    activation: str
    z: str = ""
    a: str = ""
    dropout: str = ""
    example: str = ""


class FormulaCard(QWidget):
    """Writes z and a of the only selected unit that computes, for the example that is looked at.

    It lies where it hides least of the units, and lets the mouse through. While it is shown an
    example passes through the network, the first one if none is chosen.
    """

    def __init__(self, view: Showing, live: LiveNumbers) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view, self._scene, self._live = view, view.network_scene, live
        self._unit: int | None = None
        self._words = _Words("", "")
        self._widest = 0
        self._still = Still()
        self._later = QTimer(self, singleShot=True, interval=_READABLE_MS)
        self._later.timeout.connect(self._write)
        self._scene.selection.changed.connect(self._follow)
        self._scene.document.network_changed.connect(self._follow)
        self._scene.document.opened.connect(self._follow)
        self._scene.numbers_changed.connect(self._numbers_came)
        view.camera.moved.connect(self.place)
        theme.signals.changed.connect(self._restyle)
        self.hide()

    @property
    def text(self) -> str:
        """All that is written on it."""
        words = self._words
        lines = [words.weighted_sum + words.z, words.activation + words.a, *self._captions]
        return "\n".join(filter(None, lines))

    @property
    def _captions(self) -> tuple[str, ...]:
        return tuple(filter(None, (self._words.dropout, self._words.example)))

    # Which unit, and its numbers

    def _follow(self) -> None:
        """Show the unit that is selected now, as the network is now."""
        unit = self._wanted()
        if unit != self._unit:
            self._unit, self._widest = unit, 0
            self._scene.session.wishes.pass_any(self, wanted=unit is not None)
        self._write()
        self.setVisible(unit is not None)
        self.place()

    def _wanted(self) -> int | None:
        selection, network = self._scene.selection, self._scene.network
        if len(selection.units) != 1 or selection.connections:
            return None
        (unit,) = selection.units
        there = network.has_unit(unit) and network.unit(unit).kind != "input"
        return unit if there else None

    def _numbers_came(self) -> None:
        if self._unit is not None and not self._later.isActive():
            self._later.start()

    def _write(self) -> None:
        unit, network = self._unit, self._scene.network
        if unit is None or not network.has_unit(unit):
            return
        seen = self._live.passed(unit)
        words = _Words(
            formulas.weighted_sum(network, self._live, unit),
            formulas.activation(network, unit),
            "" if seen is None else f" = {fixed(seen.z, 2)}",
            "" if seen is None else f" = {fixed(seen.a, 2)}",
            formulas.dropout(network, unit),
            "" if seen is None else self._live.passing_title,
        )
        if words != self._words:
            self._words = words
            self.setAccessibleName(self.text)
            self.update()
            if self.sizeHint() != self.size():
                self.place()

    # Where

    def place(self) -> None:
        """Lie at the lower left, or where it hides least; stay while a gesture is going on."""
        if self._unit is None or self._view.tool is not None:
            return
        room, lowest = self._view.controls.room_between()
        most = QSize(round(_SHARE * room.width()), room.height())
        size = self.sizeHint().boundedTo(most)
        left, right = room.left(), max(room.right() - size.width(), room.left())
        across = *range(left, right, _STEP), right
        down = room.bottom() - size.height(), lowest - size.height(), room.top()
        below = round(_CAPTION * theme.scale())
        ends = round(_ENDS * self._view.camera.scale)
        tiles = [tile.adjusted(0, 0, 0, below) for tile in self._view.tiles_in_view()]
        sides = [tile.adjusted(-ends, 0, ends, 0) for tile in tiles]
        controls = [each.adjusted(-_GAP, 0, _GAP, 0) for each in self._view.controls.present()]
        taken = tiles + self._view.headings_in_view() + controls
        places = (QPoint(x, y) for y in down for x in across)
        self.setGeometry(QRect(spots.best(places, size, taken, sides), size))

    def _restyle(self) -> None:
        self._widest = 0
        self.place()

    def sizeHint(self) -> QSize:
        """As large as the words; while one unit is shown it never becomes narrower."""
        scale, words = theme.scale(), self._words
        metrics, strong = QFontMetricsF(_font()), QFontMetricsF(_font(strong=True))
        wide = max(
            metrics.horizontalAdvance(text) + strong.horizontalAdvance(number or " = −0.00")
            for text, number in ((words.weighted_sum, words.z), (words.activation, words.a))
        )
        small = QFontMetricsF(theme.font(theme.TEXT_CAPTION))
        captions = [small.horizontalAdvance(text) + 2 * _PADDING * scale for text in self._captions]
        wide = max(wide + (2 * _PADDING + _APART) * scale, *captions, 0.0)
        self._widest = max(self._widest, round(wide))
        high = 2 * _PADDING + 2 * _LINE + _CAPTION * max(len(self._captions), 1)
        return QSize(self._widest, round(high * scale))

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw both lines and the example's name."""
        self._still.paint(self, self._words, self._draw)

    def _draw(self, painter: QPainter) -> None:
        colours, scale, words = theme.current(), theme.scale(), self._words
        ground = QColor(colours.panel)
        ground.setAlphaF(_VEIL)
        painter.setPen(QPen(colours.accent, 1.3 * scale))
        painter.setBrush(ground)
        corner = theme.RADIUS * scale
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
        line = QRectF(self.rect()).adjusted(_PADDING * scale, 0, -_PADDING * scale, 0)
        line.setTop(_PADDING * scale)
        for text, number, ink, high in (
            (words.weighted_sum, words.z, colours.secondary, _LINE),
            (words.activation, words.a, colours.accent, _LINE),
        ):
            line.setHeight(high * scale)
            _draw_line(painter, line, text, number, ink)
            line.translate(0, high * scale)
        line.setHeight(_CAPTION * scale)
        painter.setFont(theme.font(theme.TEXT_CAPTION))
        painter.setPen(colours.faint)
        for text in self._captions:
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
            line.translate(0, line.height())


def _draw_line(painter: QPainter, room: QRectF, text: str, number: str, ink: QColor) -> None:
    """A formula on the left, cut off with dots where it is too long, its number on the right."""
    painter.setFont(_font(strong=True))
    painter.setPen(ink)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(room, right, number.strip())
    width = room.width() - painter.fontMetrics().horizontalAdvance(number)
    painter.setFont(_font())
    painter.setPen(theme.current().text)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(width))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def _font(*, strong: bool = False) -> QFont:
    weight = QFont.Weight.DemiBold if strong else QFont.Weight.Normal
    return theme.font(theme.TEXT, weight, tabular=True)
