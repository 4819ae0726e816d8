"""Plans and schemas as resources: ``plan://identity`` and ``schema://database``."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp.types import Resource

from server.errors import PlannerError, UnknownDatabase, UnknownPlan
from server.model.configuration import Configuration
from server.plans import list_plans, load
from server.tools.desk import Desk
from server.tools.registration import PlannerServer, no_progress
from server.tools.replies import inspection_reply

_LISTED = 100
_TABLES = 200


def add_resources(server: PlannerServer, desk: Desk, configuration: Configuration) -> None:
    """Register the resource templates, and list the newest plans."""

    @server.resource(
        "plan://{identity}",
        title="Migration plan",
        description="The document of a generated plan, by its identity or name",
        mime_type="text/markdown",
    )
    def plan(identity: str) -> str:
        with _refusals():
            stored = load(identity, root=configuration.migrations, inside=configuration.root)
        # The manifest is in reading order, so the first document is the one to begin with.
        return next((text for name, text in stored.files.items() if Path(name).suffix == ".md"), stored.plan.change)

    @server.resource(
        "schema://{+database}",
        title="Database schema",
        description="Tables of a configured database, or of schema SQL in the project, with findings",
        mime_type="application/json",
    )
    async def schema(database: str) -> str:
        planner = await desk.planner()
        with _refusals():
            inspection = await planner.inspect_schema(
                database=database, pattern="", detail="full", limit=_TABLES, cursor="", progress=no_progress
            )
        return json.dumps(inspection_reply(inspection).compact(), ensure_ascii=False, separators=(",", ":"))

    server.list_also(lambda: _plan_resources(configuration))


def _plan_resources(configuration: Configuration) -> list[Resource]:
    return [
        Resource(
            uri=f"plan://{entry.identity}",
            name=entry.name,
            title=f"{entry.name} ({entry.database})",
            description=entry.folder.name,
            mime_type="text/markdown",
        )
        for entry in list_plans(configuration.migrations)[:_LISTED]
    ]


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (UnknownPlan, UnknownDatabase) as error:
        raise ResourceNotFoundError(str(error)) from error
    except PlannerError as error:
        raise ResourceError(str(error)) from error
