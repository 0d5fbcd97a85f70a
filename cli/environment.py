"""Makes the environment that Netloom runs in: a .venv that pip fills with the locked releases."""

import contextlib
import errno
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from cli import folders, locked
from cli.machine import apt_line, hold, install_packages
from cli.pip_output import PipOutput
from cli.pip_run import LOG, run_pip, site_packages
from cli.refusal import Refusal

LOCKED = Path(folders.ROOT, "constraints.txt")
PROJECT = Path(folders.ROOT, "pyproject.toml")
WHEELHOUSE = Path(folders.ROOT, "wheelhouse")
# Older pips do not tell their progress to another program.
_PIP_WITH_PROGRESS = (24, 1)
_NOTHING_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}


def prepare(groups: set[str], *, doubted: bool = False) -> str:
    """Return the folder of an environment with these groups, making or completing it.

    `doubted` says that the environment failed although its stamp calls it complete.

    Raises:
        Refusal: it cannot be made; what is there is left so that the next start repairs it.
    """
    unknown = groups - known_groups()
    if unknown:
        raise Refusal(
            f"There is no extra called {', '.join(sorted(unknown))}. "
            f"The extras are: {', '.join(sorted(known_groups()))}."
        )
    try:
        with _place() as (folder, descriptor):
            if doubted or not folders.is_complete(folder, groups):
                _bring_up(Path(folder), groups, descriptor)
            return folder
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise Refusal(f"The set-up could not go on ({error.strerror or error}{where}).") from error
    except KeyboardInterrupt:
        print("\nThe set-up was stopped; the next start takes it up again.", file=sys.stderr)
        raise


def known_groups() -> set[str]:
    """The extras and dependency groups of pyproject.toml."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    return {*project["project"]["optional-dependencies"], *project["dependency-groups"]}


def requirements(groups: set[str]) -> list[str]:
    """What pyproject.toml asks for, with these extras and dependency groups."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    more = project["project"]["optional-dependencies"] | project["dependency-groups"]
    rows: list[str] = [*project["project"]["dependencies"]]
    for name in sorted(groups):
        rows += more[name]
    return rows


@contextlib.contextmanager
def _place() -> Iterator[tuple[str, int]]:
    """Choose where the environment stands, and hold its lock: (folder, the lock's descriptor)."""
    folder, elsewhere = folders.homes()
    try:
        descriptor = hold(folder + ".lock", sys.stdout)
    except OSError as error:
        if error.errno not in _NOTHING_WRITABLE:
            raise
        print(f"The folder {folders.ROOT} cannot be written to, so the packages go to {elsewhere}")
        folder = elsewhere
        Path(folder).parent.mkdir(parents=True, exist_ok=True)
        descriptor = hold(folder + ".lock", sys.stdout)
    try:
        yield folder, descriptor
    finally:
        os.close(descriptor)


def _bring_up(folder: Path, groups: set[str], descriptor: int) -> None:
    """Make the environment, complete it, or make it anew, whichever it needs."""
    stamp = folders.read_stamp(str(folder))
    if not stamp and folder.exists() and any(folder.iterdir()):
        raise Refusal(
            f"The folder {folder} was not made by Netloom and does not run here. "
            "Delete it, or move it away, and start again."
        )
    groups = groups | (_groups_of(stamp) & known_groups())
    if stamp.get("state") == "ready" and _still_runs(folder, stamp):
        _update(folder, stamp, groups, descriptor)
    else:
        _make(folder, stamp, groups, descriptor)


def _groups_of(stamp: dict[str, str]) -> set[str]:
    return set(stamp.get("groups", "").split())


def _still_runs(folder: Path, stamp: dict[str, str]) -> bool:
    """Whether the environment's Python starts and is the release it was filled for."""
    if stamp.get("system") != folders.this_system():
        return False
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    command = [folders.python_in(str(folder)), "-I", "-c", ask]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == stamp.get("python")


def _update(folder: Path, stamp: dict[str, str], groups: set[str], descriptor: int) -> None:
    """Bring a running environment up to date; where nothing can be fetched, keep it as it was."""
    new = groups - _groups_of(stamp)
    up_to_date = stamp.get("key") == folders.fingerprint() and not new
    renewed = stamp | _description(folder, groups)
    if not up_to_date:
        what = f"Adding {', '.join(sorted(new))} to" if new else "Bringing up to date"
        print(f"{what} {folder}", flush=True)
        _write_stamp(folder, renewed | {"state": "filling"})
        try:
            _fill(folder, groups, descriptor)
        except _Untouched as failure:
            _write_stamp(folder, stamp)
            if new:
                raise
            print(f"{failure}\nGoing on with the packages that are there.", file=sys.stderr)
            return
    _write_stamp(folder, renewed)


