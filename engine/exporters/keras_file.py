"""Keras 3: a program that builds the model with its weights inside, and the file Keras makes of it.

Only layers and operations of Keras itself, so that the file loads wherever Keras is. Keras runs in
a Python of its own, where it is installed beside the program; it is never imported here.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import ExportError
from engine.exporters import processes
from engine.exporters.blocks import Block, Part, cut
from engine.exporters.model import Model
from engine.exporters.templates import SIGNS, filled, plain_words

Floats = NDArray[np.float64]

# One row an activation: what a Dense layer is told, and what follows it where that is not enough.
# The softmax is taken over the outputs at the end.
_FUNCTIONS = {
    "linear": ("linear", ""),
    "softmax": ("linear", ""),
    "sigmoid": ("sigmoid", ""),
    "tanh": ("tanh", ""),
    "relu": ("relu", ""),
    "softplus": ("softplus", ""),
    "leaky_relu": ("linear", "layers.LeakyReLU(negative_slope=0.01)(a{n})"),
    "elu": ("elu", ""),
    "silu": ("silu", ""),
    "gelu": ("gelu", ""),
    "step": ("linear", 'ops.cast(ops.greater_equal(a{n}, 0.0), "float32")'),
}
ACTIVATIONS = frozenset(_FUNCTIONS)
# One row an operation of a formula.
_OPERATIONS = {
    **SIGNS,
    "^": "ops.power({}, {})",
    "sin": "ops.sin({})",
    "cos": "ops.cos({})",
    "tan": "ops.tan({})",
    "exp": "ops.exp({})",
    "ln": "ops.log({})",
    "log": "ops.log({})",
    "sqrt": "ops.sqrt({})",
    "abs": "ops.absolute({})",
    "sign": "ops.sign({})",
    "tanh": "ops.tanh({})",
    "sinc": "ops.where(ops.equal({0}, 0.0), 1.0, ops.sin({0}) / {0})",
}
OPERATIONS = frozenset(_OPERATIONS)
_COLUMN = "x[:, {0}:{0} + 1]"
_BACKENDS = {"tensorflow": "TensorFlow", "torch": "PyTorch", "jax": "JAX"}
# The folder for what Keras keeps between runs is the workplace, so that nothing stays behind.
_START = """
import os, sys, json
os.environ["KERAS_HOME"] = os.getcwd()
os.environ["KERAS_BACKEND"] = {backend!r}
import keras, numpy
"""
_SAVE = """
from network import build
build().save("network.keras")
"""
_ANSWER = """
rows = numpy.array(json.load(sys.stdin), "float32")
print(json.dumps(keras.ops.convert_to_numpy(model(rows)).tolist()))
"""
_FROM_PROGRAM = "from network import build\nmodel = build()\n"
_FROM_FILE = 'model = keras.saving.load_model("network.keras")\n'


def check() -> None:
    """Raise ExportError where Keras cannot run; its file is written by Keras itself."""
    if not runtime():
        raise ExportError(
            "Writing .keras needs Keras 3 and what it computes with, PyTorch say: not installed.",
            "Export it as .keras.py, which makes the same model wherever Keras is.",
        )


def encode_program(model: Model) -> bytes:
    """The program's text."""
    plan = cut(model.graph)
    recipe = model.recipe
    return filled(
        "keras_model.py.txt",
        TITLE=plain_words(model.title) or "A network",
        EXAMPLE=", ".join(["0.0"] * len(model.input_names)),
        INPUTS=repr(list(model.input_names)),
        OUTPUTS=repr(list(model.output_names)),
        CLASSES=repr(list(model.classes)),
        INPUT_MEAN=_numbers(recipe.input_mean),
        INPUT_SCALE=_numbers(recipe.input_scale),
        TARGET_MEAN=_numbers(recipe.target_mean),
        TARGET_SCALE=_numbers(recipe.target_scale),
        WEIGHTS="\n".join(
            f'    "layer{number}": (\n{_matrix(block)},\n        {_numbers(block.biases)},\n    ),'
            for number, block in enumerate(plan.blocks, start=1)
        ),
        FORWARD="\n".join(f"    {line}" for line in _forward(model)),
    )


