"""The command `train`: trains without a window and writes what was asked for."""

import argparse
import json
import math
from contextlib import suppress
from pathlib import Path

from cli import training
from cli.refusal import Refusal
from cli.subject import Subject, load, refusals, with_layers, with_network, with_output
from engine import (
    EngineError,
    Trainer,
    TrainingSettings,
    datasets,
    errors,
    exporters,
    fitting,
    project_file,
)

_PARTS: tuple[datasets.Part, ...] = ("train", "validation", "test")


def run(asked: argparse.Namespace) -> int:
    """Carry out `train`; return the exit code.

    Raises:
        Refusal: what was asked cannot be done.
    """
    with refusals():
        check_outputs([*asked.export, *filter(None, (asked.report, asked.save))], asked.export)
        subject = _subject(asked)
        for note in (*subject.data.notes, *fitting.remarks(subject.network)):
            print(note)
        trainer = _trainer(subject, asked)
        try:
            stopped = training.train(trainer, asked.epochs)
        except EngineError as error:
            _write_report(asked.report, report(trainer, str(error)))
            raise
        figures = report(trainer, stopped)
        print(summary(figures))
        if asked.report:
            _write_report(asked.report, figures | {"reports": reports(trainer)})
        if asked.save:
            project_file.save(asked.save, trainer)
            print(f"{asked.save}: saved")
        write_exports(trainer, asked.export)
    return 0


def check_outputs(files: list[str], exports: list[str]) -> None:
    """Refuse files that could not be written, before any time is spent on training.

    Raises:
        Refusal: a folder is missing.
        EngineError: no exporter has that ending, or a package that it needs is missing.
    """
    for name in exports:
        exporters.find(Path(name))
    for name in files:
        folder = Path(name).resolve().parent
        if not folder.is_dir():
            raise Refusal(f"{name} cannot be written: there is no folder {folder}.")
        if Path(name).is_dir():
            raise Refusal(f"{name} cannot be written: it is a folder.")


def report(trainer: Trainer, stopped: str) -> dict[str, object]:
    """What a training came to, as written by --report; a part without rows has no loss: None."""
    losses: dict[str, object] = {}
    metrics: dict[str, object] = {}
    for part in _PARTS:
        has_rows = len(trainer.data.rows(part)) > 0
        values = trainer.evaluate(part) if has_rows else {}
        losses[f"{part}_loss"] = _finite(values.get("loss"))
        others = {key: value for key, value in values.items() if key != "loss"}
        metrics |= {f"{part}_{key}": _finite(value) for key, value in others.items()}
    return {
        **losses,
        **metrics,
        "epochs": trainer.epoch,
        "steps": trainer.steps,
        "seconds": trainer.seconds,
        "examples_per_second": trainer.examples / trainer.seconds if trainer.seconds else 0.0,
        "parameters": len(trainer.weights()) + len(trainer.biases()),
        "device": "cpu" if trainer.device.lower() == "cpu" else "cuda",
        "seed": trainer.seed,
        "learning_rate": trainer.settings.learning_rate,
        "stopped_because": stopped,
    }


def reports(trainer: Trainer) -> dict[str, object] | None:
    """Metrics of each part that has rows; None, with a line that says why, without scikit-learn."""
    parts = [part for part in _PARTS if len(trainer.data.rows(part))]
    try:
        return {part: trainer.report(part).as_dict() for part in parts}
    except errors.PackageMissing as missing:
        print(missing)
        return None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def summary(figures: dict[str, object]) -> str:
    """One or two lines on what a training came to."""
    words = []
    for key, value in figures.items():
        part, _, name = key.partition("_")
        if part in _PARTS and isinstance(value, float):
            words.append(f"{part} {name.replace('_', ' ')} {value:.4g}")
    work = (
        f"{figures['epochs']} epochs, {figures['steps']} steps in {figures['seconds']:.3g} s "
        f"({figures['examples_per_second']:,.0f} examples/s) on {figures['device']}"
    )
    stopped = figures["stopped_because"]
    return "\n".join([", ".join(words), work, *([f"Stopped early: {stopped}"] if stopped else [])])


def write_exports(trainer: Trainer, files: list[str]) -> None:
    """Write the trained network to these files and say how each was checked.

    Raises:
        EngineError: a file cannot be written.
    """
    trained = trainer.trained()
    for name in files:
        done = exporters.write(trained, name, trainer.data, trainer.settings)
        print(export_line(name, done))


def export_line(name: str, done: exporters.Report) -> str:
    """What is said about a file that was exported."""
    if done.largest_difference is None:
        return f"{name}: written. {done.note}".rstrip()
    difference = f"largest difference {done.largest_difference:.2g}"
    return f"{name}: written, checked with {done.verified_with}, {difference}. {done.note}".rstrip()


def _subject(asked: argparse.Namespace) -> Subject:
    subject = load(asked.what, asked.target, asked.seed)
    if asked.layers is not None:
        subject = with_layers(subject, asked.layers)
    if asked.network is not None:
        subject = with_network(subject, asked.network)
    return subject if asked.output is None else with_output(subject, asked.output)


def _trainer(subject: Subject, asked: argparse.Namespace) -> Trainer:
    trainer = subject.trainer(asked.device)
    changes = {name: _value(name, text) for name, text in asked.set}
    if asked.learning_rate is not None:
        changes["learning_rate"] = asked.learning_rate
    if changes:
        trainer.change_settings(subject.settings.replace(**changes))
    if asked.find_learning_rate:
        found = trainer.find_learning_rate()
        if found.suggestion is None:
            raise Refusal(f"No learning rate was found. {found.reason}")
        print(f"learning rate {found.suggestion:g}: {found.reason}")
        rate = found.suggestion
        trainer.change_settings(trainer.settings.replace(learning_rate=rate))
    return trainer


def _value(name: str, text: str) -> object:
    """The value of a setting as typed, for the engine to check."""
    default = getattr(TrainingSettings(), name, "")
    if isinstance(default, bool):
        return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower(), text)
    for kind in (int, float):
        if isinstance(default, int | float):
            with suppress(ValueError):
                return kind(text)
    return text


def _write_report(name: str | None, figures: dict[str, object]) -> None:
    if name:
        Path(name).write_text(json.dumps(figures, indent=2, allow_nan=False) + "\n", "utf-8")
        print(f"{name}: written")
