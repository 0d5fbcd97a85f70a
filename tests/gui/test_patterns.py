"""Connecting whole layers: fully, one to one, at random."""

from __future__ import annotations

from itertools import product

import pytest

from engine import Network
from gui.editing import notices, patterns
from gui.editing.document import Document


@pytest.fixture
def layers(document: Document) -> tuple[list[int], list[int], list[int]]:
    """Two inputs, three hidden units, three outputs in columns; inputs feed the hidden ones."""
    network = Network(seed=5)
    x = [network.add_unit("input", position=(0, 60 * row)) for row in range(2)]
    h = [network.add_unit("hidden", position=(200, 60 * row)) for row in range(3)]
    y = [network.add_unit("output", position=(400, 60 * (2 - row))) for row in range(3)]
    for pair in product(x, h):
        network.connect(*pair)
    document.replace(network, document.data, document.settings)
    return x, h, y


def pairs_into(document: Document, units: list[int]) -> set[tuple[int, int]]:
    return {(source, unit) for unit in units for source in document.network.incoming(unit)}


def test_a_layer_is_connected_fully_to_the_next(document: Document, layers):
    _, h, y = layers
    assert patterns.connect(document, h, "fully")
    assert pairs_into(document, y) == set(product(h, y))
    assert document.undo_stack.undoText() == "Connect to the next layer"
    document.undo_stack.undo()
    assert pairs_into(document, y) == set()


def test_one_to_one_goes_from_top_to_bottom(document: Document, layers):
    _, h, y = layers
    assert patterns.connect(document, h, "one_to_one")
    assert pairs_into(document, y) == set(zip(h, reversed(y), strict=True))


def test_at_random_is_the_same_every_time_for_one_seed(document: Document, layers):
    _, h, y = layers
    assert patterns.connect(document, h, "at_random", share=0.5)
    first = pairs_into(document, y)
    assert 0 < len(first) < 9
    document.undo_stack.undo()
    patterns.connect(document, h, "at_random", share=0.5)
    assert pairs_into(document, y) == first
    document.undo_stack.undo()
    document.network.reseed(6)
    patterns.connect(document, h, "at_random", share=0.5)
    assert pairs_into(document, y) != first


def test_the_share_of_random_connections_is_the_probability():
    sources, targets = range(1, 101), range(201, 301)
    pairs = patterns.PATTERNS["at_random"].pairs(sources, targets, 0.3, 0)
    assert len(pairs) / 10_000 == pytest.approx(0.3, abs=0.02)
    every = patterns.PATTERNS["at_random"].pairs(sources, targets, 1.0, 0)
    assert len(every) == 10_000


def test_a_selection_in_two_columns_is_connected_within_itself(document: Document, layers):
    x, h, y = layers
    for pair in product(x, h):
        document.network.disconnect(*pair)
    assert patterns.connect(document, [*x, *h[:2]], "fully")
    assert pairs_into(document, h) == set(product(x, h[:2]))
    assert pairs_into(document, y) == set()


def test_what_is_connected_already_is_left_and_nothing_new_says_so(document: Document, layers):
    x, _, y = layers
    heard: list[notices.Notice] = []
    notices.bus.posted.connect(heard.append)
    assert not patterns.connect(document, x, "fully")
    assert not patterns.connect(document, y, "fully")
    notices.bus.posted.disconnect(heard.append)
    assert all("nothing left" in notice.happened for notice in heard)
    assert len(heard) == 2
    assert not document.undo_stack.count()


def test_a_draw_that_adds_nothing_is_not_called_the_end(document: Document, layers):
    """At random some pairs are left out on purpose: there is more to connect, and it says so."""
    _, h, y = layers
    heard: list[notices.Notice] = []
    notices.bus.posted.connect(heard.append)
    assert patterns.connect(document, h, "at_random", share=0.5)
    assert not patterns.connect(document, h, "at_random", share=0.5)
    assert "50 %" in heard[-1].happened
    assert "nothing left" not in heard[-1].happened
    assert patterns.connect(document, h, "at_random", share=1.0)
    assert pairs_into(document, y) == set(product(h, y))
    assert not patterns.connect(document, h, "at_random", share=0.5)
    notices.bus.posted.disconnect(heard.append)
    assert "nothing left" in heard[-1].happened


def test_backwards_is_refused_as_a_whole(document: Document, layers):
    x, h, _ = layers
    with document.edit("Swap") as network:
        network.update_unit(h[0], position=(-200, 0))
    heard: list[notices.Notice] = []
    notices.bus.posted.connect(heard.append)
    assert not patterns.connect(document, [h[0], *x], "fully")
    notices.bus.posted.disconnect(heard.append)
    assert "is an input" in heard[0].happened
    assert document.undo_stack.count() == 1
