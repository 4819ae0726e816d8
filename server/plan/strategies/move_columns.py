"""Move columns to another table: a new column, filled by an UPDATE from the table that has it, which then drops it.

As written, rows that old code writes after the UPDATE are never copied, and what new code wrote is lost on the way
back. Instead triggers on both tables keep the two columns in step from expand until the old one is dropped, whichever
version of the code writes, and whichever of the two rows is inserted first; rows are filled in batches that lock them
before they read, so that no write falls between. The old values are archived, and so is what the new column held at
that moment: on the way back a row gets its old value, or what was written to the new column since.

A delete takes nothing from the other table: a value whose source row is gone stays, for new code it belongs to the row
it is in. Where a row comes to belong to another, the side without a value takes the other's, and where both have one
each keeps it, as no trigger can tell which version moved the row: from contract on the new column's counts. The plan
tells both as a hazard, with the query that finds such values.

Where several rows belong to one, old code that writes one of them changes the one and not its siblings, and new code
that writes the one changes them all; of several new values that belong to one old row, the way back takes any. Two
transactions that insert a row of each table at the same moment do not see each other: without a foreign key on the join
the two rows stay out of step, which the plan tells as a hazard, with the query that finds them. Both
versions writing the same pair of rows at the same moment may meet in a deadlock, which PostgreSQL ends by refusing one
of them.

Where it does not apply the statements are carried out each for itself: a value that is computed or of another type, a
new column with a default or an old one whose default is no constant, a join that is not by equal columns which an
index finds on both sides and a key on one, a table that is partitioned, inherited, renamed or without a key.

Source: https://www.postgresql.org/docs/18/trigger-definition.html
"""

from server.model.catalog import Column
from server.model.lock import LockMode
from server.model.names import column_path, identifier, identifiers
from server.model.operation import ChangeRows
from server.model.plan import Claim, Hazard, Loss
from server.plan.archive import ColumnArchive
from server.plan.batches import Batches, key_range
from server.plan.context import Context, key_columns
from server.plan.ddl import column_is, relation_is
from server.plan.fragment import NOTHING, Fragment, PlacedStep, Rank, StepMaker, one_by_one
from server.plan.hazards.data import rows_inserted_at_once, rows_written_since, values_stay_behind
from server.plan.hazards.locks import lock_queue, one_long_transaction
from server.plan.move_sync import MoveSync, refuses_null
from server.plan.moved_away import MovedAway
from server.plan.moves import Move
from server.plan.rules import BRIEF, NO_TABLE, READS_ONLY, WRITES_PASS
from server.plan.sync_triggers import set_flag
from server.plan.trigger_effects import trigger_effects


def move_columns(context: Context, maker: StepMaker, operation: ChangeRows, moves: tuple[Move, ...]) -> Fragment:
    """The triggers in expand and the rows in migrate; their end comes with the drop of each column."""
    source, target = moves[0].source, moves[0].target
    syncs = [MoveSync.of(context, move) for move in moves]
    columns = [move.target_column for move in moves]
    listed = identifiers([column.name for column in columns])
    old = identifiers([move.source_column.name for move in moves])
    keep = maker.step(
        "keep_in_step",
        phase="expand",
        rank=Rank.LATE_ADDITIONS,
        title=f"Let triggers keep {listed} of {target.name} and {old} of {source.name} in step",
        reason="Whichever version of the code writes, each finds in its own columns what the other wrote.",
        up=one_by_one(*(command for sync in syncs for command in sync.make()), claim=BRIEF),
        down=one_by_one(*(command for sync in syncs for command in sync.end()), claim=BRIEF),
    )
    filling = _filling(context, moves, syncs[0])
    fill = maker.step(
        "batches",
        phase="migrate",
        title=f"Fill {listed} of {target.name} from {source.name} in batches",
        reason="Each batch commits, so that few rows stay locked; what the triggers filled is newer and stays.",
        up=one_by_one(*filling.commands(), claim=WRITES_PASS),
        down=one_by_one(*filling.forget(), claim=NO_TABLE),
    )
    hazards = (
        *(lock_queue(table.name.sql, context.policy.lock_timeout_ms) for table in (source, target)),
        one_long_transaction(target.name.sql),
        rows_written_since(target.name.sql, avoided=True),
        *(_stay_behind(move, sync) for move, sync in zip(moves, syncs, strict=True)),
    )
    if not _is_referenced(context, moves[0]):
        hazards += (rows_inserted_at_once(source.name.sql, target.name.sql, _out_of_step(moves, syncs[0])),)
    effects = trigger_effects(context, target, *operation.rows.set_columns)
    return Fragment(steps=(keep, fill), hazards=hazards) + effects


