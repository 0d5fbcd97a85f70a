"""Writing files so that a crash, a full disk or a pulled stick never leaves half of one."""

from __future__ import annotations

import glob
import os
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from engine.errors import EngineError

# Who writes a file touches it all the time, but for the moment in which a slow disk takes it.
_STALE_SECONDS = 600
_OURS = re.compile(r"[0-9a-f]{8}\.part")


def write_atomically(
    path: Path, content: bytes | Callable[[BinaryIO], object], refusal: type[EngineError]
) -> None:
    """Put `content` into the file `path`: afterwards it is the new one, or as it was before.

    What is too large to be held twice is written by a function instead. Written beside it first,
    flushed to the disk, then renamed; what an earlier process left there when it was killed goes.
    Raises `refusal` in words.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        try:
            with draft.open("xb") as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    content(file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            _forget_stale(path)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        reason = error.strerror if isinstance(error, OSError) else None
        raise refusal(
            "{name} could not be written: {reason}.",
            "Choose another folder or name; nothing there was changed.",
            name=path.name,
            reason=reason or error,
        ) from None


def _forget_stale(path: Path) -> None:
    """Remove what was written beside `path` and never finished; others write there right now."""
    old = time.time() - _STALE_SECONDS
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        if _OURS.fullmatch(left.name[len(path.name) + 2 :]) and left.stat().st_mtime < old:
            left.unlink(missing_ok=True)
