"""The file that is started: it answers an old Python, and costs a later start next to nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from cli import folders

MAIN = Path(folders.ROOT) / "main.py"


def test_an_old_python_can_read_the_file() -> None:
    ast.parse(MAIN.read_text("utf-8"), feature_version=(3, 7))


def test_an_old_python_is_told_in_a_sentence(tmp_path: Path) -> None:
    pretending = tmp_path / "old.py"
    pretending.write_text(
        "import runpy, sys\n"
        "sys.version_info, sys.version = (3, 8, 10), '3.8.10 (default)'\n"
        f"runpy.run_path({str(MAIN)!r}, run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, str(pretending)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Netloom needs Python 3.11 or newer and this is Python 3.8.10.")
    assert done.stderr.count("\n") == 1


def test_a_later_start_loads_nothing_of_the_set_up() -> None:
    """The part that runs before the restart stays within the interpreter's own modules."""
    asked = (
        "import sys; before = set(sys.modules); import cli.bootstrap;"
        "print(' '.join(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        cwd=folders.ROOT,
        env=os.environ | {"PYTHONPATH": folders.ROOT},
    )
    assert set(done.stdout.split()) <= {
        "cli",
        "cli.bootstrap",
        "cli.folders",
        "cli.refusal",
        "zlib",
    }
