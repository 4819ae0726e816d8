"""Carry out a data statement: in batches that commit where it can be cut, and so that it can be undone."""

from dataclasses import replace

from server.model.catalog import Column, Table
from server.model.change import RANGE_MARKER
from server.model.lock import LockMode
from server.model.names import QualifiedName, column_path, identifier, identifiers
from server.model.operation import ChangeRows
from server.model.plan import Claim, Hazard, Loss, Script
from server.plan.backfill import keyed_archive
from server.plan.batches import Batches, key_range
from server.plan.context import Context, key_columns
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA, relation_is, unless_exists, vacuum
from server.plan.fragment import NOTHING, Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.data import not_repeatable, rows_not_copied, rows_written_since
from server.plan.hazards.locks import one_long_transaction
from server.plan.moves import moves_by
from server.plan.row_sync import may_be_kept_in_step, sync_steps
from server.plan.rules import NO_TABLE, ROWS_ONLY, WRITES_PASS
from server.plan.splits import split_by
from server.plan.statistics import analyze_step
from server.plan.strategies.move_columns import move_columns
from server.plan.strategies.split_table import split_table
from server.plan.trigger_effects import trigger_effects
from server.plan.vacancy import archive_is_new


def change_rows(context: Context, operation: ChangeRows) -> Fragment:
    """One step in migrate."""
    table = operation.table
    verb = operation.rows.verb
    name = table.name.sql if table else f"statement {operation.statement}"
    maker = StepMaker(
        operation=f"{verb}_rows",
        object=f"{name}:{operation.statement}",
        statement=operation.statement,
        policy=context.policy,
    )
    split = split_by(context, operation)
    if split is not None:
        return split_table(context, maker, operation, split)
    key = key_columns(context.before, table) if table else ()
    # a table that steps aside for a rename is not where the statement looks for it
    if table is None or operation.table_is_new or context.is_moved_aside(table):
        return _at_once(context, maker, operation, name)
    moves = moves_by(context, operation)
    if moves:
        return move_columns(context, maker, operation, moves)
    if key and operation.rows.adds_only:
        return _insert(context, maker, operation, table, key)
    if not _can_be_cut(context, operation):
        return _at_once(context, maker, operation, name)
    if operation.rows.verb in ("delete", "truncate"):
        return _delete(context, maker, operation, table, key)
    if not key:
        return _at_once(context, maker, operation, name)
    update, undo = _scripts(context, operation, table, key)
    title = f"{verb.capitalize()} rows of {name} in batches"
    step = maker.step(
        "batches",
        phase="migrate",
        title=title,
        reason="Each batch commits, so that few rows stay locked.",
        up=update,
        down=undo,
    )
    losses: tuple[Loss, ...] = ()
    if not _goes_with_its_columns(operation):
        losses = (
            Loss(
                object=name,
                what="what others wrote to the same rows since migrate: the way back sets the old values",
                preserved=None,
                only_live=True,
            ),
        )
    synced = may_be_kept_in_step(context, operation)
    steps = (step, *sync_steps(context, maker, operation, table)) if synced else (step,)
    hazards = (one_long_transaction(name), rows_written_since(name, avoided=synced))
    written = operation.rows.set_columns
    kept = context.helper(table.name, f"rows_{operation.statement}")
    vacant = () if _goes_with_its_columns(operation) else (archive_is_new(kept, "migrate"),)
    fragment = Fragment(steps=steps, hazards=hazards, losses=losses, vacant=vacant)
    return fragment + trigger_effects(context, table, *written)


def _can_be_cut(context: Context, operation: ChangeRows) -> bool:
    verbs = ("update", "delete", "truncate") if context.policy.archive else ("update", "delete")
    return operation.rows.verb in verbs and operation.rows.batched_sql is not None


