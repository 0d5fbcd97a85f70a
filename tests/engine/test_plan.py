"""The plan: order of rows, edges by target, parameters carried by unit ids."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Network
from engine.computing import parameters
from engine.computing.plan import FOUR, LANES, aligned, make_plan, rounded_up
from engine.functions.activations import ACTIVATIONS
from tests.engine.graphs import networks


@settings(derandomize=True, max_examples=30, deadline=None)
@given(network=networks())
def test_rows_run_from_inputs_to_outputs(network: Network) -> None:
    plan = make_plan(network)
    ids = plan.unit_ids.tolist()
    count = len(network.outputs)
    assert tuple(ids[: len(network.inputs)]) == network.inputs
    assert tuple(ids[len(ids) - count :]) == network.outputs
    for source, target in plan.pairs:
        assert plan.rows[source] < plan.rows[target]
    assert set(plan.pairs) == {(c.source, c.target) for c in network.connections}


@settings(derandomize=True, max_examples=30, deadline=None)
@given(network=networks())
def test_slots_hold_every_edge_once_each_way(network: Network) -> None:
    plan = make_plan(network)
    arrays, ids = plan.arrays, plan.unit_ids
    for slots, near, far in (
        (arrays.into, plan.targets, plan.sources),
        (arrays.out_of, plan.sources, plan.targets),
    ):
        found = []
        for unit in range(arrays.units):
            places = range(slots.first[unit], slots.first[unit + 1])
            assert len(places) % FOUR == 0
            used = [place for place in places if slots.feeders[place] < arrays.units]
            for place in used:
                number = slots.weights[place]
                found.append(number)
                assert (near[number], far[number]) == (ids[unit], ids[slots.feeders[place]])
            spare = {slots.weights[place] for place in places if place not in used}
            assert spare <= {arrays.bias + arrays.units}
        assert sorted(found) == list(range(plan.edges))


def test_loss_takes_the_activation_it_is_fused_with() -> None:
    plan = make_plan(Network.layered([2, 3, 1], "sigmoid", "sigmoid"))
    linear, sigmoid = ACTIVATIONS["linear"].code, ACTIVATIONS["sigmoid"].code
    assert plan.training_activations("mse")[2:].tolist() == [sigmoid] * 4
    fused = plan.training_activations("binary_cross_entropy")[2:].tolist()
    assert fused == [sigmoid] * 3 + [linear]


def test_a_network_without_anything_has_a_plan() -> None:
    assert make_plan(Network()).arrays.units == 0


def test_arrays_begin_at_cache_lines_and_fill_whole_vectors() -> None:
    for count in (1, 7, 16, 33):
        assert aligned(count, np.float32).ctypes.data % 64 == 0
    assert [rounded_up(count) for count in (0, 1, LANES, LANES + 1)] == [0, 16, 16, 32]


@settings(derandomize=True, max_examples=30, deadline=None)
@given(network=networks(), data=st.data())
def test_parameters_survive_being_named_and_laid_out_anew(
    network: Network, data: st.DataObject
) -> None:
    plan = make_plan(network)
    made = parameters.initial(network, plan, np.float64)
    generator = np.random.default_rng(data.draw(st.integers(0, 99)))
    for numbers in made[:3]:
        numbers[: plan.edges] = generator.normal(size=plan.edges)
    again = parameters.initial(network, plan, np.float64)
    parameters.overlay(again, plan, parameters.named(made, plan))
    for before, after in zip(made, again, strict=True):
        assert before.tolist() == after.tolist()
