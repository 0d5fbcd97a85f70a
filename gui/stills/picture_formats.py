"""A widget as a picture in a file: pixels (PNG), or lines and letters (SVG, PDF); one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QSizeF
from PySide6.QtGui import (
    QImage,
    QImageWriter,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from gui.look import theme
from gui.stills import fine

# As many pixels in a file for each on the screen, so that it can be printed.
TIMES = 2
_DOTS_PER_INCH = 96
_POINTS_PER_INCH = 72
ALONE = "pictureAlone"


@dataclass(frozen=True)
class Format:
    """One row: what the dialog calls it, and the bytes of a widget's picture with a title."""

    label: str
    make: Callable[[QWidget, str], bytes]


def image_of(widget: QWidget, times: float = TIMES) -> QImage:
    """The picture of a widget in `times` as many pixels."""
    image = QImage(widget.size() * times, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(times)
    _draw(widget, image)
    return image


def _png(widget: QWidget, _title: str) -> bytes:
    room = QByteArray()
    with _opened(room) as buffer:
        QImageWriter(buffer, QByteArray(b"png")).write(image_of(widget))
    return bytes(room.data())


def _svg(widget: QWidget, title: str) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    room = QByteArray()
    with _opened(room) as buffer:
        drawing = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the older one cannot clip
        drawing.setOutputDevice(buffer)
        drawing.setResolution(_DOTS_PER_INCH)
        drawing.setSize(widget.size())
        drawing.setViewBox(widget.rect())
        drawing.setTitle(title)
        _draw(widget, drawing)
    return bytes(room.data())


def _pdf(widget: QWidget, title: str) -> bytes:
    room = QByteArray()
    with _opened(room) as buffer:
        page = QPdfWriter(buffer)
        page.setResolution(_DOTS_PER_INCH)
        size = QSizeF(widget.size()) * _POINTS_PER_INCH / _DOTS_PER_INCH
        exact = QPageSize.SizeMatchPolicy.ExactMatch
        page.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", exact))
        page.setPageMargins(QMarginsF())
        page.setTitle(title)
        page.setCreator("Netloom")
        _draw(widget, page)
    return bytes(room.data())


FORMATS: dict[str, Format] = {
    ".png": Format("PNG picture", _png),
    ".svg": Format("SVG drawing", _svg),
    ".pdf": Format("PDF page", _pdf),
}


def _draw(widget: QWidget, device: QPaintDevice) -> None:
    flags = QWidget.RenderFlag(0)
    if not widget.property(ALONE):
        flags = QWidget.RenderFlag.DrawChildren
    with QPainter(device) as painter, fine.drawing():
        painter.fillRect(widget.rect(), theme.current().panel)
        widget.render(painter, QPoint(0, 0), QRegion(), flags)


class _opened:  # noqa: N801 it is used like a function
    """A buffer that writes into bytes until the end of the block."""

    def __init__(self, room: QByteArray) -> None:
        self._buffer = QBuffer(room)

    def __enter__(self) -> QBuffer:
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        return self._buffer

    def __exit__(self, *_error: object) -> None:
        self._buffer.close()
