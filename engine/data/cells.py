"""What a single cell of a text table says: nothing, a number, or a word."""

from __future__ import annotations

import math
import re

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "?", "-", "--"})

_SPACES = "\u00a0\u202f "
_GROUPED = {
    ".": re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:[,'{_SPACES}]\d{{3}})+(?:\.\d*)?"),
    ",": re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:[.'{_SPACES}]\d{{3}})+(?:,\d*)?"),
}
_GROUPING = str.maketrans("", "", f",.'{_SPACES}")
_WITH_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_WITH_POINT = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")


def is_missing(text: str) -> bool:
    """Whether a cell is empty or holds a usual sign for "not known"."""
    return text.strip().lower() in MISSING


def number(text: str, decimal: str = ".") -> float | None:
    """The finite number that a cell holds, or None; `decimal` is "." or ","."""
    text = text.strip().replace("−", "-")
    if _GROUPED[decimal].fullmatch(text):
        whole, mark, fraction = text.partition(decimal)
        text = whole.translate(_GROUPING) + ("." + fraction if mark else "")
    elif decimal == "," and _WITH_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    # Python also takes 1_000 for a number, which in a table is a name.
    if "_" in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def written_with_comma(text: str) -> bool:
    """Whether a cell is a number such as 0,5 or 1,250."""
    return bool(_WITH_COMMA.fullmatch(text.strip()))


def written_with_point(text: str) -> bool:
    """Whether a cell is a number such as 0.5 or 1.250."""
    return bool(_WITH_POINT.fullmatch(text.strip()))


def perhaps_grouped(text: str) -> bool:
    """Whether the comma or point in a number such as 1,250 may separate thousands."""
    text = text.strip()
    return any(pattern.fullmatch(text) for pattern in _GROUPED.values())
