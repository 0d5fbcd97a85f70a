"""The metrics dialog: figures of a part in words and tables, measured beside the run."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from engine import Network, datasets
from gui.panels.dialogs import metrics_dialog
from gui.panels.dialogs.metrics_dialog import MetricsDialog
from gui.stills.picture_formats import FORMATS
from tests.gui.test_pictures import open_menu, popups

pytest.importorskip("sklearn")


@pytest.fixture
def dialog(document, ready, show):
    return show(MetricsDialog(document, ready), 560, 500)


def measured(dialog, qtbot):
    qtbot.waitUntil(lambda: dialog.report is not None and dialog._errand is None, timeout=60_000)
    return dialog.report


def cells(table):
    rows, columns = range(table.rowCount()), range(table.columnCount())
    return [[table.item(row, column).text() for column in columns] for row in rows]


def test_it_measures_the_validation_part_at_once(dialog, document, qtbot):
    report = measured(dialog, qtbot)
    assert report.part == "validation"
    assert cells(dialog.matrix) == [[str(n) for n in row] for row in report.confusion.tolist()]
    assert dialog.matrix.verticalHeaderItem(0).text() == document.data.classes[0]
    assert f"accuracy {100 * report.accuracy:.1f} %" in dialog.told.text()
    assert cells(dialog.figures)[0][0] == f"{report.figures[0].precision:.3f}"
    assert not dialog.progress.isVisible()


def test_the_deeper_shade_is_the_larger_share(dialog, qtbot):
    report = measured(dialog, qtbot)
    row = report.confusion[0].tolist()
    larger = row.index(max(row))
    depth = [dialog.matrix.item(0, column).background().color().lightness() for column in range(2)]
    assert row[0] != row[1]
    assert depth[larger] < depth[1 - larger]
    assert "were taken for" in dialog.matrix.item(0, 0).toolTip()


def test_another_part_is_measured_by_keyboard(dialog, document, qtbot):
    measured(dialog, qtbot)
    dialog.part.setFocus()
    qtbot.keyClick(dialog.part, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: dialog.report.part == "train", timeout=10_000)
    assert dialog.report.examples == len(document.data.train_rows)


def test_refresh_takes_the_weights_of_now_and_the_run_goes_on(dialog, ready, qtbot):
    before = measured(dialog, qtbot).loss
    ready.play()
    qtbot.waitUntil(lambda: ready.snapshot.epoch > 1, timeout=20_000)
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.report.loss != before, timeout=20_000)
    assert ready.is_playing
    ready.pause()


def test_a_part_without_examples_is_greyed_out(document, ready, show):
    document.change_data(document.data.split(0.8, 0.2, 0.0), "Split")
    dialog = show(MetricsDialog(document, ready), 560, 500)
    model = dialog.part.model()
    assert not model.item(dialog.part.findData("test")).isEnabled()


def test_a_regression_has_figures_and_no_tables(document, ready, show, qtbot):
    generator = np.random.default_rng(0)
    data = datasets.from_arrays(generator.normal(size=(30, 2)), np.arange(30.0), task="regression")
    document.change_data(data, "Numbers")
    dialog = show(MetricsDialog(document, ready), 560, 500)
    measured(dialog, qtbot)
    assert "mean absolute error" in dialog.told.text()
    assert "R²" in dialog.told.text()
    assert not dialog.matrix.isVisible()


def test_without_scikit_learn_the_line_that_brings_it_is_offered(
    document, ready, show, qtbot, monkeypatch
):
    monkeypatch.setattr(metrics_dialog, "find_spec", lambda name: None)
    dialog = show(MetricsDialog(document, ready), 560, 500)
    assert dialog.install.isVisible()
    assert "--with tables" in dialog.install.text.text()
    monkeypatch.undo()
    dialog.install.installed.emit()
    measured(dialog, qtbot)
    assert not dialog.install.isVisible()


def test_what_blocks_training_is_said(document, ready, show):
    document.replace(Network.layered([3, 1]), document.data, document.settings, seed=0)
    dialog = show(MetricsDialog(document, ready), 560, 500)
    assert "3 input units" in dialog.told.text()


@popups
@pytest.mark.parametrize("name", ["matrix", "figures"])
def test_its_tables_can_be_taken_away_as_pictures(dialog, qtbot, name):
    measured(dialog, qtbot)
    table = getattr(dialog, name)
    menu = open_menu(table.viewport(), QPoint(5, 5))
    assert [action.text() for action in menu.actions()] == ["Copy picture", "Save picture…"]
    menu.close()
    drawing = FORMATS[".svg"].make(table, name).decode().replace(" ", "")
    assert all(f">{text}<" in drawing for row in cells(table) for text in row)
