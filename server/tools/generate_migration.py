"""generate_migration: a safe plan for a change, rehearsed and written to files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, InputRequiredResult
from pydantic import Field

from server.model.rename import OpenRenames
from server.tools.asking import answers_of, ask
from server.tools.desk import Desk
from server.tools.parameters import Change, Database
from server.tools.registration import WRITES_FILES, make_tool, progress_to, reply
from server.tools.replies import plan_reply, renames_reply
from server.tools.shapes import PlanReply

_DESCRIPTION = """\
Turn a schema change into a zero-downtime PostgreSQL migration: expand, migrate and contract phases with up and down \
SQL, brief locks, batched backfills, documents. It is rehearsed on a disposable PostgreSQL and written to a \
folder, never applied. Give change (SQL) or desired_schema (the whole schema: SQL, a path, or a \
configured database). What only the user can say, such as what is \
renamed, comes back as open_decisions: ask the user, never guess, and call again with decisions. Then use dry_run."""


def build(desk: Desk, root: Path) -> Tool:
    """The tool over a desk; paths inside the root are shown relative to it."""

    async def generate_migration(
        context: Context[None],
        *,
        database: Database = "",
        change: Change = "",
        desired_schema: Annotated[str, Field(description="SQL of the whole schema afterwards, or its path")] = "",
        name: Annotated[str, Field(description="Short name of the migration, for its files")] = "",
        reason: Annotated[str, Field(description="Why the change is wanted")] = "",
        decisions: Annotated[
            dict[str, str], Field(description="Answers to open_decisions: key to SQL expression or choice")
        ] = {},  # noqa: B006 - pydantic copies it for each call
        format: Annotated[  # noqa: A002 - the name callers use
            Literal["", "sql"], Field(description="How scripts are written; sql: files for psql")
        ] = "",
    ) -> Annotated[CallToolResult, PlanReply] | InputRequiredResult:
        planner = await desk.planner()

        async def planned(answered: Mapping[str, str]) -> PlanReply:
            try:
                generated = await planner.generate_migration(
                    database=database,
                    change=change,
                    desired_schema=desired_schema,
                    name=name,
                    reason=reason,
                    decisions={**decisions, **answered},
                    progress=progress_to(context),
                    output_format=format or None,
                )
            except OpenRenames as asked:
                return renames_reply(asked)
            return plan_reply(generated, root=root)

        answers = answers_of(context)
        while True:
            shape = await planned(answers.decisions)
            asked = await ask(context, shape.open_decisions, answers)
            if isinstance(asked, InputRequiredResult):
                return asked
            if asked is None or asked.decisions == answers.decisions:
                return reply(shape)
            answers = asked

    return make_tool(
        generate_migration, title="Generate a migration", description=_DESCRIPTION, annotations=WRITES_FILES
    )
