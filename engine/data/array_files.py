"""Arrays in files: NumPy's NPY and NPZ, and MNIST's IDX; read without trusting what they claim."""

from __future__ import annotations

import gzip
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from engine import given, npy
from engine.data import memory
from engine.data.arrays import from_arrays
from engine.data.dataset import Dataset
from engine.data.sources import ArrayFileSource
from engine.errors import DataError
from engine.given import PathName

Array = NDArray[np.generic]

_IDX_NAME = re.compile(r"(.*)(images|labels)([-.]idx)([13])(-ubyte)?(\.gz)?", re.IGNORECASE)
_IDX_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MOST_BYTES = 4 * 2**30
_SMALL = 2**20
# What claims to grow more than this is a trap.
_MOST_GROWTH = 200
_MOST_CLASSES = 100
# How arrays of inputs and of targets are usually called, the likeliest first.
_INPUTS = ("x_train", "x", "inputs", "input", "data", "images", "features")
_TARGETS = ("y_train", "y", "targets", "target", "labels", "label", "classes")
_MORE = {"x_train": "x_test", "y_train": "y_test"}
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)


def is_array_file(path: Path) -> bool:
    """Whether a file of this name is read here."""
    return path.suffix.lower() in (".npy", ".npz") or _IDX_NAME.fullmatch(path.name) is not None


def read_arrays(path: PathName) -> Dataset:
    """The examples in a file of arrays. Raises DataError.

    NPY: a table whose last column is the target. NPZ: arrays called x and y, or as other programs
    call them; x_test and y_test are added to x_train and y_train. IDX: images, whose labels are in
    the file beside that is called so, packed or not. Whole-number targets of at most 100 values
    are classes. Images become one input a pixel, bytes from 0 to 255 become 0 to 1.
    """
    path = given.path(path, DataError)
    try:
        inputs, targets = _pair(path)
    except OSError as error:
        raise DataError(
            "{name} cannot be read: {reason}.",
            "Check that the file is there and may be opened.",
            name=path.name,
            reason=error.strerror or error,
        ) from None
    except (*_DAMAGED, MemoryError):
        raise DataError(
            "{name} is damaged, or it is no file of plain arrays.", "Save it again.", name=path.name
        ) from None
    return _dataset(path, inputs, targets)


def _pair(path: Path) -> tuple[Array, Array]:
    if path.suffix.lower() == ".npy":
        with path.open("rb") as file:
            return _of_table(npy.read(file, path.stat().st_size))
    if path.suffix.lower() == ".npz":
        return _of_archive(path)
    return _of_images(path)


def _of_table(table: Array) -> tuple[Array, Array]:
    if table.ndim != 2 or table.shape[1] < 2:
        raise DataError(
            "The array has the shape {shape}.",
            "An NPY file is read as a table: a row an example, the target in the last column.",
            shape=table.shape,
        )
    return table[:, :-1], table[:, -1:]


def _of_archive(path: Path) -> tuple[Array, Array]:
    with zipfile.ZipFile(path) as archive:
        entries = {each.filename.removesuffix(".npy"): each for each in archive.infolist()}

        def take(name: str) -> Array:
            entry = entries[name]
            _refuse_growth(entry.file_size, entry.compress_size)
            with archive.open(entry) as file:
                return npy.read(file, entry.file_size)

        found = {each.lower(): each for each in entries}
        inputs = _called(_INPUTS, found, path)
        targets = _called(_TARGETS, found, path)
        return _with_more(inputs, found, take), _with_more(targets, found, take)


def _called(names: tuple[str, ...], found: Mapping[str, str], path: Path) -> str:
    for name in names:
        if name in found:
            return name
    raise DataError(
        "{file} holds no array called {names}; it holds {found}.",
        "Save the inputs as x and the targets as y.",
        file=path.name,
        names=", ".join(names),
        found=", ".join(sorted(found)[:20]) or "nothing",
    )


def _with_more(name: str, found: Mapping[str, str], take: Callable[[str], Array]) -> Array:
    """An array, with the rows that a second one of the same kind holds for tests."""
    rows, more = take(found[name]), found.get(_MORE.get(name, ""))
    return rows if more is None else np.concatenate([rows, take(more)])


