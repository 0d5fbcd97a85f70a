"""Python: the network as a short program that needs nothing but NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.exporters.blocks import Block, Part, cut
from engine.exporters.model import Model
from engine.exporters.templates import SIGNS, plain_words

Floats = NDArray[np.float64]

# One row an activation: the function that the program gets. The softmax comes at its end.
_FUNCTIONS = {
    "linear": "return z",
    "softmax": "return z",
    "sigmoid": "small = np.exp(-np.abs(z))\n"
    "    return np.where(z >= 0, 1.0, small) / (1.0 + small)",
    "tanh": "return np.tanh(z)",
    "relu": "return np.maximum(z, 0.0)",
    "softplus": "return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))",
    "leaky_relu": "return np.where(z > 0, z, 0.01 * z)",
    "elu": "return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))",
    "silu": "small = np.exp(-np.abs(z))\n"
    "    return z * np.where(z >= 0, 1.0, small) / (1.0 + small)",
    "gelu": "return 0.5 * z * (1.0 + np.vectorize(math.erf, otypes=[float])(z * math.sqrt(0.5)))",
    "step": "return np.where(z >= 0, 1.0, 0.0)",
}
ACTIVATIONS = frozenset(_FUNCTIONS)
# One row an operation of a formula.
_OPERATIONS = {
    **SIGNS,
    "^": "({} ** {})",
    "sin": "np.sin({})",
    "cos": "np.cos({})",
    "tan": "np.tan({})",
    "exp": "np.exp({})",
    "ln": "np.log({})",
    "log": "np.log({})",
    "sqrt": "np.sqrt({})",
    "abs": "np.abs({})",
    "sign": "np.sign({})",
    "tanh": "np.tanh({})",
    "sinc": "np.sinc({} / np.pi)",
}
OPERATIONS = frozenset(_OPERATIONS)
_PLAIN = ("linear", "softmax")  # what needs no function in the program
_SOFTMAX = """
def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)

"""

_ENCODE = '''
def encode(rows):
    """What predict takes, for rows as the table has them: ("red", 3.5), "" where one is missing."""
    encoded = []
    for row in rows:
        numbers = []
        for (name, values), cell in zip(COLUMNS, row, strict=True):
            if values is None:
                numbers.append(float(cell))
            elif cell in values or cell in ("", None):
                numbers.extend(float(cell == value) for value in values)
            else:
                raise ValueError(f"{name} is one of {values}, not {cell!r}.")
        encoded.append(numbers)
    return encoded
'''


def encode(model: Model) -> bytes:
    """The program's text."""
    plan = cut(model.graph)
    used = sorted({block.activation for block in plan.blocks} - set(_PLAIN))
    lines = [*_head(model, used), *_constants(model)]
    for number, block in enumerate(plan.blocks, start=1):
        lines += _block_constants(model, number, block)
    for name in used:
        lines.append(f"\ndef {name}(z):\n    {_FUNCTIONS[name]}\n")
    if plan.joint:
        lines.append(_SOFTMAX.rstrip("\n") + "\n")
    lines += _encode(model)
    lines += _predict(model)
    for number, block in enumerate(plan.blocks, start=1):
        sums = f"{_gathered(block.parts)} @ W{number} + B{number}" if block.parts else ""
        # Units that nothing feeds say the same for every example.
        sums = sums or f"np.tile(B{number}, (len(a0), 1))"
        value = sums if block.activation in _PLAIN else f"{block.activation}({sums})"
        lines.append(f"    a{number} = {value}")
    order = "" if plan.order is None else f"[:, {list(plan.order)}]"
    lines.append(f"    y = {_gathered(plan.outputs)}{order}")
    lines += _softmax_call(plan.joint, len(model.output_names))
    lines.append(f"    return {'y' if _is_plain(model) else 'y * TARGET_SCALE + TARGET_MEAN'}\n")
    return "\n".join(lines).encode()


def run(path: Path, inputs: Floats) -> Floats:
    """What the program in the file predicts (n, k) for raw inputs (n, d)."""
    # The program was written a moment ago by `encode`; foreign code never comes here.
    names: dict[str, object] = {"__name__": "exported"}
    code = compile(path.read_text("utf-8"), path.name, "exec")
    exec(code, names)
    predict = names["predict"]
    assert callable(predict)
    return np.asarray(predict(inputs), np.float64)


