"""What an import dialog is about: a file, or a text that was pasted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from engine import datasets
from engine.data.datasets import CsvPreview, Dataset, Reading
from gui.look.translate import tr
from gui.panels.data.table_words import size_in_words
from gui.panels.widgets.background import Progress


class ImportSubject(Protocol):
    """A table that can be looked at and read. `heading` is the dialog's title."""

    @property
    def is_file(self) -> bool:
        """Whether its bytes can be taken for letters in several ways."""

    @property
    def name(self) -> str:
        """What is being looked at."""

    @property
    def heading(self) -> str:
        """What the dialog is called."""

    def described(self, preview: CsvPreview) -> str:
        """The table in a line."""

    def inspect(self, asked: Mapping[str, Any]) -> CsvPreview:
        """Look at the head of the table. Raises DataError."""

    def read(self, asked: Mapping[str, Any], progress: Progress) -> Dataset:
        """Read all of it. Raises DataError."""


@dataclass(frozen=True)
class FileSubject:
    """A file of text."""

    path: Path
    is_file: bool = True

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def heading(self) -> str:
        """Import and the file's name."""
        return tr("Import {name}", name=self.path.name)

    def described(self, preview: CsvPreview) -> str:
        """Name, size, encoding, width."""
        size = size_in_words(self.path.stat().st_size)
        return f"{self.path.name} · {size} · {preview.encoding_label} · {_width(preview)}"

    def inspect(self, asked: Mapping[str, Any]) -> CsvPreview:
        """Look at its head."""
        preview: CsvPreview = datasets.inspect_csv(self.path, **asked)
        return preview

    def read(self, asked: Mapping[str, Any], progress: Progress) -> Dataset:
        """Read all of it."""
        data: Dataset = datasets.read_csv(self.path, **asked, progress=progress)
        return data


@dataclass(frozen=True)
class TextSubject:
    """A text from the clipboard."""

    text: str
    is_file: bool = False

    @property
    def name(self) -> str:
        """Where it comes from."""
        return tr("the clipboard")

    @property
    def heading(self) -> str:
        """What was done."""
        return tr("Paste a table")

    def described(self, preview: CsvPreview) -> str:
        """Size and width."""
        size = size_in_words(len(self.text.encode(errors="replace")))
        return f"{tr('From the clipboard')} · {size} · {_width(preview)}"

    def inspect(self, asked: Mapping[str, Any]) -> CsvPreview:
        """Look at its head."""
        preview: CsvPreview = datasets.inspect_text(self.text, **asked)
        return preview

    def read(self, asked: Mapping[str, Any], progress: Progress) -> Dataset:
        """Read all of it; the project will keep the text."""
        title = tr("Pasted table")
        data: Dataset = datasets.read_text(
            self.text, Reading(**asked), title=title, progress=progress
        )
        return data


def _width(preview: CsvPreview) -> str:
    count = len(preview.columns)
    return tr("1 column") if count == 1 else tr("{count} columns", count=count)