def _is_referenced(context: Context, move: Move) -> bool:
    """Whether a foreign key on the join lets no row be inserted before the one it belongs to is committed."""
    ones, others = ({column.number for column in side} for side in zip(*move.join, strict=True))
    ends = {(move.source.oid, frozenset(ones), move.target.oid), (move.target.oid, frozenset(others), move.source.oid)}
    return any(
        (c.table_oid, frozenset(c.columns), c.referenced_table_oid) in ends and c.enforced
        for c in context.before.constraints.values()
        if c.kind == "foreign key"
    )


def _out_of_step(moves: tuple[Move, ...], sync: MoveSync) -> str:
    """A query for rows that lack a value which the row they belong to has."""
    source, target = moves[0].source.name.sql, moves[0].target.name.sql
    pairs = [(identifier(move.source_column.name), identifier(move.target_column.name)) for move in moves]
    lacks = " OR ".join(f"(s.{old} IS NULL) <> (t.{new} IS NULL)" for old, new in pairs)
    return f"SELECT * FROM {source} AS s JOIN {target} AS t ON {sync.joined('s', 't')} WHERE {lacks}"


def _stay_behind(move: Move, sync: MoveSync) -> Hazard:
    """Tells of values of the target that none of the rows it belongs to has."""
    source, target = move.source.name.sql, move.target.name.sql
    old, new = identifier(move.source_column.name), identifier(move.target_column.name)
    has = f"SELECT FROM {source} AS s WHERE {sync.joined('s', 't')} AND s.{old}::text = t.{new}::text"
    query = f"SELECT * FROM {target} AS t WHERE t.{new} IS NOT NULL AND NOT EXISTS ({has})"
    return values_stay_behind(source, column_path(move.target.name, move.target_column.name), query)


def _filling(context: Context, moves: tuple[Move, ...], sync: MoveSync) -> Batches:
    source, target = moves[0].source.name, moves[0].target
    key = key_columns(context.before, target)
    pairs = [(identifier(move.target_column.name), identifier(move.source_column.name)) for move in moves]
    assigned = ", ".join(f"{new} = coalesce(t.{new}, s.{old})" for new, old in pairs)
    empty = " OR ".join(f"t.{new} IS NULL" for new, _ in pairs)
    lacking = " OR ".join(f"t.{new} IS NULL AND s.{old} IS NOT NULL" for new, old in pairs)
    rows = f"SELECT FROM {target.name.sql} AS t WHERE {key_range(key, 't')} AND ({empty}) FOR NO KEY UPDATE"
    return Batches(
        name=context.helper(target.name, f"update_{moves[0].statement}"),
        table=target.name,
        key=key,
        work=(
            set_flag(sync.flag, on=True),
            # locked before the values are read, as the triggers do: what is written meanwhile comes before or after
            f"PERFORM count(*) FROM ({rows}) AS locked",
            f"UPDATE {target.name.sql} AS t SET {assigned} FROM {source.sql} AS s "
            f"WHERE {sync.joined('s', 't')} AND {key_range(key, 't')} AND ({lacking})",
        ),
        policy=context.policy,
        portions=context.portions(target),
    )


