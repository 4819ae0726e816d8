"""How a function becomes a tool: strict arguments, lean schemas, compact replies, progress and refusals that teach."""

import json
from collections.abc import Callable
from typing import Any

from anyio import to_thread
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, InputRequiredResult, Resource, TextContent, ToolAnnotations
from pydantic import create_model

from server.model.caller import CALLER, Caller
from server.tools.planner import Progress
from server.tools.refusals import refusal
from server.tools.shapes import Shape

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
"""Changes nothing anywhere."""
WRITES_FILES = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
"""Adds files to the folder of plans; the same call again adds nothing."""
REMEMBERS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
"""Adds to the knowledge graph each time."""


class PlannerServer(MCPServer[None]):
    """An MCP server whose refusals name the object, the fact and the remedy, and whose resources come and go."""

    _also: Callable[[], list[Resource]] | None = None

    def list_also(self, resources: Callable[[], list[Resource]]) -> None:
        """List what this gives at the moment of asking, besides the static resources."""
        self._also = resources

    async def list_resources(self) -> list[Resource]:
        """All resources a client can read now."""
        found = await to_thread.run_sync(self._also) if self._also else []
        return [*await super().list_resources(), *found]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[None, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool by name.

        Raises:
            ToolError: With a text for the model.
        """
        token = CALLER.set(Caller(client=_client(context), tool=name))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            better = refusal(error, name, self._tool_input_schema(name) or {})
            raise better from error.__cause__
        finally:
            CALLER.reset(token)


def _client(context: Context[None, Any] | None) -> str:
    """Name and version of the program that calls; empty where it did not say."""
    parameters = context.session.client_params if context is not None else None
    return f"{parameters.client_info.name} {parameters.client_info.version}" if parameters else ""


def make_tool(function: Callable[..., Any], *, title: str, description: str, annotations: ToolAnnotations) -> Tool:
    """A tool that refuses unknown arguments, which the SDK would drop, and whose schemas hold no noise."""
    tool = Tool.from_function(
        function, title=title, description=description, annotations=annotations, structured_output=True
    )
    model = create_model(tool.fn_metadata.arg_model.__name__, __base__=tool.fn_metadata.arg_model)
    model.model_config = {**model.model_config, "extra": "forbid"}
    model.model_rebuild(force=True)
    tool.fn_metadata.arg_model = model
    tool.parameters = lean(model.model_json_schema(by_alias=True))
    tool.fn_metadata.output_schema = outline(tool.fn_metadata.output_schema or {})
    return tool


def lean(schema: Any) -> Any:
    """The schema without what a reader pays for and learns nothing from: titles, and defaults that say empty."""
    if isinstance(schema, list):
        return [lean(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties":
            kept[key] = {name: lean(part) for name, part in value.items()}
        elif key != "title" and not (key == "default" and value in ("", [], {}, False)):
            kept[key] = lean(value)
    return kept


def outline(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a reply, one level deep.

    Whole, the schemas of seven replies cost an agent more than all descriptions together; what lies deeper is checked
    against the whole schema before it is sent, and its names explain themselves.
    """
    return {
        "type": "object",
        "properties": {name: _kind(part) for name, part in schema["properties"].items()},
        "required": schema["required"],
    }


def _kind(part: dict[str, Any]) -> dict[str, Any]:
    if "items" in part:
        items = _kind(part["items"])
        # that of a list of objects says nothing more
        return {"type": "array"} if items == {"type": "object"} else {"type": "array", "items": items}
    if "anyOf" in part:
        # Null never arrives, since what is empty is left out.
        return _kind(next(each for each in part["anyOf"] if each.get("type") != "null"))
    # References are to parts that are objects.
    return {"type": part.get("type", "object")}


def reply(shape: Shape) -> CallToolResult:
    """The shape as compact structured content and the same as text: some clients read only one of them."""
    content = shape.compact()
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=content)


def progress_to(context: Context[None, Any]) -> Progress:
    """Progress notifications to the caller, who gets none unless it asked."""

    async def report(fraction: float, doing: str) -> None:
        await context.report_progress(fraction, 1.0, doing)

    return report


async def no_progress(_fraction: float, _doing: str) -> None:
    """Progress for a call whose caller cannot be told."""
