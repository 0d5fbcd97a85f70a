"""Words that are numbers after all: dates, times, yes and no; and what each of them counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_DATE = re.compile(
    r"(\d{1,4})([-./])(\d{1,2})(?:\2(\d{1,4}))?\.?"
    r"(?:(?:[Tt]|,? +)(\d.*?))?\s*(?:Z|UTC|[-+]\d\d:?\d\d)?"
)
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d+)?))?(?: ?([AaPp])\.?[Mm]\.?)?")
_CENTURY = 69  # a year of two digits from here on belongs to the last century
_MOST_SPELLINGS = 16
# No and yes, in the languages of spreadsheets.
_PAIRS = (
    ("false", "true"),
    ("no", "yes"),
    ("n", "y"),
    ("f", "t"),
    ("off", "on"),
    ("falsch", "wahr"),
    ("nein", "ja"),
    ("faux", "vrai"),
    ("non", "oui"),
    ("no", "sí"),
    ("no", "si"),
    ("no", "sì"),
    ("falso", "verdadero"),
    ("falso", "vero"),
    ("não", "sim"),
    ("nie", "tak"),
    ("fałsz", "prawda"),
    ("ne", "ano"),
    ("nepravda", "pravda"),
    ("nie", "áno"),
    ("nem", "igen"),
    ("hamis", "igaz"),
    ("nej", "ja"),
    ("nee", "ja"),
    ("ei", "kyllä"),
    ("nu", "da"),
    ("ne", "da"),
    ("не", "да"),
    ("нет", "да"),
    ("ложь", "истина"),
    ("ні", "так"),
)


@dataclass(frozen=True, slots=True)
class Booleans:
    """A column of two words, one of which says yes."""

    no: str
    yes: str
    kind: Literal["boolean"] = "boolean"

    def number(self, text: str) -> float:
        """1 for yes, 0 for no, NaN for anything else."""
        return {self.no: 0.0, self.yes: 1.0}.get(text.casefold(), np.nan)

    def finish(self, numbers: Floats) -> tuple[Floats, str]:
        """The numbers of a whole column, and what became of it."""
        return numbers, f"{self.yes} became 1, {self.no} became 0."


@dataclass(frozen=True, slots=True)
class Dates:
    """A column of dates whose parts stand in this `order`, or of times of day."""

    order: str
    kind: Literal["date"] = "date"

    def number(self, text: str) -> float:
        """The days or hours that a text counts, NaN where it is neither."""
        value = moment(text, self.order)
        return np.nan if value is None else value

    def finish(self, numbers: Floats) -> tuple[Floats, str]:
        """The numbers of a whole column, counted from the first, and what became of it."""
        if self.order == "time":
            return numbers, "times became hours since midnight."
        first = float(np.floor(np.nanmin(numbers)))
        return numbers - first, f"dates became days since {date.fromordinal(int(first))}."


Meaning = Booleans | Dates


def meaning(words: Iterable[str]) -> Meaning | None:
    """What all of these words are if not words; missing cells must have been left out."""
    words = list(words)
    few = {word.casefold() for word in islice(words, _MOST_SPELLINGS)}
    pair = next((pair for pair in _PAIRS if few == set(pair)), None)
    if pair is not None and len(words) <= _MOST_SPELLINGS:
        return Booleans(*pair)
    order = date_order(words)
    return None if order is None else Dates(order)


def date_order(texts: Iterable[str]) -> str | None:
    """How all of these texts write a date: "ymd", "dmy", "mdy", or "time" of day alone; else None.

    3/4/2020 alone may be March or April: None, unless another date decides it.
    """
    left = ["ymd", "dmy", "mdy", "time"]
    slashes = False
    for text in texts:
        left = [order for order in left if moment(text, order) is not None]
        if not left:
            return None
        slashes = slashes or "/" in text
    return None if len(left) == 4 or (len(left) > 1 and slashes) else left[0]


def moment(text: str, order: str) -> float | None:
    """The days since 1 January of year 1 that a date counts; of "time" the hours since midnight."""
    text = text.strip()
    if order == "time":
        return _hours(text)
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    parts, clock = (found[1], found[3], found[4]), found[5]
    hours = 0.0 if clock is None else _hours(clock)
    day = _day(parts, order)
    return None if day is None or hours is None else day + hours / 24


def _day(parts: tuple[str, str, str | None], order: str) -> int | None:
    """The number of the day of a date whose parts stand in this order."""
    one, two, three = parts
    if three is None:
        three = "1"
        if order != "ymd":
            return None
    year, month, day = {
        "ymd": (one, two, three),
        "dmy": (three, two, one),
        "mdy": (three, one, two),
    }[order]
    if len(year) not in ((4,) if order == "ymd" else (2, 4)) or len(day) > 2 or len(month) > 2:
        return None
    try:
        return date(_whole_year(year), int(month), int(day)).toordinal()
    except ValueError:
        return None


def _whole_year(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) >= _CENTURY else 2000)


def _hours(text: str) -> float | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2])
    seconds = float((found[3] or "0").replace(",", "."))
    if found[4]:
        hours = hours % 12 + 12 * (found[4] in "Pp")
    if hours > 24 or minutes > 59 or seconds >= 61:
        return None
    return hours + minutes / 60 + seconds / 3600
