"""The output panel: what the network answers, in the picture that fits the data."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from engine import Change, Predictions, Snapshot
from engine.data.datasets import PARTS, Part
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.forms.fields import FlatChoice
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import low, part_name, unit_name
from gui.panels.output.axes_block import AxesBlock
from gui.panels.output.example_card import ExampleCard
from gui.panels.output.legend_block import LegendBlock
from gui.panels.output.page import Page
from gui.panels.output.subject import Subject
from gui.panels.output.views import VIEWS, View, first_view, fitting
from gui.panels.widgets import surface
from gui.panels.widgets.section import Section
from gui.panels.widgets.throttle import Throttle
from gui.run.live import moves_only
from gui.run.session import Session, State
from gui.stills import pictures

_ALL = "all"
# Drawing takes at most this share of the window's time.
_SHARE = 0.3


class OutputPanel(Section):
    """Follows the snapshots at the pace of the picture shown, and only while it can be seen."""

    def __init__(self, document: Document, _selection: Selection, session: Session) -> None:
        super().__init__(tr("Output"))
        self._document, self._session = document, session
        self._pages: dict[str, Page] = {}
        self._throttles: dict[str, Throttle] = {}
        self._asked_view: str | None = None
        self._asked_part: str | None = None
        self._asked_output: str | None = None
        self._known_names: tuple[str, ...] = ()
        self._build()
        document.data_changed.connect(self._rebuild)
        document.opened.connect(self._reopen)
        document.network_changed.connect(self._edited)
        document.settings_changed.connect(self._lay_out)
        session.plane_changed.connect(self._rebuild)
        session.state_changed.connect(self._redraw)
        session.snapshot_ready.connect(self._snapshot_came)
        session.example.changed.connect(self._mark)
        theme.signals.changed.connect(self._lay_out)
        self._rebuild()

    # Parts

    def _build(self) -> None:
        self.output_choice, self.view_choice = FlatChoice(), FlatChoice()
        self.output_choice.setAccessibleName(tr("Which output"))
        self.output_choice.chosen.connect(self.show_output)
        self.view_choice.setAccessibleName(tr("What is shown of the output"))
        self.view_choice.chosen.connect(self.show_view)
        self.part_choice = FlatChoice()
        self.part_choice.setAccessibleName(tr("Part of the data"))
        self.part_choice.chosen.connect(self.show_part)
        for choice in (self.output_choice, self.part_choice, self.view_choice):
            self.head.addWidget(choice)
        self._place = QVBoxLayout()
        self.column.addLayout(self._place)
        self.axes = AxesBlock()
        self.axes.chosen.connect(self._session.set_plane)
        self.legend = LegendBlock()
        self.legend.test_wanted.connect(self._lay_out)
        self.card = ExampleCard(self._session.example)
        for block in (self.axes, self.legend, self.card):
            self.column.addWidget(block)

    @property
    def view(self) -> View:
        """The row of the view that is shown."""
        return VIEWS[self.view_choice.currentData()]

    @property
    def page(self) -> Page:
        """The page that is shown; each is made when it is first wanted."""
        view = self.view
        if view.key not in self._pages:
            page = view.make()
            page.chosen.connect(self._session.example.choose)
            throttle = Throttle(view.pace, page, share=_SHARE)
            throttle.due.connect(self._draw)
            self._place.addWidget(page)
            pictures.offer(page.view, self.title.text())
            self._pages[view.key], self._throttles[view.key] = page, throttle
        return self._pages[view.key]

    @property
    def throttle(self) -> Throttle:
        """When the page that is shown is drawn."""
        return self._throttles[self.view.key]

    # What the person chooses

    def show_view(self, key: str) -> None:
        """Show the output this way from now on, as long as it fits the data."""
        self._asked_view = key
        self._rebuild()

    def show_output(self, key: str) -> None:
        """Show the output with this number, or “all”, as long as there are the same outputs."""
        self._asked_output = key
        self._offer_outputs()
        self._lay_out()

    def show_part(self, part: str) -> None:
        """Show this part of the data where a view shows one, as long as there is one."""
        self._asked_part = part
        self._offer_parts()
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let go of the chosen example with Escape."""
        if event.key() == Qt.Key.Key_Escape and self._session.example.row is not None:
            self._session.example.let_go()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while hidden."""
        super().showEvent(event)
        self._session.want(self, {"predictions"})
        self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks."""
        super().hideEvent(event)
        self.throttle.stop()
        self._session.want(self)

    # Following the document

    def _edited(self, change: Change) -> None:
        outputs = set(self._document.network.outputs)
        names_or_units = (unit.after is None or unit.id in outputs for unit in change.units)
        if not moves_only(change) and any(names_or_units):
            self._rebuild()

    def _reopen(self) -> None:
        self._asked_view = self._asked_part = None
        self._rebuild()

    def _rebuild(self) -> None:
        data = self._document.data
        views = fitting(data)
        shown = self._asked_view if self._asked_view in views else first_view(data)
        self.view_choice.offer({key: tr(view.words) for key, view in views.items()})
        self.view_choice.show_key(shown)
        self.view_choice.setToolTip(tr(self.view.hint))
        self._offer_outputs()
        self._offer_parts()
        page = self.page
        for other in self._pages.values():
            other.setVisible(other is page)
        view, plane = self.view, self._session.plane
        names = {str(n): low(name) for n, name in enumerate(data.input_names)}
        self.axes.offer(names, plane)
        self.axes.setVisible(view.over_plane and len(names) > 2)
        self.legend.explain(data)
        self.legend.setVisible(view.has_marks)
        self._lay_out()

    def _offer_outputs(self) -> None:
        names = self._names()
        if names != self._known_names:
            self._known_names, self._asked_output = names, None
        outputs = {str(number): name for number, name in enumerate(names)}
        whole = len(outputs) == self._document.data.targets.shape[1] > 1
        if whole and self._document.data.task == "multiclass" and self.view.outputs != "one":
            outputs = {_ALL: tr("all classes"), **outputs}
        self.output_choice.offer(outputs)
        asked = self._asked_output
        self.output_choice.show_key(asked if asked in outputs else next(iter(outputs), None))
        self.output_choice.setVisible(len(outputs) > 1 and self.view.outputs != "together")

    def _names(self) -> tuple[str, ...]:
        """The outputs that have a target column."""
        network, columns = self._document.network, self._document.data.targets.shape[1]
        return tuple(unit_name(network, unit) for unit in network.outputs[:columns])

    def _offer_parts(self) -> None:
        data, asked = self._document.data, self._asked_part
        parts = [part for part in PARTS if len(data.rows(part))]
        self.part_choice.offer({part: part_name(part) for part in parts})
        # Images are looked at when the network is finished; figures, while it is being tuned.
        wished = "test" if self.view.key == "images" else "validation"
        first = wished if wished in parts else parts[-1]
        self.part_choice.show_key(asked if asked in parts else first)
        self.part_choice.setVisible(self.view.by_part and len(parts) > 1)

    def _parts(self) -> tuple[Part, ...]:
        if self.view.by_part:
            return (cast(Part, self.part_choice.currentData()),)
        return PARTS if self.legend.show_test.isChecked() else PARTS[:2]

    def _lay_out(self) -> None:
        """Show the same page for what is chosen now."""
        document = self._document
        key = self.output_choice.currentData()
        output = None if key in (_ALL, None) or self.view.outputs == "together" else int(key)
        self._subject = Subject(
            document.data,
            self._names(),
            document.settings.loss,
            self._session.plane,
            output,
            self._parts(),
        )
        self.page.lay_out(self._answered())
        self._mark()
        self._redraw()

    # Following the run

    def _mark(self) -> None:
        self.page.mark(self._session.example.row)
        self._show_card(self._answered())

    def _snapshot_came(self, _snapshot: Snapshot) -> None:
        if self.isVisible():
            self.throttle.ask()

    def _redraw(self) -> None:
        if self.isVisible():
            self.throttle.draw()

    def _draw(self) -> None:
        subject = self._answered()
        fits = self._session.state is not State.BLOCKED
        self.page.set_hint("" if fits else tr("The network does not fit the data yet."))
        self.page.refresh(subject)
        self._show_card(subject)

    def _show_card(self, subject: Subject) -> None:
        snapshot = self._session.snapshot
        seen = snapshot.example if snapshot is not None else None
        self.card.show_example(subject, seen, tr(self.view.invitation))

    def _answered(self) -> Subject:
        """The subject with the latest answers, as far as they belong to it."""
        if self._session.state is State.BLOCKED or self._session.snapshot is None:
            return self._subject
        snapshot = self._session.snapshot
        return replace(
            self._subject,
            responses=self._responses(snapshot),
            predictions=self._predictions(snapshot),
        )

    def _responses(self, snapshot: Snapshot) -> NDArray[np.floating] | None:
        """Responses (k, rows, columns) of the outputs over the plane, None while there are none."""
        plane, data = self._session.plane, self._document.data
        if snapshot.responses is None or snapshot.watched is None or snapshot.watched.key != plane:
            return None
        pictures = []
        for number, unit in enumerate(self._document.network.outputs[: data.targets.shape[1]]):
            found = np.flatnonzero(snapshot.unit_ids == unit)
            if not len(found):
                return None
            response = snapshot.responses[found[0]].reshape(plane.size, plane.size)
            pictures.append(surface.raw_response(data, number, response))
        return np.stack(pictures) if pictures else None

    def _predictions(self, snapshot: Snapshot) -> Predictions | None:
        found, data = snapshot.predictions, self._document.data
        if found is None or found.data is not data:
            return None
        return found if found.outputs.shape[1] == data.targets.shape[1] else None
