"""What the panels' tests share: notices that were posted, made-up snapshots, shown widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine import HistoryRow, Network, Snapshot, WatchRequest
from gui.editing.document import Document
from gui.run.session import Session

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[W], W]:
    def shown(widget: W, width: int = 320, height: int = 640) -> W:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return shown


def activations_of(network: Network, inputs: np.ndarray) -> dict[int, np.ndarray]:
    """Activations (r,) of every unit for inputs (r, d), in float64; tanh, linear and sigmoid."""
    values = dict(zip(network.inputs, np.asarray(inputs, np.float64).T, strict=True))
    functions = {"tanh": np.tanh, "linear": lambda z: z, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    for unit in network.topological_order():
        if unit not in values:
            z = network.unit(unit).bias + sum(
                link.weight * values[link.source]
                for link in network.connections
                if link.target == unit
            )
            values[unit] = functions[network.unit(unit).activation](z)
    return values


class Run:
    """Stands in for a training run: what it shows arrives at the session's listeners."""

    def __init__(self, document: Document, session: Session) -> None:
        self._document = document
        self._session = session
        self.revision = 0

    def show(
        self,
        *,
        biases: Mapping[int, float] | None = None,
        weights: Mapping[tuple[int, int], float] | None = None,
        responses: Mapping[int, np.ndarray] | None = None,
        rows: tuple[HistoryRow, ...] = (),
    ) -> Snapshot:
        """Send a snapshot: the document's numbers but for those given."""
        arrays = self._document.network.arrays()
        units = arrays.unit_ids.tolist()
        pairs = list(zip(arrays.sources.tolist(), arrays.targets.tolist(), strict=True))
        plane = self._session.plane
        answers = None
        if responses is not None:
            empty = np.zeros((plane.size, plane.size), np.float32)
            answers = np.stack([responses.get(unit, empty).ravel() for unit in units])
        snapshot = Snapshot(
            revision=self.revision,
            epoch=rows[-1].epoch if rows else 1,
            step=1,
            examples=10,
            seconds=1.0,
            examples_per_second=10.0,
            learning_rate=0.03,
            device="CPU",
            metrics={},
            unit_ids=arrays.unit_ids,
            biases=_replaced(units, arrays.biases, biases or {}),
            kept=np.ones(len(units), bool),
            sources=arrays.sources,
            targets=arrays.targets,
            weights=_replaced(pairs, arrays.weights, weights or {}),
            rows=rows,
            responses=None if answers is None else answers.astype(np.float32),
            watched=WatchRequest(plane.points(self._document.data), plane),
        )
        self._session.snapshot = snapshot
        self._session.history.extend(rows)
        self._session.snapshot_ready.emit(snapshot)
        if rows:
            self._session.history_changed.emit()
        return snapshot


def _replaced(keys: list, numbers: np.ndarray, given: Mapping) -> np.ndarray:
    return np.array([given.get(key, float(n)) for key, n in zip(keys, numbers, strict=True)])


@pytest.fixture
def run(document: Document, session: Session) -> Run:
    return Run(document, session)


@pytest.fixture
def rows() -> Callable[..., tuple[HistoryRow, ...]]:
    """Rows of a history whose losses fall, for so many epochs."""

    def make(epochs: int, **metrics: Callable[[int], float]) -> tuple[HistoryRow, ...]:
        return tuple(
            HistoryRow(
                epoch, epoch, epoch, 0.1, 0.03, {name: at(epoch) for name, at in metrics.items()}
            )
            for epoch in range(1, epochs + 1)
        )

    return make


@pytest.fixture
def ready(prepared: Callable[[Session], Session], session: Session) -> Session:
    """The session, its engine loaded."""
    return prepared(session)


@pytest.fixture
def trained(
    prepared: Callable[[Session], Session], session: Session, qtbot: QtBot
) -> Callable[..., None]:
    """Trains so many epochs more, and waits until everybody has been told."""

    def train(epochs: int = 1) -> None:
        prepared(session)
        qtbot.waitUntil(lambda: session.snapshot is not None)
        assert session.snapshot is not None
        goal = session.snapshot.epoch + epochs
        session.run_epochs(epochs)
        qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch == goal)
        qtbot.waitUntil(lambda: session.is_settled)

    return train
