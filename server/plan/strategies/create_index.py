"""Build an index while the table is read and written."""

from server.model.catalog import Index, Table
from server.model.lock import LockMode
from server.model.names import QualifiedName, identifier
from server.model.operation import ChangeRows, CreateIndex, RenameIndex
from server.model.plan import Check, Claim, Script
from server.plan.context import Context
from server.plan.ddl import create_index, drop_index, drop_invalid_index, index_comment
from server.plan.fragment import NOTHING, Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.data import duplicates_present
from server.plan.hazards.locks import blocks_as_written, index_build_blocks_writes, lock_queue
from server.plan.rules import WRITES_PASS, index_is_valid, no_duplicates, no_equal_keys
from server.plan.statistics import analyze_step, statistics_of
from server.plan.strategies.partitioned_index import is_taken_deeper, plan_partitioned_index


def plan_create_index(context: Context, operation: CreateIndex) -> Fragment:
    """Steps for one index; on a table of this change it is built at once, there are no rows yet."""
    table, index = operation.table, operation.after
    name = QualifiedName(schema=table.name.schema, name=index.name)
    maker = StepMaker(operation="create_index", object=name.sql, statement=operation.statement, policy=context.policy)
    if context.is_new(table):
        step = maker.step(
            "create",
            phase="expand",
            rank=Rank.LATE_ADDITIONS,
            title=f"Create index {name} on the new table",
            reason="The table is new and empty.",
            up=in_transaction(
                create_index(index, table.name, concurrently=False),
                index_comment(table.name.schema, index),
                claim=Claim(),
            ),
            down=NOTHING,
        )
        return Fragment(steps=(step,))
    if table.kind == "partitioned table":
        if _depends_on_the_change(context, operation) or is_taken_deeper(context, operation):
            return _build_at_once(context, maker, operation)
        return plan_partitioned_index(context, maker, operation)
    return _build_online(context, maker, operation)


def _depends_on_the_change(context: Context, operation: CreateIndex) -> bool:
    """Whether it may need what the change adds, so that it comes after that."""
    table, index = operation.table, operation.after
    changed = context.retyped_columns() | context.new_columns()
    return (
        any((table.oid, number) in changed for number in index.columns)
        or index.has_expressions
        or context.is_moved_aside(table)
    )


def _unique(live: QualifiedName, columns: tuple[str, ...], index: Index) -> tuple[Check, ...]:
    # one with expressions comes last, when the names in its definition are those of the table
    return no_equal_keys(live, index) if index.has_expressions else no_duplicates(live, columns, index)


def _rows_change(context: Context, table: Table) -> bool:
    """Whether a data statement writes rows of the table, such as one that removes duplicates."""
    written = (op.table for op in context.operations if isinstance(op, ChangeRows))
    return any(other is None or other.oid == table.oid for other in written)


def _build_online(context: Context, maker: StepMaker, operation: CreateIndex) -> Fragment:
    table, index = operation.table, operation.after
    late = _depends_on_the_change(context, operation) or (index.unique and _rows_change(context, table))
    live = table.name if late else context.live_name(table)
    columns = tuple(context.after.columns[table.oid, n].name for n in index.columns if n)
    up = Script(
        commands=tuple(
            command
            for command in (
                drop_invalid_index(live.schema, index.name),
                create_index(index, live, concurrently=True),
                *statistics_of(index, live),
                index_comment(live.schema, index),
            )
            if command
        ),
        transactional=False,
        claim=WRITES_PASS,
        before=_unique(live, columns, index) if index.unique else (),
        after=(index_is_valid(live.schema, index.name),),
    )
    step = maker.step(
        "create",
        phase="contract" if late else "expand",
        rank=Rank.LATE_ADDITIONS,
        title=f"Create index {maker.object} concurrently",
        reason="CONCURRENTLY lets reads and writes pass; it waits for transactions that are open when it starts.",
        up=up,
        down=one_by_one(drop_index(live.schema, index.name, concurrently=True), claim=WRITES_PASS),
    )
    hazards = [index_build_blocks_writes(table.name.sql)]
    if index.unique:
        hazards.append(duplicates_present(table.name.sql, ", ".join(map(identifier, columns))))
    return Fragment(steps=(step,), hazards=tuple(hazards))


def _build_at_once(context: Context, maker: StepMaker, operation: CreateIndex) -> Fragment:
    table, index = operation.table, operation.after
    claim = Claim(lock=LockMode.SHARE, scans=True, small=context.is_small(table))
    step = maker.step(
        "create",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Create index {maker.object} on the partitioned table",
        reason="It needs what the change adds to the table first, so that it is not built partition by partition.",
        up=in_transaction(create_index(index, table.name, concurrently=False), claim=claim),
        down=in_transaction(
            drop_index(table.name.schema, index.name, concurrently=False), claim=Claim(lock=LockMode.ACCESS_EXCLUSIVE)
        ),
    )
    why = "it is built on all partitions in one statement."
    reason = "An expression has no statistics until its table is analysed."
    counted = analyze_step(maker, table, phase="contract", rank=Rank.LATE_ADDITIONS, reason=reason)
    return Fragment(
        steps=(step, *(counted if index.has_expressions else ())),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            blocks_as_written(maker.object, LockMode.SHARE, why),
        ),
    )


def plan_rename_index(context: Context, operation: RenameIndex) -> Fragment:
    """One brief step; no code names an index."""
    schema = context.live_name(operation.table).schema
    old, new = operation.before.name, operation.after.name
    maker = StepMaker(
        operation="rename_index",
        object=QualifiedName(schema=schema, name=old).sql,
        statement=operation.statement,
        policy=context.policy,
    )
    claim = Claim(lock=LockMode.NONE)
    step = maker.step(
        "rename",
        phase="expand",
        title=f"Rename index {identifier(old)} to {identifier(new)}",
        reason="Only the catalog changes.",
        up=in_transaction(_rename(schema, old, new), claim=claim),
        down=in_transaction(_rename(schema, new, old), claim=claim),
    )
    return Fragment(steps=(step,))


def _rename(schema: str, old: str, new: str) -> str:
    return f"ALTER INDEX IF EXISTS {QualifiedName(schema=schema, name=old).sql} RENAME TO {identifier(new)}"
