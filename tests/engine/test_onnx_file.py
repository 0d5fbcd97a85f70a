"""The ONNX file: standard operators only, and all that a runtime needs to know inside."""

from __future__ import annotations

import json
import sys

import numpy as np
import onnx
import pytest

from engine import Network, exporters
from engine.data import datasets
from engine.errors import ExportError
from engine.exporters import onnx_file
from engine.exporters.model import Model


def test_scaling_classes_and_names_travel_inside_the_onnx_file(tmp_path):
    data = datasets.load("iris").split()
    network = Network.layered([4, 5, 3], output_activation="softmax")
    report = exporters.write(network, tmp_path / "iris.onnx", data)
    assert report.verified_with.startswith("onnxruntime ")
    model = onnx.load(tmp_path / "iris.onnx")
    onnx.checker.check_model(model, full_check=True)
    assert [(o.domain, o.version) for o in model.opset_import] == [("", onnx_file.OPSET)]
    assert {node.domain for node in model.graph.node} == {""}
    assert [value.name for value in model.graph.input] == ["inputs"]
    assert [value.name for value in model.graph.output] == ["outputs"]
    properties = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(properties["classes"]) == ["setosa", "versicolor", "virginica"]
    assert json.loads(properties["input_names"]) == list(data.input_names)
    given_raw = onnx_file.run(tmp_path / "iris.onnx", data.inputs)
    assert np.allclose(given_raw, Model.of(network, data).predict(data.inputs), atol=1e-6)


def test_a_format_whose_package_is_missing_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ExportError, match=r"python3 main.py --with onnx"):
        exporters.write(Network.layered([2, 1]), tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []


def test_without_a_runtime_the_report_says_not_verified(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    report = exporters.write(Network.layered([2, 1]), tmp_path / "net.onnx")
    assert report.verified_with == ""
    assert report.largest_difference is None
    assert "Not verified" in report.note
    assert report.path.exists()


@pytest.mark.slow
@pytest.mark.parametrize("nearest", [None, 3])
def test_a_free_graph_of_a_thousand_units_goes_by_levels(tmp_path, nearest):
    """Connections from anywhere before, or from the last few only: hundreds of levels."""
    rng = np.random.default_rng(0)
    network = Network(seed=1)
    earlier = [network.add_unit("input") for _ in range(5)]
    for number in range(1000):
        activation = "tanh" if number % 2 else "relu"
        unit = network.add_unit("hidden", activation=activation, bias=float(rng.normal()))
        near = earlier if nearest is None else earlier[-nearest:]
        for source in rng.choice(near, min(2, len(near)), replace=False):
            network.connect(int(source), unit, float(rng.normal()) / 2)
        earlier.append(unit)
    for _ in range(3):
        output = network.add_unit("output", activation="softmax")
        for source in rng.choice(earlier[-200:], 20, replace=False):
            network.connect(int(source), output, float(rng.normal()))
    report = exporters.write(network, tmp_path / "net.onnx")
    assert report.largest_difference is not None
    assert report.largest_difference <= 1e-5
    model = onnx.load(tmp_path / "net.onnx")
    onnx.checker.check_model(model, full_check=True)
    operators = {node.op_type for node in model.graph.node}
    assert operators == {"Gather", "Concat", "Gemm", "Tanh", "Relu", "Softmax", "Identity"}
