"""The textbook in plain Python: one example, one unit, one weight at a time, in float64.

Nothing here is shared with the engine but the network that a test builds. Masks and orders come
from the published algorithms (Philox4x32-10, splitmix64, Fisher–Yates) in whole numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from engine import Network, TrainingSettings

Numbers = dict[int, float]
Weights = dict[tuple[int, int], float]


def sigma(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z)) if z > -700.0 else 0.0


def phi(z: float) -> float:
    return math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)


def cumulative(z: float) -> float:
    return (1.0 + math.erf(z / math.sqrt(2.0))) / 2.0


# key -> (g, g')
ACTIVATIONS = {
    "sigmoid": (sigma, lambda z: sigma(z) * (1.0 - sigma(z))),
    "tanh": (math.tanh, lambda z: 1.0 - math.tanh(z) ** 2),
    "relu": (lambda z: max(0.0, z), lambda z: 1.0 if z > 0 else 0.0),
    "softplus": (lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))), sigma),
    "linear": (lambda z: z, lambda z: 1.0),
    "leaky_relu": (lambda z: z if z > 0 else 0.01 * z, lambda z: 1.0 if z > 0 else 0.01),
    "elu": (lambda z: z if z > 0 else math.expm1(z), lambda z: 1.0 if z > 0 else math.exp(z)),
    "silu": (
        lambda z: z * sigma(z),
        lambda z: sigma(z) + z * sigma(z) * (1.0 - sigma(z)),
    ),
    "gelu": (lambda z: z * cumulative(z), lambda z: cumulative(z) + z * phi(z)),
    "step": (lambda z: 1.0 if z >= 0 else 0.0, lambda z: 1.0),
}


def softmax(z: list[float]) -> list[float]:
    powers = [math.exp(value - max(z)) for value in z]
    return [power / sum(powers) for power in powers]


def loss_of(key: str, outputs: list[float], targets: list[float]) -> float:
    """The loss of one example, from activations."""
    pairs = list(zip(outputs, targets, strict=True))
    if key == "mse":
        return sum((o - t) ** 2 for o, t in pairs) / len(pairs)
    if key == "half_squared_error":
        return sum((o - t) ** 2 for o, t in pairs) / 2.0
    if key == "absolute":
        return sum(abs(o - t) for o, t in pairs) / len(pairs)
    if key == "huber":
        errors = [abs(o - t) for o, t in pairs]
        return sum(e * e / 2.0 if e <= 1.0 else e - 0.5 for e in errors) / len(pairs)
    if key == "binary_cross_entropy":
        return -sum(t * math.log(o) + (1.0 - t) * math.log(1.0 - o) for o, t in pairs)
    if key == "cross_entropy":
        return -sum(t * math.log(o) for o, t in pairs if t)
    assert key == "hinge"
    return sum(max(0.0, 1.0 - (2.0 * t - 1.0) * o) for o, t in pairs) / len(pairs)


def loss_slopes(key: str, outputs: list[float], targets: list[float]) -> list[float]:
    """dE/da of one example's outputs; for the two cross-entropies dE/dz = a − t."""
    count = len(outputs)
    pairs = list(zip(outputs, targets, strict=True))
    if key == "mse":
        return [2.0 * (o - t) / count for o, t in pairs]
    if key in ("half_squared_error", "binary_cross_entropy", "cross_entropy"):
        return [o - t for o, t in pairs]
    if key == "absolute":
        return [((o > t) - (o < t)) / count for o, t in pairs]
    if key == "huber":
        return [max(-1.0, min(1.0, o - t)) / count for o, t in pairs]
    assert key == "hinge"
    signs = [2.0 * t - 1.0 for t in targets]
    return [-s / count if s * o < 1.0 else 0.0 for o, s in zip(outputs, signs, strict=True)]


