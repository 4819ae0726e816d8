"""Rename columns with both names alive until contract: a view with both stands in for the table."""

from server.model.catalog import RESERVED_SCHEMA, Column, Table
from server.model.names import column_path, identifier
from server.model.operation import AddColumn, RenameColumn
from server.model.plan import Script
from server.plan.context import Context
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA, alter, if_exists, table_is, unless_exists
from server.plan.fragment import Fragment, PlacedStep, Rank, StepMaker
from server.plan.hazards.compatibility import old_name_lives_on, view_is_not_a_table
from server.plan.hazards.locks import lock_queue
from server.plan.rules import BRIEF, column_exists
from server.plan.stand_in import create_stand_in, drop_stand_in, view_is
from server.plan.vacancy import aside_is_free


def rename_column(context: Context, operation: RenameColumn) -> Fragment:
    """Steps for all renamed columns of a table at once; the second and later ones of a table add nothing.

    Where the table is renamed too, that step renames its columns, and the view under its old name has the old ones.
    """
    table = operation.table
    renames = list(context.renamed_columns(table))
    if operation is not renames[0] or not context.is_moved_aside(table):
        return Fragment()
    path = column_path(table.name, operation.before.name)
    maker = StepMaker(operation="rename_column", object=path, statement=operation.statement, policy=context.policy)
    added = [o.after for o in context.operations if isinstance(o, AddColumn) and o.table.oid == table.oid]
    steps = [_expand(context, maker, table, renames)]
    if added:
        steps.append(_expose(context, maker, table, renames, added))
    steps.append(_contract(context, maker, table, renames, added))
    names = ", ".join(identifier(o.before.name) for o in renames)
    return Fragment(
        steps=tuple(steps),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            old_name_lives_on(table.name.sql, f"the old name of {names}"),
            view_is_not_a_table(table.name.sql),
        ),
        vacant=(aside_is_free(table, context.live_name(table)),),
    )


def _expand(context: Context, maker: StepMaker, table: Table, renames: list[RenameColumn]) -> PlacedStep:
    base = context.live_name(table)
    forward = [_rename(table, o.before.name, o.after.name) for o in renames]
    backward = [_rename(table, o.after.name, o.before.name) for o in reversed(renames)]
    return maker.step(
        "rename",
        phase="expand",
        rank=Rank.COLUMN_NAMES,
        title=f"Rename {_titles(renames)} of {table.name}; a view keeps both names",
        reason="The table steps aside, and the view in its place shows the column under both names.",
        up=Script(
            commands=(
                RESERVE_SCHEMA,
                if_exists(table_is(table.name), *forward, alter(table.name, f"SET SCHEMA {RESERVED_SCHEMA}")),
                *_first_view(context, table, renames),
            ),
            claim=BRIEF,
            after=(column_exists(table.name, renames[0].before.name), column_exists(table.name, renames[0].after.name)),
        ),
        down=Script(
            commands=(
                drop_stand_in(table.name),
                if_exists(
                    table_is(base),
                    alter(base, f"SET SCHEMA {identifier(table.name.schema)}"),
                    *backward,
                ),
                RELEASE_SCHEMA,
            ),
            claim=BRIEF,
            after=(column_exists(table.name, renames[0].before.name),),
        ),
    )


def _expose(
    context: Context, maker: StepMaker, table: Table, renames: list[RenameColumn], added: list[Column]
) -> PlacedStep:
    return maker.step(
        "expose",
        phase="expand",
        rank=Rank.LATE_REMOVALS,
        title=f"Show the new columns in the view {table.name}",
        reason="New code must see them before contract.",
        up=Script(commands=_view(context, table, renames, added), claim=BRIEF),
        down=Script(commands=(drop_stand_in(table.name), *_view(context, table, renames, [])), claim=BRIEF),
    )


def _contract(
    context: Context, maker: StepMaker, table: Table, renames: list[RenameColumn], added: list[Column]
) -> PlacedStep:
    base = context.live_name(table)
    return maker.step(
        "forget",
        phase="contract",
        rank=Rank.COLUMN_NAMES,
        title=f"Put table {table.name} back in the view's place",
        reason="No code uses the old name any more.",
        up=Script(
            commands=(
                drop_stand_in(table.name),
                if_exists(table_is(base), alter(base, f"SET SCHEMA {identifier(table.name.schema)}")),
                RELEASE_SCHEMA,
            ),
            claim=BRIEF,
            after=(column_exists(table.name, renames[0].after.name),),
        ),
        down=Script(
            commands=(
                RESERVE_SCHEMA,
                if_exists(table_is(table.name), alter(table.name, f"SET SCHEMA {RESERVED_SCHEMA}")),
                *_view(context, table, renames, added),
            ),
            claim=BRIEF,
        ),
    )


def _first_view(context: Context, table: Table, renames: list[RenameColumn]) -> tuple[str, ...]:
    create, grants = _view(context, table, renames, [])
    # run again, it must leave a view that shows the new columns already
    return unless_exists(view_is(table.name), create), grants


def _view(context: Context, table: Table, renames: list[RenameColumn], added: list[Column]) -> tuple[str, ...]:
    new = {o.before.number: o.after.name for o in renames}
    columns = []
    for column in context.before.columns_of(table.oid):
        name = new.get(column.number, column.name)
        columns.append((name, name))
    columns += [(o.after.name, o.before.name) for o in renames]
    columns += [(column.name, column.name) for column in added]
    version = context.before.server_version
    return create_stand_in(table.name, table, context.live_name(table), columns, version=version)


def _rename(table: Table, old: str, new: str) -> str:
    return alter(table.name, f"RENAME COLUMN {identifier(old)} TO {identifier(new)}")


def _titles(renames: list[RenameColumn]) -> str:
    return ", ".join(f"{identifier(o.before.name)} to {identifier(o.after.name)}" for o in renames)
