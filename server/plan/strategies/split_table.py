"""Split a table: a new table whose rows take columns of the rows of another, which then drops them.

As written, the INSERT copies all rows in one transaction, rows that old code writes after it are never copied, and what
new code wrote is lost on the way back. Instead triggers on both tables keep them in step from expand until the columns
are dropped, whichever version of the code writes: a row that gets a value gets its row in the new table, and one that
is deleted takes it along. Rows are copied in batches that lock them, so that no write falls between. A row that old
code inserts without any of these values gets its row in the new table when contract begins, as until then new code
inserts it itself. The old values are archived; the way back takes those of the new table.

Where it does not apply the statements are carried out each for itself: a value that is computed or of another type, an
old column with a default, rows chosen by anything but having a value in one of the columns, a new table that is not
created with a key on what it is joined by, or that demands values the INSERT does not give, a source that is
partitioned, inherited, renamed or without a key.

Source: https://www.postgresql.org/docs/18/sql-insert.html#SQL-ON-CONFLICT
"""

from server.model.catalog import Column
from server.model.names import identifier, identifiers
from server.model.operation import ChangeRows, DropColumn
from server.plan.archive import ColumnArchive
from server.plan.batches import Batches, key_range
from server.plan.context import Context, key_columns
from server.plan.ddl import column_is, relation_is
from server.plan.fragment import NOTHING, Fragment, PlacedStep, Rank, StepMaker, one_by_one
from server.plan.hazards.data import rows_written_since
from server.plan.hazards.locks import lock_queue, one_long_transaction
from server.plan.moved_away import MovedAway
from server.plan.rules import BRIEF, NO_TABLE, ROWS_ONLY, WRITES_PASS
from server.plan.split_sync import SplitSync
from server.plan.splits import Split, drops_first
from server.plan.sync_triggers import set_flag


def split_table(context: Context, maker: StepMaker, operation: ChangeRows, split: Split) -> Fragment:
    """The triggers in expand and the rows in migrate; their end comes with the drop of the first column."""
    sync, source, target = SplitSync.of(context, split), split.source.name, split.target.name
    listed = identifiers([one.name for one, _ in split.columns])
    keep = maker.step(
        "keep_in_step",
        phase="expand",
        rank=Rank.LATE_ADDITIONS,
        title=f"Let triggers keep {target} and {listed} of {source} in step",
        reason="Whichever version of the code writes, each finds in its own table what the other wrote.",
        up=one_by_one(*sync.make(), claim=BRIEF),
        down=one_by_one(*sync.end(), claim=BRIEF),
    )
    copying = _copying(context, split, sync, f"insert_{operation.statement}")
    copy = maker.step(
        "batches",
        phase="migrate",
        title=f"Copy {listed} of {source} into {target} in batches",
        reason="Each batch commits, so that few rows stay locked; what the triggers wrote is newer and stays.",
        up=one_by_one(*copying.commands(), claim=ROWS_ONLY),
        down=one_by_one(*copying.forget(), claim=NO_TABLE),
    )
    hazards = (
        lock_queue(source.sql, context.policy.lock_timeout_ms),
        one_long_transaction(source.sql),
        rows_written_since(target.sql, avoided=True),
    )
    return Fragment(steps=(keep, copy), hazards=hazards)


def _copying(context: Context, split: Split, sync: SplitSync, part: str) -> Batches:
    key = key_columns(context.before, split.source)
    read = ", ".join(f"s.{identifier(one.name)}" for one, _ in (*split.join, *split.columns))
    filled = " OR ".join(f"s.{identifier(one.name)} IS NOT NULL" for one, _ in split.columns)
    # rows that new code inserts have none, where the new table demands one
    demanded = [f"s.{identifier(one.name)} IS NOT NULL" for one, other in split.columns if other.not_null]
    which = " AND ".join([key_range(key, "s"), *([f"({filled})"] if split.only_filled else []), *demanded])
    # a row that old code empties or deletes at this moment must not get its row after all; where each row has one, a
    # trigger that empties it waits for the one that is made
    lock = "FOR SHARE" if split.only_filled else "FOR KEY SHARE"
    rows = f"SELECT {read} FROM {split.source.name.sql} AS s WHERE {which} {lock}"
    return Batches(
        name=context.helper(split.target.name, part),
        table=split.source.name,
        key=key,
        work=(set_flag(sync.flag, on=True), f"{sync.insert(rows)} DO NOTHING"),
        policy=context.policy,
        portions=0,
        needed=column_is(split.source.name, split.columns[0][0].name),
    )


def split_away(
    context: Context, maker: StepMaker, operation: DropColumn, split: Split, archive: ColumnArchive
) -> MovedAway:
    """What the drop of a column that went to a new table does besides; the triggers go with the first of them."""
    what = f"nothing while {split.target.name} holds its rows"
    refill = _refill(context, split, operation.before, archive)
    if not drops_first(context, split, operation):
        return MovedAway(what=what, refill=refill)
    sync = SplitSync.of(context, split)
    ending = maker.step(
        "end_step",
        phase="contract",
        rank=Rank.REMOVALS,
        title=f"End the triggers that keep {split.target.name} and {split.source.name} in step",
        reason="No code uses the old columns any more.",
        up=one_by_one(*sync.end(), claim=BRIEF),
        down=NOTHING,
    )
    others = (one for one, _ in split.columns if one.key != operation.before.key)
    return MovedAway(
        opening=() if split.only_filled else (_catch_up(context, maker, split, sync),),
        ending=(ending,),
        what=what,
        stop=sync.end(),
        # the others came back before this one, while no trigger followed what is written
        refill=(*sync.make(), *refill, *(c for each in others for c in _refill(context, split, each, archive))),
    )


def _catch_up(context: Context, maker: StepMaker, split: Split, sync: SplitSync) -> PlacedStep:
    copying = _copying(context, split, sync, f"insert_{split.statement}_again")
    return maker.step(
        "catch_up",
        phase="contract",
        rank=Rank.REMOVALS,
        title=f"Add the rows to {split.target.name} that old code inserted nothing for",
        reason="Until now new code inserted such rows itself, and must not have met one that was there already.",
        up=one_by_one(*copying.commands(), claim=WRITES_PASS),
        down=one_by_one(*copying.forget(), claim=NO_TABLE),
    )


def _refill(context: Context, split: Split, column: Column, archive: ColumnArchive) -> tuple[str, ...]:
    """Gives every row what the new table holds for it now."""
    sync, source = SplitSync.of(context, split), split.source
    (new,) = (identifier(other.name) for one, other in split.columns if one.key == column.key)
    old, key = identifier(column.name), context.lasting_key(source)
    value = f"(SELECT s.{new} FROM {split.target.name.sql} AS s WHERE {sync.joined('t', 's')})"
    update = (
        f"UPDATE {source.name.sql} AS t SET {old} = {value}\n"
        f"WHERE {key_range(key, 't')} AND t.{old}::text IS DISTINCT FROM {value}::text"
    )
    return Batches(
        name=context.helper(source.name, column.name, "refill"),
        table=source.name,
        key=key,
        work=(set_flag(sync.flag, on=True), update),
        policy=context.policy,
        portions=context.portions(source),
        needed=relation_is(archive.name),
    ).commands()
