"""A column of a text table while it is read: kept small, its kind decided at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import is_missing, number, parted
from engine.data.meanings import Booleans, Meaning, meaning
from engine.data.memory import Block, kept

Floats = NDArray[np.float64]
Kind = Literal["number", "category", "date", "boolean", "empty"]

# A column of numbers and words is a category when it has few values and its words come again.
_FEW_VALUES = 20
_WORD_SHARE = 0.02
_MIXED_SHARE, _FEWEST_MIXED = 0.1, 5
_MOST_LETTERS = 40


@dataclass(frozen=True, slots=True)
class _Coded:
    """Some rows of a column that are not all numbers: each as a code into `texts`."""

    codes: NDArray[np.int32]
    texts: list[str]
    values: Floats  # NaN where a text is not a number


@dataclass(slots=True)
class Column:
    """Cells of one column, added in pieces. Raises nothing: odd cells are kept for the end.

    `marks` counts the percent signs and currencies beside numbers; `first_odd_line` is the line of
    the first word, where a reader tells it. `notes` say how cells became numbers, once taken.
    """

    name: str
    decimal: str = "."
    rows: int = 0
    numbers: int = 0
    words: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    first_odd_line: int = 0
    notes: list[str] = field(default_factory=list)
    _pieces: list[Floats | _Coded] = field(default_factory=list)
    _open: Block | None = None  # holds the last piece, if more numbers may be put behind it
    _meaning: tuple[int, Meaning | None] = (0, None)  # found when there were so many rows

    @property
    def missing(self) -> int:
        """How many cells say nothing."""
        return self.rows - self.numbers - self.words.total()

    def add(self, cells: Sequence[str]) -> None:
        """Take the next cells."""
        self.rows += len(cells)
        plain = _plain_numbers(cells, self.decimal)
        if plain is not None:
            self.numbers += len(cells)
            self._keep(plain)
            return
        index: dict[str, int] = {}
        codes = np.array([index.setdefault(cell, len(index)) for cell in cells], np.int32)
        texts = [text.strip() for text in index]
        values = np.array([_value(text, self.decimal) for text in texts], np.float64)
        self._count(codes, texts, values)
        has_words = any(text in self.words for text in texts)
        if has_words:
            self._pieces.append(_Coded(codes, texts, values))
            self._open = None
        else:
            self._keep(values[codes])

    def add_numbers(self, values: Floats) -> None:
        """Take the next cells as finite numbers, NaN where there is none."""
        self.rows += len(values)
        self.numbers += int((~np.isnan(values)).sum())
        self._keep(values)

    def _keep(self, values: Floats) -> None:
        """Put numbers behind those right before them, so that they are few large pieces."""
        while len(values):
            if self._open is None:
                self._open = Block(len(values))
                self._pieces.append(self._open.values)
            values = self._open.take(values)
            self._pieces[-1] = self._open.values
            if len(values):
                self._open = None

    def _clear(self) -> None:
        self._pieces.clear()
        self._open = None

    def _count(self, codes: NDArray[np.int32], texts: list[str], values: Floats) -> None:
        counts = np.bincount(codes, minlength=len(texts)).tolist()
        for text, value, count in zip(texts, values.tolist(), counts, strict=True):
            if value == value:
                self.numbers += count
                if mark := parted(text)[1]:
                    self.marks[mark] += count
            elif not is_missing(text):
                self.words[text] += count

    def copy(self) -> Column:
        """The same cells once more: what is taken out of the copy stays here."""
        return replace(self, words=self.words.copy(), _pieces=list(self._pieces), _open=None)

    def kind(self) -> Kind:
        """What the column holds, by all its cells."""
        words = self.words.total()
        if words == 0:
            return "number" if self.numbers else "empty"
        if found := self._words_mean():
            return found.kind
        if self.numbers < words or self._is_mixed():
            return "category"
        return "category" if self._words_come_again() else "number"

    def _is_mixed(self) -> bool:
        """Whether there are too many words to be slips, as in ticket numbers with letters."""
        words = self.words.total()
        return words >= max(_FEWEST_MIXED, _MIXED_SHARE * (self.numbers + words))

    def _words_mean(self) -> Meaning | None:
        """What the words are if the column holds nothing else."""
        if self._meaning[0] != self.rows:
            self._meaning = self.rows, None if self.numbers else meaning(self.words)
        return self._meaning[1]

    def _words_come_again(self) -> bool:
        known = self.numbers + self.words.total()
        if min(self.words.values()) < max(2.0, _WORD_SHARE * known):
            return False
        return len(self.distinct(_FEW_VALUES + 1)) <= _FEW_VALUES

    def distinct(self, most: int) -> set[str]:
        """The different values as texts, missing ones left out; stops soon after `most`."""
        if isinstance(pair := self._words_mean(), Booleans):
            return set(self._spelled(pair))
        found: set[str] = set()
        for piece in self._pieces:
            if isinstance(piece, _Coded):
                found.update(_texts(piece))
            else:
                found.update(map(_number_text, np.unique(piece[~np.isnan(piece)])[: most + 1]))
            found.discard("")
            if len(found) > most:
                break
        return found

    def _spelled(self, pair: Booleans) -> tuple[str, str]:
        """No and yes as this column writes them most."""
        common = [word for word, _ in self.words.most_common()]
        no, yes = (
            next(word for word in common if word.casefold() == wanted)
            for wanted in (pair.no, pair.yes)
        )
        return no, yes

    def first_word(self) -> tuple[int, str]:
        """Row (counted from 0) and text of the first cell that is neither number nor missing."""
        start = 0
        for piece in self._pieces:
            if isinstance(piece, _Coded):
                odd = np.array([text in self.words for text in piece.texts])[piece.codes]
                if odd.any():
                    row = int(np.argmax(odd))
                    return start + row, piece.texts[int(piece.codes[row])]
            start += len(_codes_or_values(piece))
        raise LookupError(self.name)

    def take_numbers(self) -> Floats:
        """All cells as numbers (rows,), NaN where there is none. The column gives them away.

        Dates become days since the first of them, times hours since midnight, yes 1 and no 0.
        """
        found = self._words_mean()
        if found is None and self.words:
            self._note_words()
        together = kept([_numbers(piece, found) for piece in self._pieces])
        self._clear()
        if found is not None:
            together, note = found.finish(together)
            self.notes.append(f"Column “{self.name}”: {note}")
        self._note_marks()
        return together

    def _note_words(self) -> None:
        count = self.words.total()
        what = (
            "1 text is no number and was"
            if count == 1
            else f"{count} texts are no numbers and were"
        )
        note = f"Column “{self.name}”: {what} taken as missing"
        if self.first_odd_line:
            word = shortened(self.first_word()[1])
            note += f", the first, “{word}”, in line {self.first_odd_line}"
        self.notes.append(note + ".")

    def _note_marks(self) -> None:
        if percent := self.marks.pop("%", 0):
            what = "percentage became a share" if percent == 1 else "percentages became shares"
            self.notes.append(f"Column “{self.name}”: {percent} {what}, 12 % is 0.12.")
        if self.marks:
            signs, count = ", ".join(self.marks), self.marks.total()
            beside = "number" if count == 1 else "numbers"
            self.notes.append(f"Column “{self.name}”: {signs} left out beside {count} {beside}.")

    def take_categories(self) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        """All cells as numbers of categories (rows,), −1 where missing, and the categories.

        Categories are sorted, by value when all are numbers, no before yes. The column gives its
        cells away.
        """
        if isinstance(found := self._words_mean(), Booleans):
            values = np.concatenate([_numbers(piece, found) for piece in self._pieces])
            self._clear()
            return np.nan_to_num(values, nan=-1.0).astype(np.int64), self._spelled(found)
        index: dict[str, int] = {"": -1}
        coded: list[NDArray[np.int64]] = []
        for piece in self._pieces:
            codes, texts = _as_texts(piece)
            numbers = [index.setdefault(text, len(index) - 1) for text in texts]
            coded.append(np.array(numbers, np.int64)[codes])
        self._clear()
        del index[""]
        names = _in_order(index)
        place = np.empty(len(names) + 1, np.int64)
        place[[index[name] for name in names]] = np.arange(len(names))
        place[-1] = -1
        return place[np.concatenate(coded)] if coded else np.empty(0, np.int64), tuple(names)


def shortened(word: str) -> str:
    """A word as a sentence has room for."""
    return word if len(word) <= _MOST_LETTERS else word[: _MOST_LETTERS - 1] + "…"


def _numbers(piece: Floats | _Coded, found: Meaning | None) -> Floats:
    """The numbers of a piece whose words count what was `found`."""
    if not isinstance(piece, _Coded):
        return piece
    if found is None:
        return piece.values[piece.codes]
    return np.array([found.number(text) for text in piece.texts], np.float64)[piece.codes]


def _plain_numbers(cells: Sequence[str], decimal: str) -> Floats | None:
    """The cells as finite numbers, quickly, or None when that is not all they are."""
    joined = "\n".join(cells)
    if "_" in joined or (decimal == "," and "." in joined):
        return None
    if decimal == ",":
        cells = joined.replace(",", ".").split("\n")
    try:
        values = np.fromiter(map(float, cells), np.float64)
    except ValueError:
        return None
    return values if len(values) == len(cells) and np.isfinite(values).all() else None


def _value(text: str, decimal: str) -> float:
    if is_missing(text):
        return np.nan
    value = number(text, decimal)
    return np.nan if value is None else value


def _number_text(value: float) -> str:
    return f"{value + 0.0:.15g}"  # −0 is 0


def _texts(piece: _Coded) -> list[str]:
    """Each text of a piece, numbers in one spelling, missing ones as an empty text."""
    return [
        _number_text(value) if value == value else "" if is_missing(text) else text
        for text, value in zip(piece.texts, piece.values.tolist(), strict=True)
    ]


def _as_texts(piece: Floats | _Coded) -> tuple[NDArray[np.int64], list[str]]:
    if isinstance(piece, _Coded):
        return piece.codes.astype(np.int64), _texts(piece)
    values, codes = np.unique(piece, return_inverse=True)
    return codes, ["" if value != value else _number_text(value) for value in values.tolist()]


def _codes_or_values(piece: Floats | _Coded) -> NDArray[np.int32] | Floats:
    return piece.codes if isinstance(piece, _Coded) else piece


def _in_order(names: Iterable[str]) -> list[str]:
    """By value when all are numbers, else by the alphabet."""
    known = list(names)
    if all(number(name) is not None for name in known):
        return sorted(known, key=float)
    return sorted(known, key=lambda name: (name.casefold(), name))
