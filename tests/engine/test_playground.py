"""A link to the TensorFlow Playground becomes the network, data and settings that it shows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Trainer, importers
from engine.errors import EngineError, NetworkFileError
from engine.training import fitting

LINK = (
    "https://playground.tensorflow.org/#activation=relu&regularization=L2&batchSize=17"
    "&dataset=spiral&regDataset=reg-gauss&learningRate=0.1&regularizationRate=0.003&noise=20"
    "&networkShape=5,3&seed=0.12345&showTestData=true&discretize=true&percTrainData=70&x=true"
    "&y=false&xTimesY=true&xSquared=true&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=true"
    "&collectStats=false&problem=classification&initZero=false&hideText=false&learningRate_hide=true"
)


def read(**changes: str):
    link = LINK
    for name, value in changes.items():
        link += f"&{name}={value}"
    return importers.read_link(link)


def test_the_link_becomes_what_it_shows():
    found = read()
    data, chosen = found.data, found.settings
    assert data.source.name == "spiral"
    assert (data.source.noise, len(data.inputs)) == (0.2, 500)
    assert (len(data.train_rows), len(data.validation_rows), len(data.test_rows)) == (350, 0, 150)
    assert data.feature_names == ("x1", "x1^2", "x1*x2", "sin(x2)")
    assert (chosen.learning_rate, chosen.batch_size, chosen.l2, chosen.l1) == (0.1, 17, 0.003, 0.0)
    levels = found.network.levels()
    hidden = [unit for unit in found.network.units if unit.kind == "hidden"]
    assert [levels[unit.id] for unit in hidden] == [1] * 5 + [2] * 3
    assert {unit.activation for unit in hidden} == {"relu"}
    assert {unit.bias for unit in hidden} == {0.1}
    assert abs(found.network.arrays().weights).max() <= 0.5
    assert not fitting.misfits(found.network, data, chosen)
    assert len(found.notes) == 2


@pytest.mark.parametrize(
    ("name", "kind"), [("reg-plane", "plane"), ("reg-gauss", "multi_gaussian")]
)
def test_a_regression(name, kind):
    found = read(problem="regression", regDataset=name, networkShape="", initZero="true")
    assert found.data.source.name == kind
    assert [unit.kind for unit in found.network.units] == ["input"] * 4 + ["output"]
    assert not found.network.arrays().weights.any()
    assert found.settings.loss == "mse"
    assert not fitting.misfits(found.network, found.data, found.settings)


@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "spiral"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear"])
def test_every_choice_of_the_page_fits(name, activation):
    found = read(dataset=name, activation=activation, regularization="L1")
    assert found.settings.l1 == 0.003
    assert not fitting.misfits(found.network, found.data, found.settings)


def test_the_bare_page_is_its_opening_state_and_learns():
    found = importers.read_link("playground.tensorflow.org")
    assert found.data.source.name == "circle"
    assert [unit.kind for unit in found.network.units].count("hidden") == 6
    trainer = Trainer(found.network, found.data, found.settings, seed=1)
    before = trainer.evaluate("train")["loss"]
    trainer.run(epochs=20)
    assert trainer.evaluate("train")["loss"] < before


def test_parts_that_nobody_knows_are_named():
    assert any("quantum, depth" in note for note in read(quantum="1", depth="2").notes)


@pytest.mark.parametrize(
    "change",
    [
        {"activation": "exp"},
        {"dataset": "moons"},
        {"noise": "99"},
        {"noise": "nan"},
        {"batchSize": "1.5"},
        {"batchSize": "0"},
        {"learningRate": "-1"},
        {"learningRate": "inf"},
        {"networkShape": "4,0"},
        {"networkShape": "99999,99999"},
        {"networkShape": "1," * 200},
        {"percTrainData": "100"},
        {"x": "maybe"},
        {"x": "false", "xTimesY": "false", "xSquared": "false", "sinY": "false"},
    ],
)
def test_what_cannot_be_is_refused_in_words(change):
    with pytest.raises(NetworkFileError):
        read(**change)


@pytest.mark.parametrize(
    "text",
    ["", "https://example.org/#activation=tanh", "a\tb\n1\t2", "https://playground.tensorflow.org.evil.org/",
     "playground.tensorflow.org/#" + "a" * 9000],
)  # fmt: skip
def test_other_texts_are_no_link(text):
    assert not importers.is_link(text)
    with pytest.raises(NetworkFileError, match="no link"):
        importers.read_link(text)


@settings(max_examples=200, deadline=None)
@given(place=st.integers(30, len(LINK) - 1), text=st.text(max_size=6))
def test_any_other_letters_are_read_or_refused(place, text):
    try:
        importers.read_link(LINK[:place] + text + LINK[place + len(text) :])
    except EngineError as error:
        said = str(error)
    else:
        said = "taken"
    assert said
