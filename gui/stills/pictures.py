"""Taking pictures away: whatever is offered here can be copied, or saved as PNG, SVG or PDF."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from engine import EngineError, errors
from engine.files import write_atomically
from gui.editing.notices import Notice, bus
from gui.look.translate import tr
from gui.stills.picture_formats import ALONE, FORMATS, image_of
from gui.window.preferences import Preferences

_NAME = "pictureName"
_FOLDER = "files/pictures"


class _Folder:
    """Where the last picture was saved; remembered between two starts once there is a place."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._preferences: Preferences | None = None

    def keep_in(self, preferences: Preferences) -> None:
        """Remember it there."""
        self._preferences = preferences
        self._path = preferences.folder(_FOLDER)

    @property
    def path(self) -> Path:
        """The folder; the person's own pictures at first."""
        place = QStandardPaths.StandardLocation.PicturesLocation
        return self._path or Path(QStandardPaths.writableLocation(place))

    def take(self, path: Path) -> None:
        """It is this one from now on."""
        self._path = path
        if self._preferences is not None:
            self._preferences.set_folder(_FOLDER, path)


folder = _Folder()


def offer(widget: QWidget, name: str) -> None:
    """Let a widget be copied and saved as a picture, from the menu under the pointer too."""
    widget.setProperty(_NAME, name)
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    widget.customContextMenuRequested.connect(partial(_open_menu, widget))


def offer_alone(widget: QWidget, name: str) -> None:
    """The same for one with a menu of its own, and without what stands on it."""
    widget.setProperty(_NAME, name)
    widget.setProperty(ALONE, True)


def name_of(widget: QWidget) -> str:
    """What a picture is called."""
    return str(widget.property(_NAME) or "")


def offered() -> list[QWidget]:
    """All pictures in sight, in all windows."""
    return [
        widget
        for window in QApplication.topLevelWidgets()
        if window.isVisible()
        for widget in window.findChildren(QWidget)
        if name_of(widget) and widget.isVisible()
    ]


def list_in(menu: QMenu, preferences: Preferences) -> None:
    """Let a menu list all pictures in sight: each can be copied, and saved."""
    folder.keep_in(preferences)
    menu.aboutToShow.connect(lambda: _list_now(menu))


def _list_now(menu: QMenu) -> None:
    menu.clear()
    for widget in offered():
        _fill(menu.addMenu(name_of(widget)), widget)


def copy(widget: QWidget) -> None:
    """Put the picture on the clipboard."""
    QApplication.clipboard().setImage(image_of(widget))
    bus.post(Notice("info", tr("The picture is on the clipboard: {name}.", name=name_of(widget))))


def ask_save(widget: QWidget) -> QFileDialog:
    """Let the person choose a file and a format."""
    dialog = QFileDialog(widget.window(), tr("Save the picture"), str(folder.path))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    filters = {f"{tr(row.label)} (*{ending})": ending for ending, row in FORMATS.items()}
    dialog.setNameFilters(list(filters))
    dialog.setDefaultSuffix(next(iter(FORMATS)))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
    dialog.selectFile(_file_name(name_of(widget)))
    dialog.fileSelected.connect(lambda chosen: save(widget, Path(chosen)))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def save(widget: QWidget, path: Path) -> None:
    """Write the picture to a file, in the format of its ending; what fails is said in a notice."""
    try:
        row = FORMATS.get(path.suffix.lower())
        if row is None:
            raise errors.ExportError(
                "{name} does not say which kind of picture it is to be.",
                "Let it end in {endings}.",
                name=path.name,
                endings=", ".join(FORMATS),
            )
        write_atomically(path, row.make(widget, name_of(widget)), errors.ExportError)
    except EngineError as error:
        bus.post(Notice.of(error))
        return
    folder.take(path.parent)
    bus.post(Notice("info", tr("{name} is written.", name=path.name)))


def _open_menu(widget: QWidget, place: QPoint) -> QMenu:
    menu = QMenu(widget)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _fill(menu, widget)
    menu.popup(widget.mapToGlobal(place))
    return menu


def _fill(menu: QMenu, widget: QWidget) -> None:
    menu.addAction(tr("Copy picture")).triggered.connect(lambda: copy(widget))
    menu.addAction(tr("Save picture…")).triggered.connect(lambda: ask_save(widget))


def _file_name(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name).strip("-").lower() or "picture"
