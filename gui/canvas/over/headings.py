"""Layer headings over the columns: what a layer is, and what its units have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from engine import Network
from gui.canvas.collapsed.folding import Folding, Layers, details, layers
from gui.look import theme
from gui.look.translate import tr

_WIDEST_COLUMN = 120.0
_ABOVE = 9.0  # clear of the ring that may flash around a tile
_LEAST_ABOVE = 6.0
_APART = 6.0
_LEAST_TITLE = 5  # letters, with the sign that something was cut
_TITLE_HEIGHT = 17.0
_LINE_HEIGHT = 15.0


@dataclass(frozen=True, slots=True)
class Heading:
    """A title and what is said below it, over the column at `x` (scene), its foot above `top`."""

    x: float
    top: float
    title: str
    details: tuple[str, ...]
    short: str = ""

    @property
    def detail(self) -> str:
        """What is said below the title, in one line."""
        return " · ".join(self.details)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading laid out: its lines, the room it takes (pixels), and whether it may be broken.

    `shorter` are the lines to try where there is not room enough even then.
    """

    room: QRectF
    lines: tuple[str, ...]
    details: tuple[str, ...] = ()
    shorter: tuple[tuple[str, ...], ...] = ()

    @property
    def is_legible(self) -> bool:
        """Whether its title is whole, or enough of it."""
        title = self.lines[0]
        return not title.endswith("…") or len(title) >= _LEAST_TITLE

    def broken(self) -> Block:
        """The same with what is said below the title in two lines."""
        half = (len(self.details) + 1) // 2
        details = [" · ".join(part) for part in (self.details[:half], self.details[half:]) if part]
        lines = (self.lines[0], *details)
        return _block(self.room.center().x(), self.room.bottom(), lines, (), self.shorter)

    def shortened(self) -> Block:
        """The same in fewer words: its title alone, in two lines, at last a number or “In”."""
        lines, *rest = self.shorter
        return _block(self.room.center().x(), self.room.bottom(), lines, (), tuple(rest))

    def cut(self, width: float) -> Block:
        """The same, its lines elided to this width."""
        room = QRectF(self.room)
        room.setWidth(max(width, 0.0))
        room.moveCenter(self.room.center())
        lines = tuple(
            QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
            for font, text in zip(_fonts(len(self.lines)), self.lines, strict=True)
        )
        return replace(self, room=room, lines=lines)

    def rows(self) -> Iterator[tuple[str, QFont, float, float]]:
        """Each line with its font, how far below the top it begins, and its height."""
        for number, font in enumerate(_fonts(len(self.lines))):
            top = _offset(number)
            yield self.lines[number], font, top, _offset(number + 1) - top

    def hits(self, other: Block) -> bool:
        """Whether the two stand closer than they may."""
        return self.room.adjusted(-_APART, 0, _APART, 0).intersects(other.room)


@dataclass(frozen=True, slots=True)
class Headings:
    """All columns' headings, from left to right."""

    columns: tuple[Heading, ...]

    @classmethod
    def of(
        cls, network: Network, folding: Folding | None = None, found: Layers | None = None
    ) -> Headings:
        """Headings of the layers that stand in columns; a layer scattered about has none.

        All of them stand in one row, above the highest column. What a collapsed layer is stands
        below its block. `found` are the network's layers, where they are known.
        """
        folding = folding or Folding()
        columns: list[tuple[float, float, str, tuple[str, ...], str]] = []
        for title, known in found or layers(network):
            units = [network.unit(unit.id) for unit in known]  # where they are now
            places = [folding.place(unit) for unit in units]
            xs = [x for (x, _), _ in places]
            if max(xs) - min(xs) <= _WIDEST_COLUMN:
                top = min(y - half for (_, y), half in places)
                collapsed = all(unit.id in folding.by_unit for unit in units)
                said = () if collapsed else details(units)
                shortest = {"input": tr("In"), "output": tr("Out")}
                short = shortest.get(units[0].kind, title.split()[-1])
                columns.append((sum(xs) / len(xs), top, title, said, short))
        highest = min((top for _, top, _, _, _ in columns), default=0.0)
        made = [Heading(x, highest, title, said, short) for x, _, title, said, short in columns]
        return cls(tuple(sorted(made, key=lambda heading: heading.x)))

    def laid_out(self, scale: float) -> list[Block]:
        """Where they stand at a scale, the scene's origin being at (0, 0).

        Those that would hit a neighbour are broken into more lines, then shortened, and cut where
        that is not enough; those of which nothing legible is left are left out.
        """
        blocks = [
            _block(
                heading.x * scale,
                heading.top * scale - max(_ABOVE * scale, _LEAST_ABOVE),
                (heading.title, heading.detail),
                heading.details,
                ((heading.title,), tuple(heading.title.split()), (heading.short,)),
            )
            for heading in self.columns
        ]
        for left in range(len(blocks) - 1):
            _part(blocks, left)
        return [block for block in blocks if block.is_legible]


def _block(
    x: float,
    bottom: float,
    lines: tuple[str, ...],
    details: tuple[str, ...] = (),
    shorter: tuple[tuple[str, ...], ...] = (),
) -> Block:
    width = max(
        QFontMetricsF(font).horizontalAdvance(text)
        for font, text in zip(_fonts(len(lines)), lines, strict=True)
    )
    height = _offset(len(lines))
    return Block(QRectF(x - width / 2, bottom - height, width, height), lines, details, shorter)


def _part(blocks: list[Block], left: int) -> None:
    """Keep a heading and its right neighbour apart: break the wider ones, shorten, cut them."""
    pair = (left, left + 1)
    for number in sorted(pair, key=lambda each: -blocks[each].room.width()):
        if blocks[left].hits(blocks[left + 1]) and len(blocks[number].details) > 1:
            blocks[number] = blocks[number].broken()
    while blocks[left].hits(blocks[left + 1]):
        wordy = [number for number in pair if blocks[number].shorter]
        if not wordy:
            break
        widest = max(wordy, key=lambda each: blocks[each].room.width())
        blocks[widest] = blocks[widest].shortened()
    if not blocks[left].hits(blocks[left + 1]):
        return
    widths = [blocks[number].room.width() for number in pair]
    centres = [blocks[number].room.center().x() for number in pair]
    apart = max(centres[1] - centres[0] - _APART - 1, 0.0)
    for number, width, other in zip(pair, widths, reversed(widths), strict=True):
        room = 2 * apart - min(other, apart)
        if width > room:
            blocks[number] = blocks[number].cut(room)


def _offset(line: int) -> float:
    """How far below a heading's top a line begins."""
    return (_TITLE_HEIGHT + (line - 1) * _LINE_HEIGHT if line else 0.0) * theme.scale()


def _fonts(lines: int) -> list[QFont]:
    small = theme.font(theme.TEXT_CAPTION + 1)
    return [theme.font(theme.TEXT, QFont.Weight.DemiBold), *[small] * (lines - 1)]
