"""Tables in workbooks (.xlsx), as the text that a spreadsheet program would save of a sheet.

calamine reads them, in Rust: 20,000 rows of 20 numbers 7 to 11 times as fast as openpyxl does. It
takes memory for every cell between the first and the last, so that what a workbook claims is looked
at before.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from engine.data.cells import written
from engine.errors import DataError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

WORKBOOK_ENDINGS = (".xlsx", ".xlsm")

_CELL = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
_PIECE = 2**20
_OVERLAP = 32  # bytes, so that no cell's name is cut in two
_MOST_CELLS = 60_000_000
_MOST_BYTES = 2 * 2**30


def is_workbook(path: Path) -> bool:
    """Whether a file of this name is read here."""
    return path.suffix.lower() in WORKBOOK_ENDINGS


def sheets_of(path: Path) -> tuple[str, ...]:
    """The names of the sheets of cells that are not hidden. Raises DataError, OSError."""
    with _workbook(path) as book:
        return _visible(book)


def text_of_sheet(path: Path, sheet: str | None = None) -> tuple[str, str]:
    """A sheet's name, and the sheet as text with commas, its rows on the lines they have there.

    None takes the first sheet that holds something. Raises DataError, OSError.
    """
    with _workbook(path) as book:
        names = _visible(book)
        if sheet is not None and sheet not in names:
            raise DataError(
                "There is no sheet “{name}” in {file}.",
                "The sheets are {known}.",
                name=sheet,
                file=path.name,
                known=", ".join(names),
            )
        for name in names if sheet is None else (sheet,):
            found = book.get_sheet_by_name(name)
            if found.height or sheet is not None:
                return name, _as_text(found)
    raise DataError("There is nothing in the sheets of {name}.", name=path.name)


@contextmanager
def _workbook(path: Path) -> Iterator[CalamineWorkbook]:
    import python_calamine

    try:
        _refuse_growth(path)
        with python_calamine.load_workbook(path) as book:
            yield book
    except python_calamine.PasswordError:
        raise DataError(
            "{name} is locked with a password.", "Save it without one.", name=path.name
        ) from None
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ):
        raise DataError(
            "{name} is damaged, or it is no workbook.",
            "Save it again as .xlsx, or as CSV.",
            name=path.name,
        ) from None


def _visible(book: CalamineWorkbook) -> tuple[str, ...]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return tuple(
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    )


def _refuse_growth(path: Path) -> None:
    """Raise DataError for a workbook that needs far more memory than a table may."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _MOST_BYTES:
            raise _too_large(path)
        for entry in entries:
            if "worksheets/" in entry.filename and entry.filename.endswith(".xml"):
                with archive.open(entry) as file:
                    if _cells_between(file) > _MOST_CELLS:
                        raise _too_large(path)


def _too_large(path: Path) -> DataError:
    return DataError(
        "{name} is too large for a workbook: {most:,} cells may lie between its first and its "
        "last.",
        "Delete cells far away from the table, or save it as CSV.",
        name=path.name,
        most=_MOST_CELLS,
    )


def _cells_between(file: IO[bytes]) -> int:
    """How many cells the rectangle round all cells of a sheet has, from the sheet's XML."""
    columns, rows = set[bytes](), 0
    rest = b""
    while piece := file.read(_PIECE):
        found = _CELL.findall(rest + piece)
        columns.update(column for column, _ in found)
        rows = max(rows, max((int(row) for _, row in found), default=0))
        rest = piece[-_OVERLAP:]
    return rows * max(map(_number, columns), default=0)


def _number(column: bytes) -> int:
    """The number of a column called A, B … AA, from 1."""
    number = 0
    for letter in column:
        number = 26 * number + letter - 64
    return number


def _as_text(sheet: CalamineSheet) -> str:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    for row in sheet.iter_rows():
        write([written(value) for value in row])
    return text.getvalue()
