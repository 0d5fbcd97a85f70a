"""Checks before Qt starts: the system libraries it needs, and a screen.

Qt ends the whole process when a library of its screen plug-in is missing, and an import names only
the first one that is; so everything is looked for beforehand, by asking the system's loader.
"""

import ctypes
import os
import socket
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.machine import apt_line, install_packages, is_root
from cli.refusal import Refusal


@dataclass(frozen=True)
class Library:
    """A shared library, and the packages that bring it on Debian and on Fedora."""

    file: str
    apt: str
    dnf: str


ALWAYS = (
    Library("libGL.so.1", "libgl1", "libglvnd-glx"),
    Library("libEGL.so.1", "libegl1", "libglvnd-egl"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
)
X11 = (
    Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    Library("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    Library("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
)
WAYLAND = (
    Library("libwayland-client.so.0", "libwayland-client0", "libwayland-client"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
)


class NoScreen(Exception):
    """There is no screen to open a window on; the text says how that was seen."""


def prepare_window() -> None:
    """Make sure that Qt can open a window here, and choose the way it will.

    Raises:
        NoScreen: there is no screen, or it does not answer.
        Refusal: libraries are missing.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        _need(ALWAYS)
        return
    if _wayland_answers(os.environ) and not missing(WAYLAND):
        _need(ALWAYS)
        os.environ["QT_QPA_PLATFORM"] = "wayland"
        return
    if not os.environ.get("DISPLAY"):
        raise NoScreen("DISPLAY and WAYLAND_DISPLAY are not set")
    _need((*ALWAYS, *X11))
    if not _x11_answers():
        raise NoScreen(f"the screen {os.environ['DISPLAY']} does not answer")
    os.environ["QT_QPA_PLATFORM"] = "xcb"


def prepare_offscreen() -> None:
    """Make sure that Qt can draw without a screen here, and have it do so.

    Raises:
        Refusal: libraries are missing.
    """
    _need(ALWAYS)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def missing(wanted: Iterable[Library]) -> list[Library]:
    """Those of these libraries that the system cannot load; none outside Linux."""
    if not sys.platform.startswith("linux"):
        return []
    return [library for library in wanted if not _loads(library.file)]


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _need(wanted: Iterable[Library]) -> None:
    """Raise unless all of these can be loaded; as root on Debian, install them first."""
    wanted = tuple(wanted)
    lost = missing(wanted)
    if not lost:
        return
    why = "The window needs system libraries that are missing here."
    apt = [library.apt for library in lost]
    if install_packages(apt, why):
        lost = missing(wanted)
        if not lost:
            return
    dnf = list(dict.fromkeys(library.dnf for library in lost))
    raise Refusal(
        f"{why} Install them, then start again:\n"
        f"  Debian, Ubuntu:  {apt_line([library.apt for library in lost])}\n"
        f"  Fedora:          {'' if is_root() else 'sudo '}dnf install {' '.join(dnf)}"
    )


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    if sys.platform == "win32" or not name:
        return False
    path = str(Path(environment.get("XDG_RUNTIME_DIR", ""), name))
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(2)
        try:
            link.connect(path)
        except OSError:
            return False
    return True


def _x11_answers() -> bool:
    """Whether the X server of DISPLAY lets us in."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    link = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(link)
    xcb.xcb_disconnect(link)
    return not failed
