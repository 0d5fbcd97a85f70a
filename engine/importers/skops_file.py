"""skops: scikit-learn's MLPClassifier and MLPRegressor, read as numbers; nothing is made or run.

Such a file says of every object by which class it is made anew. None of them is: only the words
and arrays of the two perceptrons are looked for, by their names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.errors import NetworkFileError
from engine.importers.layers import Layer, graph_of
from engine.importers.opened import Archive, damaged
from engine.importers.taken import Imported, network_of

Floats = NDArray[np.float64]

_WHAT = "skops file"
_MODULE = "sklearn.neural_network._multilayer_perceptron"
_CLASSES = ("MLPClassifier", "MLPRegressor")
_ACTIVATIONS = {
    "identity": "linear",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
}


def read(path: Path) -> Imported:
    """The perceptron in a skops file. Raises NetworkFileError."""
    archive = Archive(path, _WHAT)
    try:
        tree = msgspec.json.decode(archive.bytes_of("schema.json"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise damaged(path, _WHAT) from None
    kind = tree.get("__class__") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or tree.get("__module__") != _MODULE or kind not in _CLASSES:
        raise NetworkFileError(
            "{name} holds a {kind}: only {known} can be taken from skops files.",
            "Convert it to ONNX with skl2onnx and import that.",
            name=path.name,
            kind=str(kind)[:60],
            known=" and ".join(_CLASSES),
        )
    found = _Found(path, archive, _attributes(tree))
    hidden, output = found.activation("activation"), found.activation("out_activation_")
    pairs = list(zip(found.arrays("coefs_"), found.arrays("intercepts_"), strict=False))
    for weights, biases in pairs:
        if weights.ndim != 2 or biases.shape != weights.shape[1:]:
            raise damaged(path, _WHAT)
    layers = [Layer(weights, biases, hidden) for weights, biases in pairs[:-1]]
    layers += [Layer(weights, biases, output) for weights, biases in pairs[-1:]]
    graph = graph_of(layers)
    names = _names(graph.kinds, found.classes())
    return Imported(network_of(graph, names), path.stem, f"scikit-learn {kind}")


def _names(kinds: tuple[str, ...], classes: tuple[str, ...]) -> tuple[str, ...]:
    """The outputs are called by their classes; the only output of two by the second."""
    count = kinds.count("output")
    known = classes[1:] if len(classes) == 2 and count == 1 else classes
    outputs = known if len(known) == count else ("",) * count
    return ("",) * (len(kinds) - count) + outputs


def _attributes(tree: dict[str, Any]) -> dict[str, Any]:
    """The attributes of an object in the file; {} where it is none."""
    inner = tree.get("content")
    content = inner.get("content") if isinstance(inner, dict) else None
    return content if isinstance(content, dict) else {}


class _Found:
    """The attributes of the perceptron, each asked for by its name and kind."""

    def __init__(self, path: Path, archive: Archive, attributes: dict[str, Any]) -> None:
        self._path, self._archive, self._attributes = path, archive, attributes

    def activation(self, name: str) -> str:
        """A word that is the name of an activation."""
        content = self._node(name, "JsonNode").get("content")
        word = content.strip('"') if isinstance(content, str) else ""
        if word not in _ACTIVATIONS:
            raise NetworkFileError("The activation “{key}” is not known here.", key=word[:60])
        return _ACTIVATIONS[word]

    def arrays(self, name: str) -> list[Floats]:
        """A list of arrays of numbers."""
        items = self._node(name, "ListNode").get("content")
        if not isinstance(items, list):
            raise damaged(self._path, _WHAT)
        found = [self._array(item) for item in items]
        if not found or any(each.dtype.kind != "f" for each in found):
            raise damaged(self._path, _WHAT)
        return [each.astype(np.float64) for each in found]

    def classes(self) -> tuple[str, ...]:
        """The names of the classes; () where there are none, or none that can be read."""
        made = self._attributes.get("_label_binarizer")
        item = _attributes(made).get("classes_") if isinstance(made, dict) else None
        if not isinstance(item, dict) or item.get("type") != "numpy":
            return ()
        return tuple(map(str, self._array(item).ravel().tolist()))

    def _array(self, item: object) -> NDArray[np.generic]:
        if not isinstance(item, dict) or item.get("__loader__") != "NdArrayNode":
            raise damaged(self._path, _WHAT)
        return self._archive.array(str(item.get("file")), words=True)

    def _node(self, name: str, loader: str) -> dict[str, Any]:
        node = self._attributes.get(name)
        if not isinstance(node, dict) or node.get("__loader__") != loader:
            raise NetworkFileError(
                "{file} holds no trained perceptron that can be read: {name} is missing.",
                "Convert it to ONNX with skl2onnx and import that.",
                file=self._path.name,
                name=name,
            )
        return node
