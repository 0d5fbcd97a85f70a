"""ONNX: multilayer perceptrons and free graphs, whoever wrote them; nothing in the file is run."""

from __future__ import annotations

import importlib
import importlib.util
import json
import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import NetworkFileError, PackageMissing
from engine.exporters.forward import Graph
from engine.importers.onnx_operators import OPERATORS, Node, Value
from engine.importers.opened import content_of, damaged
from engine.importers.sums import Columns, Sketch
from engine.importers.taken import Imported, network_of, refuse_size

Array = NDArray[Any]

_MOST_NODES = 10_000
# The types of numbers, by their code in the format.
_NUMBERS = {1: "f4", 6: "i4", 7: "i8", 9: "?", 10: "f2", 11: "f8"}
_FLOATS = (1, 10, 11)
_EXTERNAL = 1
_OWN = "netloom"
_OWN_FEATURES = "features"  # where our own files hold what formulas make of the raw inputs


def check() -> None:
    """Raise PackageMissing without the onnx package."""
    if importlib.util.find_spec("onnx") is None:
        raise PackageMissing("ONNX files", "onnx", "onnx")


def read(path: Path) -> Imported:
    """The network in an ONNX file. Raises NetworkFileError, PackageMissing."""
    check()
    content = content_of(path)
    onnx = importlib.import_module("onnx")
    refused = importlib.import_module("google.protobuf.message").DecodeError
    try:
        model = onnx.ModelProto.FromString(content)
    except (refused, ValueError, RecursionError, MemoryError):
        raise damaged(path, "ONNX file") from None
    if not model.graph.output:
        raise damaged(path, "ONNX file")
    if len(model.graph.node) > _MOST_NODES:
        raise NetworkFileError("The file asks for more than a network could be.")
    with np.errstate(all="ignore"):  # what is not finite is refused at the end
        return _Reading(onnx, model, path).imported()


