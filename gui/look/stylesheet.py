"""One style sheet for the whole window, made from the theme's colours and the scale."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from PySide6.QtGui import QColor

from gui.look.tokens import Theme

_ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"

# $name is a colour of the theme, §12 is twelve pixels at the present scale.
_TEMPLATE = """
QMainWindow, QDialog { background: $panel; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { background: $panel; color: $text; border: 1px solid $hairline; padding: §4px §6px; }
QLabel { background: transparent; }
QLabel[role="heading"] { font-size: §13px; font-weight: 600; }
QLabel[role="title"] { font-size: §13px; font-weight: 600; }
QLabel[role="caption"] { font-size: §10px; font-weight: 600; color: $faint; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="faint"] { color: $faint; }
QLabel[role="error"] { color: $error; }
QFrame[role="line"] { background: $hairline; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="upright"] { background: $hairline; border: none; max-width: 1px; min-width: 1px; }

QPushButton { background: $field; color: $text; border: 1px solid $hairline;
    border-radius: §7px; padding: §5px §12px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $soft_accent; border-color: $accent; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $faint; background: $window; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent;
    font-weight: 600; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { background: $hairline; color: $faint;
    border-color: $hairline; }
QPushButton[role="link"] { background: transparent; color: $accent;
    border: 1px solid transparent; border-radius: §4px; padding: §2px 0; font-weight: 500; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border-color: $accent; }
QPushButton[role="chip"] { background: $panel; border: 1px solid $hairline;
    border-radius: §13px; padding: §5px §10px; }
QPushButton[role="chip"]:hover { background: $hover; }
QPushButton[role="chip"]:focus { border-color: $accent; }
QToolButton { background: $field; color: $text; border: 1px solid transparent;
    border-radius: §7px; padding: §4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $soft_accent; border-color: $accent; }
QToolButton:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit { background: $field;
    color: $text; border: 1px solid $hairline; border-radius: §7px; padding: §4px §9px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { background: $hover; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus
    { border: 1px solid $accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $faint; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox { padding-right: §2px; }
QComboBox::drop-down { border: none; width: §22px; }
QComboBox::down-arrow { image: url("@chevron-down.svg"); width: §10px; height: §10px; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $hairline; outline: none;
    padding: §3px; selection-background-color: $soft_accent; selection-color: $text; }
QCheckBox, QRadioButton { background: transparent; spacing: §7px; }
QCheckBox::indicator, QRadioButton::indicator, QTableView::indicator { width: §14px; height: §14px;
    border: 1px solid $faint; background: $panel; }
QCheckBox::indicator, QTableView::indicator { border-radius: §4px; }
QRadioButton::indicator { border-radius: §7px; }
QCheckBox::indicator:checked, QTableView::indicator:checked { background: $accent;
    border-color: $accent; image: url("@~check.svg"); }
QRadioButton::indicator:checked { border: §4px solid $accent; border-radius: §7px;
    width: §8px; height: §8px; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }

QSlider { background: transparent; min-height: §18px; }
QSlider[role="tight"] { min-height: §15px; }
QSlider::groove:horizontal { height: §4px; border-radius: §2px; background: $hairline; }
QSlider::sub-page:horizontal { border-radius: §2px; background: $accent; }
QSlider::handle:horizontal { width: §10px; height: §10px; margin: -§5px 0;
    border: §2px solid $accent; border-radius: §7px; background: $panel; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $soft_accent; }
QSlider::sub-page:horizontal:disabled { background: $faint; }
QSlider::handle:horizontal:disabled { border-color: $faint; }

QMenuBar { background: $panel; color: $text; border-bottom: 1px solid $hairline; padding: 0 §8px; }
QMenuBar::item { background: transparent; padding: §4px §9px; border-radius: §5px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $panel; color: $text; border: 1px solid $hairline; padding: §5px; }
QMenu::item { padding: §5px §26px §5px §22px; border-radius: §5px; }
QMenu::item:selected { background: $soft_accent; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $hairline; margin: §4px §8px; }
QMenu::indicator { width: §12px; height: §12px; left: §6px; }
QMenu::indicator:checked { image: url("@~tick.svg"); }

QTabWidget::pane { border: none; border-top: 1px solid $hairline; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $secondary; padding: §9px §2px §8px §2px;
    margin: 0 §8px; border: none; border-bottom: §2px solid transparent; font-weight: 500; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom: §2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QTabBar::scroller { width: §36px; }
QTabBar QToolButton { background: $panel; border: none; border-radius: 0; padding: 0; }
QTabBar QToolButton::left-arrow { image: url("@chevron-left.svg"); }
QTabBar QToolButton::right-arrow { image: url("@chevron-right.svg"); }

QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: §6px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: §6px; margin: 0; }
QScrollBar::handle { background: $hairline; border-radius: §2px; min-height: §24px;
    min-width: §24px; margin: 1px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $hairline; }
QSplitter::handle:hover { background: $accent; }

QTableView, QTreeView, QListView { background: $panel; alternate-background-color: $canvas;
    border: 1px solid $hairline; border-radius: §6px; gridline-color: $hairline;
    selection-background-color: $soft_accent; selection-color: $text; outline: none; }
QTableView[role="twin"] { border: none; border-radius: 0; }
QTableView[role="twin"]::item { padding-left: §5px; border-bottom: 1px solid $hairline; }
QTableView[role="twin"]::item:selected { background: $soft_accent; }
QHeaderView::section { background: $panel; color: $faint; border: none;
    border-bottom: 1px solid $hairline; padding: §5px §8px; font-size: §11px; font-weight: 600; }
QProgressBar { background: $hairline; border: none; border-radius: §2px; max-height: §4px; }
QProgressBar::chunk { background: $accent; border-radius: §2px; }
QGraphicsView { border: none; background: $canvas; }
"""


def stylesheet(theme: Theme, scale: float) -> str:
    """The style sheet for `theme`, every size multiplied by `scale`."""
    colours = {
        field.name: getattr(theme, field.name).name()
        for field in fields(theme)
        if isinstance(getattr(theme, field.name), QColor)
    }
    sheet = re.sub(r"§(\d+)", lambda match: str(round(int(match[1]) * scale)), _TEMPLATE)
    sheet = re.sub(r"\$(\w+)", lambda match: colours[match[1]], sheet)
    variant = "dark" if theme.dark else "light"
    sheet = re.sub(r"@~(\w+)\.svg", rf"@\1-{variant}.svg", sheet)
    return sheet.replace("@", f"{_ICONS.as_posix()}/")
