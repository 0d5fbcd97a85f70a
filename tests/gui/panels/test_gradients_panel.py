"""Gradients over time: norms, updates and histograms of what the trainer really has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gui.look import theme
from gui.panels.weights.gradients_panel import GradientsPanel
from gui.panels.weights.run_record import BINS


@pytest.fixture
def panel(document, selection, session, show, qtbot):
    made = show(GradientsPanel(document, selection, session), 840, 250)
    qtbot.waitUntil(lambda: made.chart is not None)
    theme.set_reduced_motion(True)
    return made


def settled(panel, qtbot):
    qtbot.waitUntil(lambda: not panel._throttle.is_waiting)


def asked(session, question):
    return session.ask(question).result(30)


def by_level(network, pairs, numbers):
    """Numbers of connections, grouped by the target's level, in float64."""
    level_of = network.levels()
    groups = {}
    for (_, target), number in zip(pairs, numbers, strict=True):
        groups.setdefault(level_of[target], []).append(number)
    return [np.array(groups[level], np.float64) for level in sorted(groups)]


def length(numbers):
    return float(np.sqrt((numbers**2).sum()))


def test_until_there_are_curves_it_says_what_it_waits_for(panel, session, prepared, qtbot):
    prepared(session)
    assert panel.hint.isVisible()
    assert panel.hint.text().startswith("Train or step")
    session.play()
    assert panel.hint.text() == "Collecting…"
    qtbot.waitUntil(lambda: panel.hint.isHidden())
    assert len(panel.record.steps) > 1
    session.pause()
    assert panel.hint.isHidden()


def test_norms_are_those_of_the_float64_single_step(panel, session, document, trained, qtbot):
    trained(2)
    settled(panel, qtbot)
    step = asked(session, lambda trainer: trainer.single_step())
    back, change = step.backward(), step.change()
    pairs = list(zip(back.sources.tolist(), back.targets.tolist(), strict=True))
    gradients = by_level(document.network, pairs, back.weights)
    changes = by_level(document.network, pairs, change.weight_changes)
    weights = by_level(document.network, pairs, change.weights)
    assert panel.record.steps[-1] == step.step
    last = [
        [values[-1] for values in panel.record.norms(n)] for n in ("gradient", "ratio", "weights")
    ]
    assert last[0] == pytest.approx([length(g) for g in gradients], rel=1e-4)
    ratios = [length(c) / length(w) for c, w in zip(changes, weights, strict=True)]
    assert last[1] == pytest.approx(ratios, rel=1e-3)
    assert last[2] == pytest.approx([length(w) for w in weights], rel=1e-5)


def test_curves_are_logarithmic_one_for_each_level(panel, session, trained, qtbot):
    trained(1)
    trained(1)
    settled(panel, qtbot)
    x, y = panel.chart.curves[0]
    assert len(panel.chart.curves) == 3
    assert x[-1] == session.snapshot.step
    assert 10 ** y[-1] == pytest.approx(panel.record.norms("gradient")[0][-1])
    qtbot.keyClick(panel.curve, Qt.Key.Key_Down)
    _, y = panel.chart.curves[2]
    assert 10 ** y[-1] == pytest.approx(panel.record.norms("ratio")[2][-1])


def test_ridges_count_the_trainers_weights(panel, session, document, trained, qtbot):
    trained(1)
    trained(3)
    settled(panel, qtbot)
    weights = asked(session, lambda trainer: trainer.weights())
    groups = by_level(document.network, weights.keys(), weights.values())
    for ridges, group in zip(panel.ridges.ridges, groups, strict=True):
        expected, _ = np.histogram(group, BINS, (-ridges.end, ridges.end))
        assert ridges.counts[-1] == pytest.approx(expected / len(group))
        assert ridges.counts[-1].sum() == pytest.approx(1.0)


def test_the_newest_ridge_is_painted_where_its_numbers_are(panel, trained, qtbot):
    trained(2)
    settled(panel, qtbot)
    ridges = panel.ridges.ridges[0]
    last, place = len(ridges.counts) - 1, int(ridges.counts[-1].argmax())
    point = panel.ridges.point_of(0, last, place).toPoint()
    image = panel.ridges.grab().toImage()
    blue = theme.current().positive
    around = [image.pixelColor(point.x(), point.y() + up) for up in (-1, 0, 1)]
    assert min(abs(c.red() - blue.red()) + abs(c.green() - blue.green()) for c in around) < 60
    foot = panel.ridges.point_of(0, last, 0)
    assert foot.y() - point.y() > 10


