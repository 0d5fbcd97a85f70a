"""A table on the clipboard, as spreadsheets and web pages put it there."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

from PySide6.QtCore import QMimeData

_FEWEST_LINES = 2
_LETTERS_OF_SPACE = ("br", "p", "div")


def text_on(mime: QMimeData | None) -> str:
    """The text that `mime` holds; it is None on a system whose clipboard nobody has used yet."""
    return "" if mime is None else mime.text()


def table_on(mime: QMimeData | None) -> str:
    """The text of the table that `mime` holds, tabs between cells; "" where there is none."""
    text = text_on(mime)
    if mime is None or _has_tabs(text):
        return text
    return table_in_html(mime.html()) if mime.hasHtml() else ""


def _has_tabs(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    with_tabs = sum("\t" in line for line in lines)
    return len(lines) >= _FEWEST_LINES and "\t" in lines[0] and 2 * with_tabs > len(lines)


def table_in_html(html: str) -> str:
    """The first table of a page as text, tabs between cells; "" where there is none."""
    found = _FirstTable()
    found.feed(html)
    found.close()
    if len(found.rows) < _FEWEST_LINES:
        return ""
    stream = io.StringIO()
    csv.writer(stream, delimiter="\t", lineterminator="\n").writerows(found.rows)
    return stream.getvalue()


class _FirstTable(HTMLParser):
    """Collects the cells of the first table; a wide cell counts as many, empty but for one."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._depth = 0
        self._over = False
        self._cell: list[str] | None = None
        self._wide = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row or a cell begins."""
        if tag == "table":
            self._depth += 1
        if self._over or not self._depth:
            return
        if tag == "tr" and self._depth == 1:
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th") and self._depth == 1:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._wide = [], min(int(span), 100) if span.isdecimal() else 1
        elif tag in _LETTERS_OF_SPACE and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A cell, a row or the table ends."""
        if self._over:
            return
        if tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()
        if tag == "table" and self._depth:
            self._depth -= 1
            self._over = self._depth == 0
            if self._over:
                self._end_cell()
                self.rows = [row for row in self.rows if any(row)]

    def handle_data(self, data: str) -> None:
        """Letters in a cell."""
        if self._cell is not None and not self._over:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.rows:
            self.rows.append([])
        self.rows[-1] += [" ".join("".join(self._cell).split()), *[""] * (self._wide - 1)]
        self._cell = None
