"""The main window: builds the parts, puts each in its place, and connects them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow

from engine import Kind
from gui.canvas import CanvasView
from gui.editing.document import Document
from gui.editing.notices import bus
from gui.editing.selection import Selection
from gui.look import icons, theme
from gui.look.translate import tr
from gui.menus.keys import wants_key
from gui.menus.menu_bar import Actions
from gui.menus.tab_titles import TAB_TITLES
from gui.run.session import Session, State
from gui.stills import pictures
from gui.window.dialogs import Dialogs
from gui.window.files import Files
from gui.window.notice_card import NoticeCard
from gui.window.places import Places
from gui.window.preferences import Preferences
from gui.window.top_bar import TopBar
from gui.window.view_options import ViewOptions

SIZE = QSize(1440, 900)
SMALLEST = QSize(1024, 640)
_KINDS: tuple[Kind, ...] = ("input", "hidden", "output")


class MainWindow(QMainWindow):
    """Everything on the screen. It decides nothing: the document, the session and Files do."""

    def __init__(
        self, document: Document, session: Session, preferences: Preferences | None = None
    ) -> None:
        super().__init__()
        self.document, self.session = document, session
        self.preferences = preferences or Preferences()
        self.selection = Selection(self)
        self.files = Files(self, document, session, self.preferences)
        self.top_bar = TopBar(document, session)
        self.canvas = CanvasView(document, self.selection, session)
        self.places = Places(self.top_bar, self.canvas, self.preferences)
        self.setCentralWidget(self.places)
        self.view_options = ViewOptions(self.canvas, self.preferences)
        self.dialogs = Dialogs(self, document, session)
        self.actions_ = Actions(self, self._handlers())
        self.card = NoticeCard(self, self.canvas, self.canvas.occupied)
        self._leaving = False
        self._state_before = session.state
        self._panels_built = False
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        self._connect()
        self._restore()
        self.canvas.setFocus()

    # Building

    def _handlers(self) -> Mapping[str, Callable[..., object]]:
        document, session, canvas = self.document, self.session, self.canvas
        handlers: dict[str, Callable[..., object]] = {
            "quit": self.close,
            "undo": document.undo_stack.undo,
            "redo": document.undo_stack.redo,
            "new_seed": session.new_seed,
            "train": session.toggle,
            "step": lambda: session.step("batch"),
            "step_epoch": lambda: session.step("epoch"),
            "slower": self.top_bar.speed.slower,
            "faster": self.top_bar.speed.faster,
            "reset": session.reset,
            "build": lambda _: canvas.set_mode("build"),
            "watch": lambda _: canvas.set_mode("watch"),
            "full_screen": self._set_full_screen,
            **self.files.handlers,
            **canvas.deeds.handlers,
            "paste": lambda: self.files.paste() or canvas.deeds.paste(),
            **session.time.handlers,
            **self.view_options.handlers,
            **self.dialogs.handlers,
        }
        for kind in _KINDS:
            handlers[f"add_{kind}"] = lambda kind=kind: self.add_unit(kind)
        for key in TAB_TITLES:
            handlers[key] = lambda key=key: self.places.show_tab(key)
        for name in self.places.names:
            handlers[f"show_{name}"] = lambda shown, name=name: self.places.show_panel(name, shown)
        for name in self.places.sides:
            handlers[f"show_{name}"] = lambda shown, name=name: self.places.show_side(name, shown)
        handlers["show_alone"] = self.places.show_alone
        return handlers

    def _connect(self) -> None:
        document, stack = self.document, self.document.undo_stack
        document.title_changed.connect(self._name)
        document.opened.connect(self._opened)
        stack.canUndoChanged.connect(self._show_undo)
        stack.canRedoChanged.connect(self._show_undo)
        stack.undoTextChanged.connect(self._show_undo)
        stack.redoTextChanged.connect(self._show_undo)
        self.selection.changed.connect(self._show_selection)
        self.canvas.train_wanted.connect(self.session.toggle)
        self.canvas.mode_changed.connect(self._show_mode)
        self.canvas.network_scene.tiles.changed.connect(self._show_tiles)
        self.session.state_changed.connect(self._show_state)
        self.session.time.changed.connect(self._show_time)
        self.card.visible_changed.connect(self._show_time)
        self.files.recent_changed.connect(self._list_recent)
        self.files.networks.taken.connect(self.canvas.fit)
        pictures.list_in(self.actions_.menus["pictures"], self.preferences)
        self.places.shown.connect(self._show_shown)
        bus.posted.connect(self.card.show_notice)
        theme.signals.changed.connect(self.actions_.repaint_icons)
        self._name()
        self._show_undo()
        self._show_selection()
        self._show_time()
        self._choose_mode()
        self._show_mode(self.canvas.mode)
        self._show_tiles()
        self._list_recent()

    def _restore(self) -> None:
        preferences = self.preferences
        self.resize(SIZE)
        self.restoreGeometry(preferences.layout("window"))
        for key in self.view_options.restore():
            self.actions_[key].setChecked(True)
        self.setWindowIcon(icons.logo())
        for name in (*self.places.names, *self.places.sides):
            self._show_shown(name, self.places.is_shown(name))
        speed = preferences.number("train/speed", self.session.speed or 0.0)
        self.top_bar.speed.show_speed(speed or None)

    def showEvent(self, event: QShowEvent) -> None:
        """Build what needs the slow libraries after the first paint, and start the engine."""
        super().showEvent(event)
        if not self._panels_built:
            self._panels_built = True
            QTimer.singleShot(0, self, self.build_panels)

    def build_panels(self) -> None:
        """Put the panels in their places; the first ones need nothing slow."""
        panels = self.places.build_light(self.document, self.selection, self.session)
        panels.data.import_requested.connect(self.files.imports.ask)
        panels.palette.add_requested.connect(self.add_unit)
        QTimer.singleShot(0, self, self._build_slow_panels)

    def _build_slow_panels(self) -> None:
        lower = self.places.build_heavy(self.document, self.selection, self.session)
        lower.race_wanted.connect(self.dialogs.open_race)
        # The charts' library first: it takes less time, and is wanted in this thread.
        QTimer.singleShot(0, self, self._start_threads)

    def _start_threads(self) -> None:
        self.session.start()
        self.canvas.quicken()

    # What the menus do here

    def add_unit(self, kind: str) -> None:
        """Add a unit where the view looks, beside those that are there, or ask for a layer."""
        if kind == "layer":
            self.canvas.deeds.ask_layer()
        for known in _KINDS:
            if known == kind:
                self.canvas.add_unit(known, self.canvas.free_place(known))

    def _set_full_screen(self, full: bool) -> None:
        if full:
            self.showFullScreen()
        else:
            self.showNormal()

    # Following

    def _name(self) -> None:
        self.setWindowTitle(f"{self.document.title}[*] – Netloom")
        self.setWindowModified(self.document.is_modified)

    def _opened(self) -> None:
        self.selection.clear()
        self._choose_mode()

    def _choose_mode(self) -> None:
        """An empty canvas is for building; a network that is there is for watching."""
        self.canvas.set_mode("watch" if self.document.network.units else "build")

    def _show_state(self, state: State) -> None:
        started = state is State.RUNNING and self._state_before is State.READY
        self._state_before = state
        if started:
            self.canvas.set_mode("watch")

    def _show_undo(self) -> None:
        stack = self.document.undo_stack
        for key, word, name, possible in (
            ("undo", tr("Undo"), stack.undoText(), stack.canUndo()),
            ("redo", tr("Redo"), stack.redoText(), stack.canRedo()),
        ):
            self.actions_[key].setText(f"{word}: {name}" if name else word)
            self.actions_[key].setEnabled(possible)

    def _show_time(self) -> None:
        """Esc belongs to the card first, then to the way back from the past."""
        machine = self.session.time
        for key in ("earlier", "replay"):
            self.actions_[key].setEnabled(machine.can_look_back)
        for key in ("later", "go_on"):
            self.actions_[key].setEnabled(machine.is_past)
        self.actions_["come_back"].setEnabled(machine.is_past and self.card.isHidden())

    def _show_selection(self) -> None:
        self.actions_.allow(len(self.selection.units), len(self.selection.connections))

    def _show_mode(self, mode: str) -> None:
        self.actions_[mode].setChecked(True)

    def _show_shown(self, name: str, shown: bool) -> None:
        self.actions_[f"show_{name}"].setChecked(shown)

    def _show_tiles(self) -> None:
        self.actions_[f"tiles_{self.canvas.network_scene.tiles.mode.key}"].setChecked(True)

    def _list_recent(self) -> None:
        menu = self.actions_.menus["recent"]
        menu.clear()
        for path in self.preferences.recent_files:
            action = menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.files.open(path))
        menu.setEnabled(bool(self.preferences.recent_files))

    # Events

    def event(self, event: QEvent) -> bool:
        """Leave bare keys to the widget with the focus where it has a use for them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(wants_key(self.focusWidget(), event))
            return event.isAccepted()
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files: projects and tables."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file that was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            # The drag must end before a dialog opens.
            QTimer.singleShot(0, self, lambda: self.files.open_any(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work; then remember the layout and end the training thread."""
        if not self._leaving and self.files.has_unsaved_work:
            event.ignore()
            self.files.unless_unsaved(self.leave)
            return
        self._remember()
        self.hide()  # the thread may take a moment to end
        self.dialogs.close()
        self.canvas.rest()
        self.session.close()
        # Qt empties the stack while it takes it down, and would tell a window half gone.
        self.document.undo_stack.blockSignals(True)
        event.accept()

    def leave(self) -> None:
        """Close without asking."""
        self._leaving = True
        self.close()

    def _remember(self) -> None:
        self.preferences.set_layout("window", self.saveGeometry())
        self.preferences.set_number("train/speed", self.session.speed or 0.0)
        self.places.remember()
        self.preferences.write()


def _dropped(event: QDropEvent) -> Path | None:
    for url in event.mimeData().urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None
