"""Set, change or drop a default: rows that are there keep their values."""

from server.model.names import column_path
from server.model.operation import ChangeDefault
from server.plan.context import Context
from server.plan.ddl import set_default
from server.plan.fragment import Fragment, StepMaker, in_transaction
from server.plan.hazards.locks import lock_queue
from server.plan.rules import BRIEF


def change_default(context: Context, operation: ChangeDefault) -> Fragment:
    """One brief step; the default of a column that changes its type too comes with the swap of names."""
    if operation.after.key in context.retyped_columns():
        return Fragment()
    live = context.live_name(operation.table)
    path = column_path(operation.table.name, operation.after.name)
    maker = StepMaker(operation="change_default", object=path, statement=operation.statement, policy=context.policy)
    step = maker.step(
        "set",
        phase="expand",
        title=f"Set the default of {path}",
        reason="Only the catalog changes; rows that are there keep their values.",
        up=in_transaction(set_default(live, operation.after), claim=BRIEF),
        down=in_transaction(set_default(live, operation.before), claim=BRIEF),
    )
    return Fragment(steps=(step,), hazards=(lock_queue(live.sql, context.policy.lock_timeout_ms),))
