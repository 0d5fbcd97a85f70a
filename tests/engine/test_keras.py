"""The Keras program and the file that Keras makes of it predict what the engine predicts."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from engine import Network, datasets, exporters
from engine.errors import ExportError
from engine.exporters import keras_file, processes
from engine.exporters.model import Model
from tests.engine.test_exporters import HIDDEN, random_network
from tests.engine.test_features import FORMULAS

needs_keras = pytest.mark.skipif(not keras_file.runtime(), reason="Keras is not installed")
# Builds each program's model, saves it, loads the file again, and asks both the same rows.
_BOTH = """
import importlib
for name, rows in json.load(open("rows.json")).items():
    built = importlib.import_module(name).build()
    built.save(name + ".keras")
    loaded = keras.saving.load_model(name + ".keras")
    answers = [model(numpy.array(rows, "float32")) for model in (built, loaded)]
    print(json.dumps([keras.ops.convert_to_numpy(answer).tolist() for answer in answers]))
"""


def with_formulas():
    texts = (*FORMULAS, "tanh(x1) + sqrt(x2^2)", "-cos(x2) + sign(x1)", "x1*sin(2)", "tan(x1/9)")
    texts = (*texts, "ln(x1^2 + 1)", "log(2 + abs(x2))")
    data = replace(datasets.load("circle"), features=texts, scaling="standardize")
    return Network.layered([len(texts), 3, 1], "tanh", "sigmoid", seed=5), data


def networks():
    """Every activation, graphs of any shape, shares of some outputs, formulas, target units."""
    for activation in HIDDEN:
        yield Network.layered([2, 3, 2], activation, activation, seed=3), None
    smooth = [key for key in HIDDEN if key != "step"]
    for seed in range(12):
        yield random_network(seed, smooth, ("none", "some", "all")[seed % 3]), None
    yield with_formulas()
    yield Network.layered([10, 4, 1]), datasets.load("diabetes").split()
    tiny = datasets.from_arrays(np.linspace(1e-9, 9e-9, 20)[:, None], np.linspace(0, 1e9, 20))
    yield Network.layered([1, 3, 1], seed=1), replace(tiny, scaling="standardize")


@needs_keras
@pytest.mark.slow
def test_program_and_file_agree_with_the_engine(tmp_path):
    rows, wanted = {}, []
    for number, (network, data) in enumerate(networks()):
        model = Model.of(network, data)
        inputs = np.random.default_rng(number).normal(size=(50, len(model.input_names)))
        inputs = inputs if data is None else data.inputs[:50]
        (tmp_path / f"net{number}.py").write_bytes(keras_file.encode_program(model))
        rows[f"net{number}"] = inputs.tolist()
        wanted.append(model.predict(inputs))
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    printed = processes.python(keras_file.start() + _BOTH, tmp_path)
    answers = [json.loads(line) for line in printed.splitlines() if line.startswith("[[")]
    for expected, both in zip(wanted, answers, strict=True):
        for found in both:
            assert np.abs(np.array(found) - expected).max() <= 1e-5 * max(1, np.abs(expected).max())


@needs_keras
@pytest.mark.slow
@pytest.mark.parametrize("ending", [".keras", ".keras.py"])
def test_what_is_exported_is_run_in_keras_and_compared(tmp_path, ending):
    network = Network.layered([4, 5, 3], output_activation="softmax")
    report = exporters.write(network, tmp_path / f"iris{ending}", datasets.load("iris").split())
    assert report.verified_with.startswith("Keras 3")
    assert report.largest_difference is not None
    assert report.largest_difference <= 1e-5


def test_without_keras_its_file_is_refused_and_its_program_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(keras_file, "runtime", lambda: "")
    with pytest.raises(ExportError, match=r"needs Keras 3") as refusal:
        exporters.write(Network.layered([2, 1]), tmp_path / "net.keras")
    assert ".keras.py" in refusal.value.try_this
    assert not (tmp_path / "net.keras").exists()


def test_the_program_is_python_whatever_the_names_are(tmp_path):
    network = Network.layered([1, 1, 1])
    data = datasets.from_arrays([[1.0], [2.0]], [1.0, 2.0], title='"""\nraise SystemExit\n')
    exporters.write(network, tmp_path / "net.keras.py", data)
    compile((tmp_path / "net.keras.py").read_text("utf-8"), "net", "exec")
