"""Weights as numbers on their connections: which are written, where, and typing over them."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtGui import QColor

from engine import Network
from gui.canvas.finding import Hit
from gui.menus.actions import ENTRIES
from gui.window.preferences import Preferences
from gui.window.view_options import ViewOptions
from tests.gui.canvas.conftest import Bench


def shown(bench: Bench) -> dict[tuple[int, int], str]:
    bench.picture()
    return bench.scene.weight_labels.shown


def middle_of_label(bench: Bench, pair: tuple[int, int]) -> tuple[float, float]:
    return bench.scene.weight_labels.room(pair).center().toTuple()


def test_a_small_network_that_is_built_shows_all_its_weights(bench: Bench):
    with bench.document.edit("set") as network:
        network.set_weight(bench.x1, bench.h1, -0.626)
    written = shown(bench)
    assert set(written) == {(c.source, c.target) for c in bench.document.network.connections}
    assert written[bench.x1, bench.h1] == "−0.63"
    assert written[bench.h2, bench.y] == "0.50"


def test_labels_lie_neither_on_each_other_nor_on_units(bench: Bench):
    document = bench.document
    document.replace(Network.layered([2, 4, 2, 1]), document.data, document.settings)
    rooms = [bench.scene.weight_labels.room(pair) for pair in shown(bench)]
    assert len(rooms) >= 12
    assert not any(a.intersects(b) for a, b in combinations(rooms, 2))
    tiles = [item.sceneBoundingRect() for item in bench.scene.items_by_unit.values()]
    inner = [tile.adjusted(12, 12, -12, -36) for tile in tiles]
    assert not any(room.intersects(tile) for room in rooms for tile in inner)


def test_a_label_can_be_read_on_the_canvas(bench: Bench):
    shown(bench)
    place = bench.on_view(middle_of_label(bench, (bench.h1, bench.y)))
    image = bench.picture()
    near = [
        image.pixelColor(place.x() + dx, place.y() + dy)
        for dx in range(-14, 15)
        for dy in range(-5, 6)
    ]
    assert min(color.lightness() for color in near) < 80
    assert max(color.lightness() for color in near) > QColor("#e0e0e0").lightness()


def test_while_watching_only_what_is_selected_or_under_the_pointer_is_written(bench: Bench):
    bench.view.set_mode("watch")
    assert shown(bench) == {}
    bench.selection.set([bench.h2])
    assert set(shown(bench)) == {(bench.x1, bench.h2), (bench.h2, bench.y)}
    bench.selection.set(connections=[(bench.x2, bench.h1)])
    assert set(shown(bench)) == {(bench.x2, bench.h1)}
    bench.selection.clear()
    bench.move(bench.centre(bench.h1))
    assert set(shown(bench)) == {
        (bench.x1, bench.h1),
        (bench.x2, bench.h1),
        (bench.h1, bench.y),
    }


def test_a_double_click_on_a_label_asks_for_that_weight(bench: Bench):
    shown(bench)
    place = middle_of_label(bench, (bench.x2, bench.h1))
    assert bench.scene.find.hit(place) == Hit(connection=(bench.x2, bench.h1))
    bench.double_click(place)
    bench.type("-1/4")
    bench.enter()
    assert bench.document.network.link(bench.x2, bench.h1).weight == -0.25
    assert shown(bench)[bench.x2, bench.h1] == "−0.25"


def test_hovering_moves_no_label(bench: Bench):
    before = {pair: middle_of_label(bench, pair) for pair in shown(bench)}
    bench.move(before[bench.x1, bench.h2])
    assert {pair: middle_of_label(bench, pair) for pair in shown(bench)} == before


def test_they_follow_training_at_a_pace_for_reading(bench: Bench):
    shown(bench)
    bench.show(bench.snapshot(weight=1.75))
    bench.qtbot.waitUntil(lambda: set(bench.scene.weight_labels.shown.values()) == {"1.75"})


def test_a_large_network_has_no_labels_but_those_of_the_selection(bench: Bench):
    bench.document.replace(Network.layered([8, 8, 8]), bench.document.data, bench.document.settings)
    assert shown(bench) == {}
    first = bench.document.network.inputs[0]
    bench.selection.set([first])
    written = shown(bench)
    assert written
    assert {source for source, _ in written} == {first}


def test_they_are_turned_off_in_the_view_menu_and_stay_so(bench: Bench, preferences: Preferences):
    assert "weights" in ViewOptions(bench.view, preferences).restore()
    assert shown(bench)
    ViewOptions(bench.view, preferences).handlers["weights"](False)
    assert not shown(bench)
    assert "weights" not in ViewOptions(bench.view, preferences).restore()
    assert not shown(bench)
    assert next(row.shortcuts for row in ENTRIES if row.key == "weights") == ("N",)
