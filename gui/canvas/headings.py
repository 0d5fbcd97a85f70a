"""Layer headings over the columns: what a layer is, and what its units have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from engine import Network, Unit
from gui import theme
from gui.canvas import geometry
from gui.translate import tr
from gui.words import activation_name, compact

_WIDEST_COLUMN = 120.0
_WIDEST = 320.0
_ABOVE = 62.0
HEIGHT = 40.0


@dataclass(frozen=True, slots=True)
class Heading:
    """A title and a line below it, centred on the column at `x` (scene)."""

    x: float
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Headings:
    """All columns' headings and the height (scene) of the topmost tile's upper edge."""

    columns: tuple[Heading, ...]
    top: float

    @classmethod
    def of(cls, network: Network) -> Headings:
        """Headings of the layers that stand in columns; a layer scattered about has none."""
        layers = _layers(network)
        columns = [
            Heading(sum(xs) / len(xs), title, _detail(units))
            for title, units in layers
            if max(xs := [unit.position[0] for unit in units]) - min(xs) <= _WIDEST_COLUMN
        ]
        top = min(
            (unit.position[1] - geometry.half_size(unit.kind) for unit in network.units),
            default=0.0,
        )
        return cls(tuple(sorted(columns, key=lambda heading: heading.x)), top)

    def paint(self, painter: QPainter, lowest: float) -> None:
        """Draw them at their size on the screen, above all tiles but not above `lowest`.

        `painter` maps the scene to the view; a line that would reach into a neighbour's is cut.
        """
        to_view = painter.transform()
        top = to_view.map(QPointF(0.0, self.top)).y() - _ABOVE * theme.scale()
        places = [to_view.map(QPointF(heading.x, 0.0)).x() for heading in self.columns]
        painter.save()
        painter.resetTransform()
        for number, (heading, x) in enumerate(zip(self.columns, places, strict=True)):
            near = places[max(0, number - 1) : number] + places[number + 1 : number + 2]
            width = min([*(abs(x - other) for other in near), _WIDEST * theme.scale()]) - 12
            if width > 0:
                _paint_heading(painter, heading, x, max(top, lowest), width)
        painter.restore()


def _paint_heading(painter: QPainter, heading: Heading, x: float, y: float, width: float) -> None:
    colours, scale = theme.current(), theme.scale()
    middle = Qt.AlignmentFlag.AlignCenter
    for text, font, color, top, height in (
        (heading.title, _bold(), colours.text, y, 17 * scale),
        (heading.detail, _small(), colours.secondary, y + 18 * scale, 15 * scale),
    ):
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        half = metrics.horizontalAdvance(shown) / 2 + 5
        ground = QColor(colours.canvas)
        ground.setAlphaF(0.85)
        place = QRectF(x - half, top, 2 * half, height)
        painter.fillRect(place, ground)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(place, middle, shown)


def _small() -> QFont:
    return theme.font(theme.TEXT_CAPTION + 1)


def _bold() -> QFont:
    return theme.font(theme.TEXT, QFont.Weight.DemiBold)


def _layers(network: Network) -> list[tuple[str, list[Unit]]]:
    levels = network.levels()
    hidden: dict[int, list[Unit]] = {}
    for unit in network.units:
        if unit.kind == "hidden":
            hidden.setdefault(levels[unit.id], []).append(unit)
    layers = [(tr("Input"), [unit for unit in network.units if unit.kind == "input"])]
    for number, level in enumerate(sorted(hidden), 1):
        layers.append((tr("Hidden {number}", number=number), hidden[level]))
    layers.append((tr("Output"), [unit for unit in network.units if unit.kind == "output"]))
    return [(title, units) for title, units in layers if units]


def _detail(units: Sequence[Unit]) -> str:
    count = len(units)
    if units[0].kind == "input":
        size = tr("1 column") if count == 1 else tr("{count} columns", count=count)
        parts = [size]
    else:
        parts = [tr("1 unit") if count == 1 else tr("{count} units", count=count)]
        used = sorted({unit.activation for unit in units})
        parts.append(activation_name(used[0]) if len(used) == 1 else tr("mixed"))
    keeps = {unit.keep_probability for unit in units}
    if keeps != {1.0}:
        (first, *rest) = sorted(keeps)
        shown = compact(first) if not rest else tr("mixed")
        parts.append(tr("keep p = {p}", p=shown))
    return " · ".join(parts)
