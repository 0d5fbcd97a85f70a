"""Files that take a network away; each is read back, run, and compared with the engine.

To add a format: a file with `encode(model) -> bytes` and `run(path, inputs) -> outputs`, one row
in `EXPORTERS`, and the parametrised tests run over it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.data.dataset import Dataset
from engine.data.draws import Draws
from engine.errors import ExportError
from engine.exporters import (
    c_header,
    csv_file,
    json_file,
    keras_file,
    npz_file,
    onnx_file,
    python_code,
    safetensors_file,
    tex_file,
    torch_project,
    web_page,
)
from engine.exporters.model import Model
from engine.files import write_atomically
from engine.network.graph import Network
from engine.training.settings import TrainingSettings

__all__ = ["EXPORTERS", "Exporter", "Report", "ending_of", "write"]

Floats = NDArray[np.float64]

_ROWS = 100


@dataclass(frozen=True, slots=True)
class Exporter:
    """One row. `run` is None for what is to be read, not run.

    `runtime()` names what runs the file for comparison, "" if it is not installed. `check()` raises
    ExportError when a package that writing needs is not installed.
    """

    ending: str
    label: str
    hint: str
    encode: Callable[[Model], bytes]
    run: Callable[[Path, Floats], Floats] | None
    runtime: Callable[[], str]
    missing: str = ""
    check: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Report:
    """What was written, and how far its predictions are from the engine's.

    `largest_difference` is over `rows` examples and all outputs, in the targets' own units; None
    when nothing could run the file. `note` is a sentence for the person, "" if all is well.
    """

    path: Path
    format: str
    verified_with: str
    largest_difference: float | None
    rows: int
    note: str


def write(
    network: Network,
    path: str | os.PathLike[str],
    data: Dataset | None = None,
    settings: TrainingSettings | None = None,
) -> Report:
    """Write `network` in the format that the name's ending says, then run and compare the file.

    With `data` the file takes raw columns: its scaling, names and classes are written too. Where
    the file holds a program that trains, it does so by `settings`.
    Raises ExportError: an unknown ending, a folder that cannot be written to, a missing package.
    """
    where = given.path(path, ExportError)
    given.instance(network, Network, "What is exported", "A trainer's is trainer.trained().")
    if data is not None:
        given.instance(data, Dataset, "The data")
    exporter = find(where)
    model = Model.of(network, data, settings)
    if not np.isfinite(model.graph.weights).all() or not np.isfinite(model.graph.biases).all():
        raise ExportError(
            "Some weights are not finite numbers.", "Reset the network and train it again."
        )
    write_atomically(where, exporter.encode(model), ExportError)
    runtime = exporter.runtime()
    if exporter.run is None or not runtime:
        return Report(where, exporter.label, "", None, 0, exporter.missing)
    inputs = _examples(model, data)
    wanted, found = model.predict(inputs), exporter.run(where, inputs)
    difference = float(np.abs(wanted - found).max())
    size = max(1.0, float(np.abs(wanted).max()))
    note = ""
    if not difference <= 1e-4 * size:
        note = (
            "The file's predictions differ from the program's; single precision cannot hold "
            "this network's numbers."
        )
    return Report(where, exporter.label, runtime, difference, len(inputs), note)


def ending_of(name: str) -> str:
    """The ending in `EXPORTERS` that a file's name has, "" for none; the longest, if several."""
    fitting = [ending for ending in EXPORTERS if name.lower().endswith(ending)]
    return max(fitting, key=len, default="")


def find(path: Path) -> Exporter:
    """The exporter for a file of this name.

    Raises ExportError for an unknown ending, and when a package is missing.
    """
    exporter = EXPORTERS.get(ending_of(path.name))
    if exporter is None:
        raise ExportError(
            "{name} cannot be exported: “{ending}” is no known format.",
            "Use one of {known}.",
            name=path.name,
            ending=path.suffix,
            known=", ".join(EXPORTERS),
        )
    exporter.check()
    return exporter


def _examples(model: Model, data: Dataset | None) -> Floats:
    """Up to 100 rows to compare on: from the data, spread over them, or drawn at random."""
    if data is None:
        columns = len(model.input_names)
        return Draws(0).uniform(-1.0, 1.0, _ROWS * columns).reshape(_ROWS, columns)
    count = len(data.inputs)
    rows = np.unique(np.linspace(0, count - 1, min(count, _ROWS)).astype(np.int64))
    return data.raw(rows)


# In the order in which they are offered.
_TABLE = (
    Exporter(
        ".onnx",
        "ONNX",
        "For any runtime: takes raw columns, scaling included.",
        onnx_file.encode,
        onnx_file.run,
        onnx_file.runtime,
        "Not verified: onnxruntime is not installed. Install it with: python3 main.py --with onnx",
        onnx_file.check,
    ),
    Exporter(
        ".py",
        "Python program",
        "A file with predict(inputs) that needs NumPy only.",
        python_code.encode,
        python_code.run,
        lambda: npz_file.RUNTIME,
    ),
    Exporter(
        ".html",
        "Web page",
        "One page with fields, a plane or a pad to draw on, that predicts offline in any browser.",
        web_page.encode,
        web_page.run,
        web_page.runtime,
        "Not verified: this needs Node.js, which is not on this computer.",
    ),
    Exporter(
        ".h",
        "C header",
        "C99 in single precision without memory management, for a microcontroller.",
        c_header.encode,
        c_header.run,
        c_header.runtime,
        "Not verified: this needs a C compiler, and none was found.",
    ),
    Exporter(
        ".torch.zip",
        "PyTorch project",
        "A module with its weights and a script that trains on, on one machine or several.",
        torch_project.encode,
        torch_project.run,
        torch_project.runtime,
        "Not verified: PyTorch is not installed beside Netloom.",
    ),
    Exporter(
        ".keras",
        "Keras model",
        "What keras.saving.load_model opens: layers of Keras only, written by Keras 3 itself.",
        keras_file.encode_file,
        keras_file.run_file,
        keras_file.runtime,
        check=keras_file.check,
    ),
    Exporter(
        ".keras.py",
        "Keras program",
        "Builds the model in Keras 3 with its weights inside; needs Keras only.",
        keras_file.encode_program,
        keras_file.run_program,
        keras_file.runtime,
        "Not verified: Keras 3 is not installed beside Netloom.",
    ),
    Exporter(
        ".tex",
        "LaTeX",
        "A TikZ figure of the network, and its equations with the trained numbers.",
        tex_file.encode,
        None,
        lambda: "",
        "A figure and equations cannot be run: these numbers are not verified.",
    ),
    Exporter(
        ".safetensors",
        "Safetensors",
        "Weights of each layer in single precision, for PyTorch and others; structure inside.",
        safetensors_file.encode,
        safetensors_file.run,
        lambda: npz_file.RUNTIME,
    ),
    Exporter(
        ".npz",
        "NumPy arrays",
        "Units, connections and weights as arrays, for programs of your own.",
        npz_file.encode,
        npz_file.run,
        lambda: npz_file.RUNTIME,
    ),
    Exporter(
        ".json",
        "JSON",
        "The network in readable form, for any language.",
        json_file.encode,
        json_file.run,
        lambda: npz_file.RUNTIME,
    ),
    Exporter(
        ".csv",
        "Table of weights",
        "Every weight, bias and scale on a line of its own, for a spreadsheet.",
        csv_file.encode,
        csv_file.run,
        lambda: npz_file.RUNTIME,
    ),
)
EXPORTERS: dict[str, Exporter] = {row.ending: row for row in _TABLE}
