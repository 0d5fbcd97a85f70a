"""ONNX: the network for any runtime, of standard operators only, scaling included."""

from __future__ import annotations

import importlib
import importlib.util
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.errors import ExportError
from engine.exporters.blocks import Block, Blocks, Part, cut
from engine.exporters.model import Model

Floats = NDArray[np.float64]

OPSET = 17
_IR_VERSION = 8  # what went with that opset, so that older runtimes read the file too

# One row an activation: the operators that make a of z, each (operator, inputs, output,
# attributes). Inputs are "z", earlier outputs, or numbers. The softmax comes at the very end.
_Step = tuple[str, tuple[str | float, ...], str, dict[str, object]]
_STEPS: dict[str, tuple[_Step, ...]] = {
    "linear": (),
    "softmax": (),
    "sigmoid": (("Sigmoid", ("z",), "a", {}),),
    "tanh": (("Tanh", ("z",), "a", {}),),
    "relu": (("Relu", ("z",), "a", {}),),
    "softplus": (("Softplus", ("z",), "a", {}),),
    "leaky_relu": (("LeakyRelu", ("z",), "a", {"alpha": 0.01}),),
    "elu": (("Elu", ("z",), "a", {"alpha": 1.0}),),
    "silu": (("Sigmoid", ("z",), "gate", {}), ("Mul", ("z", "gate"), "a", {})),
    "gelu": (
        ("Mul", ("z", 0.5**0.5), "scaled", {}),
        ("Erf", ("scaled",), "erf", {}),
        ("Add", ("erf", 1.0), "double", {}),
        ("Mul", ("double", 0.5), "share", {}),
        ("Mul", ("z", "share"), "a", {}),
    ),
    "step": (
        ("GreaterOrEqual", ("z", 0.0), "reached", {}),
        ("Cast", ("reached",), "a", {"to": 1}),  # 1 is float32
    ),
}
ACTIVATIONS = frozenset(_STEPS)
# One row an operation of a formula; sin z / z is put together by hand.
_OPERATIONS = {
    "+": "Add",
    "-": "Sub",
    "*": "Mul",
    "/": "Div",
    "^": "Pow",
    "negative": "Neg",
    "sin": "Sin",
    "cos": "Cos",
    "tan": "Tan",
    "exp": "Exp",
    "ln": "Log",
    "log": "Log",
    "sqrt": "Sqrt",
    "abs": "Abs",
    "sign": "Sign",
    "tanh": "Tanh",
}
OPERATIONS = frozenset((*_OPERATIONS, "sinc"))


def check() -> None:
    """Raise ExportError without the onnx package."""
    if importlib.util.find_spec("onnx") is None:
        raise ExportError(
            "Writing ONNX needs the package onnx, which is not installed.",
            "Install it with: python3 main.py --with onnx",
        )


def encode(model: Model) -> bytes:
    """The file's bytes. Raises ExportError without the onnx package or for too large a network."""
    check()
    onnx = importlib.import_module("onnx")
    plan = cut(model.graph)
    if sum(block.weights.size for block in plan.blocks) > 500_000_000:
        raise ExportError(
            "This network is too large for an ONNX file.", "Export it as NPZ instead."
        )
    writer = _Writer(onnx)
    _write_graph(writer, model, plan)
    helper = onnx.helper
    number = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        writer.nodes,
        "netloom",
        [helper.make_tensor_value_info("inputs", number, ["n", len(model.input_names)])],
        [helper.make_tensor_value_info("outputs", number, ["n", len(model.output_names)])],
        writer.constants,
    )
    proto = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        producer_name="netloom",
        doc_string=model.title,
    )
    helper.set_model_props(
        proto,
        {
            "task": model.task,
            "features": json.dumps(model.feature_names, ensure_ascii=False),
            "input_names": json.dumps(model.input_names, ensure_ascii=False),
            "output_names": json.dumps(model.output_names, ensure_ascii=False),
            "classes": json.dumps(model.classes, ensure_ascii=False),
            "categories": json.dumps(
                {each.name: each.values for each in model.categories}, ensure_ascii=False
            ),
        },
    )
    onnx.checker.check_model(proto)
    content: bytes = proto.SerializeToString()
    return content


def runtime() -> str:
    """The name and version of the runtime that can check a file, or "" if there is none."""
    try:
        return f"onnxruntime {importlib.import_module('onnxruntime').__version__}"
    except ImportError:
        return ""


def run(path: Path, inputs: Floats) -> Floats:
    """What onnxruntime makes of the file: outputs (n, k) for raw inputs (n, d)."""
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    outputs = session.run(["outputs"], {"inputs": inputs.astype(np.float32)})
    return np.asarray(outputs[0], np.float64)


