"""Drop a table by moving it out of the way: no row is touched, and the way back is instant."""

from server.model.catalog import RESERVED_SCHEMA
from server.model.names import QualifiedName, identifier
from server.model.operation import DropObject, DropTable
from server.model.plan import Check, Loss, Script
from server.plan.context import Context
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    add_constraint,
    create_index,
    create_object,
    create_table,
    drop_constraint,
    drop_object,
    if_exists,
    relation_is,
    table_is,
    validate,
)
from server.plan.fragment import Fragment, Rank, StepMaker
from server.plan.hazards.compatibility import code_must_stop_using
from server.plan.hazards.locks import lock_queue
from server.plan.rules import BRIEF, table_exists
from server.plan.vacancy import aside_is_free


def drop_table(context: Context, operation: DropTable) -> Fragment:
    """One brief step that moves the table into the reserved schema and ends its foreign keys."""
    table = operation.before
    name = table.name
    maker = StepMaker(operation="drop_table", object=name.sql, statement=operation.statement, policy=context.policy)
    if not context.policy.archive:
        return _drop_for_good(context, maker, operation)
    aside = QualifiedName(schema=RESERVED_SCHEMA, name=context.scratch(name.schema, name.name))
    between = QualifiedName(schema=name.schema, name=aside.name)
    keys = [c for c in operation.constraints if c.kind == "foreign key" and not c.inherited]
    there = table_exists(table)
    functions = {o.before.oid for o in context.operations if isinstance(o, DropObject)}
    # the moved table must not hold on to a function that goes too
    triggers = [t for t in operation.triggers if t.function_oid in functions]
    up = (
        RESERVE_SCHEMA,
        *(if_exists(table_is(name), drop_object(trigger, table)) for trigger in triggers),
        *(f"ALTER TABLE IF EXISTS {name.sql} DROP CONSTRAINT IF EXISTS {identifier(c.name)}" for c in keys),
        f"ALTER TABLE IF EXISTS {name.sql} RENAME TO {identifier(aside.name)}",
        f"ALTER TABLE IF EXISTS {between.sql} SET SCHEMA {RESERVED_SCHEMA}",
    )
    back = if_exists(
        relation_is(aside),
        f"ALTER TABLE {aside.sql} SET SCHEMA {identifier(name.schema)}",
        f"ALTER TABLE {between.sql} RENAME TO {identifier(name.name)}",
    )
    armed = [command for trigger in triggers for command in create_object(trigger, table)]
    restored = [add_constraint(name, c.name, f"{c.definition} NOT VALID") for c in keys]
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
            commands=(back, *armed, *restored, *proved, RELEASE_SCHEMA),
            transactional=False,
            claim=BRIEF,
            after=(there,),
        ),
    )
    return Fragment(
        steps=(step,),
        hazards=(lock_queue(name.sql, context.policy.lock_timeout_ms), code_must_stop_using(name.sql)),
        losses=(Loss(object=name.sql, what="its rows, until the moved table is dropped", preserved=aside.sql),),
        vacant=(aside_is_free(table, aside),),
    )


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
    return Fragment(
        steps=(step,),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            code_must_stop_using(table.name.sql),
        ),
        losses=(Loss(object=table.name.sql, what="all its rows", preserved=None),),
    )
