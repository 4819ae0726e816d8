"""Strict tool arguments: a misspelt one is refused by a text that names the right one."""

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, InputRequiredResult
from pydantic import ValidationError, create_model
from pydantic_core import ErrorDetails

Schema = Mapping[str, Any]


class StrictServer(MCPServer[Any]):
    """An MCP server whose argument errors name the argument, the fact and the known names."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; the SDK's own text would repeat the values and link to pydantic's manual."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            schema = self._tool_input_schema(name) or {}
            problems = [_explain(details, schema) for details in error.__cause__.errors(include_url=False)]
            raise ToolError("; ".join(dict.fromkeys(problems))) from error


def strict(tool: Tool) -> Tool:
    """The same tool, refusing unknown arguments, which the SDK drops, and with schemas a fraction of the size."""
    model = create_model(tool.fn_metadata.arg_model.__name__, __base__=tool.fn_metadata.arg_model)
    model.model_config = {**model.model_config, "extra": "forbid"}
    model.model_rebuild(force=True)
    tool.fn_metadata.arg_model = model
    tool.parameters = {
        **_lean(model.model_json_schema(by_alias=True), _noise_in_arguments),
        "additionalProperties": False,
    }
    tool.fn_metadata.output_schema = {"type": "object", **_lean(tool.fn_metadata.output_schema, _noise_in_results)}
    return tool


def _noise_in_arguments(key: str, _: object) -> bool:
    return key in {"title", "$defs", "additionalProperties"}


def _noise_in_results(key: str, value: object) -> bool:
    # Results come from us alone: their schema says what to expect and need not guard anything. "properties" and
    # "items" already tell an object from an array.
    return key in {"title", "$defs", "additionalProperties", "required"} or value in ("object", "array")


def _lean(schema: Any, noise: Callable[[str, object], bool], definitions: Schema | None = None) -> Any:
    # No shape refers to itself, so that each reference can be replaced by what it refers to.
    if isinstance(schema, list):
        return [_lean(part, noise, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    known = definitions if definitions is not None else schema.get("$defs", {})
    if "$ref" in schema:
        return _lean(known[schema["$ref"].rpartition("/")[2]], noise, known)
    return {
        # Directly under "properties" a key is the name of a field, whatever it is called.
        key: {name: _lean(part, noise, known) for name, part in value.items()}
        if key == "properties"
        else _lean(value, noise, known)
        for key, value in schema.items()
        if not noise(key, value)
    }


def _explain(details: ErrorDetails, schema: Schema) -> str:
    path = [str(part) if isinstance(part, str) else part for part in details["loc"]]
    place = _spelled(path)
    if details["type"] == "missing":
        return f'argument "{place}" is missing; give it'
    if details["type"] != "extra_forbidden":
        return f'argument "{place}" is wrong: {details["msg"]}'
    known = _names(schema, path[:-1])
    close = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.4)
    if close:
        return f'argument "{place}" is unknown; did you mean "{_spelled([*path[:-1], close[0]])}"?'
    accepted = ", ".join(f'"{name}"' for name in known) or "none"
    return f'argument "{place}" is unknown; leave it out; accepted here: {accepted}'


def _spelled(path: list[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _names(schema: Schema, path: list[str | int]) -> list[str]:
    here = schema
    for part in path:
        here = here.get("items", {}) if isinstance(part, int) else here.get("properties", {}).get(part, {})
    return list(here.get("properties", {}))
