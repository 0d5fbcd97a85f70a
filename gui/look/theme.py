"""The look in use: colours, fonts, light or dark, and the colours of numbers."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gui.look.stylesheet import stylesheet
from gui.look.tokens import (
    DARK,
    FIGURE,
    HEADING,
    LIGHT,
    RADIUS,
    RHYTHM,
    TEXT,
    TEXT_CAPTION,
    Theme,
)

__all__ = [
    "DARK",
    "FIGURE",
    "HEADING",
    "LIGHT",
    "RADIUS",
    "RHYTHM",
    "TEXT",
    "TEXT_CAPTION",
    "Scheme",
    "Theme",
    "apply",
    "current",
    "diverging",
    "font",
    "ink_on",
    "metrics",
    "named",
    "reduced_motion",
    "rising",
    "scale",
    "scheme",
    "set_projector",
    "set_reduced_motion",
    "sign_color",
    "sign_ink",
    "signals",
]

Scheme = Literal["system", "light", "dark"]
Ends = float | NDArray[np.floating]

PROJECTOR_SCALE = 1.5
_LADDER_STEPS = 512


class Signals(QObject):
    """Tells the window that colours or sizes are different now."""

    changed = Signal()


class _Look:
    """What is in use; one per program, like the application's palette."""

    def __init__(self) -> None:
        self.theme: Theme = LIGHT
        self.scheme: Scheme = "system"
        self.scale = 1.0
        self.reduced_motion = False
        self.listening = False
        self.ladders: dict[bool, NDArray[np.uint32]] = {}
        self.font: QFont | None = None  # the interface font; looking it up takes long


signals = Signals()
_look = _Look()


def current() -> Theme:
    """The colours in use."""
    return _look.theme


def named(name: str) -> QColor:
    """A colour in use by its name, or by its number in the fixed cycle of classes: “class 3”."""
    if name.startswith("class "):
        classes = _look.theme.classes
        return classes[int(name.removeprefix("class ")) % len(classes)]
    colour = getattr(_look.theme, name)
    assert isinstance(colour, QColor)
    return colour


def scheme() -> Scheme:
    """What was asked for: the system's scheme, light, or dark."""
    return _look.scheme


def scale() -> float:
    """How much larger than designed text and lines are: 1.5 in projector mode."""
    return _look.scale


def reduced_motion() -> bool:
    """Whether values should jump rather than glide."""
    return _look.reduced_motion


def set_reduced_motion(reduced: bool) -> None:
    """Let values jump (True) or glide."""
    _look.reduced_motion = reduced


def set_projector(enlarged: bool) -> None:
    """Enlarge text and lines by half, for a class that looks at a wall."""
    _look.scale = PROJECTOR_SCALE if enlarged else 1.0
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply(app, _look.scheme)


def apply(app: QApplication, wanted: Scheme) -> None:
    """Give the whole program the colours of `wanted` and tell everyone who paints by hand."""
    hints = QGuiApplication.styleHints()
    if not _look.listening:
        hints.colorSchemeChanged.connect(_follow_system)
        _look.listening = True
    _look.scheme = wanted
    dark = hints.colorScheme() == Qt.ColorScheme.Dark if wanted == "system" else wanted == "dark"
    _look.theme = DARK if dark else LIGHT
    _look.font = None
    app.setStyle("Fusion")
    app.setPalette(_palette(_look.theme))
    app.setFont(font(TEXT))
    app.setStyleSheet(stylesheet(_look.theme, _look.scale))
    signals.changed.emit()


def font(px: int, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False) -> QFont:
    """The interface font at `px` design pixels; `tabular` digits all have one width."""
    if _look.font is None:
        _look.font = _interface_font()
    chosen = QFont(_look.font)
    chosen.setPixelSize(round(px * _look.scale))
    chosen.setWeight(weight)
    if tabular:
        chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


