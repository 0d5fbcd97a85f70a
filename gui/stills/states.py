"""The main states of the window, to be drawn for the documentation: one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, Qt

from engine import Network, TrainingSettings, datasets
from gui.canvas.geometry import Point
from gui.canvas.tools import Pointer
from gui.editing.document import Document
from gui.look.theme import Scheme
from gui.look.translate import tr
from gui.window.main_window import MainWindow

_LARGE = (64, 128, 48, 10)


def _as_it_is(_window: MainWindow) -> None:
    pass


@dataclass(frozen=True)
class State:
    """One row: what is open, how long it has trained, and what the person is doing.

    `what` is the key of a sample, or empty where `open_in` puts something else into the document.
    """

    key: str
    title: str
    what: str = "circle"
    epochs: int = 0
    theme: Scheme = "light"
    pose: Callable[[MainWindow], None] = _as_it_is
    open_in: Callable[[Document], None] | None = None


def _watch_a_unit(window: MainWindow) -> None:
    window.selection.set(_hidden(window)[1:2])


def _build(window: MainWindow) -> None:
    """Two units selected, and a connection that would run in a circle on its way."""
    canvas, (first, second, *_) = window.canvas, _hidden(window)
    last = _hidden(window)[-1]
    canvas.set_mode("build")
    window.selection.set([first, second])
    (x, y), half = canvas.network_scene.wiring.tile(last)
    canvas.gestures.press(_pointer(window, (x + half, y)), Qt.MouseButton.LeftButton)
    target, _ = canvas.network_scene.wiring.tile(second)
    canvas.gestures.move(_pointer(window, (x + half + 40, y + 40)))
    canvas.gestures.move(_pointer(window, target))


def _show_table(window: MainWindow) -> None:
    window.canvas.set_mode("build")
    window.actions_["table"].trigger()
    window.selection.set(_hidden(window)[1:3])


def _open_large(document: Document) -> None:
    data = datasets.load("digits").split()
    network = Network.layered(_LARGE, activation="relu", output_activation="softmax", seed=1)
    settings = TrainingSettings(optimizer="adam", learning_rate=0.003, loss="cross_entropy")
    document.replace(network, data, settings, title=tr("Handwritten digits"))


def _hidden(window: MainWindow) -> list[int]:
    return [unit.id for unit in window.document.network.units if unit.kind == "hidden"]


def _pointer(window: MainWindow, point: Point) -> Pointer:
    view = window.canvas
    place = view.mapFromScene(QPointF(*point))
    return Pointer(point, place, view.viewport().mapToGlobal(place), Qt.KeyboardModifier.NoModifier)


_TRAINING = State("training", "Training on the circle data", epochs=100, pose=_watch_a_unit)

STATES: dict[str, State] = {
    row.key: row
    for row in (
        State("first-start", "The first start"),
        _TRAINING,
        State("build", "Building: a connection that is refused", epochs=20, pose=_build),
        State("large", "A large network, its layers collapsed", "", 20, open_in=_open_large),
        State("table", "The table of units and connections", epochs=100, pose=_show_table),
        replace(_TRAINING, key="dark", title="The same in the dark", theme="dark"),
    )
}
