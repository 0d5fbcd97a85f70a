"""Moving and zooming the view: middle drag, Space-drag, wheel, pinch, keys; and Space alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.gui.canvas.conftest import NONE, Bench

Key = Qt.Key
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
CTRL = Qt.KeyboardModifier.ControlModifier


def drag_view(bench: Bench, button: Qt.MouseButton) -> QPoint:
    """Press, move and release over empty ground; how far a unit went on the screen."""
    viewport, before = bench.view.viewport(), bench.on_view(bench.centre(bench.h1))
    start = QPoint(440, 500)
    bench.qtbot.mousePress(viewport, button, NONE, start)
    for part in (1, 2, 3):
        bench.qtbot.mouseMove(viewport, start + QPoint(20, -10) * part)
    bench.qtbot.mouseRelease(viewport, button, NONE, start + QPoint(60, -30))
    return bench.on_view(bench.centre(bench.h1)) - before


@pytest.fixture
def trained(bench: Bench) -> list[bool]:
    asked: list[bool] = []
    bench.view.train_wanted.connect(lambda: asked.append(True))
    return asked


def test_a_middle_drag_moves_the_view(bench: Bench):
    assert drag_view(bench, MIDDLE) == QPoint(60, -30)


def test_a_space_drag_moves_the_view_and_trains_nothing(bench: Bench, trained: list[bool]):
    bench.selection.set([bench.h1])
    bench.qtbot.keyPress(bench.view, Key.Key_Space)
    assert bench.view.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
    assert drag_view(bench, LEFT) == QPoint(60, -30)
    bench.qtbot.keyRelease(bench.view, Key.Key_Space)
    assert bench.view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    assert not trained
    assert bench.selection.units == {bench.h1}
    assert not bench.undo_texts


def test_space_alone_trains_once_when_it_is_let_go(bench: Bench, trained: list[bool]):
    bench.qtbot.keyPress(bench.view, Key.Key_Space)
    assert not trained
    bench.qtbot.keyRelease(bench.view, Key.Key_Space)
    assert trained == [True]
    bench.drag((150, -100), (250, 100))
    assert bench.selection.units == {bench.h1, bench.h2}


def test_space_during_a_drag_trains_nothing(bench: Bench, trained: list[bool]):
    bench.press(bench.centre(bench.h1))
    bench.move((260, -100))
    bench.qtbot.keyPress(bench.view, Key.Key_Space)
    bench.qtbot.keyRelease(bench.view, Key.Key_Space)
    bench.release((260, -100))
    assert not trained


def test_space_let_go_elsewhere_leaves_the_canvas_ready(bench: Bench, trained: list[bool]):
    bench.qtbot.keyPress(bench.view, Key.Key_Space)
    bench.view.clearFocus()
    bench.view.setFocus()
    bench.drag((150, -100), (250, 100))
    assert bench.selection.units == {bench.h1, bench.h2}
    assert not trained


def wheel(bench: Bench, place: QPointF, notches: int) -> None:
    viewport = bench.view.viewport()
    event = QWheelEvent(
        place,
        QPointF(viewport.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_the_wheel_zooms_at_the_pointer(bench: Bench):
    place = QPointF(bench.on_view(bench.centre(bench.h2)))
    scale = bench.view.camera.scale
    wheel(bench, place, 2)
    assert bench.view.camera.scale == pytest.approx(scale * 1.25**2)
    moved = bench.on_view(bench.centre(bench.h2)) - place.toPoint()
    assert moved.manhattanLength() <= 2


def test_two_fingers_on_a_touch_pad_move_the_view(bench: Bench):
    pad = QPointingDevice(
        "pad",
        7,
        QInputDevice.DeviceType.TouchPad,
        QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.PixelScroll,
        2,
        0,
    )
    before, scale = bench.on_view(bench.centre(bench.h1)), bench.view.camera.scale
    event = QWheelEvent(
        QPointF(300, 300),
        QPointF(300, 300),
        QPoint(25, -40),
        QPoint(),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.ScrollUpdate,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        pad,
    )
    QApplication.sendEvent(bench.view.viewport(), event)
    assert bench.on_view(bench.centre(bench.h1)) - before == QPoint(25, -40)
    assert bench.view.camera.scale == scale


def test_a_pinch_zooms_at_the_fingers(bench: Bench):
    scale = bench.view.camera.scale
    place = QPointF(bench.on_view(bench.centre(bench.h2)))
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        place,
        place,
        QPointF(bench.view.viewport().mapToGlobal(place)),
        0.2,
        QPointF(),
    )
    QApplication.sendEvent(bench.view.viewport(), event)
    assert bench.view.camera.scale == pytest.approx(scale * 1.2)
    moved = bench.on_view(bench.centre(bench.h2)) - place.toPoint()
    assert moved.manhattanLength() <= 2


def test_keys_zoom_fit_and_show_100_percent(bench: Bench):
    fitted = bench.view.camera.scale
    bench.key(Key.Key_Plus, CTRL)
    assert bench.view.camera.scale == pytest.approx(fitted * 1.25)
    bench.key(Key.Key_Minus, CTRL)
    bench.key(Key.Key_Minus, CTRL)
    assert bench.view.camera.scale == pytest.approx(fitted / 1.25)
    bench.key(Key.Key_0, CTRL)
    assert bench.view.camera.scale == 1
    bench.key(Key.Key_F)
    assert bench.view.camera.scale == fitted


def test_same_layer_incoming_and_outgoing_are_selected_by_key(bench: Bench):
    bench.click(bench.centre(bench.h1))
    bench.key(Key.Key_L, CTRL)
    assert bench.selection.units == {bench.h1, bench.h2}
    bench.key(Key.Key_6)
    into = {(bench.x1, bench.h1), (bench.x2, bench.h1), (bench.x1, bench.h2)}
    assert bench.selection.connections == into
    bench.selection.set([bench.h1, bench.h2])
    bench.key(Key.Key_7)
    assert bench.selection.connections == {(bench.h1, bench.y), (bench.h2, bench.y)}


def test_a_rubber_band_with_ctrl_toggles(bench: Bench):
    bench.selection.set([bench.h1, bench.y])
    bench.drag((150, -100), (250, 100), CTRL)
    assert bench.selection.units == {bench.h2, bench.y}
