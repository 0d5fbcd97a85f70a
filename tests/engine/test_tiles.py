"""Dense blocks: found in the plan, and computed by tiles to the same numbers as the textbook's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Network, Trainer, TrainingSettings
from engine.computing import crew, plan
from engine.computing.plan import Block, make_plan
from tests.engine.graphs import connect_some, examples
from tests.engine.reference import Reference

few = settings(
    derandomize=True,
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of any size are computed by tiles."""
    monkeypatch.setattr(plan, "_LEAST_BLOCK", 1)


@st.composite
def dense_networks(draw: st.DrawFn) -> Network:
    """Layers of any width, some of them connected to earlier ones, wholly or here and there."""
    sizes = draw(st.lists(st.integers(1, 11), min_size=2, max_size=5))
    network = Network.layered(sizes, "tanh", "tanh", seed=draw(st.integers(0, 99)))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    levels = network.levels()
    for target in network.topological_order():
        earlier = [unit for unit in levels if levels[unit] < levels[target] - 1]
        if draw(st.booleans()):
            connect_some(network, earlier, target, generator)
        elif draw(st.booleans()):
            for source in earlier:
                network.connect(source, target, weight=generator.normal())
    return network


@pytest.mark.usefixtures("every_block")
@few
@given(network=dense_networks(), count=st.integers(1, 70))
def test_gradient_is_the_textbooks(network: Network, count: int) -> None:
    data = examples(network, "mse", count)
    chosen = TrainingSettings(loss="mse", precision="float64")
    reference = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen)
    trainer = Trainer(network, data, chosen)
    weights, biases = trainer.gradients()
    expected_weights, expected_biases = reference.gradient(list(range(count)))
    assert weights == pytest.approx(expected_weights, rel=1e-10, abs=1e-12)
    assert biases == pytest.approx(expected_biases, rel=1e-10, abs=1e-12)
    assert trainer.evaluate()["loss"] == pytest.approx(reference.loss(list(range(count))))


@pytest.mark.parametrize("mask", ["batch", "example"])
@pytest.mark.parametrize("batch", [9, 40])
@pytest.mark.parametrize("sizes", [[19, 37, 12, 3], [40, 16, 10]])
def test_training_is_the_textbooks(mask: str, batch: int, sizes: list[int]) -> None:
    network = Network.layered(sizes, "tanh", "tanh", keep_probability=0.7, seed=2)
    network.update_unit(network.inputs[1], keep_probability=0.8)
    network.connect(network.inputs[0], network.outputs[1], weight=0.3)
    data = examples(network, "mse", 50)
    chosen = TrainingSettings(
        batch_size=batch,
        dropout_mask=mask,
        precision="float64",
        l2=0.01,
        max_norm=0.9,
        optimizer="adam",
    )
    reference = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen, seed=5)
    trainer = Trainer(network, data, chosen, seed=5)
    assert trainer._plan.blocks
    trainer.advance(4)
    reference.train(4)
    assert trainer.weights() == pytest.approx(reference.weights, rel=1e-9, abs=1e-11)
    assert trainer.biases() == pytest.approx(reference.biases, rel=1e-9, abs=1e-11)


@pytest.mark.parametrize("batch", [10, 32])
def test_float32_stays_close(batch: int) -> None:
    network = Network.layered([30, 33, 9, 2], "relu", "linear", seed=1)
    data = examples(network, "mse", 64)
    single, double = (
        Trainer(network, data, TrainingSettings(batch_size=batch, precision=precision))
        for precision in ("float32", "float64")
    )
    single.advance(20)
    double.advance(20)
    assert single.weights() == pytest.approx(double.weights(), rel=1e-3, abs=1e-5)


def test_a_mini_batch_too_large_for_the_room_is_worked_through_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network.layered([20, 30, 2], seed=3)
    data = examples(network, "mse", 300)
    whole = Trainer(network, data, TrainingSettings(precision="float64")).gradients()
    monkeypatch.setattr("engine.computing.rooms._ROOM", 2**17)
    parts = Trainer(network, data, TrainingSettings(precision="float64"))
    for one, other in zip(whole, parts.gradients(), strict=True):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-15)


def test_blocks_join_levels_in_which_every_unit_feeds_every_other() -> None:
    network = Network.layered([20, 30, 25, 2])
    found = make_plan(network)
    assert found.blocks == (Block(0, 1, 50), Block(1, 2, 650))
    assert found.arrays.stages.tolist() == [0, 20, 50, 75, 77]
    assert found.arrays.edges == 50
    network.disconnect(network.inputs[3], network.outgoing(network.inputs[3])[0])
    assert make_plan(network).blocks == (Block(1, 2, 649),)


