"""generate_rollback: the way back of a plan, what it loses and how to know that it worked."""

from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult

from server.tools.desk import Desk
from server.tools.parameters import Change, Database, PlanReference
from server.tools.registration import WRITES_FILES, make_tool, progress_to, reply
from server.tools.replies import rollback_reply
from server.tools.shapes import RollbackReply

_DESCRIPTION = """\
Get the rollback of a PostgreSQL migration: down SQL per phase in the order to run it, what is lost and where it is \
kept, the signs that call for it, the emergency procedure and queries that verify it. Give the plan; or, when there is \
none yet, database and change, and a plan is generated first. Runs nothing on the target."""


def build(desk: Desk, root: Path) -> Tool:
    """The tool over a desk; paths inside the root are shown relative to it."""

    async def generate_rollback(
        context: Context[None], *, plan: PlanReference = "", database: Database = "", change: Change = ""
    ) -> Annotated[CallToolResult, RollbackReply]:
        planner = await desk.planner()
        rollback = await planner.generate_rollback(
            plan=plan, database=database, change=change, progress=progress_to(context)
        )
        return reply(rollback_reply(rollback, root=root))

    return make_tool(generate_rollback, title="Generate a rollback", description=_DESCRIPTION, annotations=WRITES_FILES)
