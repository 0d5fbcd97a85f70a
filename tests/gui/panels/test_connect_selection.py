"""The inspector's buttons that connect all selected units at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from gui.panels import InspectorPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(document, selection, session, show):
    return show(InspectorPanel(document, selection, session))


@pytest.fixture
def inputs(document):
    """The inputs, with none of their connections left; the hidden units after them."""
    network = document.network
    fed = sorted({target for unit in network.inputs for target in network.outgoing(unit)})
    with document.edit("Cut off") as edited:
        for link in edited.connections:
            if link.source in edited.inputs:
                edited.disconnect(link.source, link.target)
    return list(network.inputs), fed


def test_it_appears_with_units_that_can_feed_others(panel, document, selection):
    assert not panel.connecting.isVisible()
    selection.set(document.network.inputs)
    assert panel.connecting.isVisible()
    selection.set(document.network.outputs)
    assert not panel.connecting.isVisible()


def test_a_button_connects_to_the_next_layer(panel, document, selection, inputs, qtbot):
    units, _ = inputs
    selection.set(units)
    qtbot.mouseClick(panel.connecting.buttons["fully"], LEFT)
    network = document.network
    assert all(network.outgoing(unit) for unit in units)
    assert document.undo_stack.undoText() == "Connect to the next layer"


def test_the_probability_can_be_typed(panel, document, selection, inputs, qtbot):
    units, fed = inputs
    selection.set([*units, *fed])
    share = panel.connecting.share
    assert share.text() == "30 %"
    share.setFocus()
    share.selectAll()
    qtbot.keyClicks(share, "100")
    qtbot.mouseClick(panel.connecting.buttons["at_random"], LEFT)
    assert share.text() == "100 %"
    network = document.network
    assert all(set(network.outgoing(unit)) == set(fed) for unit in units)
    share.setFocus()
    share.selectAll()
    qtbot.keyClicks(share, "-5")
    qtbot.keyClick(share, Qt.Key.Key_Return)
    assert share.text() == "1 %"


def test_what_cannot_be_connected_says_why_below_the_button(
    panel, document, selection, posted, qtbot
):
    selection.set(document.network.inputs)
    chip = panel.connecting.buttons["fully"]
    qtbot.mouseClick(chip, LEFT)
    (notice,) = posted
    assert "nothing left" in notice.happened
    assert notice.at == chip.mapToGlobal(chip.rect().bottomLeft()) + type(notice.at)(0, 1)
