"""Numbers as people type them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.forms.fields import exact
from gui.look.typed import all_heard, heard, parse
from gui.look.words import power


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        (",5", 0.5),
        ("+3", 3.0),
        ("−2", -2.0),
        ("–2", -2.0),
        (" 1e-3 ", 0.001),
        ("1,5E2", 150.0),
        ("2 · 10⁻³", 0.002),
        ("2*10^-3", 0.002),
        ("1 000", 1000.0),
        ("1/3", 1 / 3),
        ("−1 / 3", -1 / 3),
        ("0,5/2", 0.25),
        ("1\u20444", 0.25),
    ],
)
def test_what_is_a_number_is_read(text: str, number: float) -> None:
    assert parse(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "nan", "inf", "1,2,3", "1/0", "1/", "/3", "1/2/3", "1_000", "0x10", "1e999"),
        *("--1", "__import__('os')", "10**9", "2 · 10⁻", "٣", "1" * 100, "e5", ".", "-"),
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert parse(text) is None


@given(st.text(alphabet="0123456789.,/eE+-−·^ ¹⁻x_'", max_size=70))
def test_nothing_typed_raises_and_all_that_is_read_is_finite(text: str) -> None:
    number = parse(text)
    assert number is None or math.isfinite(number)


@given(st.floats(-1e6, 1e6))
def test_a_number_as_the_window_writes_it_is_read_back(number: float) -> None:
    assert parse(exact(number)) == pytest.approx(number, rel=1e-9, abs=1e-12)
    assert parse(power(number, 3)) == pytest.approx(number, rel=1e-3)


def test_a_number_that_only_the_training_has_left_still_counts_as_an_edit() -> None:
    assert heard(0.5, of_document=0.5, now=0.7) != 0.5
    assert heard(0.5, of_document=0.5, now=0.7) == pytest.approx(0.5)
    assert heard(0.5, of_document=0.5, now=0.5) == 0.5
    assert heard(0.6, of_document=0.5, now=0.7) == 0.6


def test_many_numbers_are_heard_as_one_is():
    of_document, now = np.array([0.5, 0.5, 0.4, np.nan]), np.array([0.7, 0.5, 0.5, 0.5])
    found = all_heard(0.5, of_document, now)
    alone = [heard(0.5, *pair) for pair in zip(of_document.tolist(), now.tolist(), strict=True)]
    assert found.tolist() == alone
    assert (found != 0.5).tolist() == [True, False, False, False]
