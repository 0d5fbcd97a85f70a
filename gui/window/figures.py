"""The live figures of a run, in digits that do not jitter, and the document in one line."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine import Network, Snapshot
from gui.editing.document import Document
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import MINUS, compact
from gui.run.session import Session

GAP = 16
_MOST_LAYERS = 6
_NOTHING = "–"
_GOOD = 0.9
_HOPELESS = -99.0


class Figure(QWidget):
    """A caption and under it a number; `widened` when it takes more room than before."""

    widened = Signal()

    def __init__(self, caption: str, widest: str) -> None:
        super().__init__()
        self._caption = QLabel(caption)
        self._value = QLabel(_NOTHING)
        self._widest = widest
        self._room = 0
        self._color = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addStretch(1)
        column.addWidget(self._caption)
        column.addWidget(self._value)
        column.addStretch(1)
        theme.signals.changed.connect(self._restyle)
        self._restyle()

    def show_value(self, text: str, *, good: bool = False) -> None:
        """Show a number as written; `good` in the colour of success."""
        if text != self._value.text():
            self._write(text)
        self._paint(good)

    def _write(self, text: str) -> None:
        self._value.setText(text)
        self._widen(text)
        self._say()

    def show_caption(self, caption: str, tip: str = "") -> None:
        """Say what the number is."""
        if caption != self._caption.text():
            self._caption.setText(caption)
            self._say()
        self.setToolTip(tip)

    def _say(self) -> None:
        self.setAccessibleName(f"{self._caption.text()}: {self.value}")

    @property
    def value(self) -> str:
        """The number as shown."""
        return self._value.text()

    def _paint(self, good: bool) -> None:
        colors = theme.current()
        color = (colors.success if good else colors.text).name()
        if color != self._color:
            self._color = color
            self._value.setStyleSheet(f"color: {color}")

    def _widen(self, text: str) -> None:
        """Take the room of the longest text so far, so that neighbours do not jitter."""
        if len(text) >= len(self._widest):
            self._widest = text
            number = self._value.fontMetrics().horizontalAdvance(text)
            words = self._caption.fontMetrics().horizontalAdvance(self._caption.text().upper())
            room = max(number, words) + round(4 * theme.scale())
            if room > self._room:
                self._room = room
                self.setFixedWidth(room)
                # Of a fixed size, or each new number would have the whole window laid out again.
                self._value.setFixedSize(room, self._value.sizeHint().height())
                self.widened.emit()

    def _restyle(self) -> None:
        caption = theme.font(9, QFont.Weight.DemiBold)
        caption.setCapitalization(QFont.Capitalization.AllUppercase)
        self._caption.setFont(caption)
        self._caption.setStyleSheet(f"color: {theme.current().faint.name()}")
        self._value.setFont(theme.font(theme.FIGURE, QFont.Weight.DemiBold, tabular=True))
        self._room = 0
        self._widen(self._widest)
        self._color = ""
        self._paint(good=False)


class Figures(QWidget):
    """Epoch, training loss, validation loss, and how many predictions are right.

    `resized` says that they take another room than before.
    """

    resized = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.epoch = Figure(tr("Epoch"), "000,000")
        self.train_loss = Figure(tr("Train loss"), "8.8e-08")
        self.validation = Figure(tr("Validation"), "8.8e-08")
        self.score = Figure(tr("Accuracy"), "100.0 %")
        self.validation.setToolTip(tr("The loss over the validation set"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(GAP)
        for figure in (self.epoch, self.train_loss, self.validation, self.score):
            row.addWidget(figure, 0, Qt.AlignmentFlag.AlignLeft)
            figure.widened.connect(self.resized)
        session.plane_changed.connect(lambda _: self.show_snapshot(session.snapshot))
        self.show_snapshot(session.snapshot)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the figures of a moment of the run."""
        metrics = snapshot.metrics if snapshot else {}
        self.epoch.show_value(epoch_text(snapshot.epoch if snapshot else 0))
        self.train_loss.show_value(loss_text(metrics.get("train_loss")))
        self.validation.show_value(loss_text(metrics.get("validation_loss")))
        caption, tip, value, number = score(metrics)
        self.score.show_caption(caption, tip)
        self.score.show_value(value, good=number >= _GOOD)


def epoch_text(epoch: int) -> str:
    """Six digits at least: 000,700."""
    return f"{epoch:07,d}" if epoch < 1_000_000 else f"{epoch:,d}"


def loss_text(loss: float | None) -> str:
    """Four decimals, or a power of ten where those would show nothing."""
    if loss is None or math.isnan(loss):
        return _NOTHING
    if math.isinf(loss):
        return "∞"
    if loss != 0 and (abs(loss) < 0.0005 or abs(loss) >= 10_000):
        return f"{loss:.1e}"
    return f"{loss:.4f}" if abs(loss) < 100 else f"{loss:.1f}"


def score(metrics: Mapping[str, float]) -> tuple[str, str, str, float]:
    """(caption, tooltip, value in words, value): accuracy, or R² where the targets are numbers.

    That of the validation set if there is one; the value is 0 where nothing was measured.
    """
    for part, where in (
        ("validation", tr("of the validation set")),
        ("train", tr("of the training set")),
    ):
        accuracy, r2 = metrics.get(f"{part}_accuracy"), metrics.get(f"{part}_r2")
        if accuracy is not None:
            tip = tr("Share of right predictions {where}", where=where)
            return tr("Accuracy"), tip, f"{100 * accuracy:.1f} %", accuracy
        if r2 is not None:
            tip = tr("Share of the variation explained, {where}", where=where)
            return "R²", tip, _r2_text(r2), r2
    return tr("Accuracy"), tr("Measured at the end of an epoch"), _NOTHING, 0.0


def _r2_text(r2: float) -> str:
    """Three decimals while it says something; far below 0 only how far."""
    if math.isnan(r2):
        return _NOTHING
    if r2 < _HOPELESS:
        return tr("below {r2}", r2=compact(_HOPELESS))
    return f"{r2:.3f}".replace("-", MINUS)


def short(number: float) -> str:
    """A large number in three digits: 38 M, 5.1 M, 870 k."""
    for size, sign in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= size:
            count = number / size
            return f"{count:.1f}{sign}" if count < 10 else f"{count:.0f}{sign}"
    return f"{number:.0f}"


def describe(document: Document) -> str:
    """Whether it is saved, its layers and how many parameters it has, in one line."""
    saved = tr("saved") if document.path and not document.is_modified else tr("not saved")
    return " · ".join((saved, shape(document.network)))


def shape(network: Network) -> str:
    """ "2 → 4 → 1 · 17 parameters" for plain layers, else "9 units · 14 connections"."""
    units, connections = len(network.units), network.connection_count
    levels = network.levels()
    sizes: dict[int, int] = {}
    for level in levels.values():
        sizes[level] = sizes.get(level, 0) + 1
    between = sum(sizes[level] * sizes.get(level + 1, 0) for level in sizes)
    if 2 <= len(sizes) <= _MOST_LAYERS and between == connections:
        arrows = " → ".join(str(sizes[level]) for level in sorted(sizes))
        parameters = connections + units - len(network.inputs)
        return tr("{arrows} · {count} parameters", arrows=arrows, count=f"{parameters:,d}")
    return " · ".join((counted(units, tr("unit")), counted(connections, tr("connection"))))


def counted(count: int, what: str) -> str:
    """ "1 unit", "2 units"."""
    return f"{count:,d} {what}" if count == 1 else f"{count:,d} {what}s"
