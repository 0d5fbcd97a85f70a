"""Finds the environment that Netloom runs in, or has it made, and restarts the program inside it.

Every start passes through here, so this module imports next to nothing; the work of the first
start stands in `cli.environment`.
"""

import os
import sys

from cli import folders
from cli.refusal import Refusal

RESTARTED = "NETLOOM_RESTARTED"


def main(arguments: list[str]) -> int:
    """Run the program with these arguments inside a complete environment; return the exit code."""
    try:
        rest = enter(arguments)
        from cli.start import run

        return run(rest)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        if error.name not in folders.RUNTIME:
            raise
        print(
            f"The package {error.name} is missing from {sys.prefix}. "
            "Start without NETLOOM_NO_VENV, or install it there.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output went away; nothing more may be written, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def enter(arguments: list[str]) -> list[str]:
    """Return the arguments for the program, without `--with`, once this process can run it.

    Where this process cannot, the environment is found or made and the program restarted inside
    it: then the call does not return.

    Raises:
        Refusal: the environment cannot be made or lacks something.
    """
    restarted = os.environ.pop(RESTARTED, None)
    rest, extras = split_extras(arguments)
    if os.environ.get("NETLOOM_NO_VENV"):
        return rest
    groups = {*extras, *(["dev"] if rest[:1] == ["test"] else [])}
    inside = _own_environment()
    if (
        inside
        and _same_python(inside)
        and (inside == restarted or folders.is_complete(inside, groups))
    ):
        return rest
    if not inside and _in_foreign_environment() and _has_packages(groups):
        return rest
    # The system's python3 may have moved on to a newer release since the environment was made.
    doubted = inside is not None and not _same_python(inside)
    folder = None if doubted else _find(groups)
    if folder is not None and restarted:
        raise Refusal(f"Python does not start inside {folder}. Delete that folder and try again.")
    if folder is None:
        from cli.environment import prepare

        folder = prepare(groups, doubted=doubted)
    _restart(folder, arguments)
    return rest


def split_extras(arguments: list[str]) -> tuple[list[str], set[str]]:
    """Take `--with NAME[,NAME]` out of the arguments: (the other arguments, the names)."""
    rest: list[str] = []
    names: set[str] = set()
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--with":
            names.update(_names(next(waiting, "")))
        elif argument.startswith("--with="):
            names.update(_names(argument.removeprefix("--with=")))
        else:
            rest.append(argument)
    return rest, names


def _names(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    if not names:
        raise Refusal("--with needs the name of an extra, for example: --with onnx")
    return names


def _find(groups: set[str]) -> str | None:
    beside = folders.homes()[0]
    if not folders.read_stamp(beside) and os.path.exists(os.path.join(beside, "pyvenv.cfg")):
        # Somebody else's, uv's for instance: it is used as it is and never changed.
        if os.path.realpath(sys.prefix) == os.path.realpath(beside):
            raise Refusal(
                f"The folder {beside} was not made by Netloom and lacks packages. "
                "With uv, run: uv sync --all-extras. Or delete that folder and start again."
            )
        if os.path.exists(folders.python_in(beside)):
            return beside
    return next((folder for folder in folders.homes() if folders.is_complete(folder, groups)), None)


def _own_environment() -> str | None:
    """The environment of ours that this process runs in, if it does."""
    here = os.path.realpath(sys.prefix)
    mine = (
        home
        for home in folders.homes()
        if os.path.realpath(home) == here and folders.read_stamp(home)
    )
    return next(mine, None)


def _same_python(folder: str) -> bool:
    return (
        folders.read_stamp(folder).get("python") == f"{sys.version_info[0]}.{sys.version_info[1]}"
    )


def _in_foreign_environment() -> bool:
    conda = os.path.join(sys.prefix, "conda-meta")
    return sys.prefix != sys.base_prefix or os.path.isdir(conda)


def _has_packages(groups: set[str]) -> bool:
    from importlib.util import find_spec

    names = [
        *folders.RUNTIME,
        *(name for group in groups for name in folders.GROUPS.get(group, ())),
    ]
    return all(find_spec(name) is not None for name in names)


def _restart(folder: str, arguments: list[str]) -> None:
    """Go on as the environment's Python; this process ends with, or as, that one."""
    command = [folders.python_in(folder), os.path.join(folders.ROOT, "main.py"), *arguments]
    os.environ[RESTARTED] = folder
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    from subprocess import Popen

    with Popen(command) as child:
        while True:
            try:
                sys.exit(child.wait())
            except KeyboardInterrupt:
                continue  # The child was told as well and ends in its own way.
