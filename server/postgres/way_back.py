"""A hand-written migration and its way back, run on copies of the target with rows of both shapes."""

import psycopg

from server.errors import RejectedStatement
from server.model.change import Change
from server.model.fingerprint import differences, fingerprint
from server.model.rollback_check import WayBack
from server.postgres.direct_run import rejected
from server.postgres.population import Population, Requirements, populate
from server.postgres.roles import Session
from server.postgres.row_digest import digest_rows
from server.postgres.shadow import Shadow
from server.postgres.statement import execute
from server.postgres.template import Template


async def try_way_back(
    shadow: Shadow, template: Template, up: Change, down: Change, *, rows: int, requirements: Requirements, since: bool
) -> WayBack:
    """Run both and compare.

    Args:
        rows: How many each table gets.
        requirements: What rows must satisfy for the migration to be possible at all.
        since: Whether the rows are made in the new shape, after the migration, rather than before it.

    Raises:
        RejectedStatement: PostgreSQL refuses a statement of the migration.
    """
    async with shadow.clone(template) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        before = await clone.original(admin)
        if since:
            await _run(session, up)
            after = await clone.catalog(admin)
            filled = await populate(session, after, rows=rows, requirements=Requirements())
            held = await digest_rows(session, after)
        else:
            filled = await populate(session, before, rows=rows, requirements=requirements)
            held = await digest_rows(session, before)
            await _run(session, up)
        try:
            await _run(session, down)
        except RejectedStatement as error:
            return _found(filled, failure=str(error))
        now = await clone.catalog(admin)
        found = await digest_rows(session, before)
        if since:
            found = {**found, **await digest_rows(session, after)}
        names = held.keys() & found.keys() if since else held.keys()
        return _found(
            filled,
            differences=() if fingerprint(before) == fingerprint(now) else differences(before, now),
            rows_changed=tuple(sorted(name for name in names if held[name] != found.get(name))),
        )


async def _run(session: Session, change: Change) -> None:
    for statement in change.verbatim or change.statements:
        try:
            await execute(session, statement.sql)
        except psycopg.Error as error:
            raise rejected(statement, error) from error


def _found(
    filled: Population, *, failure: str = "", differences: tuple[str, ...] = (), rows_changed: tuple[str, ...] = ()
) -> WayBack:
    return WayBack(
        failure=failure,
        differences=differences,
        rows_changed=rows_changed,
        rows=filled.rows,
        not_populated=filled.not_populated,
        assumptions=filled.assumptions,
    )
