"""Graphs of the benchmark: the same connections as a list and as one matrix a level."""

import numpy as np
import pytest

from benchmarks.graphs import Graph, irregular, layered

GRAPHS = {
    "layered": layered([3, 5, 4, 2], "tanh", "linear", 0),
    "skips": layered([6, 5, 2], "relu", "softmax", 0).with_skips(7, 1),
    "irregular": irregular(60, 300, 0),
}


@pytest.fixture(params=GRAPHS)
def graph(request: pytest.FixtureRequest) -> Graph:
    return GRAPHS[request.param]


def test_connections_run_upwards_and_each_pair_only_once(graph: Graph) -> None:
    pairs = set(zip(graph.sources.tolist(), graph.targets.tolist(), strict=True))
    assert len(pairs) == len(graph.sources)
    assert (graph.levels[graph.sources] < graph.levels[graph.targets]).all()
    assert (np.diff(graph.levels) >= 0).all()


def test_matrices_hold_exactly_the_connections(graph: Graph) -> None:
    rebuilt = {}
    for layer in graph.layers:
        for row, column in np.argwhere(np.ones_like(layer.matrix)).tolist():
            if layer.mask is None or layer.mask[row, column]:
                pair = int(layer.rows[row]), layer.start + column
                rebuilt[pair] = float(layer.matrix[row, column])
            else:
                assert layer.matrix[row, column] == 0.0
    pairs = zip(graph.sources.tolist(), graph.targets.tolist(), strict=True)
    assert rebuilt == dict(zip(pairs, graph.weights.tolist(), strict=True))


def test_every_unit_belongs_to_one_piece_of_its_activation(graph: Graph) -> None:
    names = [name for layer in graph.layers for name, count in layer.pieces for _ in range(count)]
    assert tuple(names) == graph.activations[graph.inputs :]


def test_full_layers_need_no_mask_and_skips_do() -> None:
    assert all(layer.mask is None for layer in GRAPHS["layered"].layers)
    first, last = GRAPHS["skips"].layers
    assert first.mask is None
    assert last.reads == (0, 1)
    assert last.mask is not None
    assert last.mask.sum() == 5 * 2 + 7


def test_counts_parameters_and_operations() -> None:
    graph = GRAPHS["layered"]
    assert graph.parameters == (3 * 5 + 5) + (5 * 4 + 4) + (4 * 2 + 2)
    assert graph.flops == 2 * (2 * 15 + 3 * 20 + 3 * 8)


def test_weights_are_exact_in_float32(graph: Graph) -> None:
    assert (graph.weights == graph.weights.astype(np.float32)).all()
    assert (graph.weights != 0.0).all()
