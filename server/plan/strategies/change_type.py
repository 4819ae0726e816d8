"""Change a column's type: at once where PostgreSQL needs only its catalog, else by a new column that takes over."""

from dataclasses import replace

from server.model.catalog import Column
from server.model.lock import LockMode
from server.model.names import column_path, identifier
from server.model.operation import ChangeColumnType
from server.model.plan import Check, Claim, Hazard, Loss, Script
from server.plan.archive import ColumnArchive
from server.plan.batches import in_batches, key_range
from server.plan.column_swap import ColumnSwap, plan_swap, uses_column
from server.plan.context import Context, key_columns
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    add_constraint,
    alter,
    column_clause,
    column_comment,
    column_is,
    create_index,
    drop_constraint,
    drop_index,
    drop_invalid_index,
    if_exists,
    one_statement,
    set_default,
    vacuum,
    validate,
)
from server.plan.fragment import NOTHING, Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import column_order
from server.plan.hazards.data import conversion_fails
from server.plan.hazards.locks import blocks_as_written, lock_queue, one_long_transaction, rewrite_under_lock
from server.plan.rules import BRIEF, READS_ONLY, WRITES_PASS, column_gone, no_duplicates
from server.plan.trigger_effects import trigger_effects


def change_column_type(context: Context, operation: ChangeColumnType) -> Fragment:
    """Steps for one column; the reason stands with a column that has to be changed in one blocking statement."""
    table, column = operation.table, operation.before
    path = column_path(table.name, operation.after.name)
    maker = StepMaker(operation="change_type", object=path, statement=operation.statement, policy=context.policy)
    rewrites = context.observed_rewrite(operation.statement, context.before.tables[table.oid].name)
    if not rewrites:
        return _at_once(context, maker, operation, Claim(lock=LockMode.ACCESS_EXCLUSIVE), why="")
    claim = Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True, small=context.is_small(table))
    if claim.small:
        return _at_once(context, maker, operation, claim, why="")
    obstacle = _obstacle(context, operation)
    if obstacle:
        return _at_once(context, maker, operation, claim, why=obstacle)
    return _online(context, maker, plan_swap(context, table, column, operation.after, operation.using))


def _at_once(context: Context, maker: StepMaker, operation: ChangeColumnType, claim: Claim, *, why: str) -> Fragment:
    table, before, after = operation.table, operation.before, operation.after
    own = identifier(after.name)
    same_base = before.base_type == after.base_type and before.is_array == after.is_array
    using = f" USING {operation.using}" if operation.using is not None else ""
    backward = "" if same_base else f" USING {own}::text::{before.type}"
    drop_default = alter(table.name, f"ALTER COLUMN {own} DROP DEFAULT") if not same_base and before.default else ""
    free = not claim.rewrites
    back = Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True, small=claim.small)
    hazards: list[Hazard] = [lock_queue(table.name.sql, context.policy.lock_timeout_ms)]
    if why:
        hazards.append(blocks_as_written(maker.object, claim.lock, why))
    if free:
        way_back = "the way back proves that every value fits the old type."
        hazards.append(blocks_as_written(f"{maker.object} (way back)", claim.lock, way_back))
    step = maker.step(
        "alter",
        phase="expand" if free else "contract",
        title=f"Change {maker.object} to {after.type}",
        reason="PostgreSQL changes only its catalog." if free else "The table is small." if claim.small else why,
        up=in_transaction(
            drop_default,
            alter(table.name, f"ALTER COLUMN {own} TYPE {after.type}{_collation(after)}{using}"),
            set_default(table.name, after) if drop_default else "",
            claim=claim,
        ),
        down=in_transaction(
            drop_default,
            alter(table.name, f"ALTER COLUMN {own} TYPE {before.type}{_collation(before)}{backward}"),
            set_default(table.name, before) if drop_default else "",
            claim=back,
        ),
    )
    return Fragment(steps=(step,), hazards=tuple(hazards), losses=() if free else (_converted_back(maker.object),))


