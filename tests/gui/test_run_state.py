"""What a run says when it cannot go on."""

from __future__ import annotations

from engine import errors
from gui.run.run_state import told


def test_after_a_divergence_the_weights_can_be_reset() -> None:
    resets = []
    notice = told(errors.Diverged("Too far."), lambda: resets.append(True))
    assert notice.action is not None
    notice.action[1]()
    assert resets == [True]
