"""Giving rows a value they lack, so that the way back can take exactly these values away again."""

from functools import partial

from server.model.catalog import Column, Table
from server.model.names import QualifiedName, column_path, identifier, identifiers
from server.model.plan import Decision, Hazard, Inquiry, Loss, Option, Script
from server.plan.batches import Batches, key_range
from server.plan.context import Context, key_columns
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA, add_constraint, alter, drop_constraint, if_exists, validate
from server.plan.estimates import nulls_of
from server.plan.filling import Filling, asks_once
from server.plan.fragment import NOTHING, Fragment, StepMaker, in_transaction, one_by_one
from server.plan.hazards.data import nulls_present
from server.plan.hazards.locks import lock_queue, one_long_transaction, scan_under_lock
from server.plan.offenders import without_value
from server.plan.rules import BRIEF, WRITES_PASS, has_not_null, no_nulls
from server.plan.trigger_effects import trigger_effects
from server.plan.vacancy import archive_is_new

_BATCHES = "Batches along a key, each committed by itself, lock few rows for a short time."
_SAMPLES = {
    "bool": "false",
    "uuid": "pg_catalog.gen_random_uuid()",
    "json": "'{}'",
    "jsonb": "'{}'",
    "date": "CURRENT_DATE",
    "timestamp": "LOCALTIMESTAMP",
    "timestamptz": "CURRENT_TIMESTAMP",
    "interval": "'0'",
    "bytea": "''",
    "text": "''",
    "varchar": "''",
    "bpchar": "''",
}


def backfill_decision(context: Context, table: QualifiedName, column: Column) -> Decision:
    """Which value rows without one get."""
    path, own = column_path(table, column.name), identifier(column.name)
    key = f"backfill:{path}"
    example = "'{}'" if column.is_array else _SAMPLES.get(column.base_type, "0")
    return Decision(
        key=key,
        question=f"Which value do rows get that have none in {path}? An SQL expression over the row's columns.",
        example=example,
        chosen=context.decisions.get(key),
        rehearsed_as=f"UPDATE {table.sql} SET {own} = {example} WHERE {own} IS NULL",
        options=_ways_to_fill(column, example),
        inquiry=_who_lacks_it(context, column),
        recommendation="Count them first. If there are none, any value will do; else take one that the code can tell "
        "from a real one, or an expression over other columns that gives the real one.",
    )


def _ways_to_fill(column: Column, example: str) -> tuple[Option, ...]:
    """Expressions that fit the type; which one is right only the user knows."""
    constant = Option(answer=example, effect="All of them get the same value.")
    if column.default is None or column.generated or column.default_volatility == "volatile":
        return (constant,)
    default = Option(answer=column.default, effect="They get what new rows get that leave the column out.")
    return (default, constant)


def _who_lacks_it(context: Context, column: Column) -> Inquiry | None:
    """How many rows have no value now; of a column that the change adds, nobody can ask yet."""
    now, table = context.before.columns.get(column.key), context.before.tables.get(column.table_oid)
    if now is None or table is None:
        return None
    found = without_value(table.name, now.name)
    return Inquiry(count=found.count, listing=found.listing, estimate=nulls_of(context, table, now))


def plain_filling(
    context: Context, *, table: Table, name: QualifiedName, column: Column, expression: str, needed: str = ""
) -> Filling:
    """A backfill that does not note which rows it fills.

    Args:
        needed: As for ``fill``.
    """
    # Batches of an empty table run nothing: this has PostgreSQL read the expression before any row is touched.
    tried = f"UPDATE {name.sql} SET {identifier(column.name)} = ({expression}) WHERE false"
    return Filling(
        path=column_path(table.name, column.name),
        name=context.helper(table.name, column.name, "fill"),
        table=name,
        key=key_columns(context.before, table),
        column=column.name,
        value=expression,
        policy=context.policy,
        portions=context.portions(table),
        tried=(if_exists(needed, tried) if needed else tried,),
        asked_once=asks_once(expression, context.before, context.after),
        needed=needed,
    )


def fill(
    context: Context,
    *,
    table: Table,
    name: QualifiedName,
    column: Column,
    expression: str,
    remember: bool,
    needed: str = "",
) -> tuple[Script, Script]:
    """Up and down of a backfill; with ``remember`` the filled rows are noted and the down empties them again.

    Args:
        needed: A query that finds no row once the expression may no longer be written; empty: it always may.
    """
    plain = plain_filling(context, table=table, name=name, column=column, expression=expression, needed=needed)
    target, key = identifier(column.name), plain.key
    if not key or not remember:
        return plain.scripts()

    def batches(part: str, work: str, opposite: str, *, in_rounds: bool = False) -> Batches:
        return Batches(
            name=context.helper(table.name, column.name, part),
            table=name,
            key=key,
            work=(work,),
            policy=context.policy,
            portions=context.portions(table),
            in_rounds=in_rounds,
            opposite=(context.helper(table.name, column.name, opposite),),
            needed=needed,
        )

    archive = context.helper(table.name, column.name, "filled")
    keys = identifiers([c.name for c in key])
    note = (
        f"WITH filled AS ({plain.update()} RETURNING {keys}, {target})\n"
        f"INSERT INTO {archive.sql} SELECT {keys}, {target} FROM filled ON CONFLICT ({keys}) DO NOTHING"
    )
    matches = " AND ".join(f"t.{identifier(c.name)} = filled.{identifier(c.name)}" for c in key)
    undo = (
        f"UPDATE {name.sql} AS t SET {target} = NULL FROM {archive.sql} AS filled\n"
        f"WHERE {matches} AND {key_range(key, 't')} AND t.{target} IS NOT DISTINCT FROM filled.{target}"
    )
    make = keyed_archive(archive, key, column)
    filling, emptying = batches("fill", note, "empty", in_rounds=plain.in_rounds), batches("empty", undo, "fill")
    up = one_by_one(*plain.tried, RESERVE_SCHEMA, make, *filling.commands(), claim=WRITES_PASS)
    down = one_by_one(
        RESERVE_SCHEMA,
        make,
        *emptying.commands(),
        f"DROP TABLE IF EXISTS {archive.sql}",
        RELEASE_SCHEMA,
        claim=WRITES_PASS,
    )
    return up, down


