"""The table of workloads: whole mini-batches, exact numbers, the same every time."""

import numpy as np
import pytest

from benchmarks import workloads

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
