"""What the program remembers between two starts: the look, the places of panels, recent files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from gui.look import theme

RECENT_FILES = 10
_SCHEMES: tuple[theme.Scheme, ...] = ("system", "light", "dark")


class Preferences:
    """Reads and writes settings, the user's own unless others are given.

    Whatever is missing or damaged has a default.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Netloom", "Netloom"
        )

    @property
    def scheme(self) -> theme.Scheme:
        """Light, dark, or as the system has it."""
        wanted = self._store.value("look/scheme", "system")
        return next((scheme for scheme in _SCHEMES if scheme == wanted), "system")

    @scheme.setter
    def scheme(self, scheme: theme.Scheme) -> None:
        self._store.setValue("look/scheme", scheme)

    def flag(self, key: str, default: bool = False) -> bool:
        """A yes or no, such as "look/projector"."""
        return str(self._store.value(key, default)).lower() in ("true", "1")

    def set_flag(self, key: str, value: bool) -> None:
        """Remember a yes or no."""
        self._store.setValue(key, value)

    def number(self, key: str, default: float) -> float:
        """A number, such as "train/speed"."""
        try:
            return float(str(self._store.value(key, default)))
        except ValueError:
            return default

    def set_number(self, key: str, value: float) -> None:
        """Remember a number."""
        self._store.setValue(key, value)

    def layout(self, key: str) -> QByteArray:
        """What a window or splitter saved of its layout; empty the first time."""
        saved = self._store.value(f"layout/{key}")
        return saved if isinstance(saved, QByteArray) else QByteArray()

    def set_layout(self, key: str, saved: QByteArray) -> None:
        """Remember the layout of a window or a splitter."""
        self._store.setValue(f"layout/{key}", saved)

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """The projects last opened or saved that still exist, newest first."""
        saved = self._store.value("files/recent", [])
        names = saved if isinstance(saved, list) else [saved]
        return tuple(Path(str(name)) for name in names if name and Path(str(name)).exists())

    def add_recent_file(self, path: Path) -> None:
        """Put a project at the head of the recent files."""
        path = path.absolute()
        others = [str(other) for other in self.recent_files if other != path]
        self._store.setValue("files/recent", [str(path), *others][:RECENT_FILES])

    def folder(self, key: str) -> Path | None:
        """A folder, such as "files/pictures"; None where there is none any more."""
        path = Path(str(self._store.value(key, "")))
        return path if path.is_absolute() and path.is_dir() else None

    def set_folder(self, key: str, path: Path) -> None:
        """Remember a folder."""
        self._store.setValue(key, str(path.absolute()))

    def write(self) -> None:
        """Put everything on disk now."""
        self._store.sync()