def _insert(
    context: Context, maker: StepMaker, operation: ChangeRows, table: Table, key: tuple[Column, ...]
) -> Fragment:
    """Rows are added once, however often the file is run, and their keys are kept for the way back."""
    name = table.name.sql
    archive = context.helper(table.name, f"inserted_{operation.statement}")
    make = keyed_archive(archive, key)
    keys = identifiers([c.name for c in key])
    added = f"WITH added AS ({operation.sql}\nRETURNING {keys})"
    add = f"{added}\nINSERT INTO {archive.sql} ({keys}) SELECT {keys} FROM added"
    same = " AND ".join(f"t.{identifier(c.name)} = added.{identifier(c.name)}" for c in key)
    step = maker.step(
        "add",
        phase="migrate",
        title=f"Add rows to {name}",
        reason="In one transaction that also notes their keys, so that they are added once and can be taken away.",
        up=in_transaction(
            RESERVE_SCHEMA, unless_exists(relation_is(archive), f"{make};\n        {add}"), claim=ROWS_ONLY
        ),
        down=in_transaction(
            RESERVE_SCHEMA,
            make,
            f"DELETE FROM {name} AS t USING {archive.sql} AS added WHERE {same}",
            f"DROP TABLE {archive.sql}",
            RELEASE_SCHEMA,
            claim=ROWS_ONLY,
        ),
    )
    what = "what others wrote to the added rows: the way back takes them away"
    losses = (Loss(object=name, what=what, preserved=None, only_live=True),)
    hazards, vacant = _since(operation, name), (archive_is_new(archive, "migrate"),)
    fragment = Fragment(steps=(step,), hazards=hazards, losses=losses, vacant=vacant)
    return fragment + trigger_effects(context, table, *(c.name for c in key), work="add")


def _delete(
    context: Context, maker: StepMaker, operation: ChangeRows, table: Table, key: tuple[Column, ...]
) -> Fragment:
    """Rows move to an archive as they are deleted; the way back moves them in again."""
    name, own = table.name.sql, identifier(operation.rows.alias)
    columns = [c for c in context.before.columns_of(table.oid) if not c.generated]
    listed = identifiers([c.name for c in columns])
    archive = context.helper(table.name, f"deleted_{operation.statement}")
    typed = ", ".join(f"{identifier(c.name)} {c.type}" for c in columns)
    make = f"CREATE TABLE IF NOT EXISTS {archive.sql} ({typed})"
    cut = (operation.rows.batched_sql or "").replace(RANGE_MARKER, key_range(key, own) if key else "true")
    returned = ", ".join(f"{own}.{identifier(c.name)}" for c in columns)
    move = f"WITH gone AS ({cut} RETURNING {returned})\nINSERT INTO {archive.sql} ({listed}) SELECT {listed} FROM gone"
    batches = _batches(context, operation, table, key, "delete", move)
    # without a key, a row that is brought back could not be told from one that is there
    work = batches.commands() if key else (move, vacuum(table.name))
    restore = (
        f"INSERT INTO {name} ({listed}) OVERRIDING SYSTEM VALUE\n"
        f"SELECT {listed} FROM {archive.sql} ON CONFLICT DO NOTHING"
    )
    step = maker.step(
        "archive",
        phase="migrate",
        title=f"Move rows of {name} into the archive {archive}",
        reason="What is deleted is kept, so that the way back brings it back.",
        up=one_by_one(RESERVE_SCHEMA, make, *work, claim=WRITES_PASS),
        down=in_transaction(
            RESERVE_SCHEMA,
            make,
            restore,
            f"DROP TABLE {archive.sql}",
            *batches.forget(),
            claim=ROWS_ONLY,
        ),
    )
    hazards = (one_long_transaction(name) if key else _long(name), rows_written_since(name))
    kept = Loss(object=name, what="the rows it deletes, until the archive is dropped", preserved=archive.sql)
    taken = tuple(
        Loss(object=other, what=f"what a foreign key deletes or empties with the rows of {name}", preserved=None)
        for other in _taken_along(context, table)
    )
    effects = trigger_effects(context, table, *(c.name for c in key), work="remove")
    vacant = (archive_is_new(archive, "migrate"),)
    return Fragment(steps=(step,), hazards=hazards, losses=(kept, *taken), vacant=vacant) + effects


