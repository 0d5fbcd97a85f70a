"""The colours and sizes of the window: the only place with magic numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

RHYTHM = 8
RADIUS = 8
TEXT_CAPTION = 10
TEXT = 12
HEADING = 13
FIGURE = 16

_CLASS_COLOURS = (
    "#e8770c",
    "#0877bd",
    "#2a9d6f",
    "#aa4499",
    "#999933",
    "#56b4e9",
    "#cc6677",
    "#6a5acd",
    "#882255",
    "#8a8f98",
)


@dataclass(frozen=True)
class Theme:
    """One set of colours; `classes` are told apart by the colour-blind too.

    `glow` is for sizes without a sign. `negative_ink` and `positive_ink` are for text, which needs
    more contrast than lines do.
    """

    window: QColor
    panel: QColor
    field: QColor
    hover: QColor
    hairline: QColor
    canvas: QColor
    dots: QColor
    text: QColor
    secondary: QColor
    faint: QColor
    accent: QColor
    on_accent: QColor
    soft_accent: QColor
    success: QColor
    negative: QColor
    neutral: QColor
    positive: QColor
    glow: QColor
    negative_ink: QColor
    positive_ink: QColor
    notice: QColor
    error: QColor
    dark: bool
    classes: tuple[QColor, ...]


def _theme(dark: bool, **colours: str) -> Theme:
    classes = tuple(QColor(colour) for colour in _CLASS_COLOURS)
    named = {name: QColor(colour) for name, colour in colours.items()}
    return Theme(dark=dark, classes=classes, **named)


# Faint text and success are a shade stronger than first drawn: 4.5 : 1 on every ground they meet.
LIGHT = _theme(
    dark=False,
    window="#f4f5f7",
    panel="#ffffff",
    field="#f4f5f7",
    hover="#eceef2",
    hairline="#e2e5ea",
    canvas="#fafbfc",
    dots="#e3e7ec",
    text="#1b222c",
    secondary="#5d6877",
    faint="#66717f",
    accent="#1769d8",
    on_accent="#ffffff",
    soft_accent="#e7f0fc",
    success="#0e8054",
    negative="#e8770c",
    neutral="#f0f2f5",
    positive="#0877bd",
    glow="#7a3fb0",
    negative_ink="#a85400",
    positive_ink="#066aa9",
    notice="#e8770c",
    error="#c2321f",
)
DARK = _theme(
    dark=True,
    window="#15181d",
    panel="#1c2026",
    field="#232830",
    hover="#2b313a",
    hairline="#2b313a",
    canvas="#12151a",
    dots="#262c35",
    text="#e8ebf0",
    secondary="#98a2b0",
    faint="#8792a0",
    accent="#5aa7ff",
    on_accent="#0b1a2e",
    soft_accent="#1d3048",
    success="#35c08a",
    negative="#e8770c",
    neutral="#181c22",
    positive="#0877bd",
    glow="#d9b8ff",
    negative_ink="#f28c28",
    positive_ink="#5aa7ff",
    notice="#e8770c",
    error="#ff7b6b",
)
