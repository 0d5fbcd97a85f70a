"""What each variant answers over the plane of two inputs: small pictures side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from engine import Standing, Variant
from gui.look import theme
from gui.look.translate import tr
from gui.panels.race.race_look import colour
from gui.panels.race.race_run import RaceRun
from gui.panels.widgets import surface
from gui.panels.widgets.plane_view import PlaneView
from gui.run.plane import Plane
from gui.stills import pictures

_WIDTH, _FEW_WIDTH, _CAPTION = 118, 168, 18
_FEW = 4  # so many are shown larger
_HEIGHT_TO_WIDTH = 0.8


class Tile(QWidget):
    """One variant's picture, with its number and name below; a click chooses it."""

    pressed = Signal(int)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.view = PlaneView()
        self.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name, self._is_chosen = "", False
        self._wide = _WIDTH
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.view)
        self._column.addStretch(1)
        theme.signals.changed.connect(self._fit)
        self._fit()

    def show_standing(self, variant: Variant, standing: Standing, plane: Plane) -> None:
        """Paint what the variant answers now."""
        if self._name != variant.name:
            self._name = variant.name
            self.setToolTip(variant.name)
            self.setAccessibleName(tr("Output of {name}", name=variant.name))
            self.update()
        if standing.outputs is None:
            self.view.set_image(None)
        elif len(variant.data.input_names) == 1:
            low, high = surface.value_range(variant.data, variant.settings.loss, 0)
            self.view.set_ranges((plane.low[0], plane.high[0]), (low, high))
            self.view.set_curves([(standing.outputs[: plane.size, 0], theme.current().accent)])
        else:
            self.view.set_image(_colours(variant, standing.outputs, plane))

    def set_wide(self, width: int) -> None:
        """Be so many design pixels wide."""
        if width != self._wide:
            self._wide = width
            self._fit()

    def set_chosen(self, chosen: bool) -> None:
        """Draw a frame around it, or none."""
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame, number in the variant's colour, and name."""
        look, scale = theme.current(), theme.scale()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._is_chosen:
                painter.setPen(QPen(look.accent, 2 * scale))
                area = QRectF(self.rect()).adjusted(scale, scale, -scale, -scale)
                painter.drawRoundedRect(area, 8 * scale, 8 * scale)
            left, top = 5 * scale, self.view.geometry().bottom() + 2 * scale
            bar = QRectF(left, top + 4 * scale, 4 * scale, 10 * scale)
            painter.fillRect(bar, colour(self.number))
            painter.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.Medium))
            painter.setPen(look.text if self._is_chosen else look.secondary)
            room = QRectF(left + 8 * scale, top, self.width() - left - 12 * scale, _CAPTION * scale)
            text = painter.fontMetrics().elidedText(
                f"{self.number + 1}  {self._name}", Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _fit(self) -> None:
        margin, width = round(5 * theme.scale()), round(self._wide * theme.scale())
        self._column.setContentsMargins(margin, margin, margin, margin)
        height = round((width - 2 * margin) * _HEIGHT_TO_WIDTH)
        self.setFixedSize(width, height + margin + round((_CAPTION + 6) * theme.scale()))


class RaceTiles(QScrollArea):
    """The tiles of all variants in a row; more than there is room for are scrolled to."""

    chosen = Signal(int)

    def __init__(self, run: RaceRun) -> None:
        super().__init__()
        self._run = run
        self.tiles: list[Tile] = []
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(0, 0, 0, theme.RHYTHM)
        self._row.setSpacing(theme.RHYTHM)
        self._row.addStretch(1)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("What each variant answers"))
        pictures.offer(self._inside, tr("What each variant answers"))
        run.moved.connect(self.follow)
        theme.signals.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show what is known now."""
        run = self._run
        while len(self.tiles) < len(run.variants):
            tile = Tile(len(self.tiles))
            tile.pressed.connect(self.chosen)
            self._row.insertWidget(len(self.tiles), tile)
            self.tiles.append(tile)
        while len(self.tiles) > len(run.variants):
            tile = self.tiles.pop()
            tile.hide()
            tile.deleteLater()
        rows = zip(self.tiles, run.variants, run.standings, run.planes, strict=True)
        for tile, variant, standing, plane in rows:
            tile.set_wide(_FEW_WIDTH if len(self.tiles) <= _FEW else _WIDTH)
            tile.show_standing(variant, standing, plane)
        self._fit()

    def choose(self, number: int) -> None:
        """Frame one of them and bring it into view."""
        for tile in self.tiles:
            tile.set_chosen(tile.number == number)
        # After the layout has placed a tile that is new.
        QTimer.singleShot(0, self, lambda: self._scroll_to(number))

    def _scroll_to(self, number: int) -> None:
        if number < len(self.tiles):
            self.ensureWidgetVisible(self.tiles[number], 0, 0)

    def _fit(self) -> None:
        if self.tiles:
            self.setFixedHeight(self.tiles[0].height() + 2 * theme.RHYTHM)


def _colours(variant: Variant, outputs: NDArray[np.float64], plane: Plane) -> NDArray[np.uint32]:
    pictures = outputs.T.reshape(-1, plane.size, plane.size)
    if variant.data.task == "multiclass":
        return surface.regions(pictures, shaded=True)
    return surface.smooth(pictures[0], surface.value_range(variant.data, variant.settings.loss, 0))
