"""The machine that a measurement ran on: its name, and how programs are held to few cores.

Imported before anything that reads the thread variables, so it loads the standard library only.
"""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
_XLA_ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
# What Numba is told to compile for: a processor and all that it may use of it. With the name alone
# it goes on using what the processor at hand has.
TARGETS = {
    "avx2": {
        "NUMBA_CPU_NAME": "haswell",
        "NUMBA_CPU_FEATURES": "+64bit,+avx,+avx2,+bmi,+bmi2,+cmov,+cx16,+f16c,+fma,+lzcnt,+movbe,"
        "+popcnt,+sse,+sse2,+sse3,+sse4.1,+sse4.2,+ssse3",
    }
}
# What holds peers to the same: JAX; PyTorch with oneDNN and MKL (which heeds it on Intel's
# processors only); the BLAS of NumPy and scikit-learn.
PEER_TARGETS = {
    "avx2": {
        "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
        "ATEN_CPU_CAPABILITY": "avx2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
        "OPENBLAS_CORETYPE": "Haswell",
    }
}
_PACKAGES = ("numpy", "numba", "llvmlite", "torch", "jax", "scikit-learn")


def limit_threads(count: int) -> None:
    """Let every library use at most `count` threads; call before the first of them is imported."""
    for variable in _THREAD_VARIABLES:
        os.environ[variable] = str(count)
    if count == 1:
        given = os.environ.get("XLA_FLAGS", "")
        if _XLA_ONE_THREAD not in given:
            os.environ["XLA_FLAGS"] = f"{given} {_XLA_ONE_THREAD}".strip()


def compile_for(target: str) -> None:
    """Let Numba compile for one of `TARGETS`; call before it is imported."""
    os.environ.update(TARGETS[target])


def hold_peers_to(target: str) -> None:
    """Ask the peers to use no more than one of `TARGETS` has; call before they are imported."""
    flags = f"{os.environ.get('XLA_FLAGS', '')} {PEER_TARGETS[target]['XLA_FLAGS']}".strip()
    os.environ.update({**PEER_TARGETS[target], "XLA_FLAGS": flags})


def pin(count: int) -> tuple[int, ...]:
    """Keep this process on its first `count` CPUs and return them; () where that is impossible."""
    if not hasattr(os, "sched_setaffinity"):
        return ()
    chosen = sorted(os.sched_getaffinity(0))[:count]
    os.sched_setaffinity(0, chosen)
    return tuple(chosen)


def describe() -> dict[str, str]:
    """The machine in words: processor, cores, system and the versions of what was measured."""
    found = {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "vectors": _vectors(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {name: value for name, value in found.items() if value}


def caches() -> str:
    """The sizes of the data caches that the first core uses, where the system tells them, or ""."""
    found = []
    for entry in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind, level, size = (
            (entry / name).read_text(encoding="utf-8").strip() for name in ("type", "level", "size")
        )
        if kind != "Instruction":
            found.append(f"L{level} {size}")
    return ", ".join(found)


def _cpu_info() -> dict[str, str]:
    """What Linux tells about the first CPU, field by field; {} elsewhere."""
    path = Path("/proc/cpuinfo")
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _processor() -> str:
    fields = _cpu_info()
    if "model name" not in fields:
        return platform.processor() or platform.machine()
    return (
        f"{fields['model name']} (family {fields.get('cpu family', '?')}, "
        f"model {fields.get('model', '?')})"
    )


def _vectors() -> str:
    """The widest vector instructions known from here, or ""."""
    flags = _cpu_info().get("flags", "").split()
    known = (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("sse2", "SSE2"))
    return next((name for flag, name in known if flag in flags), "")
