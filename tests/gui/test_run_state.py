"""What a run says when it cannot go on: units are called as on the canvas."""

from __future__ import annotations

from engine import Network, errors
from gui.run.run_state import told


def test_a_failure_calls_the_only_output_as_the_canvas_does() -> None:
    network = Network.layered([1, 1, 1])
    source, target = network.connections[1].source, network.connections[1].target
    names = network.unit(source).name, network.unit(target).name
    refusal = errors.DuplicateConnection((source, target), *names)
    notice = told(refusal, network, lambda: None)
    assert "h₁" in notice.happened
    assert "ŷ" in notice.happened
    assert "y1" not in notice.happened
    assert notice.units == (source, target)
    assert notice.action is None


def test_after_a_divergence_the_weights_can_be_reset() -> None:
    resets = []
    notice = told(errors.Diverged("Too far."), Network(), lambda: resets.append(True))
    assert notice.action is not None
    notice.action[1]()
    assert resets == [True]
