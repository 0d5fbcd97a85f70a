"""The names and numbers of gui.words, for the panels."""

from __future__ import annotations

from gui.words import (
    activation_name,
    compact,
    fixed,
    index_of,
    low,
    power,
    signed,
    unit_name,
)

__all__ = [
    "activation_name",
    "compact",
    "fixed",
    "index_of",
    "low",
    "power",
    "signed",
    "unit_name",
]
