"""Between data or a run and the arrays of a project, checked on the way in."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.data import datasets, memory
from engine.data.dataset import Dataset
from engine.data.memory import Numbers
from engine.data.sources import (
    ArrayFileSource,
    ArraySource,
    FileSource,
    GeneratedSource,
    ImageFolderSource,
    PaintedSource,
    Source,
    TableSource,
    TextSource,
)
from engine.errors import DataError, ProjectError
from engine.live.snapshot import HistoryRow
from engine.projects.archive import Arrays
from engine.projects.schema import (
    ArrayFileOrigin,
    ArrayOrigin,
    BestEntry,
    DataEntry,
    FileOrigin,
    GeneratedOrigin,
    ImageFolderOrigin,
    LimitEntry,
    Origin,
    PaintedOrigin,
    RunEntry,
    TableOrigin,
    TextOrigin,
)

if TYPE_CHECKING:
    from engine.computing.parameters import NamedParameters
    from engine.training.stopping import BestState
    from engine.training.trainer import TrainerState

_ORIGINS: dict[type[Source], type[Origin]] = {
    GeneratedSource: GeneratedOrigin,
    TableSource: TableOrigin,
    FileSource: FileOrigin,
    TextSource: TextOrigin,
    ArrayFileSource: ArrayFileOrigin,
    ImageFolderSource: ImageFolderOrigin,
    ArraySource: ArrayOrigin,
    PaintedSource: PaintedOrigin,
}
_PARTS = ("train_rows", "validation_rows", "test_rows")
_MOST_FORMULAS = 1000
_NAMED = ("unit_ids", "biases", "sources", "targets", "weights", "powers")
_NUMBERS = ("biases", "weights", "powers")  # of these; the ids of the best weights are the same


def data_entry(data: Dataset) -> tuple[DataEntry, Arrays]:
    """The entry of a dataset, and the arrays without which it could not be had again."""
    arrays: Arrays = {}
    if not isinstance(data.source, GeneratedSource):
        arrays |= {"data_inputs": data.inputs, "data_targets": data.targets}
    if data.fractions is not None:
        arrays |= {f"data_{part}": getattr(data, part) for part in _PARTS}
    entry = DataEntry(
        _origin(data.source),
        data.title,
        data.task,
        data.input_names,
        data.target_names,
        data.classes,
        data.notes,
        data.scaling,
        data.fractions,
        data.split_seed,
        data.features,
    )
    return entry, arrays


def data_from(entry: DataEntry, arrays: Arrays) -> Dataset:
    """The dataset of an entry and its arrays. Raises ProjectError."""
    source = _source(entry.origin)
    if len(entry.features) > len(entry.input_names) + _MOST_FORMULAS:
        raise ProjectError("The project's data have more features than can be computed.")
    try:
        if isinstance(source, GeneratedSource):
            data = datasets.rebuild(source)
        else:
            data = datasets.from_arrays(
                _raw(arrays),
                _floats(arrays, "data_targets", 2),
                entry.task,
                input_names=entry.input_names,
                target_names=entry.target_names,
                classes=entry.classes,
            )
        data = replace(
            data,
            title=entry.title,
            notes=entry.notes,
            source=source,
            scaling=entry.scaling,
            split_seed=entry.split_seed,
            features=entry.features,
        )
    except DataError as error:
        raise ProjectError("The project's data cannot be used: {detail}", detail=error) from None
    return _with_parts(data, entry, arrays)


def _with_parts(data: Dataset, entry: DataEntry, arrays: Arrays) -> Dataset:
    if entry.fractions is None:
        return data
    train, validation, test = (_ints(arrays, f"data_{part}") for part in _PARTS)
    together = np.sort(np.concatenate([train, validation, test]))
    if not len(train) or not np.array_equal(together, np.arange(len(data.inputs))):
        raise ProjectError("The parts of the project's data are not a split of all its rows.")
    return replace(
        data,
        train_rows=train,
        validation_rows=validation,
        test_rows=test,
        fractions=entry.fractions,
    )


def run_entry(state: TrainerState) -> tuple[RunEntry, Arrays]:
    """The entry of a run, and its arrays."""
    names = list(dict.fromkeys(name for row in state.history for name in row.metrics))
    rows = state.history
    numbers = [(row.epoch, row.step, row.examples, row.seconds, row.learning_rate) for row in rows]
    measured = [[row.metrics.get(name, np.nan) for name in names] for row in rows]
    known = [[name in row.metrics for name in names] for row in rows]
    arrays: Arrays = {f"run_{name}": getattr(state.parameters, name) for name in _NAMED}
    best: BestEntry | None = None
    if state.best is not None:
        best = BestEntry(state.best.loss, state.best.epoch)
        kept = state.best.parameters
        arrays |= {f"run_best_{name}": getattr(kept, name) for name in _NUMBERS}
    arrays["run_clock"] = state.clock
    shape = (len(rows), len(names))
    arrays["run_history"] = np.array(numbers, np.float64).reshape(len(rows), 5)
    arrays["run_metrics"] = np.array(measured, np.float64).reshape(shape)
    arrays["run_measured"] = np.array(known, np.int64).reshape(shape)
    limits = LimitEntry(**asdict(state.limits))
    run = RunEntry(state.seed, state.seconds, tuple(names), best, limits, state.operations)
    return run, arrays


def state_from(entry: RunEntry, arrays: Arrays, data: Dataset) -> TrainerState:
    """The run of an entry and its arrays. Raises ProjectError."""
    # Imported late: the trainer brings the compiled kernels with it.
    from engine.computing.parameters import NamedParameters
    from engine.kernels.cpu import CLOCKS, DEALT, POSITION
    from engine.training.stopping import LimitState
    from engine.training.trainer import TrainerState

    parameters = NamedParameters(
        _ints(arrays, "run_unit_ids"),
        _floats(arrays, "run_biases", 2),
        _ints(arrays, "run_sources"),
        _ints(arrays, "run_targets"),
        _floats(arrays, "run_weights", 2),
        _floats(arrays, "run_powers", 1),
    )
    units, links = len(parameters.unit_ids), len(parameters.sources)
    shapes = (parameters.biases.shape, parameters.weights.shape, parameters.powers.shape)
    clock = _ints(arrays, "run_clock")
    fits = (
        shapes == ((3, units), (3, links), (2,))
        and len(parameters.targets) == links
        and len(np.unique(parameters.unit_ids)) == units
        and len(np.unique(np.stack([parameters.sources, parameters.targets]), axis=1).T) == links
        and len(clock) == CLOCKS
        and bool((np.delete(clock, DEALT) >= 0).all())
        and clock[POSITION] < len(data.train_rows)
    )
    if not fits:
        raise ProjectError("The project's trained numbers do not fit together.")
    return TrainerState(
        parameters,
        clock,
        entry.seed,
        entry.seconds,
        _history(entry.metrics, arrays),
        None if entry.best is None else _best(entry.best, parameters, arrays),
        LimitState()
        if entry.limits is None
        else LimitState(**msgspec.structs.asdict(entry.limits)),
        operations=entry.operations,
    )


def _best(entry: BestEntry, present: NamedParameters, arrays: Arrays) -> BestState:
    from engine.training.stopping import BestState

    kept = replace(
        present,
        biases=_floats(arrays, "run_best_biases", 2),
        weights=_floats(arrays, "run_best_weights", 2),
        powers=_floats(arrays, "run_best_powers", 1),
    )
    if any(getattr(kept, name).shape != getattr(present, name).shape for name in _NUMBERS):
        raise ProjectError("The project's best numbers do not fit its trained ones.")
    return BestState(entry.loss, entry.epoch, kept)


def _history(names: tuple[str, ...], arrays: Arrays) -> tuple[HistoryRow, ...]:
    rows = _floats(arrays, "run_history", 2)
    measured = _floats(arrays, "run_metrics", 2, finite=False)
    known = _ints(arrays, "run_measured", 2)
    shape = (len(rows), len(names))
    if rows.shape[1] != 5 or measured.shape != shape or known.shape != shape:
        raise ProjectError("The project's history does not fit its names.")
    return tuple(
        HistoryRow(
            int(row[0]),
            int(row[1]),
            int(row[2]),
            row[3],
            row[4],
            {name: value for name, value, is_known in zip(names, *cells, strict=True) if is_known},
        )
        for row, *cells in zip(rows.tolist(), measured.tolist(), known.tolist(), strict=True)
    )


def _raw(arrays: Arrays) -> Numbers:
    """The raw inputs, of very large tables in float32."""
    array = _present(arrays, "data_inputs")
    if array.dtype == np.float32 and array.ndim == 2 and array.size > memory.LARGE:
        return np.asarray(array, np.float32)  # `from_arrays` refuses what is not finite
    return _floats(arrays, "data_inputs", 2)


def _floats(
    arrays: Arrays, name: str, dimensions: int, *, finite: bool = True
) -> NDArray[np.float64]:
    array = _present(arrays, name)
    if array.dtype != np.float64 or array.ndim != dimensions:
        raise ProjectError("The project's array {name} is of another kind.", name=name)
    numbers = array.astype(np.float64)
    if finite and not np.isfinite(numbers).all():
        raise ProjectError(
            "The project's array {name} holds values that are no numbers.", name=name
        )
    return numbers


def _ints(arrays: Arrays, name: str, dimensions: int = 1) -> NDArray[np.int64]:
    array = _present(arrays, name)
    if array.dtype != np.int64 or array.ndim != dimensions:
        raise ProjectError("The project's array {name} is of another kind.", name=name)
    return array.astype(np.int64)


def _present(arrays: Arrays, name: str) -> NDArray[np.generic]:
    if name not in arrays:
        raise ProjectError("The project lacks its array {name}.", name=name)
    return arrays[name]


def _origin(source: Source) -> Origin:
    return _ORIGINS[type(source)](**asdict(source))


def _source(origin: Origin) -> Source:
    kinds = {entry: source for source, entry in _ORIGINS.items()}
    return kinds[type(origin)](**msgspec.structs.asdict(origin))
