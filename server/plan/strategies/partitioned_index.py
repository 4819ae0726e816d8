"""Build an index of a partitioned table while its partitions are read and written.

PostgreSQL builds none of these concurrently: CREATE INDEX blocks writes to every partition until the last one has its
index. An index of the parent alone builds nothing; each partition then gets its own, concurrently; and when all are
attached, the parent's becomes valid (https://www.postgresql.org/docs/18/ddl-partitioning.html, 11 and newer).
"""

from server.model.catalog import Index, Table
from server.model.lock import LockMode
from server.model.names import identifiers
from server.model.operation import CreateIndex
from server.model.plan import Check, Claim, Script
from server.plan.context import Context
from server.plan.ddl import drop_index, index_comment
from server.plan.fragment import NOTHING, Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.data import duplicates_present
from server.plan.hazards.locks import index_build_blocks_writes, lock_queue
from server.plan.partitions import (
    INDEX_ALONE,
    INDEX_ATTACHED,
    attachment,
    built_alone,
    built_concurrently,
    index_name,
    indexes_below,
)
from server.plan.rules import WRITES_PASS, index_is_valid, no_duplicates

_DROP = Claim(lock=LockMode.ACCESS_EXCLUSIVE)


def plan_partitioned_index(context: Context, maker: StepMaker, operation: CreateIndex) -> Fragment:
    """Steps for an index of a table with partitions, however deep; of those that have a fitting one, it is taken."""
    table, top = operation.table, operation.after
    name = index_name(table, top)
    parts = indexes_below(context.after, name)
    parents = [(table, top), *(each for each in parts if each[0].kind == "partitioned table")]
    leaves = [each for each in parts if each[0].kind != "partitioned table"]
    built = [(owner, index) for owner, index in leaves if index.oid not in context.before.indexes]
    earlier = [(t, context.before.indexes[index.oid]) for t, index in parts if index.oid in context.before.indexes]
    alone = maker.step(
        "alone",
        phase="expand",
        rank=Rank.LATE_ADDITIONS,
        title=f"Create index {maker.object} on the partitioned table alone",
        reason="Without its partitions nothing is built, so that writes wait for a moment only.",
        up=in_transaction(*(built_alone(owner, index) for owner, index in parents), claim=INDEX_ALONE),
        down=NOTHING,
    )
    build = maker.step(
        "build",
        phase="expand",
        rank=Rank.LATE_ADDITIONS,
        title=f"Create the index of each partition of {table.name} concurrently",
        reason="CONCURRENTLY lets reads and writes pass; it waits for transactions that are open when it starts.",
        up=Script(
            commands=tuple(command for owner, index in built for command in built_concurrently(owner, index)),
            transactional=False,
            claim=WRITES_PASS,
            before=tuple(check for owner, index in built for check in _no_duplicates(context, owner, index)),
        ),
        down=one_by_one(
            *(drop_index(owner.name.schema, index.name, concurrently=True) for owner, index in built),
            # The parent's took those with it that were there before.
            *(command for owner, index in earlier for command in built_concurrently(owner, index)),
            claim=WRITES_PASS,
        ),
    )
    attach = maker.step(
        "attach",
        phase="expand",
        rank=Rank.LATE_ADDITIONS,
        title=f"Attach the indexes of the partitions to {maker.object}",
        reason="The index is valid once every partition has its own.",
        up=Script(
            commands=tuple(
                filter(None, (*map(attachment, parts), *(index_comment(o.name.schema, i) for o, i in parents)))
            ),
            claim=INDEX_ATTACHED,
            after=(index_is_valid(name.schema, name.name),),
        ),
        down=in_transaction(drop_index(name.schema, name.name, concurrently=False), claim=_DROP),
    )
    hazards = [index_build_blocks_writes(table.name.sql), lock_queue(table.name.sql, context.policy.lock_timeout_ms)]
    if top.unique:
        columns = tuple(context.after.columns[table.oid, n].name for n in top.columns if n)
        hazards.append(duplicates_present(table.name.sql, identifiers(columns)))
    return Fragment(steps=(alone, build, attach), hazards=tuple(hazards))


def is_taken_deeper(context: Context, operation: CreateIndex) -> bool:
    """Whether a partition that has partitions itself brings its index along, which no way back could make again."""
    below = indexes_below(context.after, index_name(operation.table, operation.after))
    return any(table.kind == "partitioned table" and index.oid in context.before.indexes for table, index in below)


def _no_duplicates(context: Context, table: Table, index: Index) -> tuple[Check, ...]:
    if not index.unique:
        return ()
    return no_duplicates(table.name, tuple(context.after.columns[table.oid, n].name for n in index.columns if n), index)
