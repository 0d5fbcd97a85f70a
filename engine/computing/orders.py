"""Settings -> Rules: what the training loop needs of them, as numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES
from engine.kernels.cpu import NO_UPDATE, Rules
from engine.kernels.rng import PER_BATCH, PER_EXAMPLE
from engine.training.settings import TrainingSettings


def scheduled_rates(
    settings: TrainingSettings, first_epoch: int, epochs: int
) -> NDArray[np.float64]:
    """The learning rates (epochs,) of epochs from the first one on, before warm-up."""
    numbers = first_epoch + np.arange(float(epochs))
    factors = SCHEDULES[settings.schedule].factor(numbers, settings.decay, settings.period)
    return settings.learning_rate * factors


def training_rules(
    settings: TrainingSettings, divisor: int, seed: int, first_epoch: int, epochs: int
) -> Rules:
    """Rules for training in `epochs` epochs from the first one on.

    `divisor` is what the sum of one example's losses is divided by.
    """
    optimizer = OPTIMIZERS[settings.optimizer]
    return Rules(
        batch_size=settings.batch_size,
        shuffle=settings.shuffle,
        loss=LOSSES[settings.loss].code,
        divisor=divisor,
        optimizer=optimizer.code,
        l1=float(settings.l1),
        l2=0.0 if optimizer.decoupled else float(settings.l2),
        decay=float(settings.l2) if optimizer.decoupled else 0.0,
        momentum=float(settings.momentum),
        look_ahead=float(settings.nesterov),
        max_norm=float(settings.max_norm),
        dropout=True,
        mask_purpose=PER_BATCH if settings.dropout_mask == "batch" else PER_EXAMPLE,
        warmup_steps=settings.warmup_steps,
        most_loss=math.inf,
        seed=np.uint64(seed & (2**64 - 1)),
        first_epoch=first_epoch,
        rates=scheduled_rates(settings, first_epoch, epochs),
    )


def measuring_rules(loss: str, divisor: int, size: int) -> Rules:
    """Rules for one mini-batch of `size` consecutive rows that changes no parameter."""
    settings = TrainingSettings(loss=loss, batch_size=size, shuffle=False)
    rules = training_rules(settings, divisor, seed=0, first_epoch=0, epochs=1)
    return rules._replace(optimizer=NO_UPDATE, dropout=False)
