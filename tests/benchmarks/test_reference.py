"""The reference's gradient against central differences, and its training against plain sums."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import draws, reference
from benchmarks.graphs import irregular, layered
from benchmarks.workloads import FULL, PLAIN, Workload, waves


def _regression() -> Workload:
    return Workload("r", "", irregular(40, 160, 3), *waves(12, 1), "mse", "sgd", 0.1, 4)


def _classification() -> Workload:
    draw = np.random.default_rng(2)
    graph = layered([5, 6, 3], "tanh", "softmax", 1).with_skips(4, 2)
    targets = np.eye(3)[draw.integers(0, 3, 12)]
    return Workload(
        "c", "", graph, draw.normal(size=(12, 5)), targets, "cross_entropy", "adam", 0.01, 4
    )


WORKLOADS = {"regression": _regression(), "classification": _classification()}


@pytest.fixture(params=WORKLOADS)
def work(request: pytest.FixtureRequest) -> Workload:
    return WORKLOADS[request.param]


def _factors(work: Workload) -> np.ndarray:
    factors = (np.random.default_rng(4).random(len(work.graph.levels)) < 0.8) / 0.8
    factors[-work.graph.outputs :] = 1.0  # outputs are never dropped
    return factors


@pytest.mark.parametrize("dropout", [False, True])
def test_gradient_agrees_with_central_differences(work: Workload, dropout: bool) -> None:
    factors = _factors(work) if dropout else None
    parameters = reference.start(work.graph)

    def loss() -> float:
        done = reference.forward(work.graph, parameters, work.inputs, factors)
        return reference.loss(work, done.values[-1], work.targets)

    found = reference.gradient(work, parameters, work.inputs, work.targets, factors)
    masks = [part for layer in work.graph.layers for part in (layer.mask, None)]
    for part, slopes, mask in zip(parameters, found, masks, strict=True):
        for place in np.ndindex(part.shape):
            if mask is not None and not mask[place]:
                assert slopes[place] == 0.0
                continue
            middle = part[place]
            part[place] = middle + 1e-6
            above = loss()
            part[place] = middle - 1e-6
            below = loss()
            part[place] = middle
            assert slopes[place] == pytest.approx((above - below) / 2e-6, abs=2e-9)


def test_training_lowers_the_loss(work: Workload) -> None:
    def loss(parameters: reference.Parameters) -> float:
        done = reference.forward(work.graph, parameters, work.inputs)
        return reference.loss(work, done.values[-1], work.targets)

    assert loss(reference.train(work, 5)) < loss(reference.start(work.graph))


def test_one_step_of_gradient_descent_goes_down_the_first_batch() -> None:
    work = replace(_regression(), inputs=waves(4, 1)[0], targets=waves(4, 1)[1])
    start = reference.start(work.graph)
    slopes = reference.gradient(work, start, work.inputs, work.targets)
    expected = [part - 0.1 * slope for part, slope in zip(start, slopes, strict=True)]
    for part, wanted in zip(reference.train(work, 1), expected, strict=True):
        np.testing.assert_allclose(part, wanted, rtol=1e-14)


def test_the_first_step_of_adam_has_the_length_of_the_rate() -> None:
    work = replace(_classification(), batch=12)
    start = reference.vector(work.graph, reference.start(work.graph))
    moved = np.abs(reference.vector(work.graph, reference.train(work, 1)) - start)
    np.testing.assert_allclose(moved, work.rate, rtol=1e-4)


def test_everything_switched_on_changes_the_run(work: Workload) -> None:
    plain = reference.vector(work.graph, reference.train(work, 2, PLAIN))
    full = reference.vector(work.graph, reference.train(work, 2, FULL))
    assert np.abs(plain - full).max() > 1e-4


def test_a_vector_lists_weights_in_the_order_of_the_connections(work: Workload) -> None:
    found = reference.vector(work.graph, reference.start(work.graph))
    assert len(found) == work.graph.parameters
    assert (found[: len(work.graph.weights)] == work.graph.weights).all()


def test_an_order_is_a_permutation_of_its_own_for_every_epoch() -> None:
    first, second = draws.order(50, 7, 0), draws.order(50, 7, 1)
    assert sorted(first.tolist()) == list(range(50))
    assert first.tolist() != second.tolist()
    assert first.tolist() == draws.order(50, 7, 0).tolist()


def test_factors_are_nothing_or_one_over_p() -> None:
    ids, keep = np.arange(1, 4001), np.full(4000, 0.8)
    found = draws.factors(ids, keep, 3, 11)
    assert set(found.tolist()) == {0.0, 1.25}
    assert (found > 0).mean() == pytest.approx(0.8, abs=0.03)
    assert (draws.factors(ids, np.ones(4000), 3, 11) == 1.0).all()
