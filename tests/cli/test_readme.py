"""README tells the truth: its commands exist and its Python runs as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cli import arguments, folders, start

ROOT = Path(folders.ROOT)
README = (ROOT / "README.md").read_text("utf-8")


def test_the_two_commands_come_first() -> None:
    first, second = README.splitlines()[:2]
    assert first.split("#")[0].strip() == "python3 main.py"
    assert second.strip() == "python3 main.py test"


@pytest.mark.parametrize("number", [0, 1])
def test_the_python_examples_run(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(examples) == 2
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(examples[number], "README.md", "exec"), names)
    shown = capsys.readouterr().out
    if number == 0:
        assert float(re.findall(r"'accuracy': ([\d.]+)", shown)[0]) > 0.9
        assert (tmp_path / "xor.onnx").exists()
        assert (tmp_path / "xor.netloom").exists()
    else:
        assert "cannot be connected to itself" in shown


def test_every_command_shown_is_understood() -> None:
    shown = re.findall(r"^    python3 main\.py (.+)$", README, re.MULTILINE)
    parsers = {"train": arguments.train_parser, "export": arguments.export_parser}
    for line in shown:
        words = shlex.split(line, comments=True)
        if not words:
            continue
        assert words[0] in start.COMMANDS
        if words[0] in parsers:
            parsers[words[0]]().parse_args(words[1:])


def test_every_command_is_in_the_help() -> None:
    assert all(f"  {name} " in arguments.COMMANDS for name in start.COMMANDS)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_every_path_named_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    folders = "engine|gui|cli|tests|resources|benchmarks"
    named = re.findall(rf"(?<![\w/.-])((?:{folders})/[\w./-]*[\w/]|[A-Z]{{4,}}\.md)", text)
    assert linked or named
    assert not [path for path in {*linked, *named} if not (ROOT / path).exists()]


def test_every_module_named_in_the_architecture_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = set(re.findall(r"(?<![\w/*<.-])(\w+\.py)\b", text))
    folders = ("engine", "gui", "cli", "tests", "benchmarks")
    sources = {file.name for folder in folders for file in (ROOT / folder).rglob("*.py")}
    assert named
    assert not named - sources - {"main.py"}
