"""One unit's sum and activation written out: z₂ = 0 − 0.60·x₁ + 0.50·x₂ and a₂ = tanh(z₂)."""

from __future__ import annotations

from engine import Network
from gui.look.translate import tr
from gui.look.words import activation_name, fixed, index_of, signed, unit_name
from gui.run.live import LiveNumbers

_TERMS = 5


def weighted_sum(network: Network, live: LiveNumbers, unit: int) -> str:
    """z as the sum of the bias and what comes in, the first terms of many."""
    bias = live.bias(unit)
    terms = [fixed(bias, 2) if bias else "0"]
    sources = network.incoming(unit)
    terms += [
        f"{signed(live.weight((source, unit)))}·{unit_name(network, source)}"
        for source in sources[:_TERMS]
    ]
    if len(sources) > _TERMS:
        terms.append(tr("+ … ({count} more)", count=len(sources) - _TERMS))
    return f"z{index_of(network, unit)} = {' '.join(terms)}"


def activation(network: Network, unit_id: int) -> str:
    """a, or ŷ, as a function of z."""
    unit, index = network.unit(unit_id), index_of(network, unit_id)
    symbol = _symbol(network, unit_id)
    if unit.activation == "linear":
        return f"{symbol} = z{index}"
    return f"{symbol} = {activation_name(unit.activation)}(z{index})"


def dropout(network: Network, unit_id: int) -> str:
    """What dropout makes of a in training, and that z and a are told without; empty at p = 1."""
    keep = network.unit(unit_id).keep_probability
    if keep == 1:
        return ""
    return tr(
        "without dropout; in training {a} · 1/p if kept (p = {p}), else 0",
        a=_symbol(network, unit_id),
        p=fixed(keep, 2),
    )


def _symbol(network: Network, unit: int) -> str:
    if network.unit(unit).kind == "output":
        return unit_name(network, unit)
    return f"a{index_of(network, unit)}"
