"""The command `doctor`: says what works on this machine and what does not."""

import importlib.util
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as release_of
from pathlib import Path
from typing import TYPE_CHECKING

from cli import preflight
from cli.folders import GROUPS, ROOT, user_folder, version
from cli.refusal import Refusal

if TYPE_CHECKING:
    from engine import Trainer

_PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numba", "llvmlite", "numpy", "scipy", "msgspec")
_RATE_SECONDS = 1.0
_INTERESTING = ("sse4.2", "avx", "avx2", "fma", "avx512f", "neon", "sve")


def run() -> int:
    """Print a table of findings; return 0 when the main job can be done here, else 2."""
    troubles: list[str] = []
    _row("Netloom", f"{version()} in {ROOT}")
    _row("Python", f"{platform.python_version()}, {sys.executable}")
    _row("System", f"{platform.platform()}")
    _row("Packages", ", ".join(_releases(_PACKAGES)))
    _row("Extras", ", ".join(f"{name}: {_extra(name)}" for name in GROUPS))
    _window(troubles)
    _processor()
    _folders(troubles)
    _engine(troubles)
    for trouble in troubles:
        print(f"\n{trouble}", file=sys.stderr)
    return 2 if troubles else 0


def _row(name: str, finding: str) -> None:
    print(f"{name + ':':<12} {finding}", flush=True)


def _releases(packages: Iterable[str]) -> list[str]:
    found = []
    for name in packages:
        try:
            found.append(f"{name} {release_of(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    return found


def _extra(name: str) -> str:
    lacking = [module for module in GROUPS[name] if importlib.util.find_spec(module) is None]
    if not lacking:
        return "present"
    return f"not installed (main.py --with {name} doctor)"


def _window(troubles: list[str]) -> None:
    try:
        preflight.prepare_window()
    except preflight.NoScreen as reason:
        _row("Screen", f"none ({reason}); training and pictures work without one")
        try:
            preflight.prepare_offscreen()
        except Refusal as refusal:
            troubles.append(str(refusal))
            return
    except Refusal as refusal:
        troubles.append(str(refusal))
        return
    from PySide6.QtCore import qVersion
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    screen = app.primaryScreen()
    area, ratio = screen.geometry(), screen.devicePixelRatio()
    _row("Qt", f"{qVersion()} on {app.platformName()}")
    if app.platformName() != "offscreen":
        _row("Screen", f"{area.width()} x {area.height()}, {ratio:g} pixels to one")


def _processor() -> None:
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    shown = [name for name in _INTERESTING if features.get(name)]
    cores = os.cpu_count() or 1
    _row("Processor", f"{binding.get_host_cpu_name()}, {cores} cores, {' '.join(shown)}")


def _folders(troubles: list[str]) -> None:
    import numba

    import engine

    _ = engine.Trainer  # From now on Numba knows where its cache is.
    cache = str(vars(numba.config)["CACHE_DIR"])
    for name, folder in (
        ("Cache", cache),
        ("Own data", user_folder()),
        ("Here", str(Path.cwd())),
        ("Temporary", tempfile.gettempdir()),
    ):
        writable = _writable(Path(folder))
        _row(name, f"{folder} ({'writable' if writable else 'NOT writable'})")
        if not writable and name in ("Cache", "Temporary"):
            troubles.append(f"The folder {folder} must be writable; free it or set TMPDIR.")


def _writable(folder: Path) -> bool:
    """Whether files can be made in this folder, or in the one in which it would be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)


def _engine(troubles: list[str]) -> None:
    from cli.subject import load
    from engine import EngineError

    subject = load("circle")
    try:
        trainer = subject.trainer("cpu")
        _row("Training", f"{_rate(trainer):,.0f} examples/s with the opening network on the CPU")
    except EngineError as error:
        troubles.append(str(error))
    try:
        _row("GPU", f"yes, {subject.trainer('cuda').device}")
    except EngineError as error:
        _row("GPU", f"no. {error}")


def _rate(trainer: "Trainer") -> float:
    """Examples per second, compiling left out."""
    trainer.prepare()
    started = time.perf_counter()
    while (took := time.perf_counter() - started) < _RATE_SECONDS:
        trainer.advance(1000)
    return trainer.examples / took
