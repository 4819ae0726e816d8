"""Detach a partition while its table is read and written.

DETACH PARTITION takes an ACCESS EXCLUSIVE lock on the partitioned table, so that every query on it waits. Since 14
CONCURRENTLY takes a SHARE UPDATE EXCLUSIVE lock there, waits until nobody uses the old state, and locks the partition
alone for a moment. The check it leaves behind is dropped, since the plain statement leaves none. Where it gives up
waiting, or is cut off, between its two transactions, the file run again finalizes it. The way back proves under locks
that let reads and writes pass that all rows belong there, and attaches the partition without a look at them.

With a default partition PostgreSQL refuses CONCURRENTLY: then the plain statement is run, under a brief full lock.
Hash partitions, foreign tables and partitions with partitions of their own are detached as written
(https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION).
"""

from server.model.catalog import Catalog, Table
from server.model.operation import ChangeTable
from server.plan.context import Context
from server.plan.fragment import Fragment, PlacedStep, Rank, StepMaker
from server.plan.hazards.compatibility import partition_leaves
from server.plan.hazards.locks import lock_queue, references_read_under_lock
from server.plan.parting import Parting
from server.plan.partition_proof import default_partition, may_be_proved, parents_above, proofs_of

_ASPECTS = frozenset(["partition_of", "partition_bound"])


def may_be_detached_online(context: Context, operation: ChangeTable) -> bool:
    """Whether it is an ordinary table that is a partition no more, of whose rows a check can prove that they belong."""
    return (
        set(operation.aspects) == _ASPECTS
        and operation.after.partition_of is None
        and operation.before.name == operation.after.name
        and may_be_proved(context, context.before, operation.before)
    )


def detach_partition(context: Context, operation: ChangeTable) -> Fragment:
    """One step in contract, since code that reads the partitioned table misses the rows from then on."""
    name = operation.before.name.sql
    maker = StepMaker(operation="detach_partition", object=name, statement=operation.statement, policy=context.policy)
    return taken_off(context, maker, operation.before)


def taken_off(context: Context, maker: StepMaker, table: Table) -> Fragment:
    """The step that takes the partition off, with what the reader must know."""
    catalog = context.before
    parent = parents_above(catalog, table)[0]
    default = default_partition(catalog, parent)
    parting = Parting(context=context, table=table, parent=parent, has_default=default is not None)
    proofs = proofs_of(context, table, parent, default) if may_be_proved(context, catalog, table) else []
    referring = _referring(catalog, table)
    concurrent = parting.is_concurrent
    why = "Queries on the partitioned table go on: only the partition itself is locked, for a moment."
    at_once = "CONCURRENTLY is refused where there is a default partition; only the catalog changes."
    step: PlacedStep = maker.step(
        "detach",
        phase="contract",
        rank=Rank.REMOVALS,
        title=f"Detach {table.name} from {parent.name}{' concurrently' if concurrent else ''}",
        reason=why if concurrent else at_once,
        up=parting.apart(scans=bool(referring)),
        down=parting.together(proofs),
    )
    hazards = [
        lock_queue(table.name.sql if concurrent else parent.name.sql, context.policy.lock_timeout_ms),
        partition_leaves(table.name.sql, parent.name.sql),
    ]
    hazards += [references_read_under_lock(each.name.sql, parent.name.sql) for each in referring]
    return Fragment(steps=(step,), hazards=tuple(hazards))


def _referring(catalog: Catalog, table: Table) -> list[Table]:
    """Tables with a foreign key to the partition, which they have through the partitioned table."""
    found = {c.table_oid for c in catalog.constraints.values() if c.referenced_table_oid == table.oid}
    above = {each.oid for each in parents_above(catalog, table)}
    found |= {c.table_oid for c in catalog.constraints.values() if c.referenced_table_oid in above}
    return [catalog.tables[oid] for oid in sorted(found)]
