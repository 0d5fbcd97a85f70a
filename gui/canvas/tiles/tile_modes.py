"""What the tiles of units show, as one table, and which of it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from engine import Quantity
from gui.canvas.tiles import face_makers
from gui.canvas.tiles.face_makers import Seen
from gui.canvas.tiles.faces import Face
from gui.look.translate import tr
from gui.menus.tile_titles import TILE_TITLES
from gui.run.session import Session


@dataclass(frozen=True)
class TileMode:
    """One row: `short` on the button, `hint` at the top of the canvas, `help` in tooltips.

    `quantities` are what snapshots have to hold for it; `make` turns them into tiles. With
    `whole` they show the network as it is evaluated, without dropout.
    """

    key: str
    short: str
    hint: str
    help: str
    make: Callable[[Seen], Face | None]
    quantities: frozenset[Quantity] = frozenset()
    whole: bool = False

    @property
    def title(self) -> str:
        """Its name in menus."""
        return TILE_TITLES[self.key][0]

    @property
    def shortcut(self) -> str:
        """The key that chooses it."""
        return TILE_TITLES[self.key][1]


RESPONSE, EXAMPLE, HISTOGRAM, IMAGE, FLOW = "response", "example", "histogram", "image", "flow"
_ROWS: tuple[TileMode, ...] = (
    TileMode(
        RESPONSE,
        "Response",
        "colour = sign · thickness = |weight| · tile = what each unit responds to",
        "Its activation over the plane of two inputs, all others at their mean",
        face_makers.responses,
    ),
    TileMode(
        EXAMPLE,
        "Example",
        "tile = activation a for {example} · E: the next one · Esc lets go",
        "One example passes through the whole network, without dropout",
        face_makers.example,
        frozenset(("spread",)),
        whole=True,
    ),
    TileMode(
        HISTOGRAM,
        "Histogram",
        "tile = how often each activation occurs in the data, the smallest on the left",
        "How a unit’s activation is spread over the examples",
        face_makers.histogram,
        frozenset(("spread",)),
        whole=True,
    ),
    TileMode(
        IMAGE,
        "Weights",
        "tile = a unit’s weights from the pixels; units fed by units have no image",
        "For images: what each unit of the first hidden layer looks for",
        face_makers.weight_images,
    ),
    TileMode(
        FLOW,
        "Gradient",
        "tile = |∂L/∂a| · line = ∂L/∂w of the next mini-batch, by powers of ten",
        "How the error flows back: where gradients vanish, tiles and lines are dark",
        face_makers.flow,
        frozenset(("gradient", "error_flow")),
    ),
)
_FOR_MARKS: frozenset[Quantity] = frozenset(("spread",))
_FOR_DROPOUT: frozenset[Quantity] = frozenset(("masks",))
MODES: dict[str, TileMode] = {row.key: row for row in _ROWS}


class Tiles(QObject):
    """Which mode is chosen; asks snapshots for what it needs while tiles are to be seen.

    Whoever chooses an example sees it pass through; another mode lets it go, and without an
    example the mode before comes back. While it is `marking`, snapshots tell which units are dead
    or saturated.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._before = self.mode = MODES[RESPONSE]
        self._is_seen = False
        self._marking = self._wants_masks = False
        session.example.changed.connect(self._follow_example)

    def choose(self, key: str) -> None:
        """Show this in the tiles."""
        example, was_example = self._session.example, self.mode.key == EXAMPLE
        if key == EXAMPLE and example.row is None:
            example.step()
        elif key != self.mode.key:
            self._take(MODES[key])
            if was_example:
                example.let_go()

    def show_seen(self, seen: bool) -> None:
        """Ask for what the mode needs (True), or for nothing."""
        self._is_seen = seen
        wanted = self.mode.quantities | (_FOR_MARKS if self._marking else frozenset())
        wanted |= _FOR_DROPOUT if self._wants_masks else frozenset()
        self._session.want(self, wanted if seen else ())

    def set_marking(self, marking: bool) -> None:
        """Ask for what tells dead and saturated units (True), or not."""
        self._marking = marking
        self.show_seen(self._is_seen)

    def want_masks(self, wanted: bool) -> None:
        """Ask for the masks of the last mini-batches (True), or not."""
        if wanted != self._wants_masks:
            self._wants_masks = wanted
            self.show_seen(self._is_seen)

    @property
    def shown(self) -> TileMode:
        """The mode in which tiles and lines are drawn: while building, the plainest."""
        return self.mode if self._is_seen else MODES[RESPONSE]

    @property
    def hint(self) -> str:
        """What tiles and lines mean now."""
        return tr(self.mode.hint, example=self._session.example.title)

    def _follow_example(self) -> None:
        if self._session.example.row is None:
            if self.mode.key == EXAMPLE:
                self._take(self._before)
        elif self.mode.key != EXAMPLE:
            self._before = self.mode
            self._take(MODES[EXAMPLE])
        else:
            self.changed.emit()

    def _take(self, mode: TileMode) -> None:
        self.mode = mode
        self.show_seen(self._is_seen)
        self.changed.emit()
