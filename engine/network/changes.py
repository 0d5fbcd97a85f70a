"""What one edit did to a network, in a form that can be done again or taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engine.network.links import NO_LINKS, LinkChanges, joined

Kind = Literal["input", "hidden", "output"]
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: weighted sum z of what comes in plus `bias`, then a = g(z).

    An input unit has neither; it passes a column of the data on. `keep_probability` is the chance
    that the unit takes part in a mini-batch (dropout), its activation then multiplied by 1/p.
    """

    id: int
    kind: Kind
    name: str
    activation: str = "linear"
    bias: float = 0.0
    keep_probability: float = 1.0
    position: Position = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection between two units and its weight at the start of training."""

    source: int
    target: int
    weight: float


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One unit before and after an edit; None where it did not exist."""

    before: Unit | None
    after: Unit | None

    @property
    def id(self) -> int:
        """The unit's id, the same on both sides."""
        unit = self.after or self.before
        assert unit is not None
        return unit.id

    @property
    def only_moves(self) -> bool:
        """Whether nothing but place and name changed."""
        if self.before is None or self.after is None:
            return False
        return _without_place(self.before) == _without_place(self.after)


@dataclass(frozen=True, slots=True)
class Change:
    """All that one edit did: each touched unit and connection once, with both its states.

    `seed` and `initializer` hold (before, after), or None where the edit left them alone.
    """

    units: tuple[UnitChange, ...] = ()
    connections: LinkChanges = NO_LINKS
    seed: tuple[int, int] | None = None
    initializer: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(self.units or len(self.connections) or self.seed or self.initializer)

    @property
    def structural(self) -> bool:
        """Whether units or connections came or went, so that a new plan is needed."""
        return self.connections.structural or any(
            (unit.before is None) != (unit.after is None) for unit in self.units
        )

    @property
    def only_moves(self) -> bool:
        """Whether nothing but positions and names changed, which training need not hear of."""
        return not (len(self.connections) or self.seed or self.initializer) and all(
            unit.only_moves for unit in self.units
        )

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(
            tuple(UnitChange(unit.after, unit.before) for unit in self.units),
            self.connections.inverse(),
            self.seed and self.seed[::-1],
            self.initializer and self.initializer[::-1],
        )

    def then(self, later: Change) -> Change:
        """This change and a later one as a single change."""
        record = Record()
        for change in (self, later):
            record.add(change)
        return record.change()


def _without_place(unit: Unit) -> tuple[object, ...]:
    return unit.kind, unit.activation, unit.bias, unit.keep_probability


@dataclass(slots=True)
class Record:
    """Gathers the steps of an edit; each unit and connection keeps its first and last state."""

    units: dict[int, UnitChange] = field(default_factory=dict)
    links: list[LinkChanges] = field(default_factory=list)
    single: list[tuple[int, int, float, float]] = field(default_factory=list)
    seed: tuple[int, int] | None = None
    initializer: tuple[str, str] | None = None

    def add_unit(self, step: UnitChange) -> None:
        """Note one unit's step."""
        known = self.units.get(step.id)
        self.units[step.id] = UnitChange(known.before, step.after) if known else step

    def add_connection(self, source: int, target: int, before: float, after: float) -> None:
        """Note one connection's step, as LinkChanges has it."""
        self.single.append((source, target, before, after))

    def add_links(self, links: LinkChanges) -> None:
        """Note the steps of many connections."""
        if self.single:
            self.links.append(LinkChanges.of(self.single))
            self.single = []
        self.links.append(links)

    def add_seed(self, before: int, after: int) -> None:
        """Note a new seed."""
        self.seed = (self.seed[0] if self.seed else before, after)

    def add_initializer(self, before: str, after: str) -> None:
        """Note another initialiser."""
        self.initializer = (self.initializer[0] if self.initializer else before, after)

    def add(self, change: Change) -> None:
        """Note a whole change."""
        for unit in change.units:
            self.add_unit(unit)
        self.add_links(change.connections)
        if change.seed:
            self.add_seed(*change.seed)
        if change.initializer:
            self.add_initializer(*change.initializer)

    def change(self) -> Change:
        """All that was noted, without what came back to where it began."""
        return Change(
            tuple(unit for unit in self.units.values() if unit.before != unit.after),
            joined((*self.links, LinkChanges.of(self.single))),
            self.seed if self.seed and self.seed[0] != self.seed[1] else None,
            self.initializer
            if self.initializer and self.initializer[0] != self.initializer[1]
            else None,
        )
