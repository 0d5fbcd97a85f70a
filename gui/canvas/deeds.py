"""What menus and keys can ask of the canvas: one deed for each key of the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QWidget

from engine import EngineError
from gui import notices, patterns
from gui.attempts import attempt
from gui.canvas import arranging, clipboard, geometry
from gui.canvas.camera import STEP, Camera
from gui.canvas.edits import Edits
from gui.canvas.folding import MANY, layers
from gui.canvas.geometry import Point
from gui.canvas.inplace import InPlace
from gui.canvas.layer_dialog import LayerDialog
from gui.canvas.scene import Hit, NetworkScene
from gui.canvas.wiring import Pair
from gui.patterns import display_levels
from gui.translate import tr
from gui.words import named

_BIAS_REACH = 9.0
_BESIDE = 3 * geometry.GRID


class Stand(Protocol):
    """What deeds ask of the view."""

    def fit(self) -> None:
        """Show the whole network."""

    def screen_place(self, unit: int) -> QPoint:
        """Where a unit is on the screen."""

    def view_place(self, point: Point) -> QPoint:
        """Where a point of the scene is in the view."""


class Deeds(QObject):
    """Carries out what is asked, on the selection; `handlers` is by key of the table of actions."""

    def __init__(
        self, scene: NetworkScene, edits: Edits, camera: Camera, stand: Stand, view: QWidget
    ) -> None:
        super().__init__(view)
        self._scene = scene
        self._edits = edits
        self._camera = camera
        self._stand = stand
        self._view = view
        self.editor = InPlace(view)
        camera.moved.connect(self.editor.finish)
        self.handlers: Mapping[str, Callable[[], object]] = self._handlers()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        handlers: dict[str, Callable[[], object]] = {
            "cut": self.cut,
            "copy": self.copy,
            "paste": self.paste,
            "duplicate": self.duplicate,
            "delete": self.delete,
            "rename": self.rename,
            "set_bias": self.ask_bias,
            "set_weight": self.ask_weight,
            "select_all": self.select_all,
            "select_layer": self.select_layer,
            "select_incoming": partial(self.select_links, incoming=True),
            "select_outgoing": partial(self.select_links, incoming=False),
            "connect_fully": partial(self.connect_by, "fully"),
            "connect_one_to_one": partial(self.connect_by, "one_to_one"),
            "connect_at_random": self.ask_share,
            "add_layer": self.ask_layer,
            "tidy": self.tidy,
            "fold": self.fold,
            "open_all": self.open_all,
            "collapse_all": self.collapse_all,
            "fit": self._stand.fit,
            "zoom_in": lambda: self._camera.zoom(STEP),
            "zoom_out": lambda: self._camera.zoom(1 / STEP),
            "zoom_100": lambda: self._camera.zoom_to(1.0),
        }
        for key in arranging.ALIGNMENTS:
            handlers[key] = partial(self._arrange, arranging.align, key)
        for key in arranging.DISTRIBUTIONS:
            handlers[key] = partial(self._arrange, arranging.distribute, key)
        return handlers

    # Selecting

    def select_all(self) -> None:
        """Select every unit."""
        self._scene.selection.set(self._scene.wiring.row)

    def select_layer(self) -> None:
        """Select all units of the layers that selected units are in."""
        levels = display_levels(self._scene.network)
        wanted = {levels[unit] for unit in self._scene.selection.units}
        self._scene.selection.set(unit for unit, level in levels.items() if level in wanted)

    def select_links(self, *, incoming: bool) -> None:
        """Select all connections into the selected units, or out of them."""
        network = self._scene.network
        pairs: set[Pair] = set()
        for unit in self._scene.selection.units:
            if incoming:
                pairs.update((source, unit) for source in network.incoming(unit))
            else:
                pairs.update((unit, target) for target in network.outgoing(unit))
        self._scene.selection.set(connections=pairs)

    # Cutting, copying, pasting

    def delete(self) -> bool:
        """Remove what is selected."""
        selection = self._scene.selection
        return self._edits.delete(selection.units, selection.connections)

    def copy(self) -> bool:
        """Put the selected units on the clipboard; False when there are none."""
        if not self._scene.selection.units:
            return False
        QGuiApplication.clipboard().setMimeData(clipboard.to_mime(self._packed()))
        return True

    def cut(self) -> bool:
        """Put the selected units on the clipboard and remove them."""
        return self.copy() and self._edits.delete(self._scene.selection.units, (), "Cut {what}")

    def paste(self) -> bool:
        """Add the units on the clipboard beside those they were copied from, and select them."""
        try:
            parcel = clipboard.from_mime(QGuiApplication.clipboard().mimeData())
        except EngineError as error:
            notices.bus.post(notices.Notice.of(error))
            return False
        return self._add(parcel, "Paste {units}", self._free_offset(parcel))

    def duplicate(self) -> bool:
        """Add copies of the selected units beside them, and select them."""
        if not self._scene.selection.units:
            return False
        parcel = self._packed()
        return self._add(parcel, "Duplicate {units}", self._free_offset(parcel))

    def _packed(self) -> clipboard.Parcel:
        scene = self._scene
        biases, weights = self.biases(scene.selection.units), self._all_weights()
        return clipboard.pack(scene.network, scene.selection.units, biases, weights)

    def _add(self, parcel: clipboard.Parcel, title: str, offset: Point) -> bool:
        scene, added = self._scene, list[int]()
        count = tr("{count} units", count=len(parcel.units))
        what = parcel.units[0].name if len(parcel.units) == 1 else count
        done = attempt(
            scene.document,
            tr(title, units=what),
            lambda network: added.extend(clipboard.unpack(network, parcel, offset)),
        )
        if done:
            scene.selection.set(added)
        return done

    def _free_offset(self, parcel: clipboard.Parcel) -> Point:
        """How far from their old places pasted units cover no other; in view in any case."""
        places = [(unit.x, unit.y) for unit in parcel.units]
        taken = {tuple(centre) for centre in self._scene.wiring.centres.tolist()}
        away = 0.0
        while any((x + away, y + away) in taken for x, y in places):
            away += _BESIDE
        if any(self._camera.visible.contains(x + away, y + away) for x, y in places):
            return away, away
        middle = self._camera.visible.center()
        x, y = (sum(axis) / len(places) for axis in zip(*places, strict=True))
        return geometry.snapped(middle.x() - x), geometry.snapped(middle.y() - y)

    # Connecting and arranging

    def connect_by(self, key: str, share: float = patterns.DEFAULT_SHARE) -> bool:
        """Connect the selected units by one of the patterns."""
        units = self._scene.selection.units
        return bool(units) and patterns.connect(
            self._scene.document, units, key, self._stand.screen_place(min(units)), share
        )

    def ask_share(self) -> None:
        """Connect the selected units at random, after asking how many of them."""
        dialog = QInputDialog(self._view)
        dialog.setWindowTitle(tr("Connect at random"))
        dialog.setLabelText(tr("Probability of each connection, in percent"))
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(1, 100)
        dialog.setIntValue(round(100 * patterns.DEFAULT_SHARE))
        dialog.intValueSelected.connect(lambda part: self.connect_by("at_random", part / 100))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def tidy(self) -> None:
        """Lay the network out in columns, and show all of it."""
        arranging.tidy(self._scene.document)
        self._stand.fit()

    def _arrange(self, arrange: Callable[..., bool], key: str) -> bool:
        return arrange(self._scene.document, self._scene.selection.units, key)

    def ask_layer(self, place: Point | None = None) -> None:
        """Ask for a layer and add it, at a place of the scene or where there is room."""
        scene = self._scene
        dialog = LayerDialog(scene.document, scene.selection, self._view, place)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # Typing in place

    def ask_at(self, hit: Hit, point: Point) -> bool:
        """Ask for the name, bias or weight at a point; False where there is nothing to type."""
        if hit.block is not None:
            return self._scene.open_layers(hit.units)
        near = self._scene.unit_at(point, _BIAS_REACH)  # half of the dot lies beside the tile
        if near is not None and self._is_bias(near, point):
            self.ask_bias([near])
        elif hit.connection is not None:
            self.ask_weight(hit.connection, point)
        elif hit.unit is not None and not hit.port:
            self.rename(hit.unit)
        else:
            return False
        return True

    def _is_bias(self, unit: int, point: Point) -> bool:
        """Whether a point lies at the lower left corner of a unit, where the bias's dot is."""
        row = self._scene.network.unit(unit)
        half, (x, y) = geometry.half_size(row.kind), row.position
        near = abs(point[0] - x + half) <= _BIAS_REACH and abs(point[1] - y - half) <= _BIAS_REACH
        return near and row.kind != "input"

    def rename(self, unit: int | None = None) -> None:
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
            tr("Name of {unit}", unit=self._edits.name(chosen)),
            self._scene.network.unit(chosen).name,
            lambda name: self._edits.rename(chosen, name, self._stand.screen_place(chosen)),
        )

    def ask_bias(self, units: Iterable[int] = ()) -> None:
        """Ask for the bias of units, of those selected by default; inputs have none."""
        network = self._scene.network
        wanted = sorted(units or self._scene.selection.units)
        chosen = [unit for unit in wanted if network.unit(unit).kind != "input"]
        if not chosen:
            if wanted:
                told = tr("Inputs pass their column on: they have no bias.")
                notices.bus.post(
                    notices.Notice("info", told, at=self._stand.screen_place(wanted[0]))
                )
            return
        first, now = chosen[0], self.biases(chosen)
        (x, y), half = self._scene.wiring.tile(first)
        self.editor.ask_number(
            self._stand.view_place((x - half, y + half)),
            "w₀ = ",
            tr("Bias w₀ of {units}", units=named(network, chosen)),
            now[first],
            lambda bias: self._edits.set_bias(
                chosen, bias, self.biases(chosen), self._stand.screen_place(first)
            ),
        )

    def ask_weight(self, pair: Pair | None = None, point: Point | None = None) -> None:
        """Ask for the weight of a connection, or of those selected, at a point of the scene."""
        pairs = sorted([pair] if pair else self._scene.selection.connections)
        if not pairs:
            return
        place = self._stand.view_place(point or self._between(*pairs[0]))
        one = tr("{a} → {b}", a=self._edits.name(pairs[0][0]), b=self._edits.name(pairs[0][1]))
        count = tr("{count} connections", count=len(pairs))
        self.editor.ask_number(
            place,
            "w = ",
            tr("Weight of {connections}", connections=one if len(pairs) == 1 else count),
            self.weights(pairs[:1])[pairs[0]],
            lambda weight: self._edits.set_weight(
                pairs, weight, self.weights(pairs), self._view.mapToGlobal(place)
            ),
        )

    def _between(self, source: int, target: int) -> Point:
        """The middle of a connection's curve, which is that between its ends."""
        (left, above), half = self._scene.wiring.tile(source)
        (right, below), other_half = self._scene.wiring.tile(target)
        return (left + half + right - other_half) / 2, (above + below) / 2

    # Collapsing layers

    def fold(self) -> None:
        """Open the collapsed layers among what is selected, else collapse its layers."""
        chosen = self._scene.selection.units
        if not (self._scene.open_layers(chosen) or self._scene.collapse(chosen)):
            told = tr("A layer of one unit is not collapsed.")
            notices.bus.post(notices.Notice("info", told))

    def open_all(self) -> None:
        """Open every collapsed layer."""
        self._scene.open_layers(self._scene.wiring.row)

    def collapse_all(self) -> None:
        """Collapse every layer of more than a few dozen units."""
        large = (units for _, units in layers(self._scene.network) if len(units) > MANY)
        self._scene.collapse(unit.id for units in large for unit in units)

    # The numbers as they are shown

    def biases(self, units: Iterable[int]) -> dict[int, float]:
        """The biases of units as they are shown now."""
        scene = self._scene
        return {unit: float(scene.overlay.biases[scene.wiring.row[unit]]) for unit in units}

    def weights(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """The weights of connections as they are shown now."""
        return self._scene.overlay.weights_of(pairs)

    def _all_weights(self) -> dict[Pair, float]:
        arrays = self._scene.network.arrays()
        pairs = zip(arrays.sources.tolist(), arrays.targets.tolist(), strict=True)
        return dict(zip(pairs, self._scene.overlay.all_weights.tolist(), strict=True))
