"""Netloom's engine: build a network, train it, take it away. The names here are its front door.

What needs Numba is loaded on first use, so that a window can be painted before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import engine.data.datasets as datasets
import engine.errors as errors

# Not "from engine import …": inside this file that would ask a half-made module.
import engine.functions.activations as activations
import engine.functions.initializers as initializers
import engine.functions.losses as losses
import engine.functions.metrics as metrics
import engine.functions.optimizers as optimizers
import engine.functions.schedules as schedules
import engine.network.layout as layout
import engine.study.notable as notable
import engine.training.compute as compute
import engine.training.fitting as fitting
import engine.training.thinning as thinning
from engine.bounds import Bounds
from engine.errors import EngineError
from engine.live.snapshot import (
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
from engine.network.arrays import NetworkArrays
from engine.network.changes import Change, Connection, Kind, Unit, UnitChange
from engine.network.difference import change_between
from engine.network.graph import Network
from engine.network.links import Link, LinkChanges, every_pair, pair_keys
from engine.study.principal import Principal, principal
from engine.training.settings import TrainingSettings, bounds

if TYPE_CHECKING:
    import engine.exporters as exporters
    import engine.importers as importers
    import engine.jit as jit
    import engine.projects.draft as draft
    import engine.projects.project_file as project_file
    import engine.projects.share as share
    import engine.study.race_presets as race_presets
    import engine.study.samples as samples
    from engine.live.runner import Runner
    from engine.study.landscape import Ground, Landscape, LandscapeView
    from engine.study.race import Race, Standing, Variant
    from engine.study.rate_finder import RateSearch
    from engine.study.report import ClassFigures, ClassReport, RegressionReport
    from engine.study.single_step import Backward, Forward, SingleStep, Update
    from engine.training.trainer import Trainer, TrainerState

__all__ = [
    "Backward",
    "Bounds",
    "Change",
    "ClassFigures",
    "ClassReport",
    "Connection",
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
    "LinkChanges",
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
    "draft",
    "errors",
    "every_pair",
    "exporters",
    "fitting",
    "importers",
    "initializers",
    "jit",
    "layout",
    "losses",
    "metrics",
    "notable",
    "optimizers",
    "pair_keys",
    "principal",
    "project_file",
    "race_presets",
    "samples",
    "schedules",
    "share",
    "thinning",
]

_LAZY_MODULES = {
    "draft": "engine.projects.draft",
    "exporters": "engine.exporters",
    "importers": "engine.importers",
    "jit": "engine.jit",
    "project_file": "engine.projects.project_file",
    "race_presets": "engine.study.race_presets",
    "samples": "engine.study.samples",
    "share": "engine.projects.share",
}
_LAZY_NAMES = {
    "Backward": "engine.study.single_step",
    "Forward": "engine.study.single_step",
    "Ground": "engine.study.landscape",
    "Landscape": "engine.study.landscape",
    "LandscapeView": "engine.study.landscape",
    "ClassFigures": "engine.study.report",
    "ClassReport": "engine.study.report",
    "Race": "engine.study.race",
    "RateSearch": "engine.study.rate_finder",
    "RegressionReport": "engine.study.report",
    "Runner": "engine.live.runner",
    "SingleStep": "engine.study.single_step",
    "Standing": "engine.study.race",
    "Trainer": "engine.training.trainer",
    "TrainerState": "engine.training.trainer",
    "Update": "engine.study.single_step",
    "Variant": "engine.study.race",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY_MODULES:
        return import_module(_LAZY_MODULES[name])
    if name in _LAZY_NAMES:
        return getattr(import_module(_LAZY_NAMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
