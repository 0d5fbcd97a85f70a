"""The inspector's page while nothing is selected: the network as a whole."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine import EngineError, Network, initializers
from gui.editing import notices
from gui.editing.document import Document
from gui.forms.fields import Choice
from gui.forms.form import Rows
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import counted
from gui.panels.widgets.section import label

_MOST_LAYERS = 8


class NetworkPage(QWidget):
    """Size of the network, how its weights are drawn, and what to do to see more."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM)
        self.in_words = label(role="", wrap=True)
        self.initializer = Choice()
        table = initializers.INITIALIZERS
        self.initializer.offer({key: tr(row.label) for key, row in table.items()})
        for index, row in enumerate(table.values()):
            self.initializer.setItemData(
                index, f"{row.formula}\n{tr(row.hint)}", Qt.ItemDataRole.ToolTipRole
            )
        self.initializer.chosen.connect(self._choose)
        rows = Rows()
        rows.add(
            tr("Initial weights"),
            self.initializer,
            tr("How the weights that nobody set are drawn before training."),
        )
        column.addWidget(self.in_words)
        column.addLayout(rows)
        column.addWidget(
            label(
                tr("Select a unit or a connection to see and change its numbers."),
                "faint",
                wrap=True,
            )
        )

    def refresh(self) -> None:
        """Show the network as it is."""
        network = self._document.network
        self.in_words.setText(_size_in_words(network))
        self.initializer.show_key(network.initializer)

    def _choose(self, key: str) -> None:
        try:
            with self._document.edit(tr("Change how weights are drawn")) as network:
                network.set_initializer(key)
        except EngineError as error:
            notices.bus.post(notices.Notice.of(error))
            self.refresh()


def _size_in_words(network: Network) -> str:
    if not network.units:
        return tr("Empty. Drag an input, hidden units and an output onto the canvas.")
    sizes = Counter(network.levels().values())
    layers = [str(sizes[level]) for level in sorted(sizes)]
    if len(layers) > _MOST_LAYERS:
        layers = [*layers[: _MOST_LAYERS - 2], "…", layers[-1]]
    links, biases = network.connection_count, sum(unit.kind != "input" for unit in network.units)
    return "{layers}\n{rest}".format(
        layers=" → ".join(layers),
        rest=" · ".join(
            (
                counted(len(network.units), tr("1 unit"), tr("{count} units")),
                counted(links, tr("1 connection"), tr("{count} connections")),
                counted(links + biases, tr("1 parameter"), tr("{count} parameters")),
            )
        ),
    )
