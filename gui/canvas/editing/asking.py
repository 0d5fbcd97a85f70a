"""Asking for a name, a bias or a weight in a field right on the canvas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from gui.canvas import geometry
from gui.canvas.editing.inplace import InPlace
from gui.canvas.finding import Hit
from gui.canvas.geometry import Point
from gui.canvas.scene import NetworkScene
from gui.canvas.wiring import Pair
from gui.editing import notices
from gui.editing.hand_edits import HandEdits
from gui.look.translate import tr
from gui.look.words import named, unit_name
from gui.run.live import LiveNumbers

_BIAS_REACH = 9.0


class Stand(Protocol):
    """What is asked of the view: to see everything, and where things are."""

    def fit(self) -> None:
        """Show the whole network."""

    def screen_place(self, unit: int) -> QPoint:
        """Where a unit is on the screen."""

    def view_place(self, point: Point) -> QPoint:
        """Where a point of the scene is in the view."""


class Asking(QObject):
    """Opens the field where the thing is that is asked for; `hands` carries the answer out."""

    def __init__(
        self, scene: NetworkScene, hands: HandEdits, live: LiveNumbers, stand: Stand, view: QWidget
    ) -> None:
        super().__init__(view)
        self._scene = scene
        self._hands = hands
        self._live = live
        self._stand = stand
        self._view = view
        self.editor = InPlace(view)

    def ask_at(self, hit: Hit, point: Point) -> bool:
        """Ask for the name, bias or weight at a point; False where there is nothing to type."""
        near = self._scene.find.unit_at(point, _BIAS_REACH)  # half of the dot lies beside the tile
        if near is not None and self._is_bias(near, point):
            self.ask_bias([near])
        elif hit.connection is not None:
            self.ask_weight(hit.connection, point)
        elif hit.unit is not None and not hit.port:
            self.ask_name(hit.unit)
        else:
            return False
        return True

    def _is_bias(self, unit: int, point: Point) -> bool:
        """Whether a point lies at the lower left corner of a unit, where the bias's dot is."""
        row = self._scene.network.unit(unit)
        half, (x, y) = geometry.half_size(row.kind), row.position
        near = abs(point[0] - x + half) <= _BIAS_REACH and abs(point[1] - y - half) <= _BIAS_REACH
        return near and row.kind != "input"

    def ask_name(self, unit: int | None = None) -> None:
        """Ask for another name of a unit, of the first one selected by default.

        With only connections selected it is their weight that is asked for.
        """
        selection = self._scene.selection
        if unit is None and not selection.units:
            self.ask_weight()
            return
        chosen = min(selection.units) if unit is None else unit
        self.editor.ask_name(
            self._stand.view_place(self._scene.wiring.tile(chosen)[0]),
            tr("Name of {unit}", unit=unit_name(self._scene.network, chosen)),
            self._scene.network.unit(chosen).name,
            lambda name: self._hands.rename(chosen, name, self._stand.screen_place(chosen)),
        )

    def ask_bias(self, units: Iterable[int] = ()) -> None:
        """Ask for the bias of units, of those selected by default; inputs have none."""
        network = self._scene.network
        wanted = sorted(units or self._scene.selection.units)
        chosen = [unit for unit in wanted if network.unit(unit).kind != "input"]
        if wanted and not chosen:
            told = tr("Inputs pass their column on: they have no bias.")
            notices.bus.post(notices.Notice("info", told, at=self._stand.screen_place(wanted[0])))
        if not chosen:
            return
        first = chosen[0]
        (x, y), half = self._scene.wiring.tile(first)
        self.editor.ask_number(
            self._stand.view_place((x - half, y + half)),
            "w₀ = ",
            tr("Bias w₀ of {units}", units=named(network, chosen)),
            self._live.bias(first),
            lambda bias: self._hands.set_bias(chosen, bias, self._stand.screen_place(first)),
        )

    def ask_weight(self, pair: Pair | None = None, point: Point | None = None) -> None:
        """Ask for the weight of a connection, or of those selected, at a point of the scene."""
        pairs = sorted([pair] if pair else self._scene.selection.connections)
        if not pairs:
            return
        place = self._stand.view_place(point or self._between(*pairs[0]))
        source, target = (unit_name(self._scene.network, unit) for unit in pairs[0])
        count = tr("{count} connections", count=len(pairs))
        what = count if len(pairs) > 1 else tr("{a} → {b}", a=source, b=target)
        self.editor.ask_number(
            place,
            "w = ",
            tr("Weight of {connections}", connections=what),
            self._live.weight(pairs[0]),
            lambda weight: self._hands.set_weight(pairs, weight, self._view.mapToGlobal(place)),
        )

    def _between(self, source: int, target: int) -> Point:
        """The middle of a connection's curve, which is that between its ends."""
        (left, above), half = self._scene.wiring.tile(source)
        (right, below), other_half = self._scene.wiring.tile(target)
        return (left + half + right - other_half) / 2, (above + below) / 2
