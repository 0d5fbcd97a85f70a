"""The network stays acyclic, refuses in words, and undoes what it did."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import EngineError, Network, errors


def chain() -> tuple[Network, list[int]]:
    """x1 → h1 → h2 → y1, and x1 → h2."""
    network = Network(seed=3)
    ids = [
        network.add_unit("input"),
        network.add_unit("hidden"),
        network.add_unit("hidden"),
        network.add_unit("output"),
    ]
    for source, target in ((0, 1), (1, 2), (2, 3), (0, 2)):
        network.connect(ids[source], ids[target])
    return network, ids


def fingerprint(network: Network) -> tuple[object, ...]:
    return network.units, network.connections, network.seed, network.initializer


def test_units_get_growing_ids_that_are_never_reused() -> None:
    network = Network()
    first = network.add_unit("hidden")
    network.remove_unit(first)
    assert network.add_unit("hidden") > first


def test_unnamed_units_take_the_next_free_name_of_their_kind() -> None:
    network = Network()
    network.add_unit("hidden", name="h2")
    names = [network.unit(network.add_unit(kind)).name for kind in ("input", "hidden", "hidden")]
    assert names == ["x1", "h3", "h4"]


def test_a_cycle_is_refused_with_each_unit_on_it_named_once_in_order() -> None:
    network, (_, first, second, _) = chain()
    before = fingerprint(network)
    with pytest.raises(errors.WouldCreateCycle) as refused:
        network.connect(second, first)
    assert refused.value.path == (first, second)
    assert "h₁ → h₂ → h₁" in str(refused.value)
    assert fingerprint(network) == before


@pytest.mark.parametrize("name", ["", "y"])
def test_refusals_call_the_only_output_as_the_canvas_does(name: str) -> None:
    network = Network()
    hidden, output = network.add_unit("hidden"), network.add_unit("output", name=name)
    with pytest.raises(errors.ConnectionOutOfOutput, match=r"^ŷ is an output"):
        network.connect(output, hidden)
    with pytest.raises(errors.BadValue, match=r"^ŷ is an output"):
        network.update_unit(output, keep_probability=0.5)
    network.add_unit("output", name="y2")
    with pytest.raises(errors.BadValue, match=r"^ŷ₂ is an output"):
        network.update_unit(network.outputs[1], keep_probability=0.5)


def test_a_unit_cannot_feed_itself() -> None:
    network, (_, first, _, _) = chain()
    with pytest.raises(errors.WouldCreateCycle) as refused:
        network.connect(first, first)
    assert refused.value.path == (first,)


@pytest.mark.parametrize(
    ("source", "target", "refusal"),
    [
        (0, 1, errors.DuplicateConnection),
        (1, 0, errors.ConnectionIntoInput),
        (3, 1, errors.ConnectionOutOfOutput),
    ],
)
def test_impossible_connections_are_refused_and_change_nothing(
    source: int, target: int, refusal: type[EngineError]
) -> None:
    network, ids = chain()
    before = fingerprint(network)
    with pytest.raises(refusal) as refused:
        network.connect(ids[source], ids[target])
    assert refused.value.units
    assert str(refused.value).endswith(".")
    assert fingerprint(network) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"activation": "sine"},
        {"activation": "softmax"},
        {"bias": float("nan")},
        {"keep_probability": 0.0},
        {"keep_probability": 1.5},
    ],
)
def test_impossible_properties_are_refused(fields: dict[str, object]) -> None:
    network, ids = chain()
    with pytest.raises(errors.BadValue):
        network.update_unit(ids[1], **fields)  # type: ignore[arg-type]


def test_an_output_is_never_dropped_and_an_input_has_no_bias() -> None:
    network, ids = chain()
    with pytest.raises(errors.BadValue):
        network.update_unit(ids[3], keep_probability=0.5)
    with pytest.raises(errors.BadValue):
        network.update_unit(ids[0], bias=1.0)


def test_an_unknown_unit_or_connection_is_named() -> None:
    network, ids = chain()
    with pytest.raises(errors.UnknownUnit, match="99"):
        network.connect(99, ids[1])
    with pytest.raises(errors.UnknownConnection, match="h₁ and ŷ"):
        network.disconnect(ids[1], ids[3])


def test_levels_are_the_longest_way_from_the_inputs() -> None:
    network, ids = chain()
    lonely = network.add_unit("hidden")
    levels = network.levels()
    assert [levels[unit] for unit in ids] == [0, 1, 2, 3]
    assert levels[lonely] == 1


def test_drawn_weights_do_not_depend_on_the_order_of_building() -> None:
    forward, backward = Network(seed=7), Network(seed=7)
    for network in (forward, backward):
        for kind in ("input", "input", "hidden", "output"):
            network.add_unit(kind)
    pairs = [(1, 3), (2, 3), (3, 4)]
    for pair in pairs:
        forward.connect(*pair)
    for pair in reversed(pairs):
        backward.connect(*pair)
    assert forward.connections == backward.connections


def test_a_single_weight_equals_the_one_in_the_arrays() -> None:
    network = Network.layered([3, 5, 2], seed=11)
    for connection in network.connections:
        assert network.connection(connection.source, connection.target) == connection


def test_another_seed_draws_other_weights_but_leaves_those_set_by_hand() -> None:
    network, ids = chain()
    network.set_weight(ids[0], ids[1], 0.25)
    before = network.arrays().weights
    network.reseed(4)
    changed = network.arrays().weights != before
    assert changed.sum() == network.connection_count - 1
    assert network.connection(ids[0], ids[1]).weight == 0.25


def test_a_layered_network_is_fully_connected_and_standing_in_columns() -> None:
    network = Network.layered([2, 4, 3, 1], activation="relu", output_activation="sigmoid")
    assert network.connection_count == 2 * 4 + 4 * 3 + 3 * 1
    assert len(network.inputs) == 2
    assert [network.unit(unit).activation for unit in network.outputs] == ["sigmoid"]
    assert len({unit.position[0] for unit in network.units}) == 4
    with pytest.raises(errors.BadValue):
        Network.layered([2])


def test_an_edit_that_raises_half_way_leaves_the_network_as_it_was() -> None:
    network, ids = chain()
    before = fingerprint(network)

    def edit() -> None:
        with network.recording():
            network.remove_unit(ids[1])
            network.reseed(99)
            network.connect(ids[3], ids[2])

    with pytest.raises(errors.ConnectionOutOfOutput):
        edit()
    assert fingerprint(network) == before


def test_two_changes_one_after_the_other_make_one() -> None:
    network, ids = chain()
    start = fingerprint(network)
    with network.recording() as first:
        network.update_unit(ids[1], position=(5.0, 5.0))
        added = network.add_unit("hidden")
    with network.recording() as second:
        network.update_unit(ids[1], position=(9.0, 9.0))
        network.remove_unit(added)
    both = first.change().then(second.change())
    assert len(both.units) == 1
    assert both.only_moves
    network.apply(both.inverse())
    assert fingerprint(network) == start


def test_an_edit_that_comes_back_to_its_beginning_is_empty() -> None:
    network, ids = chain()
    with network.recording() as record:
        network.update_unit(ids[1], bias=3.0)
        network.update_unit(ids[1], bias=0.0)
    assert not record.change()


@given(st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_edits_undone_backwards_give_the_first_network_and_redone_the_last(
    data: st.DataObject,
) -> None:
    network = Network.layered([2, 3, 1], seed=1)
    start = fingerprint(network)
    changes = []
    for _ in range(data.draw(st.integers(1, 12))):
        with network.recording() as record:
            _random_edit(network, data)
        changes.append(record.change())
    end = fingerprint(network)
    assert len(network.topological_order()) == len(network.units)  # still acyclic
    for change in reversed(changes):
        network.apply(change.inverse())
    assert fingerprint(network) == start
    for change in changes:
        network.apply(change)
    assert fingerprint(network) == end


def _random_edit(network: Network, data: st.DataObject) -> None:
    ids = [unit.id for unit in network.units] or [network.add_unit("hidden")]
    unit, other = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
    action = data.draw(st.sampled_from(["add", "remove", "connect", "weight", "bias", "seed"]))
    try:
        if action == "add":
            network.add_unit(data.draw(st.sampled_from(["input", "hidden", "output"])))
        elif action == "remove":
            network.remove_unit(unit)
        elif action == "connect":
            network.connect(unit, other)
        elif action == "weight":
            network.set_weight(unit, other, data.draw(st.sampled_from([None, 0.5, -2.0])))
        elif action == "bias":
            network.update_unit(unit, bias=data.draw(st.floats(-3, 3)))
        else:
            network.reseed(data.draw(st.integers(0, 5)))
    except EngineError:
        pass


def test_copies_are_independent() -> None:
    network, ids = chain()
    copy = network.copy()
    copy.remove_unit(ids[1])
    copy.update_unit(ids[2], bias=1.0)
    assert network.has_unit(ids[1])
    assert network.unit(ids[2]).bias == 0.0
    assert copy.add_unit("hidden") == network.add_unit("hidden")


def test_a_network_of_many_connections_builds_without_quadratic_cost() -> None:
    network = Network.layered([60, 120, 60, 10])
    assert network.connection_count == 60 * 120 + 120 * 60 + 60 * 10
    assert np.isfinite(network.arrays().weights).all()


def test_many_connections_are_made_at_once_or_not_at_all():
    network = Network()
    x = network.add_unit("input")
    a, b, c = (network.add_unit("hidden") for _ in range(3))
    network.connect_all([x, a, b], [a, b, c], [0.5, None, -1.0])
    assert network.connection(x, a).weight == 0.5
    assert network.connection_count == 3
    for sources, targets, refusal in (
        ([x, c], [b, a], errors.WouldCreateCycle),
        ([x, x], [b, a], errors.DuplicateConnection),
        ([x, a], [b, x], errors.ConnectionIntoInput),
    ):
        before = network.connections
        with pytest.raises(refusal):
            network.connect_all(sources, targets)
        assert network.connections == before
    with pytest.raises(errors.WouldCreateCycle) as caught:
        network.connect_all([c], [a])
    assert set(caught.value.units) == {a, b, c}
