"""Every export, run by its own runtime, predicts what the engine predicts."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Network, Trainer, TrainingSettings, exporters
from engine.data import datasets
from engine.errors import ExportError
from engine.exporters import (
    c_header,
    keras_file,
    onnx_file,
    python_code,
    safetensors_file,
    tex_file,
    torch_project,
    web_page,
)
from engine.exporters.forward import evaluate
from engine.exporters.model import Model
from engine.functions.activations import ACTIVATIONS
from tests.engine.formats import RUNNABLE

HIDDEN = [key for key, row in ACTIVATIONS.items() if not row.joint]
# Single precision; a step may fall to the other side of its threshold and is tested by itself.
TOLERANCE = 1e-5


def random_network(seed: int, activations: list[str], joint: str = "none") -> Network:
    """Any acyclic graph: skips, dead ends, units that nothing feeds, outputs at any level."""
    rng = np.random.default_rng(seed)
    network = Network(seed=seed)
    inputs = [network.add_unit("input") for _ in range(rng.integers(1, 4))]
    earlier = list(inputs)
    for _ in range(rng.integers(0, 12)):
        unit = network.add_unit(
            "hidden",
            activation=str(rng.choice(activations)),
            bias=float(rng.normal()),
            keep_probability=0.5,
        )
        _connect_some(network, rng, earlier, unit)
        earlier.append(unit)
    for number in range(rng.integers(1, 5)):
        soft = joint == "all" or (joint == "some" and number % 2 == 0)
        activation = "softmax" if soft else str(rng.choice(activations))
        unit = network.add_unit("output", activation=activation, bias=float(rng.normal()))
        _connect_some(network, rng, earlier, unit)
    return network


def _connect_some(network, rng, earlier, unit):
    for source in rng.choice(earlier, rng.integers(0, len(earlier) + 1), replace=False):
        network.connect(int(source), unit, float(rng.normal()))


@pytest.fixture(scope="module")
def regression_like():
    """Data with a real recipe for networks of any number of inputs and outputs."""

    def make(network: Network):
        rng = np.random.default_rng(1)
        d, k = len(network.inputs), len(network.outputs)
        inputs = rng.normal(size=(50, d)) * 10.0 + 5.0
        data = datasets.from_arrays(inputs, rng.normal(size=(50, k)) * 3.0 - 1.0)
        return replace(data, scaling="standardize")

    return make


@pytest.mark.parametrize("ending", RUNNABLE)
@pytest.mark.parametrize("activation", HIDDEN)
def test_every_activation_survives_every_format(tmp_path, ending, activation):
    network = Network.layered([2, 3, 2], activation, activation, seed=3)
    report = exporters.write(network, tmp_path / f"net{ending}")
    assert report.verified_with
    assert report.rows == 100
    assert report.largest_difference is not None
    assert report.largest_difference <= TOLERANCE
    assert report.note == ""


def test_the_writers_know_every_activation():
    for writer in (onnx_file, python_code, web_page, c_header, torch_project, keras_file, tex_file):
        assert set(ACTIVATIONS) == writer.ACTIVATIONS


@pytest.mark.parametrize("ending", RUNNABLE)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000), joint=st.sampled_from(["none", "some", "all"]))
def test_random_graphs_agree_with_the_engine(tmp_path, regression_like, ending, seed, joint):
    smooth = [key for key in HIDDEN if key != "step"]
    network = random_network(seed, smooth, joint)
    data = regression_like(network)
    report = exporters.write(network, tmp_path / f"net{ending}", data)
    wanted = Model.of(network, data).predict(data.inputs)
    size = max(1.0, float(np.abs(wanted).max()))
    assert report.largest_difference is not None
    assert report.largest_difference <= TOLERANCE * size


def test_the_comparison_agrees_with_a_calculation_by_hand():
    network = Network()
    x1, x2 = network.add_unit("input"), network.add_unit("input")
    h = network.add_unit("hidden", activation="relu", bias=-1.0)
    y1 = network.add_unit("output", activation="tanh", bias=0.5)
    y2 = network.add_unit("output", activation="linear")
    for source, target, weight in [(x1, h, 2.0), (x2, h, 1.0), (h, y1, 0.5), (x1, y2, 3.0)]:
        network.connect(source, target, weight)
    outputs = evaluate(Model.of(network, None).graph, np.array([[1.0, 1.0], [-1.0, 0.0]]))
    assert np.allclose(outputs, [[np.tanh(0.5 + 0.5 * 2.0), 3.0], [np.tanh(0.5), -3.0]])


def test_the_comparison_is_with_what_the_trainer_predicts(regression_like):
    smooth = [key for key in HIDDEN if key != "step"]
    for seed in range(3):
        network = random_network(seed, smooth)
        data = regression_like(network)
        trainer = Trainer(network, data, TrainingSettings(precision="float64"), device="cpu")
        trainer.run(epochs=2)
        wanted = trainer.predict(data.inputs)
        assert np.allclose(Model.of(trainer.trained(), data).predict(data.inputs), wanted)


def test_regression_targets_come_back_in_their_own_units(tmp_path):
    data = datasets.load("diabetes").split()
    network = Network.layered([10, 4, 1])
    for ending in RUNNABLE:
        path = tmp_path / f"net{ending}"
        exporters.write(network, path, data)
        outputs = exporters.EXPORTERS[ending].run(path, data.inputs)
        assert 50 < outputs.mean() < 300


def test_the_npz_file_holds_units_and_connections_by_row(tmp_path):
    network = Network.layered([2, 2, 1], seed=4)
    network.update_unit(3, bias=0.25)
    exporters.write(network, tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as arrays:
        assert arrays["unit_ids"].tolist() == [1, 2, 3, 4, 5]
        assert arrays["kinds"].tolist() == ["input", "input", "hidden", "hidden", "output"]
        assert arrays["activations"].tolist() == ["linear", "linear", "tanh", "tanh", "linear"]
        assert arrays["biases"].tolist() == [0, 0, 0.25, 0, 0]
        rows = list(
            zip(*(arrays[k].tolist() for k in ("sources", "targets", "weights")), strict=True)
        )
    assert rows == [(c.source, c.target, c.weight) for c in network.connections]


def test_the_safetensors_file_has_a_layer_a_level_and_says_who_stands_where(tmp_path):
    network = Network()
    x1, x2 = network.add_unit("input", name="a"), network.add_unit("input")
    h = network.add_unit("hidden", activation="relu", bias=-1.0)
    lone = network.add_unit("output", activation="tanh", bias=0.5)
    y = network.add_unit("output", activation="tanh")
    for source, target, weight in [(x1, h, 2.0), (x2, h, 1.0), (h, y, 0.5), (x1, y, 3.0)]:
        network.connect(source, target, weight)
    exporters.write(network, tmp_path / "net.safetensors")
    arrays, said = safetensors_file.unpacked((tmp_path / "net.safetensors").read_bytes())
    structure = json.loads(said["network"])
    assert (structure["inputs"], structure["outputs"]) == ([x1, x2], [lone, y])
    assert structure["names"][str(x1)] == "a"
    wanted = {h: ({x1: 2.0, x2: 1.0}, -1.0), lone: ({}, 0.5), y: ({h: 0.5, x1: 3.0}, 0.0)}
    found = {}
    for number, layer in enumerate(structure["layers"], start=1):
        weights = arrays[f"layer{number}.weight"]
        for unit, row, bias in zip(
            layer["units"], weights, arrays[f"layer{number}.bias"], strict=True
        ):
            found[unit] = (dict(zip(layer["sources"], row.tolist(), strict=False)), bias)
    assert found == wanted
    assert np.array_equal(arrays["input_scale"], [1.0, 1.0])


def test_the_json_file_is_readable_and_exact(tmp_path):
    network = Network.layered([2, 2, 1], seed=4)
    exporters.write(network, tmp_path / "net.json", datasets.load("circle"))
    content = json.loads((tmp_path / "net.json").read_text("utf-8"))
    assert content["version"] == 1
    assert [unit["id"] for unit in content["units"]] == [1, 2, 3, 4, 5]
    weights = {(c["source"], c["target"]): c["weight"] for c in content["connections"]}
    assert weights == {(c.source, c.target): c.weight for c in network.connections}
    assert content["classes"] == ["ring", "disc"]


def test_the_python_program_runs_on_its_own(tmp_path):
    data = datasets.load("iris").split()
    network = Network.layered([4, 3, 3], "gelu", "softmax")
    exporters.write(network, tmp_path / "net.py", data)
    call = "from net import predict; print(predict([5.1, 3.5, 1.4, 0.2]).tolist())"
    done = subprocess.run(
        [sys.executable, "-c", call], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    wanted = Model.of(network, data).predict(np.array([[5.1, 3.5, 1.4, 0.2]]))
    assert np.allclose(json.loads(done.stdout), wanted)


def test_names_cannot_break_out_of_the_python_program(tmp_path):
    network = Network.layered([1, 1, 1])
    for unit in network.units:
        network.update_unit(unit.id, name='x\n"""\nraise SystemExit\r# \\')
    data = datasets.from_arrays([[1.0], [2.0]], [1.0, 2.0], title='"""\nraise SystemExit\n')
    report = exporters.write(network, tmp_path / "net.py", data)
    assert report.largest_difference == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("net.txt", "“.txt”"),
        ("net", "net cannot be exported"),
        ("no/such/folder/net.npz", "could not be written"),
    ],
)
def test_names_that_cannot_be_written_are_refused(tmp_path, name, part):
    with pytest.raises(ExportError, match=part):
        exporters.write(Network.layered([2, 1]), tmp_path / name)


