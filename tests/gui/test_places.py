"""How the window shares its room: the canvas has its due, and what is hidden comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from gui.editing.document import Document
from gui.look import theme
from gui.panels import LowerPanel, PalettePanel
from gui.run.session import Session
from gui.window.main_window import MainWindow
from gui.window.middle import Middle
from gui.window.preferences import Preferences

LEFT = Qt.MouseButton.LeftButton
Prepare = Callable[[Session], Session]


@pytest.fixture
def lower(window: MainWindow) -> LowerPanel:
    settle()
    found = window.places.panel("charts")
    assert isinstance(found, LowerPanel)
    return found


def settle() -> None:
    """Let parts that were just built ask for their room, and those around them answer."""
    for _ in range(5):
        QApplication.processEvents()


def shape(window: MainWindow, size: tuple[int, int], *, projector: bool = False) -> None:
    window.resize(*size)
    if projector:
        theme.set_projector(True)
    settle()
    assert (window.width(), window.height()) == size


def drag_line(qtbot: QtBot, window: MainWindow, down: int) -> None:
    """Take the line between the canvas and what is below, and pull it so many pixels down."""
    middle = window.findChild(Middle)
    assert middle is not None
    handle = middle.handle(1)
    start = handle.rect().center()
    qtbot.mousePress(handle, LEFT, pos=start)
    qtbot.mouseMove(handle, start + QPoint(0, down))
    qtbot.mouseRelease(handle, LEFT, pos=start)
    settle()


def page(lower: LowerPanel) -> QWidget:
    found = lower.findChild(QStackedWidget)
    assert isinstance(found, QStackedWidget)
    return found


# Shares


@pytest.mark.parametrize(
    ("size", "projector", "least"),
    [
        ((1440, 900), False, 0.58),
        ((1280, 720), False, 0.55),
        ((1440, 900), True, 0.5),
        ((1280, 720), True, 0.5),
    ],
)
def test_the_canvas_has_most_of_the_height_and_the_charts_keep_some(
    window: MainWindow, lower: LowerPanel, size: tuple[int, int], projector: bool, least: float
) -> None:
    shape(window, size, projector=projector)
    assert window.canvas.height() >= least * window.height()
    assert lower.height() >= 0.25 * window.height()
    assert window.canvas.width() >= 0.4 * window.width()


def test_the_strip_of_the_time_machine_takes_its_height_from_the_charts(
    window: MainWindow, lower: LowerPanel, qapp: QApplication
) -> None:
    shape(window, (1440, 900))
    canvas, charts = window.canvas.height(), lower.height()
    window.actions_["show_time"].trigger()
    qapp.processEvents()
    assert window.canvas.height() == pytest.approx(canvas, abs=2)
    assert lower.height() < charts - 20
    window.actions_["show_time"].trigger()
    qapp.processEvents()
    assert lower.height() == pytest.approx(charts, abs=2)


@pytest.mark.parametrize("projector", [False, True])
def test_with_the_strip_the_canvas_keeps_half_of_a_small_window(
    window: MainWindow, lower: LowerPanel, projector: bool
) -> None:
    shape(window, (1280, 720), projector=projector)
    window.actions_["show_time"].trigger()
    settle()
    assert window.canvas.height() >= 0.5 * window.height()
    assert lower.height() >= 0.23 * window.height()
    assert lower.charts.isVisible()


def test_the_share_stays_when_the_window_grows(window: MainWindow, lower: LowerPanel) -> None:
    shape(window, (1280, 720))
    before = lower.height() / window.canvas.height()
    shape(window, (1440, 1100))
    assert lower.height() / window.canvas.height() == pytest.approx(before, abs=0.02)


def test_the_line_is_dragged_and_its_place_is_remembered(
    window: MainWindow,
    lower: LowerPanel,
    document: Document,
    session: Session,
    preferences: Preferences,
    qtbot: QtBot,
) -> None:
    before = lower.height()
    drag_line(qtbot, window, -80)
    assert lower.height() == pytest.approx(before + 80, abs=3)  # where the line was taken
    window.places.remember()
    again = MainWindow(document, session, preferences)
    again.resize(window.size())
    again.show()
    qtbot.waitUntil(lambda: again.places.panel("charts") is not None)
    assert again.canvas.height() == pytest.approx(window.canvas.height(), abs=1)
    again.leave()
    again.deleteLater()


# Folding


def test_dragged_far_down_the_tabs_stay_and_a_click_on_one_opens_it(
    window: MainWindow, lower: LowerPanel, qtbot: QtBot
) -> None:
    before = lower.height()
    drag_line(qtbot, window, 600)
    assert not page(lower).isVisible()
    assert lower.tabBar().isVisible()
    assert lower.height() == lower.tabBar().sizeHint().height()
    qtbot.mouseClick(lower.tabBar(), LEFT, pos=lower.tabBar().tabRect(2).center())
    settle()
    assert lower.matrices.isVisible()
    assert lower.height() == before


def test_a_button_folds_and_a_key_for_the_table_opens_again(
    window: MainWindow, lower: LowerPanel, qtbot: QtBot
) -> None:
    canvas = window.canvas.height()
    qtbot.mouseClick(lower.corner.fold, LEFT)
    settle()
    assert not lower.charts.isVisible()
    assert window.canvas.height() > canvas
    qtbot.keyClick(window.canvas, Qt.Key.Key_T)
    settle()
    assert lower.table.isVisible()
    assert window.canvas.height() == canvas


# Sides


@pytest.mark.parametrize(("key", "name"), [(Qt.Key.Key_F7, "data"), (Qt.Key.Key_F8, "training")])
def test_a_key_hides_a_side_and_brings_it_back(
    window: MainWindow, qtbot: QtBot, key: Qt.Key, name: str
) -> None:
    settle()
    panel, width = window.places.panel(name), window.canvas.width()
    assert panel is not None
    qtbot.keyClick(window.canvas, key)
    settle()
    assert not panel.isVisible()
    assert window.canvas.width() > width
    qtbot.keyClick(window.canvas, key)
    settle()
    assert panel.isVisible()
    assert window.canvas.width() == width


def test_a_hidden_side_is_hidden_at_the_next_start(
    window: MainWindow,
    document: Document,
    session: Session,
    preferences: Preferences,
    qtbot: QtBot,
) -> None:
    qtbot.keyClick(window.canvas, Qt.Key.Key_F8)
    again = MainWindow(document, session, preferences)
    assert not again.actions_["show_right"].isChecked()
    assert again.actions_["show_left"].isChecked()
    assert not again.places.is_shown("right")
    again.deleteLater()


def test_a_key_leaves_the_canvas_alone_and_brings_the_rest_back(
    window: MainWindow, lower: LowerPanel, qtbot: QtBot
) -> None:
    before = window.canvas.size()
    qtbot.keyClick(window.canvas, Qt.Key.Key_F9)
    settle()
    assert not lower.isVisible()
    assert window.canvas.width() >= window.width() - 4
    qtbot.keyClick(window.canvas, Qt.Key.Key_F9)
    settle()
    assert window.canvas.size() == before


def test_who_asks_for_a_panel_is_no_longer_alone_with_the_canvas(
    window: MainWindow, lower: LowerPanel, qtbot: QtBot
) -> None:
    qtbot.keyClick(window.canvas, Qt.Key.Key_F9)
    qtbot.keyClick(window.canvas, Qt.Key.Key_T)
    assert lower.table.isVisible()
    assert not window.actions_["show_alone"].isChecked()


def test_in_projector_mode_the_left_side_gives_way_says_so_and_comes_when_called(
    window: MainWindow, qtbot: QtBot
) -> None:
    shape(window, (1280, 720), projector=True)
    data = window.places.panel("data")
    assert data is not None
    assert not data.isVisible()
    assert "F7" in window.card.text
    qtbot.keyClick(window.canvas, Qt.Key.Key_F7)
    assert data.isVisible()
    qtbot.keyClick(window.canvas, Qt.Key.Key_F7)
    assert not data.isVisible()
    theme.set_projector(False)
    qtbot.waitUntil(lambda: window.places.is_shown("output"))
    assert not data.isVisible()  # as the person last said


# The time machine's strip


def test_a_link_beside_the_tabs_opens_the_strip_once_there_is_a_run(
    window: MainWindow, session: Session, lower: LowerPanel, prepared: Prepare, qtbot: QtBot
) -> None:
    strip = window.places.panel("time")
    assert strip is not None
    assert not strip.isVisible()
    assert not lower.rewind.isVisible()
    prepared(session).run_epochs(3)
    qtbot.waitUntil(lower.rewind.isVisible)
    qtbot.mouseClick(lower.rewind, LEFT)
    assert strip.isVisible()
    assert window.actions_["show_time"].isChecked()
    qtbot.mouseClick(lower.rewind, LEFT)
    assert not strip.isVisible()
    assert not window.actions_["show_time"].isChecked()


def test_looking_back_by_key_brings_the_strip(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    strip = window.places.panel("time")
    assert strip is not None
    prepared(session).run_epochs(3)
    qtbot.waitUntil(lambda: session.time.span.now == 3 and session.is_settled)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(strip.isVisible)
    assert window.actions_["show_time"].isChecked()


# What is in sight


def in_sight(part: QWidget) -> bool:
    """Whether all of a part can be seen without scrolling."""
    return part.visibleRegion().boundingRect() == part.rect()


@pytest.mark.parametrize("dark", [False, True])
def test_the_parts_to_add_are_in_sight_without_scrolling(
    window: MainWindow, lower: LowerPanel, dark: bool
) -> None:
    window.actions_["dark" if dark else "light"].trigger()
    shape(window, (1280, 720))
    palette = window.places.panel("palette")
    assert isinstance(palette, PalettePanel)
    assert all(in_sight(row) for row in palette.rows.values())


def test_a_large_window_shows_the_left_side_without_scrolling(
    window: MainWindow, lower: LowerPanel
) -> None:
    shape(window, (1440, 900))
    palette = window.places.panel("palette")
    assert isinstance(palette, PalettePanel)
    assert in_sight(palette)


@pytest.mark.parametrize(
    ("size", "projector"), [((1440, 900), False), ((1280, 720), False), ((1280, 720), True)]
)
def test_all_tabs_and_the_way_back_in_time_are_in_sight(
    window: MainWindow,
    session: Session,
    lower: LowerPanel,
    prepared: Prepare,
    qtbot: QtBot,
    size: tuple[int, int],
    projector: bool,
) -> None:
    shape(window, size, projector=projector)
    prepared(session).run_epochs(2)
    qtbot.waitUntil(lower.rewind.isVisible)
    settle()
    bar = lower.tabBar()
    assert bar.width() >= bar.sizeHint().width()
    assert lower.rewind.width() >= lower.rewind.sizeHint().width()
    assert lower.corner.geometry().right() <= lower.width()
