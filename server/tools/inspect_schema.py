"""inspect_schema: what a schema holds, and what in it is worth acting on."""

from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from server.tools.desk import Desk
from server.tools.parameters import Database
from server.tools.planner import Detail
from server.tools.registration import READS, make_tool, progress_to, reply
from server.tools.replies import drift_reply, inspection_reply
from server.tools.shapes import InspectionReply

_DESCRIPTION = """\
Read a PostgreSQL schema: tables with columns, keys, indexes, constraints, dependents, sizes, and findings worth \
acting on (no primary key, unindexed foreign key, useless index, sequence near its end). Call it first. With \
compare_to: drift from schema files or another database, and the SQL between. Reads schema and statistics only, never \
rows. For what a change would break, use analyze_impact."""


def build(desk: Desk, _root: Path) -> Tool:
    """The tool over a desk."""

    async def inspect_schema(
        context: Context[None],
        *,
        database: Database = "",
        pattern: Annotated[str, Field(description="Glob over table or schema.table, such as order*")] = "",
        detail: Annotated[Detail, Field(description="summary: names, sizes and keys only")] = "full",
        limit: Annotated[int, Field(ge=1, le=200, description="Most tables on a page")] = 20,
        cursor: Annotated[str, Field(description="next_cursor of the page before")] = "",
        compare_to: Annotated[str, Field(description="Database or path to show the differences from instead")] = "",
    ) -> Annotated[CallToolResult, InspectionReply]:
        planner = await desk.planner()
        if compare_to.strip():
            drift = await planner.compare_schemas(
                database=database,
                compare_to=compare_to,
                pattern=pattern,
                limit=limit,
                cursor=cursor,
                progress=progress_to(context),
            )
            return reply(drift_reply(drift, detail=detail))
        inspection = await planner.inspect_schema(
            database=database,
            pattern=pattern,
            detail=detail,
            limit=limit,
            cursor=cursor,
            progress=progress_to(context),
        )
        return reply(inspection_reply(inspection, pattern=pattern))

    return make_tool(inspect_schema, title="Inspect a schema", description=_DESCRIPTION, annotations=READS)
