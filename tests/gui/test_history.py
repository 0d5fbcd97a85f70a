"""The window's record of a run: columns that stay within the engine's budget, by the same rule."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import HistoryRow, thinning
from gui.run.history import History

MOST = 64


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "MOST_ROWS", MOST)
    monkeypatch.setattr(thinning.kept_rows, "__defaults__", (MOST,))


def row(epoch: int, **metrics: float) -> HistoryRow:
    return HistoryRow(epoch, 3 * epoch, 30 * epoch, epoch / 10, 1 / epoch, metrics)


def rows(count: int, best: int = 200) -> list[HistoryRow]:
    return [row(n, train_loss=1 / n, validation_loss=abs(n - best) + 0.5) for n in range(1, count)]


@pytest.mark.usefixtures("_small")
def test_a_long_record_keeps_few_rows_that_are_whole() -> None:
    history = History()
    history.extend(rows(1000))
    kept = history.epochs
    assert len(kept) <= MOST
    assert {1.0, 200.0, 999.0} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()
    assert history.along("steps").tolist() == (3 * kept).tolist()
    assert history.along("examples").tolist() == (30 * kept).tolist()
    assert history.along("seconds").tolist() == (kept / 10).tolist()
    assert history.rates.tolist() == (1 / kept).tolist()
    assert history.column("train_loss").tolist() == (1 / kept).tolist()


@pytest.mark.usefixtures("_small")
def test_the_window_keeps_the_rows_that_the_engine_keeps() -> None:
    history, engine = History(), []
    for new in rows(700):
        history.extend([new])
        engine.append(new)
        if len(engine) > MOST:
            steps = np.array([float(one.step) for one in engine])
            losses = np.array([one.loss for one in engine])
            engine = [engine[place] for place in thinning.kept_rows(steps, losses)]
    assert history.epochs.tolist() == [one.epoch for one in engine]


@pytest.mark.usefixtures("_small")
def test_a_metric_that_comes_later_has_room_after_thinning() -> None:
    history = History()
    history.extend(rows(100))
    history.extend([row(100, test_loss=2.0)])
    found = history.column("test_loss")
    assert len(found) == len(history)
    assert found[-1] == 2.0
    assert np.isnan(found[:-1]).all()
    assert math.isnan(history.column("train_loss")[-1])


@pytest.mark.usefixtures("_small")
def test_a_whole_record_is_followed_by_what_is_new_in_it() -> None:
    history, whole = History(), rows(31)
    history.follow(whole[:10])
    history.follow(whole)
    assert history.epochs.tolist() == list(range(1, 31))
    history.follow([*whole[::2], row(31, train_loss=0.1)])
    assert history.epochs.tolist() == list(range(1, 32))
