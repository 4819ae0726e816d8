"""Rename a table, or move it to another schema, with both names alive until contract."""

from collections.abc import Sequence

from server.model.names import QualifiedName, column_path, identifier
from server.model.operation import RenameColumn, RenameTable
from server.model.plan import Script
from server.plan.context import Context
from server.plan.ddl import alter, if_exists, table_is
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction
from server.plan.hazards.compatibility import old_name_lives_on, view_is_not_a_table
from server.plan.hazards.locks import lock_queue
from server.plan.rules import BRIEF, table_exists
from server.plan.stand_in import create_stand_in, drop_stand_in


def rename_table(context: Context, operation: RenameTable) -> Fragment:
    """Expand renames and puts a view under the old name, contract takes the view away."""
    old, new = operation.before.name, operation.after.name
    maker = StepMaker(operation="rename_table", object=old.sql, statement=operation.statement, policy=context.policy)
    renames = context.renamed_columns(operation.before)
    now = {rename.before.number: rename.after.name for rename in renames}
    columns = [(now.get(c.number, c.name), c.name) for c in context.before.columns_of(operation.before.oid)]
    view = create_stand_in(old, operation.before, new, columns, version=context.before.server_version)
    expand = maker.step(
        "rename",
        phase="expand",
        rank=Rank.TABLE_NAMES,
        title=f"Rename {old} to {new}; a view keeps the old name",
        reason="Old code goes on with the old name while new code uses the new one.",
        up=Script(commands=(_forward(operation, renames), *view), claim=BRIEF, after=(table_exists(operation.after),)),
        down=Script(
            commands=(drop_stand_in(old), _backward(operation, renames)),
            claim=BRIEF,
            after=(table_exists(operation.before),),
        ),
    )
    contract = maker.step(
        "forget",
        phase="contract",
        rank=Rank.TABLE_NAMES,
        title=f"Drop the view {old}",
        reason="No code uses the old name any more.",
        up=in_transaction(drop_stand_in(old), claim=BRIEF),
        down=in_transaction(*view, claim=BRIEF),
    )
    return Fragment(
        steps=(expand, contract),
        hazards=(
            lock_queue(old.sql, context.policy.lock_timeout_ms),
            old_name_lives_on(old.sql, f"the name {old}"),
            *(old_name_lives_on(column_path(old, r.before.name), "the column's old name") for r in renames),
            view_is_not_a_table(old.sql),
        ),
    )


def _forward(operation: RenameTable, renames: Sequence[RenameColumn]) -> str:
    old, new = operation.before.name, operation.after.name
    columns = [_rename_column(new, rename.before.name, rename.after.name) for rename in renames]
    return if_exists(table_is(old), *_moves(old, new), *columns)


def _backward(operation: RenameTable, renames: Sequence[RenameColumn]) -> str:
    old, new = operation.before.name, operation.after.name
    columns = [_rename_column(old, rename.after.name, rename.before.name) for rename in reversed(renames)]
    return if_exists(table_is(new), *_moves(new, old), *columns)


def _moves(start: QualifiedName, end: QualifiedName) -> list[str]:
    commands, current = [], start
    if start.schema != end.schema:
        commands.append(f"ALTER TABLE {start.sql} SET SCHEMA {identifier(end.schema)}")
        current = QualifiedName(schema=end.schema, name=start.name)
    if start.name != end.name:
        commands.append(f"ALTER TABLE {current.sql} RENAME TO {identifier(end.name)}")
    return commands


def _rename_column(table: QualifiedName, old: str, new: str) -> str:
    return alter(table, f"RENAME COLUMN {identifier(old)} TO {identifier(new)}")
