"""The scene: the document's units as items and its connections as arrays, always in step."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QGraphicsScene

from engine import Change, Network, Snapshot
from engine.data.datasets import Dataset
from gui.canvas.collapsed.blocks import Blocks
from gui.canvas.collapsed.folding import Folding
from gui.canvas.connections import edges
from gui.canvas.finding import NOTHING, Finder, Hit
from gui.canvas.over.flash import Flash
from gui.canvas.over.weight_labels import WeightLabels
from gui.canvas.overlay import Overlay
from gui.canvas.tiles.tile_modes import Tiles
from gui.canvas.tiles.unit_item import UnitItem
from gui.canvas.tiles.wardrobe import Wardrobe
from gui.canvas.wiring import Wiring
from gui.editing import notices
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look import theme
from gui.run.session import Session

BUILD, WATCH = "build", "watch"
_FAR = 1e5


class NetworkScene(QGraphicsScene):
    """Follows the document, the selection, the session and the theme; is edited by none of its own.

    `wiring_changed` says that the network is another now, `numbers_changed` that only its weights
    or responses are, so that the connections' picture has to be drawn again; `marks_changed` that
    something light on top of it has changed; `folded` that layers were collapsed or opened.
    """

    wiring_changed = Signal()
    numbers_changed = Signal()
    marks_changed = Signal()
    mode_changed = Signal(str)
    folded = Signal()

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        super().__init__(-_FAR, -_FAR, 2 * _FAR, 2 * _FAR)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.document = document
        self.selection = selection
        self.session = session
        self.mode = BUILD
        self.snapping = True
        self.dressed = 0  # counts the changes of looks
        self.patterns = False
        self.hovered: Hit = NOTHING
        self.marked: frozenset[int] = frozenset()
        self.targets: dict[int, str] = {}
        self.flash = Flash(self)
        self.items_by_unit: dict[int, UnitItem] = {}
        self._wardrobe = Wardrobe(self)
        self.folding = Folding()
        self.folding.follow(document.network)
        self.find = Finder(self)
        self.blocks = Blocks(self)
        self.wiring = Wiring(document.network, self.folding)
        self.overlay = Overlay(document.network, self.wiring, document.data)
        self.tiles = Tiles(session, self)
        self.tiles.changed.connect(self._show_tiles)
        if session.snapshot is not None:
            self.overlay.show(session.snapshot)
        self._rebuild_blocks()
        self.weight_labels = WeightLabels(self)
        self._sync()
        self._dress()
        document.data_changed.connect(self._take_data)
        document.network_changed.connect(self._follow)
        document.opened.connect(self._reopen)
        selection.changed.connect(self._selection_changed)
        session.snapshot_ready.connect(self._show)
        theme.signals.changed.connect(self._recolor)
        notices.bus.posted.connect(self._point_out)
        self.flash.changed.connect(self._marks)

    @property
    def network(self) -> Network:
        """The network that is shown."""
        return self.document.network

    @property
    def watching(self) -> bool:
        """Whether tiles show responses rather than names."""
        return self.mode == WATCH

    def set_mode(self, mode: str) -> None:
        """Show the units for building ("build") or for watching ("watch")."""
        if mode != self.mode:
            self.mode = mode
            self.tiles.show_seen(self.watching)
            self._draw_tiles()
            self.mode_changed.emit(mode)

    def _show_tiles(self) -> None:
        if self.session.example.row is not None:
            self.set_mode(WATCH)
        self._draw_tiles()

    def _draw_tiles(self) -> None:
        self.overlay.show_mode(self.tiles.shown)
        self.blocks.show(self.overlay)
        self._marks()
        self.numbers_changed.emit()

    def strokes(self) -> edges.Strokes:
        """How connections are drawn now."""
        return edges.strokes(dark=theme.current().dark, size=theme.scale(), patterns=self.patterns)

    def set_patterns(self, patterns: bool) -> None:
        """Tell a connection's sign by dashes too (True), or by its colour alone."""
        if patterns != self.patterns:
            self.patterns = self.blocks.strands.patterns = patterns
            self.numbers_changed.emit()

    def set_hovered(self, hit: Hit) -> None:
        """Let what is under the pointer show that it can be used."""
        if hit != self.hovered:
            self.hovered = hit
            self._marks()

    def set_marked(self, units: frozenset[int]) -> None:
        """Mark units as the sources of connections made by keyboard."""
        if units != self.marked:
            self.marked = units
            self._marks()

    def set_targets(self, targets: dict[int, str]) -> None:
        """Show where a connection that is being dragged could end."""
        if targets != self.targets:
            self.targets = targets
            self._marks()

    # Following

    def _follow(self, change: Change) -> None:
        if change.only_moves and not change.structural:
            self._move(change)
            return
        self.overlay.note(change)
        self.folding.follow(self.network)
        self._rewire()
        self._sync()
        if change.structural:
            self._forget_removed()
        self._repaint()

    def _move(self, change: Change) -> None:
        """Follow units that stand elsewhere, or are named otherwise."""
        moved = [unit.after for unit in change.units if unit.after is not None]
        alone = [unit for unit in moved if unit.id not in self.folding.by_unit]
        self.wiring.place((unit.id, unit.position) for unit in alone)
        self.wiring.place(self.folding.recentre(self.network, {unit.id for unit in moved}))
        self.blocks.place(self.folding)
        self._sync()
        if any(
            unit.before and unit.after and unit.before.name != unit.after.name
            for unit in change.units
        ):
            self._dress()
        self.wiring_changed.emit()

    def _rewire(self) -> None:
        self.wiring = Wiring(self.network, self.folding)
        self.overlay.rebuild(self.network, self.wiring)
        self._rebuild_blocks()

    def _rebuild_blocks(self) -> None:
        self.blocks.follow(self.network, self.wiring, self.folding, self.document.data)
        self.blocks.show(self.overlay)

    def collapse(self, units: Iterable[int]) -> bool:
        """Collapse the layers of these units; False where there is nothing to collapse."""
        return self._refold(self.folding.collapse(self.network, units))

    def open_layers(self, units: Iterable[int]) -> bool:
        """Open the collapsed layers that these units are in; False where there is none."""
        return self._refold(self.folding.open(self.network, list(units)))

    def _refold(self, changed: bool) -> bool:
        if changed:
            self._rewire()
            self._sync()
            self._repaint()
            self.folded.emit()
        return changed

    def _forget_removed(self) -> None:
        known = set(self.wiring.row)
        pairs = {pair for pair in self.selection.connections if self.network.has_connection(*pair)}
        self.marked &= known
        self.hovered = NOTHING
        self.selection.keep(known, pairs)

    def _reopen(self) -> None:
        for item in self.items_by_unit.values():  # ids begin anew, for units of other kinds
            self.removeItem(item)
        self.items_by_unit.clear()
        view = self.document.view
        self.folding.restore(*((view.collapsed, view.opened) if view else ((), ())))
        self.folding.follow(self.network)
        self.wiring = Wiring(self.network, self.folding)
        self.overlay.clear(self.network, self.wiring, self.document.data)
        self._rebuild_blocks()
        self._forget_removed()
        self.flash.stop()
        self._sync()
        self._repaint()

    def _take_data(self, data: Dataset) -> None:
        self.overlay.take_data(data)
        self.blocks.take_data(data)
        self.blocks.show(self.overlay)
        self.numbers_changed.emit()

    def _show(self, snapshot: Snapshot) -> None:
        before = self._wardrobe.signs()
        self.overlay.show(snapshot)
        self.tiles.want_masks(self.overlay.wants_masks)
        self.blocks.show(self.overlay)
        changed = np.flatnonzero((before != self._wardrobe.signs()).any(axis=0))
        self._dress(self.wiring.ids[changed].tolist())
        self.numbers_changed.emit()

    def _recolor(self) -> None:
        self.overlay.pictures.recolor()
        self.blocks.recolor()
        self.numbers_changed.emit()

    def _point_out(self, notice: notices.Notice) -> None:
        units = [unit for unit in notice.units if unit in self.wiring.row]
        pairs = [pair for pair in notice.connections if self.network.has_connection(*pair)]
        if units or pairs:
            self.flash.start(units, pairs)

    def _selection_changed(self) -> None:
        self._marks()

    def _sync(self) -> None:
        """Make the items those of the document's units, each where its unit is."""
        self._wardrobe.follow(self.network)
        shown = {u: row for u, row in self.wiring.row.items() if u not in self.folding.by_unit}
        for unit in set(self.items_by_unit) - set(shown):
            self.removeItem(self.items_by_unit.pop(unit))
        for unit, row in shown.items():
            x, y = self.wiring.centres[row].tolist()
            if unit not in self.items_by_unit:
                half = float(self.wiring.halves[row])
                look = self._wardrobe.look(self.network.unit(unit), alone=False)
                item = UnitItem(unit, half, look)
                self.items_by_unit[unit] = item
                self.addItem(item)
                self.dressed += 1
            self.items_by_unit[unit].setPos(QPointF(x, y))

    def _repaint(self) -> None:
        self._dress()
        self.wiring_changed.emit()

    def _marks(self) -> None:
        self._dress()
        self.marks_changed.emit()

    def _dress(self, units: Iterable[int] | None = None) -> None:
        alone = len(self.network.outputs) == 1
        for unit in self.items_by_unit if units is None else units:
            if unit in self.items_by_unit:
                flash = self.flash.strength if unit in self.flash.units else 0.0
                look = self._wardrobe.look(self.network.unit(unit), alone=alone)
                if self.items_by_unit[unit].wear(look, flash):
                    self.dressed += 1
        if units is None:
            self.blocks.dress(self._wardrobe.block_look, self._wardrobe.block_flash)
