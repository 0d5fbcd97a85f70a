"""How many multiplications and additions one core can do: independent chains of fused pairs.

Written in LLVM's own language, because no compiler of a higher one keeps all chains in registers.
"""

from __future__ import annotations

import ctypes
import time

from llvmlite import binding

_CHAINS = 12  # more than latency times units, few enough for 16 registers
_ROUNDS = 20_000
_BITS = {"avx512f": 512, "avx": 256}


def _lanes() -> int:
    """How many float32 numbers one vector register holds."""
    features = binding.get_host_cpu_features()
    bits = next((width for name, width in _BITS.items() if features.get(name)), 128)
    return bits // 32


def _source(lanes: int) -> str:
    kind = f"<{lanes} x float>"
    splat = f"<{', '.join(['float 0.5'] * lanes)}>"
    name = f"@llvm.fmuladd.v{lanes}f32"
    chains = range(_CHAINS)
    carried = [f"%x{c} = phi {kind} [ {splat}, %entry ], [ %y{c}, %loop ]" for c in chains]
    steps = [
        f"%y{c} = call {kind} {name}({kind} %x{c}, {kind} {splat}, {kind} {splat})" for c in chains
    ]
    sums = ["%s0 = fadd " + kind + " %y0, %y1"]
    sums += [f"%s{c - 1} = fadd {kind} %s{c - 2}, %y{c}" for c in chains[2:]]
    lines = [
        f"declare {kind} {name}({kind}, {kind}, {kind})",
        "define float @spin(i64 %count) {",
        "entry:",
        "br label %loop",
        "loop:",
        "%i = phi i64 [ 0, %entry ], [ %next, %loop ]",
        *carried,
        *steps,
        "%next = add i64 %i, 1",
        "%more = icmp ult i64 %next, %count",
        "br i1 %more, label %loop, label %done",
        "done:",
        *sums,
        f"%first = extractelement {kind} %s{_CHAINS - 2}, i32 0",
        "ret float %first",
        "}",
    ]
    return "\n".join(lines)


class Peak:
    """Measures the float32 peak of the core it runs on, in multiplications and additions."""

    def __init__(self) -> None:
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        self._lanes = _lanes()
        machine = binding.Target.from_default_triple().create_target_machine(
            cpu=binding.get_host_cpu_name(),
            features=binding.get_host_cpu_features().flatten(),
            opt=2,
        )
        self._engine = binding.create_mcjit_compiler(
            binding.parse_assembly(_source(self._lanes)), machine
        )
        self._engine.finalize_object()
        address = self._engine.get_function_address("spin")
        self._spin = ctypes.CFUNCTYPE(ctypes.c_float, ctypes.c_int64)(address)

    def rate(self, seconds: float) -> float:
        """The fastest of many short runs within `seconds`, in operations a second."""
        fastest, end = 0.0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            begin = time.perf_counter()
            self._spin(_ROUNDS)
            taken = time.perf_counter() - begin
            fastest = max(fastest, 2 * self._lanes * _CHAINS * _ROUNDS / taken)
        return fastest

    def lasting(self, seconds: float) -> float:
        """Operations a second over all of `seconds`, whatever else the core was busy with."""
        runs, begin = 0, time.perf_counter()
        while time.perf_counter() < begin + seconds:
            self._spin(_ROUNDS)
            runs += 1
        return 2 * self._lanes * _CHAINS * _ROUNDS * runs / (time.perf_counter() - begin)
