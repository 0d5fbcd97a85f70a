"""The table of workloads: whole mini-batches, exact numbers, the same every time."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import reference, workloads
from benchmarks.measuring import distance

SMALL = ("W1", "W2", "W3", "W5", "W3+100")


@pytest.mark.parametrize("key", SMALL)
def test_data_fill_whole_batches_and_are_exact_in_float32(key: str) -> None:
    work = workloads.load(key)
    assert len(work.inputs) == work.batches * work.batch
    for part in (work.inputs, work.targets):
        assert (part == part.astype(np.float32)).all()
    assert work.inputs.shape[1] == work.graph.inputs
    assert work.targets.shape[1] == work.graph.outputs


@pytest.mark.parametrize("key", SMALL)
def test_a_workload_is_the_same_every_time(key: str) -> None:
    first, second = workloads.load(key), workloads.load(key)
    assert (first.inputs == second.inputs).all()
    assert (first.graph.weights == second.graph.weights).all()


def test_the_graphs_are_those_of_the_table() -> None:
    counts = {key: workloads.load(key).graph.parameters for key in ("W1", "W2", "W3")}
    assert counts == {"W1": 25, "W2": 249, "W3": 2410}
    assert len(workloads.load("W3+100").graph.weights) == 2368 + 100
    assert workloads.load("W5").graph.levels[-1] == 13


@pytest.mark.parametrize("key", ["W1", "W3", "W5"])
def test_tolerances_tell_mistakes_from_rounding(key: str) -> None:
    work = workloads.load(key)
    start = reference.vector(work.graph, reference.start(work.graph))

    def run(regime: workloads.Regime) -> np.ndarray:
        return reference.vector(work.graph, reference.train(work, 1, regime))

    without_l2 = run(replace(workloads.FULL, l2=0.0))
    assert distance(without_l2, run(workloads.FULL), start) > 10 * work.tolerance


def test_every_class_occurs() -> None:
    assert (workloads.load("W3").targets.sum(axis=0) > 0).all()


def test_workloads_are_chosen_by_name() -> None:
    assert workloads.chosen_keys("") == tuple(workloads.ROWS)
    assert workloads.chosen_keys("w5, W1") == ("W1", "W5")
    with pytest.raises(SystemExit, match="W9"):
        workloads.chosen_keys("W9")


@pytest.mark.parametrize("shape", ["layered", "irregular"])
def test_networks_of_a_size_have_about_so_many_connections(shape: str) -> None:
    assert len(workloads.of_size(shape, 1000).graph.weights) == pytest.approx(1000, rel=0.15)
