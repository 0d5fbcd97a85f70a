"""The landscape of the loss: every height is the loss at those weights, along known directions."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Landscape, LandscapeView, Network, Trainer, TrainingSettings, errors
from engine.data import datasets
from engine.study.landscape import _order
from tests.engine.graphs import examples, networks

DATA = datasets.load("circle", samples=60, noise=0.2).split(seed=1)


def small(**changes) -> Trainer:
    net = Network.layered([2, 4, 2, 1], activation="tanh", output_activation="tanh", seed=3)
    trainer = Trainer(net, DATA, TrainingSettings(learning_rate=0.1, **changes), seed=5)
    trainer.past.is_kept = True
    return trainer


def trained(**changes) -> Trainer:
    trainer = small(**changes)
    trainer.run(20)
    return trainer


def measured(trainer: Trainer, **view) -> Landscape:
    made = trainer.landscape(LandscapeView(**{"points": 9} | view))
    while made.measure():
        pass
    return made


def loss_at(trainer: Trainer, landscape: Landscape, x: float, y: float, part="train") -> float:
    """By a trainer of its own on a network that has those weights."""
    weights, biases = landscape.parameters_at(x, y)
    network = trainer.network.copy()
    for pair, weight in weights.items():
        network.set_weight(*pair, weight)
    for unit, bias in biases.items():
        network.update_unit(unit, bias=bias)
    return Trainer(network, trainer.data, trainer.settings).evaluate(part)["loss"]


def link(trainer: Trainer, number: int) -> tuple[int, int]:
    found = trainer.network.connections[number]
    return found.source, found.target


# Heights


@pytest.mark.parametrize("directions", ["random", "path", "two"])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_every_height_is_the_loss_at_those_weights(directions, precision):
    trainer = trained(precision=precision)
    two = (link(trainer, 0), trainer.network.outputs[0])
    found = measured(trainer, directions=directions, two=two, points=5, part="validation")
    expected = [
        [loss_at(trainer, found, x, y, "validation") for x in found.across] for y in found.up
    ]
    assert found.losses == pytest.approx(np.array(expected), rel=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_it_holds_for_any_graph_and_loss(data):
    loss = data.draw(st.sampled_from(["mse", "binary_cross_entropy", "cross_entropy"]))
    network = data.draw(networks(loss))
    chosen = TrainingSettings(loss=loss, precision="float64")
    trainer = Trainer(network, examples(network, loss, 20), chosen)
    if not any(trainer.weights().values()):
        return
    found = measured(trainer, points=3)
    assert found.losses[2, 0] == pytest.approx(
        loss_at(trainer, found, found.across[0], found.up[2]), rel=1e-9
    )


def test_the_present_point_has_the_present_loss():
    trainer = trained()
    for directions in ("random", "path"):
        found = measured(trainer, directions=directions)
        assert found.present == (0.0, 0.0)
        assert found.loss == trainer.evaluate("train")["loss"]
    middle = measured(trainer, directions="random", reach=0.5)
    assert middle.losses[4, 4] == pytest.approx(found.loss, rel=1e-6)


def test_the_lowest_point_is_the_lowest_height():
    found = measured(trained(), directions="path")
    x, y, loss = found.lowest
    row, column = np.argwhere(found.losses == found.losses.min())[0]
    assert (x, y, loss) == (found.across[column], found.up[row], found.losses.min())


def test_dropout_and_penalties_are_left_out():
    network = Network.layered([2, 4, 1], seed=3)
    for unit in network.units:
        if unit.kind == "hidden":
            network.update_unit(unit.id, keep_probability=0.5)
    trainer = Trainer(network, DATA, TrainingSettings(l2=0.1, learning_rate=0.01))
    trainer.run(2)
    assert measured(trainer, reach=1.0).losses[4, 4] == pytest.approx(
        trainer.evaluate("train")["loss"], rel=1e-6
    )


def test_large_data_are_thinned_out_and_it_says_so(monkeypatch):
    monkeypatch.setattr("engine.study.landscape._WORK", 1)
    monkeypatch.setattr("engine.study.landscape._LEAST_EXAMPLES", 10)
    found = measured(trained())
    assert (found.examples, found.examples_in_part) == (10, 42)
    assert np.isfinite(found.losses).all()


# Directions


def test_random_directions_are_as_long_as_the_weights_into_each_unit():
    trainer = trained()
    found = trainer.landscape()
    plain, moved = found.parameters_at(0, 0)[0], found.parameters_at(0, 1)[0]
    for unit in trainer.network.units:
        sources = trainer.network.incoming(unit.id)
        own = np.array([plain[source, unit.id] for source in sources])
        away = np.array([moved[source, unit.id] for source in sources]) - own
        assert np.linalg.norm(away) == pytest.approx(np.linalg.norm(own))


def test_random_directions_leave_biases_alone():
    found = trained().landscape()
    assert found.parameters_at(1, -1)[1] == found.parameters_at(0, 0)[1]


def test_random_directions_come_from_the_seed_alone():
    one, same = (trained().landscape(LandscapeView(seed=4)).directions for _ in range(2))
    other = trained().landscape(LandscapeView(seed=5)).directions
    assert (one == same).all()
    assert not np.allclose(one, other)
    assert abs(np.corrcoef(one)[0, 1]) < 0.9


def test_the_same_run_gives_the_same_landscape_however_it_is_cut_up():
    whole, pieces = (
        measured(trained(), directions="path"),
        trained().landscape(LandscapeView(directions="path", points=9)),
    )
    while pieces.measure(0.0):
        pass
    assert (whole.losses == pieces.losses).all()


def test_principal_directions_are_those_of_the_singular_value_decomposition():
    trainer = trained()
    found = trainer.landscape(LandscapeView(directions="path"))
    ground = trainer.ground()
    places = [moment.values.astype(np.float64) for moment in ground.path]
    offsets = np.array(places) - ground.values.astype(np.float64)
    _, sizes, expected = np.linalg.svd(offsets, full_matrices=False)
    assert np.abs((found.directions * expected[:2]).sum(axis=1)) == pytest.approx([1, 1], abs=1e-6)
    assert found.directions @ found.directions.T == pytest.approx(np.eye(2), abs=1e-6)
    assert found.on_plane == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum(), abs=1e-6)


def test_two_chosen_parameters_are_the_axes_and_nothing_else_moves():
    trainer = trained()
    pair, unit = link(trainer, 3), trainer.network.outputs[0]
    found = trainer.landscape(LandscapeView(directions="two", two=(pair, unit)))
    assert found.present == (trainer.weights()[pair], trainer.biases()[unit])
    weights, biases = found.parameters_at(0.25, -1.5)
    assert weights == trainer.weights() | {pair: pytest.approx(0.25)}
    assert biases == trainer.biases() | {unit: pytest.approx(-1.5)}


def test_without_a_path_there_are_no_principal_directions():
    trainer = small()
    with pytest.raises(errors.NoDirections, match="no path"):
        trainer.landscape(LandscapeView(directions="path"))
    trainer.step()
    with pytest.raises(errors.NoDirections):
        trainer.landscape(LandscapeView(directions="path"))


def test_weights_of_zero_have_no_random_directions():
    network = Network.layered([2, 3, 1], seed=0)
    for one in network.connections:
        network.set_weight(one.source, one.target, 0.0)
    with pytest.raises(errors.NoDirections, match="0"):
        Trainer(network, DATA, TrainingSettings()).landscape()


@pytest.mark.parametrize(
    "wrong",
    [
        {"directions": "up"},
        {"part": "all"},
        {"points": 2},
        {"points": 10_000},
        {"reach": 0.0},
        {"directions": "two"},
        {"directions": "two", "two": (3, 3)},
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong):
    with pytest.raises(errors.BadValue):
        LandscapeView(**wrong)


def test_parameters_that_are_not_there_are_refused():
    trainer = small()
    for two in (((98, 99), trainer.network.outputs[0]), (trainer.network.inputs[0], (98, 99))):
        with pytest.raises(errors.BadValue, match="no weight or bias"):
            trainer.landscape(LandscapeView(directions="two", two=two))


def test_an_empty_part_and_a_misfit_are_refused():
    network = Network.layered([2, 3, 1], seed=0)
    whole = datasets.load("circle", samples=30)
    with pytest.raises(errors.DataError):
        Trainer(network, whole, TrainingSettings()).landscape(LandscapeView(part="test"))
    iris = datasets.load("iris")
    with pytest.raises(errors.DoesNotFit):
        Trainer(network, iris, TrainingSettings(), strict=False).landscape()


# The path


def test_the_path_lies_where_the_runs_weights_were():
    trainer = small()
    pair, other = link(trainer, 0), link(trainer, 9)
    seen = {trainer.steps: (trainer.weights()[pair], trainer.weights()[other])}
    for _ in range(12):
        trainer.run(1)
        seen[trainer.steps] = (trainer.weights()[pair], trainer.weights()[other])
    trainer.step()
    seen[trainer.steps] = (trainer.weights()[pair], trainer.weights()[other])
    found = trainer.landscape(LandscapeView(directions="two", two=(pair, other)))
    assert found.steps.tolist() == sorted(seen)
    expected = np.array([seen[step] for step in found.steps.tolist()])
    assert found.path == pytest.approx(expected, abs=1e-6)


def test_looking_back_it_lies_around_the_weights_of_then_and_shows_the_whole_path():
    trainer = trained()
    trainer.past.show(7)
    found = trainer.landscape(LandscapeView(directions="path"))
    assert found.loss == trainer.evaluate("train")["loss"]
    assert found.steps[-1] == 20 * trainer.steps_per_epoch
    assert found.path[7] == pytest.approx((0.0, 0.0), abs=1e-6)
    assert np.abs(found.path[-1]).max() > 0.01


def test_a_long_path_is_drawn_through_fewer_places(monkeypatch):
    monkeypatch.setattr("engine.study.landscape._MOST_PLACES", 6)
    steps = trained().landscape().steps
    assert len(steps) == 6
    assert (steps[0], steps[-1]) == (0, 20 * 5)


def test_the_view_shows_the_whole_path():
    for directions in ("random", "path"):
        found = trained().landscape(LandscapeView(directions=directions))
        for axis, ends in enumerate((found.across, found.up)):
            assert ends[0] < found.path[:, axis].min()
            assert found.path[:, axis].max() < ends[-1]


def test_a_snapshot_is_located_on_the_plane():
    trainer = trained()
    found = trainer.landscape(LandscapeView(directions="path"))
    before = trainer.snapshot()
    assert found.locate(before.weights, before.biases) == pytest.approx((0, 0), abs=1e-7)
    trainer.run(1)
    later = trainer.snapshot()
    offset = np.zeros(found.directions.shape[1])
    start = trainer._plan.arrays.bias
    offset[: len(later.weights)] = later.weights - before.weights
    offset[start : start + len(later.biases)] = later.biases - before.biases
    expected = found.directions @ offset
    assert found.locate(later.weights, later.biases) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "begin_anew",
    [
        lambda trainer: trainer.reset(),
        lambda trainer: trainer.restore(replace(trainer.state(), past=None)),
        lambda trainer: trainer.change_data(DATA),
    ],
)
def test_another_run_begins_another_path(begin_anew):
    trainer = trained()
    assert len(trainer.landscape().path) > 20
    begin_anew(trainer)
    assert len(trainer.landscape().path) == 1


# Piece by piece


def test_a_coarse_grid_comes_first_and_is_shown_whole():
    found = trained().landscape(LandscapeView(points=17))
    assert np.isnan(found.heights()).all()
    while found.fineness < 2:
        found.measure(0.0)
    assert np.isfinite(found.losses).sum() == 9
    heights = found.heights()
    corners = found.losses[::8, ::8]
    assert (heights[::8, ::8] == corners).all()
    assert heights[0, 4] == pytest.approx((corners[0, 0] + corners[0, 1]) / 2)
    assert heights[4, 4] == pytest.approx(corners[:2, :2].mean())
    while found.measure():
        pass
    assert (found.heights() == found.losses).all()


@pytest.mark.parametrize("points", [3, 9, 17, 50, 51])
def test_every_grid_point_is_measured_once(points):
    order, ends = _order(points)
    assert len({tuple(place) for place in order.tolist()}) == len(order) == points**2
    assert ends[-1] == points**2


def test_it_can_be_given_up_between_two_pieces():
    found = trained().landscape(LandscapeView(points=51))
    assert found.measure(0.0)
    assert np.isfinite(found.losses).sum() == 1
    assert not found.is_complete
    assert 0 < found.share < 0.001


def test_training_goes_on_meanwhile_and_changes_nothing():
    trainer, alone = trained(), trained()
    found = trainer.landscape(LandscapeView(points=17))
    worker = threading.Thread(target=lambda: [None for _ in iter(found.measure, False)])
    worker.start()
    trainer.run(5)
    worker.join()
    assert (found.losses == measured(alone, points=17).losses).all()
    alone.run(5)
    assert trainer.weights() == alone.weights()


def test_it_knows_the_weights_around_which_it_was_measured():
    trainer = trained()
    found, now = trainer.landscape(), trainer.snapshot()
    assert found.is_at(now.weights, now.biases)
    assert not found.is_at(now.weights, now.biases + 1e-6)
    assert not found.is_at(now.weights[1:], now.biases)
