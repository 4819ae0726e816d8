"""What becomes of rows that break a rule the change adds: by default the plan stops at them, the user may say more.

Each decision says how to count and to list such rows in the target as it is now, and which statement, put into the
change before the rule, is another way. Where the target cannot be asked yet, as of a column that the change adds, the
check before the step is all there is.
"""

from collections.abc import Iterator, Sequence

from server.model.catalog import Column, Constraint, Index, Table
from server.model.names import QualifiedName, column_path, identifier, with_renamed
from server.model.operation import (
    AddCheck,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    CreateIndex,
    ValidateConstraint,
)
from server.model.plan import Decision, Inquiry, Option
from server.plan.context import Context, key_columns
from server.plan.estimates import distinct_of, rows_of
from server.plan.exclusion import conflict, conflicting
from server.plan.index_keys import key_expressions
from server.plan.offenders import Offenders, agreeing, breaking, is_orphan, orphans
from server.plan.rules import nulls_agree

STOP = "stop"
"""The answer that holds unless the user says otherwise."""

_NONE_NEEDED = "Count them first. If there are none, there is nothing to decide."


def row_decisions(context: Context) -> Iterator[Decision]:
    """One for each rule that rows which are there may break."""
    for operation in context.operations:
        match operation:
            case AddForeignKey(table=table, after=after) | AddCheck(table=table, after=after):
                if not context.is_new(table) and after.validated:
                    yield _of_constraint(context, table, after)
            case ValidateConstraint(table=table, after=after):
                yield _of_constraint(context, table, after)
            case AddUnique(table=table, after=after, index=index) if not context.is_new(table):
                yield _duplicates(context, table, index, column_path(table.name, after.name))
            case CreateIndex(table=table, after=index) if index.unique and not context.is_new(table):
                yield _duplicates(context, table, index, QualifiedName(schema=table.name.schema, name=index.name).sql)
            case AddExclusion(table=table, after=after) if not context.is_new(table):
                yield _conflicts(context, table, after)
            case _:
                pass


def offenders_of(context: Context, constraint: Constraint) -> Offenders | None:
    """Rows that break a foreign key or check, under the names the target has now; None when it cannot be asked."""
    columns = _columns_now(context, constraint.table_oid, constraint.columns)
    table = context.before.tables.get(constraint.table_oid)
    if table is None or columns is None:
        return None
    if constraint.kind == "check":
        return breaking(table.name, _as_now(context, table, constraint.expression or "true"))
    there = context.before.tables.get(constraint.referenced_table_oid)
    referenced = _columns_now(context, constraint.referenced_table_oid, constraint.referenced_columns)
    if constraint.kind != "foreign key" or there is None or referenced is None:
        return None
    return orphans(table.name, _names(columns), there.name, _names(referenced))


def _of_constraint(context: Context, table: Table, constraint: Constraint) -> Decision:
    path = column_path(table.name, constraint.name)
    found = offenders_of(context, constraint)
    if constraint.kind == "foreign key":
        return _decision(
            context,
            key=f"orphans:{path}",
            question=f"What becomes of rows of {table.name} that refer to rows which are not there?",
            options=_for_orphans(context, constraint) if found else (),
            advice="Else empty the reference where the row makes sense without it; delete the row where it does not.",
            inquiry=_inquiry(found, rows_of(context, table), "cannot tell orphans"),
        )
    return _decision(
        context,
        key=f"violations:{path}",
        question=f"What becomes of rows of {table.name} that break {identifier(constraint.name)}?",
        options=_for_violations(table, found) if found else (),
        advice="Else put an UPDATE that gives them allowed values into the change, before the constraint.",
        inquiry=_inquiry(found, rows_of(context, table), "cannot tell which rows break it"),
    )


def _duplicates(context: Context, table: Table, index: Index, path: str) -> Decision:
    columns = _columns_now(context, index.table_oid, [number for number in index.columns if number])
    now = context.before.tables[table.oid]
    keys = key_expressions(index) if columns is not None and not _uses_what_changes(context, table, index) else None
    found = None
    if keys:
        predicate, keys = _as_now(context, now, index.predicate or ""), tuple(_as_now(context, now, k) for k in keys)
        found = agreeing(now.name, keys, nulls_agree=nulls_agree(index), predicate=predicate)
    return _decision(
        context,
        key=f"duplicates:{path}",
        question=f"What becomes of rows of {table.name} that agree in what {path} holds to be unique?",
        options=_for_duplicates(context, now, index, columns)
        if found and columns and not index.predicate and not index.has_expressions
        else (),
        advice="Else merge them: which row is the right one, and what refers to the others, only you know.",
        inquiry=_inquiry(found, distinct_of(context, table, () if index.has_expressions else columns or ()), ""),
    )


