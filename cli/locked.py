"""Reads constraints.txt, the lock, as far as telling which packages a set-up will fetch."""

import ast
import os
import platform
import re
import sys
from collections.abc import Iterable
from pathlib import Path

_LINE = re.compile(
    r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+?))?  # via (?P<via>.+)"
)


def expected(lock: Path, requirements: Iterable[str]) -> dict[str, str]:
    """The packages, name to version, that these requirements bring onto this machine."""
    here = _environment()
    lines = lock.read_text("utf-8").splitlines()
    found = [match for line in lines if (match := _LINE.fullmatch(line))]
    rows = {row["name"]: row for row in found if _holds(row["marker"], here)}
    wanted = {normal(name) for name in map(_name_of, requirements)} & rows.keys()
    while True:
        more = {name for name, row in rows.items() if wanted & set(row["via"].split(", "))} - wanted
        if not more:
            return {name: rows[name]["version"] for name in sorted(wanted)}
        wanted |= more


def normal(name: str) -> str:
    """A package's name as the lock writes it: small letters, hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _name_of(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    return match.group() if match else ""


def _environment() -> dict[str, str]:
    return {
        "python_version": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "python_full_version": platform.python_version(),
        "sys_platform": sys.platform,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_system": platform.system(),
        "os_name": os.name,
        "implementation_name": sys.implementation.name,
    }


def _holds(marker: str | None, here: dict[str, str]) -> bool:
    """Whether an environment marker, which is also a Python expression, holds here."""
    return marker is None or _evaluate(ast.parse(marker, mode="eval").body, here)


def _evaluate(node: ast.expr, here: dict[str, str]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_evaluate(part, here) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_evaluate(part, here) for part in parts)
        case ast.Compare(ast.Name(name), [sign], [ast.Constant(str(text))]):
            return _compare(here[name], sign, text, versions="version" in name)
    raise ValueError(ast.unparse(node))


def _compare(value: str, sign: ast.cmpop, text: str, versions: bool) -> bool:
    if isinstance(sign, ast.Eq | ast.NotEq):
        same = value == text or (text.endswith(".*") and value.startswith(text[:-1]))
        return same if isinstance(sign, ast.Eq) else not same
    if not versions:
        raise ValueError(text)
    left, right = _numbers(value), _numbers(text)
    if isinstance(sign, ast.Lt):
        return left < right
    if isinstance(sign, ast.LtE):
        return left <= right
    return left > right if isinstance(sign, ast.Gt) else left >= right


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
