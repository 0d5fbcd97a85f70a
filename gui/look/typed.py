"""Numbers as people type them: 0,5 and −2 and 1/3 and 2e-3 and 2 · 10⁻³."""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

_PLAIN = str.maketrans({"−": "-", "–": "-", "\u2044": "/", "\u00a0": "", "\u202f": "", " ": ""})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = re.compile(r"[·×*]10\^?([-+⁻⁺]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+)$", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,4})?", re.ASCII | re.IGNORECASE)
_LONGEST = 60


def parse(text: str) -> float | None:
    """The finite number a person typed, None when it is not one.

    Understands decimal point and comma, fractions (1/3), a true minus sign and powers of ten.
    """
    if len(text) > _LONGEST:
        return None
    above, slash, below = text.strip().translate(_PLAIN).partition("/")
    number, divisor = _decimal(above), _decimal(below) if slash else 1.0
    if number is None or not divisor:
        return None
    result = number / divisor
    return result if math.isfinite(result) else None


def _decimal(text: str) -> float | None:
    if "." not in text:
        text = text.replace(",", ".", 1)
    text = _POWER.sub(lambda found: "e" + found[1].translate(_RAISED), text)
    return float(text) if _NUMBER.fullmatch(text) else None


def heard(wanted: float, of_document: float, now: float) -> float:
    """`wanted`, or the number next to it when the document holds it and the training no longer.

    Setting such a number back to the document's own would change nothing there and so never
    reach the training; one bit makes it an edit.
    """
    return float(all_heard(wanted, np.array(of_document), np.array(now)))


def all_heard(
    wanted: float, of_document: NDArray[np.float64], now: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The same for many numbers; NaN is in no document."""
    unheard = (of_document == wanted) & (now != wanted)
    return np.where(unheard, np.nextafter(wanted, np.inf), wanted)