def _conflicts(context: Context, table: Table, constraint: Constraint) -> Decision:
    path = column_path(table.name, constraint.name)
    changed = context.new_columns() | context.retyped_columns()
    asked = not context.renamed_columns(table) and all(oid != table.oid for oid, _ in changed)
    now = context.before.tables[table.oid]
    return _decision(
        context,
        key=f"conflicts:{path}",
        question=f"What becomes of rows of {table.name} that conflict under {identifier(constraint.name)}?",
        options=(_for_conflicts(context, now, constraint),) if asked else (),
        advice="Else change or delete one of each two: which one is right, only you know.",
        inquiry=_inquiry(
            conflicting(now.name, constraint) if asked else None, rows_of(context, table), "cannot tell conflicts"
        ),
    )


def _for_conflicts(context: Context, table: Table, constraint: Constraint) -> Option:
    key = _row_key(context, table)
    rows = f"{table.name.sql} AS later USING {table.name.sql} AS earlier"
    apart = f"({_of('later', key)}) > ({_of('earlier', key)})"
    return Option(
        answer="",
        effect=f"Of two that conflict, the one with the greater ({', '.join(key)}) is deleted.",
        sql=f"DELETE FROM {rows} WHERE {conflict(constraint, 'later', 'earlier')} AND {apart}",
    )


def _row_key(context: Context, table: Table) -> list[str]:
    return [identifier(column.name) for column in key_columns(context.before, table)] or ["ctid"]


def _of(row: str, names: list[str]) -> str:
    return ", ".join(f"{row}.{name}" for name in names)


def _uses_what_changes(context: Context, table: Table, index: Index) -> bool:
    """Whether its expressions or predicate may be about columns that are not there yet, or not of that type."""
    changed = context.new_columns() | context.retyped_columns()
    return bool(index.has_expressions or index.predicate) and any(oid == table.oid for oid, _ in changed)


def _decision(
    context: Context, *, key: str, question: str, options: tuple[Option, ...], advice: str, inquiry: Inquiry | None
) -> Decision:
    given = context.decisions.get(key)
    stop = Option(answer=STOP, effect="The step does not run while there are such rows, and says how many there are.")
    return Decision(
        key=key,
        question=question,
        example=STOP,
        chosen=given or STOP,
        options=(stop, *options),
        inquiry=inquiry,
        recommendation=f"{_NONE_NEEDED} {advice}",
        assumed=given is None,
        free=False,
    )


def _inquiry(found: Offenders | None, estimate: str, silent: str) -> Inquiry | None:
    if found is None:
        return None
    told = f"{estimate}; statistics {silent}" if estimate and silent else estimate
    return Inquiry(count=found.count, listing=found.listing, estimate=told)


def _for_orphans(context: Context, constraint: Constraint) -> tuple[Option, ...]:
    columns = _columns_now(context, constraint.table_oid, constraint.columns) or ()
    referenced = _columns_now(context, constraint.referenced_table_oid, constraint.referenced_columns) or ()
    table, there = (context.before.tables[oid].name for oid in (constraint.table_oid, constraint.referenced_table_oid))
    where = is_orphan(_names(columns), there, _names(referenced))
    delete = Option(answer="", effect="They are deleted.", sql=f"DELETE FROM {table.sql} AS child WHERE {where}")
    loose = [identifier(column.name) for column in columns if not column.not_null]
    if not loose:
        return (delete,)
    nothing = ", ".join(f"{name} = NULL" for name in loose)
    clear = Option(
        answer="",
        effect="They no longer refer to anything.",
        sql=f"UPDATE {table.sql} AS child SET {nothing} WHERE {where}",
    )
    return (clear, delete)


def _for_violations(table: Table, found: Offenders) -> tuple[Option, ...]:
    delete = Option(answer="", effect="They are deleted.", sql=f"DELETE {found.found}")
    return (delete,) if table.kind != "foreign table" else ()


def _for_duplicates(context: Context, table: Table, index: Index, columns: Sequence[Column]) -> tuple[Option, ...]:
    operator = "IS NOT DISTINCT FROM" if nulls_agree(index) else "="
    same = " AND ".join(f"later.{identifier(name)} {operator} earlier.{identifier(name)}" for name in _names(columns))
    key = _row_key(context, table)
    rows = f"{table.name.sql} AS later USING {table.name.sql} AS earlier"
    sql = f"DELETE FROM {rows} WHERE {same} AND ({_of('later', key)}) > ({_of('earlier', key)})"
    kept = f"Of rows that agree, the one with the least ({', '.join(key)}) stays and the others are deleted."
    return (Option(answer="", effect=kept, sql=sql),)


def _columns_now(context: Context, table_oid: int, numbers: Sequence[int]) -> tuple[Column, ...] | None:
    """The columns as they are in the target; None when one is not there yet, or not of that type."""
    keys = [(table_oid, number) for number in numbers]
    changed = context.retyped_columns()
    if any(key not in context.before.columns or key in changed for key in keys):
        return None
    return tuple(context.before.columns[key] for key in keys)


def _as_now(context: Context, table: Table, expression: str) -> str:
    for rename in context.renamed_columns(table):
        expression = with_renamed(expression, rename.after.name, rename.before.name)
    return expression


def _names(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns]
