"""Formulas that a person types, such as sin(3x) + x²: read into a tree, never run as a program."""

from __future__ import annotations

import ast
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.errors import DataError

Floats = NDArray[np.float64]

MOST_SIGNS = 200
VARIABLES = ("x", "x1", "x2")
_CONSTANTS = {"pi": np.float64(np.pi), "e": np.float64(np.e)}
_FUNCTIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "ln": np.log,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "tanh": np.tanh,
    "sinc": lambda x: np.sinc(x / np.pi),
}
_OPERATORS: Mapping[type[ast.operator], Callable[[Floats, Floats], Floats]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
# As people write them, and as Python's parser reads them.
_SPELLINGS = {
    "−": "-",
    "–": "-",
    "·": "*",
    "×": "*",
    "÷": "/",
    "^": "**",
    "²": "**2",
    "³": "**3",
    "π": "pi",
    "₁": "1",
    "₂": "2",
}
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_LEFT_OUT_TIMES = (
    re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(?=[A-Za-z(])"),
    re.compile(r"(\))\s*(?=[\w(])"),
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of one variable x, or of x1 and x2."""

    text: str
    _tree: ast.expr

    @property
    def variables(self) -> tuple[str, ...]:
        """The inputs that it needs: ("x",) or ("x1", "x2")."""
        names = {each.id for each in ast.walk(self._tree) if isinstance(each, ast.Name)}
        return ("x1", "x2") if names & {"x1", "x2"} else ("x",)

    def __call__(self, points: Floats) -> Floats:
        """The values (n,) at points (n, number of variables); NaN or infinite where undefined."""
        values = dict(zip(self.variables, points.T, strict=True))
        with np.errstate(all="ignore"):
            return np.broadcast_to(_value(self._tree, values), len(points)).astype(np.float64)


def parse(text: str) -> Formula:
    """Read a formula: + − * / ^, brackets, numbers, x or x1 and x2, pi, e, and usual functions.

    `3x`, `0,5`, `x²` and `·` are understood. Raises DataError that says what is not.
    """
    text = given.text(text, "A formula", DataError).strip()
    if not text:
        raise DataError("The formula is empty.", "Type one, such as sin(3x) + x^2.")
    if len(text) > MOST_SIGNS:
        raise DataError("The formula is longer than {most} signs.", most=MOST_SIGNS)
    formula = Formula(text, _tree(text))
    _refuse_what_is_unknown(formula)
    formula(np.ones((1, len(formula.variables))))
    return formula


def _tree(text: str) -> ast.expr:
    spelled = "".join(_SPELLINGS.get(sign, sign) for sign in text)
    spelled = _DECIMAL_COMMA.sub(".", spelled)
    for left_out in _LEFT_OUT_TIMES:
        spelled = left_out.sub(r"\1*", spelled)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Python finds odd is refused as well
            return ast.parse(spelled, mode="eval").body
    except (SyntaxError, Warning, ValueError, RecursionError, MemoryError):
        raise DataError(
            "“{text}” cannot be read as a formula.",
            "Check the brackets and signs; an example is sin(3x) + x^2.",
            text=text,
        ) from None


def _refuse_what_is_unknown(formula: Formula) -> None:
    for each in ast.walk(formula._tree):
        if isinstance(each, ast.Name):
            _refuse_name(each.id)
        elif not _is_known(each):
            raise DataError(
                "“{part}” has no meaning in a formula.",
                "Use + − * / ^, brackets, numbers, x, pi, e, and one of {functions}.",
                part=ast.unparse(each) if isinstance(each, ast.expr) else formula.text,
                functions=", ".join(_FUNCTIONS),
            )
    names = {each.id for each in ast.walk(formula._tree) if isinstance(each, ast.Name)}
    if "x" in names and names & {"x1", "x2"}:
        raise DataError("A formula has either x, or x1 and x2, not both.")


def _refuse_name(name: str) -> None:
    if name not in VARIABLES and name not in _CONSTANTS and name not in _FUNCTIONS:
        raise DataError(
            "“{name}” is not known in a formula.",
            "Use x, or x1 and x2; the functions are {functions}.",
            name=name,
            functions=", ".join(_FUNCTIONS),
        )


def _is_known(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float)
    if isinstance(node, ast.BinOp):
        return type(node.op) in _OPERATORS
    if isinstance(node, ast.Call):
        usual = isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
        return usual and len(node.args) == 1 and not node.keywords
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.UAdd | ast.USub)
    return isinstance(node, ast.operator | ast.unaryop | ast.expr_context)


def _value(node: ast.expr, values: Mapping[str, Floats]) -> Floats:
    """What a checked part of the tree is at all points at once."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return np.asarray(np.float64(number))
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.Name(id=name) if name in _CONSTANTS:
            return np.asarray(_CONSTANTS[name])
        case ast.UnaryOp(op=sign, operand=inner):
            value = _value(inner, values)
            return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=sign, right=right):
            return _OPERATORS[type(sign)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _FUNCTIONS[name](_value(argument, values))
    raise DataError("“{part}” needs brackets.", "Write sin(x), not sin x.", part=ast.unparse(node))
