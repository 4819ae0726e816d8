"""The way back of a migration that somebody wrote and runs by hand: written here, or checked."""

from anyio import to_thread

from server.change.read import read_change
from server.configuration import read_schema_files
from server.errors import ChangeError
from server.model.rollback_check import RollbackCheck, WayBack
from server.postgres.way_back import try_way_back
from server.requirements import requirements_of
from server.sources import file_named
from server.study import Progress, Services, Study, study

ROWS = 100
"""Made-up rows a table."""


async def check_rollback(
    services: Services, *, database: str, change: str, down: str, progress: Progress
) -> RollbackCheck:
    """What a way back of the change, run as it stands, restores.

    Args:
        down: SQL of the way back, or its file; empty: one is written.

    Raises:
        ChangeError: The change cannot be run, or the way back cannot be read.
    """
    studied = await study(services, database=database, change=change, progress=progress)
    if down.strip():
        named = file_named(services.configuration, down)
        root = services.configuration.root
        text = down if named is None else await to_thread.run_sync(lambda: read_schema_files(named, root=root))
        try:
            read_change(text)
        except ChangeError as error:
            raise ChangeError(f'"down" cannot be read: {error}') from error
        unwritten: tuple[int, ...] = ()
    else:
        text, unwritten = await _written(studied)
    nothing = WayBack(rows={}, not_populated=(), assumptions=())
    earlier = since = nothing
    if text:
        await progress(0.6, "trying the way back with rows from before")
        earlier = await _tried(studied, text, since=False)
        await progress(0.8, "trying the way back with rows written since")
        since = await _tried(studied, text, since=True)
    return RollbackCheck(
        target=studied.target,
        down=text,
        written=not down.strip(),
        unwritten=unwritten,
        earlier=earlier,
        since=since,
    )


async def _written(studied: Study) -> tuple[str, tuple[int, ...]]:
    reversals = await studied.reversals()
    backwards = sorted(studied.change.statements, key=lambda each: -each.number)
    parts = [
        f"-- Undoes statement {each.number}\n" + "".join(f"{one.rstrip()};\n" for one in reversals[each.number])
        for each in backwards
        if reversals.get(each.number)
    ]
    missing = tuple(each.number for each in studied.change.statements if not reversals.get(each.number))
    return "\n".join(parts), missing


async def _tried(studied: Study, down: str, *, since: bool) -> WayBack:
    return await try_way_back(
        studied.ground.shadow,
        studied.ground.template,
        studied.change,
        read_change(down),
        rows=ROWS,
        requirements=requirements_of(studied, fills_nulls=False),
        since=since,
    )
