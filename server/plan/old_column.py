"""What becomes of a column that another took over from: its values are kept where need be, and it comes back."""

from dataclasses import replace

from server.model.catalog import Column
from server.model.lock import LockMode
from server.model.names import QualifiedName, identifier
from server.model.plan import Claim, Loss, Script
from server.plan.archive import ColumnArchive
from server.plan.batches import Batches, key_range
from server.plan.column_swap import UNFIT, ColumnSwap
from server.plan.context import Context
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    add_constraint,
    alter,
    column_clause,
    column_comment,
    column_settings,
    create_index,
    drop_invalid_index,
    relation_is,
    validate,
)
from server.plan.fragment import Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.key_swap import fits
from server.plan.offenders import Offenders
from server.plan.rules import BRIEF, NO_TABLE, READS_ONLY, column_gone
from server.plan.vacancy import archive_is_new


def remove_old_column(context: Context, maker: StepMaker, swap: ColumnSwap) -> Fragment:
    """Steps after the swap; without an archive where every old value can be had from the new one."""
    old = replace(swap.before, name=swap.old, not_null=False, default=None, identity="", comment=swap.after.comment)
    if swap.gives_back:
        return Fragment(
            steps=(_fill_old_again(context, maker, swap), _drop_old(maker, swap, (), old)),
            losses=(_outgrown(swap, maker.object),) if swap.widens else (),
        )
    archive = ColumnArchive(context, swap.table, swap.table.name, old, kept_as=swap.before.name)
    return Fragment(
        steps=(
            _open_archive(maker, archive),
            _copy(context, maker, swap, archive),
            _drop_old(maker, swap, archive.stop(), old),
        ),
        losses=(_loss(maker.object, archive.name.sql), *_moved_nulls(swap, maker.object)),
        vacant=(archive_is_new(archive.name, "contract"),),
    )


def _fill_old_again(context: Context, maker: StepMaker, swap: ColumnSwap) -> PlacedStep:
    table, old = swap.table.name, identifier(swap.old)
    key = context.lasting_key(swap.table)
    update = (
        f"UPDATE {table.sql} SET {old} = {swap.own if swap.widens else swap.reverse} "
        f"WHERE {key_range(key)} AND {old} IS NULL\n"
        f"  AND {fits(swap.before, swap.own) if swap.widens else f'{swap.own} IS NOT NULL'}"
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


def _moved_nulls(swap: ColumnSwap, path: str) -> tuple[Loss, ...]:
    """The partition a row goes to sees a new row, and one without an old value may be one that new code wrote."""
    if not swap.moves_rows or swap.using is None or swap.before.not_null:
        return ()
    what = "nulls of rows that go to another partition between the swap and the archive, where USING gave them a value"
    return (Loss(object=path, what=what, preserved=None, only_live=True, since="contract"),)


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
    # an archived value is exact as long as it still stands for what the new column holds
    holds = f"{same} AND {_converted(context, swap, 'kept')}::text IS NOT DISTINCT FROM t.{swap.own}::text"
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
        work=tuple(_as_far_as_it_goes(table, key, update) for update in (exact, refill)),
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


def _as_far_as_it_goes(table: QualifiedName, key: tuple[Column, ...], update: str) -> str:
    """The update of a batch, row by row where a value does not fit: that leaves its row out, and the swap tells so."""
    return (
        f"BEGIN\n{update};\nEXCEPTION WHEN {UNFIT} THEN\n<<singly>>\nDECLARE\n    place tid;\nBEGIN\n"
        f"FOR place IN SELECT t.ctid FROM {table.sql} AS t WHERE {key_range(key, 't')} FOR UPDATE LOOP\n"
        f"    BEGIN\n{update} AND t.ctid = singly.place;\n"
        f"    EXCEPTION WHEN {UNFIT} THEN\n        NULL;\n    END;\nEND LOOP;\nEND;\nEND"
    )


def _old_rules(swap: ColumnSwap) -> list[str]:
    """The indexes and constraints of the old column, as the swap left them."""
    table = swap.table.name
    rules: list[str] = []
    for each in swap.indexes:
        rules += each.alone(swap.over_old, kept=True)
        rules += each.built(swap.over_old, kept=True)
        rules += each.attached(kept=True)
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


def without_old_value(context: Context, swap: ColumnSwap) -> Offenders:
    """Rows whose value of the new type has no old one; null is one, where it is what the value was made of."""
    found = f"FROM {swap.table.name.sql} AS t WHERE t.{identifier(swap.old)} IS NULL AND t.{swap.own} IS NOT NULL"
    if swap.using_since is not None and not swap.before.not_null:
        found += f" AND {_converted(context, swap, 't')}::text IS DISTINCT FROM t.{swap.own}::text"
    return Offenders(found=found)


def _converted(context: Context, swap: ColumnSwap, kept: str) -> str:
    """The new value of an old one, which a row of that alias has, in a query over the table as ``t``."""
    others = _others(context, swap) if swap.using_since is not None else ""
    value = swap.using_since if swap.using_since is not None else f"{swap.own}::{swap.after.type}"
    old = f"{kept}.{identifier(swap.old)} AS {swap.own}"
    return f"(SELECT {value} FROM (SELECT {old}{others}) AS {identifier(swap.table.name.name)})"


def _others(context: Context, swap: ColumnSwap) -> str:
    """The other columns, which an expression may read, under their old names: some have a new one by now."""
    found = []
    for column in context.before.columns_of(swap.table.oid):
        if column.key != swap.before.key:
            now = context.after.columns.get(column.key, column)
            # a type that is no base type may be gone by now, or another may have its name
            retyped = now.type != column.type and column.type_kind == "base"
            back = f"::text::{column.type}" if retyped else ""
            found.append(f", t.{identifier(now.name)}{back} AS {identifier(column.name)}")
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
                *swap.drop_triggers(swap.backward, table),
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
        since="contract",
    )


def _loss(path: str, archive: str | None) -> Loss:
    return Loss(
        object=path,
        what="what the new type holds and the old one does not, in values written after contract",
        preserved=archive,
        since="contract",
    )
