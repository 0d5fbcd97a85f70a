"""One example on its way through the network, against the textbook in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.errors import DataError, DoesNotFit
from engine.functions.losses import LOSSES
from tests.engine.graphs import examples, networks
from tests.engine.reference import Reference


@pytest.mark.parametrize("loss", LOSSES)
@given(picked=st.data())
@settings(max_examples=8, deadline=None)
def test_every_unit_is_what_the_textbook_computes(loss: str, picked: st.DataObject) -> None:
    network = picked.draw(networks(loss))
    data = examples(network, loss, 9)
    chosen = TrainingSettings(loss=loss, precision="float64")
    trainer = Trainer(network, data, chosen)
    textbook = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen)
    found = trainer.pass_example(4)
    z, a = textbook.forward(data.inputs[4].tolist())
    ids = trainer.snapshot().unit_ids.tolist()
    assert found.row == 4
    assert found.a == pytest.approx([a[unit] for unit in ids], rel=1e-12, abs=1e-12)
    sums = [z.get(unit, a[unit]) for unit in ids]
    assert found.z == pytest.approx(sums, rel=1e-12, abs=1e-12)
    assert found.loss == pytest.approx(textbook.loss([4]), rel=1e-12, abs=1e-12)


def test_nothing_is_dropped_and_inputs_are_scaled() -> None:
    data = datasets.load("diabetes").split()
    network = Network.layered([10, 6, 1], seed=2)
    for unit in network.units:
        if unit.kind == "hidden":
            network.update_unit(unit.id, keep_probability=0.5)
    trainer = Trainer(network, data, TrainingSettings(batch_size=16))
    trainer.advance(5)
    found = trainer.pass_example(7)
    scaled = data.recipe.apply_inputs(data.inputs[7:8])[0]
    assert found.a[:10] == pytest.approx(scaled, rel=1e-12)
    predicted = data.recipe.undo_targets(found.a[None, -1:])
    assert predicted == pytest.approx(trainer.predict(data.inputs[7:8]), rel=1e-5)
    assert found.targets == pytest.approx(data.recipe.apply_targets(data.targets[7:8])[0])
    assert np.count_nonzero(found.a[10:16]) == 6


def test_rows_that_there_are_not_and_misfits_are_refused() -> None:
    network = Network.layered([2, 3, 1])
    trainer = Trainer(network, examples(network, "mse", 5), TrainingSettings(), strict=False)
    for row in (-1, 5):
        with pytest.raises(DataError, match="0 to 4"):
            trainer.pass_example(row)
    trainer.change_data(examples(Network.layered([4, 1]), "mse", 5))
    with pytest.raises(DoesNotFit):
        trainer.pass_example(0)
