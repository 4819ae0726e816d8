"""Statements without a strategy of their own: executed as written, with what was observed and how to undo them."""

from collections.abc import Iterator
from dataclasses import replace

from server.model.catalog import Enum, Sequence, Table
from server.model.change import Statement
from server.model.impact import Observation
from server.model.lock import LockMode
from server.model.names import column_path
from server.model.operation import (
    AddCheck,
    AddColumn,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeColumnType,
    ChangeObject,
    ChangeOther,
    ChangeRows,
    ChangeTable,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropObject,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
    SetNotNull,
)
from server.model.plan import Claim, Hazard, Loss, PhaseName
from server.plan.context import Context
from server.plan.fragment import NOTHING, Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import (
    code_must_keep_rule,
    code_must_stop_using,
    labels_renamed,
    partition_leaves,
    rename_at_once,
)
from server.plan.hazards.locks import blocks_as_written, lock_queue
from server.plan.refresh import REFRESH, refreshed_concurrently
from server.plan.statistics import analyze_step

_NOTICED = (
    AddCheck,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeColumnType,
    DropColumn,
    DropObject,
    DropTable,
    RenameColumn,
    RenameTable,
    SetNotNull,
)

_FOUNDATIONS = frozenset(
    ["schema", "extension", "language", "collation", "domain", "composite type", "range type", "shell type"]
)
"""What columns may be of, and what tables may be in."""

_MAINTENANCE = frozenset(["vacuum_stmt", "reindex_stmt", "cluster_stmt", REFRESH])
"""VACUUM is of the same kind as ANALYZE."""
_FILLING = frozenset(["create_table_as_stmt", "select_stmt"])


def as_written(context: Context, statements: list[Statement], reason: str, *, phase: PhaseName) -> Fragment:
    """One step for statements that belong together; its way back is the difference between the schemas around each."""
    first = statements[0]
    seen = [context.observations.get(statement.number) for statement in statements]
    claim = _claim_of_all(context, seen)
    text = " ".join(first.sql.split())
    title = text if len(text) <= 100 else text[:99] + "…"
    title += f" (and {len(statements) - 1} more)" if len(statements) > 1 else ""
    maintains = is_maintenance(context, first)
    if maintains and (refresh := refreshed_concurrently(context, first)):
        return _refreshed(context, first, refresh, phase=phase)
    maker = StepMaker(
        operation="maintain" if maintains else "as_written",
        object=_numbers(statements),
        statement=first.number,
        policy=context.policy,
    )
    run = one_by_one if _commits_by_itself(context, first) else in_transaction
    valueless = next(filter(None, (_valueless(context, statement) for statement in statements)), "")
    undos = [context.reversals.get(statement.number, ()) for statement in reversed(statements)]
    undo = [] if valueless or not all(undos) else [command for commands in undos for command in commands]
    back = Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True, small=claim.small)
    step = maker.step(
        "run",
        phase=phase,
        rank=_rank(context, statements, phase),
        title=title,
        reason=reason,
        up=replace(run(*(statement.sql for statement in statements), claim=claim), once=not maintains),
        down=replace(one_by_one(*undo, claim=back), once=True),
    )
    losses = tuple(loss for statement in statements for loss in _losses(context, statement, claim))
    if not undo and not maintains:
        why = f"no row would have a value for {valueless}" if valueless else "none could be written"
        what = f"it has no way back, since {why}; a backup is the only one"
        losses = (Loss(object=maker.object, what=what, preserved=None), *losses)
    hazards = (
        *(hazard for each in seen for hazard in _hazards(context, claim_of(context, each), each, title)),
        *(hazard for statement in statements for hazard in _compatibility(context, statement)),
    )
    return Fragment(steps=(step, *_counted(context, maker, statements, phase)), hazards=hazards, losses=losses)


def _counted(context: Context, maker: StepMaker, statements: list[Statement], phase: PhaseName) -> Iterator[PlacedStep]:
    """Statistics of tables that lose some to the statements, or whose new indexes have none."""
    numbers = {statement.number for statement in statements}
    filled = any(fills_what_it_creates(context, statement) for statement in statements)
    tables: dict[str, Table] = {}
    for operation in context.operations:
        match operation:
            case _ if operation.statement not in numbers:
                pass
            case CreateTable(after=table) if filled:
                tables[table.name.sql] = table
            case ChangeColumnType(table=table) if not context.is_new(table):
                tables[table.name.sql] = table
            case CreateIndex(table=table, after=index) if index.has_expressions and not context.is_new(table):
                tables[table.name.sql] = table
            case _:
                pass
    maintaining = replace(maker, operation="maintain")
    reason = "The statement took them away, or made what has none yet."
    for name, table in tables.items():
        yield from analyze_step(
            maintaining, table, phase=phase, rank=Rank.LATE_REMOVALS, reason=reason, part=f"analyze:{name}"
        )


