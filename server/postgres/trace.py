"""What was seen of a statement, told from the relations before and after it and from its locks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.postgres.roles import Session

_RELATIONS = """
SELECT c.oid::int8, n.nspname, c.relname, c.relkind::text, nullif(c.relfilenode, 0)::int8,
       coalesce(CASE n.nspname WHEN 'pg_toast' THEN pg_catalog.split_part(c.relname, '_', 3)::int8 END,
                i.indrelid::int8, 0),
       coalesce(i.indisvalid, true), {}
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast_)?temp_'
"""
_COUNTS = """
       coalesce(pg_catalog.pg_stat_get{0}_numscans(c.oid), 0),
       coalesce(pg_catalog.pg_stat_get{0}_tuples_returned(c.oid), 0),
       coalesce(pg_catalog.pg_stat_get{0}_tuples_inserted(c.oid) + pg_catalog.pg_stat_get{0}_tuples_updated(c.oid)
                + pg_catalog.pg_stat_get{0}_tuples_deleted(c.oid), 0)
"""
_AT_BEGIN = _RELATIONS.format("0, 0, 0")
_TOUCHED = _RELATIONS.format(_COUNTS.format("_xact")) + "AND c.oid = ANY (%s::oid[])"
_EVER = _RELATIONS.format(_COUNTS.format(""))
_TABLES = ("r", "p", "m", "f", "v")
_INDEXES = ("i", "I")
_TOAST = "pg_toast"

Relations = dict[int, tuple[Any, ...]]
"""By OID, the fields of a ``Relation``; there are thousands, and few are looked at."""


class Relation(NamedTuple):
    """A relation at one moment of a session."""

    oid: int
    schema: str
    relname: str
    kind: str
    file: int | None
    table_oid: int
    """Of an index, and of what holds a table's TOAST: the table."""
    valid: bool
    scans: int
    rows_read: int
    """In scans from end to end."""
    rows_written: int

    @property
    def name(self) -> str:
        """Qualified, as SQL."""
        return QualifiedName(schema=self.schema, name=self.relname).sql

    @property
    def of_toast(self) -> bool:
        """Whether it holds what is too long for the rows of its table, or is the index of that."""
        return self.schema == _TOAST


_TABLE_OID = Relation._fields.index("table_oid")


@dataclass(slots=True)
class Trace:
    """What was seen of one or more commands, by qualified name; only relations that existed before count."""

    locks: dict[str, LockMode] = field(default_factory=dict)
    """Strongest on each table and view."""
    glimpsed: set[str] = field(default_factory=set)
    """Those of them that were seen in passing, and that another run may miss."""
    other_locks: dict[str, LockMode] = field(default_factory=dict)
    """Strongest on each index, sequence and composite type; seen in a transaction only."""
    rewritten: set[str] = field(default_factory=set)
    rewritten_toast: set[str] = field(default_factory=set)
    """Tables whose TOAST, or the index of it, was written anew."""
    rebuilt: set[str] = field(default_factory=set)
    built: set[str] = field(default_factory=set)
    """Indexes that are new, on tables that are not."""
    invalid: set[str] = field(default_factory=set)
    """Indexes left behind that no query will use."""
    scanned: set[str] = field(default_factory=set)
    scanned_blocking: set[str] = field(default_factory=set)
    """Scanned while a lock on the same table made writes wait."""
    rows_read: dict[str, int] = field(default_factory=dict)
    """In scans from end to end; seen in a transaction only."""
    rows_written: dict[str, int] = field(default_factory=dict)
    """Inserted, updated and deleted; those of a rewrite do not count."""
    waits_for: set[str] = field(default_factory=set)
    """Whose transactions must end before a statement outside of any goes on: writers, readers, snapshots."""
    outside_transaction: bool = False
    duration_ms: float = 0.0
    wal_bytes: int = 0
    """Written to the write-ahead log meanwhile by the whole server: at most so much is its own."""

    def add(self, other: "Trace") -> None:
        """Take in what was seen of a later command."""
        for mine, theirs in ((self.locks, other.locks), (self.other_locks, other.other_locks)):
            for name, mode in theirs.items():
                mine[name] = max(mode, mine.get(name, LockMode.NONE))
        for counts, more in ((self.rows_read, other.rows_read), (self.rows_written, other.rows_written)):
            for name, count in more.items():
                counts[name] = counts.get(name, 0) + count
        self.glimpsed |= other.glimpsed
        self.rewritten |= other.rewritten
        self.rewritten_toast |= other.rewritten_toast
        self.rebuilt |= other.rebuilt
        self.built |= other.built
        self.invalid |= other.invalid
        self.scanned |= other.scanned
        self.scanned_blocking |= other.scanned_blocking
        self.waits_for |= other.waits_for
        self.outside_transaction = self.outside_transaction or other.outside_transaction
        self.duration_ms += other.duration_ms
        self.wal_bytes += other.wal_bytes


