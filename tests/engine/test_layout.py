"""Automatic places put every layer in its column."""

from __future__ import annotations

from engine import Network
from engine.network import layout


def test_columns_follow_the_layers_and_outputs_stand_last() -> None:
    network = Network.layered([2, 3, 1])
    shortcut = network.add_unit("output")
    network.connect(network.inputs[0], shortcut)
    places = layout.positions(network)
    assert {places[unit][0] for unit in network.inputs} == {0.0}
    assert {places[unit][0] for unit in network.outputs} == {2 * layout.COLUMN}


def test_no_two_units_share_a_place_and_columns_are_centred() -> None:
    network = Network.layered([3, 5, 2, 2])
    places = layout.positions(network)
    assert len(set(places.values())) == len(network.units)
    for column in {x for x, _ in places.values()}:
        assert abs(sum(y for x, y in places.values() if x == column)) < 1e-9


def test_an_empty_network_has_no_places() -> None:
    assert layout.positions(Network()) == {}
