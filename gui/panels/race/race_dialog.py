"""The race: presets and variants at the left; curves, pictures and table at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QHideEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine import EngineError, Variant, race_presets
from gui.editing import notices
from gui.editing.document import Document
from gui.look import theme
from gui.look.translate import tr
from gui.panels.race.race_controls import RaceControls
from gui.panels.race.race_curves import RaceCurves
from gui.panels.race.race_form import Entry
from gui.panels.race.race_head import RaceHead
from gui.panels.race.race_run import RaceRun
from gui.panels.race.race_side import OWN, RaceSide
from gui.panels.race.race_table import RaceTable
from gui.panels.race.race_tiles import RaceTiles
from gui.run.session import Session, State

if TYPE_CHECKING:
    from engine import TrainerState

_MOST = 16
_SIZE, _SMALLEST = (1180, 690), (1060, 620)


class RaceDialog(QDialog):
    """Stands beside the window. Either the race trains or the main run, never both.

    Closed it only hides: the variants and where they stand are still there when it is shown again.
    """

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._entries: list[Entry] = []
        self.setWindowTitle(tr("Race"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.run = RaceRun(self)
        self._build()
        self.setMinimumSize(*_SMALLEST)
        wanted = QSize(*_SIZE) * theme.scale()
        self.resize(wanted.boundedTo(self.screen().availableSize()))
        self.run.moved.connect(self._draw)
        self.run.refused.connect(self._refuse)
        session.state_changed.connect(self._give_way)
        self.show_preset(next(iter(race_presets.PRESETS)))
        self.controls.start.setFocus()

    # Building

    def _build(self) -> None:
        margin = 2 * theme.RHYTHM
        columns = QHBoxLayout()
        columns.setSpacing(margin)
        self.side = RaceSide()
        self.side.preset_chosen.connect(self._choose_preset)
        self.side.form.changed.connect(self.change)
        for button, do in (
            (self.side.add, self.add_present),
            (self.side.copy, self.duplicate),
            (self.side.remove, self.remove),
        ):
            button.clicked.connect(do)
        columns.addWidget(self.side)
        columns.addLayout(self._right(), 1)
        self.controls = RaceControls(self.run)
        self.controls.start_wanted.connect(self.start)
        self.controls.take_wanted.connect(self.take)
        self.controls.close_wanted.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.RHYTHM)
        column.addLayout(columns, 1)
        column.addWidget(self.controls)
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(False)  # Enter in a field takes the number over, and no more

    def _right(self) -> QVBoxLayout:
        self.head = RaceHead()
        self.head.changed.connect(self._draw)
        self.curves = RaceCurves()
        self.tiles = RaceTiles(self.run)
        self.table = RaceTable(self.run)
        self.tiles.chosen.connect(self.table.choose)
        self.table.chosen.connect(self._choose)
        right = QVBoxLayout()
        right.setSpacing(theme.RHYTHM // 2)
        right.addWidget(self.head)
        right.addWidget(self.curves, 3)
        right.addWidget(self.tiles)
        right.addWidget(self.table, 2)
        return right

    # Who takes part

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Who takes part, in order."""
        return tuple(entry.variant for entry in self._entries)

    def show_preset(self, key: str) -> None:
        """Let the variants of a preset take part, and nobody else."""
        preset = race_presets.PRESETS[key]
        self._entries = [
            Entry(variant.changed("name", tr(variant.name)), _reason(entrant, tr(variant.name)))
            for entrant, variant in zip(preset.entrants, preset.make(), strict=True)
        ]
        self.side.preset.show_key(key)
        self.side.look.setText(tr(preset.look))
        self.head.show_losses(preset.shows)
        self.controls.show_epochs(preset.epochs)
        self._line_up(0)

    def add_present(self) -> None:
        """Add the window's network with its settings; variants on other data make room."""
        document = self._document
        network, data, settings = document.network.copy(), document.data, document.settings
        made = Variant(document.title, network, data, settings, document.seed)
        if any(entry.variant.data is not data for entry in self._entries):
            self._entries = []
            self._say_own()
        self._add(Entry(made, {"": made.name}))

    def duplicate(self) -> None:
        """Add a copy of the chosen variant, to change one thing in it."""
        number = self.table.current
        if number is not None:
            self._add(self._entries[number])

    def remove(self) -> None:
        """Take the chosen variant out."""
        number = self.table.current
        if number is not None:
            del self._entries[number]
            self._line_up(min(number, len(self._entries) - 1))

    def change(self, what: str, value: object) -> None:
        """Change one thing in the chosen variant; the race begins anew, but for a name."""
        number = self.table.current
        if number is None:
            return
        try:
            self._entries[number] = self._entries[number].changed(what, value)
        except EngineError as error:
            self._refuse(error)
        else:
            if what == "name":
                self.run.rename(self.variants)
            else:
                self._line_up(number)
        self.side.form.show_variant(self.variants[number], force=True)

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._line_up(len(self._entries) - 1)

    def _line_up(self, chosen: int) -> None:
        """Begin anew with the present list, and choose one of it."""
        self.run.set_variants(self.variants)
        self.side.add.setEnabled(len(self._entries) < _MOST)
        self.side.copy.setEnabled(0 < len(self._entries) < _MOST)
        self.side.remove.setEnabled(bool(self._entries))
        if self._entries:
            self.table.choose(chosen)
        self._choose(chosen)

    def _choose_preset(self, key: str) -> None:
        if key != OWN:
            self.show_preset(key)
            return
        self._entries = []
        self._say_own()
        self.add_present()

    def _say_own(self) -> None:
        self.side.preset.show_key(OWN)
        self.head.show_losses("validation" if len(self._document.data.validation_rows) else "train")
        self.side.look.setText(
            tr(
                "Add the network from the window, duplicate it, and change one thing in each copy. "
                "All start from the same seed and learn from the same data."
            )
        )

    def _choose(self, number: int) -> None:
        chosen = number if 0 <= number < len(self._entries) else None
        self.side.form.show_variant(
            self.variants[chosen] if chosen is not None else None, force=True
        )
        if chosen is not None:
            self.tiles.choose(chosen)
        self._draw()

    # Running

    def start(self, epoch: int) -> None:
        """Run until so many epochs; the main run waits."""
        if self._session.is_playing:
            self._session.pause()
            self.controls.say(tr("The main run is paused while the race runs."))
        else:
            self.controls.say("")
        self.run.start(epoch)

    def take(self) -> None:
        """Work on the chosen variant from now on, with its weights, as one step; and close."""
        number = self.table.current
        if number is None:
            return
        if self._session.snapshot is None:
            self.controls.say(tr("The engine is still being prepared; try again in a moment."))
            return
        self.run.take(number, self._hand_over)

    def _hand_over(self, variant: Variant, state: TrainerState | None) -> None:
        self._session.pause()
        name = tr("Take over {name}", name=variant.name)
        self._document.take_over(name, variant, state)
        notices.bus.post(
            notices.Notice(
                "info",
                tr("The window now holds {name}, with its weights.", name=variant.name),
                action=(tr("Undo"), self._document.undo_stack.undo),
            )
        )
        self.reject()

    def _give_way(self, state: State) -> None:
        if state is State.RUNNING and self.run.is_running:
            self.run.pause()
            self.controls.say(tr("The race is paused while the main run trains."))

    def _refuse(self, error: object) -> None:
        if isinstance(error, EngineError):
            notice = notices.Notice.of(error)
            self.controls.say(f"{notice.happened} {notice.try_this}".strip(), "error")
        else:
            self.controls.say(str(error), "error")

    def _draw(self) -> None:
        self.curves.show_race(
            self.run.variants,
            self.run.histories,
            self.head.losses,
            self.table.current,
            logarithmic=self.head.is_logarithmic,
        )
        number = self.table.current
        self.curves.mark_end(self.run.standings, self.run.histories, number)
        self.controls.follow(self.run.standings[number] if number is not None else None)

    # Leaving

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is computed for what cannot be seen."""
        super().hideEvent(event)
        self.run.pause()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As with the button."""
        self.reject()
        super().closeEvent(event)


def _reason(entrant: race_presets.Entrant, name: str) -> dict[str, str]:
    """What the name of a preset's variant stands for, so that changing just that renames it."""
    return {next(iter(entrant.changes), ""): name}
