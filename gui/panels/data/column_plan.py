"""What a person has decided for the columns of a table, while it is being looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.data.datasets import Choices

ROLES: dict[str, str] = {
    "input": "Input",
    "target": "Target",
    "also": "One more target",
    "ignore": "Left out",
}
KINDS: dict[str, str] = {
    "number": "Numbers",
    "category": "Categories",
    "date": "Dates",
    "boolean": "Yes or no",
    "text": "Text",
}


@dataclass(frozen=True)
class ColumnPlan:
    """Roles and kinds by the columns' names; a column that is not mentioned is an input.

    `insisted` are inputs that reading would leave out by itself; `kinds` holds only what was
    decided by hand.
    """

    targets: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()
    insisted: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, choices: Choices) -> ColumnPlan:
        """The plan that was carried out with these choices."""
        target = choices.target
        targets = (target,) if isinstance(target, str) else target or ()
        kinds = dict(choices.kinds)
        if len(targets) == 1 and choices.task is not None:
            kinds[targets[0]] = "number" if choices.task == "regression" else "category"
        return cls(targets, frozenset(choices.ignore), frozenset(choices.inputs), kinds)

    @property
    def choices(self) -> Choices:
        """The plan as reading takes it."""
        return Choices(**self.asked)

    @property
    def asked(self) -> dict[str, Any]:
        """The same by the names of the choices."""
        alone = self.targets[0] if len(self.targets) == 1 else ""
        return {
            "target": alone or self.targets or None,
            "task": "regression" if self.kinds.get(alone) == "number" else None,
            "ignore": tuple(sorted(self.ignored)),
            "inputs": tuple(sorted(self.insisted)),
            "kinds": tuple(sorted(self.kinds.items())),
        }

    def role(self, name: str, left_out: Iterable[str] = ()) -> str:
        """ "input", "target" or "ignore"; `left_out` names what reading leaves out by itself."""
        if name in self.targets:
            return "target"
        return "ignore" if name in self.ignored or name in left_out else "input"

    def with_role(self, name: str, role: str) -> ColumnPlan:
        """The plan with another role for a column; "also" makes it one of several targets."""
        others = tuple(target for target in self.targets if target != name)
        targets = {"target": (name,), "also": (*others, name)}.get(role, others)
        kinds = dict(self.kinds)
        if role in ("target", "also") and kinds.get(name) == "text":
            del kinds[name]
        return replace(
            self,
            targets=targets,
            ignored=self.ignored | {name} if role == "ignore" else self.ignored - {name},
            insisted=self.insisted | {name} if role == "input" else self.insisted - {name},
            kinds=kinds,
        )

    def with_kind(self, name: str, kind: str) -> ColumnPlan:
        """The plan with a column taken for numbers, categories or text."""
        return replace(self, kinds={**self.kinds, name: kind})

    def among(self, names: Sequence[str], usual: str) -> ColumnPlan:
        """The plan for a table of these columns; `usual` is the target where none is left."""
        targets = tuple(name for name in self.targets if name in names) or (usual,)
        return ColumnPlan(
            targets,
            self.ignored & set(names) - set(targets),
            self.insisted & set(names) - set(targets),
            {name: kind for name, kind in self.kinds.items() if name in names},
        )

    def renamed(self, old: str, new: str) -> ColumnPlan:
        """The plan where a column is called otherwise."""

        def called(name: str) -> str:
            return new if name == old else name

        return ColumnPlan(
            tuple(map(called, self.targets)),
            frozenset(map(called, self.ignored)),
            frozenset(map(called, self.insisted)),
            {called(name): kind for name, kind in self.kinds.items()},
        )
