"""The command `export`: writes the network of a project or of another program in other formats."""

import argparse
from pathlib import Path

from cli.subject import refusals
from cli.train import check_outputs, export_line
from engine import Network, TrainingSettings, datasets, exporters, importers, project_file


def run(asked: argparse.Namespace) -> int:
    """Carry out `export`; return the exit code.

    Raises:
        Refusal: what was asked cannot be done.
    """
    with refusals():
        check_outputs(asked.files, asked.files)
        what = _what(Path(asked.project))
        for name in asked.files:
            print(export_line(name, exporters.write(what[0], name, *what[1:])))
    return 0


def _what(path: Path) -> tuple[Network, datasets.Dataset | None, TrainingSettings | None]:
    """Network, data and settings of a project; of another program's file the network alone."""
    if not importers.is_network_file(path):
        project = project_file.load(path)
        return project.network, project.data, project.settings
    found = importers.read(path)
    for note in found.notes:
        print(note)
    return found.network, None, None
