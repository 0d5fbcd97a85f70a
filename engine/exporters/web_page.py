"""HTML: one page that predicts, offline, in any browser; node runs its script to compare."""

from __future__ import annotations

import dataclasses
import html
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.exporters import processes, templates
from engine.exporters.flat import flat
from engine.exporters.model import Model
from engine.exporters.templates import SIGNS

Floats = NDArray[np.float64]

# One row an activation: JavaScript for a of z. The softmax is taken over the outputs at the end.
_FUNCTIONS = {
    "linear": "z",
    "softmax": "z",
    "sigmoid": "1 / (1 + Math.exp(-z))",
    "tanh": "Math.tanh(z)",
    "relu": "Math.max(z, 0)",
    "softplus": "Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))",
    "leaky_relu": "z > 0 ? z : 0.01 * z",
    "elu": "z > 0 ? z : Math.expm1(z)",
    "silu": "z / (1 + Math.exp(-z))",
    "gelu": "0.5 * z * (1 + erf(z * Math.SQRT1_2))",
    "step": "z >= 0 ? 1 : 0",
}
ACTIVATIONS = frozenset(_FUNCTIONS)
# One row an operation of a formula.
_OPERATIONS = {
    **SIGNS,
    "^": "Math.pow({}, {})",
    "sin": "Math.sin({})",
    "cos": "Math.cos({})",
    "tan": "Math.tan({})",
    "exp": "Math.exp({})",
    "ln": "Math.log({})",
    "log": "Math.log({})",
    "sqrt": "Math.sqrt({})",
    "abs": "Math.abs({})",
    "sign": "Math.sign({})",
    "tanh": "Math.tanh({})",
    "sinc": "({0} === 0 ? 1 : Math.sin({0}) / {0})",
}
OPERATIONS = frozenset(_OPERATIONS)
_DRIVER = """
const rows = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(rows.map(predict)));
"""


def encode(model: Model) -> bytes:
    """The page's text."""
    listed = flat(model.graph)
    functions = "\n".join(f"  {key}: (z) => {_FUNCTIONS[key]}," for key in listed.activations)
    about = ", ".join(
        f"{count:,} {word}{'' if count == 1 else 's'}"
        for word, count in (
            ("input", len(model.input_names)),
            ("connection", len(model.graph.weights)),
            ("output", len(model.output_names)),
        )
    )
    return templates.filled(
        "page.html",
        TITLE=html.escape(model.title or "A network"),
        ABOUT=about,
        ACTIVATIONS=functions,
        FEATURES=_features(model),
        NETWORK=_script_text(_network(model)),
    )


def runtime() -> str:
    """Node and its version, or "" without it."""
    return processes.version("node")


def run(path: Path, inputs: Floats) -> Floats:
    """What the page's script predicts (n, k) for raw inputs (n, d), in node."""
    # The page was written a moment ago by `encode`; foreign code never comes here.
    page = path.read_text("utf-8")
    script = page.partition('<script id="network">')[2].partition("</script>")[0]
    with processes.workplace() as folder:
        program = folder / "predict.cjs"
        program.write_text(script + _DRIVER, "utf-8")
        printed = processes.output(["node", program.name], folder, json.dumps(inputs.tolist()))
    return np.array(json.loads(printed), np.float64).reshape(len(inputs), -1)


def _features(model: Model) -> str:
    """What the network takes, made of the raw inputs `x`."""
    features = model.recipe.features
    if features is None:
        return "x"
    return f"[{', '.join(features.written(repr, 'x[{}]', _OPERATIONS))}]"


def _network(model: Model) -> dict[str, object]:
    listed, recipe = flat(model.graph), model.recipe
    return {
        "inputs": [
            {"name": name, "low": low, "high": high}
            for name, (low, high) in zip(model.input_names, model.ranges, strict=True)
        ],
        "categories": [dataclasses.asdict(each) for each in model.categories],
        "outputs": model.output_names,
        "classes": model.classes,
        "picture": None if model.data is None else model.data.picture_shape,
        "mean": recipe.input_mean.tolist(),
        "scale": recipe.input_scale.tolist(),
        "targetMean": recipe.target_mean.tolist(),
        "targetScale": recipe.target_scale.tolist(),
        "size": listed.size,
        "stretches": [
            {
                "first": stretch.first,
                "sources": stretch.sources,
                "weights": stretch.weights.tolist(),
                "biases": stretch.biases.tolist(),
                "activation": stretch.activation,
            }
            for stretch in listed.stretches
        ],
        "outputPlaces": listed.outputs,
        "joint": listed.joint,
    }


def _script_text(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
