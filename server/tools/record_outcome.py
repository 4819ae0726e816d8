"""record_outcome: what happened when a plan ran for real, for the plans after it."""

from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from server.model.answer import Status
from server.tools.desk import Desk
from server.tools.parameters import PlanReference
from server.tools.registration import REMEMBERS, make_tool, reply
from server.tools.replies import record_reply
from server.tools.shapes import RecordReply

_DESCRIPTION = """\
Remember how a migration plan went in production, so that the next migration learns from it. \
Call it after a person ran the plan or its rollback, with what was seen and measured. It runs nothing; for rehearsals \
use dry_run, which remembers by itself."""


def build(desk: Desk, _root: Path) -> Tool:
    """The tool over a desk."""

    async def record_outcome(
        plan: PlanReference,
        status: Status,
        notes: Annotated[str, Field(description="What happened, in sentences; no secrets, no row data")] = "",
        measurements: Annotated[
            dict[str, float | str], Field(description='Such as {"duration_s": 42, "rows": 1200000}')
        ] = {},  # noqa: B006 - pydantic copies it for each call
    ) -> Annotated[CallToolResult, RecordReply]:
        planner = await desk.planner()
        recorded = await planner.record_outcome(plan=plan, status=status, notes=notes, measurements=measurements)
        return reply(record_reply(recorded))

    return make_tool(record_outcome, title="Record an outcome", description=_DESCRIPTION, annotations=REMEMBERS)
