"""Bad input, row by row: a typed refusal in words or a stated rule, and the network unharmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cli import bootstrap
from engine import Network, Trainer, TrainingSettings, errors
from engine.data import datasets
from engine.data.dataset import Dataset
from engine.training import fitting

INPUTS = np.random.default_rng(0).normal(size=(20, 2))
LABELS = (INPUTS[:, 0] > 0).astype(float)


def regression(inputs: Any = INPUTS, targets: Any = LABELS) -> Dataset:
    return datasets.from_arrays(inputs, targets, task="regression")


def table(column: int, value: float) -> Any:
    spoiled = INPUTS.copy()
    spoiled[7, column] = value
    return spoiled


def trainer(data: Dataset | None = None, network: Network | None = None, **options: Any) -> Trainer:
    network = network or Network.layered([2, 3, 1])
    return Trainer(network, data or regression(), TrainingSettings(**options))


REFUSED: dict[str, tuple[Callable[[], object], type[errors.EngineError], str]] = {
    "NaN among inputs": (
        lambda: regression(table(1, np.nan)),
        errors.DataError,
        "Row 7, column 1 of the inputs",
    ),
    "infinity among inputs": (
        lambda: regression(table(0, np.inf)),
        errors.DataError,
        "not a finite number",
    ),
    "NaN among targets": (
        lambda: regression(targets=table(0, np.nan)),
        errors.DataError,
        "of the targets",
    ),
    "NaN to predict from": (
        lambda: trainer().predict([[0.0, np.nan]]),
        errors.DataError,
        "Row 0, column 1 of the inputs",
    ),
    "no examples": (
        lambda: regression(np.zeros((0, 2)), np.zeros(0)),
        errors.DataError,
        "no examples",
    ),
    "no examples of several classes": (
        lambda: datasets.from_arrays(np.zeros((0, 2)), np.zeros(0), task="multiclass"),
        errors.DataError,
        "no examples",
    ),
    "no input column": (
        lambda: regression(np.zeros((20, 0))),
        errors.DataError,
        "no input column",
    ),
    "one class where there should be several": (
        lambda: datasets.from_arrays(INPUTS, np.zeros(20), task="multiclass"),
        errors.DataError,
        "at least two",
    ),
    "a learning rate of 0": (
        lambda: TrainingSettings(learning_rate=0.0),
        errors.SettingsError,
        "more than 0",
    ),
    "a negative learning rate": (
        lambda: TrainingSettings(learning_rate=-0.1),
        errors.SettingsError,
        "more than 0",
    ),
    "a learning rate of NaN": (
        lambda: TrainingSettings(learning_rate=np.nan),
        errors.SettingsError,
        "cannot be nan",
    ),
    "a batch size of 0": (
        lambda: TrainingSettings(batch_size=0),
        errors.SettingsError,
        "at least 1",
    ),
    "numbers too large for float32": (
        lambda: trainer(regression(INPUTS * 1e200)).run(1),
        errors.Diverged,
        "standardise inputs",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_words(what: str) -> None:
    ask, kind, words = REFUSED[what]
    with pytest.raises(kind, match=words):
        ask()


@pytest.mark.parametrize(
    "options", [{"learning_rate": 0.0}, {"learning_rate": np.nan}, {"batch_size": 0}]
)
def test_a_refusal_leaves_the_run_as_it_was(options: dict[str, Any]) -> None:
    run = trainer()
    run.run(epochs=2)
    before, settings = run.weights(), run.settings
    with pytest.raises(errors.SettingsError):
        run.change_settings(run.settings.replace(**options))
    assert (run.weights(), run.settings) == (before, settings)
    run.run(epochs=1)


def test_a_batch_larger_than_the_data_is_all_of_them() -> None:
    large, whole = trainer(batch_size=1000, shuffle=False), trainer(batch_size=20, shuffle=False)
    for run in (large, whole):
        run.run(epochs=3)
    assert large.steps == 3
    assert large.weights() == whole.weights()


def test_a_constant_column_is_named_and_becomes_zero_when_standardised() -> None:
    data = replace(regression(np.c_[INPUTS, np.full(20, 7.0)]), scaling="standardize")
    assert data.notes == ("Column “x3” never changes: nothing can be learned from it.",)
    assert not data.recipe.apply_inputs(data.inputs)[:, 2].any()
    run = trainer(data, Network.layered([3, 1], initializer="equal"))
    run.run(epochs=5)
    assert run.weights()[3, 4] == pytest.approx(0.1)


def test_many_constant_columns_are_one_sentence() -> None:
    (note,) = regression(np.c_[INPUTS, np.ones((20, 6))]).notes
    assert note.startswith("6 columns never change (“x3”, “x4”, “x5”, …)")


def test_one_class_only_is_named_and_trained_on() -> None:
    data = datasets.from_arrays(INPUTS, np.zeros(20), task="binary", classes=("no", "yes"))
    assert data.notes == ("All examples belong to the class “no”: there is nothing to tell apart.",)
    network = Network.layered([2, 1], output_activation="sigmoid")
    run = trainer(data, network, loss="binary_cross_entropy", learning_rate=1.0)
    run.run(epochs=50)
    assert run.evaluate()["accuracy"] == 1.0


def test_a_constant_target_is_named_and_r2_is_0_or_1() -> None:
    data = regression(targets=np.full(20, 3.0))
    assert "same everywhere" in data.notes[0]
    run = trainer(data)
    run.run(epochs=2)
    assert run.evaluate()["r2"] in (0.0, 1.0)


# Networks


def unfinished() -> tuple[Network, int, int, int]:
    network = Network(seed=0)
    x, other = network.add_unit("input"), network.add_unit("input")
    hidden = network.add_unit("hidden", name="h")
    output = network.add_unit("output", activation="linear", name="y")
    network.connect(other, network.add_unit("hidden", name="dead end"))
    return network, x, hidden, output


def test_an_output_that_no_input_reaches_learns_its_bias_alone() -> None:
    network, x, hidden, output = unfinished()
    network.connect(hidden, output, weight=0.5)
    assert fitting.unreached_outputs(network) == (output,)
    assert fitting.remarks(network)[0] == "No input reaches ŷ: only biases can learn."
    run = trainer(network=network)
    run.run(epochs=200)
    predicted = run.predict(INPUTS)
    assert np.ptp(predicted) == 0.0
    assert predicted[0, 0] == pytest.approx(LABELS.mean(), abs=0.1)
    network.connect(x, hidden)
    assert fitting.unreached_outputs(network) == ()


def test_units_without_use_are_named_and_keep_their_weights() -> None:
    network, x, hidden, output = unfinished()
    network.connect(x, output)
    (sentence,) = fitting.remarks(network)
    assert sentence.startswith("h, dead end stand on no way from an input to an output")
    run = trainer(network=network)
    before = run.weights()
    run.run(epochs=3)
    changed = {pair for pair, weight in run.weights().items() if weight != before[pair]}
    assert changed == {(x, output)}
    assert run.biases()[hidden] == 0.0


def test_a_finished_network_has_no_remarks() -> None:
    assert fitting.remarks(Network.layered([2, 3, 3, 2])) == ()


# Tables


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a,b\n", "no examples"),
        ("a,b\n1,2\n", "only one example"),
        ("a,b\n1,2\ninf,3\n4,5\n", "is not a number"),
        ("a,b\n1,x\n2,x\n3,x\n", "no two different values"),
        ("a,b\n,1\n,2\n,3\n", "No column can serve as an input"),
    ],
)
def test_a_table_without_use_is_refused_with_exit_code_2(
    text: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NETLOOM_NO_VENV", "1")
    file = tmp_path / "t.csv"
    file.write_text(text)
    assert bootstrap.main(["train", str(file), "--epochs", "1"]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_gaps_and_constant_columns_of_a_table_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NETLOOM_NO_VENV", "1")
    lines = [f"{row},5,{'' if row == 3 else row % 2}" for row in (4, 1, 3, 8, 2, 9, 7)]
    (tmp_path / "t.csv").write_text("a,b,c\n" + "\n".join(lines) + "\n")
    assert bootstrap.main(["train", str(tmp_path / "t.csv"), "--epochs", "1"]) == 0
    said = capsys.readouterr().out
    assert "1 row without a value in “c” was skipped: row 3." in said
    assert "Column “b” never changes" in said
