"""Plans that are not finished, or left something, in the database another change is planned for."""

from collections.abc import Iterator

from anyio import to_thread

from server.errors import OpenPlan
from server.impact.touched import touched
from server.model.catalog import RESERVED_SCHEMA
from server.model.names import QualifiedName, identifier, tokens
from server.model.plan import Plan
from server.plan.rescue import RESCUED
from server.plans import plan_that_names
from server.postgres.helpers import Helpers, read_helpers
from server.study import Services, Study


async def refuse_open(services: Services, studied: Study) -> Helpers | None:
    """What plans left in the target; None when it is no live database.

    Raises:
        OpenPlan: A plan that is not finished follows the writes to a table that the change touches.
    """
    settings = studied.ground.settings
    if settings.url is None or settings.snapshot is not None:
        return None
    helpers = await read_helpers(settings.url, name=settings.name)
    changed = {touch.name for touch in touched(studied.operations, studied.before)}
    for function, table in helpers.triggers:
        if table in changed:
            raise OpenPlan(
                f'{await _told(services, function)} is open on {table} of "{settings.name}": its function {function} '
                "follows what is written there; run the files of its remaining phases, or its down files, and plan "
                "this change then"
            )
    return helpers


async def refuse_taken(services: Services, studied: Study, plan: Plan, helpers: Helpers | None) -> None:
    """Say nothing when no table that the plan would make in the reserved schema is there already.

    Raises:
        OpenPlan: One is, so that what it holds would be taken for this plan's.
    """
    commands = [command for step in plan.steps for script in (step.up, step.down) for command in script.commands]
    made = {name for command in commands for name in _helpers_in(command)}
    for table in helpers.tables if helpers else ():
        if table != RESCUED and identifier(table.name) in made:
            raise OpenPlan(
                f'{table} is in "{studied.target.database}" already, made by {await _told(services, table)}, which '
                f"makes the same change: if that is not finished, go on with its files; if it is, DROP TABLE {table} "
                "when its rows are no longer needed, and plan this change then"
            )


def _helpers_in(command: str) -> Iterator[str]:
    """Names in the reserved schema as the command spells them, each as a whole."""
    found = tokens(command)
    for schema, point, name in zip(found, found[1:], found[2:], strict=False):
        if (schema, point) == (RESERVED_SCHEMA, "."):
            yield name


async def _told(services: Services, helper: QualifiedName) -> str:
    root = services.configuration.migrations
    entry = await to_thread.run_sync(lambda: plan_that_names(helper.name, root=root))
    if entry is None:
        return "a plan that is not among the stored ones"
    return f'plan {entry.identity[:12]} "{entry.name}" in "{entry.folder.name}"'
