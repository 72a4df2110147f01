"""Writing a tree back as text, so that reading it again gives the same tree."""

from __future__ import annotations

from decimal import Decimal

from .tree import (
    All,
    Any,
    Arithmetic,
    Call,
    Comparison,
    Current,
    Field,
    Filtered,
    Name,
    Negative,
    Node,
    Number,
    Path,
    Text,
)

TIGHT = 9


def rank(node: Node) -> int:
    """How tightly a node holds together; a looser part inside a tighter one needs brackets."""
    match node:
        case Any():
            return 1
        case All():
            return 2
        case Comparison():
            return 3
        case Arithmetic(_, signs):
            return 4 if signs[0] in "+-" else 5
        case Negative():
            return 6
        case Path():
            return 8
    return TIGHT


def write(node: Node) -> str:
    """The canonical text of a tree."""
    match node:
        case Text(value):
            return quoted(value)
        case Number(value):
            return digits(value)
        case Name(name, home=True):
            return f"current()/../{name.replace('.', '/')}"
        case Name(name):
            return f"${{{name}}}"
        case Path(start, keys):
            return "/".join((start, *keys))
        case Current():
            return "."
        case Negative(operand):
            return f"-{_inside(operand, 6)}"
        case Arithmetic(operands, signs):
            first, *others = (_inside(operand, rank(node) + 1) for operand in operands)
            return first + "".join(f" {sign} {other}" for sign, other in zip(signs, others, strict=True))
        case Comparison(sign, left, right):
            return f"{_inside(left, 4)} {sign} {_inside(right, 4)}"
        case All(parts):
            return " and ".join(_inside(part, 3) for part in parts)
        case Any(parts):
            return " or ".join(_inside(part, 2) for part in parts)
        case Call("jr:choice-name", (chosen, Name() as field)):
            return f"jr:choice-name({write(chosen)}, '{write(field)}')"
        case Call(function, arguments):
            return f"{function}({', '.join(map(write, arguments))})"
        case Filtered(lines, condition):
            return f"{_inside(lines, 8)}[{write(condition)}]"
        case Field(lines, key):
            return f"{_inside(lines, TIGHT)}/{key}"
    raise TypeError(type(node).__name__)


def _inside(node: Node, least: int) -> str:
    return write(node) if rank(node) >= least else f"({write(node)})"


def quoted(text: str) -> str:
    """A text between the quotes that it does not contain itself (reading never makes one with both)."""
    return f'"{text}"' if "'" in text else f"'{text}'"


def digits(number: Decimal) -> str:
    """A number without an exponent."""
    return format(number, "f")
