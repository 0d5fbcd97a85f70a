"""The only place that compiles: Numba's decorators with our flags, and where the code is cached.

Two facts about Numba's cache shape it. It does not notice an edit in *another* module, so the
folder is named by a hash of all sources that kernels are made of. And a kernel that closes over
compiled functions is compiled anew by every process, so those are marked `inlined` only.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

# All that kernels import, besides each other.
_COMPILED = (
    "jit.py",
    "computing/parameters.py",
    "computing/plan.py",
    "functions/activations.py",
    "functions/losses.py",
    "functions/optimizers.py",
)

# Division as NumPy does it, and no counting of references: kernels make no arrays, and counting
# takes a locked instruction for each array at each call, longer than small networks compute.
# Nobody calls them from C.
_PLAIN: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}

P = ParamSpec("P")
R = TypeVar("R")

# Untyped on purpose: what Numba and llvmlite say of their types differs from version to version.
numba: Any = import_module("numba")
types: Any = numba.types
extending: Any = import_module("numba.extending")
templates: Any = import_module("numba.core.typing.templates")
cgutils: Any = import_module("numba.core.cgutils")
ir: Any = import_module("llvmlite.ir")
compiler: Any = import_module("numba.core.compiler")
codegen: Any = import_module("numba.core.codegen")


# What of Numba's own parts `part_compiler` builds upon: no release promises to keep them.
_INSIDES = {
    "JITCodeLibrary": ("_optimize_final_module", "_finalize_final_module"),
    "Compiler": ("define_pipelines", "_compile_core"),
    "Flags": ("no_compile",),
}


def part_compiler(insides: Mapping[str, Any]) -> type | None:
    """What compiles inlined functions: no further than kernels need, which take them in as written.

    Numba would optimise each and make machine code of it, and once more in whatever it is inlined
    into, level by level: a third of the time until a kernel is ready. None when `insides`, Numba's
    own classes by name, are not what this builds upon: then Numba does as it is used to.
    """
    for name, wanted in _INSIDES.items():
        if not all(hasattr(insides.get(name), method) for method in wanted):
            return None
    library: Any = insides["JITCodeLibrary"]
    steps: Any = insides["Compiler"]

    class Part(library):  # type: ignore[misc]
        """The code of an inlined function."""

        def _optimize_final_module(self) -> None:
            """Left to the kernel."""

        def _finalize_final_module(self) -> None:
            self._finalized = True

    class PartCompiler(steps):  # type: ignore[misc]
        """Numba's own steps, but for what `Part` leaves to the kernel."""

        def define_pipelines(self) -> Any:
            state = self.state
            state.flags.no_compile = True
            state.library = Part(state.targetctx.codegen(), state.func_id.func_qualname)
            return super().define_pipelines()

        def _compile_core(self) -> Any:
            # Numba knows a function by what Python would call: anything will do, nobody does.
            made = super()._compile_core()._replace(entry_point=[].clear)
            made.target_context.insert_user_function(made.entry_point, made.fndesc, [made.library])
            return made

    return PartCompiler


_PART_COMPILER = part_compiler({**vars(codegen), **vars(compiler)})
# How inlined functions are compiled.
AS_PART: dict[str, Any] = {"pipeline_class": _PART_COMPILER} if _PART_COMPILER else {}


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that is called from Python: without the GIL, kept on disk."""
    compiled: Callable[P, R] = numba.njit(nogil=True, cache=True, **_PLAIN)(function)
    return compiled


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Let kernels call a plain function, as part of their own code."""
    # Without force the whole plan would be copied, array by array, for each call.
    mark = extending.register_jitable(forceinline=True, **AS_PART, **_PLAIN)
    made: Callable[P, R] = mark(function)
    return made


def intrinsic(function: Callable[..., Any]) -> Any:
    """Let kernels call a function that writes its machine code out by hand."""
    return extending.intrinsic(function)


def registers() -> tuple[int, int]:
    """How many vector registers the processor has that is compiled for, and the bytes of each."""
    given = numba.config.CPU_FEATURES
    if given is None:
        features = import_module("llvmlite.binding").get_host_cpu_features()
        found = {name for name, there in features.items() if there}
    else:
        found = {name[1:] for name in given.split(",") if name.startswith("+")}
    if "avx512f" in found:
        return 32, 64
    if "avx" in found:
        return 16, 32
    return (32, 16) if platform.machine().lower() in ("arm64", "aarch64") else (16, 16)


def kernel_sources() -> list[Path]:
    """The files whose text is compiled into kernels."""
    root = Path(__file__).parent
    return [*(root / name for name in _COMPILED), *sorted((root / "kernels").glob("*.py"))]


def _source_hash() -> str:
    digest = hashlib.sha256()
    for path in kernel_sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))


def cache_folder() -> Path:
    """Where compiled kernels are kept: NUMBA_CACHE_DIR, the user's cache, or a temporary folder.

    Never in the source tree, which may be read-only.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    name = f"kernels-{_source_hash()}"
    for root in (Path(given) if given else _user_cache() / "netloom", Path(tempfile.gettempdir())):
        folder = root / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="netloom-"))


numba.config.CACHE_DIR = str(cache_folder())