def _of_images(path: Path) -> tuple[Array, Array]:
    found = _IDX_NAME.fullmatch(path.name)
    assert found is not None
    start, _, middle, _, end, _ = found.groups()
    pair = [
        _beside(path, f"{start}{what}{middle}{rank}{end or ''}")
        for what, rank in (("images", 3), ("labels", 1))
    ]
    return _idx(pair[0]), _idx(pair[1])


def _beside(path: Path, name: str) -> Path:
    for each in (name, f"{name}.gz"):
        if path.with_name(each).exists():
            return path.with_name(each)
    raise DataError(
        "{name} belongs to {path}, but is not beside it.",
        "Put both files into one folder: images and their labels.",
        name=name,
        path=path.name,
    )


def _idx(path: Path) -> Array:
    """The array in an IDX file: two bytes of nothing, type, rank, sizes, numbers."""
    packed = path.suffix.lower() == ".gz"
    with cast("IO[bytes]", gzip.open(path) if packed else path.open("rb")) as file:
        zero, code, rank = struct.unpack(">HBB", _exactly(file, 4))
        shape = struct.unpack(f">{rank}I", _exactly(file, 4 * rank))
        if zero or code not in _IDX_TYPES:
            raise ValueError("not an IDX file")
        kind = np.dtype(_IDX_TYPES[code])
        size = math.prod(shape) * kind.itemsize
        _refuse_growth(size, path.stat().st_size)
        numbers = np.frombuffer(_exactly(file, size), kind)
    return numbers.reshape(shape).astype(kind.newbyteorder("="), copy=False)


def _exactly(file: IO[bytes], size: int) -> bytes:
    content = file.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _refuse_growth(size: int, packed: int) -> None:
    """Raise DataError for an array that claims far more bytes than its file can hold."""
    if size > min(_MOST_BYTES, _SMALL + _MOST_GROWTH * packed):
        raise DataError(
            "An array claims to have {size:,} MB: too much to be true.",
            "Save the file again; arrays may have {most:,} MB.",
            size=size // 2**20,  # whole: some claims are beyond what a float can hold
            most=_MOST_BYTES // 2**20,
        )


def _dataset(path: Path, inputs: Array, targets: Array) -> Dataset:
    for array in (inputs, targets):
        if array.ndim == 0 or array.size == 0:
            raise DataError("There are no examples in {name}.", name=path.name)
    points: NDArray[Any] = inputs.reshape(len(inputs), -1)
    if inputs.dtype == np.uint8:
        points = points.astype(np.float32 if points.size > memory.LARGE else np.float64)
        points /= 255.0
    values = targets.reshape(len(targets), -1)
    task, classes = _task(values)
    if classes is not None:
        values = np.searchsorted(classes, values)
    data = from_arrays(
        points,
        values,
        task,
        classes=None if classes is None else [f"{each:g}" for each in classes.tolist()],
        input_names=_pixel_names(inputs),
        title=path.stem.removesuffix(".gz"),
    )
    # Bytes are brightness, for which 0 to 1 is the usual scale.
    bright = inputs.dtype == np.uint8
    source = ArrayFileSource(str(path))
    return replace(data, source=source, scaling="none" if bright else "standardize")


def _pixel_names(inputs: Array) -> list[str] | None:
    """Names of pixels by row and column (p3,7) where inputs are images."""
    if inputs.ndim != 3:
        return None
    rows, columns = inputs.shape[1:]
    return [f"p{row},{column}" for row in range(rows) for column in range(columns)]


def _task(values: Array) -> tuple[str, Array | None]:
    """The task that targets (n, k) stand for, and the classes where they are numbered."""
    if values.shape[1] == 1 and values.dtype.kind in "biu":
        classes = np.unique(values)
        if 2 <= len(classes) <= _MOST_CLASSES:
            return ("binary" if len(classes) == 2 else "multiclass"), classes
    one_hot = values.shape[1] > 1 and np.isin(values, (0, 1)).all() and (values.sum(1) == 1).all()
    return ("multiclass" if one_hot else "regression"), None
