"""The training panel: how the network learns; every change counts from the next step on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from engine import Change, EngineError, fitting, losses, optimizers, schedules
from gui.editing import notices
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.forms.fields import Choice
from gui.forms.form import Form
from gui.look.translate import tr
from gui.panels.dialogs.rate_dialog import RateDialog
from gui.panels.widgets.section import Section, button, present
from gui.run.session import Session

_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_PENALTIES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
LADDERS = {"learning_rate": _RATES, "l1": _PENALTIES, "l2": _PENALTIES}
FIRST = ("optimizer", "learning_rate", "momentum", "loss", "l2", "dropout_mask")
MORE = (
    "nesterov",
    "schedule",
    "decay",
    "period",
    "warmup_steps",
    "l1",
    "max_norm",
    "shuffle",
    "precision",
)
STOP = ("max_epochs", "max_seconds", "target_loss", "plateau", "patience", "min_improvement")
# Of these; the least improvement only says what the others take for better.
_RULES = STOP[:-1]
_TABLES: dict[str, Mapping[str, Any]] = {
    "optimizer": optimizers.OPTIMIZERS,
    "loss": losses.LOSSES,
    "schedule": schedules.SCHEDULES,
}


class TrainingPanel(Section):
    """The usual settings, and the others and the rules for stopping behind a link each."""

    def __init__(self, document: Document, _selection: Selection, session: Session) -> None:
        super().__init__(tr("Training"))
        self._document, self._session = document, session
        help_text = tr("Try many learning rates on a copy of the run, and see the losses.")
        self.find_button = button(tr("Find…"), "", help_text)
        self.find_button.setAccessibleName(tr("Find a learning rate"))
        self.find_button.clicked.connect(self.find_rate)
        self.form = Form(FIRST, LADDERS, beside={"learning_rate": self.find_button})
        self.more_form, self.stop_form = Form(MORE, LADDERS), Form(STOP, LADDERS)
        self.more: QPushButton = button("", "link")
        self.stop: QPushButton = button("", "link")
        self.column.addWidget(self.form)
        for form, link in ((self.more_form, self.more), (self.stop_form, self.stop)):
            form.hide()
            link.clicked.connect(partial(self._toggle, form))
            self.column.addWidget(form)
            self.column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        for form in self._forms:
            form.changed.connect(partial(self._change, form))
        self._explain_rows()
        document.settings_changed.connect(self._show)
        document.data_changed.connect(self._offer_losses)
        document.network_changed.connect(self._edited)
        document.opened.connect(self._show)
        self._show()

    @property
    def _forms(self) -> tuple[Form, ...]:
        return self.form, self.more_form, self.stop_form

    def control_of(self, name: str) -> object:
        """The field of one setting, on whichever form it stands."""
        (form,) = (form for form in self._forms if name in form.names)
        return form.control(name)

    def find_rate(self) -> None:
        """Open the learning-rate finder."""
        present(RateDialog(self._document, self._session, self.window()))

    def _explain_rows(self) -> None:
        for name, table in _TABLES.items():
            choice = self.control_of(name)
            assert isinstance(choice, Choice)
            for index, row in enumerate(table.values()):
                text = f"{row.formula}\n{tr(row.hint)}"
                choice.setItemData(index, text, Qt.ItemDataRole.ToolTipRole)

    # Following the document

    def _show(self) -> None:
        settings = self._document.settings
        for form in self._forms:
            form.show_settings(settings)
        self._word_links()
        self._offer_losses()

    def _edited(self, change: Change) -> None:
        if not change.only_moves:
            self._offer_losses()

    def _offer_losses(self) -> None:
        """Grey out the losses that do not fit data and outputs, and say why."""
        document, choice = self._document, self.form.control("loss")
        assert isinstance(choice, Choice)
        found = {
            key: fitting.misfits(
                document.network, document.data, document.settings.replace(loss=key)
            )
            for key in losses.LOSSES
        }
        always = set.intersection(*(set(sentences) for sentences in found.values()))
        for key, row in losses.LOSSES.items():
            reasons = " ".join(text for text in found[key] if text not in always)
            choice.set_reason(key, reasons)
            if not reasons:
                text = f"{row.formula}\n{tr(row.hint)}"
                choice.setItemData(choice.findData(key), text, Qt.ItemDataRole.ToolTipRole)

    # What the person changes

    def _change(self, form: Form, name: str, value: Any) -> None:
        try:
            self._document.change_settings(**{name: value})
        except EngineError as error:
            field = form.control(name)
            at = field.mapToGlobal(field.rect().bottomLeft())
            notices.bus.post(notices.Notice.of(error, at))
            form.show_settings(self._document.settings, force=True)

    def _toggle(self, form: Form) -> None:
        form.setVisible(form.isHidden())
        self._word_links()

    def _word_links(self) -> None:
        more = self.more_form.isHidden()
        self.more.setText(tr("More settings") if more else tr("Fewer settings"))
        if not self.stop_form.isHidden():
            self.stop.setText(tr("Hide when to stop"))
            return
        rules = sum(bool(getattr(self._document.settings, name)) for name in _RULES)
        words = {0: tr("When to stop: by hand"), 1: tr("When to stop: by one rule")}
        self.stop.setText(words.get(rules) or tr("When to stop: by {count} rules", count=rules))
