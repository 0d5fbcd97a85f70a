"""The bar on a terminal, and silence where there is none."""

from __future__ import annotations

import io

from cli.progress import Progress, bar_line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_fits_the_width_and_shows_the_fraction() -> None:
    line = bar_line(0.5, "epoch 50 of 100", 60)
    assert line == "[###############...............]  50 %  epoch 50 of 100"
    assert len(bar_line(0.5, "x" * 200, 40)) == 40
    assert bar_line(7.0, "", 60).count("#") == 30
    assert "#" not in bar_line(-1.0, "", 60)


def test_without_a_terminal_only_lines_are_written() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    progress.show(0.3, "under way")
    progress.line("done")
    progress.clear()
    assert stream.getvalue() == "done\n"


def test_on_a_terminal_a_line_takes_the_bars_place_whole() -> None:
    stream = Terminal()
    progress = Progress(stream)
    progress.show(0.3, "a long way to go")
    progress.show(0.4, "less")
    progress.line("done")
    last = stream.getvalue().split("\r")[-1]
    assert last == "done\n"
    assert "\n" not in stream.getvalue()[:-1]
