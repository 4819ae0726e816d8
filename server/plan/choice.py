"""Which strategy carries out an operation, and whether there is one."""

from server.model.catalog import Enum
from server.model.operation import (
    AddCheck,
    AddColumn,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeColumnType,
    ChangeDefault,
    ChangeObject,
    ChangeOther,
    ChangeRows,
    ChangeTable,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropNotNull,
    DropObject,
    DropTable,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetNotNull,
    ValidateConstraint,
)
from server.plan.context import Context
from server.plan.fragment import Fragment
from server.plan.remade_views import goes_with_remade
from server.plan.strategies.add_column import add_column
from server.plan.strategies.add_constraint import add_check, add_exclusion, add_foreign_key, add_unique
from server.plan.strategies.attach_partition import attach_partition, may_be_attached_online
from server.plan.strategies.change_default import change_default
from server.plan.strategies.change_rows import change_rows
from server.plan.strategies.change_type import change_column_type
from server.plan.strategies.constraints import (
    plan_drop_constraint,
    plan_drop_not_null,
    plan_rename_constraint,
    plan_validate_constraint,
)
from server.plan.strategies.create_index import plan_create_index, plan_rename_index
from server.plan.strategies.create_table import plan_create_table
from server.plan.strategies.detach_partition import detach_partition, may_be_detached_online
from server.plan.strategies.domain_constraint import is_planned, plan_domain_constraint
from server.plan.strategies.drop_column import drop_column
from server.plan.strategies.drop_index import plan_drop_index
from server.plan.strategies.drop_table import drop_table
from server.plan.strategies.enum_labels import (
    only_adds_labels,
    only_renames_labels,
    plan_add_labels,
    plan_rename_labels,
)
from server.plan.strategies.objects import (
    is_replaced_in_place,
    plan_create_object,
    plan_drop_object,
    plan_replace_function,
)
from server.plan.strategies.rename_column import rename_column
from server.plan.strategies.rename_table import rename_table
from server.plan.strategies.replace_objects import (
    is_replaced_at_once,
    replace_at_once,
)
from server.plan.strategies.set_not_null import set_not_null


def has_strategy(context: Context, operation: Operation) -> bool:
    """Whether the operation can be planned by itself; others run as written, or as part of a whole."""
    if isinstance(operation, ChangeOther):
        return is_planned(context, operation) or goes_with_remade(context, operation)
    if isinstance(operation, ChangeTable):
        return may_be_attached_online(context, operation) or may_be_detached_online(context, operation)
    if isinstance(operation, ChangeObject):
        return (
            is_replaced_in_place(operation)
            or is_replaced_at_once(context, operation)
            or only_adds_labels(context, operation)
            or only_renames_labels(context, operation)
        )
    if isinstance(operation, DropColumn):
        keyed = any(c.kind == "primary key" and operation.before.number in c.columns for c in operation.constraints)
        return not operation.replaced and not keyed
    if isinstance(operation, ChangeColumnType):
        return operation.before.key in context.before.columns
    return isinstance(operation, _PLANNED)


def strategy_for(context: Context, operation: Operation) -> Fragment:
    """What its strategy contributes to the plan.

    Raises:
        TypeError: It has none.
    """
    match operation:
        case ChangeObject():
            return _of_change(context, operation)
        case CreateTable() | DropTable() | RenameTable() | ChangeTable() | RenameColumn() | AddColumn() | DropColumn():
            return _of_tables(context, operation)
        case AddForeignKey():
            return add_foreign_key(context, operation)
        case AddCheck():
            return add_check(context, operation)
        case AddUnique():
            return add_unique(context, operation)
        case AddExclusion():
            return add_exclusion(context, operation)
        case DropConstraint():
            return plan_drop_constraint(context, operation)
        case ValidateConstraint():
            return plan_validate_constraint(context, operation)
        case RenameConstraint():
            return plan_rename_constraint(context, operation)
        case _:
            return _of_columns_and_objects(context, operation)


def _of_change(context: Context, operation: ChangeObject) -> Fragment:
    if only_renames_labels(context, operation):
        return plan_rename_labels(context, operation)
    if isinstance(operation.after, Enum):
        return plan_add_labels(context, operation)
    change = plan_replace_function if is_replaced_in_place(operation) else replace_at_once
    return change(context, operation)


def _of_tables(
    context: Context,
    operation: CreateTable | DropTable | RenameTable | ChangeTable | RenameColumn | AddColumn | DropColumn,
) -> Fragment:
    match operation:
        case CreateTable():
            return plan_create_table(context, operation)
        case DropTable():
            return drop_table(context, operation)
        case RenameTable():
            return rename_table(context, operation)
        case ChangeTable():
            move = attach_partition if operation.after.partition_of is not None else detach_partition
            return move(context, operation)
        case RenameColumn():
            return rename_column(context, operation)
        case AddColumn():
            return add_column(context, operation)
        case DropColumn():
            return drop_column(context, operation)


def _of_columns_and_objects(context: Context, operation: Operation) -> Fragment:
    match operation:
        case ChangeColumnType():
            return change_column_type(context, operation)
        case SetNotNull():
            return set_not_null(context, operation)
        case DropNotNull():
            return plan_drop_not_null(context, operation)
        case ChangeDefault():
            return change_default(context, operation)
        case ChangeRows():
            return change_rows(context, operation)
        case _:
            return _of_indexes_and_objects(context, operation)


def _of_indexes_and_objects(context: Context, operation: Operation) -> Fragment:
    match operation:
        case CreateIndex():
            return plan_create_index(context, operation)
        case DropIndex():
            return plan_drop_index(context, operation)
        case RenameIndex():
            return plan_rename_index(context, operation)
        case CreateObject():
            return plan_create_object(context, operation)
        case DropObject():
            return plan_drop_object(context, operation)
        case ChangeOther() if goes_with_remade(context, operation):
            return Fragment()
        case ChangeOther():
            return plan_domain_constraint(context, operation)
        case _:
            raise TypeError(f"no strategy for {type(operation).__name__}")


_PLANNED = (
    CreateTable,
    DropTable,
    RenameTable,
    RenameColumn,
    AddColumn,
    SetNotNull,
    DropNotNull,
    ChangeDefault,
    AddForeignKey,
    AddCheck,
    AddUnique,
    AddExclusion,
    DropConstraint,
    RenameConstraint,
    ValidateConstraint,
    CreateIndex,
    DropIndex,
    RenameIndex,
    CreateObject,
    DropObject,
    ChangeRows,
)
