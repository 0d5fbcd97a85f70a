from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine import Network
from gui.editing.document import Document
from gui.look import theme
from gui.run.session import Session
from gui.window.figures import Figure, epoch_text, loss_text, score, shape, short
from gui.window.speed import notch_of, speed_text, steps_per_second
from gui.window.top_bar import TopBar


def test_layers_are_shown_as_arrows_and_anything_else_is_counted() -> None:
    network = Network.layered([2, 4, 2, 1])
    assert shape(network) == "2 → 4 → 2 → 1 · 25 parameters"
    network.connect(network.inputs[0], network.outputs[0])
    assert shape(network) == "9 units · 19 connections"
    assert shape(Network()) == "0 units · 0 connections"


@pytest.mark.parametrize(
    ("loss", "text"),
    [(None, "–"), (0.0032, "0.0032"), (0.00001, "1.0e-05"), (0.0, "0.0000"), (1234.5, "1234.5")],
)
def test_losses_are_short(loss: float | None, text: str) -> None:
    assert loss_text(loss) == text


def test_figures_are_for_people() -> None:
    assert epoch_text(700) == "000,700"
    assert short(38_400_000) == "38 M"
    assert short(5_120_000) == "5.1 M"
    assert score({"train_accuracy": 1.0, "validation_accuracy": 0.986})[2] == "98.6 %"
    assert score({"train_r2": 0.5})[0] == "R²"
    assert score({})[2] == "–"


def test_speed_runs_from_one_step_a_second_to_unlimited() -> None:
    assert steps_per_second(0) == 1
    assert steps_per_second(12) == 1000
    assert steps_per_second(21) is None
    assert speed_text(1000.0) == "1,000 steps/s"
    assert [notch_of(steps_per_second(notch)) for notch in range(22)] == list(range(22))


def test_the_title_carries_a_dot_while_there_are_unsaved_edits(
    document: Document, session: Session, qtbot: QtBot
) -> None:
    bar = TopBar(document, session)
    qtbot.addWidget(bar)
    name, line = bar.title.texts
    assert not name.endswith("•")
    assert line.startswith("not saved · 2 → ")
    document.change_settings(l2=0.01)
    assert bar.title.texts[0] == f"{name} •"


def test_step_can_mean_a_mini_batch_or_an_epoch(
    document: Document, session: Session, qtbot: QtBot
) -> None:
    bar = TopBar(document, session)
    qtbot.addWidget(bar)
    asked: list[str] = []
    bar.step.stepped.disconnect()
    bar.step.stepped.connect(asked.append)
    qtbot.mouseClick(bar.step._go, Qt.MouseButton.LeftButton)
    bar.step.set_unit("epoch")
    qtbot.mouseClick(bar.step._go, Qt.MouseButton.LeftButton)
    assert asked == ["batch", "epoch"]


def test_speed_is_set_with_the_keyboard(document: Document, session: Session, qtbot: QtBot) -> None:
    bar = TopBar(document, session)
    qtbot.addWidget(bar)
    assert bar.speed.text == "1,000 steps/s"
    qtbot.keyClick(bar.speed.slider, Qt.Key.Key_End)
    assert session.speed is None
    assert bar.speed.text == "unlimited"
    qtbot.keyClick(bar.speed.slider, Qt.Key.Key_Home)
    assert session.speed == 1
    assert bar.speed.text == "1 step/s"


@pytest.mark.parametrize(
    ("r2", "text"),
    [(0.951, "0.951"), (-0.25, "−0.250"), (-2e24, "below −99"), (float("nan"), "–")],
)
def test_r2_stays_short_however_bad_it_is(r2: float, text: str) -> None:
    assert score({"validation_r2": r2})[2] == text


def test_a_narrow_bar_leaves_out_what_the_charts_show_too(
    document: Document, session: Session, qtbot: QtBot
) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    bar = TopBar(document, session, room)
    bar.resize(1440, bar.height())
    room.show()
    shown = bar.figures
    assert shown.validation.isVisible()
    for width in (960, 920):
        bar.resize(width, bar.height())
        assert not shown.validation.isVisible()
        assert shown.epoch.isVisible()
        assert shown.score.isVisible()
        assert bar.minimumSizeHint().width() <= width
    bar.resize(1440, bar.height())
    assert shown.validation.isVisible()
    assert shown.train_loss.isVisible()


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_in_large_letters_nothing_overlaps_whatever_is_left_out(
    document: Document, session: Session, qtbot: QtBot, width: int
) -> None:
    theme.set_projector(True)
    room = QWidget()
    qtbot.addWidget(room)
    bar = TopBar(document, session, room)
    bar.resize(width, bar.height())
    room.show()
    qtbot.waitExposed(room)
    QApplication.processEvents()
    assert bar.minimumSizeHint().width() <= width
    figures = bar.figures
    shown = [one for one in (figures.epoch, figures.score) if one.isVisible()]
    assert shown == [figures.epoch, figures.score]
    for one in (bar.train, bar.step, *shown):  # the title may be shortened
        assert one.width() >= one.minimumSizeHint().width()
    assert figures.epoch.geometry().right() < figures.score.geometry().left()
    assert figures.geometry().right() <= bar.width()


def test_a_new_number_leaves_the_window_as_it_is_laid_out_unless_it_needs_room(
    document: Document, session: Session, qtbot: QtBot
) -> None:
    bar = TopBar(document, session)
    qtbot.addWidget(bar)
    bar.show()
    asked = LayoutRequests(bar)
    figure = bar.findChildren(Figure)[1]
    for text in ("0.1234", "0.5", "7.8e-09"):
        figure.show_value(text)
        QApplication.processEvents()
    assert asked.count == 0
    figure.show_value("1,234,567.89")
    QApplication.processEvents()
    assert asked.count > 0


class LayoutRequests(QObject):
    """Counts how often a widget is to be laid out again."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        QApplication.processEvents()
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False