def _emptied_too(context: Context, operation: ChangeRows) -> tuple[Loss, ...]:
    """Tables that TRUNCATE … CASCADE empties: all that refer to it, by whatever foreign key."""
    if operation.rows.verb != "truncate" or operation.table is None:
        return ()
    found: dict[int, str] = {}
    waiting = [operation.table.oid]
    while waiting:
        referenced = waiting.pop()
        for constraint in context.before.constraints.values():
            table = constraint.table_oid
            if constraint.referenced_table_oid == referenced and table not in (*found, operation.table.oid):
                found[table] = context.before.tables[table].name.sql
                waiting.append(table)
    return tuple(Loss(object=name, what="all its rows", preserved=None) for name in sorted(found.values()))


def _taken_along(context: Context, table: Table) -> list[str]:
    """Tables whose rows a delete changes by way of foreign keys."""
    found: dict[int, str] = {}
    waiting = [table.oid]
    while waiting:
        referenced = waiting.pop()
        for constraint in context.before.constraints.values():
            actions = [a for a in ("CASCADE", "SET ") if f" ON DELETE {a}" in constraint.definition]
            if not actions or constraint.referenced_table_oid != referenced or constraint.table_oid in found:
                continue
            found[constraint.table_oid] = context.before.tables[constraint.table_oid].name.sql
            if actions == ["CASCADE"]:
                waiting.append(constraint.table_oid)
    return sorted(found.values())


def _scripts(context: Context, operation: ChangeRows, table: Table, key: tuple[Column, ...]) -> tuple[Script, Script]:
    fresh = operation.new_columns_only
    if _goes_with_its_columns(operation):
        own = identifier(operation.rows.alias)
        untouched = ""
        if may_be_kept_in_step(context, operation):
            # what the trigger filled is there, and what new code wrote is newer
            untouched = "".join(f" AND {own}.{identifier(column)} IS NULL" for column in operation.rows.set_columns)
        batched = (operation.rows.batched_sql or "").replace(RANGE_MARKER, f"{key_range(key, own)}{untouched}")
        filling = _batches(context, operation, table, key, "update", batched)
        return (
            one_by_one(*filling.commands(), claim=WRITES_PASS),
            one_by_one(*filling.forget(), claim=NO_TABLE),
        )
    columns = tuple(
        column
        for column in (context.after if fresh else context.before).columns_of(table.oid)
        if column.name in operation.rows.set_columns and column not in key
    )
    archive = context.helper(table.name, f"rows_{operation.statement}")
    keys, values = identifiers([c.name for c in key]), identifiers([c.name for c in columns])
    own = identifier(operation.rows.alias)
    selected = ", ".join(f"{own}.{identifier(c.name)}" for c in (*key, *columns))
    matched = (operation.rows.matched_sql or "").replace(RANGE_MARKER, key_range(key, own))
    # Locked, so that what is kept is what the UPDATE after it replaces.
    keep = (
        f"INSERT INTO {archive.sql} ({keys}, {values})\nSELECT {selected} {matched}\n"
        f"FOR NO KEY UPDATE OF {own} ON CONFLICT ({keys}) DO NOTHING"
    )
    change = (operation.rows.batched_sql or "").replace(
        RANGE_MARKER, f"{key_range(key, own)}\n  AND {_as_kept(archive, own, key, columns)}"
    )
    make = keyed_archive(archive, key, *columns)
    same = " AND ".join(f"t.{identifier(c.name)} = kept.{identifier(c.name)}" for c in key)
    assigned = ", ".join(f"{identifier(c.name)} = kept.{identifier(c.name)}" for c in columns)
    differs = " OR ".join(
        f"t.{identifier(c.name)}::text IS DISTINCT FROM kept.{identifier(c.name)}::text" for c in columns
    )
    restore = (
        f"UPDATE {table.name.sql} AS t SET {assigned} FROM {archive.sql} AS kept\n"
        f"WHERE {same} AND {key_range(key, 't')} AND ({differs})"
    )
    up = one_by_one(
        RESERVE_SCHEMA,
        make,
        *_batches(context, operation, table, key, "update", keep, change, opposite="restore").commands(),
        claim=WRITES_PASS,
    )
    down = one_by_one(
        RESERVE_SCHEMA,
        make,
        *_batches(context, operation, table, key, "restore", restore, opposite="update").commands(),
        f"DROP TABLE IF EXISTS {archive.sql}",
        RELEASE_SCHEMA,
        claim=WRITES_PASS,
    )
    return up, down


