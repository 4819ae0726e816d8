"""The steps by which a column of another type takes the place of one in use, and gives it back."""

from dataclasses import replace

from server.model.catalog import Column
from server.model.lock import LockMode
from server.model.names import identifier
from server.model.plan import Check, Claim, Loss, Script
from server.plan.archive import ColumnArchive
from server.plan.batches import Batches, key_range
from server.plan.column_swap import ColumnSwap
from server.plan.context import Context, key_columns
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    add_constraint,
    alter,
    column_clause,
    column_comment,
    column_is,
    column_settings,
    create_index,
    drop_constraint,
    drop_index,
    drop_invalid_index,
    if_exists,
    one_statement,
    relation_is,
    validate,
)
from server.plan.fragment import Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import column_order
from server.plan.hazards.data import conversion_fails
from server.plan.hazards.locks import lock_queue, one_long_transaction, rewrite_under_lock
from server.plan.key_swap import fits
from server.plan.remade_views import RemadeViews
from server.plan.rules import BRIEF, BRIEF_WRITES_WAIT, NO_TABLE, READS_ONLY, WRITES_PASS, column_gone, no_duplicates
from server.plan.trigger_effects import trigger_effects
from server.plan.vacancy import archive_is_new, column_is_new_or_in_step


def replace_column(context: Context, maker: StepMaker, swap: ColumnSwap, views: RemadeViews) -> Fragment:
    """Steps that add the new column, fill it, let it take over by name, with the views, and drop the old one."""
    table, path = swap.table, maker.object
    old = replace(swap.before, name=swap.old, not_null=False, default=None, identity="", comment=swap.after.comment)
    archive = ColumnArchive(context, table, table.name, old, kept_as=swap.before.name)
    hazards = (
        lock_queue(table.name.sql, context.policy.lock_timeout_ms),
        rewrite_under_lock(table.name.sql, f"ALTER COLUMN {swap.own} TYPE {swap.after.type}"),
        one_long_transaction(table.name.sql),
        column_order(table.name.sql, swap.own),
    )
    steps = [
        _add(maker, swap),
        _backfill(context, maker, swap),
        *_twins(maker, swap),
        *_unique_twins(maker, swap),
        *_keys(maker, swap),
        _swap(maker, swap, views),
    ]
    if swap.widens:
        steps += [_fill_old_again(context, maker, swap), _drop_old(maker, swap, (), old)]
    else:
        steps += [
            _open_archive(maker, archive),
            _copy(context, maker, swap, archive),
            _drop_old(maker, swap, archive.stop(), old),
        ]
    fragment = Fragment(
        steps=tuple(steps),
        hazards=hazards if swap.widens else (*hazards, conversion_fails(path, swap.expression)),
        losses=(_outgrown(swap, path) if swap.widens else _loss(path, archive.name.sql),),
        vacant=(
            column_is_new_or_in_step(table.name, swap.new, swap.forward),
            *(() if swap.widens else (archive_is_new(archive.name, "contract"),)),
        ),
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
    batches = Batches(
        name=context.helper(swap.table.name, swap.before.name, "fill"),
        table=table,
        key=key,
        work=(update,),
        policy=context.policy,
        portions=context.portions(swap.table),
        left=f"SELECT FROM {table.sql} WHERE {new} IS NULL AND ({swap.expression}) IS NOT NULL",
    )
    return maker.step(
        "backfill",
        phase="migrate",
        title=f"Fill the new column of {maker.object}",
        reason="In batches along a key, each of which commits.",
        up=one_by_one(*batches.commands(), claim=WRITES_PASS),
        down=one_by_one(*batches.forget(), claim=NO_TABLE),
    )


def _twins(maker: StepMaker, swap: ColumnSwap) -> list[PlacedStep]:
    table, new, steps = swap.table.name, identifier(swap.new), []
    for index, becomes, twin in swap.indexes:
        if becomes is None:
            continue
        build = create_index(becomes, table, name=twin.made, tail=swap.tail(becomes, swap.new), concurrently=True)
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
    rules = [(twin.made, swap.check(constraint, swap.new)) for _, constraint, twin in swap.checks]
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


def _keys(maker: StepMaker, swap: ColumnSwap) -> list[PlacedStep]:
    keys, table, steps = swap.keys, swap.table.name, []
    if keys.primary is not None:
        steps.append(
            maker.step(
                "primary_key",
                phase="contract",
                rank=Rank.COLUMN_NAMES,
                title=f"Build the index of {identifier(keys.primary.name)} on the new column, concurrently",
                reason="The primary key changes over to it when the new column takes over.",
                up=Script(
                    commands=keys.build(keys.made, swap.key_tail(swap.new)),
                    transactional=False,
                    claim=WRITES_PASS,
                    once=True,
                ),
                down=one_by_one(drop_index(table.schema, keys.made, concurrently=True), claim=WRITES_PASS),
            )
        )
    if keys.foreign:
        names = ", ".join(f"{identifier(key.constraint.name)} of {key.owner}" for key in keys.foreign)
        steps.append(
            maker.step(
                "foreign_keys",
                phase="contract",
                rank=Rank.COLUMN_NAMES,
                title=f"Let the new column have foreign keys like {names}",
                reason="Added without reading the rows, then proved while reads and writes go on.",
                up=replace(one_by_one(*keys.refer(back=False), claim=BRIEF_WRITES_WAIT), once=True),
                down=in_transaction(*keys.forget(), claim=BRIEF),
            )
        )
    return steps


def _swap(maker: StepMaker, swap: ColumnSwap, views: RemadeViews) -> PlacedStep:
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
                *views.go(back=False),
                *swap.swap(),
                *swap.keep_old_in_step(),
                *views.come(back=False),
            ),
            claim=BRIEF,
        ),
        down=Script(
            commands=(
                *proved,
                *proved_again,
                *swap.keys.build(swap.keys.kept, swap.key_tail(swap.old)),
                *swap.keys.refer(back=True),
                one_statement(
                    *swap.drop_trigger(swap.backward, table),
                    *views.go(back=True),
                    *swap.swap_back(),
                    *swap.add_column(table)[1:],
                    *views.come(back=True),
                ),
            ),
            transactional=False,
            claim=BRIEF,
            before=(fits,),
            # the steps undone before it look for the old column under the name it gives up
            once=True,
        ),
    )