def _is_plain(model: Model) -> bool:
    """Whether raw targets are what the network gives."""
    recipe = model.recipe
    return not recipe.target_mean.any() and bool((recipe.target_scale == 1.0).all())


def _head(model: Model, used: list[str]) -> list[str]:
    title = f"“{plain_words(model.title)}”" if model.title else "a network"
    return [
        f'"""Predictions of {title} built with Netloom. Needs NumPy only.',
        "",
        "    from this_file import predict",
        f"    predict([{_example(model)}])",
        *(
            ["    predict(encode(rows))      # rows as the table has them"]
            if model.categories
            else []
        ),
        '"""',
        "",
        *(["import math", ""] if "gelu" in used else []),
        "import numpy as np",
        "",
    ]


def _example(model: Model) -> str:
    return (
        "["
        + ", ".join(["0.0"] * min(len(model.input_names), 4))
        + (", …]" if len(model.input_names) > 4 else "]")
    )


def _constants(model: Model) -> list[str]:
    recipe = model.recipe
    lines = [f"INPUTS = {list(model.input_names)!r}", f"OUTPUTS = {list(model.output_names)!r}"]
    if model.classes:
        lines.append(f"CLASSES = {list(model.classes)!r}")
    if model.categories:
        lines += [
            "# The table's columns, and the values of those that hold texts.",
            f"COLUMNS = {model.table_columns!r}",
        ]
    if not recipe.keeps_numbers:
        lines += [
            f"INPUT_MEAN = {_array(recipe.input_mean)}",
            f"INPUT_SCALE = {_array(recipe.input_scale)}",
        ]
    if not _is_plain(model):
        lines += [
            f"TARGET_MEAN = {_array(recipe.target_mean)}",
            f"TARGET_SCALE = {_array(recipe.target_scale)}",
        ]
    return [*lines, ""]


def _block_constants(model: Model, number: int, block: Block) -> list[str]:
    names = dict(zip(model.graph.unit_ids.tolist(), model.names, strict=True))
    units = ", ".join(plain_words(names[unit]) for unit in block.units)
    lines = [f"# {units}: {block.activation}"]
    if block.parts:
        lines.append(f"W{number} = {_array(block.weights)}")
    return [*lines, f"B{number} = {_array(block.biases)}", ""]


def _array(values: Floats) -> str:
    """NumPy source text that gives exactly these numbers back."""
    if values.ndim == 1:
        return f"np.array({values.tolist()!r})"
    rows = ",\n".join(f"    {row!r}" for row in values.tolist())
    return f"np.array([\n{rows},\n])"


def _encode(model: Model) -> list[str]:
    return [_ENCODE] if model.categories else []


def _predict(model: Model) -> list[str]:
    count = len(model.input_names)
    scaled = "x" if model.recipe.keeps_numbers else "(x - INPUT_MEAN) / INPUT_SCALE"
    return [
        "",
        "def predict(inputs):",
        f'    """Outputs (n, {len(model.output_names)}) for raw inputs (n, {count})."""',
        f"    x = np.asarray(inputs, dtype=float).reshape(-1, {count})",
        *_features(model.recipe.features),
        f"    a0 = {scaled}",
    ]


def _features(features: Features | None) -> list[str]:
    """The lines that make the network's inputs of the raw ones."""
    if features is None:
        return []
    made = features.written(repr, "x[:, {}]", _OPERATIONS)
    lines = [f"            {column}," for column in made]
    return ["    x = np.stack(", "        [", *lines, "        ],", "        axis=1,", "    )"]


def _gathered(parts: tuple[Part, ...]) -> str:
    texts = [
        f"a{part.block}" if part.columns is None else f"a{part.block}[:, {list(part.columns)}]"
        for part in parts
    ]
    return texts[0] if len(texts) == 1 else f"np.hstack([{', '.join(texts)}])"


def _softmax_call(joint: tuple[int, ...], outputs: int) -> list[str]:
    if not joint:
        return []
    if len(joint) == outputs:
        return ["    y = softmax(y)"]
    columns = f"[:, {list(joint)}]"
    return [f"    y{columns} = softmax(y{columns})"]
