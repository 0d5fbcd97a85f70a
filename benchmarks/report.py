"""What a measurement says: lines on the screen, and every number as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def say(text: str = "") -> None:
    """One line, at once, so that a long run can be followed."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def table(rows: Sequence[Sequence[str]], heading: Sequence[str]) -> str:
    """A Markdown table whose columns line up; all but the first are set to the right."""
    lines = [list(heading), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heading))]
    rules = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def row(cells: Sequence[str]) -> str:
        padded = [cells[0].ljust(widths[0])]
        padded += [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        return f"| {' | '.join(padded)} |"

    return "\n".join([row(lines[0]), row(rules), *map(row, lines[1:])])


def machine_line(machine: Mapping[str, str]) -> str:
    """The machine in one line."""
    name, cores, *rest = (machine.get(key, "") for key in ("processor", "cores", "vectors"))
    versions = [
        f"{key} {value}"
        for key, value in machine.items()
        if key not in ("processor", "cores", "vectors")
    ]
    return ", ".join([name, f"{cores} cores", *filter(None, rest), *versions])


def write_json(path: Path | None, content: Mapping[str, Any]) -> None:
    """Write all numbers to a file, if one was named."""
    if path is not None:
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        say(f"All rows: {path}")
