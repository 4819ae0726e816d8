"""The JSON Schema of what ``serialisation`` writes, told by the same types."""

import types
from dataclasses import is_dataclass
from enum import Enum
from inspect import getdoc
from typing import Any, Literal, Union, get_args, get_origin

from server.model.plan import Plan
from server.model.serialisation import Json, hints_of

_PLAIN: dict[object, Json] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}


def plan_file_schema() -> dict[str, Json]:
    """Of ``plan.json``: the plan with its identity, its date, and the SHA-256 of each file beside it."""
    definitions: dict[str, Json] = {}
    plan = _schema(Plan, definitions)
    digest: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "plan.json",
        "type": "object",
        "additionalProperties": False,
        "required": ["identity", "date", "plan", "files"],
        "properties": {
            "identity": digest,
            "date": {"type": "string", "format": "date"},
            "plan": plan,
            "files": {"type": "object", "additionalProperties": digest},
        },
        "$defs": definitions,
    }


def _schema(kind: Any, definitions: dict[str, Json]) -> Json:
    """Schema of a type; those of dataclasses are put among the definitions."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(each, definitions) for each in arguments]}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.name for member in kind]}
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise TypeError(f"no JSON Schema for {kind}")
    name = kind.__name__
    if name not in definitions:
        definitions[name] = None
        hints = hints_of(kind)
        definitions[name] = {
            "type": "object",
            "description": getdoc(kind),
            "additionalProperties": False,
            "required": list(hints),
            "properties": {field: _schema(each, definitions) for field, each in hints.items()},
        }
    return {"$ref": f"#/$defs/{name}"}
