"""One example of the data on its way through the network, in float64, as a textbook computes it."""

from __future__ import annotations

import numpy as np

from engine.computing.examples import PreparedData
from engine.computing.parameters import Parameters
from engine.computing.plan import Plan
from engine.functions.losses import LOSSES
from engine.live.snapshot import ExamplePass
from engine.study import textbook


def pass_example(
    plan: Plan, parameters: Parameters, prepared: PreparedData, loss: str, row: int
) -> ExamplePass:
    """What every unit makes of the example in this row of the data, without dropout."""
    arrays = plan.arrays
    values = parameters.values.astype(np.float64)
    biases = values[arrays.bias : arrays.bias + arrays.units]
    graph = textbook.Graph(plan, values[: plan.edges], biases)
    targets, inputs = (part.T for part in prepared.exact.split(np.array([row]), arrays))
    z, a = textbook.forward(graph, inputs, np.ones((arrays.units, 1)))
    outputs = graph.outputs
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        (error,) = textbook.losses(LOSSES[loss], z[outputs], a[outputs], targets).tolist()
    return ExamplePass(row, z[:, 0], a[:, 0], targets[:, 0].copy(), error)
