"""Sheet: names, cells and roles of a small table; each edit gives another sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from engine.data.datasets import Dataset, TextSource
from gui.panels.data.column_plan import ColumnPlan

Cells = tuple[tuple[str, ...], ...]

MOST_ROWS, MOST_COLUMNS = 1000, 60
_FIRST_ROWS = 4


@dataclass(frozen=True)
class Sheet:
    """Texts as they were typed. `rows` are all as long as `names`; names differ."""

    names: tuple[str, ...] = ("x1", "x2", "y")
    rows: Cells = (("", "", ""),) * _FIRST_ROWS
    plan: ColumnPlan = field(default_factory=lambda: ColumnPlan(("y",)))

    @property
    def text(self) -> str:
        """The table as text, tabs between cells, rows without any left out."""
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(self.names)
        writer.writerows(row for row in self.rows if any(map(str.strip, row)))
        return stream.getvalue()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed but names."""
        return not any(cell.strip() for row in self.rows for cell in row)

    def block(self, top: int, left: int, bottom: int, right: int) -> Cells:
        """The cells between two corners, both included."""
        return tuple(row[left : right + 1] for row in self.rows[top : bottom + 1])

    def put(self, top: int, left: int, block: Sequence[Sequence[str]]) -> Sheet:
        """Cells written from a corner on; the sheet grows where they go beyond it."""
        width = max(map(len, block), default=0)
        sheet = self._grown(top + len(block), min(left + width, MOST_COLUMNS))
        rows = [list(row) for row in sheet.rows]
        for row, cells in zip(rows[top:], block, strict=False):
            fitting = cells[: len(sheet.names) - left]
            row[left : left + len(fitting)] = fitting
        return replace(sheet, rows=tuple(map(tuple, rows)))

    def cleared(self, places: Iterable[tuple[int, int]]) -> Sheet:
        """Empty cells at these places (row, column)."""
        rows = [list(row) for row in self.rows]
        for row, column in places:
            if row < len(rows):
                rows[row][column] = ""
        return replace(self, rows=tuple(map(tuple, rows)))

    def _grown(self, height: int, width: int) -> Sheet:
        sheet = self
        while len(sheet.names) < width:
            sheet = sheet.with_column(len(sheet.names))
        missing = min(height, MOST_ROWS) - len(sheet.rows)
        return sheet.with_rows(len(sheet.rows), missing) if missing > 0 else sheet

    def with_rows(self, at: int, count: int = 1) -> Sheet:
        """Empty rows before row `at`."""
        empty = (("",) * len(self.names),) * count
        return replace(self, rows=self.rows[:at] + empty + self.rows[at:])

    def without_rows(self, first: int, last: int) -> Sheet:
        """The rows from `first` to `last` taken out."""
        return replace(self, rows=self.rows[:first] + self.rows[last + 1 :])

    def with_column(self, at: int) -> Sheet:
        """An empty column before column `at`, with a name that is free."""
        name = _free("x", self.names)
        names = (*self.names[:at], name, *self.names[at:])
        return replace(self, names=names, rows=self._each(lambda row: (*row[:at], "", *row[at:])))

    def without_columns(self, first: int, last: int) -> Sheet:
        """The columns from `first` to `last` taken out; one at least stays."""
        names = self.names[:first] + self.names[last + 1 :]
        if not names:
            return self
        plan = self.plan.among(names, names[-1])
        rows = self._each(lambda row: row[:first] + row[last + 1 :])
        return Sheet(names, rows, plan)

    def renamed(self, column: int, name: str) -> Sheet:
        """A column called otherwise; what another column is called gets a number."""
        others = (*self.names[:column], *self.names[column + 1 :])
        name = " ".join(name.split())
        if not name or name == self.names[column]:
            return self
        name = _free(name, others) if name in others else name
        names = (*self.names[:column], name, *self.names[column + 1 :])
        return replace(self, names=names, plan=self.plan.renamed(self.names[column], name))

    def _each(self, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Cells:
        return tuple(map(change, self.rows))


def sheet_of(data: Dataset) -> Sheet | None:
    """These data as a sheet: as they were typed, or as their numbers are; None if too many."""
    source = data.source
    if isinstance(source, TextSource) and source.delimiter == "\t" and source.header:
        names, *rows = csv.reader(io.StringIO(source.text), delimiter="\t")
        sheet = Sheet(tuple(names), tuple(map(tuple, rows)), ColumnPlan.of(source))
    elif len(data.inputs) <= MOST_ROWS:
        sheet = _from_numbers(data)
    else:
        return None
    fits = len(sheet.rows) <= MOST_ROWS and len(sheet.names) <= MOST_COLUMNS
    even = all(len(row) == len(sheet.names) for row in sheet.rows)
    return sheet if fits and even and len(set(sheet.names)) == len(sheet.names) else None


def _from_numbers(data: Dataset) -> Sheet:
    inputs = tuple(" ".join(name.split()) for name in data.input_names)
    numbers = data.class_numbers
    if numbers is None:
        targets: tuple[str, ...] = tuple(_free(name, inputs) for name in data.target_names)
        cells = [tuple(map(_written, row)) for row in data.targets.tolist()]
        kind = "number"
    else:
        name = data.target_names[0] if data.task == "binary" else "class"
        targets = (_free(name, inputs),)
        cells = [(data.classes[number],) for number in numbers.tolist()]
        kind = "category"
    rows = tuple(
        (*map(_written, row), *right)
        for row, right in zip(data.inputs.tolist(), cells, strict=True)
    )
    plan = ColumnPlan(targets, insisted=frozenset(inputs), kinds=dict.fromkeys(targets, kind))
    return Sheet((*inputs, *targets), rows, plan)


def _written(number: float) -> str:
    """A number so that reading gives it back exactly."""
    return repr(number).removesuffix(".0")


def _free(name: str, taken: Sequence[str]) -> str:
    """`name`, or the first of name1, name2 … that is not taken."""
    if name not in taken and name != "x":
        return name
    count = 1
    while f"{name}{count}" in taken:
        count += 1
    return f"{name}{count}"


def cells_of(text: str) -> list[list[str]]:
    """The cells of a range that was copied in a spreadsheet: tabs between them, a row a line."""
    lines = io.StringIO(text.rstrip("\r\n"), newline="")
    return [list(row) for row in csv.reader(lines, delimiter="\t")]
