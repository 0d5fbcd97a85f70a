"""Safetensors: named float32 arrays behind a JSON header, as Hugging Face's format has them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

_ALIGNED = 8


def encode(arrays: Mapping[str, NDArray[np.float64]], said: Mapping[str, str]) -> bytes:
    """The file's bytes; `said` is kept as its metadata."""
    header: dict[str, object] = {"__metadata__": dict(said)}
    parts: list[bytes] = []
    place = 0
    for name, values in arrays.items():
        part = np.ascontiguousarray(values, "<f4").tobytes()
        offsets = [place, place + len(part)]
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": offsets}
        parts.append(part)
        place += len(part)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNED)  # so that the numbers behind it are aligned
    return len(text).to_bytes(8, "little") + text + b"".join(parts)