def _batches(
    context: Context,
    operation: ChangeRows,
    table: Table,
    key: tuple[Column, ...],
    part: str,
    *work: str,
    opposite: str = "",
) -> Batches:
    def named(which: str) -> QualifiedName:
        return context.helper(table.name, f"{which}_{operation.statement}")

    return Batches(
        name=named(part),
        table=table.name,
        key=key,
        work=work,
        policy=context.policy,
        portions=context.portions(table),
        opposite=(named(opposite),) if opposite else (),
    )


def _goes_with_its_columns(operation: ChangeRows) -> bool:
    """Whether nothing has to be kept of what it writes: its columns are new, and it may run again as it is."""
    return operation.new_columns_only and not operation.rows.reads_what_it_sets


def _as_kept(archive: QualifiedName, own: str, key: tuple[Column, ...], columns: tuple[Column, ...]) -> str:
    """The condition that a row still holds what was kept of it: a file that is run again changes no row twice."""
    same = [f"{archive.sql}.{identifier(c.name)} = {own}.{identifier(c.name)}" for c in key]
    same += [
        f"{archive.sql}.{identifier(c.name)}::text IS NOT DISTINCT FROM {own}.{identifier(c.name)}::text"
        for c in columns
    ]
    return f"EXISTS (SELECT FROM {archive.sql} WHERE {' AND '.join(same)})"


def _at_once(context: Context, maker: StepMaker, operation: ChangeRows, name: str) -> Fragment:
    # TRUNCATE gives the table and its indexes new, empty files
    truncates = operation.rows.verb == "truncate"
    claim = Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True) if truncates else ROWS_ONLY
    step = maker.step(
        "as_written",
        phase="migrate",
        title=f"Run the {operation.rows.verb.upper()} on {name} as written",
        reason="It cannot be cut into batches by a key.",
        up=replace(in_transaction(operation.sql, claim=claim), once=True),
        down=NOTHING,
    )
    hazards = (not_repeatable(name), *_since(operation, name))
    if not operation.table_is_new:
        hazards += (_long(name),)
    losses = () if operation.table_is_new else (_lost(operation, name), *_emptied_too(context, operation))
    return Fragment(steps=(step, *_counted(maker, operation)), hazards=hazards, losses=losses)


def _since(operation: ChangeRows, name: str) -> tuple[Hazard, ...]:
    """What tells of rows that are written after it ran, where it depends on any."""
    if operation.rows.verb in ("insert", "copy"):
        return (rows_not_copied(name),) if operation.rows.reads_rows else ()
    # old code does not know a new table
    return () if operation.table_is_new else (rows_written_since(name),)


def _counted(maker: StepMaker, operation: ChangeRows) -> tuple[PlacedStep, ...]:
    """Statistics of a new table, which code reads as soon as it is filled."""
    if operation.table is None or not operation.table_is_new or operation.rows.verb not in ("insert", "copy"):
        return ()
    reason = "Until it is analysed the planner takes a table for a small one, whatever it holds."
    return analyze_step(maker, operation.table, phase="migrate", rank=Rank.LATE_ADDITIONS, reason=reason)


def _long(name: str) -> Hazard:
    return Hazard(
        code="one-long-transaction",
        object=name,
        effect="The statement changes all its rows in one transaction.",
        remedy="Give the table a key, or cut the statement by hand.",
        source="https://www.postgresql.org/docs/18/routine-vacuuming.html",
        avoided=False,
    )


def _lost(operation: ChangeRows, name: str) -> Loss:
    path = (
        name
        if not operation.rows.set_columns or operation.table is None
        else ", ".join(column_path(operation.table.name, column) for column in operation.rows.set_columns)
    )
    return Loss(object=path, what=f"what the {operation.rows.verb} changes or removes", preserved=None)
