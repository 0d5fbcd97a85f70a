"""Optimizers: every row of the table against its formula, step by step."""

from __future__ import annotations

import pytest

from engine import Network, Trainer, TrainingSettings
from engine.functions.optimizers import OPTIMIZERS
from tests.engine.graphs import examples
from tests.engine.reference import Reference

VARIANTS = {
    **{key: {"optimizer": key} for key in OPTIMIZERS},
    "momentum": {"optimizer": "sgd", "momentum": 0.9},
    "nesterov": {"optimizer": "sgd", "momentum": 0.9, "nesterov": True},
    "max_norm": {"optimizer": "sgd", "max_norm": 0.5},
}


def trained_both_ways(steps: int, **options: object) -> tuple[Trainer, Reference]:
    network = Network.layered([3, 5, 2], seed=3)
    data = examples(network, "mse", 25)
    chosen = TrainingSettings(batch_size=8, learning_rate=0.05, **options)  # type: ignore[arg-type]
    reference = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen, seed=4)
    trainer = Trainer(network, data, chosen, seed=4)
    trainer.advance(steps)
    reference.train(steps)
    return trainer, reference


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("penalty", [0.0, 0.02])
def test_update_is_the_formula(variant: str, penalty: float) -> None:
    trainer, reference = trained_both_ways(
        9, precision="float64", l1=penalty, l2=2 * penalty, **VARIANTS[variant]
    )
    assert trainer.weights() == pytest.approx(reference.weights, rel=1e-10, abs=1e-12)
    assert trainer.biases() == pytest.approx(reference.biases, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("variant", VARIANTS)
def test_float32_stays_close(variant: str) -> None:
    trainer, reference = trained_both_ways(9, precision="float32", **VARIANTS[variant])
    assert trainer.weights() == pytest.approx(reference.weights, rel=1e-3, abs=1e-4)


def test_adamw_without_decay_is_adam() -> None:
    adam, _ = trained_both_ways(5, optimizer="adam")
    adamw, _ = trained_both_ways(5, optimizer="adamw")
    assert adam.weights() == adamw.weights()


def test_momentum_is_for_gradient_descent_alone() -> None:
    plain, _ = trained_both_ways(5, optimizer="adam")
    given, _ = trained_both_ways(5, optimizer="adam", momentum=0.9)
    assert plain.weights() == given.weights()
