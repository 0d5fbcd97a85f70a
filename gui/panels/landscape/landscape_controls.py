"""What a person chooses about the landscape: directions, weights, examples, reach, scale."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine import Network
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.forms.fields import FlatChoice
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import unit_name
from gui.panels.landscape.landscapes import Parameter, View
from gui.panels.widgets.section import chip, label, toggle
from gui.panels.widgets.share_bar import ShareBar

_WIDTH = 224
_MOST_LISTED = 400
_REACHES = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class LandscapeControls(QScrollArea):
    """A column of choices. `chosen` tells of another `view`, `restyled` of another scale or look.

    Two weights follow the selection: two selected connections or units are taken at once.
    """

    chosen = Signal()
    restyled = Signal()
    asked = Signal()
    cancelled = Signal()

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self._document, self._selection = document, selection
        self.view = View()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, theme.RHYTHM, theme.RHYTHM // 2)
        self._column.setSpacing(theme.RHYTHM - 3)
        self._build_choices()
        self._build_buttons()
        self.status = label("", "faint", wrap=True)
        self._column.addWidget(self.status)
        self._column.addStretch(1)
        self.setWidget(inside)
        document.network_changed.connect(self._list_parameters)
        document.data_changed.connect(self._judge_parts)
        document.opened.connect(self._reopen)
        selection.changed.connect(self._follow_selection)
        theme.signals.changed.connect(self._fit)
        self._fit()
        self._reopen()

    def _build_choices(self) -> None:
        rows = QFormLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(theme.RHYTHM)
        rows.setVerticalSpacing(2)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.directions, self.across, self.up = (FlatChoice() for _ in range(3))
        self.part, self.reach = FlatChoice(), FlatChoice()
        self.directions.offer(
            {
                "path": tr("the run’s path"),
                "random": tr("two random ones"),
                "two": tr("two weights"),
            }
        )
        self.part.offer(
            {"train": tr("training"), "validation": tr("validation"), "test": tr("test")}
        )
        self.reach.offer(
            {"": tr("shows the path")} | {f"{one:g}": f"± {one:g}" for one in _REACHES}
        )
        for text, choice, help_text in (
            (
                tr("Directions"),
                self.directions,
                tr(
                    "The plane through the present weights: the two directions that hold most of "
                    "the run's path, two random ones that treat all units alike, or two weights."
                ),
            ),
            (tr("Across"), self.across, tr("The weight or bias to the right")),
            (tr("Upwards"), self.up, tr("The weight or bias upwards")),
            (tr("Examples"), self.part, tr("Which part of the data the loss is measured on")),
            (tr("Reach"), self.reach, tr("How far from the present weights to look")),
        ):
            name = label(text)
            name.setBuddy(choice)
            for widget in (name, choice):
                widget.setToolTip(help_text)
            choice.setAccessibleName(text)
            choice.setAccessibleDescription(help_text)
            # Names may be longer than the column.
            choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            rows.addRow(name, choice)
        self._rows = rows
        self._column.addLayout(rows)
        for choice in (self.directions, self.part, self.reach):
            choice.chosen.connect(self._choose)
        self.across.chosen.connect(lambda: self._choose_two(moved=0))
        self.up.chosen.connect(lambda: self._choose_two(moved=1))

    def _build_buttons(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.RHYTHM // 2)
        self._scales = QButtonGroup(self)
        for text, help_text in (
            (tr("log"), tr("Lines at equal ratios of the loss: small losses are seen too.")),
            (tr("linear"), tr("Lines at equal differences of the loss.")),
        ):
            one = toggle(text, help_text)
            one.setAccessibleName(tr("{scale} scale", scale=text))
            self._scales.addButton(one)
            line.addWidget(one)
        self.log, self.linear = self._scales.buttons()
        self.log.setChecked(True)
        self.surface = toggle(tr("surface"), tr("Show the heights as a surface, to be turned"))
        self._asked_surface: bool | None = None
        line.addStretch(1)
        line.addWidget(self.surface)
        self._column.addLayout(line)
        self._scales.buttonToggled.connect(self.restyled)
        self.surface.clicked.connect(self._ask_surface)
        again = QHBoxLayout()
        again.setSpacing(theme.RHYTHM // 2)
        self.update_button = chip(tr("Update"), tr("Measure around the present weights"))
        self.others = chip(tr("Other directions"), tr("Draw two other random directions"))
        self.cancel_button = chip(tr("Cancel"), tr("Stop measuring"))
        self.progress = ShareBar(tr("Measuring the landscape"))
        for one in (self.update_button, self.others, self.cancel_button):
            again.addWidget(one)
        again.addWidget(self.progress, 1)
        self._column.addLayout(again)
        self.update_button.clicked.connect(self.asked)
        self.cancel_button.clicked.connect(self.cancelled)
        self.others.clicked.connect(self._draw_others)

    @property
    def logarithmic(self) -> bool:
        """Whether lines are at equal ratios."""
        return self.log.isChecked()

    def shows_surface(self, by_itself: bool) -> bool:
        """Whether the person wants the surface; `by_itself` until they have said so."""
        wanted = by_itself if self._asked_surface is None else self._asked_surface
        self.surface.setChecked(wanted)
        return wanted

    def show_progress(self, share: float | None) -> None:
        """Show how much is measured; None while nothing is."""
        for widget in (self.cancel_button, self.progress):
            widget.setVisible(share is not None)
        self.update_button.setVisible(share is None)
        self.others.setVisible(share is None and self.view.directions == "random")
        if share is not None:
            self.progress.show_share(share)

    # The person chooses

    def _choose(self) -> None:
        directions, reach = self.directions.currentData(), self.reach.currentData()
        if directions == "two" and self.view.directions != "two":
            self._follow_selection()
        self._take(
            replace(
                self.view,
                directions=directions,
                part=self.part.currentData(),
                reach=float(reach) if reach else None,
            )
        )

    def _choose_two(self, moved: int) -> None:
        chosen = [_parameter(choice.currentData()) for choice in (self.across, self.up)]
        if chosen[0] == chosen[1] and self.view.two is not None:  # the other one gives way
            chosen[1 - moved] = self.view.two[moved]
        self._take(replace(self.view, two=(chosen[0], chosen[1])))

    def _ask_surface(self) -> None:
        self._asked_surface = self.surface.isChecked()
        self.restyled.emit()

    def _draw_others(self) -> None:
        self._take(replace(self.view, seed=self.view.seed + 1))

    def _take(self, view: View) -> None:
        if view.directions == "two" and view.two is None:
            view = replace(view, directions="random")
        if view != self.view:
            self.view = view
            self.chosen.emit()
        self._show_view()

    def _show_view(self) -> None:
        view = self.view
        self.directions.show_key(view.directions)
        for row in (self.across, self.up):
            self._rows.setRowVisible(row, view.directions == "two")
        if view.two is not None:
            for choice, parameter in zip((self.across, self.up), view.two, strict=True):
                choice.show_key(_key(parameter))
        self.part.show_key(view.part)

    # Following

    def _reopen(self) -> None:
        self._list_parameters()
        self._judge_parts()

    def _judge_parts(self) -> None:
        data = self._document.data
        for key, rows in (("validation", data.validation_rows), ("test", data.test_rows)):
            self.part.set_reason(key, "" if len(rows) else tr("There are no such examples."))
        if not len(data.rows(self.view.part)):
            self._take(replace(self.view, part="train"))

    def _follow_selection(self) -> None:
        """Two selected connections, or units for their biases, are what is wanted."""
        network = self._document.network
        biases = [unit for unit in sorted(self._selection.units) if unit not in network.inputs]
        chosen: list[Parameter] = [*self._selection.sorted_connections, *biases]
        if len(chosen) == 2 and "two" in (self.view.directions, self.directions.currentData()):
            self.view = replace(self.view, two=(chosen[0], chosen[1]))
            self._list_parameters()
            self.chosen.emit()

    def _list_parameters(self) -> None:
        """Offer the weights and biases there are, those in use first where they are many."""
        network = self._document.network
        known = _parameters(network, _MOST_LISTED + 1)
        two = self.view.two
        if two is None or not all(_exists(network, one) for one in two):
            two = (known[0], known[1]) if len(known) > 1 else None
        listed = dict.fromkeys([*(two or ()), *known[:_MOST_LISTED]])
        if len(known) <= _MOST_LISTED:
            listed = dict.fromkeys(known)
        texts = {_key(one): parameter_name(network, one) for one in listed}
        for choice in (self.across, self.up):
            choice.offer(texts)
        self.directions.set_reason("two", "" if two else tr("There are no two weights yet."))
        self._take(replace(self.view, two=two))

    def _fit(self) -> None:
        self.setFixedWidth(round(_WIDTH * theme.scale()))


def parameter_name(network: Network, parameter: Parameter) -> str:
    """A weight or a bias in words: w: x₁ → h₂, bias of h₂."""
    if isinstance(parameter, tuple):
        source, target = (unit_name(network, unit) for unit in parameter)
        return tr("w: {source} → {target}", source=source, target=target)
    return tr("bias of {unit}", unit=unit_name(network, parameter))


def _parameters(network: Network, most: int) -> list[Parameter]:
    arrays = network.arrays()
    ends = (each[:most].tolist() for each in (arrays.sources, arrays.targets))
    biases = (unit.id for unit in network.units if unit.kind != "input")
    return list(islice(chain(zip(*ends, strict=True), biases), most))


def _exists(network: Network, parameter: Parameter) -> bool:
    if isinstance(parameter, tuple):
        return network.has_connection(*parameter)
    return network.has_unit(parameter)


def _key(parameter: Parameter) -> str:
    return ">".join(map(str, parameter)) if isinstance(parameter, tuple) else str(parameter)


def _parameter(key: str) -> Parameter:
    source, arrow, target = key.partition(">")
    return (int(source), int(target)) if arrow else int(key)
