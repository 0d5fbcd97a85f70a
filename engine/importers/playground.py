"""A link to the TensorFlow Playground as a network, data and settings; nothing is fetched."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from engine.data import datasets
from engine.data.dataset import Dataset
from engine.errors import NetworkFileError
from engine.importers.taken import Imported, refuse_size
from engine.network.graph import Network
from engine.training import fitting
from engine.training.settings import TrainingSettings

T = TypeVar("T")

_LINK = re.compile(r"(?:https?://)?playground\.tensorflow\.org/?(?:\?[^#\s]*)?(?:#(\S*))?", re.I)
_LONGEST = 5000
_MOST_LAYERS = 100
_BIAS = 0.1  # of every unit, before the first step

# One row a word of the link: what it is called here.
_ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "linear"}
_CLASSES = {"circle": "circle", "xor": "xor", "gauss": "gaussians", "spiral": "spiral"}
_NUMBERS = {"reg-plane": "plane", "reg-gauss": "multi_gaussian"}
_PENALTIES = {"none": "", "L1": "l1", "L2": "l2"}
_INPUTS = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1^2",
    "ySquared": "x2^2",
    "xTimesY": "x1*x2",
    "sinX": "sin(x1)",
    "sinY": "sin(x2)",
    "cosX": "cos(x1)",
    "cosY": "cos(x2)",
}
# How the page looks, which changes nothing about what is trained.
_LOOKS = frozenset({"showTestData", "discretize", "collectStats", "tutorial", "hideText"})


def is_link(text: str) -> bool:
    """Whether a text is such a link."""
    return len(text) <= _LONGEST and _LINK.fullmatch(text.strip()) is not None


def read(text: str) -> Imported:
    """What the link shows; what it leaves out is as on the page. Raises NetworkFileError."""
    found = _LINK.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None:
        raise NetworkFileError(
            "This is no link to the TensorFlow Playground.",
            "Copy it from the browser's address bar: playground.tensorflow.org/#activation=tanh&…",
        )
    pairs = (part.partition("=") for part in (found[1] or "").split("&") if part)
    said = _Said({name: value for name, _, value in pairs})
    data = _data(said)
    network = _network(said, data)
    settings = _settings(said, data)
    return Imported(
        network,
        data.title,
        "TensorFlow Playground",
        tuple(_notes(said, data)),
        data.features,
        data,
        settings,
    )


class _Said:
    """The parts of a link; each is asked for once, what is left over is unknown."""

    def __init__(self, parts: dict[str, str]) -> None:
        self._parts = parts

    def one_of(self, name: str, known: dict[str, T], usual: str) -> T:
        """A word that stands for something here."""
        word = self._parts.pop(name, usual) or usual
        if word not in known:
            raise self._wrong(name, word)
        return known[word]

    def number(self, name: str, usual: float, low: float, high: float) -> float:
        """A number within bounds."""
        return self._number(name, usual, low, high, float)

    def whole(self, name: str, usual: int, low: int, high: int) -> int:
        """A whole number within bounds."""
        return int(self._number(name, usual, low, high, int))

    def _number(
        self, name: str, usual: float, low: float, high: float, kind: Callable[[str], float]
    ) -> float:
        text = self._parts.pop(name, "") or str(usual)
        try:
            value = kind(text)
        except ValueError:
            raise self._wrong(name, text) from None
        if not low <= value <= high:
            raise self._wrong(name, text)
        return value

    def is_on(self, name: str, usual: bool) -> bool:
        """A switch."""
        return self.one_of(name, {"true": True, "false": False}, str(usual).lower())

    def sizes(self) -> list[int]:
        """The hidden layers; none where the link says so."""
        text = self._parts.pop("networkShape", "4,2")
        words = [word for word in text.split(",") if word]
        if len(words) > _MOST_LAYERS or not all(re.fullmatch(r"[1-9]\d{0,4}", w) for w in words):
            raise self._wrong("networkShape", text)
        return [int(word) for word in words]

    @property
    def left(self) -> list[str]:
        """The names of parts that nobody asked for, but for those of looks."""
        return [
            name[:40] for name in self._parts if name not in _LOOKS and not name.endswith("_hide")
        ]

    def _wrong(self, name: str, value: str) -> NetworkFileError:
        return NetworkFileError(
            "The link says {name}={value}, which cannot be.",
            "Copy it once more from the browser's address bar.",
            name=name,
            value=value[:40],
        )


def _data(said: _Said) -> Dataset:
    """The page's data, with its share for training; the rest is the test set."""
    classes = said.one_of(
        "problem", {"classification": True, "regression": False}, "classification"
    )
    kinds = (
        said.one_of("dataset", _CLASSES, "circle"),
        said.one_of("regDataset", _NUMBERS, "reg-plane"),
    )
    noise = said.number("noise", 0.0, 0.0, 50.0) / 100.0
    share = said.number("percTrainData", 50.0, 1.0, 99.0) / 100.0
    seed = int(abs(said.number("seed", 0.0, -1e9, 1e9)) * 100_000) % 2**31
    on = [text for name, text in _INPUTS.items() if said.is_on(name, name in ("x", "y"))]
    if not on:
        raise NetworkFileError("The link has no inputs at all.", "Switch one on in the page.")
    drawn = datasets.load(kinds[0 if classes else 1], noise=noise, seed=seed)
    return replace(drawn.split(share, 0.0, 1.0 - share, seed=seed), features=tuple(on))


def _network(said: _Said, data: Dataset) -> Network:
    activation, hidden = said.one_of("activation", _ACTIVATIONS, "tanh"), said.sizes()
    zero = said.is_on("initZero", False)
    sizes = [len(data.feature_names), *hidden, 1]
    refuse_size(sum(sizes), sum(a * b for a, b in pairwise(sizes)))
    network = Network.layered(
        sizes,
        activation=activation,
        output_activation=fitting.usual(data.task)[0],
        seed=data.split_seed,
        initializer="zeros" if zero else "uniform",
    )
    for number, name in zip(network.inputs, data.feature_names, strict=True):
        network.update_unit(number, name=name)
    for unit in network.units:
        if unit.kind != "input":
            network.update_unit(unit.id, bias=0.0 if zero else _BIAS)
    return network


def _settings(said: _Said, data: Dataset) -> TrainingSettings:
    penalty = said.one_of("regularization", _PENALTIES, "none")
    strength = said.number("regularizationRate", 0.0, 0.0, 1000.0)
    settings = TrainingSettings(
        learning_rate=said.number("learningRate", 0.03, math.ulp(0.0), 1000.0),
        batch_size=said.whole("batchSize", 10, 1, 10_000_000),
        loss=fitting.usual(data.task)[1],
    )
    return settings.replace(**{penalty: strength}) if penalty else settings


def _notes(said: _Said, data: Dataset) -> list[str]:
    notes = ["Points and first weights are drawn anew: the page's own numbers are not in its link."]
    if data.task == "binary":
        notes.append(
            "The page's tanh output for −1 and 1 with squared error is a sigmoid output for 0 and "
            "1 with cross-entropy here."
        )
    if said.left:
        notes.append(f"Not understood in the link: {', '.join(said.left[:10])}.")
    return notes
