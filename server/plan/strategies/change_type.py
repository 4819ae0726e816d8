"""Change a column's type: at once where PostgreSQL needs only its catalog, else by a new column that takes over.

Partitions get the new column, its trigger and its checks from the partitioned table, and each builds its indexes
concurrently. So does a partition that others make meanwhile; where it was made before the indexes were, the file says
what builds its part. ATTACH PARTITION refuses a table without the new column until that has taken over. Files that
build indexes, on the way back too, name each partition: they stop at one that was dropped or detached since the plan
was made.

In one blocking statement are changed: a column in a primary key, unique constraint or foreign key of a partitioned
table; one on which a partition has a default, constraint, index, view or setting of its own, or any trigger; one of a
table with heirs or with a foreign table as partition; and on PostgreSQL 18 one whose NOT NULL constraint has another
name in an attached partition than in the partitioned table: ALTER TYPE gives it that name, and nothing gives it back.
"""

from server.model.catalog import Column, Table
from server.model.lock import LockMode
from server.model.names import column_path, identifier, with_renamed
from server.model.operation import ChangeColumnType
from server.model.plan import Check, Claim, Hazard, Loss, Script
from server.plan.column_in_partitions import obstacle_of_partitions
from server.plan.column_replacement import replace_column
from server.plan.column_swap import plan_swap, uses_column
from server.plan.context import Context, key_columns
from server.plan.ddl import add_constraint, alter, constraint_comment, drop_constraint, one_statement, set_default
from server.plan.domain_rules import has_rules
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction
from server.plan.hazards.data import sequence_ends_early
from server.plan.hazards.locks import blocks_as_written, lock_queue
from server.plan.key_swap import can_be_rewritten, lasting_foreign_keys, widens
from server.plan.offenders import Offenders
from server.plan.remade_views import remade_with
from server.plan.statistics import analyze, analyze_step

_NAME = "change_type"


def change_column_type(context: Context, operation: ChangeColumnType) -> Fragment:
    """Steps for one column; the reason stands with a column that has to be changed in one blocking statement."""
    table = operation.table
    path = column_path(table.name, operation.after.name)
    maker = StepMaker(operation=_NAME, object=path, statement=operation.statement, policy=context.policy)
    return _column(context, maker, operation) + Fragment(hazards=_ends_early(context, operation, path))


def _ends_early(context: Context, operation: ChangeColumnType, path: str) -> tuple[Hazard, ...]:
    owned = [s for s in context.after.sequences.values() if s.owned_by == operation.after.key and not s.identity]
    narrow = {"smallint", "integer", "bigint"} - {operation.after.type}
    if not widens(operation.before, operation.after):
        return ()
    return tuple(sequence_ends_early(s.name.sql, path, s.type) for s in owned if s.type in narrow)


def is_swapped(context: Context, operation: ChangeColumnType) -> bool:
    """Whether a new column takes the place of the column, with the indexes and constraints on it."""
    table = operation.table
    rewrites = context.observed_rewrite(operation.statement, context.before.tables[table.oid].name)
    return rewrites and not context.may_work_at_once(_NAME, table) and not obstacle(context, operation)


def _column(context: Context, maker: StepMaker, operation: ChangeColumnType) -> Fragment:
    table, column = operation.table, operation.before
    rewrites = context.observed_rewrite(operation.statement, context.before.tables[table.oid].name)
    if not rewrites:
        return _at_once(context, maker, operation, Claim(lock=LockMode.ACCESS_EXCLUSIVE), why="")
    claim = Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True, small=context.is_small(table))
    if context.may_work_at_once(_NAME, table):
        return _at_once(context, maker, operation, claim, why="")
    why = obstacle(context, operation)
    if why:
        return _at_once(context, maker, operation, claim, why=why)
    swap = plan_swap(context, table, column, operation.after, operation.using)
    taken = Fragment(choices=context.choices(_NAME, table))
    return replace_column(context, maker, swap, remade_with(context, operation)) + taken


def _at_once(context: Context, maker: StepMaker, operation: ChangeColumnType, claim: Claim, *, why: str) -> Fragment:
    table, before, after = operation.table, operation.before, operation.after
    own = identifier(after.name)
    same_base = before.base_type == after.base_type and before.is_array == after.is_array
    using = f" USING {operation.using}" if operation.using is not None else ""
    backward = "" if same_base else f" USING {own}::text::{before.type}"
    drop_default = alter(table.name, f"ALTER COLUMN {own} DROP DEFAULT") if not same_base and before.default else ""
    as_they_were = _spelled_anew(context, operation)
    views = remade_with(context, operation)
    free = not claim.rewrites
    back = Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True, small=claim.small)
    hazards: list[Hazard] = [lock_queue(table.name.sql, context.policy.lock_timeout_ms)]
    if why:
        hazards.append(blocks_as_written(maker.object, claim.lock, why))
    if free:
        way_back = "the way back proves that every value fits the old type."
        hazards.append(blocks_as_written(f"{maker.object} (way back)", claim.lock, way_back))
    undo = (
        *views.go(back=True),
        drop_default,
        *as_they_were[0],
        alter(table.name, f"ALTER COLUMN {own} TYPE {before.type}{_collation(before)}{backward}"),
        set_default(table.name, before) if drop_default else "",
        *as_they_were[1],
        *views.come(back=True),
    )
    step = maker.step(
        "alter",
        phase="expand" if free else "contract",
        title=f"Change {maker.object} to {after.type}",
        reason="PostgreSQL changes only its catalog." if free else why or "The table is small.",
        up=in_transaction(
            *views.go(back=False),
            drop_default,
            alter(table.name, f"ALTER COLUMN {own} TYPE {after.type}{_collation(after)}{using}"),
            set_default(table.name, after) if drop_default else "",
            *views.come(back=False),
            claim=claim,
        ),
        down=Script(
            commands=(
                one_statement(*filter(None, undo)),
                *(() if table.kind == "foreign table" else (analyze(table.name),)),
            ),
            transactional=False,
            claim=back,
            before=_fits_back(table, before, own) if same_base else (),
        ),
    )
    again = analyze_step(
        maker,
        table,
        phase="expand" if free else "contract",
        rank=Rank.ADDITIONS,
        reason="PostgreSQL drops the statistics of a column whose type changes, and autovacuum sees no reason to look.",
    )
    return Fragment(
        steps=(step, *again),
        hazards=tuple(hazards),
        losses=() if free else (_converted_back(context.path_before(table, before)),),
    )


