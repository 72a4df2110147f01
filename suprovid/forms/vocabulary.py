"""The closed dialect as tables: every word that may stand in a form, and what its value must be."""

from __future__ import annotations

from suprovid.forms.files import KINDS

STANDARD = {
    "$schema": "text", "$id": "text", "$comment": "text", "$ref": "ref", "$defs": "schema_map",
    "title": "text", "description": "text", "default": "any", "examples": "list", "deprecated": "bool",
    "readOnly": "bool", "writeOnly": "bool",
    "type": "type", "enum": "filled_list", "const": "any", "format": "format",
    "properties": "fields", "required": "texts", "patternProperties": "schema_map",
    "additionalProperties": "schema", "propertyNames": "schema", "unevaluatedProperties": "schema",
    "minProperties": "count", "maxProperties": "count",
    "dependentRequired": "texts_map", "dependentSchemas": "schema_map",
    "items": "items", "prefixItems": "schemas", "contains": "schema", "unevaluatedItems": "schema",
    "minItems": "count", "maxItems": "count", "minContains": "count", "maxContains": "count",
    "uniqueItems": "bool",
    "minLength": "count", "maxLength": "count", "pattern": "pattern",
    "contentEncoding": "text", "contentMediaType": "text", "contentSchema": "schema",
    "minimum": "number", "maximum": "number", "exclusiveMinimum": "number", "exclusiveMaximum": "number",
    "multipleOf": "positive",
    "allOf": "schemas", "anyOf": "schemas", "oneOf": "schemas", "not": "schema",
    "if": "schema", "then": "schema", "else": "schema",
}  # fmt: skip

TRANSLATED = {
    f"x-i18n-{word}": "texts_by_language" for word in ("title", "description", "help", "placeholder", "unit")
}

OWN = {
    "x-visible-if": "expression", "x-required-if": "expression", "x-readonly-if": "expression",
    "x-calculate": "expression", "x-constraint": "expression", "x-prefill": "expression",
    "x-errors": "errors", "x-i18n-errors": "errors_by_language",
    "x-help": "text", "x-placeholder": "text", "x-unit": "text",
    "x-widget": "widget", "x-means": "tag", "x-show": "show", "x-sensitivity": "sensitivity",
    "x-choices-from": "source", "x-lines-from": "lines_from", "x-core": "bool", "x-keep-hidden": "bool",
    "x-lock": "lock", "x-aliases": "texts", "x-suggests": "texts", "x-points": "number",
    "x-files": "files", "x-xlsform": "object", "x-layout": "rows",
}  # fmt: skip

FIELD = {**STANDARD, **TRANSLATED, **OWN}
FORM = {**STANDARD, **TRANSLATED, "x-form": "form_settings", "x-layout": "layout", "x-xlsform": "object",
        "x-means": "tag"}  # fmt: skip
CHOICE = {
    **TRANSLATED,
    **{word: STANDARD[word] for word in ("const", "title", "description", "deprecated", "$comment")},
    **{word: OWN[word] for word in ("x-help", "x-means", "x-sensitivity", "x-suggests", "x-points",
                                    "x-aliases", "x-xlsform")},
}  # fmt: skip
LIST = {
    **TRANSLATED,
    **{word: STANDARD[word] for word in ("$schema", "$id", "$comment", "title", "description", "type",
                                         "oneOf", "deprecated")},
    **{word: OWN[word] for word in ("x-means", "x-sensitivity", "x-xlsform", "x-widget")},
}  # fmt: skip

FORM_SETTINGS = {
    "id": "text", "version": "version", "languages": "languages", "subject": "folder_kinds",
    "founds": "folder_kind", "identity": "texts", "stages": "texts", "approval": "approval",
    "approval-if": "expression", "current": "current", "order": "number", "icon": "text",
    "opens": "object", "links": "links", "write": "texts",
}  # fmt: skip
SECTION = {
    "key": "key", "title": "text", "fields": "rows", "note": "text",
    "x-i18n-title": "texts_by_language", "x-i18n-note": "texts_by_language",
}  # fmt: skip
SOURCE = {"from": "source_name", "of": "text", "typed": "bool", "when": "expression"}
FILES = {"kinds": "file_kinds", "largest": "positive", "camera": "bool"}
LINES_FROM = {"choices": "text", "fact": "text", "field": "text"}
OPENS = {"kind": "folder_kind", "form": "text", "when": "expression"}

TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
FORMATS = ("date", "time", "date-time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4",
           "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer",
           "relative-json-pointer", "regex")  # fmt: skip
WIDGETS = ("text", "long", "phone", "email", "scale", "slider", "radio", "select", "pills", "checkbox",
           "checkboxes", "yes_no", "date", "time", "datetime", "number", "attachments", "lines", "table",
           "note", "suggest")  # fmt: skip
ONE_OF = {
    "widget": WIDGETS,
    "sensitivity": ("operational", "personal", "special", "restricted"),
    "folder_kind": ("client", "enquiry", "case", "organisation", "person", "workspace"),
    "approval": ("never", "optional", "always"),
    "current": ("one", "many"),
    "format": FORMATS,
    "source_name": ("staff", "clients", "organisations", "services", "contacts", "requests", "goals",
                    "steps", "package", "network", "referrals", "members", "permissions", "lines"),
}  # fmt: skip
SOME_OF = {
    "file_kinds": tuple(KINDS),
    "show": ("list", "card", "print", "partner", "report", "client"),
    "folder_kinds": ONE_OF["folder_kind"],
}
