"""Schedules: the learning rate at each epoch, and that training follows it."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings
from engine.computing.orders import scheduled_rates
from engine.functions.schedules import SCHEDULES, warm_up
from tests.engine.graphs import examples


@pytest.mark.parametrize(
    ("key", "factors"),
    [
        ("constant", [1.0, 1.0, 1.0, 1.0, 1.0]),
        ("step", [1.0, 1.0, 0.5, 0.5, 0.25]),
        ("exponential", [1.0, 0.5**0.5, 0.5, 0.5**1.5, 0.25]),
        ("inverse_time", [1.0, 1 / 1.25, 1 / 1.5, 1 / 1.75, 0.5]),
        ("cosine", [1.0, 0.5, 0.0, 0.0, 0.0]),
    ],
)
def test_factor_of_each_epoch(key: str, factors: list[float]) -> None:
    found = SCHEDULES[key].factor(np.arange(5.0), 0.5, 2)
    assert found == pytest.approx(factors)


@pytest.mark.parametrize("key", SCHEDULES)
def test_an_epochs_rate_does_not_depend_on_which_are_asked_for_with_it(key: str) -> None:
    plan = TrainingSettings(schedule=key, decay=0.93, period=7)
    together = scheduled_rates(plan, 5, 100)
    alone = [scheduled_rates(plan, 5 + number, 1)[0] for number in range(100)]
    assert together.tolist() == alone


def test_warm_up_climbs_in_a_line() -> None:
    assert [warm_up(step, 4) for step in range(6)] == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    assert warm_up(0, 0) == 1.0


@pytest.mark.parametrize("key", SCHEDULES)
def test_training_follows_the_schedule(key: str) -> None:
    network = Network.layered([2, 3, 1])
    data = examples(network, "mse", 20)
    plan = TrainingSettings(
        schedule=key, decay=0.5, period=2, warmup_steps=3, batch_size=8, precision="float64"
    )
    trainer = Trainer(network, data, plan)
    by_hand = Trainer(network, data, plan.replace(schedule="constant", warmup_steps=0))
    for _ in range(12):
        rate = trainer.learning_rate
        if rate > 0.0:
            by_hand.change_settings(by_hand.settings.replace(learning_rate=rate))
            by_hand.step()
        trainer.step()
    assert trainer.weights() == pytest.approx(by_hand.weights(), rel=1e-12)