def _obstacle(context: Context, operation: ChangeColumnType) -> str:
    """Why the column cannot be swapped for another while in use; empty when it can."""
    table, column, catalog = operation.table, operation.before, context.before
    key = key_columns(catalog, table)
    used = [d for d in catalog.dependencies if (d.table_oid, d.column_number) == column.key]
    standing = sorted({d.kind for d in used} & {"view", "materialized view", "policy", "rule", "statistics object"})
    owned = any(s.owned_by == column.key for s in catalog.sequences.values())
    keyed = any(
        c.kind in ("primary key", "foreign key", "exclusion")
        and (
            (c.table_oid == table.oid and column.number in c.columns)
            or (c.referenced_table_oid == table.oid and column.number in c.referenced_columns)
        )
        for c in catalog.constraints.values()
    )
    deferrable = any(
        c.kind == "unique" and c.deferrable and column.number in c.columns for c in catalog.constraints_of(table.oid)
    )
    special = any(i.replica_identity or i.clustered for i in catalog.indexes_of(table.oid) if uses_column(i, column))
    reasons = {
        "the table is partitioned, inherited or foreign.": table.kind != "table" or table.partition_of is not None,
        "the table has no key to fill a new column by.": not key,
        "it is part of a primary key, foreign key or exclusion constraint.": keyed,
        "it is an identity or generated column, or owns a sequence.": bool(column.identity or column.generated)
        or owned,
        "a deferrable unique constraint stands on it.": deferrable,
        "its index is the table's replica identity or cluster order.": special,
        "it is renamed in the same change.": context.is_moved_aside(table) or column.name != operation.after.name,
        f"a {', '.join(standing)} uses it.": bool(standing),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _online(context: Context, maker: StepMaker, swap: ColumnSwap) -> Fragment:
    table, path = swap.table, maker.object
    old = replace(swap.before, name=swap.old, not_null=False, default=None)
    archive = ColumnArchive(context, table, table.name, old, kept_as=swap.before.name)
    hazards = (
        lock_queue(table.name.sql, context.policy.lock_timeout_ms),
        rewrite_under_lock(table.name.sql, f"ALTER COLUMN {swap.own} TYPE {swap.after.type}"),
        one_long_transaction(table.name.sql),
        conversion_fails(path, swap.expression),
        column_order(table.name.sql, swap.own),
    )
    fragment = Fragment(
        steps=(
            _add(maker, swap),
            _backfill(context, maker, swap),
            *_twins(maker, swap),
            *_unique_twins(maker, swap),
            _swap(maker, swap),
            _open_archive(maker, archive),
            _copy(context, maker, swap, archive),
            _drop_old(maker, swap, archive, old),
        ),
        hazards=hazards,
        losses=(_loss(path, archive.name.sql),),
    )
    return fragment + trigger_effects(context, table, swap.before.name)


def _add(maker: StepMaker, swap: ColumnSwap) -> PlacedStep:
    table = swap.table.name
    return maker.step(
        "add",
        phase="expand",
        title=f"Add a column of type {swap.after.type} beside {maker.object}, kept in step by a trigger",
        reason="From here on every write fills both, whatever code writes it.",
        up=in_transaction(RESERVE_SCHEMA, *swap.add_column(table), claim=BRIEF),
        down=in_transaction(
            *swap.drop_trigger(swap.forward, table),
            alter(table, f"DROP COLUMN IF EXISTS {identifier(swap.new)}"),
            RELEASE_SCHEMA,
            claim=BRIEF,
        ),
    )


def _backfill(context: Context, maker: StepMaker, swap: ColumnSwap) -> PlacedStep:
    table, new = swap.table.name, identifier(swap.new)
    key = key_columns(context.before, swap.table)
    update = f"UPDATE {table.sql} SET {new} = {swap.expression} WHERE {key_range(key)} AND {new} IS NULL"
    return maker.step(
        "backfill",
        phase="migrate",
        title=f"Fill the new column of {maker.object}",
        reason="In batches along a key, each of which commits.",
        up=one_by_one(
            in_batches(table=table, key=key, work=(update,), policy=context.policy),
            vacuum(table),
            claim=WRITES_PASS,
        ),
        down=NOTHING,
    )


def _twins(maker: StepMaker, swap: ColumnSwap) -> list[PlacedStep]:
    table, new, steps = swap.table.name, identifier(swap.new), []
    for index, twin in swap.indexes:
        build = create_index(index, table, name=twin.made, tail=swap.tail(index, swap.new), concurrently=True)
        steps.append(
            maker.step(
                f"index:{index.name}",
                phase="migrate",
                rank=Rank.LATE_ADDITIONS,
                title=f"Build the like of index {identifier(index.name)} on the new column, concurrently",
                reason="It must be there when the new column takes over.",
                up=one_by_one(drop_invalid_index(table.schema, twin.made), build, claim=WRITES_PASS),
                down=one_by_one(drop_index(table.schema, twin.made, concurrently=True), claim=WRITES_PASS),
            )
        )
    rules = [(twin.made, swap.check(constraint, swap.new)) for constraint, twin in swap.checks]
    if swap.after.not_null:
        rules.append((swap.not_null, f"CHECK ({new} IS NOT NULL)"))
    for name, definition in rules:
        steps.append(
            maker.step(
                f"check:{name}",
                phase="migrate",
                rank=Rank.LATE_ADDITIONS,
                title=f"Hold the new column of {maker.object} to {definition}",
                reason="Added without reading the rows, then proved while reads and writes go on.",
                up=one_by_one(
                    add_constraint(table, name, f"{definition} NOT VALID"), validate(table, name), claim=BRIEF
                ),
                down=in_transaction(drop_constraint(table, name), claim=BRIEF),
            )
        )
    return steps


def _unique_twins(maker: StepMaker, swap: ColumnSwap) -> list[PlacedStep]:
    table, steps = swap.table.name, []
    for constraint, index, twin in swap.uniques:
        build = create_index(index, table, name=twin.made, tail=swap.tail(index, swap.new), concurrently=True)
        columns = tuple(swap.new if number == swap.before.number else "" for number in index.columns)
        steps.append(
            maker.step(
                f"unique:{constraint.name}",
                phase="contract",
                rank=Rank.COLUMN_NAMES,
                title=f"Build the index of {identifier(constraint.name)} on the new column, concurrently",
                reason="Two values that differ in the old type may agree in the new one: this is where it shows.",
                up=Script(
                    commands=(drop_invalid_index(table.schema, twin.made), build),
                    transactional=False,
                    claim=WRITES_PASS,
                    before=no_duplicates(table, columns, index) if len(columns) == 1 else (),
                    # after the swap, which is the next step, its column has another name
                    once=True,
                ),
                down=one_by_one(drop_index(table.schema, twin.made, concurrently=True), claim=WRITES_PASS),
            )
        )
    return steps


def _swap(maker: StepMaker, swap: ColumnSwap) -> PlacedStep:
    table, old = swap.table.name, identifier(swap.old)
    proved: tuple[str, ...] = ()
    if swap.before.not_null:
        rule = add_constraint(table, swap.old_not_null, f"CHECK ({old} IS NOT NULL) NOT VALID")
        proved = (rule, validate(table, swap.old_not_null))
    fits = Check(
        condition=f"NOT EXISTS (SELECT FROM {table.sql} WHERE {old} IS NULL AND {swap.own} IS NOT NULL)",
        message=f"rows of {table} hold values in {swap.own} that {swap.before.type} does not take: change them first",
    )
    again = add_constraint(table, swap.not_null, f"CHECK ({swap.own} IS NOT NULL) NOT VALID")
    proved_again = (again, validate(table, swap.not_null)) if swap.after.not_null else ()
    return maker.step(
        "swap",
        phase="contract",
        rank=Rank.COLUMN_NAMES,
        title=f"Let the new column take over the name {maker.object}",
        reason="Only names change: columns, constraints and indexes change places in one transaction.",
        up=in_transaction(
            # run again after it was done, it would put the new column away
            if_exists(
                column_is(table, swap.new),
                *swap.drop_trigger(swap.forward, table),
                *swap.swap(),
                *swap.keep_old_in_step(),
            ),
            claim=BRIEF,
        ),
        down=Script(
            commands=(
                *proved,
                *proved_again,
                one_statement(*swap.drop_trigger(swap.backward, table), *swap.swap_back(), *swap.add_column(table)[1:]),
            ),
            transactional=False,
            claim=BRIEF,
            before=(fits,),
        ),
    )


def _open_archive(maker: StepMaker, archive: ColumnArchive) -> PlacedStep:
    return maker.step(
        "archive",
        phase="contract",
        rank=Rank.OLD_COLUMNS,
        title=f"Open the archive {archive.name} for the old values of {maker.object}",
        reason="A trigger carries writes that happen while the values are copied.",
        up=in_transaction(*archive.open(), claim=Claim(lock=LockMode.SHARE_ROW_EXCLUSIVE)),
        down=one_by_one(*archive.discard(), claim=BRIEF),
    )


def _copy(context: Context, maker: StepMaker, swap: ColumnSwap, archive: ColumnArchive) -> PlacedStep:
    table, old = swap.table.name, identifier(swap.old)
    key = key_columns(context.before, swap.table)
    same = " AND ".join(f"t.{identifier(c.name)} = kept.{identifier(c.name)}" for c in key)
    others = _others(context, swap) if swap.using is not None else ""
    value = swap.using if swap.using is not None else f"{swap.own}::{swap.after.type}"
    converted = f"(SELECT {value} FROM (SELECT kept.{old} AS {swap.own}{others}) AS {identifier(swap.table.name.name)})"
    # an archived value is exact as long as it still stands for what the new column holds
    holds = f"{same} AND {converted}::text IS NOT DISTINCT FROM t.{swap.own}::text"
    exact = (
        f"UPDATE {table.sql} AS t SET {old} = kept.{old} FROM {archive.name.sql} AS kept\n"
        f"WHERE {key_range(key, 't')} AND t.{old}::text IS DISTINCT FROM kept.{old}::text\n"
        f"  AND {holds}"
    )
    refill = (
        f"UPDATE {table.sql} AS t SET {old} = {swap.reverse}\n"
        f"WHERE {key_range(key, 't')} AND t.{old} IS NULL AND t.{swap.own} IS NOT NULL\n"
        f"  AND NOT EXISTS (SELECT FROM {archive.name.sql} AS kept WHERE {holds})"
    )
    rules: list[str] = []
    for index, twin in swap.indexes:
        rules += [
            drop_invalid_index(table.schema, twin.kept),
            create_index(index, table, name=twin.kept, tail=swap.tail(index, swap.old), concurrently=True),
        ]
    for _, index, twin in swap.uniques:
        made = create_index(index, table, name=twin.kept, tail=swap.tail(index, swap.old), concurrently=True)
        name = identifier(twin.kept)
        rules += [
            drop_invalid_index(table.schema, twin.kept),
            made,
            add_constraint(table, twin.kept, f"UNIQUE USING INDEX {name}"),
        ]
    for constraint, twin in swap.checks:
        rules.append(add_constraint(table, twin.kept, f"{swap.check(constraint, swap.old)} NOT VALID"))
        if constraint.validated:
            rules.append(validate(table, twin.kept))
    return maker.step(
        "copy",
        phase="contract",
        rank=Rank.OLD_COLUMNS,
        title=f"Copy the old values of {maker.object} into the archive",
        reason="In batches that commit; the table is only read.",
        up=one_by_one(archive.copy(), claim=READS_ONLY),
        down=one_by_one(
            in_batches(table=table, key=key, work=(exact, refill), policy=context.policy), *rules, claim=BRIEF
        ),
    )


def _others(context: Context, swap: ColumnSwap) -> str:
    """The other columns, which an expression may read, under their old names: some have a new one by now."""
    found = []
    for column in context.before.columns_of(swap.table.oid):
        if column.key != swap.before.key:
            now = context.after.columns.get(column.key, column)
            found.append(f", t.{identifier(now.name)} AS {identifier(column.name)}")
    return "".join(found)


def _drop_old(maker: StepMaker, swap: ColumnSwap, archive: ColumnArchive, old: Column) -> PlacedStep:
    table = swap.table.name
    return maker.step(
        "drop_old",
        phase="contract",
        rank=Rank.OLD_COLUMNS,
        title=f"Drop the old column of {maker.object}",
        reason="Only the catalog changes.",
        up=Script(
            commands=(
                *archive.stop(),
                *swap.drop_trigger(swap.backward, table),
                alter(table, f"DROP COLUMN IF EXISTS {identifier(swap.old)}"),
                *filter(None, [column_comment(table, swap.after)]),
            ),
            claim=BRIEF,
            after=(column_gone(table, swap.old),),
        ),
        down=in_transaction(
            alter(table, f"ADD COLUMN IF NOT EXISTS {column_clause(old, default=False, not_null=False)}"),
            column_comment(table, old),
            *swap.keep_old_in_step(),
            claim=BRIEF,
        ),
    )


def _collation(column: Column) -> str:
    return f" COLLATE {column.collation}" if column.collation else ""


def _converted_back(path: str) -> Loss:
    return Loss(
        object=path,
        what="old values where the new type cannot give them back: going back converts what is there then",
        preserved=None,
    )


def _loss(path: str, archive: str | None) -> Loss:
    return Loss(
        object=path,
        what="what the new type holds and the old one does not, in values written after contract",
        preserved=archive,
    )
