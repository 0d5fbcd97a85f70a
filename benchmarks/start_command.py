"""`start`: how long a new process takes to its first step, Numba's cache empty and full."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import describe
from benchmarks.report import machine_line, say, table, write_json

MUST = {"cold": 8.0, "warm": 0.5}
STAGES = ("python", "engine", "trainer", "step")

# Says each stage as it is reached; this process holds the watch.
_CHILD = """
import sys
def reached(stage): print(stage, flush=True)
reached("python")
from engine import Network, Trainer, TrainingSettings, datasets
reached("engine")
network = Network.layered({sizes}, activation={activation!r}, output_activation={last!r}, seed=0)
settings = TrainingSettings(batch_size=10, loss={loss!r})
trainer = Trainer(network, datasets.load({data!r}), settings, seed=0)
reached("trainer")
trainer.step()
reached("step")
"""
NETWORKS: dict[str, dict[str, Any]] = {
    "2-4-2-1 tanh": {
        "sizes": [2, 4, 2, 1],
        "activation": "tanh",
        "last": "tanh",
        "loss": "mse",
        "data": "circle",
    },
    "2-64-64-1 ReLU": {
        "sizes": [2, 64, 64, 1],
        "activation": "relu",
        "last": "linear",
        "loss": "mse",
        "data": "plane",
    },
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows to a file")
    parser.add_argument("--rounds", type=int, default=3, help="cold and warm starts of each")


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    machine = describe()
    say(machine_line(machine))
    rows, found = [], []
    for name, network in NETWORKS.items():
        code = _CHILD.format(**network)
        times: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
        for _ in range(options.rounds):
            with tempfile.TemporaryDirectory() as cache:
                for how in times:
                    times[how].append(_watch(code, Path(cache)))
        for how, runs in times.items():
            found.append({"network": name, "start": how, "runs": runs})
            rows.append((f"{name}, {how}", *_cells(runs), f"{MUST[how]:g}"))
    heading = ("start", "whole process", "after Python is up", "after import engine", "must")
    say("Seconds to the first training step, median (least..most)")
    say(table(rows, heading))
    write_json(options.json, {"machine": machine, "starts": found})
    return 0


def _cells(runs: list[dict[str, float]]) -> list[str]:
    """Seconds to the first step, counted from the process, from Python and from the engine on."""
    cells = []
    for begin in ("", "python", "engine"):
        taken = [run["step"] - run.get(begin, 0.0) for run in runs]
        cells.append(f"{statistics.median(taken):.2f} ({min(taken):.2f}..{max(taken):.2f})")
    return cells


def _watch(code: str, cache: Path) -> dict[str, float]:
    """Seconds from the start of a new process to each stage; raises CalledProcessError."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, "-c", code]
    begin = time.perf_counter()
    reached = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.strip() in STAGES:
                reached[line.strip()] = time.perf_counter() - begin
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, sys.executable)
    return reached
