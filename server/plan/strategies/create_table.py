"""Create a table: nothing that was there is touched."""

from server.model.operation import CreateTable
from server.model.plan import Check, Claim, Loss, Script
from server.plan.context import Context
from server.plan.ddl import create_table, owned_by
from server.plan.fragment import Fragment, StepMaker
from server.plan.rescue import RESCUED, rescue_table
from server.plan.rules import table_exists


def plan_create_table(context: Context, operation: CreateTable) -> Fragment:
    """One step; the way back keeps the rows written since as JSON."""
    table = operation.after
    name = table.name.sql
    maker = StepMaker(operation="create_table", object=name, statement=operation.statement, policy=context.policy)
    there = table_exists(table)
    step = maker.step(
        "create",
        phase="expand",
        title=f"Create table {name}",
        reason="A new table blocks nobody.",
        up=Script(
            commands=(
                *create_table(context.after, table, operation.columns, operation.constraints),
                *(command for column in operation.columns for command in owned_by(context.after, table.name, column)),
            ),
            after=(there,),
        ),
        down=Script(
            commands=(*rescue_table(table.name), f"DROP TABLE IF EXISTS {name}"),
            transactional=False,
            claim=Claim(),
            after=(Check(condition=f"NOT ({there.condition})", message=f"table {name} still exists"),),
        ),
    )
    loss = Loss(object=name, what="rows written since the table was created", preserved=RESCUED.sql)
    return Fragment(steps=(step,), losses=(loss,))
