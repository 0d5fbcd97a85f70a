"""Networks from files: as the engine wrote them, as others write them, and broken."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from engine import Network, TrainingSettings, exporters, importers
from engine.data import datasets
from engine.errors import EngineError, NetworkFileError
from engine.exporters.forward import evaluate
from engine.exporters.model import Model
from engine.functions.activations import ACTIVATIONS
from engine.importers import opened
from tests.engine.test_exporters import random_network

HIDDEN = [key for key, row in ACTIVATIONS.items() if not row.joint]
OWN = [".json", ".npz", ".onnx", ".safetensors"]
SETTINGS = TrainingSettings()


def outputs(network: Network, inputs):
    return evaluate(Model.of(network, None).graph, np.asarray(inputs, np.float64))


def drawn(count: int, width: int, seed: int = 0):
    return np.random.default_rng(seed).normal(size=(count, width))


def shape_of(network: Network):
    """Kinds, activations and biases by unit, and every connection, by places, not ids."""
    places = {unit.id: place for place, unit in enumerate(network.units)}
    arrays = network.arrays()
    pairs = zip(arrays.sources.tolist(), arrays.targets.tolist(), strict=True)
    links = [(places[a], places[b]) for a, b in pairs]
    weights = dict(zip(links, arrays.weights.tolist(), strict=True))
    return [(u.kind, u.activation, u.bias) for u in network.units], weights


# Our own exports


@pytest.mark.parametrize("ending", [".json", ".npz"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000), joint=st.sampled_from(["none", "all", "some"]))
def test_a_network_comes_back_bit_for_bit(tmp_path, ending, seed, joint):
    network = random_network(seed, HIDDEN, joint)
    exporters.write(network, tmp_path / f"net{ending}")
    found = importers.read(tmp_path / f"net{ending}").network
    assert shape_of(found) == shape_of(network)
    assert [unit.name for unit in found.units] == [unit.name for unit in network.units]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000), joint=st.sampled_from(["none", "all", "some"]))
def test_onnx_comes_back_with_the_units_that_the_outputs_need(tmp_path, seed, joint):
    network = random_network(seed, HIDDEN, joint)
    exporters.write(network, tmp_path / "net.onnx")
    found = importers.read(tmp_path / "net.onnx").network
    needed = set(network.outputs)
    for unit in reversed(network.topological_order()):
        if unit in needed:
            needed |= set(network.incoming(unit))
    hidden = [u for u in network.units if u.kind == "hidden" and u.id in needed]
    assert len(found.inputs) == len(network.inputs)
    kept = [u for u in found.units if u.kind == "hidden"]
    assert sorted((u.activation, np.float32(u.bias)) for u in kept) == sorted(
        (u.activation, np.float32(u.bias)) for u in hidden
    )
    assert [found.unit(u).activation for u in found.outputs] == [
        network.unit(u).activation for u in network.outputs
    ]
    inputs = drawn(20, len(network.inputs), seed)
    steps = any(unit.activation == "step" for unit in network.units)
    if not steps:  # one of them may fall to the other side of its threshold
        np.testing.assert_allclose(
            outputs(found, inputs), outputs(network, inputs), rtol=1e-5, atol=1e-5
        )
    arrays = network.arrays()
    kept_targets = np.isin(arrays.targets, list(needed))
    np.testing.assert_array_equal(
        np.sort(found.arrays().weights.astype(np.float32)),
        np.sort(arrays.weights[kept_targets].astype(np.float32)),
    )


@pytest.mark.parametrize("ending", OWN)
def test_a_layered_network_comes_back_exactly_as_float32(tmp_path, ending):
    network = Network.layered([3, 5, 4, 2], "gelu", "softmax", seed=5)
    exporters.write(network, tmp_path / f"net{ending}")
    found = importers.read(tmp_path / f"net{ending}")
    assert [u.activation for u in found.network.units] == [u.activation for u in network.units]
    np.testing.assert_array_equal(
        found.network.arrays().weights.astype(np.float32),
        network.arrays().weights.astype(np.float32),
    )
    places = [unit.position for unit in found.network.units]
    assert len(set(places)) == len(places)


def scaled_data(network: Network, **changes):
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(60, len(network.inputs))) * 10.0 + 5.0
    targets = rng.normal(size=(60, len(network.outputs))) * 3.0 - 1.0
    return replace(datasets.from_arrays(inputs, targets), scaling="standardize", **changes)


@pytest.mark.parametrize("ending", OWN)
@pytest.mark.parametrize("output", ["linear", "tanh"])
def test_scaling_is_worked_into_the_weights_and_out_again(tmp_path, ending, output):
    network = Network.layered([2, 4, 2], "tanh", output, seed=2)
    data = scaled_data(network)
    exporters.write(network, tmp_path / f"net{ending}", data)
    found = importers.read(tmp_path / f"net{ending}")
    predicted = Model.of(network, data).predict(data.inputs)
    np.testing.assert_allclose(outputs(found.network, data.inputs), predicted, rtol=1e-4, atol=1e-4)
    beside, same, _ = found.beside(data, SETTINGS)
    assert same is data
    np.testing.assert_allclose(
        Model.of(beside, data).predict(data.inputs), predicted, rtol=1e-4, atol=1e-4
    )
    if output == "linear":
        np.testing.assert_allclose(
            beside.arrays().weights, network.arrays().weights, rtol=1e-5, atol=1e-6
        )


@pytest.mark.parametrize("ending", OWN)
@pytest.mark.parametrize("features", [("x1", "x1^2", "x1*x2"), ("sin(x2)",)])
def test_derived_inputs_come_back_with_the_data_that_make_them(tmp_path, ending, features):
    network = Network.layered([len(features), 3, 1], seed=1)
    data = datasets.load("plane", samples=50)
    exporters.write(network, tmp_path / f"net{ending}", replace(data, features=features))
    found = importers.read(tmp_path / f"net{ending}")
    assert found.features == features
    _, made, _ = found.beside(data, SETTINGS)
    assert made.feature_names == features


def test_softmax_brings_the_loss_that_goes_with_it(tmp_path):
    data = datasets.load("arms")
    network = Network.layered([2, 3, 3], "relu", "softmax")
    exporters.write(network, tmp_path / "net.json")
    _, _, fitting = importers.read(tmp_path / "net.json").beside(data, SETTINGS)
    assert fitting.loss == "cross_entropy"


def test_a_network_of_another_size_leaves_data_and_settings_to_be_repaired(tmp_path):
    exporters.write(Network.layered([5, 3, 2]), tmp_path / "net.json")
    data = datasets.load("circle")
    network, same, kept = importers.read(tmp_path / "net.json").beside(data, SETTINGS)
    assert same is data
    assert kept == SETTINGS
    assert len(network.inputs) == 5


# ONNX as others write it


class Writer:
    """Nodes and numbers of a file, as they are added."""

    def __init__(self, width=3):
        self.nodes, self.constants, self.width = [], [], width

    def array(self, values, kind=np.float32):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, kind), name))
        return name

    def node(self, operator, *inputs, domain="", **attributes):
        name = f"n{len(self.nodes)}"
        taken = [i if isinstance(i, str) else self.array(i) for i in inputs]
        self.nodes.append(helper.make_node(operator, taken, [name], domain=domain, **attributes))
        return name

    def save(self, path, last, shape=None, opset=20):
        one = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes,
            "g",
            [one("x", TensorProto.FLOAT, ["n", *(shape or [self.width])])],
            [one(last, TensorProto.FLOAT, None)],
            self.constants,
        )
        domains = [helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)]
        model = helper.make_model(graph, opset_imports=domains, ir_version=9)
        path.write_bytes(model.SerializeToString())
        return path

    def dense(self, source, outputs, seed=0, inputs=None):
        rng = np.random.default_rng(seed)
        return self.node(
            "Gemm",
            source,
            rng.normal(size=(inputs or self.width, outputs)),
            rng.normal(size=outputs),
        )


def run(path, inputs):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"x": inputs.astype(np.float32)})[-1], np.float64)


def silu(w, z):
    return w.node("Mul", z, w.node("Sigmoid", z))


def gelu_like_pytorch(w, z):
    bent = w.node("Erf", w.node("Div", z, np.sqrt(2.0)))
    return w.node("Mul", w.node("Mul", z, w.node("Add", bent, 1.0)), 0.5)


def gelu_half_first(w, z):
    bent = w.node("Erf", w.node("Mul", z, np.sqrt(0.5)))
    return w.node("Mul", w.node("Mul", z, 0.5), w.node("Add", 1.0, bent))


BENDS = {
    "relu": lambda w, z: w.node("Relu", z),
    "max": lambda w, z: w.node("Max", z, 0.0),
    "sigmoid": lambda w, z: w.node("Sigmoid", z),
    "tanh": lambda w, z: w.node("Tanh", z),
    "softplus": lambda w, z: w.node("Softplus", z),
    "leaky": lambda w, z: w.node("LeakyRelu", z, alpha=0.01),
    "leakier": lambda w, z: w.node("LeakyRelu", z, alpha=0.3),
    "prelu": lambda w, z: w.node("PRelu", z, [0.1, 0.2, 0.3, 0.4]),
    "elu": lambda w, z: w.node("Elu", z),
    "gelu": lambda w, z: w.node("Gelu", z),
    "gelu pytorch": gelu_like_pytorch,
    "gelu half": gelu_half_first,
    "silu": silu,
    "identity": lambda w, z: w.node("Identity", z),
    "norm": lambda w, z: w.node(
        "BatchNormalization",
        w.node("Relu", z),
        [1, 2, 3, 4],
        [0, 1, 0, 1],
        [1, 1, 0, 0],
        [1, 2, 3, 4],
    ),
    "skip": lambda w, z: w.node("Add", z, w.node("Tanh", z)),
    "sum": lambda w, z: w.node("Sum", z, w.node("Tanh", z), w.node("Relu", z)),
    "less": lambda w, z: w.node("Sub", w.node("Sub", 1.0, w.node("Tanh", z)), w.node("Neg", z)),
}


@pytest.mark.parametrize("bend", BENDS)
def test_operators_become_units(tmp_path, bend):
    w = Writer()
    hidden = BENDS[bend](w, w.dense("x", 4))
    path = w.save(tmp_path / "net.onnx", w.dense(hidden, 2, 1, 4))
    network = importers.read(path).network
    assert len(network.outputs) == 2
    inputs = drawn(50, 3)
    np.testing.assert_allclose(outputs(network, inputs), run(path, inputs), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("bend", "key"),
    [("gelu pytorch", "gelu"), ("gelu half", "gelu"), ("silu", "silu"), ("max", "relu")],
)
def test_patterns_are_recognised_as_one_unit_each(tmp_path, bend, key):
    w = Writer()
    hidden = BENDS[bend](w, w.dense("x", 4))
    network = importers.read(w.save(tmp_path / "net.onnx", w.dense(hidden, 2, 1, 4))).network
    assert [u.activation for u in network.units if u.kind == "hidden"] == [key] * 4


def test_a_classifier_of_matmul_and_add_with_scaled_inputs(tmp_path):
    w = Writer()
    centred = w.node("Div", w.node("Sub", "x", [1.0, 2.0, 3.0]), [2.0, 3.0, 4.0])
    hidden = w.node("Relu", w.node("Add", w.node("MatMul", centred, drawn(3, 5)), drawn(1, 5)[0]))
    z = w.node("Add", drawn(1, 4)[0], w.node("MatMul", hidden, drawn(5, 4)))
    path = w.save(tmp_path / "net.onnx", w.node("Softmax", z, axis=-1))
    network = importers.read(path).network
    assert [network.unit(u).activation for u in network.outputs] == ["softmax"] * 4
    assert len(network.units) == 12
    inputs = drawn(50, 3) * 3
    np.testing.assert_allclose(outputs(network, inputs), run(path, inputs), rtol=1e-4, atol=1e-5)


def test_pictures_are_flattened_and_columns_picked(tmp_path):
    w = Writer()
    flat = w.node("Flatten", "x")
    some = w.node("Gather", flat, w.array([5, 0, 1], np.int64), axis=1)
    ends = [w.array([v], np.int64) for v in (1, 4, 1)]
    more = w.node("Slice", flat, *ends)
    shape = w.array([-1, 6], np.int64)
    both = w.node("Reshape", w.node("Concat", some, more, axis=1), shape)
    path = w.save(tmp_path / "net.onnx", w.node("Tanh", w.dense(both, 2, inputs=6)), [1, 2, 3])
    network = importers.read(path).network
    assert len(network.inputs) == 6
    pictures = drawn(20, 6)
    wanted = run(path, pictures.reshape(20, 1, 2, 3))
    np.testing.assert_allclose(outputs(network, pictures), wanted, rtol=1e-4, atol=1e-5)


def test_numbers_beside_the_file_are_read_and_others_are_not(tmp_path):
    w = Writer()
    path = w.save(tmp_path / "net.onnx", w.node("Relu", w.dense("x", 4)))
    inputs = drawn(20, 3)
    wanted = run(path, inputs)
    model = onnx.load(path)
    onnx.save_model(
        model,
        tmp_path / "apart.onnx",
        save_as_external_data=True,
        location="a.data",
        size_threshold=0,
    )
    found = importers.read(tmp_path / "apart.onnx").network
    np.testing.assert_allclose(outputs(found, inputs), wanted, rtol=1e-4, atol=1e-5)
    model = onnx.load(tmp_path / "apart.onnx", load_external_data=False)
    for name in ("../a.data", "/etc/passwd", "sub/a.data", "", "missing"):
        for tensor in model.graph.initializer:
            tensor.external_data[0].value = name
        (tmp_path / "trick.onnx").write_bytes(model.SerializeToString())
        with pytest.raises(NetworkFileError):
            importers.read(tmp_path / "trick.onnx")


REFUSED = {
    "Conv": lambda w: w.node("Conv", "x", np.ones((1, 1, 2, 2))),
    "Selu": lambda w: w.node("Selu", w.dense("x", 4)),
    "Exp": lambda w: w.node("Exp", w.dense("x", 4)),
    "Erf": lambda w: w.node("Erf", w.dense("x", 4)),
    "Elu": lambda w: w.node("Elu", w.dense("x", 4), alpha=2.0),
    "Mul": lambda w: w.node("Mul", w.dense("x", 4), w.dense("x", 4, 1)),
    "Div": lambda w: w.node("Div", w.dense("x", 4), w.dense("x", 4, 1)),
    "Gemm": lambda w: w.dense("x", 4, inputs=5),
    "Softmax": lambda w: w.dense(w.node("Softmax", w.dense("x", 4)), 2, inputs=4),
    "Gather": lambda w: w.node("Gather", "x", w.array([7], np.int64), axis=1),
    "com.microsoft.Gelu": lambda w: w.node("Gelu", w.dense("x", 4), domain="com.microsoft"),
}


@pytest.mark.parametrize("operator", REFUSED)
def test_what_cannot_be_is_named(tmp_path, operator):
    w = Writer()
    path = w.save(tmp_path / "net.onnx", REFUSED[operator](w))
    with pytest.raises(NetworkFileError, match=operator):
        importers.read(path)


def doubled(w, operator, **attributes):
    value = "x"
    for _ in range(200):
        value = w.node(operator, value, value, **attributes)
    return value


@pytest.mark.parametrize(
    "build",
    [
        lambda w: doubled(w, "Concat", axis=1),
        lambda w: w.node("Add", w.dense("x", 4), "nowhere"),
        lambda w: w.array([1.0]),
        lambda w: w.dense("x", 2) and "x2",
        lambda w: w.node("Add", w.dense("x", 4), [np.nan]),
        lambda w: w.node("Div", w.dense("x", 4), [0.0]),
    ],
    ids=["doubling", "nowhere", "constant", "no output", "nan", "by zero"],
)
def test_hostile_onnx_is_refused(tmp_path, build):
    w = Writer()
    with pytest.raises(NetworkFileError):
        importers.read(w.save(tmp_path / "net.onnx", build(w)))


# Hostile and broken files


def refused(path) -> str:
    """The sentence that refuses a file; "" for one that is taken."""
    try:
        importers.read(path)
    except EngineError as error:
        return str(error)
    return ""


def sound(ending: str) -> bytes:
    if ending == ".safetensors":
        return tensors(mlp())
    if ending == ".skops":
        return skops()[0]
    network = Network.layered([2, 3, 2], "silu", "softmax", seed=1)
    return exporters.EXPORTERS[ending].encode(Model.of(network, None))


@pytest.mark.parametrize("ending", importers.IMPORTERS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_changed_bytes_are_read_or_refused_in_words(tmp_path, ending, data):
    content = bytearray(sound(ending))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    path = tmp_path / f"net{ending}"
    path.write_bytes(bytes(content))
    assert refused(path) or np.isfinite(importers.read(path).network.arrays().weights).all()


def edited(**changes):
    content = json.loads(sound(".json"))
    content.update(changes)
    return json.dumps(content).encode()


UNITS = json.loads(sound(".json"))["units"]
LINKS = json.loads(sound(".json"))["connections"]
HOSTILE_JSON = {
    "another format": edited(format="something"),
    "newer": edited(version=2),
    "not a list": edited(units={}),
    "unit twice": edited(units=[*UNITS, UNITS[0]]),
    "connection twice": edited(connections=[*LINKS, LINKS[0]]),
    "into nowhere": edited(connections=[{"source": 1, "target": 99, "weight": 1.0}]),
    "circle": edited(connections=[*LINKS, {"source": 4, "target": 3, "weight": 1.0},
                                  {"source": 3, "target": 4, "weight": 1.0}]),
    "into an input": edited(connections=[{"source": 3, "target": 1, "weight": 1.0}]),
    "no units": edited(units=[], connections=[]),
    "unknown activation": edited(units=[{**unit, "activation": "exec"} for unit in UNITS]),
    "scale of 0": edited(scaling={"input_mean": [0, 0], "input_scale": [0, 1],
                                  "target_mean": [0, 0], "target_scale": [1, 1]}),
    "deep": b"[" * 100_000,
    "huge weight": edited(connections=LINKS).replace(b'"weight": ', b'"weight": 1e999, "w": ', 1),
    "nothing": b"",
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE_JSON)
def test_hostile_json_is_refused(tmp_path, case):
    (tmp_path / "net.json").write_bytes(HOSTILE_JSON[case])
    with pytest.raises(NetworkFileError):
        importers.read(tmp_path / "net.json")


def test_an_archive_that_claims_too_much_is_refused(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("unit_ids", "sources", "targets"):
            archive.writestr(f"{name}.npy", bytes(50_000_000))
    (tmp_path / "net.npz").write_bytes(stream.getvalue())
    with pytest.raises(NetworkFileError, match="damaged"):
        importers.read(tmp_path / "net.npz")


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(opened, "MOST_BYTES", 100)
    (tmp_path / "net.json").write_bytes(sound(".json"))
    with pytest.raises(NetworkFileError, match="too large"):
        importers.read(tmp_path / "net.json")


def test_files_are_told_apart(tmp_path):
    for ending in OWN:
        (tmp_path / f"net{ending}").write_bytes(sound(ending))
        assert importers.is_network_file(tmp_path / f"net{ending}")
    np.savez(tmp_path / "data.npz", x=np.zeros((3, 2)), y=np.zeros(3))
    assert not importers.is_network_file(tmp_path / "data.npz")
    assert not importers.is_network_file(tmp_path / "data.csv")
    with pytest.raises(NetworkFileError, match=r"\*\.onnx"):
        importers.read(tmp_path / "data.csv")
    with pytest.raises(NetworkFileError, match="cannot be read"):
        importers.read(tmp_path / "missing.json")


# safetensors


def tensors(arrays, said=None, kind="<f4", name="F32"):
    header, body = ({"__metadata__": said} if said else {}), b""
    for key, values in arrays.items():
        part = np.asarray(values, kind).tobytes()
        shape = list(np.shape(values))
        header[key] = {
            "dtype": name,
            "shape": shape,
            "data_offsets": [len(body), len(body) + len(part)],
        }
        body += part
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def mlp(first="0", second="2", last="10"):
    rng = np.random.default_rng(0)
    sizes = {first: (4, 3), second: (5, 4), last: (2, 5)}
    arrays = {}
    for name, (outs, ins) in sizes.items():
        arrays[f"{name}.weight"] = rng.normal(size=(outs, ins))
        arrays[f"{name}.bias"] = rng.normal(size=outs)
    return arrays


def by_hand(arrays, inputs, bend):
    layers = [name.removesuffix(".weight") for name in arrays if name.endswith("weight")]
    values = inputs
    for number, name in enumerate(layers):
        values = values @ arrays[f"{name}.weight"].T + arrays[f"{name}.bias"]
        values = bend(values) if number < len(layers) - 1 else values
    return values


@pytest.mark.parametrize(
    "names", [("0", "2", "10"), ("fc1", "fc2", "fc3"), ("net.in", "net.mid", "net.aout")]
)
@pytest.mark.parametrize(("kind", "name"), [("<f2", "F16"), ("<f4", "F32"), ("<f8", "F64")])
def test_state_dicts_become_layers(tmp_path, names, kind, name):
    arrays = {key: np.asarray(v, kind).astype(float) for key, v in mlp(*names).items()}
    path = tmp_path / "net.safetensors"
    path.write_bytes(tensors(arrays, kind=kind, name=name))
    inputs = drawn(10, 3)
    for activation, bend in (("relu", lambda z: z * (z > 0)), ("tanh", np.tanh)):
        network = importers.read(path, activation).network
        np.testing.assert_allclose(outputs(network, inputs), by_hand(arrays, inputs, bend))


def test_our_own_state_file_says_masks_scaling_and_task(tmp_path):
    arrays = {
        "layer1.weight": np.arange(6.0).reshape(3, 2) - 2.5,
        "layer1.bias": np.ones(3),
        "layer1.mask": [[1, 0], [1, 1], [0, 1]],
        "layer2.weight": [[1.0, -1.0, 2.0]],
        "layer2.bias": [0.5],
        "input_mean": [1.0, 2.0],
        "input_scale": [3.0, 4.0],
        "target_mean": [0.0],
        "target_scale": [1.0],
    }
    path = tmp_path / "weights.safetensors"
    path.write_bytes(tensors(arrays, {"task": "binary", "title": "Circle"}))
    found = importers.read(path, "tanh")
    assert found.title == "Circle"
    assert found.network.connection_count == 4 + 3
    inputs = drawn(20, 2)
    weights = arrays["layer1.weight"] * np.array(arrays["layer1.mask"])
    z = np.tanh((inputs - [1, 2]) / [3, 4] @ weights.T + 1) @ np.array([[1.0], [-1], [2]]) + 0.5
    np.testing.assert_allclose(outputs(found.network, inputs), 1 / (1 + np.exp(-z)), rtol=1e-6)


def test_the_weights_of_our_pytorch_project_come_back(tmp_path):
    network = Network.layered([2, 5, 4, 1], "silu", seed=4)
    data = replace(datasets.load("plane", samples=60), scaling="standardize")
    project = exporters.EXPORTERS[".torch.zip"].encode(Model.of(network, data))
    with zipfile.ZipFile(io.BytesIO(project)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".safetensors")]
        (tmp_path / "weights.safetensors").write_bytes(archive.read(name))
    beside, _, _ = importers.read(tmp_path / "weights.safetensors", "silu").beside(data, SETTINGS)
    np.testing.assert_allclose(beside.arrays().weights, network.arrays().weights, rtol=1e-5)


SPOILED_TENSORS = {
    "no chain": tensors({"a.weight": np.ones((2, 3)), "b.weight": np.ones((2, 3))}),
    "convolution": tensors({"a.weight": np.ones((2, 3, 3, 3))}),
    "norm": tensors({**mlp(), "n.running_mean": np.ones(3)}),
    "whole numbers": tensors({"a.weight": np.ones((2, 3))}, kind="<i4", name="I32"),
    "not finite": tensors({"a.weight": np.full((2, 3), np.nan)}),
    "nothing": b"",
    "no layers": tensors({}),
    "long header": (2**62).to_bytes(8, "little") + b"{}",
    "no json": (4).to_bytes(8, "little") + b"abcd",
    "gap": tensors(mlp()).replace(b'"data_offsets": [0, 48]', b'"data_offsets": [4, 52]'),
    "other size": tensors(mlp()).replace(b'"shape": [4, 3]', b'"shape": [9, 3]'),
    "below zero": tensors(mlp()).replace(b'"shape": [4, 3]', b'"shape": [-4, -3]'),
    "huge": tensors(mlp()).replace(b'"shape": [4, 3]', b'"shape": [4, 99999999999]'),
    "more behind": tensors(mlp()) + b"x",
    "cut": tensors(mlp())[:-5],
}


@pytest.mark.parametrize("case", SPOILED_TENSORS)
def test_spoiled_safetensors_are_refused(tmp_path, case):
    content = SPOILED_TENSORS[case]
    for wanted in ("other size", "below zero", "huge"):  # the header's length stays right
        if case == wanted:
            length = len(content) - len(tensors(mlp())) + int.from_bytes(content[:8], "little")
            content = length.to_bytes(8, "little") + content[8:]
    (tmp_path / "net.safetensors").write_bytes(content)
    with pytest.raises(NetworkFileError):
        importers.read(tmp_path / "net.safetensors")


def test_an_activation_that_hidden_units_cannot_have_is_refused(tmp_path):
    (tmp_path / "net.safetensors").write_bytes(tensors(mlp()))
    with pytest.raises(NetworkFileError, match="softmax"):
        importers.read(tmp_path / "net.safetensors", "softmax")


# skops


def word(value):
    return {"__loader__": "JsonNode", "content": json.dumps(value)}


def skops(kind="MLPClassifier", **changes):
    """A file as skops writes it, of the parts that matter; and its numbers."""
    rng = np.random.default_rng(0)
    coefs, intercepts = [rng.normal(size=s) for s in ((3, 4), (4, 2))], [np.ones(4), np.ones(2)]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:

        def array(values):
            inner, name = io.BytesIO(), f"{len(archive.namelist())}.npy"
            np.save(inner, values)
            archive.writestr(name, inner.getvalue())
            return {"__loader__": "NdArrayNode", "type": "numpy", "file": name}

        labels = {"content": {"content": {"classes_": array(np.array(["cat", "dog"]))}}}
        attributes = {
            "activation": word("logistic"),
            "out_activation_": word("softmax"),
            "coefs_": {"__loader__": "ListNode", "content": [array(c) for c in coefs]},
            "intercepts_": {"__loader__": "ListNode", "content": [array(i) for i in intercepts]},
            "_label_binarizer": labels,
            **changes,
        }
        tree = {
            "__class__": kind,
            "__module__": "sklearn.neural_network._multilayer_perceptron",
            "content": {"content": attributes},
        }
        archive.writestr("schema.json", json.dumps(tree))
    return stream.getvalue(), coefs, intercepts


def test_a_scikit_learn_perceptron_comes_from_skops(tmp_path):
    content, coefs, intercepts = skops()
    (tmp_path / "net.skops").write_bytes(content)
    found = importers.read(tmp_path / "net.skops")
    inputs = drawn(10, 3)
    z = 1 / (1 + np.exp(-(inputs @ coefs[0] + intercepts[0]))) @ coefs[1] + intercepts[1]
    powers = np.exp(z)
    np.testing.assert_allclose(
        outputs(found.network, inputs), powers / powers.sum(axis=1, keepdims=True)
    )
    assert [found.network.unit(u).name for u in found.network.outputs] == ["cat", "dog"]


@pytest.mark.parametrize(
    "content",
    [
        skops("Pipeline")[0],
        skops(coefs_=word(1))[0],
        skops(activation=word("exec"))[0],
        skops(coefs_={"__loader__": "ListNode", "content": [{"__loader__": "NdArrayNode",
              "type": "numpy", "file": "../../etc/passwd"}]})[0],
        skops(coefs_={"__loader__": "ListNode", "content": []})[0],
        b"PK",
        b"",
    ],
    ids=["pipeline", "no list", "activation", "path", "no layers", "cut", "empty"],
)  # fmt: skip
def test_spoiled_skops_are_refused(tmp_path, content):
    (tmp_path / "net.skops").write_bytes(content)
    with pytest.raises(NetworkFileError):
        importers.read(tmp_path / "net.skops")
