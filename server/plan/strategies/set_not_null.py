"""Make a column NOT NULL: fill, refuse new nulls, prove, set."""

from server.model.names import column_path
from server.model.operation import SetNotNull
from server.plan.backfill import backfill_decision, require_value
from server.plan.context import Context
from server.plan.fragment import Fragment, StepMaker
from server.plan.hazards.compatibility import code_must_keep_rule


def set_not_null(context: Context, operation: SetNotNull) -> Fragment:
    """Steps for one column; what its empty rows get is a decision, unless an UPDATE of the change says it."""
    table, column = operation.table, operation.after
    path = column_path(table.name, column.name)
    maker = StepMaker(operation="set_not_null", object=path, statement=operation.statement, policy=context.policy)
    written = column.name in context.written_columns(table)
    decision = None if written else backfill_decision(context, table.name, column)
    required = require_value(
        context,
        maker,
        table=table,
        column=column,
        expression=decision.chosen if decision else None,
        decision=decision,
        remember=True,
    )
    return required + Fragment(hazards=(code_must_keep_rule(path),))
