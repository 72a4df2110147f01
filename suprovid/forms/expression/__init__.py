"""XLSForm expressions: the language that says when.

Read once into a tree; the tree is evaluated, bound, checked, explained and written back, each in its own module.
"""

from .expression import Expression, parse
from .scope import Scope

__all__ = ["Expression", "Scope", "parse"]