def metrics(px: int) -> QFontMetricsF:
    """How wide and high text at `px` design pixels is."""
    return QFontMetricsF(font(px))


def _interface_font() -> QFont:
    chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if "Inter" in QFontDatabase.families():
        chosen.setFamily("Inter")
    return chosen


def sign_color(value: float) -> QColor:
    """The colour of a positive or a negative number; grey for zero."""
    if value == 0:
        return _look.theme.faint
    return _look.theme.positive if value > 0 else _look.theme.negative


def sign_ink(value: float) -> QColor:
    """The colour in which a positive or a negative number is written."""
    if value == 0:
        return _look.theme.text
    return _look.theme.positive_ink if value > 0 else _look.theme.negative_ink


def ink_on(argb: int) -> QColor:
    """Black or white, whichever is read more easily on this colour: 4.5 : 1 at least."""
    parts = np.array([argb >> 16 & 255, argb >> 8 & 255, argb & 255]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    light = float(linear @ (0.2126, 0.7152, 0.0722))
    dark = (light + 0.05) ** 2 > 1.05 * 0.05
    return QColor(Qt.GlobalColor.black if dark else Qt.GlobalColor.white)


def diverging(values: NDArray[np.floating], low: Ends, high: Ends) -> NDArray[np.uint32]:
    """Colours (0xAARRGGBB) of numbers: `low` negative, the middle neutral, `high` positive.

    Numbers outside are drawn like the nearer end, what is no number like the middle. The ends are
    numbers, or arrays that fit the values.
    """
    top = np.float32(_LADDER_STEPS - 1)
    low32 = np.asarray(low, np.float32)
    span = np.asarray(high, np.float32) - low32
    with np.errstate(invalid="ignore", over="ignore"):  # a run about to diverge
        place = np.asarray(values, np.float32) - low32
        place *= top / np.where(span > 0, span, np.float32(1))
        place += np.float32(0.5)
    if np.isnan(place.sum()):  # also of both infinities
        place[np.isnan(place)] = top / 2
    np.clip(place, 0, top, out=place)
    colours: NDArray[np.uint32] = ladder().take(place.astype(np.intp))
    return colours


def rising(shares: NDArray[np.floating]) -> NDArray[np.uint32]:
    """Colours (0xFFRRGGBB) of sizes from 0, neutral, to 1, glowing."""
    place = np.nan_to_num(np.clip(shares, 0.0, 1.0))[..., None]
    ends = _look.theme.neutral, _look.theme.glow
    low, high = (np.array(color.getRgb()[:3], np.float64) for color in ends)
    parts = np.rint(low + (high - low) * place).astype(np.uint32)
    packed: NDArray[np.uint32] = np.uint32(0xFF000000) | (
        parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2]
    )
    return packed


def ladder() -> NDArray[np.uint32]:
    """The colours of numbers in even steps, from negative over neutral to positive."""
    theme = _look.theme
    if theme.dark not in _look.ladders:
        ends = np.array(
            [color.getRgb()[:3] for color in (theme.negative, theme.neutral, theme.positive)]
        )
        at = np.linspace(0.0, 2.0, _LADDER_STEPS)
        red, green, blue = (
            np.rint(np.interp(at, [0, 1, 2], ends[:, part])).astype(np.uint32) for part in range(3)
        )
        opaque = np.uint32(0xFF000000)
        _look.ladders[theme.dark] = opaque | (red << 16) | (green << 8) | blue
    return _look.ladders[theme.dark]


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, color in (
        (role.Window, theme.panel),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.canvas),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.faint),
        (role.Button, theme.field),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.Mid, theme.hairline),
        (role.Light, theme.panel),
        (role.Dark, theme.hairline),
    ):
        palette.setColor(where, color)
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, theme.faint)
    return palette


def _follow_system() -> None:
    app = QApplication.instance()
    if _look.scheme == "system" and isinstance(app, QApplication):
        apply(app, "system")
