"""Features: formulas of raw columns as inputs, scaled by the training part, in every export."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings, datasets, exporters, project_file
from engine.data import formula
from engine.data.features import Features
from engine.errors import DataError
from engine.exporters import c_header, keras_file, onnx_file, python_code, torch_project, web_page
from tests.engine.formats import RUNNABLE

FORMULAS = ("x1", "x1^2", "x1*x2", "sin(x2)", "sinc(x1) - 3/(x2^2 + 1)", "exp(-abs(x1)) * pi")


@pytest.fixture
def circle():
    return datasets.load("circle", samples=200, seed=1).split(0.6, 0.2, 0.2, seed=2)


def by_hand(points):
    x1, x2 = points.T
    sinc = np.where(x1 == 0, 1.0, np.sin(x1) / np.where(x1 == 0, 1.0, x1))
    return np.column_stack(
        [
            x1,
            x1**2,
            x1 * x2,
            np.sin(x2),
            sinc - 3 / (x2**2 + 1),
            np.exp(-np.abs(x1)) * np.pi,
        ]
    )


def test_the_network_takes_what_the_formulas_say(circle):
    data = replace(circle, features=FORMULAS)
    assert data.inputs.shape[1] == 2
    assert data.feature_names == FORMULAS
    assert np.allclose(data.recipe.apply_inputs(data.inputs), by_hand(data.inputs), rtol=1e-12)


@pytest.mark.parametrize("scaling", ["standardize", "minmax"])
def test_scaling_is_fitted_on_the_training_part_alone(circle, scaling):
    data = replace(circle, features=FORMULAS, scaling=scaling)
    train = by_hand(data.inputs)[data.train_rows]
    scaled = data.recipe.apply_inputs(data.inputs)
    if scaling == "minmax":
        wanted = (by_hand(data.inputs) - train.min(axis=0)) / np.ptp(train, axis=0)
    else:
        wanted = (by_hand(data.inputs) - train.mean(axis=0)) / train.std(axis=0)
    assert np.allclose(scaled, wanted)
    changed = data.inputs.copy()
    changed[data.test_rows] *= 100.0
    again = replace(data, inputs=changed).recipe
    assert np.array_equal(again.input_mean, data.recipe.input_mean)
    assert np.array_equal(again.input_scale, data.recipe.input_scale)


def test_min_max_brings_numbers_to_predict_from_0_to_1_and_back():
    data = datasets.from_arrays(np.arange(8.0), np.arange(8.0) * 3 - 4)
    recipe = replace(data, scaling="minmax").recipe
    scaled = recipe.apply_targets(data.targets)
    assert (scaled.min(), scaled.max()) == (0.0, 1.0)
    assert np.allclose(recipe.undo_targets(scaled), data.targets)


def test_min_max_of_a_constant_column_and_of_huge_ones_stays_finite():
    table = np.array([[1.0, -1e308], [1.0, 1e308]])
    recipe = replace(datasets.from_arrays(table, [0.0, 1.0]), scaling="minmax").recipe
    assert np.isfinite(recipe.apply_inputs(table)).all()


def test_squares_by_hand_solve_the_circle_without_hidden_units(circle):
    data = replace(circle, features=("x1^2", "x2^2"))
    network = Network.layered([2, 1], output_activation="sigmoid")
    settings = TrainingSettings(loss="binary_cross_entropy", learning_rate=0.03)
    trainer = Trainer(network, data, settings, device="cpu")
    trainer.run(epochs=60)
    assert trainer.evaluate("test")["accuracy"] > 0.95
    raw = Trainer(network, circle, settings, device="cpu")
    raw.run(epochs=60)
    assert raw.evaluate("test")["accuracy"] < 0.8


def test_predictions_and_responses_take_raw_numbers(circle):
    data = replace(circle, features=("x1^2",))
    network = Network()
    x, y = network.add_unit("input"), network.add_unit("output", activation="linear")
    network.connect(x, y, weight=1.0)
    trainer = Trainer(network, data, TrainingSettings(), device="cpu", strict=False)
    assert np.allclose(trainer.predict([[3.0, 7.0], [-2.0, 0.0]]), [[9.0], [4.0]])
    assert np.allclose(trainer.respond([[3.0, 7.0]])[:, 0], [9.0, 9.0])


def test_a_feature_without_a_value_is_refused_but_not_beside_the_data():
    table = np.array([[1.0], [2.0], [4.0]])
    data = replace(datasets.from_arrays(table, [0.0, 1.0, 2.0]), features=("ln(x)",))
    network = Network.layered([1, 1], output_activation="linear")
    trainer = Trainer(network, data, TrainingSettings(), device="cpu")
    assert np.isfinite(trainer.respond([[-1.0]])).all()
    with pytest.raises(DataError, match="no value for 1 of 2"):
        trainer.predict([[-1.0], [1.0]])
    with pytest.raises(DataError, match="no value for 1 of 3"):
        replace(data, features=("ln(x - 1)",))


@pytest.mark.parametrize(
    "text", ["", "3", "pi", "x3", "x1 +", "__import__('os')", "sin", "x1.real", "open(x1)"]
)
def test_what_is_no_formula_of_the_columns_is_refused(circle, text):
    with pytest.raises(DataError):
        replace(circle, features=("x1", text))


def test_columns_go_by_their_name_or_by_their_place():
    names = ("length", "petal width", "e")
    made = Features(names, ("length", "petal width", "x2 * length", "x3^2"))
    point = np.array([[2.0, 3.0, 5.0]])
    assert made(point).tolist() == [[2.0, 3.0, 6.0, 25.0]]


def test_a_column_may_stay_unused_and_is_free(circle):
    data = replace(circle, features=("x2", "x1*x2"))
    assert data.free_columns == ("x1",)
    assert np.array_equal(data.recipe.apply_inputs(data.inputs)[:, 0], data.inputs[:, 1])
    assert replace(data, features=("x1", "x2")).features == ()


def test_the_writers_know_every_operation():
    writers = (python_code, onnx_file, c_header, web_page, torch_project, keras_file)
    assert all(writer.OPERATIONS == formula.OPERATIONS for writer in writers)


@pytest.mark.parametrize("scaling", ["none", "standardize", "minmax"])
@pytest.mark.parametrize("ending", RUNNABLE)
def test_every_export_takes_raw_numbers(tmp_path, circle, ending, scaling):
    texts = (*FORMULAS, "(x1 - 2)/(abs(x2) + 1)", "tanh(x1) + sqrt(x2^2)", "-cos(x2) + sign(x1)")
    texts = (*texts, "tan(x1/9)", "ln(x1^2 + 1)", "log(2 + abs(x2))")
    data = replace(circle, features=texts, scaling=scaling)
    network = Network.layered([len(texts), 3, 1], "tanh", "sigmoid", seed=5)
    report = exporters.write(network, tmp_path / f"net{ending}", data)
    assert report.verified_with
    assert report.largest_difference is not None
    assert report.largest_difference <= 1e-5
    if ending == ".json":
        content = json.loads((tmp_path / "net.json").read_text())
        assert content["features"] == list(texts)
        assert content["input_names"] == ["x1", "x2"]
        assert len(content["recipe"]) == len(texts)
        assert content["recipe"][1].startswith("The network takes (x1^2 - ")


def test_an_exported_program_agrees_with_the_trainer(tmp_path, circle):
    data = replace(circle, features=FORMULAS, scaling="standardize")
    trainer = Trainer(
        Network.layered([len(FORMULAS), 1], output_activation="tanh"),
        data,
        TrainingSettings(),
        device="cpu",
    )
    exporters.write(trainer.trained(), tmp_path / "net.py", data)
    wanted = trainer.predict(data.inputs)
    assert np.allclose(python_code.run(tmp_path / "net.py", data.inputs), wanted, atol=1e-5)


def test_a_project_keeps_features_and_scaling(tmp_path, circle):
    data = replace(circle, features=("x2", "x1^2"), scaling="minmax")
    trainer = Trainer(
        Network.layered([2, 1], output_activation="tanh"), data, TrainingSettings(), device="cpu"
    )
    project_file.save(tmp_path / "a.netloom", trainer)
    again = project_file.load(tmp_path / "a.netloom").data
    assert (again.features, again.scaling) == (("x2", "x1^2"), "minmax")
    assert np.array_equal(again.recipe.input_scale, data.recipe.input_scale)