def _fill_old_again(context: Context, maker: StepMaker, swap: ColumnSwap) -> PlacedStep:
    table, old = swap.table.name, identifier(swap.old)
    key = context.lasting_key(swap.table)
    update = (
        f"UPDATE {table.sql} SET {old} = {swap.own} WHERE {key_range(key)} AND {old} IS NULL\n"
        f"  AND {fits(swap.before, swap.own)}"
    )
    restored = Batches(
        name=context.helper(swap.table.name, swap.before.name, "restore"),
        table=table,
        key=key,
        work=(update,),
        policy=context.policy,
        portions=context.portions(swap.table),
    )
    return maker.step(
        "fill_old",
        phase="contract",
        rank=Rank.OLD_COLUMNS,
        title=f"Nothing is kept of the old values of {maker.object}: each can be had from the new one",
        reason="The way back fills the old column from the new one.",
        up=one_by_one(*restored.forget(), claim=NO_TABLE),
        down=one_by_one(*restored.commands(), *_old_rules(swap), claim=BRIEF),
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
    key = context.lasting_key(swap.table)
    same = " AND ".join(f"t.{identifier(c.name)} = kept.{identifier(c.name)}" for c in key)
    others = _others(context, swap) if swap.using is not None else ""
    value = swap.using if swap.using is not None else f"{swap.own}::{swap.after.type}"
    row = f"SELECT {archive.value('kept')} AS {swap.own}{others}"
    converted = f"(SELECT {value} FROM ({row}) AS {identifier(swap.table.name.name)})"
    # an archived value is exact as long as it still stands for what the new column holds
    holds = f"{same} AND {converted}::text IS NOT DISTINCT FROM t.{swap.own}::text"
    exact = (
        f"UPDATE {table.sql} AS t SET {old} = {archive.value('kept')} FROM {archive.name.sql} AS kept\n"
        f"WHERE {key_range(key, 't')} AND t.{old}::text IS DISTINCT FROM kept.{old}::text\n"
        f"  AND {holds}"
    )
    refill = (
        f"UPDATE {table.sql} AS t SET {old} = {swap.reverse}\n"
        f"WHERE {key_range(key, 't')} AND t.{old} IS NULL AND t.{swap.own} IS NOT NULL\n"
        f"  AND NOT EXISTS (SELECT FROM {archive.name.sql} AS kept WHERE {holds})"
    )
    restored = Batches(
        name=context.helper(swap.table.name, swap.before.name, "restore"),
        table=table,
        key=key,
        work=(exact, refill),
        policy=context.policy,
        portions=context.portions(swap.table),
        opposite=(archive.copying,),
        needed=relation_is(archive.name),
    )
    return maker.step(
        "copy",
        phase="contract",
        rank=Rank.OLD_COLUMNS,
        title=f"Copy the old values of {maker.object} into the archive",
        reason="In batches that commit; the table is only read.",
        up=one_by_one(*archive.copy(opposite=(restored.name,)), claim=READS_ONLY),
        down=one_by_one(*restored.commands(), *_old_rules(swap), claim=BRIEF),
    )


def _old_rules(swap: ColumnSwap) -> list[str]:
    """The indexes and constraints of the old column, as the swap left them."""
    table = swap.table.name
    rules: list[str] = []
    for index, _, twin in swap.indexes:
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
    for constraint, _, twin in swap.checks:
        rules.append(add_constraint(table, twin.kept, f"{swap.check(constraint, swap.old)} NOT VALID"))
        if constraint.validated:
            rules.append(validate(table, twin.kept))
    return rules


def _others(context: Context, swap: ColumnSwap) -> str:
    """The other columns, which an expression may read, under their old names: some have a new one by now."""
    found = []
    for column in context.before.columns_of(swap.table.oid):
        if column.key != swap.before.key:
            now = context.after.columns.get(column.key, column)
            found.append(f", t.{identifier(now.name)} AS {identifier(column.name)}")
    return "".join(found)


def _drop_old(maker: StepMaker, swap: ColumnSwap, ends: tuple[str, ...], old: Column) -> PlacedStep:
    table = swap.table.name
    return maker.step(
        "drop_old",
        phase="contract",
        rank=Rank.OLD_COLUMNS,
        title=f"Drop the old column of {maker.object}",
        reason="Only the catalog changes.",
        up=Script(
            commands=(
                *ends,
                *swap.drop_trigger(swap.backward, table),
                alter(table, f"DROP COLUMN IF EXISTS {identifier(swap.old)}"),
                RELEASE_SCHEMA,
            ),
            claim=BRIEF,
            after=(column_gone(table, swap.old),),
        ),
        down=in_transaction(
            alter(table, f"ADD COLUMN IF NOT EXISTS {column_clause(old, default=False, not_null=False)}"),
            column_comment(table, old),
            *column_settings(table, old),
            RESERVE_SCHEMA,
            *swap.keep_old_in_step(),
            # PostgreSQL looks whether a domain takes a null by rewriting
            claim=replace(BRIEF, rewrites=old.type_kind == "domain", scans=old.type_kind == "domain"),
        ),
    )


def _outgrown(swap: ColumnSwap, path: str) -> Loss:
    return Loss(
        object=path,
        what=f"values that {swap.before.type} does not take, written after contract",
        preserved="the column itself: the way back waits until they are changed",
    )


def _loss(path: str, archive: str | None) -> Loss:
    return Loss(
        object=path,
        what="what the new type holds and the old one does not, in values written after contract",
        preserved=archive,
    )
