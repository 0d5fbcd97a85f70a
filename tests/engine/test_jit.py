"""The cache of compiled kernels: complete, outside the source tree, and hit by the next process."""

from __future__ import annotations

import ast
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.machine import TARGETS
from engine import Network, Trainer, TrainingSettings, jit
from engine.kernels import tile
from tests.engine.graphs import examples

ROOT = Path(jit.__file__).parent.parent

TRAIN = """
from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.kernels import cpu
data = datasets.from_arrays([[0.0, 1.0]], [[1.0]], task="regression")
trainer = Trainer(Network.layered([2, 2, 1]), data, TrainingSettings())
trainer.run(epochs=1)
print(sum(cpu.train.stats.cache_misses.values()), sum(cpu.observe.stats.cache_misses.values()))
"""

WEIGHTS = """
from engine import Network, Trainer, TrainingSettings, jit
from engine.data import datasets
data = datasets.from_arrays([[0.0, 1.0]], [[1.0]], task="regression")
trainer = Trainer(Network.layered([2, 2, 1], seed=1), data, TrainingSettings())
trainer.run(epochs=3)
print(int("pipeline_class" in jit.AS_PART), *trainer.weights().values())
"""

BLOCKS = """
import numpy as np
from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
draw = np.random.default_rng(0)
data = datasets.from_arrays(draw.normal(size=(50, 20)), draw.normal(size=(50, 3)), "regression")
network = Network.layered([20, 17, 3], "tanh", "linear", seed=1)
trainer = Trainer(network, data, TrainingSettings(batch_size=40, precision="float64"))
trainer.advance(3)
print(*trainer.weights().values())
"""


def test_every_module_that_kernels_import_is_part_of_the_hash() -> None:
    hashed = {path.relative_to(ROOT).with_suffix("").as_posix() for path in jit.kernel_sources()}
    for path in (ROOT / "engine" / "kernels").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engine."):
                assert node.module is not None
                for name in node.names:
                    module = node.module.replace(".", "/")
                    inside = f"{module}/{name.name}"
                    found = inside if (ROOT / f"{inside}.py").exists() else module
                    assert found in hashed, f"{path.name}: {found}"


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


@pytest.mark.slow
def test_a_numba_with_other_insides_compiles_the_same_only_later(tmp_path: Path) -> None:
    found = []
    for before in ("", "from numba.core import codegen\ndel codegen.JITCodeLibrary\n"):
        done = subprocess.run(
            [sys.executable, "-c", before + WEIGHTS],
            cwd=ROOT,
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / str(len(found)))},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(done.stdout.split())
    (usual, *weights), (plain, *same) = found
    assert (usual, plain) == ("1", "0")
    assert len(weights) == 6
    assert weights == same


@pytest.mark.parametrize("name", ["JITCodeLibrary", "Compiler", "Flags"])
def test_inlined_functions_are_compiled_as_numba_would_when_its_insides_are_others(
    name: str,
) -> None:
    insides = {**vars(jit.codegen), **vars(jit.compiler)}
    assert jit.part_compiler(insides) is not None
    assert jit.part_compiler({**insides, name: object}) is None
    assert jit.part_compiler({key: insides[key] for key in insides if key != name}) is None


@pytest.mark.parametrize(
    ("registers", "lanes", "rows"), [((32, 64), 32, 8), ((16, 32), 16, 6), ((16, 16), 16, 2)]
)
def test_tiles_have_the_shape_that_suits_the_registers(
    registers: tuple[int, int], lanes: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tile, "registers", lambda: registers)
    assert tile.tile_lanes(4) == lanes
    assert tile.rows_of_sums(lanes, 4) == rows


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="knows no AVX2")
def test_another_processor_computes_the_same() -> None:
    found = []
    for target in ({}, TARGETS["avx2"]):
        done = subprocess.run(
            [sys.executable, "-c", BLOCKS],
            cwd=ROOT,
            env={**os.environ, **target},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append([float(word) for word in done.stdout.split()])
    assert len(found[0]) == 20 * 17 + 17 * 3
    assert found[0] == pytest.approx(found[1], rel=1e-11, abs=1e-13)