def _refreshed(context: Context, statement: Statement, command: str, *, phase: PhaseName) -> Fragment:
    name = _numbers([statement])
    maker = StepMaker(operation="maintain", object=name, statement=statement.number, policy=context.policy)
    step = maker.step(
        "run",
        phase=phase,
        title=command,
        reason="As written it would lock out readers; CONCURRENTLY changes the rows that differ while they read.",
        up=one_by_one(command, claim=Claim(lock=LockMode.EXCLUSIVE)),
        down=NOTHING,
    )
    return Fragment(steps=(step,))


def _rank(context: Context, statements: list[Statement], phase: PhaseName) -> Rank:
    numbers = {statement.number for statement in statements}
    changed = [operation for operation in context.operations if operation.statement in numbers]
    if phase == "expand" and changed and all(_stands_by_itself(operation) for operation in changed):
        return Rank.FOUNDATIONS
    if phase == "contract" and changed and all(_is_stood_on(operation) for operation in changed):
        return Rank.LATE_REMOVALS
    return Rank.LATE_ADDITIONS if phase == "contract" else Rank.ADDITIONS


def _stands_by_itself(operation: Operation) -> bool:
    """Whether it makes what others need and nothing of this change is needed for."""
    return isinstance(operation, ChangeOther) and operation.before is None and operation.kind in _FOUNDATIONS


def _is_stood_on(operation: Operation) -> bool:
    """Whether it drops what tables and columns may have stood on."""
    return isinstance(operation, ChangeOther) and operation.after is None and operation.kind in _FOUNDATIONS


def together(context: Context, statements: list[Statement]) -> list[list[Statement]]:
    """The statements in runs that one transaction carries out: neighbours that block the same table.

    Stopped between two of them, a table might stand without its policy, or without a trigger that guards it.
    """
    runs: list[list[Statement]] = []
    blocked: set[str] = set()
    for statement in statements:
        tables = _blocked(context.observations.get(statement.number))
        alone = _commits_by_itself(context, statement) or is_maintenance(context, statement)
        if runs and blocked & tables and not alone:
            runs[-1].append(statement)
            blocked |= tables
        else:
            runs.append([statement])
            blocked = set() if alone else tables
    return runs


def is_maintenance(context: Context, statement: Statement) -> bool:
    """Whether it is about how rows are stored or counted, and leaves the schema as it is: there is nothing to undo."""
    changed = {operation.statement for operation in context.operations}
    return statement.kind in _MAINTENANCE and statement.number not in changed


def fills_what_it_creates(context: Context, statement: Statement) -> bool:
    """Whether it is CREATE TABLE … AS or SELECT … INTO: the table has rows that no operation tells of."""
    creates = any(isinstance(o, CreateTable) and o.statement == statement.number for o in context.operations)
    return creates and statement.kind in _FILLING


def _commits_by_itself(context: Context, statement: Statement) -> bool:
    """Whether PostgreSQL refused it inside a transaction block, as it does CREATE INDEX CONCURRENTLY."""
    seen = context.observations.get(statement.number)
    return seen is not None and seen.outside_transaction


def _blocked(seen: Observation | None) -> set[str]:
    return {lock.table for lock in seen.locks if lock.mode.blocks_writes} if seen else set()


def _numbers(statements: list[Statement]) -> str:
    numbers = [str(statement.number) for statement in statements]
    return f"statement {numbers[0]}" if len(numbers) == 1 else f"statements {', '.join(numbers)}"


def _claim_of_all(context: Context, seen: list[Observation | None]) -> Claim:
    claims = [claim_of(context, each) for each in seen]
    heavy = [claim for claim in claims if claim.rewrites or claim.scans]
    # in one transaction an index that is dropped and another of its name is one that is built anew
    rebuilt = len(seen) > 1 and any(each.built for each in seen if each)
    return Claim(
        lock=max(claim.lock for claim in claims),
        rewrites=rebuilt or any(claim.rewrites for claim in claims),
        scans=any(claim.scans for claim in claims),
        small=bool(heavy) and all(claim.small for claim in heavy),
    )


def phase_of(context: Context, statement: Statement) -> PhaseName:
    """Contract for what old code would notice, migrate for rows, else expand."""
    operations = _operations(context, statement)
    noticed = any(isinstance(o, _NOTICED) or _parts(o) or _is_stood_on(o) for o in operations)
    # a label with another name is noticed too
    if noticed or any(_compatibility(context, statement)):
        return "contract"
    if any(context.is_moved_aside(table) for table in _tables_met(context, statement)):
        return "contract"
    return "migrate" if any(isinstance(operation, ChangeRows) for operation in operations) else "expand"


