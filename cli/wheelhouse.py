"""Fetches all packages into the folder wheelhouse, for set-up on machines without a network."""

import sys
from pathlib import Path

from cli import environment, folders, locked
from cli.pip_run import run_pip
from cli.refusal import Refusal


def run() -> int:
    """Fill the folder for this system and Python; return the exit code.

    Raises:
        Refusal: a package could not be fetched.
    """
    wanted = environment.requirements(environment.known_groups())
    total = len(locked.expected(environment.LOCKED, wanted))
    folder = Path(sys.prefix)
    print(f"Fetching {total} packages into {environment.WHEELHOUSE}", flush=True)
    arguments = ["download", "--dest", str(environment.WHEELHOUSE), "--only-binary", ":all:"]
    arguments += ["-c", str(environment.LOCKED), "--progress-bar", "raw"]
    code, output = run_pip(folder, sys.executable, [*arguments, *wanted], total, sys.stdout)
    if code:
        raise Refusal(environment.failure(output, folder))
    print(f"Done. Copy {folders.ROOT}, without .venv, to machines of the same kind.")
    return 0
