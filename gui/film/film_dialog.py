"""The film dialog: what is filmed, how long and how large; then the file, with progress."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from engine import EngineError, errors
from engine.files import write_atomically
from gui.editing import notices
from gui.film import mp4
from gui.film.filming import Film, Filming, stops
from gui.film.gif import Gif
from gui.film.mp4 import Mp4
from gui.forms.fields import Choice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.dialogs.install_strip import InstallStrip
from gui.panels.widgets.background import Errand, Progress
from gui.panels.widgets.section import button, dialog_column, label
from gui.panels.widgets.share_bar import ShareBar
from gui.run.session import Session
from gui.stills import pictures

_FILMS: dict[str, type[Film]] = {".gif": Gif, ".mp4": Mp4}
_CLOSING_SECONDS = 10.0
# The share of the bar that filming takes; the rest is writing.
_FILMING = 0.8


class FilmDialog(QDialog):
    """Films the run as far as it is kept; closing it leaves nothing running."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._filming: Filming | None = None
        self._errand: Errand[bytes] | None = None
        self._path = Path()
        self.setWindowTitle(tr("Save the run as GIF or MP4"))
        self._offered = {pictures.name_of(each): each for each in pictures.offered()}
        self._offered[tr("Whole window")] = window
        column = dialog_column(self)
        words = tr("The run from its first kept epoch to now; training pauses meanwhile.")
        column.addWidget(label(words, wrap=True))
        self._add_choices(column)
        self.told = label(role="", wrap=True)
        column.addWidget(self.told)
        self.install = InstallStrip()
        self.install.installed.connect(self._installed)
        column.addWidget(self.install)
        column.addLayout(self._foot())
        self.setMinimumWidth(round(420 * theme.scale()))
        self._judge()

    def _add_choices(self, column: QVBoxLayout) -> None:
        form = QFormLayout()
        self.what, self.seconds, self.rate, self.width_choice, self.pace = (
            Choice() for _ in range(5)
        )
        for choice, name, offered, chosen in (
            (self.what, tr("Picture"), {name: name for name in self._offered}, tr("Network")),
            (self.seconds, tr("Length"), _with("{value} s", (3, 6, 10, 20)), "6"),
            (self.rate, tr("Frames a second"), _with("{value}", (5, 10, 20)), "10"),
            (self.width_choice, tr("Width"), _with("{value} pixels", (480, 640, 960, 1440)), "640"),
            (
                self.pace,
                tr("Pace"),
                {"slow": tr("slowly at first"), "even": tr("even over the epochs")},
                "slow",
            ),
        ):
            choice.offer(offered)
            choice.show_key(chosen)
            choice.setAccessibleName(name)
            form.addRow(name, choice)
        column.addLayout(form)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        self.progress = ShareBar(tr("Filming"))
        self.progress.hide()
        self.cancel = button(tr("Close"))
        self.cancel.clicked.connect(self._cancel)
        self.save = button(tr("Save…"), "primary")
        self.save.clicked.connect(self.ask)
        row.addWidget(self.progress, 1)
        row.addStretch(0)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        return row

    @property
    def _is_busy(self) -> bool:
        return self._filming is not None or self._errand is not None

    def _judge(self) -> None:
        can = self._session.time.can_look_back
        self.save.setEnabled(can and not self._is_busy)
        self.cancel.setText(tr("Cancel") if self._is_busy else tr("Close"))
        self.progress.setVisible(self._is_busy)
        if not can and not self._is_busy:
            self.told.setText(tr("There is nothing to film yet: train for some epochs first."))

    def _installed(self) -> None:
        self.install.offer("", ())
        self.told.setText(tr("✓ The extra is there."))

    # Filming and writing

    def ask(self) -> QFileDialog:
        """Let the person choose the file; then film."""
        dialog = QFileDialog(self, tr("Save the run as GIF or MP4"), str(pictures.folder.path))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([tr("Moving picture") + f" (*{ending})" for ending in _FILMS])
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("mp4" if "mp4" in chosen else "gif")
        )
        dialog.setDefaultSuffix("gif")
        dialog.selectFile("run")
        dialog.fileSelected.connect(lambda chosen: self.film(Path(chosen)))
        dialog.open()
        return dialog

    def film(self, path: Path) -> None:
        """Film as chosen, and write it to this file."""
        film = _FILMS.get(path.suffix.lower(), Gif)
        lacking = film is Mp4 and not mp4.is_available()
        self.install.offer("video" if lacking else "", ("PyAV",))
        if lacking:
            self.told.setText(tr("MP4 needs an extra; a GIF needs nothing."))
            return
        self._path = path
        span = self._session.time.span
        count = int(self.seconds.currentData()) * int(self.rate.currentData())
        slowly = self.pace.currentData() == "slow"
        epochs = stops(span.first, span.now, count, slowly_at_first=slowly)
        widget = self._offered[self.what.currentData()]
        width = int(self.width_choice.currentData())
        self._filming = Filming(self._session, widget, epochs, width, film, self)
        self._filming.progressed.connect(lambda done: self.progress.show_share(_FILMING * done))
        self._filming.finished.connect(self._filmed)
        self.told.setText("")
        self._judge()
        self._filming.start()

    def _filmed(self, complete: bool) -> None:
        filming, self._filming = self._filming, None
        if filming is None or filming.frames is None or not complete:
            self.told.setText(tr("Filming was stopped; no file was written."))
            self._judge()
            return
        frames, path = filming.frames, self._path
        seconds = 1 / int(self.rate.currentData())
        self._errand = Errand(lambda progress: _write(frames, seconds, path, progress), self)
        self._errand.progressed.connect(
            lambda done: self.progress.show_share(_FILMING + (1 - _FILMING) * done)
        )
        self._errand.done.connect(self._tell)
        self._errand.refused.connect(self._refuse)
        self._errand.finished.connect(self._end)
        self._errand.start()
        self._judge()

    def _tell(self) -> None:
        pictures.folder.take(self._path.parent)
        size = f"{self._path.stat().st_size / 1e6:.1f}"
        self.told.setText(tr("✓ {name} is written ({size} MB).", name=self._path.name, size=size))

    def _refuse(self, error: object) -> None:
        notice = notices.Notice.of(error) if isinstance(error, EngineError) else None
        said = f"{notice.happened} {notice.try_this}".strip() if notice else str(error)
        self.told.setText(said)

    def _end(self) -> None:
        self._errand = None
        self._judge()

    def _cancel(self) -> None:
        if self._filming is not None:
            self._filming.cancel()
        elif self._errand is not None:
            self._errand.cancel()
            self.told.setText(tr("Filming was stopped; no file was written."))
        else:
            self.reject()

    def reject(self) -> None:
        """Close, with nothing left running."""
        self.install.stop()
        if self._filming is not None:
            self._filming.cancel()
        if self._errand is not None:
            self._errand.cancel()
            self._errand.wait(_CLOSING_SECONDS)
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As with the button."""
        self.reject()
        super().closeEvent(event)


def _write(frames: Film, seconds: float, path: Path, progress: Progress) -> bytes:
    content = frames.written(seconds, progress)
    if content and progress(1.0):
        write_atomically(path, content, errors.ExportError)
    return content


def _with(words: str, values: tuple[int, ...]) -> dict[str, str]:
    return {str(value): tr(words, value=value) for value in values}
