"""`snapshots`: the share of a run's time that goes into snapshots, sixty a second.

Timed inside the run, between chunks of training: two whole runs, one seen and one unseen, differ
by more from a neighbour's work on the same machine than by what is to be measured.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.machine import describe, limit_threads, pin
from benchmarks.report import machine_line, say, table, write_json

if TYPE_CHECKING:
    from engine import Trainer

_FRAME = 1.0 / 60.0
# Up to so many parameters a snapshot has to fit into two hundredths of the time.
_MANY, _MUST = 100_000, 0.02


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows to a file")
    parser.add_argument("--workloads", default="W1,W5,W4,W6", help="such as W1,W5")
    parser.add_argument("--frames", type=int, default=120, help="snapshots of each")


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    limit_threads(1)
    pin(1)
    from benchmarks.measuring import Ratio
    from benchmarks.netloom import trainer
    from benchmarks.workloads import PLAIN, chosen_keys, load

    machine = describe()
    say(machine_line(machine))
    rows, found = [], []
    for key in chosen_keys(options.workloads):
        workload = load(key)
        shares = _shares(trainer(workload, PLAIN), options.frames)
        middle = Ratio(shares[len(shares) // 2], shares[0], shares[-1])
        parameters = len(workload.graph.weights) + len(workload.graph.biases)
        must = f"{_MUST:.0%}" if parameters <= _MANY else "less often"
        cost = f"{middle.median:.2%} ({middle.low:.2%}..{middle.high:.2%})"
        rows.append((key, f"{parameters:,}", cost, must))
        found.append({"workload": key, "parameters": parameters, "shares": shares})
    say(table(rows, ("workload", "parameters", "of a frame", "must")))
    write_json(options.json, {"machine": machine, "snapshots": found})
    return 0


def _shares(trainer: Trainer, frames: int) -> list[float]:
    """What share of a frame each snapshot took, in ascending order."""
    trainer.advance(trainer.steps_per_epoch)
    shares = []
    for _ in range(frames):
        end = time.perf_counter() + _FRAME
        while time.perf_counter() < end:
            trainer.advance(1)
        begin = time.perf_counter()
        trainer.snapshot()
        shares.append((time.perf_counter() - begin) / _FRAME)
    return sorted(shares)
