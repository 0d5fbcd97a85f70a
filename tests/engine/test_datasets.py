"""Generators, bundled tables, arrays, splitting and scaling."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import datasets
from engine.data.splitting import split_rows
from engine.errors import DataError

GENERATED = [key for key, row in datasets.GENERATORS.items() if not row.exact]
GATES = [key for key, row in datasets.GENERATORS.items() if row.exact]
CURVES = {
    "sine": np.sin,
    "sinc": lambda x: np.sin(2 * x) / (2 * x),
    "step": np.sign,
    "polynomial": lambda x: 0.02 * x**3 - 0.4 * x,
    "formula": lambda x: np.sin(3 * x) + 0.1 * x * x,
}
BINARY = [key for key in GENERATED if datasets.GENERATORS[key].task == "binary"]


@pytest.mark.parametrize("key", GENERATED)
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_generators_give_exactly_the_points_asked_for_inside_the_plane(key, noise):
    data = datasets.load(key, samples=501, noise=noise, seed=3)
    row = datasets.GENERATORS[key]
    assert data.inputs.shape == (501, len(row.inputs))
    assert data.targets.shape == (501, 1 if row.task != "multiclass" else len(data.classes))
    assert np.abs(data.inputs).max() <= 6.0
    assert data.input_names == (("x",) if key in CURVES else ("x1", "x2"))
    assert data.recipe.is_identity == (key != "formula")


@pytest.mark.parametrize("key", GENERATED)
def test_the_same_seed_gives_the_same_points_and_another_seed_others(key):
    one, same, other = (datasets.load(key, samples=50, noise=0.2, seed=s) for s in (7, 7, 8))
    assert np.array_equal(one.inputs, same.inputs)
    assert np.array_equal(one.targets, same.targets)
    assert not np.array_equal(one.inputs, other.inputs)


@pytest.mark.parametrize("key", BINARY)
@pytest.mark.parametrize("samples", [4, 5, 500])
def test_classes_are_balanced(key, samples):
    targets = datasets.load(key, samples=samples).targets
    assert set(targets.ravel()) == {0.0, 1.0}
    assert abs(targets.sum() - samples / 2) <= 0.5


@pytest.mark.parametrize("key", ["blobs", "arms"])
@pytest.mark.parametrize("classes", [3, 5, 6])
def test_more_classes_are_balanced_and_named(key, classes):
    data = datasets.load(key, samples=100, knob=classes)
    assert len(data.classes) == len(set(data.classes)) == classes
    sizes = data.targets.sum(axis=0)
    assert sizes.sum() == 100
    assert sizes.max() - sizes.min() <= 1


@pytest.mark.parametrize("key", GATES)
def test_a_gate_is_its_truth_table(key):
    data = datasets.load(key)
    a, b = (data.inputs.T > 0.5).tolist()
    rule = {
        "and_gate": lambda a, b: a and b,
        "or_gate": lambda a, b: a or b,
        "nand_gate": lambda a, b: not (a and b),
        "xor_gate": lambda a, b: a != b,
    }[key]
    assert sorted(zip(a, b, strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    wanted = [float(rule(*row)) for row in zip(a, b, strict=True)]
    assert data.targets[:, 0].tolist() == wanted
    for options in ({"samples": 5}, {"noise": 0.1}):
        with pytest.raises(DataError, match="4 rows"):
            datasets.load(key, **options)


@pytest.mark.parametrize("key", CURVES)
def test_a_curve_follows_its_formula_and_noise_moves_targets_only(key):
    plain, noisy = (datasets.load(key, samples=4000, noise=noise) for noise in (0.0, 0.3))
    assert np.allclose(plain.targets, CURVES[key](plain.inputs))
    assert np.array_equal(plain.inputs, noisy.inputs)
    size = plain.targets.std() if key == "formula" else 1.0
    assert (noisy.targets - plain.targets).std() == pytest.approx(0.3 * size, rel=0.05)


def test_a_margin_parts_the_classes():
    for margin in (0.0, 1.0, 4.0):
        data = datasets.load("separable", samples=2000, knob=margin)
        turn = np.deg2rad(30.0)
        across = data.inputs @ [np.cos(turn), np.sin(turn)]
        gap = across[data.targets[:, 0] == 1].min() - across[data.targets[:, 0] == 0].max()
        assert gap == pytest.approx(margin * 5 / 6, abs=0.03) or gap > margin * 5 / 6


@pytest.mark.parametrize("side", [2, 3, 5])
def test_neighbouring_squares_of_a_checkerboard_differ(side):
    data = datasets.load("checkerboard", samples=900, knob=side)
    column, row = np.floor((data.inputs.T + 5.0) * side / 10.0)
    assert np.array_equal(data.targets[:, 0], (column + row) % 2)
    assert len(set(zip(column, row, strict=True))) == side * side


def test_rings_take_turns():
    data = datasets.load("rings", samples=900, knob=5)
    ring = np.floor(np.hypot(*data.inputs.T))
    assert set(ring) == {0, 1, 2, 3, 4}
    assert np.array_equal(data.targets[:, 0], ring % 2)


@pytest.mark.parametrize(
    ("key", "options", "part"),
    [
        ("rings", {"knob": 7}, "Rings: 7"),
        ("circle", {"knob": 2}, "nothing more"),
        ("sine", {"formula": "x"}, "no formula"),
        ("iris", {"knob": 1}, "fixed"),
        ("formula", {"formula": "sqrt(-1-x^2)"}, "no value"),
    ],
)
def test_what_a_generator_lacks_is_refused(key, options, part):
    if key == "iris":
        pytest.importorskip("sklearn")
    with pytest.raises(DataError, match=part):
        datasets.load(key, **options)


def test_a_formula_of_two_inputs_makes_a_surface():
    data = datasets.load("formula", formula="x1*x2 - 1/2", samples=50)
    assert data.input_names == ("x1", "x2")
    assert np.allclose(data.targets[:, 0], data.inputs.prod(axis=1) - 0.5)
    same = datasets.rebuild(data.source)
    assert np.array_equal(same.targets, data.targets)


def test_circle_is_a_disc_inside_a_ring():
    data = datasets.load("circle")
    radius = np.hypot(*data.inputs.T)
    disc = data.targets[:, 0] == 1
    assert len(data.inputs) == 500
    assert radius[disc].max() <= 2.5
    assert radius[~disc].min() >= 3.5
    assert radius.max() <= 5.0


def test_xor_says_whether_the_signs_agree_and_fills_all_quarters():
    data = datasets.load("xor", samples=400)
    x1, x2 = data.inputs.T
    assert np.array_equal(data.targets[:, 0], (x1 * x2 > 0).astype(float))
    assert np.abs(data.inputs).min() >= 0.3
    quarters = (x1 > 0) + 2 * (x2 > 0)
    assert np.bincount(quarters).tolist() == [100] * 4


def test_gaussians_widen_with_noise():
    def spread(noise: float) -> float:
        data = datasets.load("gaussians", samples=4000, noise=noise)
        side = 2.0 * data.targets - 1.0
        assert np.allclose((data.inputs * side).mean(axis=0), 2.0, atol=0.25)
        return float((data.inputs - 2.0 * side).var())

    assert spread(0.0) == pytest.approx(0.5, rel=0.1)
    assert spread(0.5) > 2.5


def test_spiral_arms_are_each_others_mirror_image():
    data = datasets.load("spiral", samples=100)
    arms = [data.inputs[data.targets[:, 0] == kind] for kind in (0, 1)]
    distances = np.linalg.norm(arms[0][:, None] + arms[1][None], axis=2).min(axis=1)
    assert distances.max() < 1e-12
    assert np.hypot(*data.inputs.T).max() < 5.0


def test_plane_and_multi_gaussian_follow_their_formulas():
    plane = datasets.load("plane")
    assert len(plane.inputs) == 1200
    assert np.allclose(plane.targets[:, 0], plane.inputs.sum(axis=1) / 10)
    bumps = datasets.load("multi_gaussian")
    near = np.hypot(bumps.inputs[:, 0] - 0.0, bumps.inputs[:, 1] - 2.5)
    inside = near < 1.0
    assert np.allclose(bumps.targets[inside, 0], -(1.0 - near[inside] / 2.0))
    assert np.abs(bumps.targets).max() <= 1.0


@pytest.mark.parametrize("key", ["circle", "xor"])
def test_noise_moves_labels_but_not_points(key):
    plain, noisy = (datasets.load(key, noise=noise) for noise in (0.0, 0.4))
    rows = [np.lexsort(data.inputs.T) for data in (plain, noisy)]
    assert np.array_equal(plain.inputs[rows[0]], noisy.inputs[rows[1]])
    assert (plain.targets[rows[0]] != noisy.targets[rows[1]]).any()


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"samples": 3}, "3 samples"),
        ({"samples": 10**9}, "cannot be drawn"),
        ({"noise": 0.6}, "0.6"),
        ({"noise": float("nan")}, "nan"),
        ({"seed": -1}, "-1"),
    ],
)
def test_generators_refuse_values_out_of_bounds(options, part):
    with pytest.raises(DataError, match=part):
        datasets.load("circle", **options)


def test_an_unknown_dataset_is_refused_with_the_known_ones():
    with pytest.raises(DataError, match=r"“oval”.*circle.*iris"):
        datasets.load("oval")


@pytest.mark.parametrize("key", list(datasets.TABLES))
def test_bundled_tables_have_the_shapes_they_promise(key):
    row = datasets.TABLES[key]
    data = datasets.load(key)
    assert (
        data.inputs.shape == (row.samples, row.columns) == (len(data.inputs), len(data.input_names))
    )
    assert data.task == row.task
    expected = len(data.classes) if row.task == "multiclass" else 1
    assert data.targets.shape[1] == expected == len(data.target_names)
    scaled = data.recipe.apply_inputs(data.inputs)
    yes_no = np.isin(data.inputs, (0.0, 1.0)).all(axis=0)
    assert np.allclose(scaled[:, ~yes_no].mean(axis=0), 0.0, atol=1e-9)
    assert np.array_equal(scaled[:, yes_no], data.inputs[:, yes_no])


def test_a_table_without_its_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(DataError, match=r"python3 main.py --with tables"):
        datasets.load("iris")


def test_a_table_has_no_noise_to_choose():
    with pytest.raises(DataError, match="150 rows"):
        datasets.load("iris", noise=0.1)


# Arrays


def test_arrays_are_copied_and_neither_scaled_nor_rounded():
    inputs = np.array([[1 / 3, 1e-300], [2.0, 1e300]])
    data = datasets.from_arrays(inputs, [0.1, 0.2])
    inputs[0, 0] = 99.0
    assert data.inputs.tolist() == [[1 / 3, 1e-300], [2.0, 1e300]]
    assert data.targets.tolist() == [[0.1], [0.2]]
    assert (data.input_names, data.target_names) == (("x1", "x2"), ("y",))
    assert data.recipe.is_identity
    assert data.train_rows.tolist() == [0, 1]
    with pytest.raises(ValueError, match="read-only"):
        data.inputs[0, 0] = 1.0


@pytest.mark.parametrize("targets", [[0, 1, 1], [[0], [1], [1]], [False, True, True]])
def test_binary_targets_may_be_a_list_or_a_column(targets):
    data = datasets.from_arrays(np.eye(3), targets, task="binary")
    assert data.targets.tolist() == [[0.0], [1.0], [1.0]]
    assert data.classes == ("0", "1")


def test_class_numbers_and_one_hot_rows_mean_the_same():
    numbers = datasets.from_arrays(np.eye(3), [2, 0, 1], task="multiclass")
    one_hot = datasets.from_arrays(np.eye(3), np.eye(3)[[2, 0, 1]], task="multiclass")
    assert numbers.targets.tolist() == one_hot.targets.tolist()
    assert numbers.classes == numbers.target_names == ("0", "1", "2")
    assert numbers.class_numbers is not None
    assert numbers.class_numbers.tolist() == [2, 0, 1]


@pytest.mark.parametrize(
    ("inputs", "targets", "task", "part"),
    [
        ([[1.0], [2.0]], [1.0], "regression", "2 rows of inputs and 1"),
        ([[1.0], [np.nan]], [1.0, 2.0], "regression", "Row 1, column 0 of the inputs"),
        ([["a"], ["b"]], [1.0, 2.0], "regression", "not a table of numbers"),
        (np.ones((2, 2, 2)), [1.0, 2.0], "regression", "3 dimensions"),
        ([[1.0], [2.0]], [0, 2], "binary", "0 and 1"),
        ([[1.0], [2.0]], [0, 0.5], "multiclass", "whole numbers"),
        ([[1.0], [2.0]], [[1, 1], [0, 1]], "multiclass", "exactly one 1"),
        ([[1.0], [2.0]], [0, 0], "multiclass", "at least two"),
        ([[1.0], [2.0]], [0, 1], "ranking", "no task “ranking”"),
        (np.empty((0, 2)), [], "regression", "no examples"),
        (np.empty((2, 0)), [1, 2], "regression", "no input column"),
    ],
)
def test_arrays_that_are_no_examples_are_refused(inputs, targets, task, part):
    with pytest.raises(DataError, match=part):
        datasets.from_arrays(inputs, targets, task=task)


# Splitting


@given(
    count=st.integers(3, 300),
    cut=st.tuples(st.integers(1, 10), st.integers(0, 10), st.integers(0, 10)),
    classes=st.integers(1, 4),
    seed=st.integers(0, 2**64 - 1),
)
def test_parts_are_disjoint_complete_and_stratified(count, cut, classes, seed):
    labels = np.arange(count) % classes
    fractions = tuple(part / sum(cut) for part in cut)
    parts = split_rows(count, labels, fractions, seed)
    assert sorted(np.concatenate(parts).tolist()) == list(range(count))
    for part, fraction in zip(parts, fractions, strict=True):
        assert (np.diff(part) > 0).all()
        assert (len(part) > 0) == (fraction > 0)
        assert abs(len(part) - count * fraction) < 2
    for label in range(classes):
        share = (labels[parts[0]] == label).sum() / max((labels == label).sum(), 1)
        assert abs(share - fractions[0]) * (count / classes) < 3


def test_a_split_is_the_same_for_the_same_seed():
    data = datasets.load("iris")
    one, same, other = (data.split(seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.train_rows, same.train_rows)
    assert not np.array_equal(one.train_rows, other.train_rows)
    assert (len(one.train_rows), len(one.validation_rows), len(one.test_rows)) == (105, 30, 15)
    assert data.train_rows.tolist() == list(range(150))


def test_a_rare_class_is_met_in_training():
    labels = np.zeros(50, np.int64)
    labels[17] = 1
    for seed in range(20):
        train, _, _ = split_rows(50, labels, (0.5, 0.3, 0.2), seed)
        assert 17 in train


@pytest.mark.parametrize(
    ("fractions", "part"),
    [
        ((0.5, 0.2, 0.1), "80 %"),
        ((0.0, 0.5, 0.5), "Nothing is left to train on"),
        ((1.5, -0.5, 0.0), "from 0 to 1"),
        ((float("nan"), 0.5, 0.5), "from 0 to 1"),
    ],
)
def test_impossible_splits_are_refused(fractions, part):
    with pytest.raises(DataError, match=part):
        datasets.load("circle").split(*fractions)


def test_two_rows_keep_one_for_training():
    data = datasets.from_arrays([[0.0], [1.0]], [0.0, 1.0]).split(0.1, 0.9, 0.0)
    assert (len(data.train_rows), len(data.validation_rows)) == (1, 1)


# Scaling


def test_scaling_is_fitted_on_the_training_part_only():
    data = datasets.load("diabetes").split(0.5, 0.3, 0.2)
    train = data.recipe.apply_inputs(data.inputs)[data.train_rows]
    assert np.allclose(train.mean(axis=0), 0.0)
    assert np.allclose(train.std(axis=0), 1.0)
    scaled = data.recipe.apply_targets(data.targets)
    assert np.allclose(scaled[data.train_rows].std(), 1.0)
    assert not np.allclose(scaled[data.test_rows].mean(), 0.0)
    assert np.allclose(data.recipe.undo_targets(scaled), data.targets)


@pytest.mark.parametrize(
    ("column", "mean", "scale"),
    [
        ([3.0, 3.0, 3.0, 3.0], 3.0, 1.0),
        ([0.0, 1.0, 1.0, 1.0], 0.0, 1.0),
        ([1.0, 3.0, 1.0, 3.0], 2.0, 1.0),
        ([1e308, -1e308, 1e308, -1e308], 0.0, 1e308),
        ([0.1] * 4, 0.1, 1.0),
    ],
)
def test_constant_yes_no_and_huge_columns_scale_without_trouble(column, mean, scale):
    from engine.data.scaling import standardizing

    means, scales = standardizing(np.array(column)[:, None])
    assert means[0] == pytest.approx(mean)
    assert scales[0] == pytest.approx(scale)


@pytest.mark.parametrize("key", ["circle", "plane", "iris"])
def test_rebuild_makes_the_same_data_again(key):
    data = datasets.load(key)
    again = datasets.rebuild(data.source)
    assert np.array_equal(data.inputs, again.inputs)
    assert np.array_equal(data.targets, again.targets)


def test_data_from_a_program_cannot_be_rebuilt():
    with pytest.raises(DataError, match="cannot be made again"):
        datasets.rebuild(datasets.ArraySource())
