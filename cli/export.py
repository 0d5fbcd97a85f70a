"""The command `export`: writes a project's network in other formats."""

import argparse

from cli.subject import refusals
from cli.train import check_outputs, export_line
from engine import exporters, project_file


def run(asked: argparse.Namespace) -> int:
    """Carry out `export`; return the exit code.

    Raises:
        Refusal: what was asked cannot be done.
    """
    with refusals():
        check_outputs(asked.files, asked.files)
        project = project_file.load(asked.project)
        for name in asked.files:
            done = exporters.write(project.network, name, project.data, project.settings)
            print(export_line(name, done))
    return 0