def _parts(operation: Operation) -> bool:
    """Whether a partition is none any more, so that its rows are missed."""
    if not isinstance(operation, ChangeTable):
        return False
    return operation.before.partition_of is not None and operation.after.partition_of is None


def _operations(context: Context, statement: Statement) -> list[Operation]:
    return [operation for operation in context.operations if operation.statement == statement.number]


def _tables_met(context: Context, statement: Statement) -> Iterator[Table]:
    """Tables the statement blocks, which it must find under their own names."""
    names = _blocked(context.observations.get(statement.number))
    return (table for table in context.before.tables.values() if table.name.sql in names)


def _compatibility(context: Context, statement: Statement) -> Iterator[Hazard]:
    for operation in _operations(context, statement):
        match operation:
            case DropTable(before=table):
                yield code_must_stop_using(table.name.sql)
            case DropColumn(table=table, before=column):
                yield code_must_stop_using(column_path(table.name, column.name))
            case ChangeTable(before=table) if _parts(operation) and table.partition_of is not None:
                yield partition_leaves(table.name.sql, table.partition_of)
            case RenameTable(before=table):
                yield rename_at_once(table.name.sql)
            case RenameColumn(table=table, before=column):
                yield rename_at_once(column_path(table.name, column.name))
            case (
                AddForeignKey(table=table) | AddCheck(table=table) | AddUnique(table=table) | AddExclusion(table=table)
            ):
                yield code_must_keep_rule(table.name.sql)
            case ChangeObject(before=Enum() as before, after=Enum() as after):
                yield from labels_renamed(f"type {after.name}", before.labels, after.labels)
            case SetNotNull(table=table, after=column):
                yield code_must_keep_rule(column_path(table.name, column.name))
            case _:
                pass


def _valueless(context: Context, statement: Statement) -> str:
    """A column the statement drops that rows must have a value for, so that it cannot be added again; empty if none."""
    for operation in context.operations:
        if isinstance(operation, DropColumn) and operation.statement == statement.number:
            column = operation.before
            if operation.replaced and _adds(context, statement, operation):
                # the way back converts what is there
                continue
            if column.not_null and column.default is None and not column.generated and not column.identity:
                return column_path(operation.table.name, column.name)
    return ""


def _adds(context: Context, statement: Statement, dropped: DropColumn) -> bool:
    """Whether the same statement adds a column of the name."""
    return any(
        isinstance(each, AddColumn)
        and (each.statement, each.table.oid) == (statement.number, dropped.table.oid)
        and each.after.name == dropped.before.name
        for each in context.operations
    )


def _losses(context: Context, statement: Statement, claim: Claim) -> Iterator[Loss]:
    """What the statement takes from rows: nothing archives it."""
    for operation in _operations(context, statement):
        match operation:
            case DropTable(before=table):
                yield Loss(object=table.name.sql, what="all its rows", preserved=None)
            case DropColumn(table=table, before=column) if not column.generated:
                yield Loss(object=column_path(table.name, column.name), what="all its values", preserved=None)
            case ChangeColumnType(table=table, before=column) if claim.rewrites:
                what = "what the new type cannot hold of its values"
                yield Loss(object=context.path_before(table, column), what=what, preserved=None)
            case ChangeRows(table=table, table_is_new=False, rows=rows) if table is not None:
                yield Loss(object=table.name.sql, what=f"what the {rows.verb} changes or removes", preserved=None)
            case DropObject(before=Sequence(name=name)):
                yield Loss(object=f"sequence {name.sql}", what="its current value", preserved=None)
            case _:
                pass


def claim_of(context: Context, seen: Observation | None) -> Claim:
    """What was seen of a statement, as a promise."""
    if seen is None:
        return Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True)
    locks = [lock.mode for lock in seen.locks]
    touched = {*seen.rewritten, *seen.scanned}
    tables = [table for table in context.before.tables.values() if table.name.sql in touched]
    return Claim(
        lock=max(locks, default=LockMode.NONE),
        rewrites=bool(seen.rewritten or seen.rebuilt),
        scans=bool(seen.scanned),
        small=bool(tables) and all(context.is_small(table) for table in tables),
    )


def _hazards(context: Context, claim: Claim, seen: Observation | None, title: str) -> tuple[Hazard, ...]:
    hazards = []
    if claim.lock.blocks_writes:
        tables = ", ".join(sorted(lock.table for lock in seen.locks if lock.mode.blocks_writes)) if seen else title
        hazards.append(lock_queue(tables, context.policy.lock_timeout_ms))
        if (claim.rewrites or claim.scans) and not claim.small:
            hazards.append(blocks_as_written(title, claim.lock, "seen on the shadow when it was run as written."))
    return tuple(hazards)
