"""Refusals as data: what happened and what to try, in words, with the ids to highlight."""

from __future__ import annotations

from itertools import pairwise

Pair = tuple[int, int]


class EngineError(Exception):
    """Something the engine will not do.

    `happened` and `try_this` are templates for `str.format`, so that a window can translate them
    before it fills `values` in; `str(error)` is both sentences in English. `units` and
    `connections` (pairs of unit ids) say what to highlight.
    """

    def __init__(
        self,
        happened: str,
        try_this: str = "",
        *,
        units: tuple[int, ...] = (),
        connections: tuple[Pair, ...] = (),
        **values: object,
    ) -> None:
        self.happened = happened
        self.try_this = try_this
        self.units = units
        self.connections = connections
        self.values = values
        sentences = (text.format(**values) for text in (happened, try_this) if text)
        super().__init__(" ".join(sentences))


class UnknownUnit(EngineError):
    """No unit has this id."""

    def __init__(self, unit: int) -> None:
        super().__init__("There is no unit with the number {unit}.", unit=unit)


class UnknownConnection(EngineError):
    """No connection runs between these two units."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__("{source} and {target} are not connected.", source=source, target=target)


class WouldCreateCycle(EngineError):
    """A connection that would feed a unit its own value; `path` holds the cycle, each id once."""

    def __init__(self, path: tuple[int, ...], names: tuple[str, ...]) -> None:
        self.path = path
        source, target = names[-1], names[0]
        if len(path) == 1:
            happened = "{source} cannot be connected to itself."
        else:
            happened = (
                "{source} already gets its value from {target}. "
                "A connection back would run in a circle: {circle}."
            )
        super().__init__(
            happened,
            "Connect towards the outputs instead.",
            units=path,
            connections=tuple(pairwise(path)),
            source=source,
            target=target,
            circle=" → ".join((*names, target)),
        )


class DuplicateConnection(EngineError):
    """A second connection between the same two units."""

    def __init__(self, pair: Pair, source: str, target: str) -> None:
        super().__init__(
            "{source} is already connected to {target}.",
            "Change the weight of that connection instead.",
            units=pair,
            connections=(pair,),
            source=source,
            target=target,
        )


class ConnectionIntoInput(EngineError):
    """A connection that ends in an input unit."""

    def __init__(self, pair: Pair, target: str) -> None:
        super().__init__(
            "{target} is an input: its value comes from the data.",
            "Connect from it to another unit.",
            units=pair,
            target=target,
        )


class ConnectionOutOfOutput(EngineError):
    """A connection that starts in an output unit."""

    def __init__(self, pair: Pair, source: str) -> None:
        super().__init__(
            "{source} is an output: its value is the prediction and feeds no other unit.",
            "Put a hidden unit in its place, or connect from a hidden unit.",
            units=pair,
            source=source,
        )


class BadValue(EngineError):
    """A number or a name that a unit, a connection or the network cannot have."""


class SettingsError(EngineError):
    """A training setting outside its bounds, or one that does not exist."""


class DataError(EngineError):
    """Data that cannot be read or used."""


class Cancelled(DataError):
    """The person stopped a long piece of work; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Stopped before the end; nothing was changed.")


class DoesNotFit(EngineError):
    """Network, data and loss that do not go together."""


class NoDirections(EngineError):
    """A landscape along directions that have no length."""


class Diverged(EngineError):
    """Training left the finite numbers; the last finite weights were restored."""


class StepIsOver(EngineError):
    """A mini-batch that was taken apart and is no longer the next one."""

    def __init__(self) -> None:
        super().__init__(
            "The run is no longer where this mini-batch was taken apart.",
            "Ask the trainer for the next single step.",
        )


class DeviceError(EngineError):
    """A device that was asked for and cannot be used."""


class PackageMissing(EngineError):
    """Something needs a package that is not installed; `extra` is what brings it."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(
            "{what} need {package}, which is not installed.",
            "Install it with: python3 main.py --with {extra}",
            what=what,
            package=package,
            extra=extra,
        )
        self.package, self.extra = package, extra


class ProjectError(EngineError):
    """A project that cannot be written or read."""


class ExportError(EngineError):
    """An export that cannot be written."""


class NetworkFileError(EngineError):
    """Another program's file, or a link, whose network cannot be taken."""