def _make(folder: Path, stamp: dict[str, str], groups: set[str], descriptor: int) -> None:
    """Make the environment from nothing."""
    _need_venv()
    if stamp:
        half = stamp.get("state") != "ready"
        why = "is half made" if half else "belongs to another machine or Python"
        print(f"{folder} {why}; it is made anew.")
        shutil.rmtree(folder)
    release = sys.version.split()[0]
    print(f"Setting up {folder} with Python {release}. Later starts skip this.", flush=True)
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = _description(folder, groups) | {
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "system": folders.this_system(),
        "base": folders.base_python(),
    }
    _write_stamp(folder, stamp | {"state": "filling"})
    _create(folder)
    output = _fill(folder, groups, descriptor)
    _write_stamp(folder, stamp)
    fetched = f", {output.downloaded / 1e6:.0f} MB fetched" if output.downloaded else ""
    took = time.monotonic() - started
    print(f"Set-up done in {took:.0f} s: {output.installing} packages{fetched}.", flush=True)


def _create(folder: Path) -> None:
    """Make an environment with nothing but pip in it."""
    command = [folders.base_python(), "-I", "-m", "venv", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        words = (made.stderr or made.stdout).strip().splitlines() or ["no reason was given"]
        raise Refusal(f"Python could not make the environment {folder}: {words[-1]}")


def _need_venv() -> None:
    """Make sure that this Python can make environments; Debian packs that part separately."""
    if _can_make_environments():
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    why = f"Python lacks its venv part (the package {package})."
    if install_packages([package], why):
        importlib.invalidate_caches()
        if _can_make_environments():
            return
    raise Refusal(f"{why} Install it, then start again:\n  {apt_line([package])}")


def _can_make_environments() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def _fill(folder: Path, groups: set[str], descriptor: int) -> PipOutput:
    """Install everything that these groups need."""
    wanted = requirements(groups)
    source = ["--only-binary", ":all:"]
    if WHEELHOUSE.is_dir():
        source += ["--no-index", "--find-links", str(WHEELHOUSE)]
    if _pip_version(folder) < _PIP_WITH_PROGRESS:
        # Where it cannot be had the old one does, with less to see.
        _install(folder, ["-c", str(LOCKED), *source, "pip"], 1, descriptor)
    if _pip_version(folder) >= _PIP_WITH_PROGRESS:
        source += ["--progress-bar", "raw"]
    total = len(locked.expected(LOCKED, wanted))
    code, output = _install(folder, ["-c", str(LOCKED), *source, *wanted], total, descriptor)
    if code and output.no_match and not output.offline:
        print("Not every locked release exists for this system; taking the newest that do.")
        code, output = _install(folder, [*source, *wanted], total, descriptor)
    if code:
        raise (Refusal if output.installing else _Untouched)(failure(output, folder))
    return output


def _install(
    folder: Path, arguments: list[str], total: int, descriptor: int
) -> tuple[int, PipOutput]:
    python = folders.python_in(str(folder))
    return run_pip(folder, python, ["install", *arguments], total, sys.stdout, descriptor)


class _Untouched(Refusal):
    """Nothing could be fetched, and nothing was changed."""


def _pip_version(folder: Path) -> tuple[int, ...]:
    names = [path.name for path in site_packages(folder).glob("pip-*.dist-info")]
    return max((tuple(map(int, re.findall(r"\d+", name)[:2])) for name in names), default=(0, 0))


def failure(output: PipOutput, folder: Path) -> str:
    """Why pip failed, and what to try, in sentences."""
    release = sys.version.split()[0]
    if WHEELHOUSE.is_dir() and output.no_match:
        return (
            f"The folder {WHEELHOUSE} has no {output.no_match} for this system and Python "
            f"{release}. Fill it on a machine like this one: python3 main.py wheelhouse"
        )
    if output.offline:
        happened = "The packages could not be fetched: there is no way to the package index."
        cure = (
            "Connect to the network and start again, or put a folder wheelhouse beside main.py "
            "(README, “Without a network”)."
        )
    elif output.no_match:
        happened = f"There is no ready-made {output.no_match} for this system and Python {release}."
        cure = "Start with another Python, 3.11 or newer."
    elif output.disk_full:
        happened = "The disk is full."
        cure = "Make 1.5 GB of room and start again."
    else:
        happened = f"pip could not install the packages: {output.error}"
        cure = "Start again to repeat the set-up."
    return f"{happened} {cure}\nWhat pip said is in {folder / LOG}"


def _description(folder: Path, groups: set[str]) -> dict[str, str]:
    """The lines of the stamp that an update changes."""
    return {
        "state": "ready",
        "key": folders.fingerprint(),
        "groups": " ".join(sorted(groups)),
        "folder": str(folder),
    }


def _write_stamp(folder: Path, stamp: dict[str, str]) -> None:
    """Write the stamp whole or not at all."""
    new = folder / (folders.STAMP + ".new")
    new.write_text("".join(f"{key} {value}\n" for key, value in stamp.items()), encoding="utf-8")
    new.replace(folder / folders.STAMP)
