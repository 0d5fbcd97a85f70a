"""The network in numbers: figures of the trainer's own, and its dot among notable systems."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt

from engine import notable
from engine.live.snapshot import Cost
from gui.look import theme
from gui.panels.numbers.numbers_panel import NumbersPanel
from gui.panels.numbers.numbers_words import Size, about, figures, number
from gui.panels.widgets.systems_chart import rooms


@pytest.fixture
def panel(document, selection, session, show):
    return show(NumbersPanel(document, selection, session), 720, 230)


@pytest.fixture
def trained(panel, session, prepared, qtbot):
    prepared(session)
    session.run_epochs(3)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 3)
    qtbot.waitUntil(lambda: session.is_settled)
    settle(panel, qtbot)
    return panel


def settle(panel, qtbot):
    qtbot.waitUntil(lambda: not panel._throttle.is_waiting)


def lines(panel):
    return [tuple(text.text() for text in texts) for texts in panel.lines]


def test_the_size_is_counted(panel):
    # 2-4-2-1 on 70 % of 500 examples
    assert lines(panel)[:3] == [
        ("Units", "9", "2 in, 6 hidden, 1 out"),
        ("Parameters", "25", "18 weights, 7 biases"),
        ("Examples", "350", "14 for each parameter"),
    ]
    assert "hardly learn them by heart" in panel.tells.text()


def test_what_an_example_takes_is_not_told_of_another_network(trained, document, run, qtbot):
    with document.edit("more") as network:
        network.add_unit("hidden")
    qtbot.waitUntil(lambda: lines(trained)[3][1:] == ("–", "being prepared"))
    run.revision = 5
    run.show()
    qtbot.waitUntil(lambda: lines(trained)[3][2] != "being prepared")


def test_a_single_weight_is_no_weights(document, run):
    words = [figure.more for figure in figures(Size(1, 0, 1, 1, 50), run.show(), 10)]
    assert words[1] == "1 weight, 1 bias"
    words = [figure.more for figure in figures(Size(2, 0, 1, 2, 50), run.show(), 10)]
    assert words[1] == "2 weights, 1 bias"


def test_compute_is_what_the_hand_counts(trained, session):
    each = (2 * 18 + 7) + (1 + 3 * 7 + 2 * 18 + 2 * 10)
    whole = 3 * (350 * each + 35 * 3 * 25)
    assert session.snapshot.operations == whole
    assert lines(trained)[3] == ("Each example", f"{each} FLOP", "43 forward, 78 back")
    assert lines(trained)[4][1] == f"{whole:,.0f} FLOP"
    mantissa, exponent = f"{whole / 8.64e19:.1e}".split("e-")
    raised = exponent.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    assert lines(trained)[5][1:] == (f"{mantissa} · 10⁻{raised}", "petaflop/s-days")
    assert "121 FLOP an example" in trained.lines[4][1].toolTip()


def test_the_rate_counts_examples_and_steps(document, run):
    size, cost = Size.of(document.network, 350), Cost(100.0, 50.0, 70.0)
    seen = replace(run.show(), cost=cost, playing=True, examples_per_second=1000.0)
    assert figures(size, seen, 10)[-2].value == f"{1000 * (150 + 70 / 10):,.0f} FLOP/s"
    assert figures(size, replace(seen, playing=False), 10)[-2].value == "–"


def test_the_runs_dot_stands_at_its_year_and_compute_and_moves(trained, session, qtbot):
    chart, today = trained.chart, date.today()
    before = chart.own
    assert before.y == pytest.approx(math.log10(session.snapshot.operations))
    assert int(before.x) in (today.year, today.year + 1)
    session.run_epochs(30)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 33)
    qtbot.waitUntil(lambda: chart.own.y > before.y + 0.9)
    place = chart.places[-1]
    colour = chart.grab().toImage().pixelColor(QPointF(*place).toPoint())
    assert colour.name() == theme.current().accent.name()


def test_parameters_stand_against_examples(trained, qtbot):
    data = next(c for c in trained._pictures.buttons() if c.objectName() == "data")
    qtbot.mouseClick(data, Qt.MouseButton.LeftButton)
    own = trained.chart.own
    assert (10**own.x, 10**own.y) == pytest.approx((350, 25))
    names = {dot.name for dot in trained.chart.all_dots}
    assert "LeNet-5" in names
    assert "GPT-4" not in names  # nobody published its size


def test_the_mouse_and_the_arrow_keys_tell_of_a_system(panel, qtbot):
    chart = panel.chart
    number = [system.name for system in notable.SYSTEMS].index("AlexNet")
    at = QPointF(*chart.places[number].tolist()).toPoint()
    qtbot.mouseMove(chart, at + QPoint(1, 1))
    assert panel.told.text().startswith("AlexNet (2012)")
    assert "4.7 · 10¹⁷ FLOP" in panel.told.text()
    qtbot.mouseMove(chart, QPoint(60, int(chart.area.top()) + 4))
    assert "Estimates" in panel.told.text()
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert panel.told.text().startswith("Perceptron (1957)")
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert panel.told.text().startswith("ADALINE (1960)")
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert "Epoch AI" in panel.told.text()


def test_out_of_sight_it_does_nothing(trained, session, qtbot, monkeypatch):
    trained.hide()
    drawn = []
    monkeypatch.setattr(trained.chart, "show_own", drawn.append)
    session.run_epochs(1)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 4)
    qtbot.waitUntil(lambda: session.is_settled)
    assert not drawn
    assert not trained._throttle.is_waiting
    trained.show()
    assert len(drawn) == 1


def test_an_edit_is_counted_at_once(trained, document, qtbot):
    with document.edit("more") as network:
        network.add_unit("hidden")
    settle(trained, qtbot)
    assert lines(trained)[0][1] == "10"


@pytest.mark.parametrize(
    ("examples", "words"), [(2000, "hardly"), (100, "Few for each"), (20, "Fewer than parameters")]
)
def test_it_says_what_the_share_tells(document, examples, words):
    assert words in Size.of(document.network, examples).in_words()


def test_names_never_lie_on_each_other_or_on_dots():
    points = [QPointF(20 * (n % 5), 11 * (n // 5)) for n in range(20)]
    area = QRectF(0, -20, 200, 100)
    found = rooms(points, [QSizeF(40, 12)] * 20, area, [], 1.0)
    boxes = [box for box in found if box is not None]
    assert 2 <= len(boxes) < 20
    for box in boxes:
        assert area.contains(box)
        assert sum(box.intersects(other) for other in boxes) == 1
        assert not any(box.contains(point) for point in points)


def test_the_systems_are_told_in_figures_and_in_the_order_of_years():
    years = [system.year for system in notable.SYSTEMS]
    assert years == sorted(years)
    for system in notable.SYSTEMS:
        assert system.operations > 0
        assert (system.examples is None) == (not system.kind)
        assert str(system.year) in about(system)
    assert number(1234) == "1,234"
    assert number(2.5) == "2.5"


def test_where_it_is_narrow_the_figures_stay(panel):
    panel.resize(400, 230)
    assert not panel._history.isVisible()
    assert panel._block.isVisible()


def test_it_wears_the_dark_colours(panel, qapp):
    theme.apply(qapp, "dark")
    picture = panel.grab().toImage()
    assert picture.pixelColor(2, 2).lightness() < 80
