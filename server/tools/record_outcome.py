"""record_outcome: what happened when a plan ran for real, for the plans after it."""

from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from server.model.outcome import Status
from server.model.report import PhaseChoice, Report
from server.tools.desk import Desk
from server.tools.parameters import PlanReference
from server.tools.registration import REMEMBERS, make_tool, reply
from server.tools.replies import record_reply
from server.tools.shapes import RecordReply

_DESCRIPTION = """\
Remember how a plan went in production: later plans learn from it. Call it when a phase begins and \
ends, and after a rollback; steps go by number from 1, key or title. It runs nothing; dry_run remembers by itself."""


def build(desk: Desk, _root: Path) -> Tool:
    """The tool over a desk."""

    async def record_outcome(
        *,
        plan: PlanReference,
        status: Status,
        phase: Annotated[PhaseChoice, Field(description="Empty: all of the plan")] = "",
        notes: Annotated[str, Field(description="What happened, in sentences; no secrets, no row data")] = "",
        started: Annotated[str, Field(description="ISO 8601 with zone")] = "",
        finished: str = "",
        who: str = "",
        steps: Annotated[
            dict[str, dict[str, float | str]],
            Field(description='By step: {"2": {"seconds": 40, "waited": 1.5, "rows": 9, "error": "..."}}'),
        ] = {},  # noqa: B006 - pydantic copies it for each call
        log: Annotated[str, Field(description="What psql -a printed, or its file")] = "",
        measurements: Annotated[dict[str, float | str], Field(description='Such as {"duration_s": 90}')] = {},  # noqa: B006 - as for steps
    ) -> Annotated[CallToolResult, RecordReply]:
        planner = await desk.planner()
        report = Report(
            status=status,
            phase=phase,
            started=started,
            finished=finished,
            who=who,
            notes=notes,
            steps=steps,
            measurements=measurements,
            log=log,
        )
        return reply(record_reply(await planner.record_outcome(plan=plan, report=report)))

    return make_tool(record_outcome, title="Record an outcome", description=_DESCRIPTION, annotations=REMEMBERS)
