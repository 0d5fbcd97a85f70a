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
    symbol = unit_name(network, unit_id) if unit.kind == "output" else f"a{index}"
    if unit.activation == "linear":
        return f"{symbol} = z{index}"
    return f"{symbol} = {activation_name(unit.activation)}(z{index})"
