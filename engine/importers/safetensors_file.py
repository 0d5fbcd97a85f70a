"""Safetensors: the weights of a multilayer perceptron by their names; what bends them is asked."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Task
from engine.data.scaling import Recipe
from engine.errors import NetworkFileError
from engine.importers import own_files
from engine.importers.layers import Layer, graph_of, is_chain
from engine.importers.opened import content_of, damaged
from engine.importers.taken import Imported, network_of, refuse_size, rescaled
from engine.training import fitting

Floats = NDArray[np.float64]

_WHAT = "safetensors file"
_LENGTH = 8  # bytes that tell how long the header is
_MOST_HEADER = 2**20
_MOST_LAYERS = 200
_MOST_TRIED = 7  # layers whose order is looked for by their shapes
_FLOATS = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
_SIZES = {"BOOL": 1, "U8": 1, "I8": 1, "I16": 2, "U16": 2, "BF16": 2, "I32": 4, "U32": 4}
_SIZES |= {"I64": 8, "U64": 8, "F16": 2, "F32": 4, "F64": 8}
_PART = re.compile(r"(?:(.+)\.)?(weight|kernel|bias|mask)")
_SCALING = ("input_mean", "input_scale", "target_mean", "target_scale")
_TASKS: dict[str, Task] = {
    "regression": "regression",
    "binary": "binary",
    "multiclass": "multiclass",
}


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]


def read(path: Path, activation: str) -> Imported:
    """The network in a file, with this activation in its hidden layers. Raises NetworkFileError.

    The outputs are linear unless the file says what they are for.
    """
    arrays, said = _arrays(path)
    if "network" in said:
        return own_files.of_safetensors(path, arrays, said)
    scaling = {name: arrays.pop(name) for name in _SCALING if name in arrays}
    layers = _in_order(_layers(arrays))
    task = _TASKS.get(said.get("task", ""))
    output = "linear" if task is None else fitting.usual(task)[0]
    bent = [replace(layer, activation=activation) for layer in layers[:-1]]
    graph = graph_of([*bent, replace(layers[-1], activation=output)])
    names: tuple[str, ...] = ("",) * len(graph.kinds)
    network_of(graph)  # refuses what cannot be before it is counted with
    if len(scaling) == len(_SCALING):
        graph, names = rescaled(graph, _recipe(scaling, layers), names)
    notes = [] if len(layers) == 1 else [f"The file does not say its activation: {activation}."]
    if task is None:
        notes.append("The file does not say what its outputs are: they are linear.")
    return Imported(
        network_of(graph, names),
        said.get("title", "")[:200] or path.stem,
        "safetensors",
        tuple(notes),
    )


# The file


def _arrays(path: Path) -> tuple[dict[str, Floats], Mapping[str, str]]:
    """The arrays of floating-point numbers by their names, and what the file says of itself."""
    content = content_of(path)
    length = int.from_bytes(content[:_LENGTH], "little")
    if len(content) < _LENGTH or length > min(_MOST_HEADER, len(content) - _LENGTH):
        raise damaged(path, _WHAT)
    try:
        header = msgspec.json.decode(content[_LENGTH : _LENGTH + length], type=dict[str, Any])
        said = msgspec.convert(header.pop("__metadata__", {}), dict[str, str])
        entries = msgspec.convert(header, dict[str, _Entry])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise damaged(path, _WHAT) from None
    numbers = memoryview(content)[_LENGTH + length :]
    ordered = sorted(entries.items(), key=lambda item: item[1].data_offsets)
    ends = [0, *(entry.data_offsets[1] for _, entry in ordered)]
    # The arrays stand one behind the other, without gaps, to the end of the file.
    for (_, entry), before in zip(ordered, ends, strict=False):
        size = math.prod(entry.shape) * _SIZES.get(entry.dtype, 0)
        begin, end = entry.data_offsets
        if (
            begin != before
            or end - begin != size
            or end > len(numbers)
            or min(entry.shape, default=0) < 0
        ):
            raise damaged(path, _WHAT)
    if ends[-1] != len(numbers):
        raise damaged(path, _WHAT)
    return {name: _array(numbers, name, entry) for name, entry in ordered if _counts(entry)}, said


def _counts(entry: _Entry) -> bool:
    """Whether an array holds weights, not counters."""
    return entry.dtype in _FLOATS or len(entry.shape) > 0


def _array(numbers: memoryview, name: str, entry: _Entry) -> Floats:
    if entry.dtype not in _FLOATS:
        raise NetworkFileError(
            "{name} holds numbers of the type {kind}.",
            "Save the weights as float32.",
            name=name[:60],
            kind=entry.dtype,
        )
    refuse_size(0, math.prod(entry.shape))
    begin, end = entry.data_offsets
    found = np.frombuffer(numbers[begin:end], _FLOATS[entry.dtype]).reshape(entry.shape)
    return found.astype(np.float64)


# Its layers


def _layers(arrays: dict[str, Floats]) -> list[tuple[str, Layer]]:
    """The layers with their names, in the order of their numbers."""
    parts: dict[str, dict[str, Floats]] = {}
    for name, values in arrays.items():
        found = _PART.fullmatch(name)
        if found is None:
            raise NetworkFileError(
                "{name} belongs to no fully connected layer.",
                "Networks of other layers can be exported as ONNX and imported from there.",
                name=name[:60],
            )
        parts.setdefault(found[1] or "", {})[found[2]] = values
    if not 1 <= len(parts) <= _MOST_LAYERS:
        raise NetworkFileError("There are no layers in the file, or too many.")
    return [(name, _layer(name, parts[name])) for name in sorted(parts, key=_numbered)]


def _numbered(name: str) -> list[tuple[int, str]]:
    """A name to sort by, so that layer 10 comes after layer 9."""
    return [
        (int(word), "") if word.isdecimal() else (-1, word) for word in re.split(r"(\d{1,9})", name)
    ]


def _layer(name: str, parts: dict[str, Floats]) -> Layer:
    weights = parts["weight"].T if "weight" in parts else parts.get("kernel", np.zeros(0))
    biases = parts.get("bias", np.zeros(weights.shape[-1]))
    mask = parts["mask"].T if "mask" in parts else None
    fits = weights.ndim == 2 and weights.size and biases.shape == weights.shape[1:]
    if not fits or (mask is not None and mask.shape != weights.shape):
        raise NetworkFileError(
            "{name} is no fully connected layer: its weights have the shape {shape}.",
            "Networks of other layers can be exported as ONNX and imported from there.",
            name=name[:60] or "The layer",
            shape=weights.shape,
        )
    return Layer(weights, biases, present=None if mask is None else mask != 0.0)


def _in_order(named: list[tuple[str, Layer]]) -> list[Layer]:
    """The layers as they follow from one another: by their names, or else by their shapes."""
    layers = [layer for _, layer in named]
    if is_chain(layers):
        return layers
    ways = permutations(layers) if len(layers) <= _MOST_TRIED else ()
    fitting_ways = [list(way) for way in ways if is_chain(way)]
    if len(fitting_ways) == 1:
        return fitting_ways[0]
    before, after = next(
        (a, b) for a, b in pairwise(named) if a[1].weights.shape[1] != b[1].weights.shape[0]
    )
    raise NetworkFileError(
        "{after} takes {taken} numbers, but {before} gives {given}: these layers are no chain.",
        "Networks with connections past layers can be exported as ONNX and imported from there.",
        after=after[0][:60],
        before=before[0][:60],
        taken=after[1].weights.shape[0],
        given=before[1].weights.shape[1],
    )


def _recipe(scaling: dict[str, Floats], layers: list[Layer]) -> Recipe:
    wanted = [layers[0].weights.shape[0]] * 2 + [layers[-1].weights.shape[1]] * 2
    values = [scaling[name] for name in _SCALING]
    fits = all(each.shape == (size,) for each, size in zip(values, wanted, strict=True))
    if not fits or not np.isfinite(np.concatenate(values)).all() or not (values[1] > 0).all():
        raise NetworkFileError("The scaling in the file does not go with its inputs and outputs.")
    return Recipe(values[0], values[1], values[2], values[3])
