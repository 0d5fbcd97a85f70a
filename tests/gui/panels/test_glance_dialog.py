"""The data at a glance: counts, ranges, columns against each other, and test data left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from engine import Network, Trainer, TrainingSettings, datasets
from gui.look import theme
from gui.panels import DataPanel
from gui.panels.data.glance import facts
from gui.panels.data.glance.glance_dialog import GlanceDialog


@pytest.fixture
def flowers():
    chance = np.random.default_rng(2)
    numbers = np.repeat([0, 1, 2], (60, 30, 10))
    table = chance.normal(size=(100, 6)) + numbers[:, None] * np.array([3, 0, 0, 2, 0, 0])
    data = datasets.from_arrays(table, numbers, "multiclass", classes=("lily", "rose", "elm"))
    return data.split(0.7, 0.2, 0.1, seed=5)


@pytest.fixture
def dialog(document, selection, session, show, qtbot, flowers):
    document.change_data(flowers, "Flowers")
    panel = show(DataPanel(document, selection, session), 236, 560)
    qtbot.mouseClick(panel.glance, Qt.MouseButton.LeftButton)
    (found,) = panel.window().findChildren(GlanceDialog)
    qtbot.waitExposed(found)
    yield found
    found.close()


def ticked(dialog):
    rows = range(dialog.table.rowCount())
    return [r for r in rows if dialog.table.item(r, 0).checkState() == Qt.CheckState.Checked]


def test_every_class_has_its_share_of_every_part(dialog, flowers):
    counts = facts.balance(flowers)
    assert counts.tolist() == [[42, 12, 6], [21, 6, 3], [7, 2, 1]]
    assert "lily: 60 = 42 + 12 + 6" in dialog.balance.accessibleDescription()
    assert "each part has its share of every class" in dialog.parts.text()


def test_ranges_are_told_of_each_column(dialog, flowers):
    assert dialog.table.rowCount() == 6
    for row, each in enumerate(facts.columns(flowers)):
        column = flowers.inputs[:, row]
        wanted = (column.min(), column.max(), column.mean(), column.std())
        assert np.allclose((each.low, each.high, each.mean, each.deviation), wanted)


def test_columns_that_go_with_the_classes_are_shown_first(dialog):
    assert {0, 3} <= set(ticked(dialog))
    assert len(ticked(dialog)) == 4


def test_a_tick_puts_a_column_in_and_takes_it_out(dialog):
    free = next(row for row in range(6) if row not in ticked(dialog))
    dialog.table.item(free, 0).setCheckState(Qt.CheckState.Checked)
    assert free in ticked(dialog)
    dialog.table.item(free, 0).setCheckState(Qt.CheckState.Unchecked)
    assert free not in ticked(dialog)


def test_marks_stand_where_the_values_are(dialog, flowers):
    row, column = 1, 0
    shown = ticked(dialog)
    picture = dialog.matrix.grab().toImage()
    lonely = int(np.argmax(flowers.inputs[:, shown[0]]))
    at = dialog.matrix.place_of(row, column, lonely)
    colour = theme.named(f"class {flowers.class_numbers[lonely]}")
    around = [
        QColor(picture.pixel(round(at.x()) + dx, round(at.y()) + dy))
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
    ]
    apart = [abs(one.hue() - colour.hue()) for one in around]
    assert min(apart) < 12


def test_a_histogram_counts_every_value_once(flowers):
    counts = facts.histogram(flowers.inputs[:, 0], flowers.class_numbers, 3)
    assert counts.sum(axis=1).tolist() == [60, 30, 10]
    assert counts.sum(axis=0).tolist() == np.histogram(flowers.inputs[:, 0], 20)[0].tolist()


def test_a_column_that_never_changes_stands_in_the_middle(document, dialog):
    table = np.column_stack([np.ones(12), np.arange(12.0)])
    document.change_data(datasets.from_arrays(table, np.arange(12.0)), "x")
    assert [dialog.table.item(row, 0).text() for row in range(3)] == ["x₁", "x₂", "y"]
    assert not dialog.matrix.grab().isNull()
    assert "never changes" in dialog.missing.text()


def test_large_data_are_sampled_and_it_is_said(document, dialog):
    document.change_data(datasets.load("circle", samples=20_000).split(), "many")
    assert dialog.sampled.text() == "1,500 of 20,000 examples are drawn."
    assert len(facts.shown_rows(document.data)) == 1500


def test_test_data_never_teach_nor_stop(flowers):
    network = Network.layered([6, 3], output_activation="softmax")
    settings = TrainingSettings(loss="cross_entropy", patience=5)
    garbage = flowers.inputs.copy()
    garbage[flowers.test_rows] = 1e3 * np.random.default_rng(1).normal(size=(10, 6))
    runs = []
    for data in (flowers, replace(flowers, inputs=garbage, scaling="standardize")):
        trainer = Trainer(network, replace(data, scaling="standardize"), settings, device="cpu")
        trainer.run(epochs=30)
        runs.append(trainer)
    assert runs[0].weights() == runs[1].weights()
    assert len(runs[0].history) == len(runs[1].history)


def test_the_gallery_says_where_tables_are_from(document, show):
    from gui.panels.data.data_gallery import DataGallery

    gallery = show(DataGallery())
    for key in datasets.TABLES:
        gallery.tiles[key].setFocus()
        assert "scikit-learn" in gallery.tiles[key].accessibleDescription()
    assert "CC BY 4.0" in gallery.tiles["iris"].accessibleDescription()
