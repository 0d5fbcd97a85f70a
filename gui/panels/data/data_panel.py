"""The data panel: which examples the network learns from, how many, how noisy, how split."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from engine import EngineError, datasets
from engine.data.datasets import Dataset, GeneratedSource
from gui.editing import notices
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.forms.fields import NumberEdit, exact
from gui.look import theme
from gui.look.translate import tr
from gui.panels.data import data_steps as steps
from gui.panels.data.data_extras import DataExtras
from gui.panels.data.data_gallery import DataGallery
from gui.panels.data.data_tiles import DataTiles
from gui.panels.data.data_windows import DataWindows
from gui.panels.widgets.background import Errand
from gui.panels.widgets.dice import die_icon
from gui.panels.widgets.section import Section, button, label, present
from gui.panels.widgets.slider import ValueSlider
from gui.run.session import Session

_SPACING = theme.RHYTHM - 2
_SEED_WIDTH = 76
_LARGE = 2_000_000  # numbers, which take a tenth of a second


class DataPanel(Section):
    """Chooses, shapes and splits the data; every choice is one undoable step of the document."""

    import_requested = Signal()

    def __init__(self, document: Document, _selection: Selection, _session: Session) -> None:
        super().__init__(tr("Data"))
        self._document = document
        self._errand: Errand[Dataset] | None = None
        self._streak = steps.Streak()
        self.windows = DataWindows(document, self)
        self.windows.changed.connect(lambda data, name: self._change(lambda: data, name))
        self.column.setSpacing(_SPACING)
        self._build_head()
        self._build_tiles()
        self._build_sliders()
        self._build_seed()
        document.data_changed.connect(self._show)
        document.opened.connect(self._show)
        document.settings_changed.connect(self._show_batch_size)
        self._show()

    # Parts

    def _build_head(self) -> None:
        self.import_button = button(
            tr("Import…"), "link", tr("Open a table of your own: a CSV file.")
        )
        self.import_button.clicked.connect(self.import_requested)
        self.head.addWidget(self.import_button)

    def _build_tiles(self) -> None:
        self._offer = DataTiles()
        self.tiles = self._offer.tiles
        self._offer.chosen.connect(self._choose)
        self._offer.more_wanted.connect(self._show_more)
        self._offer.paint_wanted.connect(self.windows.paint)
        self.column.addWidget(self._offer)
        self.summary = label(role="faint", wrap=True)
        self.column.addWidget(self.summary)
        self.inputs = button(tr("Inputs and scaling…"), "link", tr("What the network takes."))
        self.inputs.clicked.connect(self.windows.choose_inputs)
        self.glance = button(
            tr("At a glance…"),
            "link",
            tr("Classes, parts, ranges, and every column."),
        )
        self.glance.clicked.connect(self.windows.look)
        row = QHBoxLayout()
        row.addWidget(self.inputs)
        row.addStretch(1)
        row.addWidget(self.glance)
        self.column.addLayout(row)

    def _build_sliders(self) -> None:
        self.noise = ValueSlider(
            tr("Noise"), steps.NOISE, steps.percent, float, tr("How far chance blurs the data.")
        )
        self.samples = ValueSlider(
            tr("Samples"), steps.SAMPLES, steps.count, steps.log_place, tr("How many examples.")
        )
        self.split = ValueSlider(
            tr("Train / validation / test"),
            steps.SPLITS,
            steps.shares,
            steps.split_place,
            tr("The network learns from the first part; the others show how it does on new data."),
        )
        self.batch_size = ValueSlider(
            tr("Batch size"),
            steps.BATCH_SIZES,
            steps.count,
            steps.log_place,
            tr("Examples per step: 1 is stochastic, all of them is batch gradient descent."),
        )
        self.noise.chosen.connect(self._set_noise)
        self.samples.chosen.connect(self._set_samples)
        self.split.chosen.connect(self._set_split)
        self.batch_size.chosen.connect(self._set_batch_size)
        self.extras = DataExtras()
        self.extras.knob_turned.connect(self._turn_knob)
        self.extras.formula_typed.connect(self._set_formula)
        self.column.addWidget(self.extras)
        drawn = QHBoxLayout()  # both short, and the parts to add below shall be in sight
        drawn.setSpacing(theme.RHYTHM)
        for part in (self.noise, self.samples):
            drawn.addWidget(part, 1)
        self.column.addLayout(drawn)
        self.column.addWidget(self.split)
        self.column.addWidget(self.batch_size)

    def _build_seed(self) -> None:
        self.seed = NumberEdit(step=1)
        self.seed.setAccessibleName(tr("Seed of the data"))
        self.seed.setToolTip(tr("The same seed draws the same examples and the same split."))
        self.seed.committed.connect(self._set_seed)
        self.new_seed = button(tr("New seed"), "", tr("Draw other examples of the same kind."))
        self.new_seed.setAccessibleName(tr("New seed for the data"))
        self.new_seed.clicked.connect(self._draw_seed)
        self._set_die()
        theme.signals.changed.connect(self._set_die)
        name = label(tr("Seed"))
        name.setBuddy(self.seed)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        row.addWidget(name)
        row.addStretch(1)
        row.addWidget(self.seed)
        row.addWidget(self.new_seed)
        self.column.addLayout(row)

    def _set_die(self) -> None:
        self.seed.setMaximumWidth(round(_SEED_WIDTH * theme.scale()))
        self.new_seed.setIcon(die_icon(theme.current().text))

    # Following the document

    def _show(self) -> None:
        data = self._document.data
        source = data.source
        self._offer.show_data(data)
        self.noise.setVisible(steps.is_drawn(data))
        self.samples.setVisible(steps.is_drawn(data))
        self.extras.show_source(source)
        if isinstance(source, GeneratedSource):
            self.noise.show_value(round(100 * source.noise))
            self.samples.show_value(source.samples)
        self.split.show_value(data.fractions or steps.UNSPLIT)
        self.seed.show_value(steps.seed_of(data))
        self.summary.setText(steps.summary(data))
        self.summary.setToolTip("\n".join(data.notes))
        self._show_batch_size()

    def _show_batch_size(self) -> None:
        self.batch_size.show_value(self._document.settings.batch_size)

    # What the person chooses

    def choose_generator(self, key: str) -> None:
        """Take the points of one generator, with the noise, the seed and the split in use."""
        data = self._document.data
        if isinstance(data.source, GeneratedSource) and data.source.name == key:
            return
        source, fractions = steps.chosen(key, data)
        name = tr("Choose the data “{title}”", title=tr(datasets.GENERATORS[key].label))
        self._generate(source, name, fractions)

    def choose_table(self, key: str) -> None:
        """Take one of the tables that come with the program; it is loaded beside the window."""
        said = tr("Loading {title}…", title=tr(datasets.TABLES[key].label))
        self._beside(lambda: datasets.load(key), self.take, said)

    def _beside(
        self, make: Callable[[], Dataset], take: Callable[[Dataset], None], said: str
    ) -> None:
        if self._errand is not None:
            self._show()
            return
        self.summary.setText(said)
        errand = Errand(lambda _progress: make().prepared(), self)
        errand.done.connect(lambda: take(errand.result))
        errand.refused.connect(lambda error: notices.bus.post(notices.Notice.of(error)))
        errand.finished.connect(self._end_errand)
        self._errand = errand
        errand.start()

    def take(self, data: Dataset) -> None:
        """Train on these data from now on, split as the present ones are."""
        fractions = self._document.data.fractions or steps.USUAL
        name = tr("Choose the data “{title}”", title=data.title)
        self._change(lambda: data.split(*fractions, seed=data.split_seed), name)

    def _end_errand(self) -> None:
        if self._errand is not None:
            self._errand.deleteLater()
            self._errand = None
        self._show()

    def _show_more(self) -> None:
        gallery = DataGallery(self.window(), steps.key_of(self._document.data))
        gallery.chosen.connect(self._choose)
        gallery.import_requested.connect(self.import_requested)
        gallery.paint_requested.connect(self.windows.paint)
        present(gallery)

    def _choose(self, key: str) -> None:
        if key in datasets.TABLES:
            self.choose_table(key)
        else:
            self.choose_generator(key)

    def _set_noise(self) -> None:
        self._regenerate("noise", tr("Change the noise"), noise=self.noise.value / 100)

    def _turn_knob(self, value: float) -> None:
        self._regenerate("knob", tr("Change the data’s shape"), knob=value)

    def _set_formula(self, formula: str) -> None:
        self._regenerate("", tr("Change the formula"), formula=formula)

    def _set_samples(self) -> None:
        name = tr("Change the number of samples")
        self._regenerate("samples", name, samples=self.samples.value)

    def _set_split(self) -> None:
        self._split(self.split.value, self._document.data.split_seed, "split")

    def _set_batch_size(self) -> None:
        self._document.change_settings(batch_size=self.batch_size.value)

    def _set_seed(self, seed: float) -> None:
        if seed != int(seed) or seed < 0:
            at = self.seed.mapToGlobal(self.seed.rect().bottomLeft())
            notices.bus.post(
                notices.Notice(
                    "warning",
                    tr("{seed} cannot be a seed.", seed=exact(seed)),
                    tr("A seed is a whole number from 0 up."),
                    at=at,
                )
            )
            self.seed.reset_value(steps.seed_of(self._document.data))
            return
        data, number = self._document.data, int(seed)
        if isinstance(data.source, GeneratedSource):
            self._regenerate("seed", tr("Change the data's seed"), seed=number)
        else:
            fractions = data.fractions or steps.UNSPLIT
            self._split(fractions, number, "seed")

    def _draw_seed(self) -> None:
        self._set_seed(steps.seed_of(self._document.data) + 1)
        self.seed.reset_value(steps.seed_of(self._document.data))

    # The one way to the document

    def _regenerate(self, merge: str, name: str, **changes: float | str) -> None:
        source = self._document.data.source
        if isinstance(source, GeneratedSource):
            fractions = self._document.data.fractions or steps.UNSPLIT
            self._generate(steps.with_changes(source, **changes), name, fractions, merge)

    def _generate(
        self, source: GeneratedSource, name: str, fractions: steps.Fractions, merge: str = ""
    ) -> None:
        self._change(
            lambda: steps.made_again(source, self._document.data).split(
                *fractions, seed=source.seed
            ),
            name,
            merge,
        )

    def _split(self, fractions: steps.Fractions, seed: int, merge: str) -> None:
        """Split the data otherwise; very many beside the window."""
        data, name = self._document.data, tr("Split the data")
        make = partial(data.split, *fractions, seed=seed)
        if data.inputs.size <= _LARGE:
            self._change(make, name, merge)
        else:
            self._beside(make, lambda made: self._change(lambda: made, name), f"{name}…")

    def _change(self, make: Callable[[], Dataset], name: str, merge: str = "") -> None:
        document = self._document
        try:
            sentences = document.change_data(make(), name, self._streak.key(merge))
        except EngineError as error:
            notices.bus.post(notices.Notice.of(error))
            self._show()
            return
        if sentences:
            steps.tell_repair(document, sentences)
