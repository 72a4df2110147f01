"""What kind of value stands behind each name that an expression of a form may use."""

from __future__ import annotations

from suprovid.forms.expression.kinds import ANY, Kind
from suprovid.forms.expression.scope import WORLD
from suprovid.forms.fields import CHOOSING, Schema, choice_schemas
from suprovid.forms.form import Form, is_below

KINDS = {
    "long": "text", "phone": "text", "email": "text", "reference": "text", "references": "choices",
    "texts": "choices", "integer": "number", "attachments": "lines", "group": "any",
    "tree": "any",
}  # fmt: skip
OUTSIDE: dict[str, Kind | str] = dict.fromkeys(WORLD, ANY)


class Kinds(dict[str, Kind | str]):
    """The kind of value behind every name; what stands inside a tree is known by the tree."""

    trees: tuple[str, ...] = ()

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or is_below(name, self.trees)


def form_kinds(form: Form) -> Kinds:
    """The kind of value behind every name that an expression of this form may use."""
    kinds = Kinds(OUTSIDE)
    kinds.update((name, kind_of_value(field.kind, field.schema)) for name, field in form.named.items())
    kinds.trees = tuple(f"{field.name}." for field in form.trees)
    return kinds


def kind_of_value(kind: str, schema: Schema) -> Kind | str:
    """What a field's answer is to an expression."""
    if kind not in CHOOSING:
        return KINDS.get(kind, kind)
    keys = [entry["const"] for entry in choice_schemas(schema)]
    if not all(isinstance(key, str) for key in keys) or not keys:
        return "number" if kind != "choices" else "choices"
    return Kind.choices(keys) if kind == "choices" else Kind.choice(keys)
