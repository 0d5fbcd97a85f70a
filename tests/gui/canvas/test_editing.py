"""Building with mouse and keys: drop, connect, select, move, delete, undo."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAccessible

from gui.canvas.over import flash
from gui.look import theme
from tests.gui.canvas.conftest import Bench, choose, part_mime, popups

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("kind", ["input", "hidden", "output"])
def test_a_unit_dropped_from_the_palette_stands_on_the_grid_and_is_selected(
    bench: Bench, kind: str
):
    assert bench.carry_in(part_mime(kind), (101, 121)) == (True, True)
    added = bench.document.network.units[-1]
    assert (added.kind, added.position) == (kind, (104, 120))
    assert bench.selection.units == {added.id}
    assert added.id in bench.scene.items_by_unit
    bench.document.undo_stack.undo()
    assert not bench.document.network.has_unit(added.id)
    assert added.id not in bench.scene.items_by_unit


def test_what_is_no_unit_is_left_to_the_window(bench: Bench):
    text, file = QMimeData(), QMimeData()
    text.setText("x")
    file.setUrls([QUrl.fromLocalFile("/data.csv")])
    for mime in (text, file, part_mime("loop")):
        assert bench.carry_in(mime, (100, 120)) == (False, False)
    assert not bench.undo_texts


def test_dragging_from_a_port_to_a_unit_connects_them(bench: Bench):
    bench.drag(bench.port(bench.x2), bench.centre(bench.h2))
    assert bench.document.network.has_connection(bench.x2, bench.h2)
    assert bench.undo_texts == ["Connect x₂ → h₂"]
    bench.document.undo_stack.undo()
    assert not bench.document.network.has_connection(bench.x2, bench.h2)


def test_a_cycle_is_refused_beside_the_pointer_and_its_units_flash(bench: Bench):
    bench.document.network.connect(bench.h1, bench.h2)
    bench.drag(bench.port(bench.h2), bench.centre(bench.h1))
    (notice,) = bench.notices
    assert "circle" in notice.happened
    assert notice.units == (bench.h1, bench.h2)
    viewport = bench.view.viewport()
    assert notice.at == viewport.mapToGlobal(bench.on_view(bench.centre(bench.h1)))
    assert bench.scene.flash.units == {bench.h1, bench.h2}
    assert bench.scene.flash.connections == {(bench.h1, bench.h2)}
    assert not bench.undo_texts


def test_the_flash_pulses_fades_and_ends_by_itself(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(flash, "_PULSE_MS", 80)
    seen: list[float] = []
    bench.scene.flash.changed.connect(lambda: seen.append(bench.scene.flash.strength))
    bench.scene.flash.start([bench.h1], [(bench.x1, bench.h1)])
    bench.qtbot.waitUntil(lambda: not bench.scene.flash.units)
    assert seen[0] == pytest.approx(1, abs=0.05)
    assert seen[-1] == 0
    assert any(before < after for before, after in pairwise(seen))


def test_with_reduced_motion_the_flash_is_a_steady_light(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(flash, "_STILL_MS", 80)
    theme.set_reduced_motion(True)
    seen: list[float] = []
    bench.scene.flash.changed.connect(lambda: seen.append(bench.scene.flash.strength))
    bench.scene.flash.start([bench.h1], [])
    bench.qtbot.waitUntil(lambda: not bench.scene.flash.units)
    theme.set_reduced_motion(False)
    assert set(seen) == {0, 1}


def test_while_dragging_possible_targets_are_ringed_and_an_impossible_one_says_why(bench: Bench):
    bench.press(bench.port(bench.h1))
    bench.move((260, 0))
    targets = bench.scene.targets
    assert targets == {bench.h2: "open"}
    bench.move(bench.centre(bench.h2))
    assert bench.scene.targets[bench.h2] == "hit"
    bench.move(bench.centre(bench.x1))
    assert bench.scene.targets[bench.x1] == "no"
    before = bench.picture()
    bench.key(Key.Key_Escape)
    assert bench.scene.targets == {}
    assert bench.picture() != before
    bench.release(bench.centre(bench.x1))
    assert not bench.notices
    assert not bench.undo_texts


@pytest.mark.parametrize("place", ["a unit", "empty ground"])
def test_a_drag_out_of_an_output_is_refused_in_words(bench: Bench, place: str):
    end = bench.centre(bench.h1) if place == "a unit" else (100, 200)
    bench.drag(bench.port(bench.y), end)
    (notice,) = bench.notices
    assert "output" in notice.happened
    assert notice.at is not None
    assert not bench.undo_texts


def test_a_network_that_became_another_one_is_fitted_again(bench: Bench):
    with bench.document.edit("Add inputs") as network:
        for row in range(30):
            network.add_unit("input", position=(0, 60 * row))
    everywhere = [bench.document.network.unit(unit).position for unit in bench.scene.wiring.row]
    assert all(bench.view.camera.visible.contains(*place) for place in everywhere)
    small = bench.view.camera.scale
    bench.document.undo_stack.undo()
    assert bench.view.camera.scale > small


def test_deleting_two_units_of_many_leaves_the_view_where_it_is(bench: Bench):
    with bench.document.edit("Add inputs") as network:
        added = [network.add_unit("input", position=(0, 60 * row)) for row in range(30)]
    before = bench.view.camera.scale
    with bench.document.edit("Delete two") as network:
        for unit in added[-2:]:
            network.remove_unit(unit)
    assert bench.view.camera.scale == before
    bench.document.undo_stack.undo()
    assert bench.view.camera.scale == before


def test_names_of_other_data_are_brought_into_view(bench: Bench):
    bench.view.set_mode("watch")
    bench.view.fit()
    before = bench.view.camera.visible.left()
    with bench.document.edit("Take the columns' names") as network:
        for unit in network.inputs:
            network.update_unit(unit, name=f"the length of the petals {unit}")
    assert bench.view.camera.visible.left() < before


def test_a_view_the_person_chose_stays_when_units_come(bench: Bench):
    bench.view.zoom_in()
    chosen = bench.view.camera.scale
    with bench.document.edit("Add inputs") as network:
        for row in range(30):
            network.add_unit("input", position=(0, 60 * row))
    assert bench.view.camera.scale == chosen


def test_a_second_connection_is_refused(bench: Bench):
    bench.drag(bench.port(bench.x1), bench.centre(bench.h1))
    (notice,) = bench.notices
    assert "already connected" in notice.happened
    assert bench.scene.flash.connections == {(bench.x1, bench.h1)}


def test_dragging_to_an_empty_place_adds_a_connected_unit(bench: Bench):
    bench.drag(bench.port(bench.h1), (320, -150))
    added = bench.document.network.units[-1]
    assert added.kind == "hidden"
    assert added.position == (320, -152)
    assert bench.document.network.has_connection(bench.h1, added.id)
    assert len(bench.undo_texts) == 1


def test_shift_dragging_from_a_port_connects_the_whole_selection(bench: Bench):
    bench.document.network.disconnect(bench.x1, bench.h2)
    bench.document.opened.emit()
    bench.selection.set([bench.x1, bench.x2])
    bench.drag(bench.port(bench.x1), bench.centre(bench.h2), SHIFT)
    assert bench.document.network.incoming(bench.h2) == (bench.x1, bench.x2)
    assert len(bench.undo_texts) == 1


def test_a_click_selects_shift_adds_and_ctrl_toggles(bench: Bench):
    bench.click(bench.centre(bench.h1))
    assert bench.selection.units == {bench.h1}
    bench.click(bench.centre(bench.h2), SHIFT)
    assert bench.selection.units == {bench.h1, bench.h2}
    bench.click(bench.centre(bench.h1), CTRL)
    assert bench.selection.units == {bench.h2}
    bench.click((600, 200))
    assert not bench.selection


def test_a_click_near_a_connection_selects_it(bench: Bench):
    bench.click((100, -44))  # the connection x1 → h1 runs level at y = −48
    assert bench.selection.connections == {(bench.x1, bench.h1)}
    bench.click((100, -70))
    assert not bench.selection.connections


def test_a_rubber_band_selects_what_it_touches(bench: Bench):
    bench.drag((150, -100), (250, 100))
    assert bench.selection.units == {bench.h1, bench.h2}
    bench.drag((-50, 20), (50, 100), SHIFT)
    assert bench.selection.units == {bench.h1, bench.h2, bench.x2}
    bench.drag((90, -60), (110, -40))
    assert bench.selection.connections == {(bench.x1, bench.h1)}


def test_escape_during_a_rubber_band_brings_the_selection_back(bench: Bench):
    bench.selection.set([bench.y])
    bench.press((150, -100))
    bench.move((250, 100))
    bench.key(Key.Key_Escape)
    assert bench.selection.units == {bench.y}
    bench.release((250, 100))


def test_dragging_moves_the_selection_as_one_undo_step(bench: Bench):
    bench.selection.set([bench.h1, bench.h2])
    bench.drag(bench.centre(bench.h1), (240, -120))
    assert bench.centre(bench.h1) == (240, -120)
    assert bench.centre(bench.h2) == (240, -24)
    assert bench.undo_texts == ["Move h₁, h₂"]
    assert bench.scene.items_by_unit[bench.h1].pos().toTuple() == (240, -120)
    bench.document.undo_stack.undo()
    assert bench.centre(bench.h1) == (200, -48)
    assert bench.scene.items_by_unit[bench.h1].pos().toTuple() == (200, -48)


def test_a_gesture_says_what_can_be_done_while_it_goes_on(bench: Bench):
    before = bench.view.controls.hint.full_text
    bench.press(bench.centre(bench.h1))
    bench.move((240, -120))
    assert "Ctrl" in bench.view.controls.hint.full_text
    bench.release((240, -120))
    assert bench.view.controls.hint.full_text == before


def test_two_drags_are_two_undo_steps(bench: Bench):
    bench.drag(bench.centre(bench.h1), (240, -120))
    bench.drag(bench.centre(bench.h1), (280, -160))
    assert len(bench.undo_texts) == 2


def test_escape_takes_a_move_back_and_leaves_no_undo_step(bench: Bench):
    bench.press(bench.centre(bench.h1))
    bench.move((260, -100))
    bench.move((300, -120))
    assert bench.centre(bench.h1) == (304, -120)
    bench.key(Key.Key_Escape)
    assert bench.centre(bench.h1) == (200, -48)
    assert not bench.undo_texts
    bench.release((300, -120))


def test_a_moved_unit_snaps_to_its_neighbours_column(bench: Bench):
    bench.drag(bench.centre(bench.h1), (203, -150))
    assert bench.centre(bench.h1) == (200, -152)


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_deleting_a_unit_takes_its_connections_and_undo_brings_them_back(bench: Bench, key: Key):
    before = bench.document.network.connections
    bench.click(bench.centre(bench.h1))
    bench.key(key)
    assert not bench.document.network.has_unit(bench.h1)
    assert len(bench.document.network.connections) == 2
    assert not bench.selection
    assert len(bench.scene.wiring.keys) == 2
    assert bench.undo_texts == ["Delete h₁"]
    bench.document.undo_stack.undo()
    assert bench.document.network.connections == before
    assert len(bench.scene.wiring.keys) == 5


def test_a_selected_connection_is_deleted_alone(bench: Bench):
    bench.click((100, -46))
    bench.key(Key.Key_Delete)
    assert not bench.document.network.has_connection(bench.x1, bench.h1)
    assert bench.document.network.has_unit(bench.h1)
    assert bench.undo_texts == ["Delete x₁ → h₁"]


def test_ctrl_a_selects_all_and_escape_nothing(bench: Bench):
    bench.key(Key.Key_A, CTRL)
    assert bench.selection.units == {unit.id for unit in bench.document.network.units}
    bench.key(Key.Key_Escape)
    assert not bench.selection


def test_arrows_nudge_in_one_merged_step(bench: Bench):
    bench.click(bench.centre(bench.h1))
    bench.key(Key.Key_Right)
    bench.key(Key.Key_Up)
    bench.key(Key.Key_Left, SHIFT)
    assert bench.centre(bench.h1) == (200 + 8 - 40, -48 - 8)
    assert bench.undo_texts == ["Move h₁"]


def test_tab_walks_through_the_units_by_columns_and_leaves_at_the_end(bench: Bench):
    seen = []
    for _ in range(5):
        bench.key(Key.Key_Tab)
        (unit,) = bench.selection.units
        seen.append(unit)
    assert seen == [bench.x1, bench.x2, bench.h1, bench.h2, bench.y]
    assert "Output ŷ" in bench.view.accessibleDescription()
    bench.key(Key.Key_Backtab, SHIFT)
    assert bench.selection.units == {bench.h2}
    bench.key(Key.Key_Tab)
    bench.key(Key.Key_Tab)
    assert bench.selection.units == {bench.y}
    assert not bench.view.hasFocus()


def test_units_are_connected_by_keyboard_alone(bench: Bench):
    bench.key(Key.Key_Tab)
    bench.key(Key.Key_Tab)
    bench.key(Key.Key_C)
    assert bench.scene.marked == {bench.x2}
    assert "x₂" in bench.view.controls.hint.full_text
    bench.key(Key.Key_Tab)
    bench.key(Key.Key_Tab)
    bench.key(Key.Key_Return)
    assert bench.document.network.has_connection(bench.x2, bench.h2)
    bench.key(Key.Key_Escape)
    assert not bench.scene.marked


def test_a_refusal_by_keyboard_appears_beside_the_unit(bench: Bench):
    bench.selection.set([bench.y])
    bench.key(Key.Key_C)
    bench.selection.set([bench.h1])
    bench.key(Key.Key_Enter)
    (notice,) = bench.notices
    assert notice.at == bench.view.screen_place(bench.h1)


def test_moving_away_what_a_drag_holds_ends_the_drag(bench: Bench):
    bench.press(bench.centre(bench.h1))
    bench.move((260, -100))
    with bench.document.edit("Remove") as network:
        network.remove_unit(bench.h1)
    bench.move((280, -100))
    bench.release((280, -100))
    assert not bench.notices


@popups
def test_the_menu_sets_activation_and_keep_p_of_all_that_is_selected(bench: Bench):
    bench.selection.set([bench.x1, bench.h1, bench.h2, bench.y])
    choose(bench.open_menu(bench.centre(bench.h1)), "Activation", "tanh")
    choose(bench.open_menu(bench.centre(bench.h1)), "Keep p (dropout)", "0.8")
    network = bench.document.network
    assert network.unit(bench.y).activation == "tanh"
    assert [network.unit(unit).keep_probability for unit in (bench.x1, bench.h1)] == [0.8, 0.8]
    assert network.unit(bench.y).keep_probability == 1
    assert len(bench.undo_texts) == 2


@popups
def test_the_menu_connects_to_the_next_layer_and_selects_connections(bench: Bench):
    every = "Connect to every unit of the next layer"
    choose(bench.open_menu(bench.centre(bench.x2)), "Connect the selection", every)
    assert bench.document.network.has_connection(bench.x2, bench.h2)
    choose(bench.open_menu(bench.centre(bench.y)), "Select", "Select incoming connections")
    assert bench.selection.connections == {(bench.h1, bench.y), (bench.h2, bench.y)}


def spoken(bench: Bench) -> str:
    interface = QAccessible.queryAccessibleInterface(bench.view)
    return interface.text(QAccessible.Text.Description)


def test_the_unit_that_is_reached_is_read_out(bench: Bench):
    with bench.document.edit("bias") as network:
        network.update_unit(bench.h1, bias=0.1)
    for _ in range(3):
        bench.key(Qt.Key.Key_Tab)
    assert bench.selection.units == {bench.h1}
    assert spoken(bench) == "Hidden unit h₁, tanh, bias 0.1, 2 connections in, 1 out"
    bench.selection.set([bench.x1])
    assert spoken(bench) == "Input x₁, 2 out"


def test_connections_are_reached_read_out_and_changed_by_keyboard(bench: Bench):
    bench.selection.set([bench.h1])
    seen = []
    for _ in range(4):
        bench.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        seen.append(*bench.selection.connections)
    assert seen == [
        (bench.x1, bench.h1),
        (bench.x2, bench.h1),
        (bench.h1, bench.y),
        (bench.x1, bench.h1),
    ]
    assert spoken(bench) == "Connection x₁ → h₁, weight 0.5"
    bench.key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert bench.selection.connections == {(bench.h1, bench.y)}
    bench.key(Qt.Key.Key_Delete)
    assert not bench.document.network.has_connection(bench.h1, bench.y)


def test_tab_goes_on_from_the_unit_whose_connections_were_looked_at(bench: Bench):
    bench.selection.set([bench.h1])
    bench.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    bench.key(Qt.Key.Key_Tab)
    assert bench.selection.units == {bench.h2}


def test_a_change_is_announced_while_the_keyboard_is_on_the_canvas(bench: Bench, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(
        "gui.canvas.reader.QAccessibleAnnouncementEvent", lambda _, text: said.append(text)
    )
    monkeypatch.setattr("gui.canvas.reader.QAccessible.updateAccessibility", lambda _: None)
    bench.view.activateWindow()
    bench.view.setFocus()
    bench.qtbot.waitUntil(bench.view.hasFocus)
    bench.selection.set([bench.y, bench.h1])
    assert said == ["2 units and 0 connections selected"]


def test_a_refusal_names_the_only_output_as_the_canvas_does(bench: Bench):
    bench.drag(bench.port(bench.h1), bench.centre(bench.y))
    (notice,) = bench.notices
    assert "ŷ" in notice.happened
    assert "y1" not in notice.happened
    assert "₁ " not in notice.happened.split("ŷ", 1)[1][:2]
