"""Where unsaved work is kept: a folder for each window, which others find once it is gone."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile, QStandardPaths

from engine.errors import ProjectError
from engine.files import write_atomically

_LOCK, _ABOUT = "lock", "about.json"


@dataclass(frozen=True, slots=True)
class About:
    """What the work is called, and the file that it was opened from or saved to, "" for none."""

    title: str
    path: str = ""


class Shelter:
    """A folder that belongs to this process until it is left; who else asks finds it locked."""

    def __init__(self, folder: Path, lock: QLockFile) -> None:
        self.folder = folder
        self._lock = lock

    @property
    def about(self) -> About:
        """What was written down last; no title if that cannot be read."""
        try:
            found = json.loads((self.folder / _ABOUT).read_bytes())
            return About(str(found["title"]), str(found["path"]))
        except (OSError, ValueError, KeyError, TypeError):
            return About("")

    def write_about(self, about: About) -> None:
        """Keep what the work is called. Raises ProjectError."""
        text = json.dumps(asdict(about), ensure_ascii=False)
        write_atomically(self.folder / _ABOUT, text.encode(), ProjectError)

    @property
    def time(self) -> datetime:
        """When something was last written here."""
        times = [path.stat().st_mtime for path in self.folder.glob("work-*")]
        return datetime.fromtimestamp(max(times, default=0.0))

    def leave(self) -> None:
        """Give the folder up as it is; the next start may find it."""
        self._lock.unlock()

    def remove(self) -> None:
        """Delete the folder: its work is in a file, or not wanted."""
        self._lock.unlock()
        shutil.rmtree(self.folder, ignore_errors=True)


def root() -> Path:
    """The folder of all shelters."""
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "recovery"


def new(where: Path) -> Shelter:
    """A new shelter in the folder `where`. Raises OSError when it cannot be made."""
    folder = where / secrets.token_hex(8)
    folder.mkdir(parents=True)
    lock = _lock(folder)
    if not lock.tryLock(0):
        raise OSError(f"{folder} cannot be locked")
    return Shelter(folder, lock)


def abandoned(where: Path) -> Iterator[Shelter]:
    """Shelters in `where` whose process has died, newest first; this process now owns them."""
    found = []
    for folder in where.glob("*/") if where.is_dir() else ():
        lock = _lock(folder)
        if lock.tryLock(0):
            found.append(Shelter(folder, lock))
    yield from sorted(found, key=lambda shelter: shelter.time, reverse=True)


def _lock(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder / _LOCK))
    lock.setStaleLockTime(0)  # a lock is stale when its process is gone, however old it is
    return lock
