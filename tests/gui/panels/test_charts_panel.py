"""The charts: built after the first paint, following the history, calm, and safe with zeros."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel

from engine import HistoryRow, datasets
from gui.look import theme
from gui.panels import ChartsPanel
from gui.panels.widgets import scales
from gui.panels.widgets.curve_legend import CurveLegend, Ground


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def panel(document, selection, session, show, qtbot):
    made = show(ChartsPanel(document, selection, session), 840, 250)
    qtbot.waitUntil(lambda: made.loss is not None)
    theme.set_reduced_motion(True)
    return made


def settled(panel, qtbot):
    qtbot.waitUntil(lambda: not panel._throttle.is_waiting)


def falling(rows, epochs=100):
    return rows(
        epochs,
        train_loss=lambda epoch: 0.4 * math.exp(-epoch / 30),
        validation_loss=lambda epoch: 0.45 * math.exp(-epoch / 30),
        train_accuracy=lambda epoch: 1 - 0.45 * math.exp(-epoch / 20),
        validation_accuracy=lambda epoch: 0.98 - 0.45 * math.exp(-epoch / 20),
    )


@pytest.mark.slow
def test_pyqtgraph_is_not_imported_with_the_panels():
    code = "import sys, gui.panels; sys.exit('pyqtgraph' in sys.modules or 'numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_before_training_it_says_what_to_press(panel):
    assert panel._hint.isVisible()
    assert panel._hint.text() == "Press Space to train"


def test_before_the_first_epoch_is_over_it_says_when_the_curves_begin(panel, session, prepared):
    prepared(session)
    session.set_speed(1.0)
    session.play()
    assert panel._hint.text() == "The curves begin with the first epoch."
    session.pause()
    assert panel._hint.text() == "Press Space to train"


def test_the_lines_of_the_grid_lie_behind_the_curves(panel):
    plot = panel.loss._plot
    assert plot.left.zValue() < plot.box.zValue()


def test_curves_follow_the_history(panel, run, rows, qtbot):
    run.show(rows=falling(rows))
    settled(panel, qtbot)
    assert not panel._hint.isVisible()
    (train_x, train_y), (_, validation_y) = panel.loss.curves
    assert train_x[[0, -1]].tolist() == [1, 100]
    assert train_y[-1] == pytest.approx(0.4 * math.exp(-100 / 30))
    assert validation_y[0] == pytest.approx(0.45 * math.exp(-1 / 30))
    assert panel.loss.ranges == (0.0, 100.0, 0.0, 0.5)
    assert panel.accuracy.ranges == (0.0, 100.0, 0.5, 1.0)


def test_axes_stay_until_there_is_no_room(panel, run, rows, qtbot):
    history = falling(rows, 100)
    run.show(rows=history[:60])
    settled(panel, qtbot)
    before = panel.loss.ranges
    run.show(rows=history[60:70])
    settled(panel, qtbot)
    assert panel.loss.ranges == before == (0.0, 75.0, 0.0, 0.5)
    run.show(rows=history[70:])
    settled(panel, qtbot)
    assert panel.loss.ranges[1] == 100.0


def test_the_logarithmic_scale_is_chosen_by_keys_and_safe_with_zeros(panel, run, rows, qtbot):
    run.show(rows=rows(50, train_loss=lambda epoch: 0.0 if epoch > 40 else 10.0 ** (-epoch / 10)))
    panel.log.setFocus()
    qtbot.keyClick(panel.log, Qt.Key.Key_Return)
    assert panel.loss.ranges[2:] == (-4.0, 0.0)
    _, y = panel.loss.curves[0]
    assert np.isfinite(y).all()
    assert y.min() == -4.0
    qtbot.mouseClick(panel.linear, Qt.MouseButton.LeftButton)
    assert panel.loss.ranges[2:] == (0.0, 1.0)


def test_losses_that_are_all_zero_can_be_drawn(panel, run, rows, qtbot):
    run.show(rows=rows(30, train_loss=lambda epoch: 0.0, validation_loss=lambda epoch: 0.0))
    settled(panel, qtbot)
    qtbot.mouseClick(panel.log, Qt.MouseButton.LeftButton)
    assert not panel.grab().isNull()


def test_numbers_have_no_accuracy(panel, document):
    assert panel.accuracy.isVisible()
    document.change_data(datasets.load("plane", samples=50), "plane")
    assert not panel.accuracy.isVisible()


def test_the_best_epoch_is_marked_once_it_lies_back(panel, run, rows, qtbot):
    run.show(
        rows=rows(
            100,
            train_loss=lambda epoch: 1 / epoch,
            validation_loss=lambda epoch: 0.2 + abs(epoch - 60) / 100,
        )
    )
    settled(panel, qtbot)
    assert panel.loss._best.isVisible()
    assert panel.loss._best.value() == 60
    assert "epoch 60" in panel.loss._best.label.textItem.toPlainText()


def test_a_loss_that_still_falls_marks_nothing(panel, run, rows, qtbot):
    run.show(rows=falling(rows))
    settled(panel, qtbot)
    assert not panel.loss._best.isVisible()


def test_ranges_glide_unless_motion_is_reduced(panel, run, rows, qtbot):
    theme.set_reduced_motion(False)
    run.show(rows=falling(rows, 30))
    settled(panel, qtbot)
    assert panel.loss.ranges == (0.0, 30.0, 0.0, 0.5)
    qtbot.waitUntil(lambda: panel.loss._now == panel.loss.ranges)


@pytest.mark.parametrize("chart", ["loss", "accuracy"])
@pytest.mark.parametrize("width", [715, 875])
def test_names_stand_inside_the_chart_and_hide_no_curve(panel, run, rows, qtbot, width, chart):
    panel.resize(width, 173)
    run.show(rows=falling(rows))
    settled(panel, qtbot)
    shown = getattr(panel, chart)
    box, hidden = shown._keys.find_place()
    assert hidden == 0
    assert shown._plot.field.contains(box)
    assert shown._plot.width() == shown.width()
    metrics = QFontMetrics(theme.font(theme.TEXT_CAPTION, QFont.Weight.Medium))
    assert box.width() > metrics.horizontalAdvance("validation")


def test_names_move_away_from_a_curve_that_comes(panel, run, rows, qtbot):
    panel.resize(715, 173)
    run.show(rows=rows(50, train_loss=lambda epoch: 1 / epoch))
    settled(panel, qtbot)
    before, _ = panel.loss._keys.find_place()
    run.show(rows=rows(100, train_loss=lambda epoch: 1 / epoch if epoch < 60 else 1.0)[50:])
    settled(panel, qtbot)
    after, hidden = panel.loss._keys.find_place()
    assert before != after
    assert hidden == 0


def test_names_see_a_curve_that_falls_steeply(panel, run, rows, qtbot):
    panel.resize(715, 173)
    run.show(rows=rows(60, train_loss=lambda epoch: 0.0))
    settled(panel, qtbot)
    legend = panel.loss._keys
    field = panel.loss._plot.field
    x = np.array([field.left() + 10, field.left() + 10.5, field.right()])
    y = np.array([field.top(), field.bottom(), field.bottom()])
    legend._place, legend._ground = 2, lambda: Ground(field, [(x, y)])
    box, hidden = legend.find_place()
    assert hidden == 0
    assert box.left() > x[1]


def test_the_line_at_the_epoch_looked_at_is_as_wide_in_both_charts(panel, run, rows, qtbot):
    panel.resize(715, 173)
    run.show(rows=rows(100))
    settled(panel, qtbot)
    inks = []
    for place in (12.0, 33.0, 77.0):
        for chart in (panel.loss, panel.accuracy):
            chart.show_cursor(place)
            image = chart._plot.grab().toImage()
            row = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
            panel_red, ink = theme.current().panel.red(), theme.current().accent.red()
            inks.append(sum((panel_red - one.red()) / (panel_red - ink) for one in row))
    assert inks == pytest.approx([inks[0]] * 6, abs=0.5)
    assert inks[0] > 1


@pytest.mark.parametrize(("width", "projector"), [(715, False), (875, False), (798, True)])
def test_nothing_above_the_charts_is_cut(panel, qtbot, width, projector):
    theme.set_projector(projector)
    panel.resize(width, 173)
    QApplication.processEvents()
    parts = [panel.across, panel.linear, panel.log, panel.smoothing, panel.test]
    for part in [*parts, *(found for head in panel.heads for found in head.findChildren(QLabel))]:
        assert part.isVisible()
        assert part.width() >= part.sizeHint().width()


def test_a_very_long_history_is_drawn_with_few_points(panel, session, qtbot):
    x = np.arange(200_000, dtype=float)
    few, _ = scales.decimate(x, np.sin(x), 500)
    assert len(few) <= 1002


def test_many_snapshots_are_drawn_a_few_times_only(panel, run, rows, qtbot, monkeypatch):
    drawn = []
    monkeypatch.setattr(panel, "_draw_loss", drawn.append)
    for row in falling(rows, 30):
        run.show(rows=(row,))
    settled(panel, qtbot)
    assert len(drawn) <= 3


def test_each_chart_is_painted_once_for_what_came(panel, run, rows, qtbot):
    run.show(rows=falling(rows))
    settled(panel, qtbot)
    qtbot.wait(50)
    paints = {chart: Paints(chart.findChild(CurveLegend)) for chart in (panel.loss, panel.accuracy)}
    panel._draw()
    qtbot.wait(50)
    assert [counted.count for counted in paints.values()] == [1, 1]


def test_pixels_lie_where_the_history_says(panel, run, rows, qtbot):
    run.show(rows=rows(200, train_loss=lambda epoch: 0.9 if epoch == 100 else 0.1))
    settled(panel, qtbot)
    chart = panel.loss
    _, right, _, top = chart.ranges
    field, picture = chart._plot.field, chart.grab().toImage()
    colour = theme.named("positive")
    for epoch, loss in ((50, 0.1), (100, 0.5), (150, 0.1)):
        x = round(field.left() + epoch / right * field.width())
        y = round(field.bottom() - (loss + 0.02 * top) / (1.04 * top) * field.height())
        around = itertools.product(range(-3, 4), repeat=2)
        near = [picture.pixelColor(x + across, y + down) for across, down in around]
        assert any(abs(one.red() - colour.red()) < 40 for one in near)


def test_the_theme_recolours_the_chart(panel, qapp):
    theme.apply(qapp, "dark")
    assert panel.loss._plot.backgroundBrush().color() == theme.current().panel


def long_rows():
    return tuple(
        HistoryRow(
            epoch,
            10 * epoch,
            100 * epoch,
            epoch / 50,
            0.1 / epoch,
            {"train_loss": 1.0 / epoch, "test_loss": 2.0 / epoch},
        )
        for epoch in range(1, 41)
    )


@pytest.mark.parametrize(
    ("down", "last", "right"),
    [(0, 40, 40.0), (1, 400, 400.0), (2, 4000, 4000.0), (3, 0.8, 1.0)],
)
def test_the_curves_run_over_what_is_chosen(panel, run, qtbot, down, last, right):
    run.show(rows=long_rows())
    settled(panel, qtbot)
    for _ in range(down):
        qtbot.keyClick(panel.across, Qt.Key.Key_Down)
    x, _ = panel.loss.curves[0]
    assert x[-1] == pytest.approx(last)
    assert panel.loss.ranges[1] == pytest.approx(right)


def test_smoothing_is_the_mean_of_the_last_values(panel, run, qtbot):
    run.show(rows=long_rows())
    settled(panel, qtbot)
    qtbot.keyClick(panel.smoothing, Qt.Key.Key_Down)
    (_, smooth), (_, raw) = panel.loss.curves
    assert raw == pytest.approx(1.0 / np.arange(1, 41))
    assert smooth[-1] == pytest.approx(np.mean(1.0 / np.arange(36, 41)))
    assert smooth[1] == pytest.approx(0.75)
    assert panel.loss._keys.accessibleName().startswith("training")
    assert "," not in panel.loss._keys.accessibleName()


def test_the_test_part_is_shown_when_it_is_wanted_from_the_beginning_of_the_run(panel, run, qtbot):
    run.show(rows=long_rows())
    settled(panel, qtbot)
    assert len(panel.loss.curves) == 1
    qtbot.mouseClick(panel.test, Qt.MouseButton.LeftButton)
    _, (_, test) = panel.loss.curves
    assert test[0] == 2.0
    assert "test" in panel.loss._keys.accessibleName()


def test_a_learning_rate_that_changes_has_an_axis_of_its_own(panel, document, run, qtbot):
    run.show(rows=long_rows())
    settled(panel, qtbot)
    assert panel.loss.second_curve is None
    document.change_settings(schedule="inverse_time")
    panel._draw()
    x, y = panel.loss.second_curve
    assert x[-1] == 40
    assert y == pytest.approx(0.1 / np.arange(1, 41))
    document.change_settings(schedule="constant")
    panel._draw()
    assert panel.loss.second_curve is None


def test_where_a_rule_stopped_the_run_is_marked(panel, run, session, qtbot):
    run.show(rows=long_rows())
    settled(panel, qtbot)
    assert not panel.loss._stopped.isVisible()
    session.snapshot = replace(session.snapshot, stopped_because="The loss has not improved.")
    panel._draw()
    assert panel.loss._stopped.isVisible()
    assert panel.loss._stopped.value() == 40
