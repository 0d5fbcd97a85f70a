"""LaTeX: the network as a TikZ figure, and the equations that it computes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from engine.errors import ExportError
from engine.exporters.model import Model

# One row an activation: how it is written in an equation, {z} in it.
_FUNCTIONS = {
    "linear": "{z}",
    "softmax": r"\operatorname{{softmax}}\left({z}\right)",
    "sigmoid": r"\sigma\left({z}\right)",
    "tanh": r"\tanh\left({z}\right)",
    "relu": r"\max\left(0,\, {z}\right)",
    "softplus": r"\ln\left(1 + \exp\left({z}\right)\right)",
    "leaky_relu": r"\operatorname{{LReLU}}\left({z}\right)",
    "elu": r"\operatorname{{ELU}}\left({z}\right)",
    "silu": r"\operatorname{{SiLU}}\left({z}\right)",
    "gelu": r"\operatorname{{GELU}}\left({z}\right)",
    "step": r"\operatorname{{step}}\left({z}\right)",
}
ACTIVATIONS = frozenset(_FUNCTIONS)
_DEFINITIONS = {
    "sigmoid": r"\sigma(z) = 1 / (1 + e^{-z})",
    "softmax": r"\operatorname{softmax}(z_k) = e^{z_k} / \sum_j e^{z_j}",
    "leaky_relu": r"\operatorname{LReLU}(z) = \max(0.01 z,\, z)",
    "elu": r"\operatorname{ELU}(z) = \max(0,\, z) + \min(0,\, e^z - 1)",
    "silu": r"\operatorname{SiLU}(z) = z / (1 + e^{-z})",
    "gelu": r"\operatorname{GELU}(z) = z\, \Phi(z)",
    "step": r"\operatorname{step}(z) = 1\text{ for }z \ge 0\text{, else }0",
}
_WIDTH_CM = 14.0
_STEPS_CM = (0.9, 2.4)
_MOST_UNITS = 500
_MOST_PT = 2.4
_MOST_EQUATIONS = 60
_MOST_TERMS = 12
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
_HEAD = r"""% {title}: made with Netloom. Run lualatex or xelatex on it.
\documentclass{{article}}
\usepackage{{fontspec}}
\usepackage[a4paper,margin=2cm]{{geometry}}
\usepackage{{amsmath}}
\usepackage{{tikz}}
\definecolor{{positive}}{{HTML}}{{0877BD}}
\definecolor{{negative}}{{HTML}}{{E8770C}}
\begin{{document}}
\section*{{{title}}}
"""


def encode(model: Model) -> bytes:
    """The document's text: lines as thick as their weights, dashed where these are negative.

    Raises ExportError for a network too large to be drawn.
    """
    if len(model.names) > _MOST_UNITS:
        raise ExportError(
            "{count} units are too many for a figure.",
            "Save the canvas as a picture instead.",
            count=len(model.names),
        )
    names = dict(zip(model.graph.unit_ids.tolist(), _symbols(model), strict=True))
    title = _escaped(model.title) or "A network"
    parts = [_HEAD.format(title=title), *_figure(model, names), *_equations(model, names)]
    return ("\n".join(parts) + "\n\\end{document}\n").encode()


def _symbols(model: Model) -> Iterator[str]:
    """What each unit is called in formulas: x and y by their place, hidden units by theirs."""
    counts = {"input": 0, "hidden": 0, "output": 0}
    for kind in model.graph.kinds:
        counts[kind] += 1
        yield {"input": "x", "hidden": "h", "output": r"\hat{y}"}[kind] + f"_{{{counts[kind]}}}"


def _figure(model: Model, names: dict[int, str]) -> Iterator[str]:
    graph, places = model.graph, _places(model)
    thickest = float(np.abs(graph.weights).max(initial=0.0)) or 1.0
    yield r"\begin{center}"
    yield r"\begin{tikzpicture}[unit/.style={circle, draw=black!70, fill=white, inner sep=2pt,"
    yield r"  minimum size=8mm, font=\small}]"
    for unit, (x, y) in zip(graph.unit_ids.tolist(), places, strict=True):
        yield rf"\node[unit] (u{unit}) at ({x:.2f}, {y:.2f}) {{${names[unit]}$}};"
    links = zip(graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True)
    for source, target, weight in links:
        sign = "positive" if weight >= 0 else "negative, dashed"
        width = max(0.1, _MOST_PT * abs(weight) / thickest)
        yield rf"\draw[{sign}, line width={width:.2f}pt] (u{source}) -- (u{target});"
    yield r"\end{tikzpicture}"
    yield r"\end{center}"
    yield (
        r"\noindent A line is as thick as the size of its weight; the thickest is "
        rf"$|w| = {_number(thickest)}$. Dashed lines are negative."
    )


def _places(model: Model) -> list[tuple[float, float]]:
    """Centimetres: as on the canvas, as wide as the page, neighbours neither on nor far apart."""
    places = np.array(model.positions, np.float64)
    places -= places.min(axis=0)
    gaps = np.abs(places[:, None] - places[None]).max(axis=2)
    wide = float(places[:, 0].max()) or 1.0
    nearest = float(gaps[gaps > 0].min(initial=np.inf))
    low, high = (step / nearest for step in _STEPS_CM)
    scale = min(max(_WIDTH_CM / wide, low), high)
    return [(x * scale, -y * scale) for x, y in places.tolist()]


def _equations(model: Model, names: dict[int, str]) -> Iterator[str]:
    graph = model.graph
    rows = [row for row, kind in enumerate(graph.kinds) if kind != "input"]
    yield from _scaling(model)
    if len(rows) > _MOST_EQUATIONS:
        yield rf"\par There are {len(rows)} units, too many to write their equations out."
        return
    yield r"\begin{align*}"
    for row in rows:
        unit = int(graph.unit_ids[row])
        terms = [
            (float(weight), names[source])
            for source, target, weight in zip(
                graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True
            )
            if target == unit
        ]
        activation = graph.activations[row]
        written = _FUNCTIONS[activation].format(z=_sum(terms, float(graph.biases[row])))
        yield rf"{names[unit]} &= {written} \\"
    yield r"\end{align*}"
    used = {graph.activations[row] for row in rows} & _DEFINITIONS.keys()
    if used:
        yield rf"\noindent Here ${',$ $'.join(_DEFINITIONS[key] for key in sorted(used))}$."


def _scaling(model: Model) -> Iterator[str]:
    """What the network's x are of the raw numbers, and raw targets of its ŷ."""
    recipe = model.recipe
    yield r"\begin{align*}"
    for number, text in enumerate(model.feature_names):
        mean, scale = float(recipe.input_mean[number]), float(recipe.input_scale[number])
        column = rf"\text{{{_escaped(text)}}}"
        yield rf"x_{{{number + 1}}} &= {_scaled(column, -mean, scale)} \\"
    for number, name in enumerate(model.output_names):
        mean, scale = float(recipe.target_mean[number]), float(recipe.target_scale[number])
        if mean or scale != 1.0:
            found = rf"{_number(scale)}\,\hat{{y}}_{{{number + 1}}} {_signed(mean)}"
            yield rf"\text{{{_escaped(name)}}} &= {found} \\"
    yield r"\end{align*}"


def _scaled(column: str, added: float, scale: float) -> str:
    inner = f"{column} {_signed(added)}" if added else column
    return inner if scale == 1.0 else rf"\left({inner}\right) / {_number(scale)}"


def _signed(value: float) -> str:
    return f"{'-' if value < 0 else '+'} {_number(abs(value))}"


def _sum(terms: list[tuple[float, str]], bias: float) -> str:
    """The weighted sum; long ones are broken off after some terms, which is said by dots."""
    shown = [(weight, f"\\,{name}") for weight, name in terms[:_MOST_TERMS]]
    dots = r" + \cdots" if len(terms) > _MOST_TERMS else ""
    text = ""
    for value, name in (*shown, (bias, "")):
        sign = "-" if value < 0 else "+" if text else ""
        text += f"{' ' if text else ''}{sign}{' ' if text else ''}{_number(abs(value))}{name}"
    return text + dots


def _number(value: float) -> str:
    text = f"{value:.4g}"
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else text


def _escaped(text: str) -> str:
    """A text that is nothing but text to LaTeX."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return re.sub(r"[\\~^&%$#_{}]", lambda found: _SPECIAL[found[0]], printable).strip()
