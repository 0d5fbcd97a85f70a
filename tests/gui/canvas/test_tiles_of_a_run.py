"""Tiles of a real run: what they show is what the textbook computes in plain Python."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gui.canvas.tiles.faces import Bars, Fills, Glow
from gui.look import theme
from tests.engine.reference import Reference
from tests.gui.canvas.conftest import Bench


@pytest.fixture
def trained(bench: Bench) -> Bench:
    """A canvas over a run of three epochs in float64, at rest."""
    document, session = bench.document, bench.session
    document.make_fit()
    document.change_settings(precision="float64", shuffle=False, loss="binary_cross_entropy")
    document.make_fit()
    bench.view.set_mode("watch")
    session.start()
    bench.qtbot.waitUntil(lambda: session.is_settled, timeout=120_000)
    session.run_epochs(3)
    bench.qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch == 3)
    bench.qtbot.waitUntil(lambda: session.is_settled)
    return bench


def textbook(bench: Bench) -> Reference:
    document, network = bench.document, bench.session.trained_network()
    data = document.data
    inputs = data.recipe.apply_inputs(data.inputs).tolist()
    return Reference(network, inputs, data.targets.tolist(), document.settings)


def show(bench: Bench, mode: str, ready: Callable[[], object]) -> list[int]:
    """Choose a mode; the units in the order of its numbers."""
    bench.scene.tiles.choose(mode)
    bench.qtbot.waitUntil(lambda: bool(ready()) and bench.session.is_settled)
    snapshot = bench.scene.overlay.snapshot
    assert snapshot is not None
    return snapshot.unit_ids.tolist()


def face(bench: Bench) -> object:
    return bench.scene.overlay.pictures.face


def test_the_example_that_passes_through(trained: Bench):
    bench = trained
    bench.session.example.choose(11)
    ids = show(bench, "example", lambda: isinstance(face(bench), Fills))
    reference = textbook(bench)
    _, a = reference.forward(reference.inputs[11])
    seen = face(bench)
    assert isinstance(seen, Fills)
    assert seen.values == pytest.approx([a[unit] for unit in ids], rel=1e-12)
    low, high = seen.ends[ids.index(bench.h1)].tolist()
    (color,) = theme.diverging(np.array([a[bench.h1]]), low, high).tolist()
    x, y = bench.centre(bench.h1)
    assert bench.color_at((x + 14, y + 14)) == tuple(color >> at & 255 for at in (16, 8, 0))


def test_the_histogram_over_the_data(trained: Bench):
    bench = trained
    ids = show(bench, "histogram", lambda: isinstance(face(bench), Bars))
    reference = textbook(bench)
    a = [reference.forward(row)[1][bench.h1] for row in reference.inputs]
    seen = face(bench)
    assert isinstance(seen, Bars)
    row = ids.index(bench.h1)
    expected, _ = np.histogram(a, len(seen.basis.counts[row]), tuple(seen.basis.ends[row]))
    assert seen.basis.counts[row].tolist() == expected.tolist()


def test_the_gradient_of_the_next_mini_batch(trained: Bench):
    bench = trained
    ids = show(bench, "flow", lambda: isinstance(face(bench), Glow))
    reference, size = textbook(bench), bench.document.settings.batch_size
    rows = bench.document.data.train_rows[:size].tolist()
    weights, _ = reference.gradient(rows)
    pairs = bench.document.network.arrays()
    slopes = bench.scene.overlay.gradient()
    ends = zip(pairs.sources.tolist(), pairs.targets.tolist(), strict=True)
    assert slopes == pytest.approx([weights[pair] for pair in ends], rel=1e-5, abs=1e-9)
    errors = [reference._errors(row, {}) for row in rows]
    flow = [abs(each[bench.y] * reference.weights[bench.h1, bench.y]) for each in errors]
    seen = face(bench)
    assert isinstance(seen, Glow)
    assert seen.values[ids.index(bench.h1)] == pytest.approx(np.mean(flow), rel=1e-9)


def test_the_formula_of_a_unit_has_the_numbers_of_the_example(trained: Bench):
    bench = trained
    bench.session.example.choose(11)
    bench.selection.set(units=[bench.h1])
    bench.qtbot.waitUntil(lambda: bench.view.formula.text.count("=") == 4)
    reference = textbook(bench)
    z, a = reference.forward(reference.inputs[11])
    first, second, third = bench.view.formula.text.replace("−", "-").split("\n")
    assert float(first.rsplit("= ")[-1]) == pytest.approx(z[bench.h1], abs=0.0051)
    assert float(second.rsplit("= ")[-1]) == pytest.approx(a[bench.h1], abs=0.0051)
    assert third == bench.session.example.title
