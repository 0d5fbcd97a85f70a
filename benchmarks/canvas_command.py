"""`canvas`: milliseconds a frame, beside one graphics item for each connection."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.machine import describe, limit_threads, pin
from benchmarks.report import machine_line, say, table, write_json

if TYPE_CHECKING:
    from benchmarks.canvas_netloom import Frames
    from benchmarks.canvas_network import Size
    from engine import Network

WIDTH, HEIGHT = 1440, 900
MUST_MS = {300: 4.0, 5_000: 16.0, 50_000: 1000 / 30, 200_000: 1000 / 30}
# One graphics item for each of more would take minutes to be made.
_MOST_ITEMS = 50_000
_DRAGGED, _OPENED = 5_000, 50_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows to a file")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each median (5)")
    parser.add_argument(
        "--most", type=int, default=200_000, help="leave out networks with more connections"
    )
    parser.add_argument("--no-items", action="store_true", help="leave out the comparison")


def run(options: argparse.Namespace) -> int:
    """Measure on one core and print."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    limit_threads(1)
    pin(1)
    from PySide6.QtWidgets import QApplication

    from benchmarks.canvas_network import SIZES
    from gui.look import theme

    theme.apply(QApplication([]), "light")
    machine = describe()
    say(machine_line(machine))
    rows: list[dict[str, Any]] = []
    others: dict[str, float] = {}
    for size in SIZES:
        if size.connections <= options.most:
            rows += _frames(size, options, others)
    say(f"\nMilliseconds a frame, {WIDTH} × {HEIGHT}, every number another, one core, median")
    say(table([_cells(row, rows) for row in rows], _HEADING))
    say()
    say(table([(what, f"{value:.3g}") for what, value in others.items()], ("besides", "found")))
    write_json(options.json, {"machine": machine, "rows": rows, "besides": others})
    return 0


_HEADING = ("network", "design", "ms", "of a core", "frames/s", "times fewer", "must")


def _cells(row: dict[str, Any], rows: list[dict[str, Any]]) -> tuple[str, ...]:
    peers = [
        each["ms"]
        for each in rows
        if each["connections"] == row["connections"] and each["design"] == "items"
    ]
    own = row["design"] == "netloom"
    return (
        f"{row['units']:,} units, {row['connections']:,} connections",
        row["design"],
        f"{row['ms']:.1f}",
        f"{row['cpu_ms']:.1f}",
        f"{1000 / row['ms']:.0f}",
        f"{peers[0] / row['ms']:.1f}" if own and peers else "",
        f"{MUST_MS[row['connections']]:.0f}" if own else "",
    )


def _frames(
    size: Size, options: argparse.Namespace, others: dict[str, float]
) -> list[dict[str, Any]]:
    """The rows of one network; what is measured besides goes to `others`."""
    from benchmarks.canvas_items import ItemsView
    from benchmarks.canvas_netloom import Stand, measure, wait_for
    from benchmarks.canvas_network import network_of

    network = network_of(size)
    stand = Stand(network, WIDTH, HEIGHT)
    rows = [_row(size, "netloom", measure(stand.show, options.seconds))]
    many = f"{size.connections:,} connections"
    others[f"ms to full quality at rest, {many}"] = 1000 * stand.settled_seconds()
    if size.connections == _DRAGGED:
        others[f"ms until a dragged unit's connections follow, {many}"] = 1000 * statistics.median(
            stand.drag_seconds()
        )
    if size.connections == _OPENED:
        _open(network, others)
    snapshots, scale = stand.snapshots, stand.view.camera.scale
    stand.close()
    if size.connections <= _MOST_ITEMS and not options.no_items:
        view = ItemsView(network, WIDTH, HEIGHT, scale)
        view.show()

        def show(number: int) -> None:
            view.show_snapshot(snapshots[number % len(snapshots)])
            wait_for(lambda: True)

        rows.append(_row(size, "items", measure(show, options.seconds)))
        view.deleteLater()
    say(", ".join([size.name, *(f"{row['design']} {row['ms']:.1f} ms" for row in rows)]))
    return rows


def _row(size: Size, design: str, frames: Frames) -> dict[str, Any]:
    return {
        "units": size.units,
        "connections": size.connections,
        "design": design,
        "ms": frames.ms,
        "cpu_ms": frames.cpu_ms,
        "frames": frames.count,
    }


def _open(network: Network, others: dict[str, float]) -> None:
    """Seconds to open a project in a canvas that shows another, and bytes for each connection."""
    from benchmarks.canvas_netloom import Stand, wait_for
    from engine import Network, project_file

    stand = Stand(Network.layered([2, 4, 1]), WIDTH, HEIGHT)
    document = stand.document
    project = project_file.Project(network, document.data, document.settings)
    count = network.connection_count
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.netloom"
        project_file.save(path, project)
        start = time.perf_counter()
        document.open(path)
        wait_for(lambda: stand.view.is_settled)
        others[f"s to open {count:,} connections"] = time.perf_counter() - start
        document.new()
        wait_for(lambda: stand.view.is_settled)
        tracemalloc.start()
        document.open(path)
        wait_for(lambda: stand.view.is_settled)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    others["bytes held for each connection"] = held / count
    stand.close()
