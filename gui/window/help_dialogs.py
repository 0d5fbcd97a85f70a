"""The shortcut sheet, made from the table of actions, and About."""

from __future__ import annotations

import importlib.metadata
import itertools
import platform
import tomllib
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.canvas.tools import TOOLS
from gui.look import icons, theme
from gui.look.translate import tr
from gui.menus.actions import shortcut_rows

# What the hand can do beside the gestures, each of which says itself what it is for.
_MORE_BY_HAND: tuple[tuple[str, str], ...] = (
    ("Click, Shift-click, Ctrl-click", "Select, add, toggle"),
    ("Double-click a connection or a bias", "Type a number"),
    ("Double-click a unit", "Rename it"),
    ("Wheel, pinch", "Zoom at the pointer"),
    ("Two fingers on a touch pad", "Move the view"),
    ("Right click", "What can be done there"),
)
_CANVAS_KEYS: tuple[tuple[str, str], ...] = (
    ("Tab, Shift+Tab", "The next unit, the one before"),
    ("Arrows, Shift+arrows", "Move the selection a little, or more"),
    ("Alt+Down, Alt+Up", "The unit’s next connection, the one before"),
    ("Enter", "Open a collapsed layer; edit a cell of the table"),
    ("C, then Enter", "Mark units, then connect them to others"),
    ("Esc", "Give up the gesture, then select nothing"),
)
_LIBRARIES: tuple[tuple[str, str], ...] = (
    ("PySide6-Essentials", "LGPL-3.0"),
    ("pyqtgraph", "MIT"),
    ("numba", "BSD-2-Clause"),
    ("llvmlite", "BSD-2-Clause"),
    ("numpy", "BSD-3-Clause"),
    ("scipy", "BSD-3-Clause"),
    ("msgspec", "BSD-3-Clause"),
    ("onnx", "Apache-2.0"),
    ("onnxruntime", "MIT"),
    ("scikit-learn", "BSD-3-Clause"),
)
_COLUMNS, _WIDEST = 3, 0.9  # at most; of the screen
_HEADING_ROWS = 2
Section = tuple[str, list[tuple[str, str]]]


class ShortcutSheet(QDialog):
    """Every key of the menus and every gesture of the canvas on one page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys and gestures"))
        outside = QVBoxLayout(self)
        outside.setContentsMargins(24, 20, 24, 16)
        outside.setSpacing(16)
        outside.addWidget(_scrolled((parent or self).screen().availableSize()))
        outside.addWidget(_close_button(self))


def _sections() -> list[Section]:
    by_menu = [
        (menu, [(keys, text) for _, text, keys in rows])
        for menu, rows in itertools.groupby(shortcut_rows(), key=lambda row: row[0])
    ]
    told = [*itertools.chain.from_iterable(tool.told for tool in TOOLS), *_MORE_BY_HAND]
    by_hand = [(tr(hand), tr(text)) for hand, text in told]
    keys = [(tr(key), tr(text)) for key, text in _CANVAS_KEYS]
    by_key = [(tr("On the canvas, by key"), keys)]
    return [*by_menu, *by_key, (tr("On the canvas, by hand"), by_hand)]


def _columns(sections: Sequence[Section], count: int) -> list[list[Section]]:
    """The sections in their order, in so many columns of about the same length."""
    total = sum(len(rows) + _HEADING_ROWS for _, rows in sections)
    columns: list[list[Section]] = [[] for _ in range(count)]
    above = 0.0
    for title, rows in sections:
        height = len(rows) + _HEADING_ROWS
        place = int((above + height / 2) / total * count)
        columns[place].append((title, rows))
        above += height
    return columns


def _page(count: int) -> QWidget:
    """All sections in so many columns."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(3 * theme.RHYTHM)
    for sections in _columns(_sections(), count):
        column = QVBoxLayout()
        for title, rows in sections:
            column.addLayout(_section(title, rows))
        column.addStretch(1)
        row.addLayout(column)
    return page


def _scrolled(screen: QSize) -> QScrollArea:
    """The columns, as many as the screen has room for; scrolled where it is too low for them."""
    area = QScrollArea()
    area.ensurePolished()
    room = round(_WIDEST * screen.width()) - area.verticalScrollBar().sizeHint().width()
    counts = range(_COLUMNS, 1, -1)
    wide = (page for page in map(_page, counts) if page.sizeHint().width() <= room)
    page = next(wide, None) or _page(1)
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    bar = area.verticalScrollBar().sizeHint().width()
    size = page.sizeHint()
    area.setMinimumSize(
        min(size.width() + bar, round(_WIDEST * screen.width())),
        min(size.height(), round(0.76 * screen.height())),
    )
    return area


def _section(title: str, rows: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    grid.setContentsMargins(0, 0, 0, 14)
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    grid.addWidget(heading, 0, 0, 1, 2)
    for number, (keys, text) in enumerate(rows, start=1):
        name = QLabel(keys)
        name.setFont(theme.font(11, QFont.Weight.Medium))
        what = QLabel(text)
        what.setProperty("role", "secondary")
        grid.addWidget(what, number, 0)
        grid.addWidget(name, number, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return grid


class About(QDialog):
    """What this is, its version, and the libraries it stands on with their licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Netloom"))
        outside = QVBoxLayout(self)
        outside.setContentsMargins(28, 24, 28, 16)
        outside.setSpacing(14)
        outside.addLayout(_headline())
        outside.addWidget(
            _text(
                tr(
                    "Build a feedforward network unit by unit, press Train, and watch it learn. "
                    "Works without a network connection; nothing you do leaves this computer."
                )
            )
        )
        outside.addWidget(_text(tr("Netloom is free software under the MIT licence.")))
        outside.addLayout(_libraries())
        outside.addWidget(_close_button(self))


def _headline() -> QHBoxLayout:
    picture = QLabel()
    picture.setPixmap(icons.logo(176, 4))
    name = QLabel("Netloom")
    name.setFont(theme.font(20, QFont.Weight.DemiBold))
    version = QLabel(
        tr("Version {version} · Python {python}", version=_own_version(), python=_python())
    )
    version.setProperty("role", "secondary")
    words = QVBoxLayout()
    words.addWidget(name)
    words.addWidget(version)
    row = QHBoxLayout()
    row.setSpacing(14)
    row.addWidget(picture)
    row.addLayout(words, 1)
    return row


def _libraries() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(4)
    installed = [(name, _version(name), licence) for name, licence in _LIBRARIES if _version(name)]
    for row, line in enumerate(installed):
        for column, text in enumerate(line):
            label = QLabel(text)
            label.setProperty("role", "secondary" if column else "")
            grid.addWidget(label, row, column)
    return grid


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setMinimumWidth(420)
    return label


def _close_button(dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.rejected.connect(dialog.close)
    return box


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _own_version() -> str:
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if not project.exists():
        return _version("netloom")
    return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])


def _python() -> str:
    return platform.python_version()
