"""How a folder of pictures is read: how many pixels each becomes, grey or in colour."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from engine import datasets
from engine.data.datasets import Dataset
from gui.forms.fields import Choice
from gui.forms.form import Rows
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.background import Progress
from gui.panels.widgets.errand_dialog import ErrandDialog
from gui.panels.widgets.section import button, label

_SIDES = (8, 12, 16, 20, 24, 28, 32, 48, 64)
_USUAL = "28"
_WIDTH = 420


class PicturesDialog(ErrandDialog):
    """`dataset` is there once the dialog was accepted; what cannot be read is said in it."""

    dataset: Dataset

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        title = tr("Import {name}", name=path.name)
        super().__init__(title, tr("Reading"), parent, known=True)
        self._path = path
        words = tr("Each subfolder is a class. Pictures are cut to their square middle.")
        self.column.addWidget(label(words, wrap=True))
        rows = Rows()
        self.side, self.colour = Choice(), Choice()
        self.side.offer({str(side): tr("{side} × {side} pixels", side=side) for side in _SIDES})
        self.side.show_key(_USUAL)
        self.colour.offer({"grey": tr("Grey"), "colour": tr("Red, green and blue")})
        rows.add(tr("Size"), self.side, tr("How many pixels each picture becomes."))
        rows.add(tr("Colours"), self.colour, tr("One input a pixel, or three."))
        for choice in (self.side, self.colour):
            choice.chosen.connect(lambda _key: self._count())
        self.column.addLayout(rows)
        self.outcome = label(role="title", wrap=True)
        self.column.addWidget(self.outcome)
        self.column.addWidget(self.told)
        self.told.hide()
        self.cancel, self.accept_button = button(tr("Cancel")), button(tr("Import"), "primary")
        self.cancel.clicked.connect(self.reject)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._read)
        self.column.addLayout(self.foot(self.cancel, self.accept_button))
        self.setMinimumWidth(round(_WIDTH * theme.scale()))
        self._count()

    def _count(self) -> None:
        inputs = int(self.side.currentData()) ** 2 * (3 if self._in_colour else 1)
        self.outcome.setText(tr("{count} inputs", count=f"{inputs:,}"))

    @property
    def _in_colour(self) -> bool:
        return bool(self.colour.currentData() == "colour")

    def _read(self) -> None:
        path, side, colour = self._path, int(self.side.currentData()), self._in_colour

        def work(progress: Progress) -> Dataset:
            data: Dataset = datasets.read_images(path, side=side, colour=colour, progress=progress)
            return data.split().prepared()

        self.told.hide()
        self.work(work, self._take)

    def _take(self, data: Dataset) -> None:
        self.dataset = data
        self.accept()

    def show_work(self, working: bool) -> None:
        """Nothing can be changed while pictures are read."""
        super().show_work(working)
        for part in (self.side, self.colour, self.accept_button):
            part.setEnabled(not working)

    def reject(self) -> None:
        """Stop the reading that is going on; without one, close."""
        if self._errand is not None:
            self._errand.cancel()
            return
        super().reject()
