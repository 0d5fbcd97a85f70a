"""The output of a real run: what is painted is what a float64 network answers on the grid."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gui.panels import OutputPanel
from gui.panels.widgets import surface
from tests.gui.panels.conftest import activations_of


@pytest.fixture
def panel(document, selection, session, show, trained, qtbot):
    made = show(OutputPanel(document, selection, session), 320, 420)
    trained(40)
    qtbot.waitUntil(lambda: not made.throttle.is_waiting)
    return made


def test_the_heat_map_is_what_a_float64_network_answers_on_the_grid(panel, session, document):
    (output,) = document.network.outputs
    points = session.plane.points(document.data)
    answers = activations_of(session.trained_network(), points)[output]
    row = session.snapshot.unit_ids.tolist().index(output)
    assert session.snapshot.responses[row] == pytest.approx(answers, abs=2e-6)
    ends = surface.value_range(document.data, document.settings.loss, 0)
    colours = surface.smooth(answers.reshape(session.plane.size, -1), ends)
    view = panel.page.view
    view.set_marks(None)
    picture = view.grab().toImage()
    assert np.ptp(answers) > 0.5
    for x, y in ((0.1, 0.1), (0.5, 0.5), (0.35, 0.6), (0.85, 0.3), (0.6, 0.9)):
        place = int(y * colours.shape[0]), int(x * colours.shape[1])
        wanted = QColor(int(colours[place])).getRgb()[:3]
        painted = picture.pixelColor(int(x * picture.width()), int(y * picture.height()))
        assert painted.getRgb()[:3] == pytest.approx(wanted, abs=12)
