"""Drop a table by moving it out of the way: no row is touched, and the way back is instant.

DROP TABLE removes the rows for good. Instead the table is given another name in the planner's own schema, and its
foreign keys end, so that it holds on to no rows of others. A partition is detached first, concurrently where that can
be, as its rows would still be found through the partitioned table; inheritance from a table that stays ends, too.
The way back moves it home, proves its foreign keys, and attaches it, under locks that let reads and writes pass
(https://www.postgresql.org/docs/18/sql-altertable.html).
"""

from server.model.catalog import RESERVED_SCHEMA, Table
from server.model.names import QualifiedName, identifier
from server.model.operation import DropObject, DropTable
from server.model.plan import Check, Loss, Script
from server.plan.context import Context
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    add_constraint,
    alter,
    create_index,
    create_object,
    create_table,
    drop_constraint,
    drop_object,
    if_exists,
    relation_is,
    table_is,
    unless_exists,
    validate,
)
from server.plan.fragment import Fragment, Rank, StepMaker
from server.plan.hazards.compatibility import code_must_stop_using
from server.plan.hazards.locks import lock_queue
from server.plan.holding_again import breaking_since, told
from server.plan.parting import partition_is
from server.plan.partition_proof import parents_above
from server.plan.rules import BRIEF, table_exists
from server.plan.strategies.detach_partition import taken_off
from server.plan.table_copy import refuse_if_any
from server.plan.vacancy import aside_is_free


def drop_table(context: Context, operation: DropTable) -> Fragment:
    """One brief step that moves the table into the reserved schema and ends its foreign keys."""
    table = operation.before
    name = table.name
    maker = StepMaker(operation="drop_table", object=name.sql, statement=operation.statement, policy=context.policy)
    if not context.policy.archive:
        return _drop_for_good(context, maker, operation)
    apart = _taken_off(context, maker, table)
    left = _parents_left(context, table)
    aside = context.aside(name)
    between = QualifiedName(schema=name.schema, name=aside.name)
    # a partition that was detached has the keys of its table as its own
    keys = [c for c in operation.constraints if c.kind == "foreign key" and (apart.steps or not c.inherited)]
    there = table_exists(table)
    functions = {o.before.oid for o in context.operations if isinstance(o, DropObject)}
    # the moved table must not hold on to a function that goes too
    triggers = [t for t in operation.triggers if t.function_oid in functions]
    up = (
        RESERVE_SCHEMA,
        *(if_exists(table_is(name), drop_object(trigger, table)) for trigger in triggers),
        *(if_exists(partition_is(name, p.name), alter(name, f"NO INHERIT {p.name.sql}")) for p in left),
        *(f"ALTER TABLE IF EXISTS {name.sql} DROP CONSTRAINT IF EXISTS {identifier(c.name)}" for c in keys),
        f"ALTER TABLE IF EXISTS {name.sql} RENAME TO {identifier(aside.name)}",
        f"ALTER TABLE IF EXISTS {between.sql} SET SCHEMA {RESERVED_SCHEMA}",
    )
    back = if_exists(
        relation_is(aside),
        f"ALTER TABLE {aside.sql} SET SCHEMA {identifier(name.schema)}",
        f"ALTER TABLE {between.sql} RENAME TO {identifier(name.name)}",
    )
    inherited = [unless_exists(partition_is(name, p.name), alter(name, f"INHERIT {p.name.sql}")) for p in left]
    armed = [command for trigger in triggers for command in create_object(trigger, table)]
    restored = [add_constraint(name, c.name, f"{c.definition} NOT VALID") for c in keys]
    # not before it is home: until then its rows are under another name
    asked = [
        refuse_if_any(table_is(name), f"SELECT {found.found}", f"{told(c)}; this finds them: {found.listing}")
        for c in keys
        if (found := breaking_since(context, name, c)) is not None
    ]
    proved = [validate(name, c.name) for c in keys if c.validated]
    step = maker.step(
        "move_aside",
        phase="contract",
        rank=Rank.REMOVALS,
        title=f"Move table {name} to {aside}",
        reason="The rows stay as they are, out of everybody's sight, until somebody drops them for good.",
        up=Script(
            commands=up,
            claim=BRIEF,
            after=(Check(condition=f"NOT ({there.condition})", message=f"table {name} still exists"),),
        ),
        down=Script(
            commands=(back, *inherited, *armed, *restored, *asked, *proved, RELEASE_SCHEMA),
            transactional=False,
            claim=BRIEF,
            after=(there,),
        ),
    )
    return apart + Fragment(
        steps=(step,),
        hazards=(lock_queue(name.sql, context.policy.lock_timeout_ms), code_must_stop_using(name.sql)),
        losses=(Loss(object=name.sql, what="its rows, until the moved table is dropped", preserved=aside.sql),),
        vacant=(aside_is_free(table, aside),),
    )


def _taken_off(context: Context, maker: StepMaker, table: Table) -> Fragment:
    """What detaches a partition first: moved aside, its rows would still be found through the partitioned table."""
    parents = parents_above(context.before, table) if table.partition_of is not None else []
    return taken_off(context, maker, table) if parents and parents[0].oid in context.after.tables else Fragment()


def _parents_left(context: Context, table: Table) -> list[Table]:
    """Tables it inherits from that stay, by which its rows would still be found."""
    parents = context.before.parents_of(table) if table.partition_of is None else []
    return [parent for parent in parents if parent.oid in context.after.tables]


def _drop_for_good(context: Context, maker: StepMaker, operation: DropTable) -> Fragment:
    table = operation.before
    constraints = tuple(c for c in operation.constraints if c.kind != "foreign key")
    made = create_table(context.before, table, operation.columns, constraints)
    standing = (index for index in operation.indexes if not index.constraint_oid)
    made += tuple(create_index(index, table.name, concurrently=False) for index in standing)
    made += tuple(command for trigger in operation.triggers for command in create_object(trigger, table))
    keys = [drop_constraint(table.name, c.name) for c in operation.constraints if c.kind == "foreign key"]
    step = maker.step(
        "drop",
        phase="contract",
        rank=Rank.REMOVALS,
        title=f"Drop table {table.name} for good",
        reason="Archiving is switched off by policy.",
        up=Script(commands=(*keys, f"DROP TABLE IF EXISTS {table.name.sql}"), claim=BRIEF),
        down=Script(commands=made, claim=BRIEF),
    )
    return _taken_off(context, maker, table) + Fragment(
        steps=(step,),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            code_must_stop_using(table.name.sql),
        ),
        losses=(Loss(object=table.name.sql, what="all its rows", preserved=None),),
    )
