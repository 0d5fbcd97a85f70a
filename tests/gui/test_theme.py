from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.look import theme
from gui.look.theme import DARK, LIGHT, Theme


def luminance(color: QColor) -> float:
    parts = [part / 255 for part in color.getRgb()[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["window", "panel", "field", "canvas"])
@pytest.mark.parametrize("ink", ["text", "secondary", "faint", "accent"])
def test_text_can_be_read_on_every_ground(colors: Theme, ground: str, ink: str) -> None:
    assert contrast(getattr(colors, ink), getattr(colors, ground)) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["panel", "canvas", "soft_accent"])
def test_numbers_in_the_colour_of_their_sign_can_be_read(colors: Theme, ground: str) -> None:
    for ink in (colors.negative_ink, colors.positive_ink):
        assert contrast(ink, getattr(colors, ground)) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_words_on_the_accent_and_figures_of_success_can_be_read(colors: Theme) -> None:
    assert contrast(colors.on_accent, colors.accent) >= 4.5
    assert contrast(colors.success, colors.panel) >= 4.5
    assert contrast(colors.error, colors.panel) >= 4.5


def test_numbers_run_from_negative_over_neutral_to_positive() -> None:
    picture = theme.diverging(np.array([[-1.0, 0.0, 1.0], [-9.0, np.nan, 9.0]]), -1.0, 1.0)
    colors = [LIGHT.negative.rgb(), LIGHT.neutral.rgb(), LIGHT.positive.rgb()]
    assert picture.shape == (2, 3)
    for row in picture.tolist():
        assert [row[0], row[2]] == [colors[0], colors[2]]
        middle, neutral = QColor(row[1]), QColor(colors[1])
        assert abs(middle.red() - neutral.red()) <= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_on_any_colour_of_the_data_can_be_read(
    qapp: QApplication, scheme: theme.Scheme
) -> None:
    theme.apply(qapp, scheme)
    for argb in theme.diverging(np.linspace(-1.0, 1.0, 201), -1.0, 1.0).tolist():
        ground = QColor.fromRgb(argb)
        assert contrast(theme.ink_on(argb), ground) >= 4.5


def test_a_range_of_nothing_is_drawn_without_a_complaint() -> None:
    assert theme.diverging(np.zeros(4), 0.0, 0.0).shape == (4,)


def test_dark_and_light_tell_who_paints_by_hand(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.signals.changed):
        theme.apply(qapp, "dark")
    assert theme.current().dark
    theme.apply(qapp, "light")
    assert not theme.current().dark


def test_projector_mode_enlarges_text_by_half(qapp: QApplication) -> None:
    assert theme.font(12).pixelSize() == 12
    theme.set_projector(True)
    assert theme.font(12).pixelSize() == 18
    assert qapp.font().pixelSize() == 18