async def hand_over_counts(session: Session) -> None:
    """Have a session, outside of any transaction, add what it counted to what all counted, and begin anew.

    Its own counters go on from one transaction to the next, until it finds time for that.
    """
    await session.execute("SELECT pg_catalog.pg_stat_force_next_flush()")


async def relations_at_begin(session: Session) -> Relations:
    """All relations, in a transaction of a session that handed over its counts and has read nothing since."""
    return await _read(session, _AT_BEGIN)


async def relations_touched(session: Session, oids: Iterable[int]) -> Relations:
    """Those relations as the session's transaction sees them, with what it counted."""
    return await _read(session, _TOUCHED, list(oids))


async def relations_ever(session: Session) -> Relations:
    """All relations, with what was counted up to now by this session and by others that handed it over."""
    await hand_over_counts(session)
    return await _read(session, _EVER)


async def invalid_indexes(session: Session) -> dict[int, str]:
    """By OID, the qualified names of the indexes no query uses, as one that failed to build CONCURRENTLY.

    The index of a partitioned table is none of them: it is invalid until each partition has its part.
    """
    relations = map(Relation._make, (await _read(session, _EVER)).values())
    return {each.oid: each.name for each in relations if not each.valid and each.kind == "i"}


async def _read(session: Session, query: str, *parameters: list[int]) -> Relations:
    cursor = await session.execute(query.encode(), parameters or None)
    return {row[0]: row for row in await cursor.fetchall()}


def among(relations: Relations, tables: Collection[int] | None) -> Relations:
    """Those of the tables and views with these OIDs; None means all."""
    if tables is None:
        return relations
    return {oid: row for oid, row in relations.items() if (row[_TABLE_OID] or oid) in tables}


def compared(before: Relations, after: Relations, locks: Mapping[int, LockMode]) -> Trace:
    """What was done to the relations before; of those after, all that differ are needed."""
    trace = Trace()
    for oid, mode in locks.items():
        if oid in before and not (relation := Relation._make(before[oid])).of_toast:
            (trace.locks if relation.kind in _TABLES else trace.other_locks)[relation.name] = mode
    for oid, row in after.items():
        if before.get(oid, row) != row:
            _add_change(trace, Relation._make(before[oid]), Relation._make(row), before, locks.get(oid, LockMode.NONE))
    _add_made(trace, before, after)
    return trace


def _add_change(trace: Trace, relation: Relation, now: Relation, before: Relations, lock: LockMode) -> None:
    if now.file != relation.file:
        _add_rewrite(trace, relation, before)
    if relation.valid and not now.valid:
        trace.invalid.add(now.name)
    if relation.kind not in ("r", "m"):
        return
    if now.scans > relation.scans:
        trace.scanned.add(relation.name)
        trace.rows_read[relation.name] = now.rows_read - relation.rows_read
        # a materialized view is written by REFRESH alone
        if lock.blocks_reads if relation.kind == "m" else lock.blocks_writes:
            trace.scanned_blocking.add(relation.name)
    if now.rows_written > relation.rows_written:
        trace.rows_written[relation.name] = now.rows_written - relation.rows_written


def _add_rewrite(trace: Trace, relation: Relation, before: Relations) -> None:
    if relation.of_toast:
        if relation.table_oid in before:
            trace.rewritten_toast.add(Relation._make(before[relation.table_oid]).name)
    elif relation.kind in _INDEXES:
        trace.rebuilt.add(relation.name)
    elif relation.kind in _TABLES:
        trace.rewritten.add(relation.name)


def _add_made(trace: Trace, before: Relations, after: Relations) -> None:
    """What stands in for something of before under the same name, as after ALTER TYPE, and indexes that are new."""
    made = [Relation._make(after[oid]) for oid in after.keys() - before.keys()]
    made = [each for each in made if each.table_oid in before and each.kind in ("i", "I", "t")]
    if not made:
        return
    relations = [Relation._make(row) for row in before.values()]
    files = {relation.file for relation in relations}
    named = {(each.table_oid, each.name): each for each in relations if each.table_oid}
    for each in made:
        if (stood := named.get((each.table_oid, each.name))) is not None:
            # It may have kept its file.
            if each.file not in files:
                _add_rewrite(trace, stood, before)
        elif each.kind == "i" and not each.of_toast and each.file not in files:
            trace.built.add(each.name)
        if not each.valid:
            trace.invalid.add(each.name)
