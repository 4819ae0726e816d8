"""analyze_impact: everything a schema change touches, before anything is written."""

from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult

from server.tools.desk import Desk
from server.tools.parameters import Change, Database
from server.tools.registration import READS, make_tool, progress_to, reply
from server.tools.replies import impact_reply
from server.tools.shapes import ImpactReply

_DESCRIPTION = """\
Find what a PostgreSQL schema change touches: dependents in the database, references in the code of every project \
(file, line, column), queries that break or get costlier plans, locks and rewrites seen when the SQL is run on a \
disposable PostgreSQL, risks of data loss or failure, and a checklist with how each line is known. Also reviews a \
migration file somebody wrote. Writes nothing, never touches the target. To get a safe migration, use \
generate_migration."""


def build(desk: Desk, _root: Path) -> Tool:
    """The tool over a desk."""

    async def analyze_impact(
        context: Context[None], *, change: Change, database: Database = ""
    ) -> Annotated[CallToolResult, ImpactReply]:
        planner = await desk.planner()
        impact = await planner.analyze_impact(database=database, change=change, progress=progress_to(context))
        return reply(impact_reply(impact))

    return make_tool(analyze_impact, title="Analyze a change's impact", description=_DESCRIPTION, annotations=READS)
