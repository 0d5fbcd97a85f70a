from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine import EngineError, Network, TrainingSettings, datasets, errors, project_file
from engine.data.datasets import Dataset
from gui.editing.document import Document


def flowers() -> Dataset:
    """Four columns and three classes."""
    numbers = np.arange(48.0).reshape(12, 4)
    return datasets.from_arrays(numbers, np.arange(12) % 3, task="multiclass").split()


def small(document: Document) -> tuple[int, int]:
    """Leave one input and one hidden unit, not connected, and no undo history."""
    network = Network()
    units = network.add_unit("input"), network.add_unit("hidden")
    document.replace(network, document.data, document.settings)
    return units


def test_it_opens_on_the_circle_with_a_network_that_fits(document: Document) -> None:
    assert document.network.levels().values()
    assert document.data.task == "binary"
    assert not document.is_modified


def test_an_edit_is_one_named_step_that_can_be_taken_back(document: Document) -> None:
    source, target = small(document)
    with document.edit("Connect x1 → h1") as network:
        network.connect(source, target, weight=0.5)
    assert document.undo_stack.undoText() == "Connect x1 → h1"
    document.undo_stack.undo()
    assert not document.network.connections
    document.undo_stack.redo()
    assert document.network.connection(source, target).weight == 0.5


def test_a_refused_edit_leaves_neither_traces_nor_a_step(document: Document) -> None:
    source, target = small(document)

    def edit() -> None:
        with document.edit("Connect") as network:
            network.update_unit(target, bias=3.0)
            network.connect(target, source)

    with pytest.raises(errors.ConnectionIntoInput):
        edit()
    assert document.network.unit(target).bias == 0
    assert not document.undo_stack.canUndo()


def test_an_edit_that_changes_nothing_leaves_no_step(document: Document) -> None:
    _, hidden = small(document)
    with document.edit("Set bias") as network:
        network.update_unit(hidden, bias=0.0)
    assert not document.undo_stack.canUndo()


def test_edits_with_the_same_key_become_one_step(document: Document) -> None:
    _, hidden = small(document)
    for x in (1.0, 2.0, 3.0):
        with document.edit("Move h1", merge="move 1") as network:
            network.update_unit(hidden, position=(x, 0.0))
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.network.unit(hidden).position == (0.0, 0.0)


def test_a_drag_that_comes_back_to_its_start_leaves_no_step(document: Document) -> None:
    _, hidden = small(document)
    for x in (1.0, 0.0):
        with document.edit("Move h1", merge="move 1") as network:
            network.update_unit(hidden, position=(x, 0.0))
    assert not document.undo_stack.canUndo()


def test_settings_are_undoable_and_turning_a_knob_is_one_step(
    document: Document, qtbot: QtBot
) -> None:
    before = document.settings
    with qtbot.waitSignal(document.settings_changed):
        document.change_settings(learning_rate=0.3)
    document.change_settings(learning_rate=0.2)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.settings == before


def test_a_choice_is_its_own_step(document: Document) -> None:
    document.change_settings(optimizer="adam")
    document.change_settings(optimizer="rmsprop")
    assert document.undo_stack.count() == 2


def test_a_setting_out_of_bounds_is_refused(document: Document) -> None:
    with pytest.raises(errors.SettingsError):
        document.change_settings(learning_rate=-1.0)
    assert not document.is_modified


def test_other_data_repair_the_network_in_the_same_step(document: Document) -> None:
    units = document.network.units
    told = document.change_data(flowers(), "Flowers")
    assert len(document.network.inputs) == 4
    assert document.undo_stack.count() == 1
    assert told
    document.undo_stack.undo()
    assert document.network.units == units
    assert document.data.task == "binary"


def test_other_data_leave_an_empty_canvas_empty(document: Document) -> None:
    document.new()
    document.change_data(datasets.load("xor"), "XOR")
    assert not document.network.units


def test_a_new_seed_draws_other_weights_and_undo_brings_the_old_back(document: Document) -> None:
    before = document.network.connections
    document.new_seed()
    assert document.network.connections != before
    document.undo_stack.undo()
    assert document.network.connections == before


def test_the_title_says_whether_there_are_edits(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.title_changed):
        document.change_settings(l2=0.001)
    assert document.is_modified
    document.undo_stack.undo()
    assert not document.is_modified


def test_what_was_saved_opens_the_same(document: Document, tmp_path: Path) -> None:
    with document.edit("Set bias") as network:
        network.update_unit(network.outputs[0], bias=0.25)
    document.change_settings(optimizer="adam")
    file = tmp_path / "my circle.netloom"
    project_file.save(file, document.being_saved())
    document.saved(file)
    assert not document.is_modified
    assert document.title == "my circle"
    other = Document()
    other.open(file)
    assert other.network.units == document.network.units
    assert other.network.connections == document.network.connections
    assert other.settings == document.settings
    assert (other.data.inputs == document.data.inputs).all()
    assert other.path == file


def test_a_file_that_is_no_project_leaves_everything_as_it_was(
    document: Document, tmp_path: Path
) -> None:
    file = tmp_path / "broken.netloom"
    file.write_text('{"version": 1, "units": [')
    network = document.network
    with pytest.raises(EngineError):
        document.open(file)
    assert document.network is network


def test_settings_that_stay_the_same_are_no_step(document: Document) -> None:
    document.change_settings(batch_size=TrainingSettings().batch_size)
    document.change_settings(batch_size=document.settings.batch_size)
    assert document.undo_stack.count() <= 1


def test_without_a_file_it_is_called_by_its_data(document: Document) -> None:
    assert document.title == "Circle"
    document.change_data(datasets.load("xor", samples=50), "Train on XOR")
    assert document.title == "XOR"
    document.new()
    assert document.title == "My first network"


def test_a_long_list_of_changes_is_cut_short(document: Document) -> None:
    table = datasets.from_arrays(np.eye(40), np.arange(40) % 2, task="binary")
    told = " ".join(document.change_data(table, "Train on many columns"))
    assert "and 37 more" in told
    assert len(told) < 200