def encode_file(model: Model) -> bytes:
    """The bytes that Keras writes. Raises ExportError without Keras."""
    check()
    with processes.workplace() as folder:
        (folder / "network.py").write_bytes(encode_program(model))
        processes.python(start() + _SAVE, folder)
        return (folder / "network.keras").read_bytes()


def runtime() -> str:
    """Keras, its version and what it computes with, or "" without one of them."""
    backend = _backend()
    if not backend or importlib.util.find_spec("keras") is None:
        return ""
    version = importlib.metadata.version("keras")
    return f"Keras {version} on {_BACKENDS[backend]}" if int(version.split(".")[0]) >= 3 else ""


def run_program(path: Path, inputs: Floats) -> Floats:
    """What the model that the program builds predicts (n, k) for raw inputs (n, d)."""
    return _predictions(path, "network.py", _FROM_PROGRAM, inputs)


def run_file(path: Path, inputs: Floats) -> Floats:
    """What the model in the file predicts (n, k) for raw inputs (n, d)."""
    return _predictions(path, "network.keras", _FROM_FILE, inputs)


def _predictions(path: Path, name: str, model: str, inputs: Floats) -> Floats:
    # What runs was written a moment ago by this file; foreign code never comes here.
    with processes.workplace() as folder:
        (folder / name).write_bytes(path.read_bytes())
        return processes.predictions(start() + model + _ANSWER, folder, inputs)


def _backend() -> str:
    return next((name for name in _BACKENDS if importlib.util.find_spec(name)), "")


def start() -> str:
    """How a program that uses Keras begins: with what it computes with, told before it loads."""
    return _START.format(backend=_backend())


def _numbers(values: Floats) -> str:
    """Single precision in as few digits as give exactly it back."""
    return f"[{', '.join(str(value) for value in values.astype(np.float32))}]"


def _matrix(block: Block) -> str:
    weights = block.weights if block.parts else np.zeros((1, len(block.units)))
    rows = "\n".join(f"            {_numbers(row)}," for row in weights)
    return f"        [\n{rows}\n        ]"


def _forward(model: Model) -> Iterator[str]:
    plan, features = cut(model.graph), model.recipe.features
    yield f'x = keras.Input(({len(model.input_names)},), name="inputs")'
    taken = "x"
    if features is not None:
        texts = features.written("ops.full_like(x[:, :1], {!r})".format, _COLUMN, _OPERATIONS)
        taken = texts[0]
        if len(texts) > 1:
            listed = "".join(f"\n        {text}," for text in texts)
            taken = f"layers.Concatenate()([{listed}\n    ])"
    yield f"a0 = ({taken} - INPUT_MEAN) / INPUT_SCALE"
    for number, block in enumerate(plan.blocks, start=1):
        told, after = _FUNCTIONS[block.activation]
        # Units that nothing feeds: a weight of 0 from the first input gives them their rows.
        source = _gathered(block.parts or (Part(0, (0,)),))
        layer = f'layers.Dense({len(block.units)}, activation="{told}", name="layer{number}")'
        yield f"a{number} = {layer}({source})"
        if after:
            yield f"a{number} = {after.format(n=number)}"
    yield f"y = {_gathered(plan.outputs)}"
    if plan.order is not None:
        yield f"y = {_taken('y', plan.order)}"
    yield from _softmax(plan.joint, len(model.output_names))
    yield "y = y * TARGET_SCALE + TARGET_MEAN"


def _softmax(joint: tuple[int, ...], outputs: int) -> Iterator[str]:
    """Softmax over the `joint` columns; the others pass by and all return to their places."""
    if len(joint) == outputs:
        yield "y = layers.Softmax()(y)"
    elif joint:
        others = tuple(column for column in range(outputs) if column not in joint)
        yield f"shares = layers.Softmax()({_taken('y', joint)})"
        yield f"y = layers.Concatenate()([shares, {_taken('y', others)}])"
        back = tuple((*joint, *others).index(column) for column in range(outputs))
        yield f"y = {_taken('y', back)}"


def _gathered(parts: tuple[Part, ...]) -> str:
    texts = [
        f"a{part.block}" if part.columns is None else _taken(f"a{part.block}", part.columns)
        for part in parts
    ]
    return texts[0] if len(texts) == 1 else f"layers.Concatenate()([{', '.join(texts)}])"


def _taken(value: str, columns: tuple[int, ...]) -> str:
    return f"ops.take({value}, {list(columns)}, axis=1)"