def _spelled_anew(context: Context, operation: ChangeColumnType) -> tuple[list[str], list[str]]:
    """Commands before and after the way back, for checks and indexes that the other type made PostgreSQL spell anew.

    Converted back with the column they would keep the casts they got.
    """
    table, before, after = operation.table, operation.before, operation.after
    drop, create = [], []
    checks = {c.name: c.definition for c in context.after.constraints_of(table.oid)}
    for each in context.before.constraints_of(table.oid):
        definition = with_renamed(each.definition, before.name, after.name)
        if each.kind == "check" and before.number in each.columns and checks.get(each.name, definition) != definition:
            drop.append(drop_constraint(table.name, each.name))
            create += [add_constraint(table.name, each.name, definition), constraint_comment(table.name, each)]
    return drop, create


def obstacle(context: Context, operation: ChangeColumnType) -> str:
    """Why the column cannot be swapped for another while in use; empty when it can."""
    table, column, catalog = operation.table, operation.before, context.before
    key = key_columns(catalog, table)
    used = [d for d in catalog.dependencies if (d.table_oid, d.column_number) == column.key]
    remade = {view.oid for view in remade_with(context, operation).before}
    # a rule on such a view is made again with it
    remade |= {
        o.address[1] for o in catalog.others.values() if o.kind == "rule" and o.part_of and o.part_of[1] in remade
    }
    standing = sorted(
        {d.kind for d in used if d.oid not in remade}
        & {"view", "materialized view", "policy", "rule", "statistics object"}
    )
    foreign = lasting_foreign_keys(context, column)
    keyed = bool(foreign) or any(
        c.kind in ("primary key", "exclusion") and column.number in c.columns for c in catalog.constraints_of(table.oid)
    )
    excludes = any(c.kind == "exclusion" and column.number in c.columns for c in catalog.constraints_of(table.oid))
    counted = bool(column.identity) or any(s.owned_by == column.key for s in catalog.sequences.values())
    wider = operation.using is None and widens(column, operation.after)
    deferrable = any(
        c.kind == "unique" and c.deferrable and column.number in c.columns for c in catalog.constraints_of(table.oid)
    )
    special = any(i.replica_identity or i.clustered for i in catalog.indexes_of(table.oid) if uses_column(i, column))
    ruled = operation.after.type_kind == "domain" and has_rules(context.after, operation.after.type_oid)
    reasons = {
        "the table is inherited, a partition or foreign.": table.kind == "foreign table"
        or bool(catalog.parents_of(table) or catalog.heirs_of(table)),
        "the table has no key to keep old values by.": not key,
        "PostgreSQL writes the table to add a column of a domain that has rules.": ruled,
        "it is part of an exclusion constraint.": excludes,
        "it is part of a primary or foreign key, and not a narrower integer.": keyed and not wider,
        "a foreign key from or to it cannot be made anew beside it.": not all(
            can_be_rewritten(catalog, each) for each in foreign
        ),
        "it is an identity column or owns a sequence, and not a narrower integer.": counted and not wider,
        "it is a generated column.": bool(column.generated),
        "a deferrable unique constraint stands on it.": deferrable,
        "its index is the table's replica identity or cluster order.": special,
        "it is renamed in the same change.": context.is_moved_aside(table) or column.name != operation.after.name,
        f"a {', '.join(standing)} uses it.": bool(standing),
    }
    found = next((reason for reason, holds in reasons.items() if holds), "")
    return found or (obstacle_of_partitions(context, table, column) if table.kind == "partitioned table" else "")


_CUT_OFF = frozenset(["varchar", "varbit"])
_ROUNDED = frozenset(["numeric", "timestamp", "timestamptz", "time", "timetz", "interval"])
"""Types whose limit an assignment keeps by rounding, without a word."""


def _fits_back(table: Table, before: Column, own: str) -> tuple[Check, ...]:
    """That every value of a type without a limit, or with a higher one, fits the limit that comes back."""
    if before.base_type in _CUT_OFF:
        # a cast cuts off what is too long, and an assignment refuses it
        differs, why = f"{own}::{before.type}::text IS DISTINCT FROM {own}::text", "too long for {}: shorten them"
    elif before.base_type in _ROUNDED:
        differs, why = f"{own}::{before.type} IS DISTINCT FROM {own}", "finer than {}: round them"
    else:
        return ()
    message = f"rows of {table.name} hold values in {own} that are {why.format(before.type)} first"
    return (Offenders(found=f"FROM {table.name} WHERE {differs}").check(message),)


def _collation(column: Column) -> str:
    return f" COLLATE {column.collation}" if column.collation else ""


def _converted_back(path: str) -> Loss:
    return Loss(
        object=path,
        what="old values where the new type cannot give them back: going back converts what is there then",
        preserved=None,
    )
