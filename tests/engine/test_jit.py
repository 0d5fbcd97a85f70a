"""The cache of compiled kernels: complete, outside the source tree, and hit by the next process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Network, Trainer, TrainingSettings, jit
from tests.engine.graphs import examples

ROOT = Path(jit.__file__).parent.parent

TRAIN = """
from engine import Network, Trainer, TrainingSettings, datasets
from engine.kernels import cpu
data = datasets.from_arrays([[0.0, 1.0]], [[1.0]], task="regression")
trainer = Trainer(Network.layered([2, 2, 1]), data, TrainingSettings())
trainer.run(epochs=1)
print(sum(cpu.train.stats.cache_misses.values()), sum(cpu.observe.stats.cache_misses.values()))
"""


def test_every_module_that_kernels_import_is_part_of_the_hash() -> None:
    hashed = {path.relative_to(ROOT).with_suffix("").as_posix() for path in jit.kernel_sources()}
    for path in (ROOT / "engine" / "kernels").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engine."):
                assert node.module is not None
                assert node.module.replace(".", "/") in hashed, f"{path.name}: {node.module}"


def test_kernels_are_kept_outside_the_source_tree(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert ROOT not in jit.cache_folder().parents
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert jit.cache_folder().parent == tmp_path


def test_a_cache_that_cannot_be_written_is_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(occupied))
    assert occupied not in jit.cache_folder().parents
    assert jit.cache_folder().is_dir()


@pytest.mark.slow
def test_the_next_process_compiles_nothing() -> None:
    network = Network.layered([2, 2, 1])
    Trainer(network, examples(network, "mse", 3), TrainingSettings()).run(epochs=1)
    command = [sys.executable, "-c", TRAIN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]