def test_a_folder_in_the_files_place_is_refused_and_nothing_is_left_behind(tmp_path):
    (tmp_path / "net.npz").mkdir()
    with pytest.raises(ExportError, match="could not be written"):
        exporters.write(Network.layered([2, 1]), tmp_path / "net.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]


def test_networks_that_predict_nothing_and_foreign_data_are_refused(tmp_path):
    with pytest.raises(ExportError, match="predicts nothing"):
        exporters.write(Network(), tmp_path / "net.npz")
    with pytest.raises(ExportError, match="2 inputs and 1 outputs"):
        exporters.write(Network.layered([2, 1]), tmp_path / "net.npz", datasets.load("iris"))


def test_precision_that_a_format_cannot_hold_is_said(tmp_path):
    network = Network.layered([1, 1], seed=0)
    network.set_weight(1, 2, 1e-3)
    data = datasets.from_arrays(1e9 + np.arange(5.0)[:, None], np.arange(5.0))
    network.update_unit(2, bias=-1e6)
    report = exporters.write(network, tmp_path / "net.onnx", data)
    assert report.note


def test_the_equations_are_those_of_the_network(tmp_path):
    network = Network()
    x1, x2 = network.add_unit("input"), network.add_unit("input")
    h = network.add_unit("hidden", activation="relu", bias=-1.0)
    y = network.add_unit("output", activation="sigmoid", bias=0.5)
    for source, target, weight in [(x1, h, 2.0), (x2, h, -0.25), (h, y, 1e-6), (x1, y, 3.0)]:
        network.connect(source, target, weight)
    data = datasets.from_arrays([[0.0, 1.0], [2.0, 5.0]], [0, 1], "binary", title="A_b % \\x{")
    report = exporters.write(network, tmp_path / "net.tex", replace(data, scaling="minmax"))
    text = (tmp_path / "net.tex").read_text("utf-8")
    assert r"h_{1} &= \max\left(0,\, 2\,x_{1} - 0.25\,x_{2} - 1\right) \\" in text
    assert r"\sigma\left(3\,x_{1} + 1 \cdot 10^{-6}\,h_{1} + 0.5\right) \\" in text
    assert r"x_{2} &= \left(\text{x2} - 1\right) / 4 \\" in text
    assert r"\section*{A\_b \% \textbackslash{}x\{}" in text
    assert text.count(r"\draw[negative, dashed") == 1
    assert report.largest_difference is None
    assert "not verified" in report.note


def test_a_network_too_large_for_a_figure_is_refused(tmp_path):
    with pytest.raises(ExportError, match="too many for a figure"):
        exporters.write(Network.layered([500, 1]), tmp_path / "net.tex")
