"""Arrays of plain numbers in NumPy's NPY format, read without trusting what they claim."""

from __future__ import annotations

import math
import re
from typing import IO

import numpy as np
from numpy.typing import NDArray

_MAGIC = re.compile(rb"\x93NUMPY([\x01\x02\x03])\x00")
_HEADER = re.compile(
    rb"\{'descr': '([<>|][fiub][1248]|<U[1-9]\d{0,3})', 'fortran_order': (True|False), "
    rb"'shape': \((|\d{1,12},|\d{1,12}(?:, ?\d{1,12})+)\), \} *\n"
)
_MOST_HEADER = 10_000


def read(file: IO[bytes], size: int, *, words: bool = False) -> NDArray[np.generic]:
    """One array, from a file of `size` bytes; raises ValueError for anything else.

    With `words` it may be of text as well.

    NumPy's own reader takes the header for Python text, which is more than numbers need.
    """
    magic = _MAGIC.fullmatch(file.read(8))
    if magic is None:
        raise ValueError("not an array")
    length = int.from_bytes(file.read(2 if magic[1] == b"\x01" else 4), "little")
    found = _HEADER.fullmatch(file.read(min(length, _MOST_HEADER)))
    if found is None:
        raise ValueError("not an array of plain numbers")
    if found[1].startswith(b"<U") and not words:
        raise ValueError("not an array of plain numbers")
    kind, by_columns, sizes = np.dtype(found[1].decode()), found[2] == b"True", found[3].decode()
    shape = [int(each) for each in sizes.split(",") if each.strip()]
    wanted = math.prod(shape) * kind.itemsize
    if wanted > size:
        raise ValueError("larger than its file")
    # Refuses what does not go into the shape exactly.
    numbers = np.frombuffer(file.read(), kind)
    return numbers.reshape(shape, order="F" if by_columns else "C")