@dataclass
class Reference:
    """A network being trained exactly as the engine promises to train it."""

    network: Network
    inputs: list[list[float]]
    targets: list[list[float]]
    settings: TrainingSettings
    seed: int = 0
    weights: Weights = field(init=False)
    biases: Numbers = field(init=False)
    first: dict[object, float] = field(default_factory=dict)
    second: dict[object, float] = field(default_factory=dict)
    step: int = 0
    epoch: int = 0
    position: int = 0

    def __post_init__(self) -> None:
        self.weights = {(c.source, c.target): c.weight for c in self.network.connections}
        self.biases = {u.id: u.bias for u in self.network.units if u.kind != "input"}

    # Forward and backward

    def forward(self, example: list[float], mask: Numbers | None = None) -> tuple[Numbers, Numbers]:
        """Weighted sums and activations of all units; `mask` multiplies activations."""
        network, mask = self.network, mask or {}
        z: Numbers = {}
        a = {
            unit: value * mask.get(unit, 1.0)
            for unit, value in zip(network.inputs, example, strict=True)
        }
        for unit in network.topological_order():
            if unit in a:
                continue
            z[unit] = self.biases[unit] + sum(
                self.weights[source, unit] * a[source] for source in network.incoming(unit)
            )
            key = network.unit(unit).activation
            if key != "softmax":
                a[unit] = ACTIVATIONS[key][0](z[unit]) * mask.get(unit, 1.0)
        if any(unit not in a for unit in network.outputs):
            shares = softmax([z[unit] for unit in network.outputs])
            a.update(zip(network.outputs, shares, strict=True))
        return z, a

    def loss(self, rows: list[int]) -> float:
        """The mean loss over rows, dropout off."""
        added = 0.0
        for row in rows:
            _, a = self.forward(self.inputs[row])
            outputs = [a[unit] for unit in self.network.outputs]
            added += loss_of(self.settings.loss, outputs, self.targets[row])
        return added / len(rows)

    def gradient(
        self, rows: list[int], masks: list[Numbers] | None = None
    ) -> tuple[Weights, Numbers]:
        """dE/dw and dE/dbias of the mean loss over rows."""
        weights = dict.fromkeys(self.weights, 0.0)
        biases = dict.fromkeys(self.biases, 0.0)
        for number, row in enumerate(rows):
            mask = masks[number] if masks else {}
            for unit, error in self._errors(row, mask).items():
                biases[unit] += error / len(rows)
                _, a = self.forward(self.inputs[row], mask)
                for source in self.network.incoming(unit):
                    weights[source, unit] += error * a[source] / len(rows)
        return weights, biases

    def _errors(self, row: int, mask: Numbers) -> Numbers:
        """dE/dz of every unit for one example."""
        network, loss = self.network, self.settings.loss
        z, a = self.forward(self.inputs[row], mask)
        outputs = [a[unit] for unit in network.outputs]
        slopes = loss_slopes(loss, outputs, self.targets[row])
        by_a = dict(zip(network.outputs, slopes, strict=True))
        by_z: Numbers = {}
        for unit in reversed(network.topological_order()):
            if unit in network.inputs:
                continue
            if unit not in by_a:
                by_a[unit] = sum(
                    self.weights[unit, target] * by_z[target] for target in network.outgoing(unit)
                )
            fused = unit in network.outputs and loss.endswith("cross_entropy")
            slope = 1.0 if fused else ACTIVATIONS[network.unit(unit).activation][1](z[unit])
            by_z[unit] = by_a[unit] * slope * mask.get(unit, 1.0)
        return by_z

    # Training

    def train(self, steps: int) -> None:
        """So many mini-batches."""
        for _ in range(steps):
            order = self.order()
            rows = order[self.position : self.position + self.settings.batch_size]
            weights, biases = self.gradient(rows, [self.mask(row) for row in rows])
            self._update(weights, biases)
            self.step += 1
            self.position += len(rows)
            if self.position >= len(order):
                self.position, self.epoch = 0, self.epoch + 1

    def order(self) -> list[int]:
        """The rows of this epoch in the order of training."""
        rows = list(range(len(self.inputs)))
        return shuffled(rows, self.seed, self.epoch) if self.settings.shuffle else rows

    def mask(self, row: int) -> Numbers:
        """1/p for every kept unit, 0 for every dropped one, in this step and example."""
        per_batch = self.settings.dropout_mask == "batch"
        mask = {}
        for unit in self.network.units:
            p = unit.keep_probability
            if p < 1.0:
                example, purpose = (0, 0) if per_batch else (row, 1)
                last = purpose + (self.step >> 32 << 1)
                counter = (self.step & 0xFFFFFFFF, unit.id // 4, example, last)
                word = philox(counter, self.seed)[unit.id % 4]
                mask[unit.id] = 1.0 / p if word < round(p * 2**32) else 0.0
        return mask

    def _update(self, weights: Weights, biases: Numbers) -> None:
        chosen = self.settings
        coupled = 0.0 if chosen.optimizer == "adamw" else chosen.l2
        for pair, slope in weights.items():
            w = self.weights[pair]
            slope += coupled * w + chosen.l1 * ((w > 0) - (w < 0))
            self.weights[pair] = self._stepped(pair, w, slope, penalised=True)
        for unit, slope in biases.items():
            self.biases[unit] = self._stepped(unit, self.biases[unit], slope, penalised=False)
        if chosen.max_norm:
            self._limit()

    def _stepped(self, key: object, w: float, g: float, penalised: bool) -> float:
        """One parameter after PyTorch's formula for one step."""
        chosen, t = self.settings, self.step + 1
        rate = chosen.learning_rate
        first, second = self.first.get(key, 0.0), self.second.get(key, 0.0)
        if chosen.optimizer == "sgd":
            self.first[key] = first = chosen.momentum * first + g
            return w - rate * (g + chosen.momentum * first if chosen.nesterov else first)
        if chosen.optimizer == "rmsprop":
            self.first[key] = first = 0.99 * first + 0.01 * g * g
            return w - rate * g / (math.sqrt(first) + 1e-8)
        if chosen.optimizer == "adagrad":
            self.first[key] = first = first + g * g
            return w - rate * g / (math.sqrt(first) + 1e-10)
        if chosen.optimizer == "adamw" and penalised:
            w -= rate * chosen.l2 * w
        self.first[key] = first = 0.9 * first + 0.1 * g
        self.second[key] = second = 0.999 * second + 0.001 * g * g
        mean, square = first / (1.0 - 0.9**t), second / (1.0 - 0.999**t)
        return w - rate * mean / (math.sqrt(square) + 1e-8)

    def _limit(self) -> None:
        for unit in self.biases:
            sources = self.network.incoming(unit)
            norm = math.sqrt(sum(self.weights[source, unit] ** 2 for source in sources))
            if norm > self.settings.max_norm:
                for source in sources:
                    self.weights[source, unit] *= self.settings.max_norm / norm


def philox(counter: tuple[int, int, int, int], seed: int) -> tuple[int, int, int, int]:
    """Philox4x32-10: four 32-bit words for a counter and a 64-bit key."""
    c0, c1, c2, c3 = counter
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            (p1 >> 32) ^ c1 ^ k0,
            p1 & 0xFFFFFFFF,
            (p0 >> 32) ^ c3 ^ k1,
            p0 & 0xFFFFFFFF,
        )
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def splitmix(state: int) -> int:
    """The finaliser of splitmix64."""
    wide = 2**64 - 1
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 & wide
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB & wide
    return state ^ (state >> 31)


def shuffled(rows: list[int], seed: int, epoch: int) -> list[int]:
    """Fisher–Yates, inside out, with one draw of splitmix64 for each place."""
    golden, wide = 0x9E3779B97F4A7C15, 2**64 - 1
    stream = splitmix((splitmix((seed + golden) & wide) + epoch * golden) & wide)
    order: list[int] = []
    for place, row in enumerate(rows):
        stream = (stream + golden) & wide
        other = ((splitmix(stream) >> 32) * (place + 1)) >> 32
        order.append(row)
        order[place], order[other] = order[other], order[place]
    return order
