"""Turns whatever goes wrong in a call into a text that names the object, the fact and the remedy."""

import difflib
from collections.abc import Mapping
from typing import Any

from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from server.errors import PlannerError

Schema = Mapping[str, Any]

OTHER_WORDS = {
    "sql": "change",
    "ddl": "change",
    "statement": "change",
    "statements": "change",
    "migration": "change",
    "schema": "desired_schema",
    "target": "database",
    "db": "database",
    "table": "pattern",
    "tables": "pattern",
    "filter": "pattern",
    "page_size": "limit",
    "offset": "cursor",
    "id": "plan",
    "identity": "plan",
    "plan_id": "plan",
    "folder": "plan",
    "title": "name",
    "description": "reason",
    "answers": "decisions",
    "outcome": "status",
    "result": "status",
    "metrics": "measurements",
    "question": "query",
    "text": "query",
}
"""What callers write when they mean a parameter that looks nothing like it."""


def refusal(error: ToolError, tool: str, schema: Schema) -> ToolError:
    """The error to raise instead of the SDK's, whose text repeats values, links to manuals or says nothing.

    Args:
        error: What the SDK raised; its cause is what went wrong.
        tool: Name of the tool.
        schema: Input schema of the tool.
    """
    cause = error.__cause__
    if isinstance(cause, PlannerError):
        return ToolError(str(cause))
    if isinstance(cause, ValidationError) and not isinstance(error, UnexpectedToolError):
        problems = (_explained(details, tool, schema) for details in cause.errors(include_url=False))
        return ToolError("; ".join(dict.fromkeys(problems)))
    if isinstance(error, UnexpectedToolError):
        kind = type(cause).__name__
        return UnexpectedToolError(
            f"{tool} failed unexpectedly ({kind}). Nothing of the target was changed. This is a fault of the planner,"
            " not of the call; its details are in the server's log on stderr."
        )
    return error


def _explained(details: ErrorDetails, tool: str, schema: Schema) -> str:
    place = ".".join(str(part) for part in details["loc"])
    known = list(schema.get("properties", {}))
    if details["type"] == "extra_forbidden":
        return f'{tool} has no argument "{place}"; {_meant(place, known)}'
    if details["type"] == "missing":
        return f'{tool} needs the argument "{place}"; give it'
    return f'argument "{place}" of {tool} is wrong: {details["msg"][:1].lower()}{details["msg"][1:]}'


def _meant(name: str, known: list[str]) -> str:
    other = OTHER_WORDS.get(name.lower())
    near = [other] if other in known else difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.4)
    listed = ", ".join(known)
    return f'did you mean "{near[0]}"? It takes: {listed}' if near else f"leave it out; it takes: {listed}"
