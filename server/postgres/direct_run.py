"""The change run as written, statement by statement, with the catalog before and after each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from server.errors import ChangeError, RejectedStatement
from server.model.catalog import Catalog
from server.model.change import Change, Statement
from server.model.fingerprint import fingerprint
from server.model.impact import Observation, PartitionCondition, TableLock
from server.postgres.observation import run_alone
from server.postgres.partition_condition import attached_partitions, parted_partitions, partition_condition
from server.postgres.partition_coverage import partition_coverage
from server.postgres.shadow import Shadow
from server.postgres.statement import execute
from server.postgres.template import Template
from server.postgres.trace import Trace
from server.postgres.watching import Watch

_TOO_LARGE = (
    "A rehearsal gives each file half a gigabyte, and a database two: make fewer rows, and load data with a tool made"
    " for it."
)
_ENDLESS = "Leave out what loops or waits; what takes long on empty tables never ends on full ones."
_REMEDIES = {
    "42501": "A change runs on the shadow without superuser rights, and without access to files, programs and the"
    " network; what needs them is run by an administrator, outside of the change.",
    "57014": _ENDLESS,
    "57P01": f"The statement ended its session itself, or was ended. {_ENDLESS} {_TOO_LARGE}",
    "": f"The statement was ended with its server. {_ENDLESS}",
}
"""By SQLSTATE, for refusals that come from the shadow and not from the statement itself."""


_UNDER_A_VIEW = (
    "Write DROP VIEW, this statement and CREATE VIEW in one change: it is planned so that the view is there all the"
    " time."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectRun:
    """What the change did to an empty copy of the schema."""

    before: Catalog
    snapshots: tuple[Catalog, ...]
    """After each statement."""
    observations: tuple[Observation, ...]
    partition_conditions: Mapping[int, PartitionCondition]
    """By OID of a table that became a partition, or that was one below a table that stays."""
    partition_coverage: Mapping[int, str]
    """By OID of a new partitioned table: which rows find a partition in it, where that can be told."""

    @property
    def after(self) -> Catalog:
        """The schema at the end."""
        return self.snapshots[-1] if self.snapshots else self.before


async def run_directly(shadow: Shadow, template: Template, change: Change) -> DirectRun:
    """Run every statement on a fresh copy of the template.

    Raises:
        RejectedStatement: PostgreSQL refuses one; the message holds its words.
        ChangeError: It depends on its own BEGIN and COMMIT.
    """
    async with shadow.clone(template) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        watch = Watch(clone.connect)
        before = await clone.original(admin)
        snapshots, observations = [], []
        for statement in change.statements:
            try:
                trace = await run_alone(session, watch, statement.sql)
            except psycopg.Error as error:
                raise rejected(statement, error) from error
            observations.append(observed(statement, trace))
            snapshots.append(await clone.catalog(admin))
        after = snapshots[-1] if snapshots else before
        asked = (*attached_partitions(before, after), *parted_partitions(before, after))
        conditions = {table.oid: await partition_condition(session, table) for table in asked}
        coverage = await partition_coverage(session, before, after)
    run = DirectRun(
        before=before,
        snapshots=tuple(snapshots),
        observations=tuple(observations),
        partition_conditions=conditions,
        partition_coverage=coverage,
    )
    if change.verbatim and fingerprint(await _after_verbatim(shadow, template, change)) != fingerprint(run.after):
        raise ChangeError(
            "run with its own BEGIN and COMMIT the change reaches another schema than without, as with SET LOCAL or ON"
            " COMMIT; leave out BEGIN and COMMIT, or what depends on them"
        )
    return run


async def _after_verbatim(shadow: Shadow, template: Template, change: Change) -> Catalog:
    """The schema after the change with its own BEGIN and COMMIT."""
    async with shadow.clone(template) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        for statement in change.verbatim:
            try:
                await execute(session, statement.sql)
            except psycopg.Error as error:
                raise rejected(statement, error) from error
        return await clone.catalog(admin)


async def schema_after(shadow: Shadow, template: Template, statements: Sequence[str]) -> Catalog:
    """The schema a copy of the template has after these statements, each committed by itself.

    Raises:
        ChangeError: PostgreSQL refuses one.
    """
    (schema,) = await schemas_after(shadow, template, statements)
    return schema


async def schemas_after(shadow: Shadow, template: Template, *parts: Sequence[str]) -> list[Catalog]:
    """As ``schema_after``, for each part of a longer series of statements.

    Raises:
        ChangeError: PostgreSQL refuses one.
    """
    async with shadow.clone(template) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        found = []
        for statements in parts:
            for statement in statements:
                try:
                    await execute(session, statement)
                except psycopg.Error as error:
                    raise ChangeError(f"{statement}: {error.diag.message_primary or error}") from error
            found.append(await clone.catalog(admin))
        return found


def rejected(statement: Statement, error: psycopg.Error) -> RejectedStatement:
    """The refusal of a statement in PostgreSQL's words."""
    said = error.diag
    remedy = _TOO_LARGE if "File too large" in str(error) else _REMEDIES.get(error.sqlstate or "", "")
    if _is_under_a_view(error):
        remedy = _UNDER_A_VIEW
    detail = "\n".join(part for part in (said.message_detail, said.message_hint, remedy) if part)
    return RejectedStatement(
        number=statement.number,
        line=statement.line,
        sql=statement.sql,
        sqlstate=error.sqlstate or "",
        message=said.message_primary or str(error),
        position=int(said.statement_position or 0),
        hint=detail,
    )


def _is_under_a_view(error: psycopg.Error) -> bool:
    """Whether a column cannot change or go since views need it, of which none keeps rows of its own."""
    needs = re.findall(
        r"^(?:rule .* on )?((?:materialized )?view) .* depends on column ",
        error.diag.message_detail or "",
        re.MULTILINE,
    )
    return error.sqlstate in ("0A000", "2BP01") and set(needs) == {"view"}


def observed(statement: Statement, trace: Trace) -> Observation:
    """What was seen of a statement."""
    return Observation(
        statement=statement.number,
        sql=statement.sql,
        locks=table_locks(trace),
        rewritten=tuple(sorted(trace.rewritten)),
        rebuilt=tuple(sorted(trace.rebuilt)),
        scanned=tuple(sorted(trace.scanned)),
        built=tuple(sorted(trace.built)),
        rewritten_toast=tuple(sorted(trace.rewritten_toast)),
        rows_written=dict(sorted(trace.rows_written.items())),
        waits_for=tuple(sorted(trace.waits_for)),
        outside_transaction=trace.outside_transaction,
    )


def table_locks(trace: Trace) -> tuple[TableLock, ...]:
    """The strongest lock seen on each table, by name."""
    return tuple(TableLock(table=table, mode=mode) for table, mode in sorted(trace.locks.items()))


def reversal_states(run: DirectRun) -> Sequence[tuple[Catalog, Catalog]]:
    """The schema before and after each statement."""
    return list(zip((run.before, *run.snapshots), run.snapshots, strict=False))
