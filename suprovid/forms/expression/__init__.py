"""XLSForm expressions: the language that says when.

Read once into a tree; evaluating, binding, checking, explaining and writing it back are a module each.
"""

from .explaining import Sentences, Titles, told
from .expression import Expression, parse
from .functions import FUNCTIONS
from .kinds import ANY, Kind, Kinds
from .likeness import nearest
from .reasons import Reason
from .scope import Scope

__all__ = [
    "ANY",
    "FUNCTIONS",
    "Expression",
    "Kind",
    "Kinds",
    "Reason",
    "Scope",
    "Sentences",
    "Titles",
    "nearest",
    "parse",
    "told",
]
