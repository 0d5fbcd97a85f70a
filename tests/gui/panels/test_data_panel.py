"""The data panel: choosing, shaping and splitting data with mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine import datasets
from engine.errors import DataError
from gui.panels import DataPanel
from gui.panels.data.data_gallery import DataGallery


@pytest.fixture
def panel(document, selection, session, show):
    return show(DataPanel(document, selection, session), 236, 560)


def test_the_six_and_more_are_offered_and_the_present_one_is_marked(panel):
    assert list(panel.tiles)[:6] == [
        "circle",
        "xor",
        "gaussians",
        "spiral",
        "plane",
        "multi_gaussian",
    ]
    assert [key for key, tile in panel.tiles.items() if tile.isChecked()] == ["circle"]


def test_a_click_on_a_tile_takes_its_data_as_one_step(panel, document, qtbot):
    qtbot.mouseClick(panel.tiles["xor"], Qt.MouseButton.LeftButton)
    assert document.data.source.name == "xor"
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Choose the data “XOR”"
    assert panel.tiles["xor"].isChecked()
    document.undo_stack.undo()
    assert document.data.source.name == "circle"
    assert panel.tiles["circle"].isChecked()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_tile_is_pressed_by_keys(panel, document, qtbot, key):
    panel.tiles["spiral"].setFocus()
    qtbot.keyClick(panel.tiles["spiral"], key)
    assert document.data.source.name == "spiral"


def test_choosing_what_is_chosen_changes_nothing(panel, document, qtbot):
    qtbot.mouseClick(panel.tiles["circle"], Qt.MouseButton.LeftButton)
    assert document.undo_stack.count() == 0


def test_numbers_instead_of_classes_repair_the_network_and_say_so(panel, document, qtbot, posted):
    before = document.network.unit(document.network.outputs[0]).activation
    qtbot.mouseClick(panel.tiles["plane"], Qt.MouseButton.LeftButton)
    assert document.network.unit(document.network.outputs[0]).activation == "linear"
    label, undo = posted[-1].action
    assert label == "Undo"
    undo()
    assert document.data.source.name == "circle"
    assert document.network.unit(document.network.outputs[0]).activation == before


def test_an_old_notice_does_not_undo_later_edits(panel, document, qtbot, posted):
    qtbot.mouseClick(panel.tiles["plane"], Qt.MouseButton.LeftButton)
    _, undo = posted[-1].action
    document.change_settings(batch_size=20)
    undo()
    assert document.settings.batch_size == 20
    assert document.data.source.name == "plane"
    assert posted[-1].happened == "There were other edits since."


def test_noise_follows_the_keys_and_is_one_step(panel, document, qtbot):
    panel.noise.slider.setFocus()
    for _ in range(3):
        qtbot.keyClick(panel.noise.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: document.data.source.noise == 0.15)
    assert panel.noise.text.text() == "15 %"
    panel.noise.slider.setFocus()
    qtbot.keyClick(panel.noise.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: document.data.source.noise == 0.2)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.data.source.noise == 0.0
    assert panel.noise.text.text() == "0 %"


def test_more_samples_keep_seed_and_split(panel, document, qtbot):
    panel.samples.slider.setFocus()
    qtbot.keyClick(panel.samples.slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: len(document.data.inputs) == 20_000)
    assert document.data.fractions == (0.7, 0.2, 0.1)
    assert panel.samples.text.text() == "20,000"
    assert panel.summary.text() == "20,000 examples · 2 columns"


def test_the_split_is_shown_in_per_cent_and_changed_by_keys(panel, document, qtbot):
    assert panel.split.text.text() == "70 / 20 / 10"
    assert panel.split.slider.accessibleName() == "Train / validation / test: 70 / 20 / 10"
    panel.split.slider.setFocus()
    qtbot.keyClick(panel.split.slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: document.data.fractions == (1.0, 0.0, 0.0))
    assert len(document.data.validation_rows) == 0
    assert panel.split.text.text() == "100 / 0 / 0"


def test_a_split_that_is_no_step_is_shown_as_it_is(panel, document):
    document.change_data(document.data.split(0.65, 0.25, 0.1), "split")
    assert panel.split.text.text() == "65 / 25 / 10"


def test_the_batch_size_is_a_training_setting(panel, document, qtbot):
    panel.batch_size.slider.setFocus()
    qtbot.keyClick(panel.batch_size.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: document.settings.batch_size == 16)
    document.change_settings(batch_size=10)
    assert panel.batch_size.text.text() == "10"


def test_a_new_seed_draws_other_points(panel, document, qtbot):
    before = document.data.inputs.copy()
    qtbot.mouseClick(panel.new_seed, Qt.MouseButton.LeftButton)
    assert panel.seed.text() == "1"
    assert not (document.data.inputs == before).all()
    panel.seed.setFocus()
    panel.seed.selectAll()
    qtbot.keyClicks(panel.seed, "0")
    qtbot.keyClick(panel.seed, Qt.Key.Key_Return)
    assert (document.data.inputs == before).all()


@pytest.mark.parametrize("text", ["-1", "0.5"])
def test_an_impossible_seed_is_refused(panel, document, qtbot, posted, text):
    panel.seed.setFocus()
    panel.seed.selectAll()
    qtbot.keyClicks(panel.seed, text)
    qtbot.keyClick(panel.seed, Qt.Key.Key_Return)
    assert posted[-1].try_this == "A seed is a whole number from 0 up."
    assert panel.seed.text() == "0"
    assert document.undo_stack.count() == 0


def test_import_is_asked_for(panel, qtbot):
    with qtbot.waitSignal(panel.import_requested):
        qtbot.mouseClick(panel.import_button, Qt.MouseButton.LeftButton)


def test_a_table_is_loaded_beside_the_window(panel, document, qtbot, monkeypatch):
    table = datasets.from_arrays([[0.0], [1.0], [2.0], [3.0]] * 5, [0, 1, 0, 1] * 5, task="binary")
    monkeypatch.setattr(datasets, "load", lambda key: table)
    panel.choose_table("iris")
    assert panel.summary.text() == "Loading Iris…"
    qtbot.waitUntil(lambda: len(document.data.inputs) == 20)
    assert document.data.fractions == (0.7, 0.2, 0.1)
    assert len(document.network.inputs) == 1
    assert not panel.noise.isVisible()
    assert panel.tiles["table"].isChecked()


def test_a_table_that_cannot_be_loaded_is_refused_in_words(
    panel, document, qtbot, monkeypatch, posted
):
    def refuse(key):
        raise DataError("It is not installed.")

    monkeypatch.setattr(datasets, "load", refuse)
    panel.choose_table("wine")
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[-1].happened == "It is not installed."
    qtbot.waitUntil(lambda: panel.summary.text() == "500 examples · 2 columns")


def opened(panel, qtbot) -> DataGallery:
    qtbot.mouseClick(panel.tiles["more"], Qt.MouseButton.LeftButton)
    gallery = panel.findChild(DataGallery) or panel.window().findChild(DataGallery)
    assert gallery.isVisible()
    return gallery


def test_more_opens_a_gallery_of_all_data_with_the_present_one_marked(panel, qtbot):
    gallery = opened(panel, qtbot)
    assert set(gallery.tiles) == {*datasets.GENERATORS, *datasets.TABLES}
    assert [key for key, tile in gallery.tiles.items() if tile.isChecked()] == ["circle"]
    assert "A disc inside a ring" in gallery.hint.text()
    qtbot.keyClick(gallery, Qt.Key.Key_Escape)
    assert not gallery.isVisible()


def test_a_gate_from_the_gallery_is_its_table_and_going_back_splits_again(
    panel, document, qtbot, posted
):
    gallery = opened(panel, qtbot)
    qtbot.mouseClick(gallery.tiles["xor_gate"], Qt.MouseButton.LeftButton)
    assert len(document.data.train_rows) == len(document.data.inputs) == 4
    assert not panel.noise.isVisible()
    assert not panel.samples.isVisible()
    assert not posted
    qtbot.mouseClick(panel.tiles["circle"], Qt.MouseButton.LeftButton)
    assert len(document.data.inputs) == 500
    assert document.data.fractions == (0.7, 0.2, 0.1)
    assert panel.noise.isVisible()


def test_a_generators_own_knob_is_offered_and_turned_by_keys(panel, document, qtbot):
    assert panel.extras.knob is None
    gallery = opened(panel, qtbot)
    gallery.tiles["blobs"].setFocus()
    qtbot.keyClick(gallery.tiles["blobs"], Qt.Key.Key_Return)
    assert len(document.data.classes) == 4
    slider = panel.extras.knob.slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(document.data.classes) == 5)
    assert slider.accessibleName() == "Classes: 5"
    document.undo_stack.undo()
    assert len(document.data.classes) == 4
    assert panel.extras.knob.value == 4
    qtbot.mouseClick(panel.tiles["circle"], Qt.MouseButton.LeftButton)
    assert panel.extras.knob is None
    assert not panel.extras.isVisible()


def test_a_formula_is_typed_and_a_wrong_one_is_refused_in_words(panel, document, qtbot, posted):
    qtbot.mouseClick(opened(panel, qtbot).tiles["formula"], Qt.MouseButton.LeftButton)
    field = panel.extras.formula
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2x1 - x2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    x1, x2 = document.data.inputs.T
    assert np.allclose(document.data.targets[:, 0], 2 * x1 - x2)
    assert document.undo_stack.undoText() == "Change the formula"
    posted.clear()
    field.selectAll()
    qtbot.keyClicks(field, "2y")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "“y” is not known" in posted[-1].happened
    assert document.data.source.formula == "2x1 - x2"
    assert field.text() == "2x1 - x2"


def test_generated_data_without_a_tile_mark_more(panel, document):
    panel.choose_generator("and")
    assert document.data.title == "AND"
    assert panel.tiles["more"].isChecked()
    assert not panel.tiles["xor"].isChecked()


def test_everything_is_reached_by_tab_in_order(panel, qtbot):
    panel.import_button.setFocus()
    order = []
    for _ in range(18):
        order.append(panel.focusWidget())
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    assert order[1] is panel.tiles["circle"]
    sliders = [panel.noise, panel.samples, panel.split, panel.batch_size]
    assert order[-6:-2] == [slider.slider for slider in sliders]
    assert order[-2:] == [panel.seed, panel.new_seed]
    assert all(widget.accessibleName() or widget.text() for widget in order)


def test_very_many_data_are_split_beside_the_window(document, selection, session, show, qtbot):
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(300_000, 7))
    document.change_data(datasets.from_arrays(inputs, inputs[:, 0] > 0, task="binary"), "Import")
    panel = show(DataPanel(document, selection, session))
    panel._split((0.6, 0.3, 0.1), 0, "split")
    assert document.data.fractions is None
    assert panel.summary.text() == "Split the data…"
    qtbot.waitUntil(lambda: document.data.fractions == (0.6, 0.3, 0.1))
    qtbot.waitUntil(lambda: "300,000 examples" in panel.summary.text())
