"""`python -m benchmarks COMMAND`: every measurement by name, loaded only when it is asked for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from typing import cast

COMMANDS = {
    "engine": "examples trained per second, beside the programs that a user would pick instead",
    "snapshots": "what share of the time goes into sixty snapshots a second",
    "canvas": "milliseconds a frame of the canvas, beside one graphics item for each connection",
    "watch": "what share of its speed a run keeps while it is looked at, and frames a second",
    "soak": "whether memory and threads stay as they are through hours of lessons",
    "start": "seconds from a cold and from a warm start to the first training step",
    "scaling": "time per connection, from 100 connections to 1,000,000",
}


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    known = [word for word in arguments if word in COMMANDS][:1] or list(COMMANDS)
    for name in known:
        command = commands.add_parser(name, help=COMMANDS[name])
        module = import_module(f"benchmarks.{name}_command")
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments)
    return cast("Callable[[argparse.Namespace], int]", chosen.run)(chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