@dataclass(eq=False)
class _Reading:
    """One file being read: the values found so far, by their names."""

    onnx: Any
    model: Any
    path: Path
    sketch: Sketch = field(default_factory=Sketch)
    notes: list[str] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    producers: dict[str, Any] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)

    def imported(self) -> Imported:
        graph = self.model.graph
        self.producers = {name: node for node in graph.node for name in node.output if name}
        self.constants = {tensor.name: tensor for tensor in graph.initializer}
        said = self._said()
        features = said.get("features", ())
        if features == said.get("input_names", ()):
            features = ()
        wanted = self._outputs()
        self._begin(features)
        self._work_out(wanted)
        outputs = self._one_of_two(self.sketch.together([self._output(name) for name in wanted]))
        made = self.sketch.graph(outputs)
        network = network_of(made, self._names(made, said))
        return Imported(
            network,
            (self.model.doc_string if self._is_own else "")[:200] or self.path.stem,
            f"ONNX ({self._producer})" if self._producer else "ONNX",
            tuple(dict.fromkeys(self.notes)),
            features,
        )

    @property
    def _producer(self) -> str:
        return str(self.model.producer_name)[:60]

    @property
    def _is_own(self) -> bool:
        return self._producer == _OWN

    def _said(self) -> dict[str, tuple[str, ...]]:
        """The lists of names that our own files carry."""
        found: dict[str, tuple[str, ...]] = {}
        for entry in self.model.metadata_props if self._is_own else ():
            if entry.key in ("features", "input_names", "output_names"):
                try:
                    names = json.loads(entry.value)
                except (ValueError, RecursionError):
                    names = None
                if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
                    raise damaged(self.path, "ONNX file")
                found[entry.key] = tuple(names)
        return found

    # From the outputs back to the inputs

    def _outputs(self) -> list[str]:
        """The outputs that are numbers; where a list of classes comes last, what it is made of."""
        found: list[str] = []
        for output in self.model.graph.output:
            node = self.producers.get(output.name)
            if node is not None and node.op_type == "ZipMap":
                self._take_classes(node)
                found.append(node.input[0] if node.input else "")
                continue
            kind = output.type.WhichOneof("value")
            if kind in (None, "tensor_type") and output.type.tensor_type.elem_type in (0, *_FLOATS):
                found.append(output.name)
            else:
                self.notes.append("The class that the file names was left out: its shares stay.")
        if not found:
            raise NetworkFileError("{name} has no output of numbers.", name=self.path.name)
        return found

    def _take_classes(self, node: Any) -> None:
        known = _attributes(node)
        names = known.get("classlabels_strings") or known.get("classlabels_int64s") or []
        self.classes = tuple(
            name.decode(errors="replace") if isinstance(name, bytes) else str(name)
            for name in names
        )

    def _begin(self, features: tuple[str, ...]) -> None:
        """Give the inputs their units."""
        if features:
            self.values[_OWN_FEATURES] = self.sketch.inputs((len(features),))
            return
        for given in self.model.graph.input:
            if given.name not in self.constants:
                self.values[given.name] = self.sketch.inputs(self._shape(given))

    def _shape(self, given: Any) -> tuple[int, ...]:
        """The shape of one example of an input."""
        tensor = given.type.tensor_type
        if tensor.elem_type not in (0, *_FLOATS):
            raise NetworkFileError(
                "The input {input} does not take numbers.", input=given.name[:60]
            )
        sizes = [int(size.dim_value) for size in tensor.shape.dim][1:]
        if not sizes or min(sizes) < 1:
            if len(sizes) > 1:
                raise NetworkFileError("The file does not say how many numbers its input takes.")
            sizes = [self._width_of_first()]
        refuse_size(math.prod(sizes), 0)
        return tuple(sizes)

    def _width_of_first(self) -> int:
        """How many numbers the first matrix of the file takes."""
        for node in self.model.graph.node:
            if node.op_type in ("MatMul", "Gemm") and len(node.input) > 1:
                tensor = self.constants.get(node.input[1])
                if tensor is not None and len(tensor.dims) == 2:
                    turned = _attributes(node).get("transB", 0)
                    return int(tensor.dims[1 if turned else 0])
        raise NetworkFileError("The file does not say how many numbers its input takes.")

    def _work_out(self, wanted: list[str]) -> None:
        """The values of all names that the wanted ones depend on, in the order of the file."""
        needed: set[str] = set()
        waiting = list(wanted)
        while waiting:
            name = waiting.pop()
            if name in needed or name in self.values or name in self.constants:
                continue
            if name not in self.producers:
                raise NetworkFileError(
                    "The file uses “{name}”, which is nowhere in it.", name=name[:60]
                )
            needed.add(name)
            waiting += [each for each in self.producers[name].input if each]
        asked = [n for n in self.model.graph.node if n.output and n.output[0] in needed]
        uses = Counter(name for node in asked for name in node.input)
        uses.update(wanted)
        for node in asked:
            self.values[node.output[0]] = self._made(node)
            uses.subtract(node.input)
            for name in node.input:
                if not uses[name]:
                    self.values.pop(name, None)  # nobody asks for it any more

    def _made(self, node: Any) -> Value:
        domain = "" if node.domain in ("", "ai.onnx") else f"{node.domain}."
        asked = Node(
            f"{domain}{node.op_type}"[:60],
            [self._value(name) if name else None for name in node.input],
            _attributes(node),
            self.sketch,
            self.notes,
        )
        if asked.operator == "Constant":
            return self._constant_of(asked)
        if asked.operator not in OPERATORS:
            raise asked.refuse()
        return OPERATORS[asked.operator](asked)

    def _constant_of(self, node: Node) -> Array:
        known = node.attributes
        if "value" in known:
            return self._array(known["value"])
        for key in ("value_float", "value_floats", "value_int", "value_ints"):
            if key in known:
                return np.array(known[key])
        raise node.refuse("of this kind")

    def _value(self, name: str) -> Value:
        if name not in self.values:
            if name not in self.constants:
                raise NetworkFileError("The file uses “{name}” before it is made.", name=name[:60])
            self.values[name] = self._array(self.constants[name])
        return self.values[name]

    def _output(self, name: str) -> Columns:
        value = self._value(name)
        if not isinstance(value, Columns):
            raise NetworkFileError(
                "What {name} gives does not depend on its input.", name=self.path.name
            )
        return value

    # Numbers in the file, or beside it

    def _array(self, tensor: Any) -> Array:
        sizes, kind = list(tensor.dims), _NUMBERS.get(tensor.data_type)
        count = math.prod(sizes)
        if kind is None or any(size < 0 for size in sizes) or count > 50_000_000:
            raise damaged(self.path, "ONNX file")
        try:
            if tensor.data_location == _EXTERNAL:
                return self._beside(tensor, np.dtype(f"<{kind}"), count).reshape(sizes)
            return np.asarray(self.onnx.numpy_helper.to_array(tensor))
        except (ValueError, TypeError, OverflowError, MemoryError):
            raise damaged(self.path, "ONNX file") from None

    def _beside(self, tensor: Any, kind: np.dtype[Any], count: int) -> Array:
        """Numbers in a second file of the same folder, as PyTorch writes them."""
        known = {entry.key: entry.value for entry in tensor.external_data}
        name = known.get("location", "").removeprefix("./")
        where = self.path.parent / name
        if not name or Path(name).name != name or "\\" in name or where.is_symlink():
            raise NetworkFileError(
                "{file} wants numbers from “{name}”, which is not beside it.",
                file=self.path.name,
                name=name[:60],
            )
        offset, length = int(known.get("offset", "0")), count * kind.itemsize
        if offset < 0 or int(known.get("length", str(length))) != length:
            raise ValueError("another length")
        content = content_of(where)[offset : offset + length]
        return np.frombuffer(content, kind, count)

    # What units are called, and what is left out

    def _one_of_two(self, outputs: Columns) -> Columns:
        """Of the shares of two classes that add up to 1 the second, as one output has it."""
        if outputs.width != 2 or (outputs.sums >= 0).any():
            return outputs
        total = outputs.matrix[[0]] + outputs.matrix[[1]]
        if np.abs(total.data).max(initial=0.0) > 0.0 or outputs.bias.sum() != 1.0:
            return outputs
        self.notes.append("Of the two classes' shares the second stays; the first is 1 − it.")
        self.classes = self.classes[1:]
        return outputs.taken(np.array([1]))

    def _names(self, graph: Graph, said: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        names = [""] * len(graph.kinds)
        listed = {
            "input": said.get("features", ()),
            "output": said.get("output_names", ()) or self.classes,
        }
        for kind, known in listed.items():
            rows = graph.rows_of(kind)
            if len(rows) == len(known):
                for row, name in zip(rows, known, strict=True):
                    names[row] = name
        return tuple(names)


def _attributes(node: Any) -> dict[str, Any]:
    return dict(_attribute(each) for each in node.attribute)


def _attribute(attribute: Any) -> tuple[str, Any]:
    """Name and value; of kinds that no operator here has, the value is None."""
    plain = {1: "f", 2: "i", 3: "s", 4: "t"}
    many = {6: "floats", 7: "ints", 8: "strings"}
    if attribute.type in plain:
        return attribute.name, getattr(attribute, plain[attribute.type])
    if attribute.type in many:
        return attribute.name, list(getattr(attribute, many[attribute.type]))
    return attribute.name, None
