"""The selected unit's formula on the canvas: its numbers, when it shows, and where it lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine import ExamplePass
from gui.look import theme
from tests.gui.canvas.conftest import Bench


def passing(bench: Bench, z: float = -0.8, row: int = 3) -> None:
    """Let a snapshot come in which every unit has this z, and a = z / 2."""
    count = len(bench.document.network.units)
    seen = ExamplePass(row, np.full(count, z), np.full(count, z / 2), np.zeros(1), 0.0)
    bench.show(replace(bench.snapshot(), example=seen))


def test_a_click_on_a_unit_writes_its_formula_with_the_numbers_of_the_example(bench: Bench):
    card = bench.view.formula
    assert card.isHidden()
    passing(bench)
    bench.click(bench.centre(bench.h1))
    assert card.isVisible()
    first, second, third = card.text.split("\n")
    assert first == "z₁ = 0 + 0.50·x₁ + 0.50·x₂ = −0.80"
    assert second == "a₁ = tanh(z₁) = −0.40"
    assert third == bench.session.example.title_of(3)
    assert card.accessibleName() == card.text


def test_without_a_run_the_formula_stands_alone(bench: Bench):
    bench.click(bench.centre(bench.h1))
    assert bench.view.formula.text == "z₁ = 0 + 0.50·x₁ + 0.50·x₂\na₁ = tanh(z₁)"


def test_it_says_what_dropout_makes_of_the_activation_and_that_it_is_left_out_here(bench: Bench):
    passing(bench)
    bench.click(bench.centre(bench.h1))
    high = bench.view.formula.height()
    with bench.document.edit("dropout") as network:
        network.update_unit(bench.h1, keep_probability=0.8)
    assert bench.view.formula.text.split("\n")[2:] == [
        "without dropout; in training a₁ · 1/p if kept (p = 0.80), else 0",
        bench.session.example.title_of(3),
    ]
    assert bench.view.formula.height() > high
    with bench.document.edit("no dropout") as network:
        network.update_unit(bench.h1, keep_probability=1.0)
    assert "dropout" not in bench.view.formula.text


def test_it_shows_for_one_unit_that_computes_and_for_nothing_else(bench: Bench):
    card = bench.view.formula
    bench.click(bench.centre(bench.h1))
    bench.click(bench.centre(bench.h2), Qt.KeyboardModifier.ShiftModifier)
    assert card.isHidden()
    bench.click(bench.centre(bench.y))
    assert card.text.startswith("z = 0 + 0.50·h₁ + 0.50·h₂\nŷ = ")
    assert card.isVisible()
    bench.click(bench.centre(bench.x1))
    assert card.isHidden()
    bench.click(bench.centre(bench.h1))
    bench.key(Qt.Key.Key_Delete)
    assert card.isHidden()


def test_it_follows_edits_and_the_run(bench: Bench, qtbot):
    card = bench.view.formula
    bench.click(bench.centre(bench.h1))
    with bench.document.edit("more") as network:
        network.update_unit(bench.h1, bias=0.25, activation="relu")
        network.disconnect(bench.x2, bench.h1)
    assert card.text == "z₁ = 0.25 + 0.50·x₁\na₁ = ReLU(z₁)"
    passing(bench, z=1.5)
    qtbot.waitUntil(lambda: "= 1.50" in card.text)


def test_while_it_shows_an_example_passes_through_the_chosen_one_first(bench: Bench):
    wishes, train = bench.session.wishes, bench.document.data.train_rows
    assert wishes.request().row is None
    bench.click(bench.centre(bench.h1))
    assert wishes.request().row == train[0]
    bench.session.example.choose(7)
    assert wishes.request().row == 7
    bench.session.example.let_go()
    assert bench.session.example.row is None
    bench.key(Qt.Key.Key_Escape)
    assert bench.view.formula.isHidden()
    assert wishes.request().row is None


@pytest.mark.parametrize("mode", ["build", "watch"])
@pytest.mark.parametrize("lowered", [0.0, 120.0, 220.0])
def test_it_lies_at_the_lower_left_or_where_it_hides_no_unit(
    bench: Bench, mode: str, lowered: float
):
    """Where units stand at the lower left, it goes elsewhere."""
    bench.view.set_mode(mode)
    with bench.document.edit("lower") as network:
        for unit in (bench.x1, bench.h1):
            x, y = network.unit(unit).position
            network.update_unit(unit, position=(x, y + lowered))
    bench.view.fit()
    bench.click(bench.centre(bench.y))
    card = bench.view.formula.geometry()
    assert bench.view.rect().contains(card)
    ends = round(16 * bench.view.camera.scale)  # where connections begin and end
    tiles = [tile.adjusted(-ends, 0, ends, 0) for tile in bench.view.tiles_in_view()]
    assert not any(card.intersects(tile) for tile in tiles)
    assert not any(card.intersects(each) for each in bench.view.controls.present())
    assert not any(card.intersects(each) for each in bench.view.headings_in_view())
    if not lowered:
        assert card.left() == bench.view.controls.room_between()[0].left()
        assert card.bottom() > bench.view.height() * 0.7
    assert card in bench.view.occupied()  # notices keep clear of it


def test_the_mouse_goes_through_it(bench: Bench):
    bench.click(bench.centre(bench.h1))
    card = bench.view.formula
    assert card.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert bench.view.childAt(card.geometry().center()) is bench.view.viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_drawn_in_the_colours_of_the_theme(bench: Bench, qapp, scheme):
    theme.apply(qapp, scheme)
    passing(bench)
    bench.click(bench.centre(bench.h1))
    card = bench.view.formula
    picture = bench.picture()
    ground = picture.pixelColor(card.geometry().topLeft() + card.rect().center() / 8)
    wanted = theme.current().panel
    assert abs(ground.red() - wanted.red()) < 8
    assert abs(ground.blue() - wanted.blue()) < 8
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(card.x(), card.geometry().right())
        for y in range(card.y(), card.geometry().bottom())
    }
    assert theme.current().text.name() in inks
    assert theme.current().accent.name() in inks


def test_a_long_formula_stays_beside_the_units(bench: Bench):
    with bench.document.edit("words") as network:
        for unit in (bench.x1, bench.x2):
            network.update_unit(unit, name="the mean of all that was measured that day")
    bench.click(bench.centre(bench.h1))
    card = bench.view.formula.geometry()
    assert card.width() < bench.view.width() / 2
    assert not any(card.intersects(tile) for tile in bench.view.tiles_in_view())


def test_in_projector_mode_it_grows_with_its_words(bench: Bench):
    bench.click(bench.centre(bench.h1))
    before = bench.view.formula.size()
    theme.set_projector(True)
    after = bench.view.formula.size()
    assert after.width() > before.width()
    assert after.height() > before.height()
