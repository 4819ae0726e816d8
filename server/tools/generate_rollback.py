"""generate_rollback: the way back of a plan, what it loses and how to know that it worked."""

from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from server.errors import InvalidArgument
from server.tools.desk import Desk
from server.tools.parameters import Change, Database, PlanReference
from server.tools.registration import WRITES_FILES, make_tool, progress_to, reply
from server.tools.replies import checked_reply, rollback_reply
from server.tools.shapes import RollbackReply

ByHand = Annotated[bool, Field(description="Change is run as it stands")]
Down = Annotated[str, Field(description="Its rollback to check, SQL or file")]

_DESCRIPTION = """\
Get the rollback of a PostgreSQL migration: down SQL per phase in order, what is lost and where it is kept, signs that \
call for it, the emergency procedure, queries that verify it. Give the plan; or database and change, and a plan is \
generated first. Where the change is run as it stands, by_hand has its rollback written and down has it checked. \
Runs nothing on the target."""


def build(desk: Desk, root: Path) -> Tool:
    """The tool over a desk; paths inside the root are shown relative to it."""

    async def generate_rollback(
        context: Context[None],
        *,
        plan: PlanReference = "",
        database: Database = "",
        change: Change = "",
        by_hand: ByHand = False,
        down: Down = "",
    ) -> Annotated[CallToolResult, RollbackReply]:
        planner = await desk.planner()
        if by_hand or down.strip():
            if plan.strip():
                raise InvalidArgument(
                    '"down" and "by_hand" are for a change that is run as it stands; leave out "plan"'
                )
            check = await planner.check_rollback(
                database=database, change=change, down=down, progress=progress_to(context)
            )
            return reply(checked_reply(check))
        rollback = await planner.generate_rollback(
            plan=plan, database=database, change=change, progress=progress_to(context)
        )
        return reply(rollback_reply(rollback, root=root))

    return make_tool(generate_rollback, title="Generate a rollback", description=_DESCRIPTION, annotations=WRITES_FILES)
