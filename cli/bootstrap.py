"""Finds the environment that Netloom runs in, or has it made, and restarts the program inside it.

Every start passes through here, so this module imports next to nothing; the work of the first
start stands in `cli.environment`.
"""

import os
import sys
import zlib

from cli.refusal import Refusal

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
STAMP = "netloom.txt"
RUNTIME = ("PySide6", "msgspec", "numba", "numpy", "pyqtgraph", "scipy")
# What the tests and the extras need on top, by the names that are imported.
GROUPS = {
    "dev": ("pytest", "pytestqt", "xdist", "hypothesis", "onnx", "onnxruntime", "sklearn"),
    "onnx": ("onnx", "onnxruntime"),
    "tables": ("sklearn",),
}
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
        if error.name not in RUNTIME:
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
    if inside and _same_python(inside) and (inside == restarted or is_complete(inside, groups)):
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


def fingerprint() -> str:
    """A short text that changes whenever pyproject.toml or constraints.txt does."""
    value = 0
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            value = zlib.crc32(file.read(), value)
    return f"{value:08x}"


def python_in(folder: str) -> str:
    """The Python program of an environment."""
    if os.name == "nt":
        return os.path.join(folder, "Scripts", "python.exe")
    return os.path.join(folder, "bin", "python")


def read_stamp(folder: str) -> dict[str, str]:
    """What we noted about an environment of ours; empty when there is none, or it is not ours."""
    try:
        with open(os.path.join(folder, STAMP), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {key: value for key, found, value in (line.partition(" ") for line in lines) if found}


def this_system() -> str:
    """Operating system and processor, for example linux-x86_64."""
    if os.name == "nt":
        machine = os.environ.get("PROCESSOR_ARCHITECTURE", "")
    else:
        machine = os.uname().machine
    return f"{sys.platform}-{machine.lower()}"


def runs_here(folder: str, stamp: dict[str, str]) -> bool:
    """Whether this environment of ours was made at this place, with a Python that is still here."""
    return (
        stamp.get("folder") == folder
        and stamp.get("system") == this_system()
        and os.path.exists(stamp.get("base", ""))
        and os.path.exists(python_in(folder))
    )


def is_complete(folder: str, groups: set[str]) -> bool:
    """Whether our environment in this folder is ready, up to date and has all these groups."""
    stamp = read_stamp(folder)
    return (
        stamp.get("state") == "ready"
        and stamp.get("key") == fingerprint()
        and groups.issubset(stamp.get("groups", "").split())
        and runs_here(folder, stamp)
    )


def homes() -> tuple[str, str]:
    """Where an environment may stand: beside main.py, or else in the person's own data folder."""
    mark = f"{zlib.crc32(ROOT.encode()):08x}"
    return os.path.join(ROOT, ".venv"), os.path.join(user_folder(), f"venv-{mark}")


def user_folder() -> str:
    """Netloom's own folder among the person's application data."""
    home = os.path.expanduser("~")
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, "Netloom")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "Netloom")
    local = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    return os.path.join(local, "netloom")


def base_python() -> str:
    """The Python outside any environment that this process was started with."""
    return os.path.abspath(getattr(sys, "_base_executable", "") or sys.executable)


def _find(groups: set[str]) -> str | None:
    beside = homes()[0]
    if not read_stamp(beside) and os.path.exists(os.path.join(beside, "pyvenv.cfg")):
        # Somebody else's, uv's for instance: it is used as it is and never changed.
        if os.path.realpath(sys.prefix) == os.path.realpath(beside):
            raise Refusal(
                f"The folder {beside} was not made by Netloom and lacks packages. "
                "With uv, run: uv sync --all-extras. Or delete that folder and start again."
            )
        if os.path.exists(python_in(beside)):
            return beside
    return next((folder for folder in homes() if is_complete(folder, groups)), None)


def _own_environment() -> str | None:
    """The environment of ours that this process runs in, if it does."""
    here = os.path.realpath(sys.prefix)
    mine = (home for home in homes() if os.path.realpath(home) == here and read_stamp(home))
    return next(mine, None)


def _same_python(folder: str) -> bool:
    return read_stamp(folder).get("python") == f"{sys.version_info[0]}.{sys.version_info[1]}"


def _in_foreign_environment() -> bool:
    conda = os.path.join(sys.prefix, "conda-meta")
    return sys.prefix != sys.base_prefix or os.path.isdir(conda)


def _has_packages(groups: set[str]) -> bool:
    from importlib.util import find_spec

    names = [*RUNTIME, *(name for group in groups for name in GROUPS.get(group, ()))]
    return all(find_spec(name) is not None for name in names)


def _restart(folder: str, arguments: list[str]) -> None:
    """Go on as the environment's Python; this process ends with, or as, that one."""
    command = [python_in(folder), os.path.join(ROOT, "main.py"), *arguments]
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
