"""What a single cell of a text table says: nothing, a number, or a word."""

from __future__ import annotations

import math
import re
from datetime import datetime, time, timedelta

MISSING = frozenset(
    {"", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "\\n", "?", "-", "--", "–", "—", "."}
    # What spreadsheets write where a formula failed.
    | {"#value!", "#div/0!", "#num!", "#name?", "#ref!", "#null!", "#nv", "#wert!"}
)

_SPACES = "\u00a0\u202f\u2009 "
_APOSTROPHES = "'\u2019"
_GROUPED = {
    ".": re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:[,{_APOSTROPHES}{_SPACES}]\d{{3}})+(?:\.\d*)?"),
    ",": re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:[.{_APOSTROPHES}{_SPACES}]\d{{3}})+(?:,\d*)?"),
}
_GROUPING = str.maketrans("", "", f",.{_APOSTROPHES}{_SPACES}")
_WITH_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_WITH_POINT = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")
_MONEY = (
    r"[€$£¥₹₽₴₺₩₫]|US\$|z[łl]|K[čc]|Ft|kr\.?|лв\.?|lei|Fr\.|"
    r"CHF|EUR|USD|GBP|PLN|CZK|SEK|NOK|DKK|HUF|RON|BGN|RUB|JPY|CNY|INR|AUD|CAD"
)
_MARKED = re.compile(
    rf"(?P<sign>[-+]?)\s*(?P<before>{_MONEY})\s*(?P<first>[-+]?[\d.,].*)"
    rf"|(?P<second>[-+]?[\d.,].*?)\s*(?P<after>{_MONEY}|%)",
    re.IGNORECASE,
)


def is_missing(text: str) -> bool:
    """Whether a cell is empty or holds a usual sign for "not known"."""
    return text.strip().lower() in MISSING


def parted(text: str) -> tuple[str, str]:
    """A number without the % or currency that stands beside it, and that sign ("" if none)."""
    text = text.strip().replace("−", "-")
    if text[-1:].isdecimal() and text[:1].isdecimal():
        return text, ""
    found = _MARKED.fullmatch(text)
    if found is None:
        return text, ""
    if found["before"]:
        return found["sign"] + found["first"], found["before"]
    return found["second"], found["after"]


def number(text: str, decimal: str = ".") -> float | None:
    """The finite number that a cell holds, or None; `decimal` is "." or ",".

    12 % is 0.12, and a currency before or after a number is left out.
    """
    text, mark = parted(text)
    if _GROUPED[decimal].fullmatch(text):
        whole, point, fraction = text.partition(decimal)
        text = whole.translate(_GROUPING) + ("." + fraction if point else "")
    elif decimal == "," and _WITH_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    # Python also takes 1_000 for a number, which in a table is a name.
    if "_" in text:
        return None
    try:
        # The exponent rounds once, a division twice.
        value = float(text + "e-2" if mark == "%" else text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def written(value: object) -> str:
    """A value of a workbook or database as a text would have it: with a point, year first."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value).replace("\r", " ").replace("\n", " ")


def written_with_comma(text: str) -> bool:
    """Whether a cell is a number such as 0,5 or 1,250."""
    return bool(_WITH_COMMA.fullmatch(parted(text)[0]))


def written_with_point(text: str) -> bool:
    """Whether a cell is a number such as 0.5 or 1.250."""
    return bool(_WITH_POINT.fullmatch(parted(text)[0]))


def perhaps_grouped(text: str) -> bool:
    """Whether the comma or point in a number such as 1,250 may separate thousands."""
    text = parted(text)[0]
    return any(pattern.fullmatch(text) for pattern in _GROUPED.values())
