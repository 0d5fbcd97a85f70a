"""Connections that are changed by the thousand are changed as one by one, and can be taken back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import EngineError, Network, errors, every_pair, pair_keys

Links = dict[tuple[int, int], float | None]

ends = st.tuples(st.integers(1, 6), st.integers(1, 6))
weights = st.none() | st.floats(-2, 2)


def links_of(network: Network) -> Links:
    pairs = [(link.source, link.target) for link in network.connections]
    return {pair: network.link(*pair).weight for pair in pairs}


def some_units() -> Network:
    network = Network(seed=5)
    for kind in ("input", "input", "hidden", "hidden", "hidden", "output"):
        network.add_unit(kind)
    return network


def columns(links: Links) -> tuple[list[int], list[int]]:
    return [source for source, _ in links], [target for _, target in links]


@given(st.dictionaries(ends, weights, max_size=12))
@settings(max_examples=60, deadline=None)
def test_connecting_at_once_does_what_connecting_one_by_one_does(wanted: Links):
    singly, together = some_units(), some_units()
    refusal: type[EngineError] | None = None
    try:
        for pair, weight in wanted.items():
            singly.connect(*pair, weight)
    except EngineError as error:
        refusal = type(error)
    if refusal is None:
        together.connect_all(*columns(wanted), wanted.values())
        assert together.connections == singly.connections
        assert links_of(together) == links_of(singly) == wanted
    else:
        with pytest.raises(EngineError):
            together.connect_all(*columns(wanted), wanted.values())
        assert not together.connection_count


@given(
    st.lists(st.tuples(st.sampled_from(("put", "cut", "set")), ends, weights), max_size=25),
    st.integers(0, 25),
)
@settings(max_examples=80, deadline=None)
def test_a_record_holds_each_connection_once_from_its_first_to_its_last_state(steps, nested):
    network = some_units()
    network.connect_all([1, 3, 4], [3, 4, 6], [0.5, None, -1.0])
    before, links = network.copy(), links_of(network)
    with network.recording() as record:
        for number, (what, pair, weight) in enumerate(steps):
            try:
                if what == "put" and number % 2:
                    network.connect(*pair, weight)
                elif what == "put":
                    network.connect_all([pair[0]], [pair[1]], [weight])
                elif what == "cut":
                    network.disconnect(*pair)
                else:
                    network.set_weight(*pair, weight)
            except EngineError:
                pass
            if number == nested:
                network.remove_unit(5)
    change, after = record.change(), links_of(network)
    touched = list(zip(change.connections.sources, change.connections.targets, strict=True))
    assert len(set(touched)) == len(touched)
    changed = {pair for pair in {*links, *after} if links.get(pair, "") != after.get(pair, "")}
    assert {(int(a), int(b)) for a, b in touched} == changed
    assert change.structural == (links.keys() != after.keys() or not network.has_unit(5))
    network.apply(change.inverse())
    assert links_of(network) == links
    assert network.connections == before.connections
    network.apply(change)
    assert links_of(network) == after


def test_many_are_removed_or_set_at_once_or_not_at_all():
    network = some_units()
    network.connect_all([1, 2, 3], [3, 3, 6], [0.5, None, 2.0])
    network.set_weights([1, 3], [3, 6], [None, 1.0])
    kept: Links = {(1, 3): None, (2, 3): None, (3, 6): 1.0}
    assert links_of(network) == kept
    with pytest.raises(errors.UnknownConnection):
        network.disconnect_all([1, 1], [3, 6])
    with pytest.raises(errors.BadValue):
        network.set_weights([1, 2], [3, 3], [1.0, float("nan")])
    assert links_of(network) == kept
    network.disconnect_all([1, 3], [3, 6])
    assert links_of(network) == {(2, 3): None}


def test_what_is_no_unit_no_weight_or_too_few_is_refused():
    network = some_units()
    for sources, targets, given_weights in (
        ([1, 9], [3, 4], None),
        ([1, 9], [3, 9], None),
        (["1"], [3], None),
        ([1, 2], [3], None),
        ([1, 2], [3, 3], [0.5]),
        ([1], [3], [float("inf")]),
        ([1], [3], ["much"]),
    ):
        with pytest.raises(EngineError):
            network.connect_all(sources, targets, given_weights)
        assert not network.connection_count


def test_a_cycle_is_told_from_the_connection_that_would_close_it():
    network = some_units()
    network.connect_all([3, 4], [4, 5])
    with pytest.raises(errors.WouldCreateCycle) as caught:
        network.connect_all([1, 5], [3, 3])
    assert caught.value.path == (3, 4, 5)
    assert "h₃ already gets its value from h₁" in str(caught.value)


def test_every_source_is_paired_with_every_target():
    starts, ends = every_pair([3, 1], [7, 5, 6])
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [
        (source, target) for target in (7, 5, 6) for source in (3, 1)
    ]
    assert all(len(each) == 0 for each in every_pair([], [7]))


def test_keys_rise_as_the_arrays_of_a_network_do():
    network = some_units()
    network.connect_all([4, 1, 3, 2], [5, 3, 4, 3])
    arrays = network.arrays()
    assert (np.diff(pair_keys(arrays.sources, arrays.targets)) > 0).all()


def test_units_of_the_right_kind_can_be_connected_again_and_others_are_refused_first_to_last():
    network = some_units()
    network.connect_all(np.array([1, 2], np.int64), np.array([3, 3], np.int64))
    before = network.copy()
    with pytest.raises(errors.DuplicateConnection):
        network.connect_all([1, 2, 3], [4, 3, 1])
    with pytest.raises(errors.ConnectionIntoInput):
        network.connect_all([1, 3, 2], [4, 1, 3])
    with pytest.raises(errors.UnknownUnit):
        network.connect_all([1, 99], [4, 3])
    assert network.connections == before.connections
