"""Netloom with two threads against one: a process for each, which take turns.

A machine that is shared with others does not always have two cores to give: both processors that
it shows may be halves of one. So each round also says how much two loops multiply at once against
one, between the two turns, and the gain is given once more for the rounds in which there were two
cores. Rounds are many and short, so that some of them are undisturbed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from benchmarks.machine import describe, limit_threads, pin
from benchmarks.report import machine_line, say, table, write_json

if TYPE_CHECKING:
    from benchmarks.peak import Peak

MUST = {"W4": 1.5, "W6": 1.75}
_TWO_CORES = 1.8
_ROUNDS, _SECONDS = 25, 0.1
_PEAK_SECONDS = 0.05


def run(options: argparse.Namespace) -> int:
    """Measure and print; 1 when a run does not reach the reference's weights."""
    from benchmarks.measuring import Ratio, ratio, take_turns
    from benchmarks.peak import Peak
    from benchmarks.workloads import chosen_keys

    peak = Peak()

    machine = describe()
    say(machine_line(machine))
    rows, found = [], []
    for key in chosen_keys(options.workloads or ",".join(MUST)):
        workers = {f"{count} thread": _Worker(key, count) for count in (1, 2)}
        one, two = workers
        turns = {
            one: workers[one].rate,
            "cores": lambda seconds: _cores(peak, seconds),
            two: workers[two].rate,
        }
        rounds = options.rounds or _ROUNDS
        rates = take_turns(turns, rounds, options.seconds or _SECONDS)
        words = ", ".join(worker.close() for worker in workers.values())
        gain = ratio(rates[two], rates[one])
        whole = [number for number, cores in enumerate(rates["cores"]) if cores >= _TWO_CORES]
        with_two = "–"
        if whole:
            pair = ([rates[label][number] for number in whole] for label in (two, one))
            with_two = f"{ratio(*pair)}, {len(whole)} of {rounds} rounds"
        must = f"{MUST.get(key, 1):g}"
        cores = rates["cores"]
        shown = str(Ratio(statistics.median(cores), min(cores), max(cores)))
        rows.append((key, str(gain), with_two, must, shown, words))
        found.append(
            {"workload": key, "one": rates[one], "two": rates[two], "cores": rates["cores"]}
        )
    heading = ("workload", "two threads / one", "with two cores", "must", "two cores / one")
    say(table(rows, (*heading, "one, two after 2 epochs")))
    write_json(options.json, {"machine": machine, "threads": found})
    return 1 if any("wrong" in row[-1] for row in rows) else 0


def _cores(peak: Peak, seconds: float) -> float:
    """What two loops multiply at the same time, over the most that one does alone."""
    part = min(seconds / 4, _PEAK_SECONDS)
    alone = peak.rate(part)
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(peak.lasting, [part, part])) / alone


class _Worker:
    """A process with `count` threads on as many CPUs."""

    def __init__(self, key: str, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        limit_threads(count)  # the new process inherits the variables
        self._process = context.Process(target=_serve, args=(theirs, key, count), daemon=True)
        self._process.start()
        theirs.close()
        self._words: str = self._line.recv()

    def rate(self, seconds: float) -> float:
        """Examples per second; the other process waits meanwhile."""
        self._line.send(seconds)
        found: float = self._line.recv()
        return found

    def close(self) -> str:
        """End the process and say how far it was from the reference."""
        self._line.send(0.0)
        self._process.join()
        return self._words


def _serve(line: Connection, key: str, count: int) -> None:
    pin(count)
    from benchmarks import reference
    from benchmarks.contest import expectation
    from benchmarks.measuring import check
    from benchmarks.netloom import Netloom
    from benchmarks.workloads import load

    workload = load(key)
    start = reference.vector(workload.graph, reference.start(workload.graph))
    candidate = Netloom(workload)
    found = check(candidate, expectation(workload), start)
    line.send(found.words if found.passed else f"{found.words}: wrong")
    while seconds := line.recv():
        line.send(candidate.rate(seconds))
