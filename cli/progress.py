"""A progress bar on a terminal, and plain lines where there is none."""

import shutil
from typing import TextIO


class Progress:
    """Shows how far a long piece of work is.

    On a terminal one line is redrawn in place; elsewhere only the lines given to `line` are
    written, so that a log stays readable.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._shown = ""

    @property
    def live(self) -> bool:
        """Whether this is a terminal, where `show` is seen."""
        return self._live

    def show(self, fraction: float, text: str) -> None:
        """Redraw the bar at this fraction, 0 to 1, with a few words after it."""
        if not self._live:
            return
        line = bar_line(fraction, text, shutil.get_terminal_size().columns - 1)
        if line != self._shown:
            self._stream.write("\r" + line.ljust(len(self._shown)))
            self._stream.flush()
            self._shown = line

    def line(self, text: str) -> None:
        """Write one line that stays."""
        self.clear()
        self._stream.write(text + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown:
            self._stream.write("\r" + " " * len(self._shown) + "\r")
            self._stream.flush()
            self._shown = ""


def bar_line(fraction: float, text: str, columns: int) -> str:
    """The bar with its text, no wider than this many columns."""
    cells = max(8, min(30, columns - len(text) - 8))
    full = round(cells * min(1.0, max(0.0, fraction)))
    percent = f"{100 * min(1.0, max(0.0, fraction)):3.0f} %"
    return f"[{'#' * full}{'.' * (cells - full)}] {percent}  {text}"[:columns]
