"""Drafts: at any moment the folder holds a whole project."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings, datasets, draft, project_file
from engine.errors import ProjectError


def trainer_on(name: str) -> Trainer:
    data = datasets.load(name).split()
    network = Network.layered([data.inputs.shape[1], 3, data.targets.shape[1]], seed=1)
    return Trainer(network, data, TrainingSettings(loss="mse"), device="cpu")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_run_goes_on_from_a_draft_bit_for_bit(tmp_path: Path) -> None:
    trainer = trainer_on("wine")
    trainer.run(epochs=3)
    draft.Draft(tmp_path).write(project_file.Project.of(trainer))
    found = draft.read(tmp_path)
    assert found is not None
    again = found.trainer(device="cpu")
    trainer.run(epochs=2)
    again.run(epochs=2)
    assert again.weights() == trainer.weights()
    assert np.array_equal(found.data.inputs, trainer.data.inputs)


def test_data_are_written_again_only_when_they_are_others(tmp_path: Path) -> None:
    kept, trainer = draft.Draft(tmp_path), trainer_on("wine")
    kept.write(project_file.Project.of(trainer))
    written = (tmp_path / "data-1.npz").stat().st_mtime_ns
    trainer.run(epochs=1)
    kept.write(project_file.Project.of(trainer))
    assert (tmp_path / "data-1.npz").stat().st_mtime_ns == written
    kept.write(project_file.Project.of(trainer_on("iris")))
    assert names(tmp_path) == ["data-2.npz", "work-2.netloom"]
    found = draft.read(tmp_path)
    assert found is not None
    assert found.data.title == "Iris"


def test_an_end_between_two_writes_leaves_the_earlier_project(tmp_path: Path) -> None:
    kept = draft.Draft(tmp_path)
    kept.write(project_file.Project.of(trainer_on("wine")))
    # As if the process had ended after the new data, and within the new project.
    shutil.copy(tmp_path / "data-1.npz", tmp_path / "data-2.npz")
    whole = (tmp_path / "work-1.netloom").read_bytes()
    (tmp_path / "work-2.netloom").write_bytes(whole[: len(whole) // 2])
    found = draft.read(tmp_path)
    assert found is not None
    assert found.data.title == "Wine"


def test_a_draft_goes_on_in_the_folder_of_an_earlier_one(tmp_path: Path) -> None:
    draft.Draft(tmp_path).write(project_file.Project.of(trainer_on("wine")))
    draft.Draft(tmp_path).write(project_file.Project.of(trainer_on("iris")))
    assert names(tmp_path) == ["data-2.npz", "work-2.netloom"]


def test_a_folder_that_cannot_be_written_keeps_what_it_holds(tmp_path: Path) -> None:
    kept = draft.Draft(tmp_path)
    kept.write(project_file.Project.of(trainer_on("wine")))
    (tmp_path / "data-2.npz").mkdir()
    with pytest.raises(ProjectError):
        kept.write(project_file.Project.of(trainer_on("iris")))
    found = draft.read(tmp_path)
    assert found is not None
    assert found.data.title == "Wine"
    (tmp_path / "data-2.npz").rmdir()
    kept.write(project_file.Project.of(trainer_on("iris")))
    assert (again := draft.read(tmp_path)) is not None
    assert again.data.title == "Iris"


def test_nothing_is_read_where_nothing_is(tmp_path: Path) -> None:
    assert draft.read(tmp_path) is None
    (tmp_path / "work-1.netloom").write_bytes(b"no zip")
    assert draft.read(tmp_path) is None
