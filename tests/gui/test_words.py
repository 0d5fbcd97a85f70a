"""Names, numbers and formulas as a textbook sets them, and the font they are set in."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from engine import Network
from gui.look import theme, words


@pytest.mark.parametrize(
    ("name", "shown"),
    [("x1", "x₁"), ("h12", "h₁₂"), ("w_0", "w₀"), ("pixel12", "pixel12"), ("age", "age")],
)
def test_only_symbols_have_low_numbers(name: str, shown: str) -> None:
    assert words.low(name) == shown


def test_an_output_wears_a_hat_and_its_number_when_it_is_not_alone() -> None:
    network = Network()
    (first, hidden) = network.add_unit("output", name="y1"), network.add_unit("hidden", name="h5")
    assert words.unit_name(network, first) == "ŷ"
    network.add_unit("output", name="price")
    assert words.unit_name(network, first) == "ŷ₁"
    assert words.unit_name(network, hidden) == "h₅"
    assert words.index_of(network, hidden) == "₅"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (-0.25, "−0.25"),
        (0.625, "0.625"),
        (1234.5, "1234"),
        (2e-7, "2 · 10⁻⁷"),
        (-3e6, "−3 · 10⁶"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (float("nan"), "NaN"),
    ],
)
def test_numbers_are_short_and_have_a_true_minus(value: float, shown: str) -> None:
    assert words.compact(value) == shown


def test_terms_of_a_sum_carry_their_sign() -> None:
    assert [words.signed(value) for value in (0.5, -0.6)] == ["+ 0.50", "− 0.60"]
    assert words.fixed(-0.0001, 2) == "0.00"


def test_the_interface_font_is_looked_up_once_for_each_theme(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    known = QFontDatabase.families()
    monkeypatch.setattr(QFontDatabase, "families", lambda: asked.append("") or known)
    theme.apply(qapp, "light")
    assert theme.font(12).pixelSize() == 12
    theme.font(14).setPixelSize(99)
    assert theme.font(12).pixelSize() == 12
    assert len(asked) == 1
    theme.apply(qapp, "dark")
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x1^2", "x₁²"),
        ("x1*x2", "x₁ x₂"),
        ("sin(x12)", "sin(x₁₂)"),
        ("x^3", "x³"),
        ("price*2", "price*2"),
        ("box (x-ray)", "box (x-ray)"),
    ],
)
def test_formulas_are_set_as_in_a_textbook(name, written):
    assert words.low(name) == written
