"""`scaling`: nanoseconds per connection and example as networks grow."""

from __future__ import annotations

import argparse
import math
import statistics
from pathlib import Path

from benchmarks.machine import caches, describe, limit_threads, pin
from benchmarks.report import machine_line, say, table, write_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows to a file")
    parser.add_argument("--largest", type=int, default=1_000_000, help="connections")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each size")
    parser.add_argument("--seconds", type=float, default=0.2, help="of one turn")


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    limit_threads(1)
    pin(1)
    from benchmarks.measuring import Ratio, ratio, take_turns
    from benchmarks.netloom import Netloom
    from benchmarks.workloads import of_size

    machine = describe()
    say(machine_line(machine))
    say(f"float32, one thread, gradient descent, batch 32; caches: {caches() or 'unknown'}")
    sizes = [10**power for power in range(2, 1 + round(math.log10(options.largest)))]
    rows, found = [], []
    for shape in ("layered", "irregular"):
        candidates = {}
        for size in sizes:
            workload = of_size(shape, size)
            candidates[len(workload.graph.weights)] = Netloom(workload)
        turns = {str(count): candidate.rate for count, candidate in candidates.items()}
        for turn in turns.values():
            turn(options.seconds)
        rates = take_turns(turns, options.rounds, options.seconds)
        costs = {
            int(count): [1e9 / (rate * int(count)) for rate in series]
            for count, series in rates.items()
        }
        least = min(costs.values(), key=statistics.median)
        for count, series in costs.items():
            cost = Ratio(statistics.median(series), min(series), max(series))
            growth = ratio(series, least)
            rows.append((shape, f"{count:,}", f"{4 * count / 1024:,.1f}", str(cost), str(growth)))
            found.append({"shape": shape, "connections": count, "nanoseconds": series})
    heading = ("shape", "connections", "KiB of weights", "ns per connection", "x the cheapest")
    say(table(rows, heading))
    write_json(options.json, {"machine": machine, "caches": caches(), "sizes": found})
    return 0
