"""Learner: a model that follows the gradient, one mini-batch after another."""

from __future__ import annotations

import time

import numpy as np

from engine import given
from engine.computing.model import Model
from engine.computing.orders import scheduled_rates, training_rules
from engine.computing.plan import Plan
from engine.data.dataset import Dataset
from engine.errors import Diverged
from engine.functions.schedules import warm_up
from engine.kernels import cpu
from engine.kernels.cpu import DEALT, EPOCH, EXAMPLES, POSITION, STEP
from engine.live.snapshot import Cost
from engine.network.graph import Network
from engine.training import compute
from engine.training.safeguard import Safeguard
from engine.training.settings import TrainingSettings


class Learner(Model):
    """A model that takes steps and knows where it stands, but nothing of its way there.

    Raises what Trainer does, which says what `strict` is.
    """

    def __init__(
        self,
        network: Network,
        data: Dataset,
        settings: TrainingSettings,
        seed: int = 0,
        device: str = "auto",
        *,
        strict: bool = True,
    ) -> None:
        super().__init__(network, data, settings, device)
        if strict:
            self._refuse_mismatch()
        self.seed = given.seed(seed)
        self.seconds = 0.0
        self.operations = 0.0
        self._costed: tuple[Plan, TrainingSettings, Cost] | None = None
        self._clock = np.zeros(cpu.CLOCKS, np.int64)
        self._deal_anew()
        self._safeguard = Safeguard()
        self._prepared_for: tuple[object, int] | None = None
        self._set_out()

    def _set_out(self) -> None:
        """What is to be done before the first step; a learner alone has nothing to note."""

    # Steps

    def step(self) -> None:
        """Train on one mini-batch."""
        self.advance(1)

    def advance(self, steps: int) -> None:
        """Train on so many mini-batches, without Python's lock while it lasts.

        Raises DoesNotFit, or Diverged, with the last weights restored whose loss was sane, when a
        loss is not finite or has exploded.
        """
        self._refuse_mismatch()
        steps = given.whole(steps, "The number of steps")
        batch = min(self.settings.batch_size, len(self._prepared.rows))
        size = self._plan.arrays.size
        while steps > 0:
            if self._safeguard.is_due(size, self.examples):
                self.keep_safe()
            now = min(steps, -(-self._safeguard.look_ahead(size) // batch))
            self._advance(now)
            steps -= now

    def keep_safe(self) -> None:
        """Have the present weights restored if training diverges from here on."""
        self._safeguard.keep(self._parameters, self._clock, self.examples)

    def _advance(self, steps: int) -> None:
        start, examples = time.perf_counter(), self.examples
        loss = self._train(steps)
        self.seconds += time.perf_counter() - start
        self.operations += self.cost.of(self.examples - examples, steps)
        if not self._safeguard.accepts(loss) or not self._parameters.is_finite():
            raise self._diverged(loss)

    def _diverged(self, loss: float) -> Diverged:
        epoch, rate = self.epoch + 1, self.learning_rate
        self._safeguard.bring_back(self._parameters, self._clock)
        self._deal_anew()
        return Diverged(
            "Training diverged in epoch {epoch}: with the learning rate {rate:g} the loss exploded "
            "(to {loss:.3g}). The last good weights are back.",
            "Try the learning rate {less:g}; standardise inputs that are large.",
            epoch=epoch,
            rate=rate,
            loss=loss,
            less=float(f"{self.settings.learning_rate / 10:.2g}"),
        )

    def _train(self, steps: int) -> float:
        epochs = steps // self.steps_per_epoch + 2
        rules = training_rules(self.settings, self._backend.divisor, self.seed, self.epoch, epochs)
        rules = rules._replace(most_loss=self._safeguard.most_loss)
        return self._backend.train(rules, self._prepared, self._parameters, self._clock, steps)

    def _deal_anew(self) -> None:
        """Have the order of this epoch dealt again by the next step."""
        self._clock[DEALT] = -1

    # Compiling

    @property
    def is_prepared(self) -> bool:
        """Whether everything is compiled that training needs; True while it cannot train."""
        return self.mismatch is not None or self._prepared_for == self._present_form

    def prepare(self) -> None:
        """Have the loops compiled, without training; takes seconds once on each machine."""
        if not self.is_prepared:
            self._train(0)
            self.respond(self.data.inputs[:1])
            self._prepared_for = self._present_form

    @property
    def _present_form(self) -> tuple[object, int]:
        """What the kernels that are needed depend on: precision, blocks, the size of batches."""
        return self._backend, self.settings.batch_size

    # Where it stands

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return int(self._clock[EPOCH])

    @property
    def steps(self) -> int:
        """How many mini-batches have been trained on."""
        return int(self._clock[STEP])

    @property
    def examples(self) -> int:
        """How many examples have been trained on, repetitions counted."""
        return int(self._clock[EXAMPLES])

    @property
    def cost(self) -> Cost:
        """How many operations an example and a step take now, see `engine.training.compute`.

        `operations` is what all of this run's training has taken.
        """
        known = self._costed
        if known is None or known[0] is not self._plan or known[1] is not self.settings:
            found = compute.cost(self._plan, self.settings)
            known = self._costed = (self._plan, self.settings, found)
        return known[2]

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last step completed an epoch."""
        return bool(self._clock[POSITION] == 0)

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches in an epoch, the last one perhaps smaller."""
        return max(1, -(-len(self._prepared.rows) // self.settings.batch_size))

    @property
    def steps_left(self) -> int:
        """Mini-batches until the end of the present epoch."""
        left = len(self._prepared.rows) - int(self._clock[POSITION])
        return max(1, -(-left // self.settings.batch_size))

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step, by schedule and warm-up."""
        factor = warm_up(self.steps, self.settings.warmup_steps)
        return float(scheduled_rates(self.settings, self.epoch, 1)[0]) * factor
