"""Which programs can be measured: one row each, imported only when it is wanted and there."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from benchmarks.candidate import Candidate

_LAYERED = ("W1", "W2", "W3", "W4", "W6")


@dataclass(frozen=True, slots=True)
class Peer:
    """A class of one of the modules beside this one; `workloads` empty means all of them."""

    key: str
    label: str
    package: str
    module: str
    name: str
    workloads: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether the package is installed."""
        return find_spec(self.package) is not None

    def answers(self, word: str) -> bool:
        """Whether it is meant by a word, its own or its package's."""
        return word in (self.key, self.package)

    def fits(self, workload: str) -> bool:
        """Whether it can train this workload at all."""
        return not self.workloads or workload in self.workloads

    def load(self) -> type[Candidate]:
        """The class; raises ImportError when its package is broken."""
        module = import_module(f"benchmarks.{self.module}")
        return cast("type[Candidate]", getattr(module, self.name))


PEERS: dict[str, Peer] = {
    peer.key: peer
    for peer in (
        Peer("eager", "PyTorch eager", "torch", "peers.pytorch", "PyTorch"),
        Peer("compile", "torch.compile", "torch", "peers.pytorch", "CompiledPyTorch"),
        Peer("jax", "JAX scan", "jax", "peers.jax_scan", "Jax"),
        Peer("sklearn", "scikit-learn", "sklearn", "peers.scikit_learn", "ScikitLearn", _LAYERED),
        Peer("numpy", "NumPy", "numpy", "peers.plain_numpy", "PlainNumpy"),
    )
}


def chosen(words: str) -> tuple[list[Peer], list[Peer]]:
    """The peers named in "torch,jax" that are installed, and those that are not.

    A package's name stands for all that it has: "torch" for "eager" and "compile". Nobody for
    "none". Raises SystemExit for a name that there is not.
    """
    wanted = [word.strip() for word in words.split(",") if word.strip() not in ("", "none")]
    unknown = [word for word in wanted if not any(peer.answers(word) for peer in PEERS.values())]
    if unknown:
        raise SystemExit(f"There is no peer {', '.join(unknown)}; use some of {', '.join(PEERS)}.")
    found = [peer for peer in PEERS.values() if any(map(peer.answers, wanted))]
    return [peer for peer in found if peer.is_there], [p for p in found if not p.is_there]
