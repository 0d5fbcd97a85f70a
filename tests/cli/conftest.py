"""A project folder of its own for tests of the set-up, with nothing fetched or compiled."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import bootstrap, environment, folders

PYPROJECT = """\
[project]
name = "sample"
version = "1.2.3"
dependencies = ["alpha>=1", "beta>=2; python_version < '3.0'"]
[project.optional-dependencies]
onnx = ["gamma"]
tables = ["delta"]
[dependency-groups]
dev = ["epsilon"]
"""
LOCK = """\
# made by hand
alpha==1.5  # via sample (pyproject.toml)
beta==2.0 ; python_full_version < '3.0'  # via sample (pyproject.toml)
epsilon==5.0  # via sample (pyproject.toml:dev)
gamma==3.0  # via sample (pyproject.toml)
zeta==0.1  # via alpha, gamma
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder that the set-up takes for Netloom's."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "constraints.txt").write_text(LOCK)
    monkeypatch.setattr(folders, "ROOT", str(root))
    monkeypatch.setattr(environment, "PROJECT", root / "pyproject.toml")
    monkeypatch.setattr(environment, "LOCKED", root / "constraints.txt")
    monkeypatch.setattr(environment, "WHEELHOUSE", root / "wheelhouse")
    monkeypatch.setattr(folders, "user_folder", lambda: str(tmp_path / "own"))
    monkeypatch.delenv("NETLOOM_NO_VENV", raising=False)
    monkeypatch.delenv(bootstrap.RESTARTED, raising=False)
    return root


@pytest.fixture
def make_environment() -> Callable[..., Path]:
    """Makes a folder that looks like a filled environment of ours; fields change its stamp."""

    def make(where: Path, /, **fields: str) -> Path:
        python = Path(folders.python_in(str(where)))
        python.parent.mkdir(parents=True)
        if os.name == "nt":
            python.write_bytes(b"")
        else:
            python.symlink_to(sys.executable)
        stamp = {
            "state": "ready",
            "key": folders.fingerprint(),
            "groups": "",
            "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
            "system": folders.this_system(),
            "base": sys.executable,
            "folder": str(where),
        }
        lines = [f"{key} {value}\n" for key, value in (stamp | fields).items()]
        (where / folders.STAMP).write_text("".join(lines))
        return where

    return make
