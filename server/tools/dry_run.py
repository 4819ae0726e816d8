"""dry_run: a plan run up, down and up again on a disposable PostgreSQL with rows."""

from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from server.tools.desk import Desk
from server.tools.parameters import Change, Database, PlanReference
from server.tools.registration import WRITES_FILES, make_tool, progress_to, reply
from server.tools.replies import dry_run_reply
from server.tools.shapes import DryRunReply

_DESCRIPTION = """\
Rehearse (dry run) a PostgreSQL migration plan on a disposable copy of the schema filled with made-up rows: up, down \
after every phase, up again. Gives a verdict with locks, rewrites, scans, times and errors of each step, and \
a report in the plan's folder. Never touches the target. Give the plan from generate_migration; or database \
and change, and a plan is generated first."""


def build(desk: Desk, root: Path) -> Tool:
    """The tool over a desk; paths inside the root are shown relative to it."""

    async def dry_run(
        context: Context[None],
        *,
        plan: PlanReference = "",
        database: Database = "",
        change: Change = "",
        rows: Annotated[int, Field(ge=1, le=100_000, description="Made-up rows a table")] = 300,
    ) -> Annotated[CallToolResult, DryRunReply]:
        planner = await desk.planner()
        rehearsed = await planner.dry_run(
            plan=plan, database=database, change=change, rows=rows, progress=progress_to(context)
        )
        return reply(dry_run_reply(rehearsed, root=root))

    return make_tool(dry_run, title="Dry-run a plan", description=_DESCRIPTION, annotations=WRITES_FILES)