def keyed_archive(archive: QualifiedName, key: tuple[Column, ...], *values: Column) -> str:
    """A table for values of rows, found again by the rows' key."""
    columns = [f"{identifier(c.name)} {c.type} NOT NULL" for c in key]
    columns += [f"{identifier(c.name)} {c.type}" for c in values]
    return (
        f"CREATE TABLE IF NOT EXISTS {archive.sql} ({', '.join(columns)}, "
        f"PRIMARY KEY ({identifiers([c.name for c in key])}))"
    )


def require_value(
    context: Context,
    maker: StepMaker,
    *,
    table: Table,
    column: Column,
    expression: str | None,
    decision: Decision | None,
    remember: bool,
    needed: str = "",
) -> Fragment:
    """Fills rows without a value, then forbids nulls without ever scanning under a blocking lock.

    Args:
        needed: As for ``fill``.
    """
    path = column_path(table.name, column.name)
    scratch = context.scratch(table.name.name, column.name, "not_null")
    own, steps = identifier(column.name), []
    if expression is not None:
        filling = partial(
            fill, context, table=table, column=column, expression=expression, remember=remember, needed=needed
        )
        title, reason = f"Fill {path} where it is null", _BATCHES
        live = context.live_name(table)
        if remember:
            up, down = filling(name=live)
            steps.append(maker.step("backfill", phase="migrate", title=title, reason=reason, up=up, down=down))
        else:
            plain = plain_filling(context, table=table, name=live, column=column, expression=expression, needed=needed)
            steps.append(maker.filling(plain, title=title, reason=reason))
    forbid = in_transaction(add_constraint(table.name, scratch, f"CHECK ({own} IS NOT NULL) NOT VALID"), claim=BRIEF)
    steps.append(
        maker.step(
            "forbid",
            phase="contract",
            title=f"Refuse new nulls in {path}",
            reason="A NOT VALID check holds new rows to it without reading the old ones.",
            up=forbid,
            down=in_transaction(drop_constraint(table.name, scratch), claim=BRIEF),
        )
    )
    if expression is not None:
        up, down = filling(name=table.name)
        steps.append(
            maker.step(
                "backfill_again",
                phase="contract",
                title=f"Fill {path} once more",
                reason="Old code may have written nulls after the first pass; from now on nobody can.",
                up=up,
                down=NOTHING,
            )
        )
    remedy = f"answer the decision {decision.key}" if decision and decision.chosen is None else "mend them first"
    steps += [
        maker.step(
            "validate",
            phase="contract",
            title=f"Prove that {path} has no null",
            reason="Validation reads the table under a lock that lets reads and writes pass.",
            up=Script(
                commands=(validate(table.name, scratch),),
                claim=WRITES_PASS,
                before=(no_nulls(table.name, column.name, remedy),),
            ),
            down=NOTHING,
        ),
        maker.step(
            "set",
            phase="contract",
            title=f"Make {path} NOT NULL",
            reason="With the proved check PostgreSQL 12 and newer need not read the table.",
            up=Script(
                commands=(
                    alter(table.name, f"ALTER COLUMN {own} SET NOT NULL"),
                    drop_constraint(table.name, scratch),
                ),
                claim=BRIEF,
                after=(has_not_null(table.name, column.name),),
            ),
            down=in_transaction(alter(table.name, f"ALTER COLUMN {own} DROP NOT NULL"), claim=BRIEF),
        ),
    ]
    # An open decision is rehearsed with an example, and whatever answers it fires them too.
    fires = expression is not None or decision is not None
    effects = trigger_effects(context, table, column.name) if fires else Fragment()
    remembered = expression is not None and remember and bool(key_columns(context.before, table))
    filled = context.helper(table.name, column.name, "filled")
    fragment = Fragment(
        steps=tuple(steps),
        decisions=(decision,) if decision else (),
        hazards=_hazards(context, table, path, filled=expression is not None),
        losses=_losses(context, table, path, forgotten=expression is not None and remember),
        vacant=(archive_is_new(filled, "migrate"),) if remembered else (),
    )
    return fragment + effects


def _hazards(context: Context, table: Table, path: str, *, filled: bool) -> tuple[Hazard, ...]:
    found = [
        lock_queue(table.name.sql, context.policy.lock_timeout_ms),
        scan_under_lock(table.name.sql, f"SET NOT NULL on {path}"),
        nulls_present(path),
    ]
    if filled:
        found.append(one_long_transaction(table.name.sql))
    return tuple(found)


def _losses(context: Context, table: Table, path: str, *, forgotten: bool) -> tuple[Loss, ...]:
    if forgotten and not key_columns(context.before, table):
        return (
            Loss(
                object=path,
                what="which rows had no value: the table has no key to remember them by",
                preserved=None,
            ),
        )
    return ()
