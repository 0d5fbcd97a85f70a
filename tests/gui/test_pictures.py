"""Pictures are taken away: from the menu under the pointer and from File, as PNG, SVG and PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.editing.notices import Notice, bus
from gui.run.session import Session
from gui.stills import pictures
from gui.stills.picture_formats import FORMATS, image_of
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences

Prepare = Callable[[Session], Session]

# The offscreen platform cannot raise menus and says so.
popups = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def shown(window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot) -> MainWindow:
    """The window with its charts, a few epochs trained, looking at the network."""
    prepared(session).run_epochs(20)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch == 20)
    window.canvas.set_mode("watch")
    qtbot.waitUntil(lambda: "Loss" in names())
    qtbot.waitUntil(lambda: window.canvas.is_settled)
    return window


@pytest.fixture
def told() -> list[Notice]:
    heard: list[Notice] = []
    bus.posted.connect(heard.append)
    return heard


def names() -> list[str]:
    return [pictures.name_of(widget) for widget in pictures.offered()]


def picture(name: str) -> QWidget:
    return next(each for each in pictures.offered() if pictures.name_of(each) == name)


def open_menu(widget: QWidget, at: QPoint) -> QMenu:
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at), Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str, qtbot: QtBot) -> None:
    action = next(each for each in menu.actions() if each.text() == text)
    menu.setActiveAction(action)
    qtbot.keyClick(menu, Qt.Key.Key_Return)


def dialog_of(widget: QWidget) -> QFileDialog:
    return next(each for each in widget.window().findChildren(QFileDialog) if each.isVisible())


def elements(svg: bytes, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(SVG + tag))


def seen(svg: bytes, size: QSize) -> QImage:
    """The drawing as another program would show it."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    with QPainter(image) as painter:
        renderer = QSvgRenderer(svg)
        assert renderer.isValid()
        renderer.render(painter)
    return image


def difference(one: QImage, other: QImage) -> float:
    """The mean difference of two pictures of the same size, in shares of white, coarsely seen."""
    size = QSize(64, 40)
    pairs = [
        (one.scaled(size).pixelColor(x, y), other.scaled(size).pixelColor(x, y))
        for x in range(0, 64, 4)
        for y in range(0, 40, 4)
    ]
    return sum(abs(a.lightnessF() - b.lightnessF()) for a, b in pairs) / len(pairs)


@popups
def test_the_menu_under_the_pointer_saves_a_chart_as_png(
    shown: MainWindow, tmp_path: Path, qtbot: QtBot, told: list[Notice]
) -> None:
    chart = picture("Loss")
    choose(open_menu(chart, QPoint(20, 20)), "Save picture…", qtbot)
    dialog = dialog_of(chart)
    assert Path(dialog.selectedFiles()[0]).name == "loss.png"
    dialog.fileSelected.emit(str(tmp_path / "loss.png"))
    dialog.reject()
    image = QImage(str(tmp_path / "loss.png"))
    assert image.size() == 2 * chart.size()
    assert image.colorCount() == 0
    assert len({image.pixel(x, y) for x in range(0, 200, 3) for y in range(0, 200, 3)}) > 1
    assert told[-1].happened == "loss.png is written."


@popups
def test_the_menu_reaches_a_chart_through_what_draws_it(shown: MainWindow, qtbot: QtBot) -> None:
    chart = picture("Loss")
    inside = chart.childAt(60, 60)
    assert inside is not None
    assert inside is not chart
    menu = open_menu(inside, QPoint(5, 5))
    assert [action.text() for action in menu.actions()] == ["Copy picture", "Save picture…"]
    menu.close()


@popups
def test_a_copied_picture_is_on_the_clipboard(shown: MainWindow, qtbot: QtBot) -> None:
    chart = picture("Loss")
    choose(open_menu(chart, QPoint(20, 20)), "Copy picture", qtbot)
    assert QApplication.clipboard().image().size() == 2 * chart.size()


def test_the_file_menu_lists_all_pictures_in_sight(shown: MainWindow, qtbot: QtBot) -> None:
    menu = shown.actions_.menus["pictures"]
    menu.aboutToShow.emit()
    assert {"Network", "Loss"} <= {action.text() for action in menu.actions()}
    shown.places.show_panel("charts", False)
    menu.aboutToShow.emit()
    assert "Loss" not in {action.text() for action in menu.actions()}


def test_the_network_is_copied_by_keyboard_without_the_controls(
    shown: MainWindow, qtbot: QtBot
) -> None:
    shown.activateWindow()
    shown.canvas.setFocus()
    qtbot.keyClick(
        shown.canvas,
        Qt.Key.Key_C,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    viewport = shown.canvas.viewport()
    copied = QApplication.clipboard().image()
    assert copied.size() == 2 * viewport.size()
    on_screen = viewport.grab().toImage().scaled(viewport.size())
    assert difference(copied, on_screen) < 0.05


def test_the_connections_of_the_network_are_curves_in_a_drawing(shown: MainWindow) -> None:
    viewport, network = shown.canvas.viewport(), shown.document.network
    svg = FORMATS[".svg"].make(viewport, "Network")
    paths = [path.get("d", "") for path in elements(svg, "path")]
    assert sum(path.count("M") for path in paths if "C" in path) >= network.connection_count
    words = " ".join("".join(text.itertext()) for text in elements(svg, "text"))
    assert "Hidden 1" in words
    assert "x₁" in words
    assert difference(seen(svg, viewport.size()), image_of(viewport, 1)) < 0.02


def test_a_chart_is_lines_and_letters_in_a_drawing(shown: MainWindow) -> None:
    chart = picture("Loss")
    svg = FORMATS[".svg"].make(chart, "Loss")
    assert elements(svg, "polyline")
    assert "training" in {"".join(text.itertext()).strip() for text in elements(svg, "text")}
    assert difference(seen(svg, chart.size()), image_of(chart, 1)) < 0.02


def test_a_page_is_as_large_as_the_picture(shown: MainWindow, tmp_path: Path) -> None:
    chart = picture("Loss")
    pictures.save(chart, tmp_path / "loss.pdf")
    page = (tmp_path / "loss.pdf").read_bytes()
    assert page.startswith(b"%PDF-")
    box = page.split(b"/MediaBox [")[1].split(b"]")[0].split()
    wide, tall = float(box[2]), float(box[3])
    assert (wide, tall) == pytest.approx((chart.width() * 0.75, chart.height() * 0.75), abs=1.0)


def test_what_cannot_be_written_is_said_and_leaves_nothing(
    shown: MainWindow, tmp_path: Path, told: list[Notice]
) -> None:
    pictures.save(picture("Loss"), tmp_path / "no such folder" / "loss.png")
    assert "could not be written" in told[-1].happened
    pictures.save(picture("Loss"), tmp_path / "loss.bmp")
    assert told[-1].try_this == "Let it end in .png, .svg, .pdf."
    assert not list(tmp_path.glob("*loss*"))


def test_the_folder_is_remembered(
    shown: MainWindow, tmp_path: Path, preferences: Preferences, qtbot: QtBot
) -> None:
    pictures.save(picture("Loss"), tmp_path / "loss.svg")
    assert preferences.folder("files/pictures") == tmp_path
    dialog = pictures.ask_save(picture("Loss"))
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.reject()
