"""Dangers of locks, scans and rewrites."""

from server.model.lock import LockMode
from server.model.plan import Hazard

_LOCKS = "https://www.postgresql.org/docs/18/explicit-locking.html"
_ALTER = "https://www.postgresql.org/docs/18/sql-altertable.html"
_INDEX = "https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY"


def lock_queue(table: str, lock_timeout_ms: int) -> Hazard:
    """A brief strong lock that waits makes everybody wait behind it."""
    return Hazard(
        code="lock-queue",
        object=table,
        effect="A lock that waits for a long transaction makes every later query on the table wait behind it.",
        remedy=f"Each step gives up after lock_timeout = {lock_timeout_ms} ms; run it again when it does.",
        source=_LOCKS,
        avoided=True,
    )


def scan_under_lock(table: str, what: str) -> Hazard:
    """Reading a whole table while writes wait."""
    return Hazard(
        code="scan-under-lock",
        object=table,
        effect=f"{what} reads the whole table while writes, or reads too, wait.",
        remedy="Added as NOT VALID first, then validated under a lock that lets reads and writes pass.",
        source=_ALTER,
        avoided=True,
    )


def references_read_under_lock(table: str, parent: str) -> Hazard:
    """A partition that is detached from a table others refer to."""
    return Hazard(
        code="scan-under-lock",
        object=table,
        effect=f"It refers to {parent}: DETACH PARTITION looks through it for rows that refer to the partition while "
        "writes to it wait.",
        remedy="Give the referring columns an index, and detach in a quiet hour.",
        source=_ALTER,
        avoided=False,
    )


def rewrite_under_lock(table: str, what: str) -> Hazard:
    """Writing a whole table anew while everybody waits."""
    return Hazard(
        code="rewrite-under-lock",
        object=table,
        effect=f"{what} writes the whole table and its indexes anew while reads and writes wait.",
        remedy="A new column is kept in step by a trigger, filled in batches that commit, and takes over by name.",
        source=_ALTER,
        avoided=True,
    )


def rebuilt_under_lock(table: str, what: str) -> Hazard:
    """Writing or reading a whole table while everybody waits, where no column can take over by name."""
    return Hazard(
        code="rewrite-under-lock",
        object=table,
        effect=f"{what} writes or reads the whole table while reads and writes wait.",
        remedy="A second table of the new form is kept in step by triggers, filled in batches that commit, and takes "
        "over by name.",
        source=_ALTER,
        avoided=True,
    )


def index_build_blocks_writes(table: str) -> Hazard:
    """CREATE INDEX without CONCURRENTLY."""
    return Hazard(
        code="index-build-blocks-writes",
        object=table,
        effect="Building an index in the ordinary way makes writes wait until it is done.",
        remedy="Built CONCURRENTLY; an invalid index left by an interrupted build is dropped before the next try.",
        source=_INDEX,
        avoided=True,
    )


def one_long_transaction(table: str) -> Hazard:
    """Changing all rows at once."""
    return Hazard(
        code="one-long-transaction",
        object=table,
        effect="Changing all rows in one transaction locks them until it ends, bloats the table and holds back vacuum.",
        remedy="Done in batches along a key, each of which commits.",
        source="https://www.postgresql.org/docs/18/routine-vacuuming.html",
        avoided=True,
    )


def blocks_as_written(obj: str, lock: LockMode, why: str) -> Hazard:
    """A statement carried out as written although it blocks."""
    return Hazard(
        code="blocks-as-written",
        object=obj,
        effect=f"Takes {lock.label} and reads or rewrites data while it holds it: {why}",
        remedy="Run it in a quiet hour, with the application stopped or the table known to be small.",
        source=_ALTER,
        avoided=False,
    )


def concurrent_build_waits(table: str) -> Hazard:
    """CONCURRENTLY waits for everybody who looked at the database before it."""
    return Hazard(
        code="concurrent-build-waits",
        object=table,
        effect="What is built CONCURRENTLY waits for every transaction with an older snapshot, anywhere: a dump, an "
        "idle REPEATABLE READ, or another run of a migration tool that waits for this one's advisory lock, which is a "
        "deadlock. Two such builds on one table wait for each other.",
        remedy="End long transactions first, run the file with psql or a tool that holds no lock meanwhile; after a "
        "failure run it again.",
        source=_INDEX,
        avoided=False,
    )


def foreign_key_without_index(table: str, columns: str) -> Hazard:
    """Deletes on the referenced side read the whole referencing table."""
    return Hazard(
        code="foreign-key-without-index",
        object=table,
        effect=f"Deleting a referenced row reads this whole table: no index begins with ({columns}).",
        remedy=f"Add CREATE INDEX ON {table} ({columns}) to the change.",
        source="https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK",
        avoided=False,
    )


def domain_is_proved_under_lock(path: str) -> Hazard:
    """Reading all tables that have a domain while writes wait."""
    return Hazard(
        code="scan-under-lock",
        object=path,
        effect="PostgreSQL reads every table that has the domain, one after the other, and writes to all of them wait "
        "until it has read the last.",
        remedy="Run that step in a quiet hour. A CHECK may as well stay NOT VALID for as long as you like; or hold the "
        "tables to a CHECK of their own, which is proved while writes go on.",
        source="observed on PostgreSQL 15 and 18, where ALTER DOMAIN takes a SHARE lock on each table",
        avoided=False,
    )