def test_small_networks_have_no_blocks_and_one_stage() -> None:
    found = make_plan(Network.layered([2, 4, 2, 1]))
    assert found.blocks == ()
    assert found.arrays.stages.tolist() == [0, 2, 9]


@pytest.mark.parametrize("mask", ["batch", "example"])
def test_two_threads_give_the_same_bits_as_one(mask: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network.layered([40, 33, 20, 3], "relu", "linear", keep_probability=0.8, seed=6)
    data = examples(network, "mse", 150)
    found = []
    for threads in (1, 2):
        monkeypatch.setattr("engine.computing.crew.Crew.size", lambda *_, threads=threads: threads)
        chosen = TrainingSettings(
            batch_size=70, optimizer="adam", l2=0.01, dropout_mask=mask, max_norm=2.0
        )
        trainer = Trainer(network, data, chosen, seed=3)
        trainer.advance(30)
        trainer.advance(1)
        found.append((trainer.weights(), trainer.biases()))
    assert found[0] == found[1]


@pytest.mark.usefixtures("every_block")
@pytest.mark.parametrize("mask", ["batch", "example"])
@few
@given(network=dense_networks(), batch=st.integers(1, 70), kept=st.sampled_from([0.5, 0.8, 1.0]))
def test_threads_change_no_bit_in_any_graph(
    mask: str, monkeypatch: pytest.MonkeyPatch, network: Network, batch: int, kept: float
) -> None:
    for unit in (*network.inputs[1:], *network.topological_order()[len(network.inputs) :: 2]):
        if unit not in network.outputs:
            network.update_unit(unit, keep_probability=kept)
    data = examples(network, "mse", 90)
    chosen = TrainingSettings(batch_size=batch, dropout_mask=mask, optimizer="adam", l1=0.001)
    found = []
    for threads in (1, 2, 2):
        monkeypatch.setattr("engine.computing.crew.Crew.size", lambda *_, threads=threads: threads)
        trainer = Trainer(network, data, chosen, seed=3)
        trainer.advance(12)
        found.append((trainer.weights(), trainer.biases()))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_threads_change_no_bit_where_weights_are_too_many_for_the_cache(
    precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network.layered([320, 950 if precision == "float32" else 460, 2], "tanh", seed=6)
    data = examples(network, "mse", 64)
    found = []
    for threads in (1, 2, 2):
        monkeypatch.setattr("engine.computing.crew.Crew.size", lambda *_, threads=threads: threads)
        trainer = Trainer(network, data, TrainingSettings(batch_size=64, precision=precision))
        trainer.advance(20)
        found.append(trainer.weights())
    assert found[0] == found[1] == found[2]


def test_the_faster_number_of_threads_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "cpus", lambda: 2)
    chooser, seconds = crew.Crew(), {1: 2.0, 2: 1.0}
    tried = []
    for _ in range(64):
        size = chooser.size(10**8)
        chooser.note(size, 100, seconds[size])
        tried.append(size)
    assert tried[:2] == [1, 2]
    assert tried.count(1) == 5
    assert chooser.size(1000) == 1
    monkeypatch.setattr(crew, "cpus", lambda: 1)
    assert chooser.size(10**8) == 1


def _calls(chooser: crew.Crew, count: int, seconds: Callable[[int, int], float]) -> list[int]:
    """How many threads each of so many calls had, if call i with n threads takes seconds(i, n)."""
    tried = []
    for number in range(count):
        size = chooser.size(10**8)
        chooser.note(size, 100, seconds(number, size))
        tried.append(size)
    return tried


def test_two_threads_that_are_no_faster_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "cpus", lambda: 2)
    tried = _calls(crew.Crew(), 200, lambda _, threads: {1: 1.0, 2: 0.99}[threads])
    assert tried[10:].count(2) <= 8


def test_one_disturbed_trial_does_not_change_the_number_of_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "cpus", lambda: 2)
    for disturbed in range(60):
        tried = _calls(
            crew.Crew(), 80, lambda call, threads, at=disturbed: 9.0 if call == at else 1 / threads
        )
        assert tried[8:].count(1) <= 8


def test_a_machine_that_drifts_is_judged_by_neighbouring_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "cpus", lambda: 2)
    tried = _calls(crew.Crew(), 100, lambda call, threads: 1.05**call / (1.0 + 0.6 * (threads - 1)))
    assert tried[8:].count(1) <= 6


def test_the_number_of_threads_follows_a_machine_that_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "cpus", lambda: 2)
    tried = _calls(crew.Crew(), 300, lambda call, n: n if 100 <= call < 200 else 1.0 / n)
    assert set(tried[60:75]) == {2}
    assert tried[140:200].count(1) > 50
    assert tried[240:300].count(2) > 50
