"""A network's size and its training's compute in figures and sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine import Network, Snapshot, compute
from engine.study.notable import System
from gui.look.translate import tr
from gui.look.words import compact, counted, power

_NOTHING = "–"
_MANY, _FEW = 10.0, 1.0
_EXACT = 1e6


@dataclass(frozen=True)
class Size:
    """How large a network and its training set are."""

    inputs: int
    hidden: int
    outputs: int
    connections: int
    examples: int

    @classmethod
    def of(cls, network: Network, examples: int) -> Size:
        """Count."""
        inputs, outputs = len(network.inputs), len(network.outputs)
        hidden = len(network.units) - inputs - outputs
        return cls(inputs, hidden, outputs, network.connection_count, examples)

    @property
    def units(self) -> int:
        """All units."""
        return self.inputs + self.hidden + self.outputs

    @property
    def biases(self) -> int:
        """One for each hidden and output unit."""
        return self.hidden + self.outputs

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.connections + self.biases

    @property
    def share(self) -> float:
        """Examples for each parameter."""
        return self.examples / self.parameters if self.parameters else math.inf

    def in_words(self) -> str:
        """What the number of examples for each parameter tells."""
        if not self.parameters:
            return tr("There is nothing to learn yet.")
        if self.share >= _MANY:
            return tr("Many for each: it can hardly learn them by heart.")
        if self.share >= _FEW:
            return tr("Few for each: watch the validation loss.")
        return tr("Fewer than parameters: it can learn them by heart.")


@dataclass(frozen=True)
class Figure:
    """One line: what it is, the number, and what to know about it."""

    name: str
    value: str
    more: str = ""


def figures(size: Size, snapshot: Snapshot | None, batch: int) -> list[Figure]:
    """The lines, from the network's size to the time it has trained."""
    share = number(size.share) if math.isfinite(size.share) else _NOTHING
    found = [
        Figure(
            tr("Units"),
            number(size.units),
            tr(
                "{inputs} in, {hidden} hidden, {outputs} out",
                inputs=number(size.inputs),
                hidden=number(size.hidden),
                outputs=number(size.outputs),
            ),
        ),
        Figure(
            tr("Parameters"),
            number(size.parameters),
            tr(
                "{weights}, {biases}",
                weights=counted(size.connections, tr("1 weight"), tr("{count} weights"), number),
                biases=counted(size.biases, tr("1 bias"), tr("{count} biases"), number),
            ),
        ),
        Figure(
            tr("Examples"),
            number(size.examples),
            tr("{share} for each parameter", share=share),
        ),
    ]
    return found + _compute(size, snapshot, batch)


def of_another(name: str) -> Figure:
    """The line of what is not known until the edited network has been prepared."""
    return Figure(name, _NOTHING, tr("being prepared"))


def _compute(size: Size, snapshot: Snapshot | None, batch: int) -> list[Figure]:
    if snapshot is None:
        return [Figure(name, _NOTHING) for name in _compute_names()]
    cost, rate = snapshot.cost, 0.0
    if snapshot.playing and size.examples:
        steps = math.ceil(size.examples / batch) / size.examples
        rate = snapshot.examples_per_second * cost.of(1, steps)
    days = snapshot.operations / compute.PETAFLOPS_DAY
    values = (
        (
            tr("{count} FLOP", count=number(cost.forward + cost.backward)),
            tr(
                "{forward} forward, {backward} back",
                forward=number(cost.forward),
                backward=number(cost.backward),
            ),
        ),
        (tr("{count} FLOP", count=number(snapshot.operations)), ""),
        (power(days, 1) if days else "0", tr("petaflop/s-days")),
        (
            tr("{rate} FLOP/s", rate=number(rate)) if rate else _NOTHING,
            "" if rate else tr("while it trains"),
        ),
        (tr("{seconds} s", seconds=compact(snapshot.seconds)), tr("of training")),
    )
    names = _compute_names()
    return [Figure(name, *value) for name, value in zip(names, values, strict=True)]


def _compute_names() -> tuple[str, ...]:
    return tr("Each example"), tr("So far"), "", tr("Now"), tr("Time")


def rule(snapshot: Snapshot | None) -> str:
    """How operations are counted, with this network's numbers."""
    lines = [
        tr("How floating-point operations (FLOP) are counted:"),
        tr("Forward, each connection 2 (times the weight, added), each unit's activation 1."),
        tr("Backward, each connection 2 for its gradient, and 2 more where it begins at a hidden"),
        tr("unit, for the error passed back; each unit 3; each output 1 for the loss."),
        tr("Each step, for each parameter: the mean, the optimizer and the penalties."),
        tr("Dropped units cost nothing: they are counted with their keep probability."),
        tr("What was trained and then taken back in time stays counted."),
    ]
    if snapshot is not None:
        lines.append(
            tr(
                "Here: {each} FLOP an example, {step} FLOP more a step.",
                each=number(snapshot.cost.forward + snapshot.cost.backward),
                step=number(snapshot.cost.update),
            )
        )
    lines.append(
        tr("1 petaflop/s-day = 10¹⁵ operations a second for a day = 8.64 · 10¹⁹ operations.")
    )
    return "\n".join(lines)


def number(value: float) -> str:
    """A count in full while it is short, else with two digits and a power of ten."""
    if value >= _EXACT:
        return power(value, 1)
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2g}"


def about(system: System) -> str:
    """One notable system in a sentence of figures."""
    parts = [tr("about {count} FLOP", count=power(system.operations, 1))]
    if system.parameters is not None:
        parts.append(tr("{count} parameters", count=number(system.parameters)))
    if system.examples is not None:
        parts.append(f"{number(system.examples)} {tr(system.kind)}")
    return tr(
        "{name} ({year}) {does}: {figures}",
        name=system.name,
        year=system.year,
        does=tr(system.does),
        figures=joined(parts),
    )


def joined(parts: Sequence[str]) -> str:
    """Figures side by side."""
    return ", ".join(parts)
