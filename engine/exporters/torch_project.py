"""PyTorch: a zip with a module, its weights, the data, and a script that trains on from there."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import importlib.util
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import PARTS
from engine.exporters import processes, safetensors_file, templates
from engine.exporters.blocks import Blocks, Part, cut
from engine.exporters.model import Model
from engine.exporters.templates import SIGNS
from engine.training.settings import TrainingSettings

Floats = NDArray[np.float64]

# One row an activation: PyTorch for a of z. The softmax is taken over the outputs at the end.
_FUNCTIONS = {
    "linear": "z{n}",
    "softmax": "z{n}",
    "sigmoid": "torch.sigmoid(z{n})",
    "tanh": "torch.tanh(z{n})",
    "relu": "F.relu(z{n})",
    "softplus": "F.softplus(z{n})",
    "leaky_relu": "F.leaky_relu(z{n}, 0.01)",
    "elu": "F.elu(z{n})",
    "silu": "F.silu(z{n})",
    "gelu": "F.gelu(z{n})",
    "step": "(z{n} >= 0).to(z{n})",
}
ACTIVATIONS = frozenset(_FUNCTIONS)
# One row an operation of a formula.
_OPERATIONS = {
    **SIGNS,
    "^": "torch.pow({}, {})",
    "sin": "torch.sin({})",
    "cos": "torch.cos({})",
    "tan": "torch.tan({})",
    "exp": "torch.exp({})",
    "ln": "torch.log({})",
    "log": "torch.log({})",
    "sqrt": "torch.sqrt({})",
    "abs": "torch.abs({})",
    "sign": "torch.sign({})",
    "tanh": "torch.tanh({})",
    "sinc": "torch.sinc({} / torch.pi)",
}
OPERATIONS = frozenset(_OPERATIONS)
_README = """\
{title}, built with Netloom, for PyTorch.

model.py              the network as a module; load("weights.safetensors") gives it its weights
weights.safetensors   the weights as they were when this was exported
{data}
Unpack all files into one folder. They need PyTorch 2 and NumPy.
"""
_WITH_DATA = """\
data.npz              the examples, raw, in their three parts
train.py              trains on from these weights:

    python train.py --epochs 100
    torchrun --standalone --nproc-per-node 4 train.py --epochs 100
"""
_DRIVER = """
import sys, json, torch
from model import load
rows = torch.tensor(json.load(sys.stdin), dtype=torch.float32)
with torch.no_grad():
    print(json.dumps(load("weights.safetensors").eval()(rows).tolist()))
"""


def encode(model: Model) -> bytes:
    """The zip's bytes. Without data there is nothing to train on, and no script."""
    plan = cut(model.graph)
    files = {
        "model.py": _module(model, plan).encode(),
        "weights.safetensors": safetensors_file.encode(model),
    }
    if model.data is not None:
        files["data.npz"] = _examples(model)
        files["train.py"] = templates.filled("torch_train.py.txt", SETTINGS=_settings(model))
    title = templates.plain_words(model.title) or "A network"
    files["README.txt"] = _README.format(
        title=title, data=_WITH_DATA if model.data is not None else ""
    ).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # Without the time of day the same network gives the same bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def runtime() -> str:
    """PyTorch and its version, or "" without it."""
    if importlib.util.find_spec("torch") is None:
        return ""
    return f"PyTorch {importlib.metadata.version('torch')}"


def run(path: Path, inputs: Floats) -> Floats:
    """What the module predicts (n, k) for raw inputs (n, d), in a Python of its own."""
    # The zip was written a moment ago by `encode`; foreign code never comes here.
    with processes.workplace() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        return processes.predictions(_DRIVER, folder, inputs)


