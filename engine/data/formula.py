"""Formulas that a person types, such as sin(3x) + x²: read into a tree, never run as a program."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.errors import DataError

Floats = NDArray[np.float64]
T = TypeVar("T")

MOST_SIGNS = 200
_MOST_TOLD = 12
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
_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
}
_OPERATIONS: Mapping[str, Callable[..., Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "negative": np.negative,
    **_FUNCTIONS,
}
OPERATIONS = frozenset(_OPERATIONS)
RESERVED = frozenset((*_CONSTANTS, *_FUNCTIONS))  # names that no variable can have
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
    """A formula of one variable x, of x1 and x2, or of the names that it was read with."""

    text: str
    _tree: ast.expr

    @property
    def names(self) -> frozenset[str]:
        """The variables in it."""
        names = {each.id for each in ast.walk(self._tree) if isinstance(each, ast.Name)}
        return frozenset(names - RESERVED)

    @property
    def variables(self) -> tuple[str, ...]:
        """The inputs that it needs: ("x",) or ("x1", "x2")."""
        return ("x1", "x2") if self.names & {"x1", "x2"} else ("x",)

    def __call__(self, points: Floats) -> Floats:
        """The values (n,) at points (n, number of variables); NaN or infinite where undefined."""
        return self.values(dict(zip(self.variables, points.T, strict=True)), len(points))

    def values(self, columns: Mapping[str, Floats], count: int) -> Floats:
        """The values (count,) where each variable has a column (count,), as `__call__` does."""
        with np.errstate(all="ignore"):
            found = self.fold(np.asarray, columns.__getitem__, _computed)
            return np.broadcast_to(found, count).astype(np.float64)

    def fold(
        self,
        number: Callable[[float], T],
        variable: Callable[[str], T],
        operation: Callable[[str, tuple[T, ...]], T],
    ) -> T:
        """Anything made of the formula from its leaves up: a value, a program's text, a graph.

        `operation` takes a function's name, a sign such as "^", or "negative", and its parts.
        """

        def made(node: ast.expr) -> T:
            match node:
                case ast.Constant(value=int() | float() as value):
                    return number(float(value))
                case ast.Name(id=name) if name in _CONSTANTS:
                    return number(float(_CONSTANTS[name]))
                case ast.Name(id=name) if name not in _FUNCTIONS:
                    return variable(name)
                case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                    return made(inner)
                case ast.UnaryOp(operand=inner):
                    return operation("negative", (made(inner),))
                case ast.BinOp(left=left, op=sign, right=right):
                    return operation(_SIGNS[type(sign)], (made(left), made(right)))
                case ast.Call(func=ast.Name(id=name), args=[argument]):
                    return operation(name, (made(argument),))
            raise DataError(
                "“{part}” needs brackets.", "Write sin(x), not sin x.", part=ast.unparse(node)
            )

        return made(self._tree)


def _computed(operation: str, parts: tuple[Floats, ...]) -> Floats:
    return _OPERATIONS[operation](*parts)


def parse(text: str, variables: Collection[str] = VARIABLES) -> Formula:
    """Read a formula: + − * / ^, brackets, numbers, x or x1 and x2, pi, e, and usual functions.

    Other `variables` than these may be given. `3x`, `0,5`, `x²` and `·` are understood. Raises
    DataError that says what is not.
    """
    text = given.text(text, "A formula", DataError).strip()
    if not text:
        raise DataError("The formula is empty.", "Type one, such as sin(3x) + x^2.")
    if len(text) > MOST_SIGNS:
        raise DataError("The formula is longer than {most} signs.", most=MOST_SIGNS)
    formula = Formula(text, _tree(text))
    _refuse_what_is_unknown(formula, variables)
    formula.values(dict.fromkeys(formula.names, np.ones(1)), 1)
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


def _refuse_what_is_unknown(formula: Formula, variables: Collection[str]) -> None:
    for each in ast.walk(formula._tree):
        if isinstance(each, ast.Name):
            _refuse_name(each.id, variables)
        elif not _is_known(each):
            raise DataError(
                "“{part}” has no meaning in a formula.",
                "Use + − * / ^, brackets, numbers, x, pi, e, and one of {functions}.",
                part=ast.unparse(each) if isinstance(each, ast.expr) else formula.text,
                functions=", ".join(_FUNCTIONS),
            )
    if variables is VARIABLES and "x" in formula.names and formula.names & {"x1", "x2"}:
        raise DataError("A formula has either x, or x1 and x2, not both.")


def _refuse_name(name: str, variables: Collection[str]) -> None:
    if name not in variables and name not in RESERVED:
        usual = variables is VARIABLES
        raise DataError(
            "“{name}” is not known in a formula.",
            "Use {variables}; the functions are {functions}.",
            name=name,
            variables="x, or x1 and x2" if usual else ", ".join(list(variables)[:_MOST_TOLD]),
            functions=", ".join(_FUNCTIONS),
        )


def _is_known(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float)
    if isinstance(node, ast.BinOp):
        return type(node.op) in _SIGNS
    if isinstance(node, ast.Call):
        usual = isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
        return usual and len(node.args) == 1 and not node.keywords
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.UAdd | ast.USub)
    return isinstance(node, ast.operator | ast.unaryop | ast.expr_context)