def test_selected_weights_and_biases_have_a_history(
    panel, session, document, selection, trained, qtbot
):
    trained(1)
    trained(2)
    panel.curve.show_key("chosen")
    output = document.network.outputs[0]
    source = document.network.incoming(output)[0]
    selection.set(units=[output], connections=[(source, output)])
    settled(panel, qtbot)
    (_, weight), (_, bias) = panel.chart.curves
    assert weight[-1] == pytest.approx(
        asked(session, lambda trainer: trainer.weights())[source, output], rel=1e-5
    )
    assert bias[-1] == pytest.approx(
        asked(session, lambda trainer: trainer.biases())[output], rel=1e-5, abs=1e-7
    )
    assert len(weight) == len(panel.record.frames) > 1
    selection.clear()
    assert "Select connections" in panel.hint.text()


def test_reset_begins_the_record_anew(panel, session, trained, qtbot):
    trained(3)
    settled(panel, qtbot)
    assert panel.record.steps[-1] > 0
    session.reset()
    qtbot.waitUntil(lambda: session.snapshot.step == 0)
    qtbot.waitUntil(lambda: panel.record.steps.tolist() == [0.0])


def test_unseen_it_goes_on_recording_a_run_that_goes_step_by_step(panel, session, trained, qtbot):
    trained(1)
    panel.hide()
    seen = len(panel.record.steps)
    trained(1)
    qtbot.waitUntil(lambda: panel.record.steps[-1] == session.snapshot.step)
    assert len(panel.record.steps) > seen
    panel.show()
    settled(panel, qtbot)
    assert len(panel.chart.curves[0][0]) == len(panel.record.steps)


def test_unseen_a_run_that_goes_on_is_asked_a_few_times_a_second(panel, session, prepared, qtbot):
    panel.hide()
    prepared(session)
    session.play()
    qtbot.waitUntil(lambda: panel._pause.isActive())
    assert session.wishes.quantities == frozenset()
    before = len(panel.record.steps)
    qtbot.waitUntil(lambda: len(panel.record.steps) > before + 1)
    session.pause()
    panel.show()
    assert session.wishes.quantities == {"gradient"}


def test_the_step_looked_at_is_marked(panel, session, trained, qtbot):
    trained(3)
    assert panel.chart.cursor_place is None
    session.time.settle(1)
    qtbot.waitUntil(lambda: session.snapshot.span.is_past)
    qtbot.waitUntil(lambda: panel.chart.cursor_place == session.snapshot.step)
    session.time.come_back()
    qtbot.waitUntil(lambda: panel.chart.cursor_place is None)


def test_unseen_it_asks_nothing_of_the_past(panel, session, trained, qtbot):
    trained(3)
    panel.hide()
    session.time.settle(1)
    qtbot.waitUntil(lambda: session.snapshot.span.is_past)
    assert session.wishes.quantities == frozenset()
    session.time.come_back()
    qtbot.waitUntil(lambda: not session.snapshot.span.is_past)
    qtbot.waitUntil(lambda: session.wishes.quantities == {"gradient"})


def test_the_record_stays_small(panel, session, trained, qtbot, monkeypatch):
    trained(1)
    monkeypatch.setattr("gui.panels.weights.run_record._MOST_ROWS", 6)
    monkeypatch.setattr("gui.panels.weights.run_record._MOST_FRAMES", 4)
    first = panel.record.steps[0]
    for step in range(1000, 1012):
        panel.record.add(replace(session.snapshot, step=step))
    assert len(panel.record.steps) <= 6
    assert len(panel.record.frames) <= 4
    assert panel.record.steps[0] == panel.record.frames[0].step == first
    assert panel.record.steps[-1] == panel.record.frames[-1].step == 1011


def test_frames_of_a_large_network_keep_to_their_bytes(panel, session, trained, monkeypatch):
    trained(1)
    frame = panel.record.frames[-1]
    taken = frame.weights.nbytes + frame.biases.nbytes + frame.gradient.nbytes
    monkeypatch.setattr("gui.panels.weights.run_record._BUDGET", 3 * taken)
    for step in range(1000, 1020):
        panel.record.add(replace(session.snapshot, step=step))
        assert len(panel.record.frames) <= 3
    assert panel.record.frames[-1].step == 1019
    monkeypatch.setattr("gui.panels.weights.run_record._BUDGET", 1)
    panel.record.add(replace(session.snapshot, step=2000))
    assert [each.step for each in panel.record.frames][1:] == [2000]


def test_where_it_is_narrow_the_curves_have_the_room(panel):
    panel.resize(700, 260)
    assert panel.ridges.isVisible()
    panel.resize(400, 260)
    assert not panel.ridges.isVisible()
    assert panel.curve.isVisible()