@dataclass(slots=True)
class _Writer:
    """Nodes and constants of a graph as they are added; every value has its own name."""

    onnx: Any
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    _scalars: dict[float, str] = field(default_factory=dict)

    def node(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Add an operator; returns the name of its output."""
        self.nodes.append(
            self.onnx.helper.make_node(operator, inputs, [output], name=output, **attributes)
        )
        return output

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Add an array, numbers as float32; returns its name."""
        kind = np.int64 if values.dtype.kind == "i" else np.float32
        self.constants.append(self.onnx.numpy_helper.from_array(values.astype(kind), name))
        return name

    def scalar(self, value: float) -> str:
        """The name of a single number, added once."""
        if value not in self._scalars:
            name = f"number_{len(self._scalars)}"
            self._scalars[value] = self.constant(name, np.array(value))
        return self._scalars[value]


def _write_graph(writer: _Writer, model: Model, plan: Blocks) -> None:
    recipe = model.recipe
    names = [_write_features(writer, recipe.features)]
    if not recipe.keeps_numbers:
        mean = writer.constant("input_mean", recipe.input_mean)
        scale = writer.constant("input_scale", recipe.input_scale)
        writer.node("Sub", [names[0], mean], "centred")
        names[0] = writer.node("Div", ["centred", scale], "a0")
    for number, block in enumerate(plan.blocks, start=1):
        names.append(_write_block(writer, number, block, names))
    value = _gather(writer, "y", plan.outputs, names)
    if plan.order is not None:
        value = _columns(writer, "ordered", value, plan.order)
    value = _write_softmax(writer, value, plan.joint, len(model.output_names))
    if recipe.target_mean.any() or (recipe.target_scale != 1.0).any():
        scale = writer.constant("target_scale", recipe.target_scale)
        mean = writer.constant("target_mean", recipe.target_mean)
        writer.node("Mul", [value, scale], "spread")
        value = writer.node("Add", ["spread", mean], "unscaled")
    writer.node("Identity", [value], "outputs")


def _write_features(writer: _Writer, features: Features | None) -> str:
    """What the network takes, made of the raw inputs; returns its name."""
    if features is None:
        return "inputs"
    raw = {
        place: _columns(writer, f"raw{place}", "inputs", (place,))
        for place in range(len(features.inputs))
    }

    def operated(operation: str, parts: tuple[str, ...]) -> str:
        name = f"part{len(writer.nodes)}"
        if operation != "sinc":
            return writer.node(_OPERATIONS[operation], list(parts), name)
        zero = writer.node("Equal", [parts[0], writer.scalar(0.0)], f"{name}_zero")
        safe = writer.node("Where", [zero, writer.scalar(1.0), parts[0]], f"{name}_safe")
        share = writer.node("Div", [writer.node("Sin", [safe], f"{name}_sin"), safe], f"{name}_z")
        return writer.node("Where", [zero, writer.scalar(1.0), share], name)

    made = [
        raw[part]
        if isinstance(part, int)
        else part.fold(writer.scalar, lambda name: raw[features.columns[name]], operated)
        for part in features.parts
    ]
    return writer.node("Concat", made, "features", axis=1)


def _write_block(writer: _Writer, number: int, block: Block, names: list[str]) -> str:
    """One matrix product and its activation; returns the name of the activations."""
    weights, parts = block.weights, block.parts
    if not parts:
        # Units that nothing feeds: a weight of 0 from the first input gives them their rows.
        parts, weights = (Part(0, (0,)),), np.zeros((1, len(block.units)))
    source = _gather(writer, f"x{number}", parts, names)
    sums = writer.node(
        "Gemm",
        [
            source,
            writer.constant(f"W{number}", weights),
            writer.constant(f"b{number}", block.biases),
        ],
        f"z{number}",
    )
    known = {"z": sums}
    for operator, inputs, output, attributes in _STEPS[block.activation]:
        taken = [known[i] if isinstance(i, str) else writer.scalar(i) for i in inputs]
        known[output] = writer.node(operator, taken, f"{output}{number}", **attributes)
    return known.get("a", sums)


def _gather(writer: _Writer, name: str, parts: tuple[Part, ...], names: list[str]) -> str:
    """The columns that `parts` name, side by side."""
    values = [
        names[part.block]
        if part.columns is None
        else _columns(writer, f"{name}_from_{part.block}", names[part.block], part.columns)
        for part in parts
    ]
    return values[0] if len(values) == 1 else writer.node("Concat", values, name, axis=1)


def _columns(writer: _Writer, name: str, value: str, columns: tuple[int, ...]) -> str:
    numbers = writer.constant(f"{name}_columns", np.array(columns, np.int64))
    return writer.node("Gather", [value, numbers], name, axis=1)


def _write_softmax(writer: _Writer, value: str, joint: tuple[int, ...], outputs: int) -> str:
    """Softmax over the `joint` columns; the others pass by and all return to their places."""
    if not joint:
        return value
    if len(joint) == outputs:
        return writer.node("Softmax", [value], "softmax", axis=1)
    others = tuple(column for column in range(outputs) if column not in joint)
    shares = writer.node("Softmax", [_columns(writer, "joint", value, joint)], "softmax", axis=1)
    rest = _columns(writer, "others", value, others)
    together = writer.node("Concat", [shares, rest], "together", axis=1)
    back = tuple((*joint, *others).index(column) for column in range(outputs))
    return _columns(writer, "restored", together, back)
