"""`engine`: every workload, Netloom and its peers taking turns on one core."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.machine import (
    PEER_TARGETS,
    TARGETS,
    compile_for,
    describe,
    hold_peers_to,
    limit_threads,
    pin,
)
from benchmarks.report import machine_line, say, write_json

_ROUNDS, _SECONDS = 7, 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows to a file")
    parser.add_argument("--workloads", default="", help="such as W1,W5,W3+100; all when not given")
    parser.add_argument(
        "--peers",
        default="torch,jax,sklearn,numpy",
        help="some of them, or none; torch is eager and compile",
    )
    parser.add_argument(
        "--rounds", type=int, help="turns of every candidate: 7, with --threads 25 short ones"
    )
    parser.add_argument("--seconds", type=float, help="of one turn: 0.2, with --threads 0.1")
    parser.add_argument(
        "--threads", action="store_true", help="Netloom with two threads against one instead"
    )
    parser.add_argument(
        "--target", choices=TARGETS, help="compile Netloom for such a processor, the peers as ever"
    )
    parser.add_argument(
        "--peers-too", action="store_true", help="hold the peers to the target as well"
    )


def run(options: argparse.Namespace) -> int:
    """Measure and print; 1 when a candidate does not compute what it should."""
    if options.target:
        compile_for(options.target)
        held = "the peers for all that the processor has"
        if options.peers_too:
            hold_peers_to(options.target)
            variables = ", ".join(PEER_TARGETS[options.target])
            held = f"the peers held to it as far as they heed {variables}"
        say(f"Netloom compiled for {options.target.upper()}, {held}")
    if options.threads:
        from benchmarks import threads

        return threads.run(options)
    rounds, seconds = options.rounds or _ROUNDS, options.seconds or _SECONDS
    limit_threads(1)
    pinned = pin(1)
    from benchmarks.catalogue import chosen
    from benchmarks.contest import measure
    from benchmarks.outcome import summary
    from benchmarks.workloads import chosen_keys

    machine = describe()
    say(machine_line(machine))
    say(f"float32, one thread, CPU {pinned[0] if pinned else 'not pinned'}")
    peers, absent = chosen(options.peers)
    if absent:
        say(f"Not installed, left out: {', '.join(peer.label for peer in absent)}")
    outcomes = []
    for key in chosen_keys(options.workloads):
        outcomes.append(measure(key, peers, rounds, seconds, options.target))
        say("")
        say(outcomes[-1].details())
    say("")
    say("Netloom's examples per second over the best peer's, median of rounds (least..most)")
    say(summary(outcomes))
    write_json(
        options.json,
        {
            "machine": machine,
            "rounds": rounds,
            "seconds": seconds,
            "workloads": [outcome.as_json() for outcome in outcomes],
        },
    )
    lines = [line for outcome in outcomes for line in outcome.lines.values()]
    return 0 if all(line.check.passed for line in lines) else 1
