"""The change between two networks turns one into the other, and back."""

from __future__ import annotations

import random

import pytest

from engine import Network, change_between


def described(network):
    links = {(c.source, c.target): network.link(c.source, c.target) for c in network.connections}
    return network.units, links, network.seed, network.initializer, network.connections


def scrambled(seed):
    """A layered network with units taken out, weights set by hand and connections cut."""
    draw = random.Random(seed)
    sizes = [2, draw.randint(1, 4), draw.randint(1, 4), 1]
    network = Network.layered(sizes, draw.choice(["tanh", "relu"]), seed=draw.randint(0, 1))
    if draw.random() < 0.5:
        network.set_initializer("he_normal")
    for connection in network.connections:
        if draw.random() < 0.3:
            network.disconnect(connection.source, connection.target)
        elif draw.random() < 0.5:
            network.set_weight(connection.source, connection.target, draw.random())
    hidden = [unit.id for unit in network.units if unit.kind == "hidden"]
    network.remove_unit(draw.choice(hidden))
    return network


@pytest.mark.parametrize("seed", range(10))
def test_it_turns_one_network_into_the_other_and_back(seed):
    before, after = scrambled(seed), scrambled(seed + 100)
    edited = before.copy()
    change = change_between(before, after)
    edited.apply(change)
    assert described(edited) == described(after)
    edited.apply(change.inverse())
    assert described(edited) == described(before)


def test_equal_networks_differ_in_nothing():
    assert not change_between(scrambled(1), scrambled(1))
