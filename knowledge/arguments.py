"""Tool arguments as the reference memory server takes them, with errors that name the argument and the fact."""

import difflib
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from pydantic import BeforeValidator, ValidationError
from pydantic_core import ErrorDetails

Schema = Mapping[str, Any]

Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
"""An optional text: many hosts send null for what they leave out."""
Truth = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]
"""An optional truth value, null as above."""

_LIKENESS = 0.75
"""From here on a name counts as a misspelt other one: ``limits`` and ``curser`` do, ``reason`` does not."""


def lean(tool: Tool) -> Tool:
    """The same tool with schemas a fraction of the size."""
    tool.parameters = _lean(tool.fn_metadata.arg_model.model_json_schema(by_alias=True), _noise_in_arguments)
    tool.fn_metadata.output_schema = {"type": "object", **_lean(tool.fn_metadata.output_schema, _noise_in_results)}
    return tool


def refuse_misspelt(arguments: Mapping[str, Any], schema: Schema) -> None:
    """Refuse an unknown argument that looks like one the caller meant to give.

    Any other unknown argument is left alone: the reference server ignores them all, and hosts and models do send some.

    Raises:
        ToolError: There is such an argument.
    """
    known = schema.get("properties", {})
    for name in arguments:
        if name not in known:
            free = [candidate for candidate in known if candidate not in arguments]
            for meant in difflib.get_close_matches(name, free, n=1, cutoff=_LIKENESS):
                raise ToolError(f'argument "{name}" is unknown; did you mean "{meant}"?')


def explained(error: ValidationError) -> str:
    """What is wrong with which argument; the SDK's text would repeat the values and link to pydantic's manual."""
    return "; ".join(dict.fromkeys(_explain(details) for details in error.errors(include_url=False)))


def _noise_in_arguments(key: str, _: object) -> bool:
    return key in {"title", "$defs", "additionalProperties", "default"}


def _noise_in_results(key: str, value: object) -> bool:
    # Results come from us alone: their schema says what to expect and need not guard anything. "properties" and
    # "items" already tell an object from an array.
    return key in {"title", "$defs", "additionalProperties", "required", "default"} or value in ("object", "array")


def _lean(schema: Any, noise: Callable[[str, object], bool], definitions: Schema | None = None) -> Any:
    # No shape refers to itself, so that each reference can be replaced by what it refers to.
    if isinstance(schema, list):
        return [_lean(part, noise, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    known = definitions if definitions is not None else schema.get("$defs", {})
    if "$ref" in schema:
        return _lean(known[schema["$ref"].rpartition("/")[2]], noise, known)
    if "anyOf" in schema:
        # What may be left out may be null too, which is accepted without being advertised.
        (other,) = (choice for choice in schema["anyOf"] if choice != {"type": "null"})
        rest = {key: value for key, value in schema.items() if key != "anyOf"}
        return _lean({**other, **rest}, noise, known)
    return {
        # Directly under "properties" a key is the name of a field, whatever it is called.
        key: {name: _lean(part, noise, known) for name, part in value.items()}
        if key == "properties"
        else _lean(value, noise, known)
        for key, value in schema.items()
        if not noise(key, value)
    }


def _explain(details: ErrorDetails) -> str:
    place = _spelled(details["loc"])
    if details["type"] == "missing":
        return f'argument "{place}" is missing; give it'
    return f'argument "{place}" is wrong: {details["msg"]}'


def _spelled(path: tuple[int | str, ...]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