def _module(model: Model, plan: Blocks) -> str:
    sizes = [(name, len(getattr(model.recipe, name))) for name in safetensors_file.SCALING]
    return templates.filled(
        "torch_model.py.txt",
        TITLE=templates.plain_words(model.title) or "A network",
        EXAMPLE=", ".join(["0.0"] * len(model.input_names)),
        INPUTS=repr(list(model.input_names)),
        OUTPUTS=repr(list(model.output_names)),
        CLASSES=repr(list(model.classes)),
        SCALING=repr(sizes),
        LAYERS="\n".join(_layers(model, plan)),
        FORWARD="\n".join(_forward(model, plan)),
    ).decode()


def _layers(model: Model, plan: Blocks) -> Iterator[str]:
    per_example = model.settings is not None and model.settings.dropout_mask == "example"
    indent = " " * 8
    for number, units in enumerate([_inputs(model), *(block.units for block in plan.blocks)]):
        if number:
            block = plan.blocks[number - 1]
            kind = "nn.Linear" if safetensors_file.is_full(block) else "Masked"
            incoming = len(block.weights) if block.parts else 1
            yield f"{indent}self.layer{number} = {kind}({incoming}, {len(units)})"
        if keep := _kept(model, units):
            yield f"{indent}self.dropout{number} = Dropout({keep}, per_example={per_example})"


def _inputs(model: Model) -> tuple[int, ...]:
    graph = model.graph
    return tuple(int(graph.unit_ids[row]) for row in graph.rows_of("input"))


def _kept(model: Model, units: tuple[int, ...]) -> list[float]:
    """The keep probabilities of these units; [] where none is ever dropped."""
    known = dict(zip(model.graph.unit_ids.tolist(), model.keep_probabilities, strict=True))
    keep = [known[unit] for unit in units]
    return keep if min(keep) < 1.0 else []


def _forward(model: Model, plan: Blocks) -> Iterator[str]:
    indent = " " * 8
    if (features := model.recipe.features) is not None:
        texts = features.written("torch.tensor({!r})".format, "x[:, {}]", _OPERATIONS)
        yield f"{indent}x = torch.stack([{', '.join(texts)}], dim=1)"
    yield f"{indent}a0 = (x - self.input_mean) / self.input_scale"
    if _kept(model, _inputs(model)):
        yield f"{indent}a0 = self.dropout0(a0)"
    for number, block in enumerate(plan.blocks, start=1):
        source = _gathered(block.parts, "a") if block.parts else "a0[:, :1]"
        yield f"{indent}z{number} = self.layer{number}({source})"
        yield f"{indent}a{number} = {_FUNCTIONS[block.activation].format(n=number)}"
        if _kept(model, block.units):
            yield f"{indent}a{number} = self.dropout{number}(a{number})"
    order = "" if plan.order is None else f"[:, {list(plan.order)}]"
    yield f"{indent}z = {_gathered(plan.outputs, 'z')}{order}"
    yield f"{indent}y = {_gathered(plan.outputs, 'a')}{order}"
    if len(plan.joint) == len(model.output_names):
        yield f"{indent}y = torch.softmax(y, dim=1)"
    elif plan.joint:
        columns = list(plan.joint)
        yield f"{indent}shares = torch.softmax(y[:, {columns}], dim=1)"
        yield f"{indent}y = y.index_copy(1, torch.tensor({columns}, device=y.device), shares)"


def _gathered(parts: tuple[Part, ...], letter: str) -> str:
    texts = [
        f"{letter}{part.block}"
        if part.columns is None
        else f"{letter}{part.block}[:, {list(part.columns)}]"
        for part in parts
    ]
    return texts[0] if len(texts) == 1 else f"torch.cat([{', '.join(texts)}], dim=1)"


def _settings(model: Model) -> str:
    return json.dumps(dataclasses.asdict(model.settings or TrainingSettings()), indent=4)


def _examples(model: Model) -> bytes:
    data = model.data
    assert data is not None
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        allow_pickle=False,
        **{f"{part}_inputs": data.inputs[data.rows(part)] for part in PARTS},
        **{f"{part}_targets": data.targets[data.rows(part)] for part in PARTS},
    )
    return stream.getvalue()
