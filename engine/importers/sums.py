"""A network found in a file of operators: every value is known as sums of units, column by column.

A product with a matrix gives sums that are no units yet. An activation makes units of them; a
second product makes linear units of them, a factor or a bias is worked into them. So a layer comes
back as the units that it was written from, however many operators it was written in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.errors import NetworkFileError
from engine.exporters.forward import Graph
from engine.importers.taken import refuse_size

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_WORK = 12_000_000  # columns and terms of all values together
_NEAR = 1e-5  # single precision, after some operators
_PLAIN = -1


@dataclass(frozen=True, eq=False)
class Columns:
    """k numbers of each example: `matrix` (k, units) times the units, plus `bias` (k,).

    `sums` (k,) numbers what a matrix product gave and is no unit yet; −1 for every other column.
    `shape` is that of one example in the file: (k,), or that of a picture that will be flattened.
    """

    matrix: sparse.csr_array
    bias: Floats
    sums: Ints
    shape: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many numbers an example has."""
        return len(self.bias)

    def taken(self, columns: Ints) -> Columns:
        """Some of the columns."""
        return Columns(
            self.matrix[columns], self.bias[columns], self.sums[columns], (len(columns),)
        )

    def lone_units(self) -> Ints:
        """For each column the unit that it is, just so; −1 where it is anything else."""
        found = np.full(self.width, _PLAIN)
        counts = np.diff(self.matrix.indptr)
        rows = np.flatnonzero((counts == 1) & (self.bias == 0.0))
        places = self.matrix.indptr[rows]
        single = self.matrix.data[places] == 1.0
        found[rows[single]] = self.matrix.indices[places[single]]
        return found


