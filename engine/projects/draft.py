"""Drafts: a project kept in a folder of its own, and written there again and again as it changes.

    work-7.netloom    the project without the arrays of its data, uncompressed
    data-7.npz        these arrays; written only when the data have become others

Both carry the same number. A higher one is complete before the lower ones go, so that at any moment
the folder holds a whole project.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from engine.data.dataset import Dataset
from engine.errors import ProjectError
from engine.files import write_atomically
from engine.projects import archive
from engine.projects.archive import DAMAGED, Arrays, read_arrays, unpack
from engine.projects.project_file import Project, parts_of, project_from

_WORK, _DATA = "work-{}.netloom", "data-{}.npz"


class Draft:
    """The draft in `folder`, which need not hold one yet. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for cut in folder.glob(".*.part"):  # by a process that was killed; the folder is ours now
            cut.unlink(missing_ok=True)
        self._data: Dataset | None = None
        self._number = max(_numbers(folder), default=0)

    def write(self, project: Project) -> None:
        """Keep this state of the project in the place of the one before. Raises ProjectError."""
        document, arrays = parts_of(project)
        data = {name: values for name, values in arrays.items() if name.startswith("data_")}
        rest = {name: values for name, values in arrays.items() if name not in data}
        if project.data is not self._data:
            self._number += 1
            self._data = None
            self._write_data(data)
        work = self.folder / _WORK.format(self._number)
        write_atomically(
            work, lambda file: archive.write(file, document, rest, small=False), ProjectError
        )
        if self._data is None:
            self._data = project.data
            self._forget_older()

    def _write_data(self, arrays: Arrays) -> None:
        write_atomically(
            self.folder / _DATA.format(self._number),
            lambda file: np.savez(file, allow_pickle=False, **arrays),
            ProjectError,
        )

    def _forget_older(self) -> None:
        for number in _numbers(self.folder):
            if number < self._number:
                (self.folder / _WORK.format(number)).unlink(missing_ok=True)
                (self.folder / _DATA.format(number)).unlink(missing_ok=True)


def read(folder: Path) -> Project | None:
    """The latest project that the folder holds whole; None if there is none."""
    for number in sorted(_numbers(folder), reverse=True):
        with suppress(ProjectError, OSError, *DAMAGED):
            work = folder / _WORK.format(number)
            document, arrays = unpack(work)
            data = read_arrays((folder / _DATA.format(number)).read_bytes())
            return project_from(document, arrays | data, work.name)
    return None


def _numbers(folder: Path) -> Iterator[int]:
    for path in folder.glob(_WORK.format("*")):
        number = path.stem.removeprefix("work-")
        if number.isdecimal():
            yield int(number)
