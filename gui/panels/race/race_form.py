"""What one variant does differently: one row for each thing that can be changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine import Variant, activations, optimizers
from gui.forms.fields import Choice, NumberEdit, exact
from gui.forms.form import Form, Rows
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import activation_name, fixed
from gui.panels.training_panel import LADDERS

SETTINGS = ("learning_rate", "batch_size", "optimizer", "patience")
_NAME_LENGTH = 40


@dataclass(frozen=True)
class Entry:
    """A variant in the list, and what its name is made of: a few words for each change.

    `named` is true once the person has typed a name, which then stays.
    """

    variant: Variant
    words: dict[str, str] = field(default_factory=dict)
    named: bool = False

    def changed(self, what: str, value: object) -> Entry:
        """With one thing changed, and named after it; raises what `Variant.changed` does."""
        if what == "name":
            named = bool(str(value).strip())
            name = str(value).strip() if named else self.variant.name
            return replace(self, variant=self.variant.changed("name", name), named=named)
        words = {**self.words, what: _words(what, value)}
        variant = self.variant.changed(what, value)
        if not self.named:
            variant = variant.changed("name", ", ".join(words.values()))
        return replace(self, variant=variant, words=words)


def _words(what: str, value: object) -> str:
    """A change in two words."""
    if what == "optimizer":
        return tr(optimizers.OPTIMIZERS[str(value)].label)
    if what == "activation":
        return activation_name(str(value))
    templates = {
        "learning_rate": tr("α {value}"),
        "batch_size": tr("batch {value}"),
        "patience": tr("patience {value}"),
        "keep_probability": tr("keep p {value}"),
        "seed": tr("seed {value}"),
    }
    return templates[what].format(value=exact(float(str(value))))


class VariantForm(QWidget):
    """The fields of the chosen variant; `changed` carries what and the new value."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM - 2)
        first, last = Rows(), Rows()
        self.name = QLineEdit()
        self.name.setMaxLength(_NAME_LENGTH)
        self.name.editingFinished.connect(self._take_name)
        first.add(tr("Name"), self.name, tr("What the variant is called in chart and table."))
        self.form = Form(SETTINGS, LADDERS)
        self.form.changed.connect(self.changed)
        self.activation = Choice()
        self.activation.offer({key: row.label for key, row in activations.ACTIVATIONS.items()})
        self.activation.chosen.connect(lambda key: self.changed.emit("activation", key))
        last.add(tr("Activation g"), self.activation, tr("Of all hidden units."))
        self.keep = NumberEdit(lambda share: fixed(share, 2), step=0.05)
        self.keep.committed.connect(lambda share: self.changed.emit("keep_probability", share))
        last.add(
            tr("Keep p (dropout)"),
            self.keep,
            tr("The chance that a hidden unit takes part in a mini-batch; 1 keeps it always."),
        )
        self.seed = NumberEdit(step=1.0)
        self.seed.committed.connect(self._take_seed)
        last.add(
            tr("Seed"),
            self.seed,
            tr("Initial weights, the order of examples and dropout masks are drawn from it."),
        )
        column.addLayout(first)
        column.addWidget(self.form)
        column.addLayout(last)

    def show_variant(self, variant: Variant | None, *, force: bool = False) -> None:
        """Show one variant's values; `force` overwrites even what is being typed."""
        self.setEnabled(variant is not None)
        if variant is None:
            return
        if force or not self.name.hasFocus():
            self.name.setText(variant.name)
            self.name.setCursorPosition(0)
        self.form.show_settings(variant.settings, force=force)
        hidden = [unit for unit in variant.network.units if unit.kind == "hidden"]
        kinds = {unit.activation for unit in hidden}
        shares = {unit.keep_probability for unit in hidden}
        for control in (self.activation, self.keep):
            control.setEnabled(bool(hidden))
        self.activation.show_key(kinds.pop() if len(kinds) == 1 else None)
        share = shares.pop() if len(shares) == 1 else None
        seed = float(variant.seed)
        for number, value in ((self.keep, share), (self.seed, seed)):
            (number.reset_value if force else number.show_value)(value)
        if not hidden:
            for control in (self.activation, self.keep):
                control.setPlaceholderText(tr("no hidden unit"))

    def _take_name(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self.changed.emit("name", self.name.text())

    def _take_seed(self, number: float) -> None:
        self.changed.emit("seed", int(number) if number == int(number) else number)
