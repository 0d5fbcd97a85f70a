"""CSV: every number of the network on a line of its own, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.data.scaling import Recipe
from engine.exporters.forward import Graph
from engine.exporters.model import Model

Floats = NDArray[np.float64]
Line = tuple[str, int | str, str, str, int | str, str, float]

_HEADING = ("number", "unit", "name", "activation", "from_unit", "from_name", "value")
_BIASES = {"input": "input", "hidden": "bias", "output": "output bias"}
_KINDS = {number: kind for kind, number in _BIASES.items()}
_RECIPE = ("input_mean", "input_scale", "target_mean", "target_scale")


def encode(model: Model) -> bytes:
    """The table's text. The mark at its beginning tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADING)
    writer.writerows([*map(_cell, line[:-1]), repr(line[-1])] for line in _lines(model))
    return text.getvalue().encode("utf-8-sig")


def _lines(model: Model) -> Iterator[Line]:
    graph = model.graph
    names = dict(zip(graph.unit_ids.tolist(), model.names, strict=True))
    units = zip(
        graph.unit_ids.tolist(), graph.kinds, graph.activations, graph.biases.tolist(), strict=True
    )
    for unit, kind, activation, bias in units:
        yield _BIASES[kind], unit, names[unit], activation, "", "", bias
    links = zip(graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True)
    for source, target, weight in links:
        yield "weight", target, names[target], "", source, names[source], weight
    for key, named in (("column", model.input_names), ("feature", model.feature_names)):
        for place, name in enumerate(named):
            yield key, "", name, "", "", "", float(place)
    for key in _RECIPE:
        columns = model.feature_names if key.startswith("input") else model.output_names
        for name, value in zip(columns, getattr(model.recipe, key).tolist(), strict=False):
            yield key.replace("_", " "), "", name, "", "", "", value


def _cell(value: int | str) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _text(cell: str) -> str:
    """What `_cell` wrote."""
    return cell[1:] if cell[:1] == "'" else cell


def run(path: Path, inputs: Floats) -> Floats:
    """Outputs (n, k) of the network in the table, for raw inputs (n, d)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    units = [row for row in rows if row["number"] in _KINDS]
    links = [row for row in rows if row["number"] == "weight"]

    def numbers(chosen: list[dict[str, str]], key: str = "value") -> Floats:
        return np.array([row[key] for row in chosen], np.float64)

    graph = Graph(
        numbers(units, "unit").astype(np.int64),
        tuple(_KINDS[row["number"]] for row in units),
        tuple(row["activation"] for row in units),
        numbers(units),
        numbers(links, "from_unit").astype(np.int64),
        numbers(links, "unit").astype(np.int64),
        numbers(links),
    )

    def called(key: str) -> list[dict[str, str]]:
        return [row for row in rows if row["number"] == key.replace("_", " ")]

    raw, texts = ([_text(row["name"]) for row in called(key)] for key in ("column", "feature"))
    mean, scale, target_mean, target_scale = (numbers(called(key)) for key in _RECIPE)
    recipe = Recipe(mean, scale, target_mean, target_scale, Features.of(raw, texts))
    return Model(graph, (), recipe, (), ()).predict(inputs)
