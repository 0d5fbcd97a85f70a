"""What callers hand over: NumPy's numbers are taken, nonsense is refused in words."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import EngineError, Network, Trainer, TrainingSettings, exporters
from engine.data import datasets
from engine.errors import BadValue, DataError, SettingsError
from engine.projects import project_file


def small() -> Network:
    return Network.layered([2, 3, 1])


def data() -> datasets.Dataset:
    return datasets.load("circle", samples=20)


def new_trainer() -> Trainer:
    return Trainer(small(), data(), TrainingSettings())


def refused(action: Any, *given: Any, **options: Any) -> str:
    with pytest.raises(EngineError) as caught:
        action(*given, **options)
    return str(caught.value)


# Networks


@pytest.mark.parametrize("sizes", [2, [2.0, 1], ["2", 1], None, [2, -1, 1], []])
def test_layers_need_whole_sizes(sizes: Any) -> None:
    refused(Network.layered, sizes)


@pytest.mark.parametrize("seed", [1.5, "a", None, 2**64, -(2**63) - 1])
def test_seeds_are_whole_numbers_of_64_bits(seed: Any) -> None:
    assert "seed" in refused(Network, seed)
    assert "seed" in refused(small().reseed, seed)
    assert "seed" in refused(Trainer, small(), data(), TrainingSettings(), seed=seed)


@pytest.mark.parametrize(
    "options",
    [
        {"activation": ["relu"]},
        {"bias": "x"},
        {"bias": np.array([0.5])},
        {"keep_probability": "all"},
        {"name": 5},
        {"position": "ab"},
        {"position": 3},
        {"position": (1.0,)},
        {"position": (1.0, math.nan)},
    ],
)
def test_units_refuse_what_is_no_number_or_text(options: dict[str, Any]) -> None:
    network = small()
    refused(network.add_unit, "hidden", **options)
    before = network.units
    refused(network.update_unit, 3, **options)
    assert network.units == before


@pytest.mark.parametrize("weight", ["x", [1.0], 1j, 10**400, math.inf])
def test_weights_are_finite_numbers(weight: Any) -> None:
    network = small()
    assert "weight" in refused(network.set_weight, 1, 3, weight)
    network.disconnect(1, 3)
    assert "weight" in refused(network.connect, 1, 3, weight=weight)


@pytest.mark.parametrize("unit", ["a", None, [1], 99])
def test_unknown_ids_are_refused_by_every_question(unit: Any) -> None:
    network = small()
    for ask in (network.unit, network.incoming, network.outgoing, network.remove_unit):
        refused(ask, unit)
    for ask_pair in (network.connect, network.disconnect, network.connection, network.path):
        refused(ask_pair, unit, 3)
        refused(ask_pair, 3, unit)


def test_numpy_numbers_become_plain_ones_that_a_project_can_hold(tmp_path: Path) -> None:
    network = Network(seed=np.int32(3))  # type: ignore[arg-type]
    x = network.add_unit("input")
    position: Any = np.array([1, 2])
    h = network.add_unit("hidden", bias=np.float32(0.5), position=position)
    y = network.add_unit("output")
    network.connect(np.int64(x), np.int64(h), weight=np.float32(0.25))  # type: ignore[arg-type]
    network.connect(h, y)
    assert type(network.unit(h).bias) is float
    assert network.unit(h).position == (1.0, 2.0)
    assert [type(unit) for unit in network.incoming(h)] == [int]
    settings = TrainingSettings(learning_rate=np.float32(0.5), batch_size=np.int64(4))  # type: ignore[arg-type]
    assert (settings.learning_rate, settings.batch_size) == (0.5, 4)
    columns: Any = [1]
    given = datasets.from_arrays([[1], [2]], [1, 2], input_names=columns)
    assert given.input_names == ("1",)
    trainer = Trainer(network, given, settings, seed=np.int64(5))  # type: ignore[arg-type]
    project_file.save(tmp_path / "a.netloom", trainer)
    assert project_file.load(tmp_path / "a.netloom").network.connection(x, h).weight == 0.25


# Settings and data


@pytest.mark.parametrize("options", [{"loss": {}}, {"optimizer": ["sgd"]}, {"l2": 10**400}])
def test_settings_of_odd_types_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        TrainingSettings(**options)


@pytest.mark.parametrize(
    "inputs", [None, "ab", [["a", "b"]], [[1j]], [[10**400]], [[1], [1, 2]], {}]
)
def test_inputs_that_are_no_table_of_numbers_are_refused(inputs: Any) -> None:
    with pytest.raises(DataError):
        datasets.from_arrays(inputs, [1.0])
    with pytest.raises(DataError):
        new_trainer().predict(inputs)


def test_data_without_a_target_column_are_refused() -> None:
    with pytest.raises(DataError, match="target column"):
        datasets.from_arrays([[1.0], [2.0]], np.empty((2, 0)))


def test_class_names_may_be_an_array() -> None:
    names: Any = np.array(["red", "blue"])
    given = datasets.from_arrays([[0], [1]], [0, 1], task="multiclass", classes=names)
    assert given.classes == ("red", "blue")


def test_options_of_datasets_are_checked() -> None:
    for options in ({"samples": "a"}, {"samples": 10.5}, {"noise": "a"}, {"seed": None}):
        refused(datasets.load, "circle", **options)
    refused(datasets.load, [])
    for options in ({"train": "a"}, {"seed": 1.5}, {"validation": None}):
        refused(data().split, **options)
    refused(data().rows, "exam")


def test_options_of_read_csv_are_checked(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("ab,a,b,c\n1,2,3,x\n3,1,4,y\n5,9,2,x\n", "utf-8")
    for options in ({"target": 2}, {"delimiter": "ab"}, {"decimal": "x"}):
        refused(datasets.read_csv, file, **options)
    assert datasets.read_csv(str(file), "c", ignore="ab").input_names == ("a", "b")


# Trainers and files


def test_a_trainer_says_what_it_needs() -> None:
    arrays = ([[0.0, 1.0]], [1.0])
    assert "from_arrays" in refused(Trainer, small(), arrays, TrainingSettings())
    assert "Network" in refused(Trainer, None, data(), TrainingSettings())
    assert "TrainingSettings" in refused(Trainer, small(), data(), {})
    trainer = new_trainer()
    for change in (trainer.change_settings, trainer.change_data, trainer.run, trainer.advance):
        refused(change, None)
    refused(trainer.reset, "a")


def test_one_input_may_be_predicted_from_a_plain_list() -> None:
    given = datasets.from_arrays([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    trainer = Trainer(Network.layered([1, 1]), given, TrainingSettings())
    assert trainer.predict([1.0, 2.0]).tolist() == trainer.predict([[1.0], [2.0]]).tolist()


@pytest.mark.parametrize("path", [None, 5, "", b"a.npz", "a\0.npz"])
def test_names_that_no_file_can_have_are_refused(path: Any) -> None:
    trainer = new_trainer()
    refused(exporters.write, trainer.trained(), path)
    refused(project_file.save, path, trainer)
    refused(project_file.load, path)
    refused(datasets.read_csv, path)


def test_only_networks_are_exported_and_only_trainers_saved(tmp_path: Path) -> None:
    trainer = new_trainer()
    with pytest.raises(BadValue, match="trained"):
        exporters.write(trainer, tmp_path / "a.npz")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="Trainer"):
        project_file.save(tmp_path / "a.netloom", small())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_numbers_beyond_float32_end_in_a_refusal_without_a_warning() -> None:
    given = datasets.from_arrays(np.full((4, 2), 1e300), np.ones(4))
    trainer = Trainer(small(), given, TrainingSettings())
    assert "standardise" in refused(trainer.run, 1)
    assert np.isfinite(list(trainer.weights().values())).all()