@dataclass(eq=False)
class Sketch:
    """The units found so far, in an order in which none feeds an earlier one."""

    kinds: list[str] = field(default_factory=list)
    activations: list[str] = field(default_factory=list)
    biases: list[float] = field(default_factory=list)
    _rows: list[sparse.csr_array] = field(default_factory=list)
    _made: dict[int, int] = field(default_factory=dict)
    _sums: int = 0
    _links: int = 0
    _work: int = 0

    @property
    def count(self) -> int:
        """How many units there are."""
        return len(self.kinds)

    # Making columns

    def columns(self, matrix: sparse.csr_array, bias: Floats, sums: Ints | None = None) -> Columns:
        """Columns of this matrix; raises NetworkFileError when all together are too many."""
        refuse_size(len(bias), 0)
        self._count(len(bias) + matrix.nnz)
        matrix = sparse.csr_array(
            (matrix.data, matrix.indices, matrix.indptr), shape=(len(bias), self.count)
        )
        plain = np.full(len(bias), _PLAIN) if sums is None else sums
        return Columns(matrix, bias, plain, (len(bias),))

    def _count(self, work: int) -> None:
        self._work += work
        if self._work > _MOST_WORK:
            raise NetworkFileError("The file asks for more than a network could be.")

    def inputs(self, shape: tuple[int, ...]) -> Columns:
        """New input units, as many as an example of this shape has numbers."""
        width = int(np.prod(shape))
        made = self._units(sparse.csr_array((width, self.count)), np.zeros(width), "linear")
        self.kinds[-width:] = ["input"] * width
        return replace(made, shape=shape)

    def units(self, of: Columns, activation: str) -> Columns:
        """New hidden units with this activation of these columns, each as it is."""
        return replace(self._units(of.matrix, of.bias, activation), shape=of.shape)

    def _units(self, matrix: sparse.csr_array, bias: Floats, activation: str) -> Columns:
        first, width = self.count, len(bias)
        refuse_size(first + width, 0)
        self._rows.append(matrix)
        self.kinds += ["hidden"] * width
        self.activations += [activation] * width
        self.biases += bias.tolist()
        self._links += matrix.nnz
        refuse_size(0, self._links)
        places = np.arange(width)
        ones = sparse.csr_array((np.ones(width), (places, first + places)), (width, self.count))
        return self.columns(ones, np.zeros(width))

    def product(self, of: Columns, weights: Floats, bias: Floats) -> Columns:
        """The sums x W + b, with W (width, k)."""
        source = self.settled(of)
        matrix = sparse.csr_array(sparse.csr_array(weights.T) @ source.matrix)
        made = self.columns(matrix, weights.T @ source.bias + bias)
        return self._new_sums(made, np.ones(made.width, np.bool_))

    def _new_sums(self, of: Columns, where: NDArray[np.bool_]) -> Columns:
        numbers = np.arange(self._sums, self._sums + of.width)
        self._sums += of.width
        return replace(of, sums=np.where(where, numbers, _PLAIN))

    def settled(self, of: Columns) -> Columns:
        """The same with linear units in the place of sums; the same sums give the same units."""
        waiting = of.sums >= 0
        if not waiting.any():
            return of
        new = np.array([row for row in np.flatnonzero(waiting) if of.sums[row] not in self._made])
        if len(new):
            _, first = np.unique(of.sums[new], return_index=True)
            fresh = of.taken(new[np.sort(first)].astype(np.int64))
            before = self.count
            self.units(fresh, "linear")
            self._made |= {number: before + i for i, number in enumerate(fresh.sums.tolist())}
        rows = np.flatnonzero(waiting)
        units = [self._made[number] for number in of.sums[rows].tolist()]
        chosen = sparse.csr_array((np.ones(len(rows)), (rows, units)), (of.width, self.count))
        kept = sparse.diags_array((~waiting).astype(np.float64)).tocsr() @ self._wide(of.matrix)
        bias = np.where(waiting, 0.0, of.bias)
        return replace(self.columns(sparse.csr_array(chosen + kept), bias), shape=of.shape)

    # Arithmetic

    def scaled(self, of: Columns, factor: Floats, shift: Floats) -> Columns:
        """factor · x + shift, number by number, both (k,)."""
        matrix = sparse.csr_array(sparse.diags_array(factor).tocsr() @ of.matrix)
        made = replace(self.columns(matrix, of.bias * factor + shift), shape=of.shape)
        return self._new_sums(made, of.sums >= 0)

    def added(self, first: Columns, second: Columns) -> Columns:
        """The sum of two, column by column."""
        matrix = sparse.csr_array(self._wide(first.matrix) + self._wide(second.matrix))
        made = replace(self.columns(matrix, first.bias + second.bias), shape=first.shape)
        return self._new_sums(made, (first.sums >= 0) | (second.sums >= 0))

    def together(self, parts: list[Columns]) -> Columns:
        """Columns side by side."""
        return self.columns(
            sparse.csr_array(sparse.vstack([self._wide(part.matrix) for part in parts], "csr")),
            np.concatenate([part.bias for part in parts]),
            np.concatenate([part.sums for part in parts]),
        )

    def gated(self, value: Columns, gate: Columns) -> Columns | None:
        """x σ(x) or x Φ(x) out of x and its gate; None if the two are no such pair."""
        activations = {self.activations[i] for i in gate.matrix.indices.tolist()}
        counts = np.diff(gate.matrix.indptr)
        if len(activations) != 1 or (counts != 1).any() or value.width != gate.width:
            return None
        (kind,) = activations
        factor = gate.matrix.data
        wanted = {"sigmoid": np.zeros_like(factor), "erf": factor}.get(kind)
        if wanted is None or not np.allclose(gate.bias, wanted, rtol=_NEAR, atol=_NEAR):
            return None
        matrix, bias = self._fed(gate.matrix.indices)
        stretch = 2.0**0.5 if kind == "erf" else 1.0
        ratio = _ratio(self._wide(value.matrix), value.bias, matrix * stretch, bias * stretch)
        if ratio is None:
            return None
        base = value if (ratio == 1.0).all() else self.scaled(value, 1.0 / ratio, 0.0 * ratio)
        made = self.units(base, "silu" if kind == "sigmoid" else "gelu")
        scale = _rounded(ratio * factor * (2.0 if kind == "erf" else 1.0))
        return made if (scale == 1.0).all() else self.scaled(made, scale, 0.0 * scale)

    def _fed(self, units: NDArray[np.integer]) -> tuple[sparse.csr_array, Floats]:
        """The weights into these units (k, units), and their biases (k,)."""
        self._count(self.count + self._links)
        stacked = sparse.csr_array(sparse.vstack([self._wide(row) for row in self._rows], "csr"))
        return stacked[units], np.array(self.biases)[units]

    def _wide(self, matrix: sparse.csr_array) -> sparse.csr_array:
        shape = (matrix.shape[0], self.count)
        return sparse.csr_array((matrix.data, matrix.indices, matrix.indptr), shape)

    # The end

    def graph(self, outputs: Columns) -> Graph:
        """The network whose outputs these columns are, without units that none of them needs."""
        ends = self._output_units(outputs)
        matrix, biases = self._fed(np.arange(self.count))
        needed = np.zeros(self.count, np.bool_)
        needed[ends] = True
        for unit in range(self.count - 1, -1, -1):
            if needed[unit]:
                needed[matrix.indices[matrix.indptr[unit] : matrix.indptr[unit + 1]]] = True
        kinds = np.array(self.kinds, object)
        kinds[ends] = "output"
        inputs = np.flatnonzero(kinds == "input")
        order = np.concatenate([inputs, np.flatnonzero(needed & (kinds == "hidden")), ends])
        activations = tuple(self.activations[unit] for unit in order.tolist())
        self._refuse_unknown(activations, len(ends))
        links = sparse.coo_array(matrix[order])
        return Graph(
            order,
            tuple(kinds[order].tolist()),
            activations,
            biases[order],
            links.col.astype(np.int64),
            order[links.row],
            links.data,
        )

    def _output_units(self, outputs: Columns) -> Ints:
        """The units that are the outputs, with new linear ones where a column is no unit alone."""
        lone = np.where(outputs.sums < 0, outputs.lone_units(), _PLAIN)
        fed = np.zeros(self.count, np.int64)
        for rows in self._rows:
            np.add.at(fed, rows.indices, 1)
        used = np.bincount(lone[lone >= 0], minlength=self.count)
        for row, unit in enumerate(lone.tolist()):
            if unit >= 0 and (self.kinds[unit] == "input" or fed[unit] or used[unit] > 1):
                lone[row] = _PLAIN
        new = np.flatnonzero(lone < 0)
        if len(new):
            first = self.count
            self.units(outputs.taken(new), "linear")
            lone[new] = first + np.arange(len(new))
        return lone

    def _refuse_unknown(self, activations: tuple[str, ...], outputs: int) -> None:
        if "erf" in activations:
            raise NetworkFileError("The operator Erf can be taken as a part of GELU only.")
        if "softmax" in activations[: len(activations) - outputs]:
            raise NetworkFileError("Softmax can be taken at the outputs only, once.")


def _ratio(
    first: sparse.csr_array, bias: Floats, second: sparse.csr_array, other: Floats
) -> Floats | None:
    """r (k,) with first = r · second row by row; None where there is none."""
    size = (second * second).sum(axis=1) + other * other
    if (size == 0.0).any():
        return None
    ratio = _rounded(((first * second).sum(axis=1) + bias * other) / size)
    rest = first - sparse.csr_array(sparse.diags_array(ratio).tocsr() @ second)
    far = (rest * rest).sum(axis=1) + (bias - ratio * other) ** 2
    near: bool = (far <= _NEAR**2 * ratio**2 * size).all()
    return ratio if near and (ratio != 0.0).all() else None


def _rounded(numbers: Floats) -> Floats:
    """The numbers, with exactly 1 where single precision cannot tell."""
    return np.where(np.abs(numbers - 1.0) < _NEAR, 1.0, numbers)
