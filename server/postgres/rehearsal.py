"""A plan run up, down and up again on a shadow, with rows or without, every step watched."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import psycopg

from server.errors import ShadowError
from server.model.catalog import Catalog
from server.model.fingerprint import column_order, differences, fingerprint
from server.model.names import identifier
from server.model.plan import Check, Phase, PhaseName, Plan, Script, Step
from server.model.proof import Evidence, SchemaEvidence, ScriptEvidence
from server.postgres.clone import Clone
from server.postgres.direct_run import table_locks
from server.postgres.observation import lock_timeout, run_alone, run_transaction
from server.postgres.population import Population, Requirements, populate
from server.postgres.roles import Session
from server.postgres.row_digest import digest_rows
from server.postgres.shadow import Shadow
from server.postgres.statement import execute
from server.postgres.template import Template
from server.postgres.trace import Trace, invalid_indexes
from server.postgres.watching import Watch

Direction = Literal["up", "down", "up again"]
Told = Callable[[float, str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    catalog: Catalog
    fingerprint: str
    rows: dict[str, str]


@dataclass(slots=True)
class _Stage:
    """One clone with its sessions and what was seen on it so far."""

    clone: Clone
    session: Session
    watch: Watch
    admin: Session
    original: Catalog
    with_rows: bool
    scripts: list[ScriptEvidence] = field(default_factory=list)
    schemas: list[SchemaEvidence] = field(default_factory=list)

    async def state(self, catalog: Catalog | None = None) -> _State:
        """What is there now; the schema, where it is known, is not read."""
        catalog = catalog or await self.clone.catalog(self.admin)
        rows = await digest_rows(self.session, self.original) if self.with_rows else {}
        return _State(catalog=catalog, fingerprint=fingerprint(catalog), rows=rows)

    @property
    def counted(self) -> frozenset[int]:
        """What was there before the plan: nobody waits for a lock on anything else."""
        return frozenset((*self.original.tables, *self.original.views))

    @property
    def failed(self) -> bool:
        return any(script.error for script in self.scripts)


async def rehearse(
    shadow: Shadow,
    template: Template,
    plan: Plan,
    *,
    direct: Catalog,
    rows: int,
    requirements: Requirements,
    edges: bool,
    told: Told,
) -> Evidence:
    """Run the plan on a fresh copy of the template.

    Args:
        direct: The schema the change reaches when run as written.
        rows: How many rows each table gets; 0 rehearses on empty tables.
        requirements: What rows must satisfy for the change to be possible at all.
        edges: Whether some rows hold values at the edges of their types.
        told: Called with the fraction done and what is being done.

    Returns:
        What was seen; a step that fails ends the rehearsal, and the evidence holds its error.

    Raises:
        ShadowError: What the schema itself runs, as a trigger does, ended a session.
    """
    with _ends_told():
        async with shadow.clone(template) as clone:
            session, admin = await clone.connect(), await clone.connect_admin()
            original = await clone.original(admin)
            filled = Population(rows={}, not_populated=(), assumptions=())
            if rows:
                await told(0.05, f"making up {rows} rows a table")
                filled = await populate(session, original, rows=rows, requirements=requirements, edges=edges)
            watch = Watch(clone.connect)
            stage = _Stage(
                clone=clone, session=session, watch=watch, admin=admin, original=original, with_rows=bool(rows)
            )
            await _up_down_up(stage, plan, direct, told)
            return Evidence(
                server_version=_spelled(clone.server_version),
                rows=filled.rows,
                not_populated=filled.not_populated,
                scripts=tuple(stage.scripts),
                schemas=tuple(stage.schemas),
                assumptions=(*filled.assumptions, *_open(plan), *map(_left_out, template.omitted)),
                stand_ins=template.stand_ins,
                depends_on_stand_ins=tuple(_depending(stage, template)),
            )


@contextmanager
def _ends_told() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        reason = error.diag.message_primary or "the connection is lost"
        raise ShadowError(f"the rehearsal was ended: {reason}; look for what loops or fills the shadow") from error


async def _up_down_up(stage: _Stage, plan: Plan, direct: Catalog, told: Told) -> None:
    # A trigger may have made objects while rows were made up.
    states = [await stage.state(None if stage.with_rows else stage.original)]
    for number, phase in enumerate(plan.phases):
        await told(0.1 + 0.4 * number / len(plan.phases), f"up: {phase.name}")
        await _run_phase(stage, plan, phase, "up")
        if stage.failed:
            return
        states.append(await stage.state())
    stage.schemas.append(_compared("after up", direct, fingerprint(direct), states[-1], None))
    for number, phase in reversed(list(enumerate(plan.phases))):
        await told(0.9 - 0.3 * (number + 1) / len(plan.phases), f"down: {phase.name}")
        await _run_phase(stage, plan, phase, "down")
        if stage.failed:
            return
        earlier, now = states[number], await stage.state()
        rows = earlier.rows if stage.with_rows else None
        point = f"after down of {phase.name}"
        stage.schemas.append(_compared(point, earlier.catalog, earlier.fingerprint, now, rows))
    if plan.without_way_back:
        return
    for phase in plan.phases:
        await told(0.9, f"up again: {phase.name}")
        await _run_phase(stage, plan, phase, "up again")
        if stage.failed:
            return
    stage.schemas.append(_compared("after up again", direct, fingerprint(direct), await stage.state(), None))


async def _run_phase(stage: _Stage, plan: Plan, phase: Phase, direction: Direction) -> None:
    if phase.name == "contract" and direction != "down":
        for decision in plan.open_decisions:
            if decision.rehearsed_as:
                await execute(stage.session, decision.rehearsed_as)
    steps = reversed(phase.steps) if direction == "down" else phase.steps
    for step in steps:
        script = step.down if direction == "down" else step.up
        if not script.commands:
            continue
        evidence = await _run_script(stage, step, script, phase.name, direction)
        stage.scripts.append(evidence)
        if evidence.error:
            return


async def _run_script(
    stage: _Stage, step: Step, script: Script, phase: PhaseName, direction: Direction
) -> ScriptEvidence:
    started, trace, error = time.perf_counter(), Trace(), None
    try:
        error = await _unmet(stage.session, script.before)
        if error is None:
            await _run_commands(stage, step, script, trace)
            error = await _unmet(stage.session, script.after)
    except psycopg.Error as refusal:
        error = f"{refusal.diag.message_primary or refusal} [{refusal.sqlstate}]{await _left_behind(stage)}"
    return ScriptEvidence(
        step=step.key,
        phase=phase,
        direction=direction,
        claim=script.claim,
        locks=table_locks(trace),
        rewritten=tuple(sorted(trace.rewritten | trace.rebuilt)),
        scanned=tuple(sorted(trace.scanned_blocking)),
        rows_written=sum(trace.rows_written.values()),
        wal_bytes=trace.wal_bytes,
        waits_for=tuple(sorted(trace.waits_for)),
        duration_ms=round((time.perf_counter() - started) * 1000, 1),
        error=error,
    )


async def _run_commands(stage: _Stage, step: Step, script: Script, trace: Trace) -> None:
    if script.transactional:
        settings = (lock_timeout(step.lock_timeout_ms, local=True),)
        trace.add(await run_transaction(stage.session, script.commands, settings, counted=stage.counted))
        return
    await execute(stage.session, lock_timeout(step.lock_timeout_ms, local=False))
    for command in script.commands:
        trace.add(await run_alone(stage.session, stage.watch, command, counted=stage.counted))


async def _left_behind(stage: _Stage) -> str:
    """The invalid indexes a failed CREATE INDEX CONCURRENTLY or the like leaves, which every write still maintains."""
    if stage.session.closed:
        return ""
    before = {index.oid for index in stage.original.indexes.values() if not index.valid}
    left = sorted(name for oid, name in (await invalid_indexes(stage.session)).items() if oid not in before)
    return f"; it leaves behind, invalid: {', '.join(left)}" if left else ""


async def _unmet(session: Session, checks: tuple[Check, ...]) -> str | None:
    for check in checks:
        cursor = await session.execute(f"SELECT ({check.condition}) IS TRUE".encode())
        row = await cursor.fetchone()
        if not row or not row[0]:
            return check.message
    return None


def _compared(
    point: str, expected: Catalog, expected_print: str, found: _State, rows: dict[str, str] | None
) -> SchemaEvidence:
    same = expected_print == found.fingerprint
    changed = (
        ()
        if rows is None
        else tuple(sorted(t for t in rows.keys() | found.rows.keys() if rows.get(t) != found.rows.get(t)))
    )
    return SchemaEvidence(
        point=point,
        expected=expected_print,
        found=found.fingerprint,
        differences=() if same else differences(expected, found.catalog),
        column_order=column_order(expected) == column_order(found.catalog),
        rows_equal=None if rows is None else not changed,
        row_differences=changed,
    )


def _open(plan: Plan) -> tuple[str, ...]:
    return tuple(
        f"The open decision {d.key} was rehearsed with the value {d.example}."
        for d in plan.open_decisions
        if d.rehearsed_as
    )


def _depending(stage: _Stage, template: Template) -> list[str]:
    """Which columns of tables that a step locked are of a type for which another stood in."""
    locked = {lock.table for script in stage.scripts for lock in script.locks}
    lines = []
    for table in stage.original.tables.values():
        columns = [
            identifier(column.name)
            for column in stage.original.columns_of(table.oid)
            if column.type.removesuffix("[]") in template.stand_in_types
        ]
        if columns and table.name.sql in locked:
            lines.append(f"{table.name.sql} was rehearsed with text in place of the type of {', '.join(columns)}")
    return lines


def _left_out(statement: str) -> str:
    return f"The shadow does without a statement of the schema, {statement}"


def _spelled(version: int) -> str:
    return f"{version // 10000}.{version % 10000}"
