"""Create, drop and replace sequences, views, enums, functions and triggers."""

from server.model.catalog import Enum, Function, Sequence, Table, Trigger, View
from server.model.lock import LockMode
from server.model.names import identifier
from server.model.operation import ChangeObject, CreateObject, DropObject, DropTable, RenameTable, Standalone
from server.model.plan import Claim, Loss
from server.plan.context import Context
from server.plan.ddl import create_object, drop_object
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import code_must_stop_using
from server.plan.remade_views import is_remade
from server.plan.rules import BRIEF, READS_ONLY


def plan_create_object(context: Context, operation: CreateObject) -> Fragment:
    """One step in expand: nobody uses it yet."""
    value, table = operation.after, context.standing_on(operation.after, operation.table)
    if isinstance(value, View) and is_remade(context, value):
        return Fragment()
    path = object_path(value, table)
    maker = StepMaker(operation="create_object", object=path, statement=operation.statement, policy=context.policy)
    trigger = isinstance(value, Trigger) and isinstance(table, Table) and not context.is_new(table)
    # until contract a view that stands in for the table has the name
    waits = isinstance(value, View) and any(
        isinstance(each, RenameTable) and each.before.name == value.name for each in context.operations
    )
    step = maker.step(
        "create",
        phase="contract" if waits else "expand",
        rank=Rank.LATE_ADDITIONS if isinstance(value, View | Trigger) else Rank.ADDITIONS,
        title=f"Create {path}",
        reason="It takes the place of the view under the table's old name." if waits else "Nothing uses it yet.",
        up=in_transaction(
            *create_object(value, table),
            claim=Claim(lock=LockMode.SHARE_ROW_EXCLUSIVE) if trigger else READS_ONLY,
        ),
        down=in_transaction(drop_object(value, table), claim=BRIEF if trigger else READS_ONLY),
    )
    return Fragment(steps=(step,))


def plan_drop_object(context: Context, operation: DropObject) -> Fragment:
    """One step in contract; a sequence that goes with its column or table needs none."""
    value, table = operation.before, context.standing_on(operation.before, operation.table)
    if isinstance(value, Sequence) and _goes_with_its_table(context, value):
        return Fragment()
    if isinstance(value, View) and is_remade(context, value):
        return Fragment()
    path = object_path(value, table)
    maker = StepMaker(operation="drop_object", object=path, statement=operation.statement, policy=context.policy)
    step = maker.step(
        "drop",
        phase="contract",
        rank=Rank.EARLY_REMOVALS if _stands_on_tables(context, value) else Rank.LATE_REMOVALS,
        title=f"Drop {path}",
        reason="No code uses it any more.",
        up=in_transaction(drop_object(value, table), claim=BRIEF),
        down=one_by_one(*create_object(value, table), claim=BRIEF),
    )
    losses = (Loss(object=path, what="its current value", preserved=None),) if isinstance(value, Sequence) else ()
    # a trigger is named by no code
    hazards = () if isinstance(value, Trigger) else (code_must_stop_using(path),)
    return Fragment(steps=(step,), hazards=hazards, losses=losses)


def plan_replace_function(context: Context, operation: ChangeObject) -> Fragment:
    """One step in expand that replaces the body."""
    path = object_path(operation.after, operation.table)
    maker = StepMaker(operation="replace_function", object=path, statement=operation.statement, policy=context.policy)
    step = maker.step(
        "replace",
        phase="expand",
        rank=Rank.LATE_ADDITIONS,
        title=f"Replace {path}",
        reason="Calls that run go on with the old body; the next ones use the new one.",
        up=in_transaction(*create_object(operation.after, None), claim=READS_ONLY),
        down=in_transaction(*create_object(operation.before, None), claim=READS_ONLY),
    )
    return Fragment(steps=(step,))


def is_replaced_in_place(operation: ChangeObject) -> bool:
    """Whether CREATE OR REPLACE carries it out both ways."""
    before, after = operation.before, operation.after
    if not isinstance(before, Function) or not isinstance(after, Function):
        return False
    return (before.name, before.arguments, before.procedure) == (after.name, after.arguments, after.procedure)


def _stands_on_tables(context: Context, value: Standalone) -> bool:
    """Whether tables and columns cannot go before it, as with a function whose body PostgreSQL keeps parsed."""
    if isinstance(value, Function):
        return any(
            each.kind in ("function", "procedure") and each.oid == value.oid for each in context.before.dependencies
        )
    return isinstance(value, View | Trigger)


def object_path(value: Standalone, table: Table | View | None) -> str:
    """Kind and name of the object."""
    match value:
        case Trigger(name=name):
            return f"trigger {identifier(name)} on {table.name.sql if table else ''}"
        case Function(name=name, arguments=arguments):
            return f"{'procedure' if value.procedure else 'function'} {name.sql}({arguments})"
        case View(name=name):
            return f"{'materialized ' if value.materialized else ''}view {name.sql}"
        case Enum(name=name):
            return f"type {name.sql}"
        case Sequence(name=name):
            return f"sequence {name.sql}"


def _goes_with_its_table(context: Context, sequence: Sequence) -> bool:
    if sequence.owned_by is None:
        return False
    tables = {o.before.oid for o in context.operations if isinstance(o, DropTable)}
    return sequence.owned_by[0] in tables
