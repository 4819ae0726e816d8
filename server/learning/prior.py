"""What is expected of a step before anything ran here: the sizes of its tables divided by usual rates."""

from collections.abc import Iterable, Iterator, Mapping
from math import sqrt

from server.model.catalog import Catalog, Table
from server.model.experience import Metric, Prediction, Situation, Work
from server.model.plan import Plan, Script, Step
from server.model.policy import Policy
from server.model.proof import Evidence, ScriptEvidence

_BYTES_PER_SECOND: Mapping[Work, float] = {
    "scan": sqrt(50e6 * 500e6),
    "rewrite": sqrt(10e6 * 100e6),
    "build": sqrt(5e6 * 50e6),
}
"""The middle of what disks and processors of today manage, which differ by a factor of ten."""
_AT_LEAST = 0.05
"""Seconds that the round trips of any step take."""
_LOCK_WAIT = 0.05
"""Seconds a lock on a table in use usually takes to come."""
_ROW_SECONDS = 1 / 50_000
"""To write one row in a batch; batches end by time too."""


def predictions(plan: Plan, evidence: Evidence, before: Catalog, policy: Policy) -> tuple[Prediction, ...]:
    """What each step's up takes, how many rows a second it writes and how long it waits for its lock, in plan order.

    Args:
        plan: Its steps' scripts say how they work.
        evidence: Of its rehearsal, with rows or without: which tables a step touches, and how.
        before: With the target's sizes; -1 rows where they are not known, and then nothing is told of how long work on
            these takes.
    """
    return tuple(_all_predictions(plan, evidence, before, policy))


def work_of(script: Script, seen: ScriptEvidence | None) -> Work:
    """What the script does to rows."""
    if seen is not None and seen.rewritten:
        return "rewrite"
    if not script.claim.scans:
        return "catalog"
    if script.transactional:
        return "scan"
    # what builds an index while writes go on waits until nobody uses the table as it was
    return "build" if seen is not None and seen.waits_for else "batches"


def _all_predictions(plan: Plan, evidence: Evidence, before: Catalog, policy: Policy) -> Iterator[Prediction]:
    seen = {script.step: script for script in evidence.scripts if script.direction == "up"}
    tables = {table.name.sql: table for table in before.tables.values()}
    for step in plan.steps:
        if not step.up.commands:
            continue
        work = work_of(step.up, seen.get(step.key))
        table = _table_of(step, plan, seen.get(step.key), tables)
        situation = Situation(
            database=plan.target.database,
            strategy=step.operation,
            work=work,
            table=table.name.sql if table else "",
            size_bytes=float(table.size_bytes) if table else 0.0,
            rows=float(max(table.rows_estimate, 0)) if table else 0.0,
            environment=plan.target.label,
            form=step.up.claim.form,
        )
        yield from _of_step(step, situation, table, policy)


def _of_step(step: Step, situation: Situation, table: Table | None, policy: Policy) -> Iterator[Prediction]:
    def prediction(metric: Metric, value: float) -> Prediction:
        return Prediction(step=step.key, metric=metric, value=value, situation=situation)

    seconds = _seconds(situation, table, policy)
    if seconds is not None:
        yield prediction("duration", seconds)
    if seconds is not None and situation.work == "batches" and situation.rows:
        yield prediction("rows/s", situation.rows / seconds)
    if step.up.claim.lock.blocks_writes and situation.table:
        yield prediction("lock wait", _LOCK_WAIT)


def _seconds(situation: Situation, table: Table | None, policy: Policy) -> float | None:
    if situation.work == "catalog":
        return _AT_LEAST
    if table is None or table.rows_estimate < 0:
        return None
    if situation.work != "batches":
        return _AT_LEAST + situation.size_bytes / _BYTES_PER_SECOND[situation.work]
    batches = situation.rows / max(policy.batch_rows, 1)
    return _AT_LEAST + situation.rows * _ROW_SECONDS + batches * policy.batch_pause_ms / 1000


def _table_of(step: Step, plan: Plan, seen: ScriptEvidence | None, tables: Mapping[str, Table]) -> Table | None:
    """The largest table that it was seen to touch, else that its statement is about."""
    locked = [tables[lock.table] for lock in seen.locks if lock.table in tables] if seen else []
    named = (subject.table_sql for subject in plan.subjects if subject.statement == step.statement)
    return _largest(locked) or _largest(tables[name] for name in named if name in tables)


def _largest(tables: Iterable[Table]) -> Table | None:
    return max(tables, key=lambda table: (table.size_bytes, table.rows_estimate, table.name.sql), default=None)
