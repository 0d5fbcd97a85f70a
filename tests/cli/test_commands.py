"""The command line as a person uses it: what is written, what is refused and how."""

from __future__ import annotations

import io
import json
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from cli import bootstrap, folders, preflight, training
from engine import Network, Trainer, TrainingSettings, datasets, exporters, project_file
from gui import app

IRISES = "length,width,species\n" + "".join(
    f"{row % 7 + 9 * (row % 2)},{row % 5},{('rose', 'tulip')[row % 2]}\n" for row in range(40)
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, in the present environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETLOOM_NO_VENV", "1")


def test_train_writes_all_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = "train circle --epochs 3 --seed 5 --report r.json --save c.netloom"
    command += " --export c.npz --export c.json --export c.onnx --export c.py"
    assert bootstrap.main(command.split()) == 0
    report = json.loads((tmp_path / "r.json").read_text())
    assert {
        *("train_loss", "validation_loss", "test_loss", "train_accuracy", "validation_accuracy"),
        *("epochs", "steps", "seconds", "examples_per_second", "parameters", "device", "seed"),
        "stopped_because",
    } <= report.keys()
    assert (report["epochs"], report["seed"], report["device"]) == (3, 5, "cpu")
    assert report["stopped_because"] == ""
    assert report["examples_per_second"] > 0
    assert report["reports"]["test"]["roc_auc"] is not None
    assert np.sum(report["reports"]["train"]["confusion"]) == report["reports"]["train"]["examples"]
    weights = np.load(tmp_path / "c.npz")["weights"]
    project = project_file.load(tmp_path / "c.netloom")
    assert weights == pytest.approx([link.weight for link in project.network.connections])
    assert (tmp_path / "c.onnx").stat().st_size > 0
    said = capsys.readouterr().out
    assert "c.onnx: written, checked with onnxruntime" in said
    assert "epoch 3 of 3" in said


def test_a_network_from_a_file_is_trained_on_and_written_in_other_forms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = Network.layered([2, 3, 1], output_activation="sigmoid", seed=7)
    exporters.write(network, tmp_path / "net.onnx")
    command = "train circle --network net.onnx --epochs 0 --export back.npz"
    assert bootstrap.main(command.split()) == 0
    found = np.load(tmp_path / "back.npz")["weights"]
    np.testing.assert_allclose(found, network.arrays().weights, rtol=1e-6)
    assert bootstrap.main(["export", "net.onnx", "net.json"]) == 0
    assert json.loads((tmp_path / "net.json").read_text())["units"][0]["kind"] == "input"
    assert bootstrap.main(["train", "plane", "--network", "missing.onnx"]) == 2
    assert "missing.onnx cannot be read" in capsys.readouterr().err


def test_a_link_to_the_playground_is_trained(tmp_path: Path) -> None:
    link = "https://playground.tensorflow.org/#dataset=xor&networkShape=3&seed=0.5&percTrainData=60"
    assert bootstrap.main(["train", link, "--epochs", "2", "--save", "x.netloom"]) == 0
    project = project_file.load(tmp_path / "x.netloom")
    assert (len(project.network.units), len(project.data.train_rows)) == (6, 300)
    assert project.data.title == "XOR"


def test_a_project_goes_on_where_it_stopped(tmp_path: Path) -> None:
    assert bootstrap.main(["train", "xor", "--epochs", "4", "--save", "whole.netloom"]) == 0
    assert bootstrap.main(["train", "xor", "--epochs", "2", "--save", "half.netloom"]) == 0
    assert bootstrap.main(["train", "half.netloom", "--epochs", "2", "--save", "rest.netloom"]) == 0
    whole, rest = (project_file.load(tmp_path / f"{n}.netloom").network for n in ("whole", "rest"))
    assert [c.weight for c in whole.connections] == [c.weight for c in rest.connections]


def test_a_project_that_stopped_by_itself_can_be_trained_on(tmp_path: Path) -> None:
    assert bootstrap.main(["train", "xor", "--epochs", "1", "--save", "a.netloom"]) == 0
    project = project_file.load(tmp_path / "a.netloom")
    trainer = project.trainer()
    trainer.change_settings(project.settings.replace(target_loss=1e6))
    trainer.run(epochs=1)
    assert trainer.stopped_because
    project_file.save(tmp_path / "a.netloom", trainer)
    assert bootstrap.main(["train", "a.netloom", "--epochs", "3", "--report", "r.json"]) == 0
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["epochs"] == 3
    assert report["stopped_because"].startswith("The training loss reached")


def test_a_project_without_outputs_gets_them_with_new_layers(tmp_path: Path) -> None:
    network = Network.layered([2, 2, 1])
    network.remove_unit(network.outputs[0])
    data = datasets.load("circle", samples=40)
    project = project_file.Project(network, data, TrainingSettings())
    project_file.save(tmp_path / "a.netloom", project)
    assert bootstrap.main(["train", "a.netloom", "--epochs", "1"]) == 2
    command = "train a.netloom --layers 3 --epochs 1 --save b.netloom"
    assert bootstrap.main(command.split()) == 0
    assert len(project_file.load(tmp_path / "b.netloom").network.connections) == 3 * 2 + 3


def test_a_table_is_trained_on_by_its_target(tmp_path: Path) -> None:
    (tmp_path / "irises.csv").write_text(IRISES)
    command = "train irises.csv --target species --layers 4 --epochs 60 --report r.json"
    assert bootstrap.main(command.split()) == 0
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["parameters"] == 2 * 4 + 4 + 4 + 1
    assert report["train_accuracy"] > 0.9


def workbook(folder: Path) -> str:
    """The irises as a spreadsheet program saves them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for number, line in enumerate(IRISES.splitlines()):
        cells = line.split(",")
        sheet.append(cells if number == 0 else [int(cells[0]), int(cells[1]), cells[2]])
    book.save(folder / "irises.xlsx")
    return "irises.xlsx --target species"


def parquet(folder: Path) -> str:
    """The irises as a database saves them."""
    table = pytest.importorskip("pyarrow.csv").read_csv(io.BytesIO(IRISES.encode()))
    pytest.importorskip("pyarrow.parquet").write_table(table, folder / "irises.parquet")
    return "irises.parquet --target species"


def pictures(folder: Path) -> str:
    """Dark and light squares in a folder for each."""
    for name, level in (("dark", 30), ("light", 220)):
        (folder / "shapes" / name).mkdir(parents=True)
        for number in range(20):
            picture = Image.new("L", (8, 8), level + number)
            picture.save(folder / "shapes" / name / f"{number}.png")
    return "shapes"


@pytest.mark.parametrize(
    "kind", [workbook, parquet, pytest.param(pictures, marks=pytest.mark.slow)]
)
def test_workbooks_parquet_and_pictures_are_trained_on(
    tmp_path: Path, kind: Callable[[Path], str]
) -> None:
    command = f"train {kind(tmp_path)} --layers 4 --epochs 60 --report r.json"
    assert bootstrap.main(command.split()) == 0
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["train_accuracy"] > 0.9


def test_any_setting_is_taken_and_a_learning_rate_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = "train circle --epochs 50 --find-learning-rate --report r.json --save c.netloom"
    command += " --set optimizer=adam --set nesterov=no --set batch-size=20 --set max_epochs=3"
    assert bootstrap.main(command.split()) == 0
    settings = project_file.load(tmp_path / "c.netloom").settings
    assert (settings.optimizer, settings.nesterov, settings.batch_size) == ("adam", False, 20)
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["epochs"] == 3
    assert report["stopped_because"].startswith("3 epochs are done")
    assert report["learning_rate"] == settings.learning_rate
    assert f"learning rate {settings.learning_rate:g}: " in capsys.readouterr().out


def test_a_perceptron_learns_and_but_not_xor(tmp_path: Path) -> None:
    figures = []
    for data in ("and", "xor"):
        command = f"train {data} --layers 0 --output step --set batch_size=1 --report r.json"
        assert bootstrap.main([*command.split(), "--save", "p.netloom"]) == 0
        figures.append(json.loads((tmp_path / "r.json").read_text())["train_accuracy"])
    assert project_file.load(tmp_path / "p.netloom").settings.loss == "half_squared_error"
    assert figures[0] == 1.0
    assert figures[1] < 0.8


def test_export_writes_a_projects_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(["train", "xor", "--epochs", "1", "--save", "x.netloom"]) == 0
    assert bootstrap.main(["export", "x.netloom", "x.npz", "x.json"]) == 0
    network = project_file.load(tmp_path / "x.netloom").network
    assert np.load(tmp_path / "x.npz")["weights"] == pytest.approx(
        [link.weight for link in network.connections]
    )
    assert "x.json: written" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("nonsense", "no file and no command called “nonsense”"),
        ("train", "WHAT"),
        ("train nothing", "no file “nothing” and no sample"),
        ("train circle --epochs many", "“many” is not a whole number"),
        ("train circle --layers wide", "“wide” is not a list of layer sizes"),
        ("train circle --layers 9999,9999", "100,009,998 connections"),
        ("train circle --learning-rate -1", "cannot be -1"),
        ("train circle --learning-rate 1 --find-learning-rate", "not allowed with"),
        ("train circle --output step", "sigmoid would"),
        ("train circle --output wave", "no activation “wave”"),
        ("train circle --set momentum", "not written NAME=VALUE"),
        ("train circle --set mass=3", "no training setting “mass”"),
        ("train circle --set momentum=much", "cannot be 'much'"),
        ("train circle --set nesterov=perhaps", "cannot be 'perhaps'"),
        ("train circle --set batch_size=2.5", "Give a whole number"),
        ("train circle --target y", "ready sample"),
        ("train circle --export net.pdf", ".onnx, .py, .html"),
        ("train circle --report missing/r.json", "there is no folder"),
        ("train circle --device abacus", "abacus"),
        ("train empty.csv", "empty"),
        ("train one.csv", "only one example"),
        ("train noise.csv", "not text"),
        ("train irises.csv --target colour", "colour"),
        ("train cut.netloom", "cut.netloom"),
        ("export cut.netloom a.npz", "cut.netloom"),
        ("export", "PROJECT"),
        ("doctor now", "now"),
        ("--screenshot picture.jpg", "must end in .png"),
        ("--screenshot picture.png nothing", "no file “nothing”"),
        ("--screenshot picture.png --state asleep", "no state “asleep”"),
        ("--size huge", "“huge” is not a size"),
        ("--with", "--with needs the name"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    command: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "irises.csv").write_text(IRISES)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "one.csv").write_text("a,b\n1,2\n")
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)) * 3)
    (tmp_path / "cut.netloom").write_bytes(b"PK\x03\x04 and then nothing")
    assert bootstrap.main(command.split()) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert "Traceback" not in shown.err
    assert "usage" not in shown.err
    assert shown.err.count("\n") == 1


def test_a_training_that_diverges_says_so_and_writes_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = "train plane --learning-rate 900 --epochs 50 --report r.json"
    assert bootstrap.main(command.split()) == 2
    assert "diverged" in capsys.readouterr().err
    assert "diverged" in json.loads((tmp_path / "r.json").read_text())["stopped_because"]


def test_ctrl_c_stops_the_training_and_everything_is_still_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Trainer.run

    def interrupted(self: Trainer, epochs: int = 1) -> None:
        run(self, epochs)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Trainer, "run", interrupted)
    command = "train circle --epochs 1000000 --report r.json --export c.npz"
    assert bootstrap.main(command.split()) == 0
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["epochs"] < 1000
    assert report["stopped_because"] == "Ctrl-C was pressed."
    assert (tmp_path / "c.npz").exists()
    assert "Stopped early: Ctrl-C was pressed." in capsys.readouterr().out


def test_a_second_ctrl_c_ends_the_program() -> None:
    interrupt = training.Interrupt()
    interrupt.note(signal.SIGINT, None)
    with pytest.raises(KeyboardInterrupt):
        interrupt.note(signal.SIGINT, None)


@pytest.mark.parametrize("command", ["--help", "train --help", "export --help", "doctor --help"])
def test_help_is_given(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as seen:
        bootstrap.main(command.split())
    assert seen.value.code == 0
    assert "main.py" in capsys.readouterr().out


def test_the_version_is_the_projects(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["--version"]) == 0
    text = (Path(folders.ROOT) / "pyproject.toml").read_text("utf-8")
    assert f'version = "{capsys.readouterr().out.split()[1]}"' in text


@pytest.mark.parametrize("typed", [[], ["mine.netloom"]])
def test_the_window_opens_on_what_was_named(
    typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.netloom").write_bytes(b"")
    opened: list[Path | None] = []
    monkeypatch.setattr(preflight, "prepare_window", lambda: None)
    monkeypatch.setattr(app, "run", lambda path: opened.append(path) or 0)
    assert bootstrap.main(typed) == 0
    assert opened == [Path(typed[0]) if typed else None]


def test_every_export_format_is_named_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bootstrap.main(["export", "--help"])
    said = capsys.readouterr().out
    assert all(ending in said for ending in exporters.EXPORTERS)
