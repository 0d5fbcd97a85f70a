"""The inspector: what is selected, in numbers that can be changed."""

from __future__ import annotations

from engine import Change, Snapshot
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look.translate import tr
from gui.look.words import unit_name
from gui.panels.inspector.connect_selection import ConnectSelection
from gui.panels.inspector.inspector_links import LinksPage
from gui.panels.inspector.inspector_network import NetworkPage
from gui.panels.inspector.inspector_units import UnitsPage
from gui.panels.widgets.section import Section, label
from gui.panels.widgets.throttle import Throttle
from gui.run.live import LiveNumbers, moves_only
from gui.run.session import Session

_FRAME_MS = 80
_NAMED = 4

Units = tuple[int, ...]
Links = tuple[tuple[int, int], ...]


class InspectorPanel(Section):
    """One page for the network, one for units, one for connections; the selection chooses."""

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        super().__init__(tr("Network"))
        self._document = document
        self._selection = selection
        live = LiveNumbers(document, session, self)
        self.aside = label(role="faint")
        self.head.addWidget(self.aside)
        self.network_page = NetworkPage(document)
        self.units_page = UnitsPage(document, live)
        self.links_page = LinksPage(document, live)
        self.connecting = ConnectSelection(document)
        for page in (self.network_page, self.units_page, self.links_page, self.connecting):
            self.column.addWidget(page)
        self._throttle = Throttle(_FRAME_MS, self)
        self._throttle.due.connect(self._refresh)
        selection.changed.connect(self._show)
        document.network_changed.connect(self._edited)
        document.opened.connect(self._show)
        session.snapshot_ready.connect(self._snapshot_came)
        self._show()

    def _edited(self, change: Change) -> None:
        if not moves_only(change):
            self._show(structural=change.structural)

    def _show(self, *, structural: bool = True) -> None:
        """Choose the page for the selection and fill it; nothing has gone if not `structural`."""
        selection = self._selection
        units, links = tuple(sorted(selection.units)), selection.sorted_connections
        if structural:
            units, links = self._present(units, links)
        self.network_page.setVisible(not units and not links)
        self.units_page.setVisible(bool(units))
        self.links_page.setVisible(bool(links) and not units)
        self.connecting.show_units(units)
        if units:
            self.units_page.show_units(units)
        elif links:
            self.links_page.show_links(links)
        else:
            self.network_page.refresh()
        self._name(units, links)

    def _present(self, units: Units, links: Links) -> tuple[Units, Links]:
        """The selection, without what an edit has just taken away."""
        network = self._document.network
        return (
            tuple(unit for unit in units if network.has_unit(unit)),
            tuple(pair for pair in links if network.has_connection(*pair)),
        )

    def _name(self, units: Units, links: Links) -> None:
        network = self._document.network
        names = [unit_name(network, unit) for unit in units[:_NAMED]]
        if len(units) == 1:
            self.set_title(f"{_kind_of(network.unit(units[0]).kind)} {names[0]}")
            self.aside.setText(tr("layer {number}", number=network.levels()[units[0]]))
        elif units:
            kinds = {network.unit(unit).kind for unit in units}
            self.set_title(_many(next(iter(kinds)) if len(kinds) == 1 else "", len(units)))
            rest = tr(" and {count} more", count=len(units) - _NAMED)
            self.aside.setText(", ".join(names) + (rest if len(units) > _NAMED else ""))
        elif len(links) == 1:
            source, target = (unit_name(network, unit) for unit in links[0])
            self.set_title(tr("Connection {a} → {b}", a=source, b=target))
            self.aside.setText("")
        elif links:
            self.set_title(tr("{count} connections", count=len(links)))
            self.aside.setText("")
        else:
            self.set_title(tr("Network"))
            self.aside.setText("")

    def _snapshot_came(self, _snapshot: Snapshot) -> None:
        if self.isVisible():
            self._throttle.ask()

    def _refresh(self) -> None:
        for page in (self.units_page, self.links_page):
            if page.isVisible():
                page.refresh()


def _kind_of(kind: str) -> str:
    return {"input": tr("Input"), "hidden": tr("Hidden unit"), "output": tr("Output")}[kind]


def _many(kind: str, count: int) -> str:
    texts = {
        "input": tr("{count} inputs", count=count),
        "hidden": tr("{count} hidden units", count=count),
        "output": tr("{count} outputs", count=count),
    }
    return texts.get(kind, tr("{count} units", count=count))
