"""Put an index in the place of another of its name: queries can use one of the two at every moment.

The new one is built beside the other under a name of its own; then names change, and the old one is dropped.
"""

from server.model.catalog import Index
from server.model.names import QualifiedName, identifier
from server.model.operation import ChangeColumnType, CreateIndex, DropIndex, Operation
from server.model.plan import Claim, Script
from server.plan.column_swap import uses_column
from server.plan.context import Context
from server.plan.ddl import create_index, drop_index, drop_invalid_index, if_exists, index_comment, relation_is
from server.plan.fragment import Fragment, Rank, StepMaker, one_by_one
from server.plan.hazards.data import duplicates_present
from server.plan.hazards.locks import index_build_blocks_writes
from server.plan.rules import WRITES_PASS, index_is_valid, no_duplicates
from server.plan.statistics import statistics_of
from server.plan.strategies.change_type import is_swapped


def part_of_index_replacement(context: Context, operation: Operation) -> Fragment | None:
    """All steps for the index that is created, and none for the one that is dropped; None for anything else."""
    match operation:
        case CreateIndex():
            dropped = _dropped(context, operation)
            if dropped is None:
                return None
            if _is_swapped(context, dropped):
                return Fragment()
            return None if _is_partitioned(operation) else _replace(context, operation, dropped.before)
        case DropIndex():
            created = (each for each in context.operations if isinstance(each, CreateIndex))
            replaced = not _is_partitioned(operation) and any(_dropped(context, each) is operation for each in created)
            return Fragment() if replaced or _is_swapped(context, operation) else None
        case _:
            return None


def _dropped(context: Context, operation: CreateIndex) -> DropIndex | None:
    table, name = operation.table, operation.after.name
    if context.is_new(table) or context.is_moved_aside(table):
        return None
    for other in context.operations:
        if isinstance(other, DropIndex) and (other.table.oid, other.before.name) == (table.oid, name):
            return other
    return None


def _is_partitioned(operation: CreateIndex | DropIndex) -> bool:
    return operation.table.kind == "partitioned table"


def _is_swapped(context: Context, operation: DropIndex) -> bool:
    """Whether the index goes with a column that another takes the place of, which brings what is to come for it."""
    return any(
        each.before.key[0] == operation.table.oid
        and uses_column(operation.before, each.before)
        and is_swapped(context, each)
        for each in context.operations
        if isinstance(each, ChangeColumnType) and each.before.key in context.before.columns
    )


def _replace(context: Context, operation: CreateIndex, before: Index) -> Fragment:
    table, after = operation.table, operation.after
    schema = table.name.schema
    own = QualifiedName(schema=schema, name=after.name)
    made, kept = (QualifiedName(schema=schema, name=context.scratch(after.name, part)) for part in ("new", "old"))
    maker = StepMaker(operation="replace_index", object=own.sql, statement=operation.statement, policy=context.policy)
    columns = tuple(context.after.columns[table.oid, number].name for number in after.columns if number)

    def built(index: Index, name: QualifiedName) -> tuple[str, ...]:
        return (
            drop_invalid_index(schema, name.name),
            create_index(index, table.name, name=name.name, concurrently=True),
            *statistics_of(index, table.name),
        )

    build = maker.step(
        "build",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Build the new index {own} concurrently, beside the one that is there",
        reason="Reads and writes go on while it is built, and queries go on using the old one.",
        up=Script(
            commands=built(after, made),
            transactional=False,
            claim=WRITES_PASS,
            before=no_duplicates(table.name, columns, after) if after.unique else (),
        ),
        down=one_by_one(_dropped_if_there(made), _dropped_if_there(kept), claim=WRITES_PASS),
    )
    swap = maker.step(
        "swap",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Let it take the name {identifier(after.name)}",
        reason="Only names change.",
        up=one_by_one(_renamed(own, put_away=kept, take=made), index_comment(schema, after), claim=Claim()),
        down=one_by_one(_renamed(own, put_away=made, take=kept), index_comment(schema, before), claim=Claim()),
    )
    drop = maker.step(
        "drop",
        phase="contract",
        rank=Rank.EARLY_REMOVALS,
        title=f"Drop the old index {identifier(after.name)}",
        reason="CONCURRENTLY waits for queries that use it instead of making new ones wait.",
        up=Script(
            commands=(_dropped_if_there(kept), _dropped_if_there(made)),
            transactional=False,
            claim=WRITES_PASS,
            after=(index_is_valid(schema, after.name),),
        ),
        down=one_by_one(*built(before, kept), claim=WRITES_PASS),
    )
    hazards = [index_build_blocks_writes(table.name.sql)]
    if after.unique:
        hazards.append(duplicates_present(table.name.sql, ", ".join(map(identifier, columns))))
    return Fragment(steps=(build, swap, drop), hazards=tuple(hazards))


def _dropped_if_there(name: QualifiedName) -> str:
    return drop_index(name.schema, name.name, concurrently=True)


def _renamed(own: QualifiedName, *, put_away: QualifiedName, take: QualifiedName) -> str:
    # run again after it was done, the one that was put away may be there still
    ready = f"{relation_is(take)} AND NOT EXISTS ({relation_is(put_away)})"
    return if_exists(
        ready,
        f"ALTER INDEX {own.sql} RENAME TO {identifier(put_away.name)}",
        f"ALTER INDEX {take.sql} RENAME TO {identifier(own.name)}",
    )
