"""Netloom's engine: build a network, train it, take it away. The names here are its front door.

What needs Numba is loaded on first use, so that a window can be painted before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# Not "from engine import …": inside this file that would ask a half-made module.
import engine.activations as activations
import engine.compute as compute
import engine.datasets as datasets
import engine.errors as errors
import engine.fitting as fitting
import engine.initializers as initializers
import engine.layout as layout
import engine.losses as losses
import engine.metrics as metrics
import engine.notable as notable
import engine.optimizers as optimizers
import engine.schedules as schedules
from engine.arrays import NetworkArrays
from engine.bounds import Bounds
from engine.changes import Change, Connection, ConnectionChange, Kind, Link, Unit, UnitChange
from engine.difference import change_between
from engine.errors import EngineError
from engine.graph import Network
from engine.principal import Principal, principal
from engine.settings import TrainingSettings, bounds
from engine.snapshot import (
    ExamplePass,
    Failed,
    HistoryRow,
    MiniBatch,
    Predictions,
    Quantity,
    Representation,
    Snapshot,
    Span,
    Spread,
    WatchRequest,
)

if TYPE_CHECKING:
    import engine.exporters as exporters
    import engine.jit as jit
    import engine.project_file as project_file
    import engine.race_presets as race_presets
    import engine.samples as samples
    from engine.landscape import Ground, Landscape, LandscapeView
    from engine.race import Race, Standing, Variant
    from engine.rate_finder import RateSearch
    from engine.report import ClassFigures, ClassReport, RegressionReport
    from engine.runner import Runner
    from engine.single_step import Backward, Forward, SingleStep, Update
    from engine.trainer import Trainer, TrainerState

__all__ = [
    "Backward",
    "Bounds",
    "Change",
    "ClassFigures",
    "ClassReport",
    "Connection",
    "ConnectionChange",
    "EngineError",
    "ExamplePass",
    "Failed",
    "Forward",
    "Ground",
    "HistoryRow",
    "Kind",
    "Landscape",
    "LandscapeView",
    "Link",
    "MiniBatch",
    "Network",
    "NetworkArrays",
    "Predictions",
    "Principal",
    "Quantity",
    "Race",
    "RateSearch",
    "RegressionReport",
    "Representation",
    "Runner",
    "SingleStep",
    "Snapshot",
    "Span",
    "Spread",
    "Standing",
    "Trainer",
    "TrainerState",
    "TrainingSettings",
    "Unit",
    "UnitChange",
    "Update",
    "Variant",
    "WatchRequest",
    "activations",
    "bounds",
    "change_between",
    "compute",
    "datasets",
    "errors",
    "exporters",
    "fitting",
    "initializers",
    "jit",
    "layout",
    "losses",
    "metrics",
    "notable",
    "optimizers",
    "principal",
    "project_file",
    "race_presets",
    "samples",
    "schedules",
]

_LAZY_MODULES = {"exporters", "jit", "project_file", "race_presets", "samples"}
_LAZY_NAMES = {
    "Backward": "engine.single_step",
    "Forward": "engine.single_step",
    "Ground": "engine.landscape",
    "Landscape": "engine.landscape",
    "LandscapeView": "engine.landscape",
    "ClassFigures": "engine.report",
    "ClassReport": "engine.report",
    "Race": "engine.race",
    "RateSearch": "engine.rate_finder",
    "RegressionReport": "engine.report",
    "Runner": "engine.runner",
    "SingleStep": "engine.single_step",
    "Standing": "engine.race",
    "Trainer": "engine.trainer",
    "TrainerState": "engine.trainer",
    "Update": "engine.single_step",
    "Variant": "engine.race",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY_MODULES:
        return import_module(f"engine.{name}")
    if name in _LAZY_NAMES:
        return getattr(import_module(_LAZY_NAMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
