"""What lies under the units: the dotted ground and the connections, kept as one picture."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, QSizeF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from gui.canvas.connections.edges import Frame, Strokes, mixed
from gui.canvas.connections.line_edges import MOST_DRAWN, paint_rows
from gui.canvas.connections.press import Clock, Press, Print
from gui.canvas.geometry import Floats
from gui.canvas.scene import NetworkScene
from gui.canvas.wiring import Pair
from gui.look import theme
from gui.look.arrays import draw_points
from gui.stills import fine

DOT_SPACING = 24.0
_CLOSEST_DOTS = 14.0
_MOVING_SECONDS = 0.12
_PATIENCE_SECONDS = 0.016
_FIRST_PATIENCE_SECONDS = 1.0
_HALO = 6.0
_DOT = 2.0


@dataclass(frozen=True)
class Lens:
    """How the scene is looked at: the view's `size`, its `ratio` of pixels, and the transform."""

    size: QSize
    ratio: float
    scale: float
    shift: tuple[float, float]

    @classmethod
    def of(cls, size: QSize, ratio: float, transform: QTransform) -> Lens:
        """A view of this size under a transform that scales and moves."""
        return cls(size, ratio, transform.m11(), (transform.dx(), transform.dy()))


class Backdrop(QObject):
    """Draws the ground and the connections, as a picture that stays until something changes.

    A new picture may take longer than a frame. If only numbers are new the old one is shown
    until then; after moving, it is waited for a little, then the old one is moved along. `ready`
    says that there is a newer picture to be painted.
    """

    ready = Signal()

    def __init__(self, scene: NetworkScene, press: Press, clock: Clock = time.monotonic) -> None:
        super().__init__(press)
        self._scene = scene
        self._press = press
        self._clock = clock
        self._ground = QImage()
        self._ground_of: object = None
        self._dark = theme.current().dark
        self._stale = True
        self._drawing = False
        self._lens: Lens | None = None
        self._ordered: Frame | None = None
        self._changed_at = -math.inf
        self.painted: Frame | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(round(1000 * _MOVING_SECONDS))
        self._rest.timeout.connect(self._polish)
        press.printed.connect(self._follow)

    @property
    def is_current(self) -> bool:
        """Whether the last thing painted was the last thing there was to show."""
        return self.painted is not None and not self._stale and self.painted is self._ordered

    @property
    def is_settled(self) -> bool:
        """Whether it is current, and as good as it gets."""
        return self.is_current and not self._rest.isActive() and not self._press.is_rough

    def invalidate(self) -> None:
        """Make a new picture the next time."""
        self._stale = True

    def begin(self, lens: Lens) -> bool:
        """Begin a new picture now; False if it cannot be made away from this thread."""
        if self._press.is_quick:
            self._order(lens)
        return self._press.is_quick

    def _polish(self) -> None:
        """Make the present picture as good as it gets: nothing moves any more."""
        if self._press.is_rough and self._lens is not None:
            self._changed_at, self._ordered = -math.inf, None
            self._order(self._lens)
            self.ready.emit()

    def _follow(self) -> None:
        if self._press.is_quick and not self._drawing:
            self.ready.emit()

    def draw(self, painter: QPainter, lens: Lens) -> None:
        """Draw all of it."""
        if fine.is_wanted() and len(self._scene.wiring.sources) <= MOST_DRAWN:
            self._draw_finely(painter, lens)
            return
        if self._stale or lens != self._lens or theme.current().dark != self._dark:
            self._drawing = True  # what is done at once is drawn below
            self._order(lens)
            self._drawing = False
        shown = self._waited_for()
        painter.save()
        painter.resetTransform()
        self._draw_print(painter, shown, lens)
        self._draw_highlights(painter, lens)
        painter.restore()
        if self.painted is not shown.frame:
            self.painted, self._changed_at = shown.frame, self._clock()

    def _draw_finely(self, painter: QPainter, lens: Lens) -> None:
        """Draw the connections as lines, for a file, on a plain ground."""
        painter.save()
        painter.resetTransform()
        painter.fillRect(QRectF(QPointF(), QSizeF(lens.size)), theme.current().canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain = replace(lens, ratio=1.0)
        frame = self._frame(plain, self._scene.strokes())
        paint_rows(painter, frame, np.arange(len(frame.weights)))
        self._draw_highlights(painter, plain)
        painter.restore()

    def _order(self, lens: Lens) -> None:
        now = self._clock()
        moving = now - self._changed_at < _MOVING_SECONDS
        self._stale, self._lens, self._changed_at = False, lens, now
        self._dark = theme.current().dark
        self._lay_ground(lens)
        frame, before = self._frame(lens, self._scene.strokes()), self._ordered
        if before is not None and self._press.is_quick and not self._press.is_brief:
            frame = frame.following(before)
        self._ordered = frame
        self._press.order(self._ordered, moving=moving)
        self._rest.start()

    def _frame(self, lens: Lens, look: Strokes) -> Frame:
        scene, ratio = self._scene, lens.ratio
        overlay, wiring = scene.overlay, scene.wiring
        working = overlay.kept if scene.watching else np.ones(len(wiring.ids), bool)
        return Frame(
            wiring,
            wiring.centres.copy(),
            working,
            overlay.lines.numbers[wiring.link_rows],
            overlay.lines.largest,
            look,
            lens.scale * ratio,
            (lens.shift[0] * ratio, lens.shift[1] * ratio),
            self._ground,
        )

    def _waited_for(self) -> Print:
        shown, wanted = self._press.print, self._ordered
        assert wanted is not None
        if shown is None:
            self._press.wait(_FIRST_PATIENCE_SECONDS)
        elif not wanted.fits(shown.frame):
            self._press.wait(_PATIENCE_SECONDS)
        shown = self._press.print
        return shown if shown is not None else Print.blank(wanted)

    def _draw_print(self, painter: QPainter, shown: Print, lens: Lens) -> None:
        """Draw a picture where it belongs, which is elsewhere if the view has moved since."""
        frame, ratio = shown.frame, lens.ratio
        stretch = lens.scale * ratio / frame.scale
        left, top = (
            now - before * stretch / ratio
            for now, before in zip(lens.shift, frame.shift, strict=True)
        )
        shown.image.setDevicePixelRatio(ratio)
        if stretch == 1.0 and left == top == 0.0 and shown.image.size() == lens.size * ratio:
            painter.drawImage(0, 0, shown.image)
            return
        painter.drawImage(0, 0, self._ground)
        painter.save()
        painter.translate(left, top)
        painter.scale(stretch, stretch)
        painter.drawImage(0, 0, shown.image)
        painter.restore()

    def _lay_ground(self, lens: Lens) -> None:
        colours, ratio = theme.current(), lens.ratio
        wanted = (lens, colours.dark)
        if wanted == self._ground_of:
            return
        self._ground_of = wanted
        # Never into one that a picture is being drawn from.
        self._ground = QImage(lens.size * ratio, QImage.Format.Format_RGB32)
        self._ground.setDevicePixelRatio(ratio)
        self._ground.fill(colours.canvas)
        with QPainter(self._ground) as painter:
            _draw_dots(painter, lens)

    def _draw_highlights(self, painter: QPainter, lens: Lens) -> None:
        """Selected, hovered and pointed-out connections, over all others."""
        scene, colours = self._scene, theme.current()
        hovered = frozenset([scene.hovered.connection] if scene.hovered.connection else [])
        for pairs, color, strength in (
            (hovered, colours.accent, 0.35),
            (scene.selection.connections, colours.accent, 0.5),
            (scene.flash.connections, colours.notice, scene.flash.strength),
        ):
            if pairs:
                self._draw_lit(painter, lens, pairs, mixed(colours.canvas, color, strength))

    def _draw_lit(
        self, painter: QPainter, lens: Lens, pairs: frozenset[Pair], color: QColor
    ) -> None:
        rows, look = self._scene.wiring.rows_of_pairs(pairs), self._scene.strokes()
        painter.save()
        painter.scale(1 / lens.ratio, 1 / lens.ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for strokes in (look.halo(color, _HALO * theme.scale()), look):
            paint_rows(painter, self._frame(lens, strokes), rows)
        painter.restore()


def _draw_dots(painter: QPainter, lens: Lens) -> None:
    spacing = DOT_SPACING * lens.scale
    while spacing < _CLOSEST_DOTS:
        spacing *= 2
    x = _ticks(lens.shift[0], spacing, lens.size.width())
    y = _ticks(lens.shift[1], spacing, lens.size.height())
    edge = max(round(_DOT * lens.ratio), 1)  # on whole pixels: else no two look alike
    pen = QPen(theme.current().dots, edge)
    pen.setCapStyle(pen.capStyle().SquareCap)
    painter.setPen(pen)
    painter.scale(1 / lens.ratio, 1 / lens.ratio)
    places = np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2) * lens.ratio
    draw_points(painter, np.floor(places - edge / 2) + edge / 2)


def _ticks(origin: float, spacing: float, length: float) -> Floats:
    return np.arange(origin % spacing, length, spacing)
