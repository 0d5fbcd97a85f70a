"""What menus and keys can ask of the canvas: one deed for each key of the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea, QInputDialog

from engine import EngineError
from gui.canvas import geometry
from gui.canvas.collapsed.folding import MANY, layers
from gui.canvas.editing import arranging, clipboard
from gui.canvas.editing.asking import Asking, Stand
from gui.canvas.editing.edits import Edits
from gui.canvas.editing.layer_dialog import LayerDialog
from gui.canvas.geometry import Point
from gui.canvas.over.camera import STEP, Camera
from gui.canvas.scene import WATCH, NetworkScene
from gui.canvas.wiring import Pair
from gui.editing import notices, patterns
from gui.editing.attempts import attempt
from gui.editing.patterns import display_levels
from gui.editing.waiting import waiting_for
from gui.look.translate import tr
from gui.menus.tile_titles import TILE_TITLES
from gui.run.live import LiveNumbers
from gui.stills import pictures


class Deeds(QObject):
    """Carries out what is asked, on the selection; `handlers` is by key of the table of actions."""

    def __init__(
        self,
        scene: NetworkScene,
        edits: Edits,
        live: LiveNumbers,
        asking: Asking,
        camera: Camera,
        stand: Stand,
        view: QAbstractScrollArea,
    ) -> None:
        super().__init__(view)
        self._scene = scene
        self._edits = edits
        self._camera = camera
        self._stand = stand
        self._view = view
        self._live = live
        self.asking = asking
        self._example = scene.session.example
        self._picture = view.viewport()
        pictures.offer_alone(self._picture, tr("Network"))
        camera.moved.connect(asking.editor.finish)
        self.handlers: Mapping[str, Callable[[], object]] = self._handlers()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        handlers: dict[str, Callable[[], object]] = {
            "copy_picture": lambda: pictures.copy(self._picture),
            "save_picture": lambda: pictures.ask_save(self._picture),
            "cut": self.cut,
            "copy": self.copy,
            "paste": self.paste,
            "duplicate": self.duplicate,
            "delete": self.delete,
            "rename": self.asking.ask_name,
            "set_bias": self.asking.ask_bias,
            "set_weight": self.asking.ask_weight,
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
            "next_example": self._example.step,
            "previous_example": lambda: self._example.step(-1),
            "no_example": self._example.let_go,
            "fit": self._stand.fit,
            "zoom_in": lambda: self._camera.zoom(STEP),
            "zoom_out": lambda: self._camera.zoom(1 / STEP),
            "zoom_100": lambda: self._camera.zoom_to(1.0),
        }
        for key in TILE_TITLES:
            handlers[f"tiles_{key}"] = partial(self.show_tiles, key)
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
        """The selected units with the biases and weights as they are now."""
        network, live = self._scene.network, self._live
        return clipboard.pack(network, self._scene.selection.units, live.biases(), live.weights())

    def _add(self, parcel: clipboard.Parcel, title: str, offset: Point) -> bool:
        scene, added = self._scene, list[int]()
        count = tr("{count} units", count=len(parcel.units))
        what = parcel.units[0].name if len(parcel.units) == 1 else count
        with waiting_for(len(parcel.connections)):
            done = attempt(
                scene.document,
                tr(title, units=what),
                lambda network: added.extend(clipboard.unpack(network, parcel, offset)),
            )
        if done:
            scene.selection.set(added)
        return done

    def _free_offset(self, parcel: clipboard.Parcel) -> Point:
        """How far from their old places pasted units cover no other; in view in any case.

        A view that is fitted to the network will be fitted to several of them too.
        """
        places = np.array([(unit.x, unit.y) for unit in parcel.units])
        x, y = arranging.free_offset(places, self._scene.network)
        visible = self._camera.visible
        seen = any(visible.contains(*place) for place in (places + np.array([x, y])).tolist())
        if seen or (len(places) > 1 and not self._camera.is_free):
            return x, y
        centre, middle = places.mean(axis=0), visible.center()
        across = geometry.snapped(middle.x() - float(centre[0]))
        down = geometry.snapped(middle.y() - float(centre[1]))
        x, y = arranging.free_offset(places + np.array([across, down]), self._scene.network)
        return across + x, down + y

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

    # Looking

    def show_tiles(self, key: str, _ticked: bool = True) -> None:
        """Show this in the tiles, for watching."""
        self._scene.set_mode(WATCH)
        self._scene.tiles.choose(key)

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
