"""What the set-up asks of the operating system: a lock between two starts, and Debian packages."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def hold(path: str, stream: TextIO) -> int:
    """Take the lock kept in this file, waiting for another start that has it.

    The system lets the lock go when its last holder ends, however that happens. Returns the
    descriptor to close. Raises OSError when the file cannot be written.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _try_lock(descriptor):
            stream.write("Another start is setting up at this moment; waiting for it.\n")
            stream.flush()
            _wait_for_lock(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


if sys.platform == "win32":

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_for_lock(descriptor: int) -> None:
        while not _try_lock(descriptor):
            time.sleep(0.2)

else:

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Some network shares know no locks; then two starts at once are the person's to avoid.
            return True
        return True

    def _wait_for_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def apt_line(packages: Sequence[str]) -> str:
    """The command that installs these packages on Debian or Ubuntu."""
    sudo = "" if is_root() else "sudo "
    return f"{sudo}apt-get install {' '.join(packages)}"


def is_root() -> bool:
    """Whether this process may install system packages."""
    return sys.platform != "win32" and os.geteuid() == 0


def install_packages(packages: Sequence[str], why: str) -> bool:
    """As root on Debian, install these packages and say so; return whether that was done."""
    if not is_root() or shutil.which("apt-get") is None:
        return False
    print(f"{why} Installing as root: apt-get install {' '.join(packages)}", flush=True)
    return _apt(["install", "-y", "--no-install-recommends", *packages]) or (
        _apt(["update"]) and _apt(["install", "-y", "--no-install-recommends", *packages])
    )


def _apt(arguments: Sequence[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-qq", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0
