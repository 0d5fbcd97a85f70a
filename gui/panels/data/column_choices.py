"""What is asked of a column: its role and its kind, in a menu and in a row of lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from gui.forms.fields import Choice
from gui.look.translate import tr
from gui.panels.data.column_plan import KINDS, ROLES
from gui.panels.widgets.flow import FlowRow
from gui.panels.widgets.section import labelled


@dataclass(frozen=True)
class ColumnFacts:
    """One column as it is taken: `role` and `kind`, and why it cannot be one more target."""

    name: str
    role: str
    kind: str
    no_target: str = ""


def kind_word(kind: str) -> str:
    """A column's kind in a word; an empty one has none."""
    return tr(KINDS[kind]) if kind in KINDS else tr("Empty")


def open_menu(
    parent: QWidget, facts: ColumnFacts, at: QPoint, deeds: Mapping[str, Callable[[str, str], None]]
) -> QMenu:
    """A menu of a column's roles and kinds; `deeds` do what is chosen, under "role" and "kind"."""
    menu = QMenu(parent)
    menu.setAccessibleName(facts.name)
    for what, words, current in (
        ("role", ROLES, facts.role),
        ("kind", KINDS, facts.kind),
    ):
        group = QActionGroup(menu)
        for key, text in words.items():
            action = menu.addAction(tr(text))
            action.setCheckable(True)
            action.setChecked(key == current)
            group.addAction(action)
            if key == "also" and facts.no_target:
                action.setEnabled(False)
                action.setToolTip(facts.no_target)
            action.triggered.connect(
                lambda _=False, key=key, what=what: deeds[what](facts.name, key)
            )
        menu.addSeparator()
    menu.setToolTipsVisible(True)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu


class ColumnChoices(QWidget):
    """Column, role and kind as three lists, for the keyboard; follows the column looked at."""

    column_chosen = Signal(str)
    role_chosen = Signal(str, str)
    kind_chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowRow(self)
        self.column, self.role, self.kind = Choice(), Choice(), Choice()
        self.column.setMinimumContentsLength(14)
        self.role.offer({key: tr(text) for key, text in ROLES.items()})
        self.kind.offer({key: tr(text) for key, text in KINDS.items()})
        for text, choice, hint in (
            (tr("Column"), self.column, tr("The column that is looked at.")),
            (tr("Used as"), self.role, tr("Several columns of numbers can be predicted at once.")),
            (tr("Holds"), self.kind, tr("Categories become an input each; text is left out.")),
        ):
            self._row.addWidget(labelled(text, choice, hint))
        self.column.chosen.connect(self.column_chosen)
        self.role.chosen.connect(lambda key: self.role_chosen.emit(self.name, key))
        self.kind.chosen.connect(lambda key: self.kind_chosen.emit(self.name, key))

    def add(self, part: QWidget) -> None:
        """One more thing to ask, at the end."""
        self._row.addWidget(part)

    @property
    def name(self) -> str:
        """The column that is looked at."""
        return str(self.column.currentData() or "")

    def offer(self, names: Sequence[str], current: str) -> None:
        """Offer the columns of a table."""
        self.column.offer({name: name for name in names})
        self.column.show_key(current)

    def show_facts(self, facts: ColumnFacts) -> None:
        """Show one column as it is taken."""
        self.column.show_key(facts.name)
        self.role.show_key(facts.role)
        self.role.set_reason("also", facts.no_target)
        self.kind.show_key(facts.kind if facts.kind in KINDS else None)
        if facts.kind not in KINDS:
            self.kind.setPlaceholderText(kind_word(facts.kind))
