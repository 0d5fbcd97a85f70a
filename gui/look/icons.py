"""Icons: our own strokes from resources/icons, recoloured by the theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.look import theme

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
_PIXELS = 96


@cache
def _drawing(name: str) -> QSvgRenderer:
    return QSvgRenderer(str(FOLDER / f"{name}.svg"))


def pixmap(name: str, color: QColor | None = None, pixels: int = _PIXELS) -> QPixmap:
    """The stroke `name` in one colour (the theme's text by default), `pixels` wide and high."""
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        _drawing(name).render(painter, QRectF(0, 0, pixels, pixels))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(picture.rect(), color or theme.current().text)
    return picture


def icon(name: str, color: QColor | None = None) -> QIcon:
    """The icon `name` in one colour; call again when the theme has changed."""
    return QIcon(pixmap(name, color))


def logo(pixels: int = 256, density: float = 1.0) -> QPixmap:
    """The program's sign in its own colours; `density` is how many pixels make one on screen."""
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        _drawing("logo").render(painter, QRectF(0, 0, pixels, pixels))
    picture.setDevicePixelRatio(density)
    return picture