def moved_away(context: Context, maker: StepMaker, move: Move, archive: ColumnArchive) -> MovedAway:
    """What the drop of a moved column does besides."""
    sync = MoveSync.of(context, move)
    new = move.target_column
    path = column_path(move.target.name, new.name)
    there = column_is(move.source.name, move.source_column.name)
    kept = ColumnArchive(context, move.target, move.target.name, new, kept_as=f"{new.name}_moved", needed=there)
    opening = (
        maker.step(
            "keep_moved",
            phase="contract",
            rank=Rank.REMOVALS,
            title=f"Open the archive {kept.name} for what {path} holds now",
            reason="On the way back it tells what was written since.",
            up=one_by_one(*kept.open(), claim=Claim(lock=LockMode.SHARE_ROW_EXCLUSIVE)),
            down=one_by_one(*kept.discard(), claim=BRIEF),
        ),
        maker.step(
            "copy_moved",
            phase="contract",
            rank=Rank.REMOVALS,
            title=f"Copy the values of {path} into the archive",
            reason="In batches that commit; the table is only read.",
            up=one_by_one(*kept.copy(), claim=READS_ONLY),
            down=NOTHING,
        ),
    )
    losses = () if move.one_source and move.one_target else (_ambiguous(move, path),)
    return MovedAway(
        opening=opening,
        ending=(_end(maker, move, (*kept.stop(), *sync.end())),),
        stop=sync.end(),
        refill=(*sync.make(), *_refill(context, move, sync, archive, kept).commands()),
        what=f"values of rows that none of {move.target.name} belongs to, once the archive is dropped",
        losses=losses,
    )


def _end(maker: StepMaker, move: Move, commands: tuple[str, ...]) -> PlacedStep:
    return maker.step(
        "end_step",
        phase="contract",
        rank=Rank.REMOVALS,
        title=f"End the triggers that keep {maker.object} in step",
        reason=f"No code uses it any more; what is written to {move.target.name} from now on is known by the archive.",
        up=one_by_one(*commands, claim=BRIEF),
        down=NOTHING,
    )


def _refill(context: Context, move: Move, sync: MoveSync, archive: ColumnArchive, kept: ColumnArchive) -> Batches:
    """Brings back what was written to the new column since it was archived, and to rows that came since."""
    source, target = move.source, move.target
    old, new = identifier(move.source_column.name), identifier(move.target_column.name)
    key = context.lasting_key(source)
    known = f"SELECT FROM {archive.name.sql} AS kept WHERE {_same_key('t', key)}"
    held = f"SELECT FROM {kept.name.sql} AS kept WHERE {_same_key('s', context.lasting_key(target))}"
    takes = f" AND s.{new} IS NOT NULL" if refuses_null(move.source_column) else ""
    update = (
        f"UPDATE {source.name.sql} AS t SET {old} = s.{new} FROM {target.name.sql} AS s\n"
        f"WHERE {sync.joined('t', 's')} AND {key_range(key, 't')} AND t.{old}::text IS DISTINCT FROM s.{new}::text\n"
        f" {takes} AND (NOT EXISTS ({known})\n"
        f"       OR EXISTS ({held} AND kept.{new}::text IS DISTINCT FROM s.{new}::text)\n"
        f"       OR s.{new} IS NOT NULL AND NOT EXISTS ({held}))"
    )
    return Batches(
        name=context.helper(source.name, move.source_column.name, "refill"),
        table=source.name,
        key=key,
        work=(set_flag(sync.flag, on=True), update),
        policy=context.policy,
        portions=context.portions(source),
        needed=relation_is(archive.name),
    )


def _same_key(alias: str, key: tuple[Column, ...]) -> str:
    return " AND ".join(f"kept.{identifier(c.name)} = {alias}.{identifier(c.name)}" for c in key)


def _ambiguous(move: Move, path: str) -> Loss:
    what = (
        f"which of the rows that share one of {move.target.name} a value was written for"
        if move.one_target
        else f"all but one of the different values that rows of {move.target.name} with the same row hold in {path}"
    )
    return Loss(
        object=column_path(move.source.name, move.source_column.name), what=what, preserved=None, only_live=True
    )
