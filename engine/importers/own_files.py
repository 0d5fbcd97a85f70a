"""The files that the exporters write: units, connections and the recipe, with nothing to guess."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.data.scaling import Recipe
from engine.errors import DataError, NetworkFileError
from engine.exporters import safetensors_file
from engine.exporters.forward import Graph
from engine.importers.opened import Archive, content_of, damaged
from engine.importers.taken import Imported, network_of, refuse_size, rescaled
from engine.network.graph import Network

Floats = NDArray[np.float64]

_RECIPE = ("input_mean", "input_scale", "target_mean", "target_scale")
_NUMBERS = ("biases", "weights", *_RECIPE)
_IDS = ("unit_ids", "sources", "targets")
_WORDS = ("kinds", "activations", "unit_names", "input_names", "features")
_NPZ, _JSON = "NPZ file of a network", "JSON file of a network"
_SAFETENSORS = "safetensors file"


class _Unit(msgspec.Struct, frozen=True):
    id: int
    kind: Literal["input", "hidden", "output"]
    name: str
    activation: str
    bias: float


class _Connection(msgspec.Struct, frozen=True):
    source: int
    target: int
    weight: float


class _Scaling(msgspec.Struct, frozen=True):
    input_mean: tuple[float, ...]
    input_scale: tuple[float, ...]
    target_mean: tuple[float, ...]
    target_scale: tuple[float, ...]


class _Content(msgspec.Struct, frozen=True):
    format: Literal["netloom network"]
    version: Literal[1]
    input_names: tuple[str, ...]
    features: tuple[str, ...]
    scaling: _Scaling
    units: list[_Unit]
    connections: list[_Connection]
    title: str = ""


class _Layer(msgspec.Struct, frozen=True):
    units: tuple[int, ...]
    sources: tuple[int, ...]
    activation: str


class _Structure(msgspec.Struct, frozen=True):
    version: Literal[1]
    input_names: tuple[str, ...]
    features: tuple[str, ...]
    inputs: tuple[int, ...]
    layers: tuple[_Layer, ...]
    outputs: tuple[int, ...]
    names: dict[str, str]


def is_npz(path: Path) -> bool:
    """Whether an NPZ file holds a network, not data."""
    try:
        return "unit_ids.npy" in Archive(path, _NPZ).names
    except NetworkFileError:
        return False


def read_json(path: Path) -> Imported:
    """The network in a JSON file. Raises NetworkFileError."""
    try:
        found = msgspec.json.decode(content_of(path), type=_Content)
        refuse_size(len(found.units), len(found.connections))
        units, links = found.units, found.connections
        graph = Graph(
            np.array([unit.id for unit in units], np.int64),
            tuple(unit.kind for unit in units),
            tuple(unit.activation for unit in units),
            np.array([unit.bias for unit in units], np.float64),
            np.array([link.source for link in links], np.int64),
            np.array([link.target for link in links], np.int64),
            np.array([link.weight for link in links], np.float64),
        )
        numbers = [np.array(getattr(found.scaling, name), np.float64) for name in _RECIPE]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, OverflowError) as error:
        raise NetworkFileError(
            "{name} does not say what a network's JSON says: {detail}.",
            name=path.name,
            detail=str(error).rstrip("."),
        ) from None
    names = tuple(unit.name for unit in units)
    network, features = _network(graph, names, numbers, found.input_names, found.features)
    return Imported(network, found.title or path.stem, "JSON", features=features)


def read_npz(path: Path) -> Imported:
    """The network in an NPZ file. Raises NetworkFileError."""
    archive = Archive(path, _NPZ)
    ids = {name: archive.array(f"{name}.npy") for name in _IDS}
    numbers = {name: archive.array(f"{name}.npy") for name in _NUMBERS}
    words = {name: archive.array(f"{name}.npy", words=True) for name in _WORDS}
    fits = (
        all(each.dtype.kind == "i" for each in ids.values())
        and all(each.dtype.kind == "f" for each in numbers.values())
        and all(each.dtype.kind == "U" for each in words.values())
        and all(each.ndim == 1 for each in (*ids.values(), *numbers.values(), *words.values()))
        and _same_length(*(words[name] for name in _WORDS[:3]), ids["unit_ids"], numbers["biases"])
        and _same_length(ids["sources"], ids["targets"], numbers["weights"])
        and set(words["kinds"].tolist()) <= {"input", "hidden", "output"}
    )
    if not fits:
        raise damaged(path, _NPZ)
    refuse_size(len(ids["unit_ids"]), len(ids["sources"]))
    texts = {name: tuple(map(str, each.tolist())) for name, each in words.items()}
    graph = Graph(
        ids["unit_ids"].astype(np.int64),
        texts["kinds"],
        texts["activations"],
        numbers["biases"].astype(np.float64),
        ids["sources"].astype(np.int64),
        ids["targets"].astype(np.int64),
        numbers["weights"].astype(np.float64),
    )
    recipe = [numbers[name].astype(np.float64) for name in _RECIPE]
    network, features = _network(
        graph, texts["unit_names"], recipe, texts["input_names"], texts["features"]
    )
    return Imported(network, path.stem, "NumPy arrays", features=features)


def of_safetensors(path: Path, arrays: Mapping[str, Floats], said: Mapping[str, str]) -> Imported:
    """The network that the metadata of a safetensors file describe. Raises NetworkFileError."""
    try:
        found = msgspec.json.decode(said["network"], type=_Structure)
        if not _belong_together(found, arrays):
            raise damaged(path, _SAFETENSORS)
        graph = safetensors_file.graph_of(msgspec.to_builtins(found), arrays)
    except (msgspec.DecodeError, RecursionError, KeyError, IndexError, OverflowError):
        raise damaged(path, _SAFETENSORS) from None
    recipe = [arrays[name] for name in _RECIPE]
    names = tuple(found.names.get(str(unit), "") for unit in graph.unit_ids.tolist())
    network, features = _network(graph, names, recipe, found.input_names, found.features)
    title = said.get("title", "")[:200] or path.stem
    return Imported(network, title, "safetensors", features=features)


def _belong_together(found: _Structure, arrays: Mapping[str, Floats]) -> bool:
    """Whether every layer has arrays of its shape, and every output is in a layer."""
    for number, layer in enumerate(found.layers, start=1):
        shape = (len(layer.units), max(1, len(layer.sources)))
        weights, biases = arrays[f"layer{number}.weight"], arrays[f"layer{number}.bias"]
        mask = arrays.get(f"layer{number}.mask")
        if not layer.sources and mask is None:
            return False
        if (weights.shape, biases.shape) != (shape, shape[:1]):
            return False
        if mask is not None and (mask.shape != shape or (not layer.sources and mask.any())):
            return False
    computed = {unit for layer in found.layers for unit in layer.units}
    return computed >= set(found.outputs) and all(arrays[name].ndim == 1 for name in _RECIPE)


def _same_length(*arrays: NDArray[np.generic]) -> bool:
    return len({len(each) for each in arrays}) == 1


def _network(
    graph: Graph,
    names: tuple[str, ...],
    recipe: list[Floats],
    inputs: tuple[str, ...],
    features: tuple[str, ...],
) -> tuple[Network, tuple[str, ...]]:
    """The network with its recipe worked into the weights, and the features it takes."""
    wanted = [len(graph.rows_of("input"))] * 2 + [len(graph.rows_of("output"))] * 2
    scales = np.concatenate([recipe[1], recipe[3]])
    if [len(each) for each in recipe] != wanted or not (scales > 0.0).all():
        raise NetworkFileError("The scaling in the file does not go with its inputs and outputs.")
    if not np.isfinite(np.concatenate(recipe)).all():
        raise NetworkFileError("The scaling in the file holds what is not a finite number.")
    try:
        made = Features.of(inputs, features)
    except DataError as error:
        raise NetworkFileError("The file's inputs cannot be made: {detail}", detail=error) from None
    if len(features) != wanted[0]:
        raise NetworkFileError("The file does not name each of its inputs.")
    network_of(graph)  # refuses what cannot be before it is counted with
    network = network_of(
        *rescaled(graph, Recipe(recipe[0], recipe[1], recipe[2], recipe[3]), names)
    )
    return network, () if made is None else made.texts
