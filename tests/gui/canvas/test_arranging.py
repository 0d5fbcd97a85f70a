"""Aligning, distributing, tidying, snapping."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.gui.canvas.conftest import Bench, choose, popups

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
ALIGN = "Align and distribute"


@pytest.fixture
def scattered(bench: Bench) -> Bench:
    """h1, h2 and the larger y, where nothing lines up."""
    with bench.document.edit("Scatter") as network:
        for unit, place in ((bench.h1, (0, 0)), (bench.h2, (110, 70)), (bench.y, (180, 240))):
            network.update_unit(unit, position=place)
    bench.selection.set([bench.h1, bench.h2, bench.y])
    return bench


@popups
@pytest.mark.parametrize(
    ("entry", "axis", "places"),
    [
        ("Align at the left", 0, [0, 0, 8]),  # the output's tile is 16 wider
        ("Align centres", 0, [94, 94, 94]),
        ("Align at the right", 0, [188, 188, 180]),
        ("Align at the top", 1, [0, 0, 8]),
        ("Align middles", 1, [124, 124, 124]),
        ("Align at the bottom", 1, [248, 248, 240]),
        ("Distribute from left to right", 0, [0, 90, 180]),
        ("Distribute from top to bottom", 1, [0, 120, 240]),
    ],
)
def test_units_line_up(scattered: Bench, entry: str, axis: int, places: list[float]):
    units = (scattered.h1, scattered.h2, scattered.y)
    others = [scattered.centre(unit)[1 - axis] for unit in units]
    choose(scattered.open_menu(scattered.centre(scattered.h1)), ALIGN, entry)
    assert [scattered.centre(unit)[axis] for unit in units] == places
    assert [scattered.centre(unit)[1 - axis] for unit in units] == others
    assert len(scattered.undo_texts) == 2
    scattered.document.undo_stack.undo()
    assert scattered.centre(scattered.h2) == (110, 70)


@popups
def test_one_unit_is_offered_nothing_to_align(bench: Bench):
    menu = bench.open_menu(bench.centre(bench.h1))
    assert ALIGN not in [action.text() for action in menu.actions()]


def test_l_lays_the_network_out_in_columns(scattered: Bench):
    scattered.key(Key.Key_L)
    columns = [
        {scattered.centre(unit)[0] for unit in units}
        for units in ((scattered.x1, scattered.x2), (scattered.h1, scattered.h2), (scattered.y,))
    ]
    assert columns == [{0.0}, {200.0}, {400.0}]
    assert scattered.undo_texts[-1] == "Tidy layout"
    scattered.document.undo_stack.undo()
    assert scattered.centre(scattered.h2) == (110, 70)


@pytest.mark.parametrize("modifier", [CTRL, ALT])
def test_a_modifier_held_while_dragging_lets_units_stand_anywhere(bench: Bench, modifier):
    bench.press(bench.centre(bench.h1))
    bench.move((250, -120), modifier)
    bench.move((203, -151), modifier)
    assert bench.centre(bench.h1) == pytest.approx((203, -151), abs=0.5)
    bench.move((203, -151))
    assert bench.centre(bench.h1) == (200, -152)
    bench.release((203, -151))
    assert bench.undo_texts == ["Move h₁"]


def test_snapping_can_be_switched_off(bench: Bench):
    bench.scene.snapping = False
    bench.drag(bench.centre(bench.h1), (203, -151))
    assert bench.centre(bench.h1) == pytest.approx((203, -151), abs=0.5)
    bench.drag(bench.port(bench.h1), (331, -141))
    assert bench.document.network.units[-1].position == pytest.approx((331, -141), abs=0.5)


def test_a_guide_is_drawn_through_the_column_a_unit_snapped_to(bench: Bench):
    bench.press(bench.centre(bench.h1))
    bench.move((240, -120))
    bench.move((202, -150))
    snapped = bench.picture()
    bench.move((202, -150), ALT)
    x = bench.on_view((200, 0)).x()
    rows = range(120, 460, 3)
    free = bench.picture()
    differing = [y for y in rows if snapped.pixelColor(x, y) != free.pixelColor(x, y)]
    assert len(differing) > len(rows) / 4
    bench.key(Key.Key_Escape)
    bench.release((202, -150))
