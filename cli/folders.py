"""Where Netloom and its environments stand, and what is noted there; imports next to nothing."""

import os
import sys
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
STAMP = "netloom.txt"
RUNTIME = (
    "PIL",
    "PySide6",
    "msgspec",
    "numba",
    "numpy",
    "pyqtgraph",
    "python_calamine",
    "scipy",
)
# What the tests and the extras need on top, by the names that are imported.
GROUPS = {
    "dev": (
        "pytest",
        "pytestqt",
        "xdist",
        "hypothesis",
        "onnx",
        "onnxruntime",
        "sklearn",
        "av",
        "openpyxl",
        "pyarrow",
    ),
    "onnx": ("onnx", "onnxruntime"),
    "parquet": ("pyarrow",),
    "tables": ("sklearn",),
    "video": ("av",),
}


def version() -> str:
    """Netloom's version."""
    import tomllib

    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        return str(tomllib.load(file)["project"]["version"])


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
