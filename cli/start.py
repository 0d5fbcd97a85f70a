"""Carries out what the command line asks for, inside the complete environment."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

from cli import arguments as command_line
from cli.folders import ROOT, version
from cli.refusal import Refusal


def run(arguments: list[str]) -> int:
    """Carry out a command line; return the exit code.

    Raises:
        Refusal: what was asked cannot be done.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # Old consoles cannot show every letter.
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command:
        return command(arguments[1:])
    return _window(arguments)


def _window(arguments: list[str]) -> int:
    asked = command_line.window_parser().parse_args(arguments)
    if asked.version:
        print(f"Netloom {version()}")
        return 0
    if asked.screenshot:
        from cli.picture import screenshot

        return screenshot(asked)
    if asked.what and not Path(asked.what).is_file():
        raise Refusal(
            f"There is no file and no command called “{asked.what}” (see main.py --help)."
        )
    from cli.preflight import NoScreen, prepare_window

    try:
        prepare_window()
    except NoScreen as reason:
        from cli.picture import without_screen

        return without_screen(asked.what, str(reason))
    from gui.app import run as open_window

    return open_window(Path(asked.what) if asked.what else None)


def _train(arguments: list[str]) -> int:
    from cli.train import run as train

    return train(command_line.train_parser().parse_args(arguments))


def _export(arguments: list[str]) -> int:
    from cli.export import run as export

    return export(command_line.export_parser().parse_args(arguments))


def _doctor(arguments: list[str]) -> int:
    from cli.doctor import run as doctor

    command_line.nothing_more("doctor", arguments)
    return doctor()


def _wheelhouse(arguments: list[str]) -> int:
    from cli.wheelhouse import run as fetch

    command_line.nothing_more("wheelhouse", arguments)
    return fetch()


def _test(arguments: list[str]) -> int:
    import subprocess

    from cli.preflight import prepare_offscreen

    prepare_offscreen()
    command = [sys.executable, "-m", "pytest", *(arguments or ["-n", "2"])]
    if not os.access(ROOT, os.W_OK):
        command += ["-p", "no:cacheprovider"]
    return subprocess.call(command, cwd=ROOT)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "train": _train,
    "export": _export,
    "doctor": _doctor,
    "wheelhouse": _wheelhouse,
    "test": _test,
}
