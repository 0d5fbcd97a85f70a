"""Data that do not fit a network are named in words, and one call makes them fit."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Network, TrainingSettings
from engine.data import datasets
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.training import fitting, mismatch

LINEAR = TrainingSettings()


def sizes(network: Network) -> tuple[int, int]:
    return len(network.inputs), len(network.outputs)


@pytest.fixture(scope="module")
def tables():
    return {key: datasets.load(key) for key in ("circle", "plane", "iris", "diabetes")}


def test_a_network_that_fits_is_left_as_it_is(tables):
    network = Network.layered([2, 4, 1], "tanh", "tanh", seed=1)
    assert fitting.misfits(network, tables["circle"], LINEAR) == ()
    with network.recording() as record:
        assert fitting.repair(network, tables["circle"], LINEAR) is LINEAR
    changed = {unit.id: (unit.before.name, unit.after.name) for unit in record.change().units}
    assert changed == {7: ("y1", "y")}
    assert not record.change().connections


def test_misfits_say_in_words_what_is_wrong(tables):
    network = Network.layered([2, 4, 1], "tanh", "tanh")
    assert fitting.misfits(network, tables["iris"], LINEAR) == (
        "The data have 4 input columns, the network has 2 input units.",
        "The data have 3 output columns, the network has 1 output unit.",
    )
    assert (
        "stay between -1 and 1"
        in fitting.misfits(
            Network.layered([10, 1], output_activation="tanh"), tables["diabetes"], LINEAR
        )[0]
    )
    cross = TrainingSettings(loss="cross_entropy")
    assert "compares several outputs" in fitting.misfits(network, tables["circle"], cross)[0]


@pytest.mark.parametrize(("first", "then"), [("circle", "diabetes"), ("diabetes", "circle")])
def test_a_column_keeps_its_middle_when_units_come_or_go(tables, first, then):
    network = Network.layered([2, 3, 1])
    fitting.repair(network, tables[first], LINEAR)
    fitting.repair(network, tables[then], LINEAR)
    for column in (network.inputs, network.outputs):
        heights = [network.unit(unit).position[1] for unit in column]
        assert min(heights) + max(heights) == pytest.approx(0, abs=1e-9)
        assert len(set(heights)) == len(heights)


def test_new_inputs_feed_what_the_others_feed_and_new_outputs_are_fed_alike(tables):
    network = Network.layered([2, 3, 2, 1], seed=0)
    weights = {(c.source, c.target) for c in network.connections}
    settings = fitting.repair(network, tables["iris"], LINEAR)
    assert sizes(network) == (4, 3)
    for unit in network.inputs:
        assert network.outgoing(unit) == (3, 4, 5)
    for unit in network.outputs:
        assert network.incoming(unit) == (6, 7)
        assert network.unit(unit).activation == "softmax"
    assert settings.loss == "cross_entropy"
    assert weights <= {(c.source, c.target) for c in network.connections}
    names = [network.unit(unit).name for unit in (*network.inputs, *network.outputs)]
    assert names == [*tables["iris"].input_names, "setosa", "versicolor", "virginica"]
    places = [unit.position for unit in network.units]
    assert len(set(places)) == len(places)


def test_surplus_units_go_and_classes_become_one_sigmoid(tables):
    network = Network.layered([4, 3, 3], output_activation="softmax")
    settings = fitting.repair(network, tables["circle"], TrainingSettings(loss="cross_entropy"))
    assert sizes(network) == (2, 1)
    assert network.unit(network.outputs[0]).activation == "sigmoid"
    assert settings.loss == "binary_cross_entropy"


def test_numbers_get_a_linear_output_and_keep_a_loss_for_numbers(tables):
    network = Network.layered([2, 3, 1], output_activation="sigmoid")
    settings = fitting.repair(network, tables["plane"], TrainingSettings(loss="huber"))
    assert network.unit(network.outputs[0]).activation == "linear"
    assert settings.loss == "huber"
    assert fitting.repair(
        network, tables["plane"], TrainingSettings(loss="binary_cross_entropy")
    ).loss == ("mse")


def test_an_empty_network_gets_inputs_and_outputs_that_are_connected(tables):
    network = Network()
    settings = fitting.repair(network, tables["iris"], LINEAR)
    assert fitting.misfits(network, tables["iris"], settings) == ()
    assert network.connection_count == 12
    assert len({unit.position for unit in network.units}) == 7


def test_a_repair_can_be_taken_back(tables):
    network = Network.layered([2, 3, 1], seed=5)
    before = (network.units, network.connections)
    with network.recording() as record:
        fitting.repair(network, tables["iris"], LINEAR)
    network.apply(record.change().inverse())
    assert (network.units, network.connections) == before


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    inputs=st.integers(0, 5),
    hidden=st.lists(st.integers(1, 3), max_size=2),
    outputs=st.integers(0, 4),
    output=st.sampled_from(list(ACTIVATIONS)),
    loss=st.sampled_from(list(LOSSES)),
    key=st.sampled_from(["circle", "plane", "iris", "diabetes"]),
)
def test_after_a_repair_everything_can_be_trained(
    tables, inputs, hidden, outputs, output, loss, key
):
    network = Network()
    before = [network.add_unit("input") for _ in range(inputs)]
    for number, size in enumerate([*hidden, outputs]):
        is_last = number == len(hidden)
        layer = [
            network.add_unit(
                "output" if is_last else "hidden", activation=output if is_last else "tanh"
            )
            for _ in range(size)
        ]
        for target in layer:
            for source in before:
                network.connect(source, target)
        before = layer
    repaired = fitting.repair(network, tables[key], TrainingSettings(loss=loss))
    assert fitting.misfits(network, tables[key], repaired) == ()
    assert mismatch.find(network, tables[key], repaired.loss) is None


def test_the_loss_can_be_chosen_before_there_is_a_network() -> None:
    numbers, classes = datasets.load("plane", samples=20), datasets.load("iris")
    settings = TrainingSettings(loss="binary_cross_entropy")
    assert fitting.repair_loss(numbers, settings).loss == "mse"
    assert fitting.repair_loss(classes, settings).loss == "cross_entropy"


def test_one_more_output_is_like_the_others_or_usual_for_the_task() -> None:
    binary = datasets.load("xor", samples=20)
    assert fitting.output_activation(Network(), binary) == "sigmoid"
    network = Network.layered([2, 1], output_activation="tanh")
    assert fitting.output_activation(network, binary) == "tanh"


def test_a_perceptron_stays_one_and_gets_the_loss_that_is_its_rule() -> None:
    data = datasets.load("and")
    network = Network.layered([2, 1], output_activation="step")
    given = TrainingSettings(loss="binary_cross_entropy")
    assert fitting.misfits(network, data, given)
    settings = fitting.repair(network, data, given)
    assert network.unit(network.outputs[0]).activation == "step"
    assert settings.loss == "half_squared_error"
    assert fitting.misfits(network, data, settings) == ()


def test_a_step_output_behind_hidden_units_becomes_a_usual_one() -> None:
    data = datasets.load("and")
    network = Network.layered([2, 3, 1], output_activation="step")
    settings = fitting.repair(network, data, TrainingSettings(loss="binary_cross_entropy"))
    assert network.unit(network.outputs[0]).activation == "sigmoid"
    assert fitting.misfits(network, data, settings) == ()
