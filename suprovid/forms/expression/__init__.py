"""XLSForm expressions: the language that says when.

Read once into a tree; evaluating, binding, checking, explaining and writing it back are a module each.
"""

from .explaining import Sentences, Titles
from .expression import Expression, parse
from .functions import FUNCTIONS
from .kinds import Kind
from .reasons import Reason
from .scope import Scope

__all__ = ["FUNCTIONS", "Expression", "Kind", "Reason", "Scope", "Sentences", "Titles", "parse"]
