"""Rows of the tables and how they are written and taken."""

import secrets
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from knowledge.model import FactKind
from knowledge.postgresql.text import put
from knowledge.stored import digest, origin_text
from knowledge.tables import Ending

Connection = psycopg.Connection[tuple[object, ...]]
Row = dict[str, Any]
"""Column to value."""

COLUMNS = {
    "entities": {
        "name_key": "bytea",
        "position": "bigint",
        "name": "text",
        "type_key": "bytea",
        "entity_type": "text",
        "origin": "text",
        "recorded_at": "bigint",
        "changed_at": "bigint",
    },
    "observations": {
        "name_key": "bytea",
        "content_key": "bytea",
        "position": "bigint",
        "name": "text",
        "content": "text",
        "origin": "text",
        "recorded_at": "bigint",
    },
    "relations": {
        "source_key": "bytea",
        "target_key": "bytea",
        "type_key": "bytea",
        "position": "bigint",
        "source": "text",
        "target": "text",
        "relation_type": "text",
        "origin": "text",
        "recorded_at": "bigint",
    },
    "past": {
        "subject_key": "bytea",
        "id": "bytea",
        "kind": "text",
        "position": "bigint",
        "subject": "text",
        "target_key": "bytea",
        "target": "text",
        "content_key": "bytea",
        "content": "text",
        "former_name": "text",
        "origin": "text",
        "recorded_at": "bigint",
        "validity": "text",
        "ended_at": "bigint",
        "ended_by": "text",
        "replaced_by": "text",
    },
    "measurements": {
        "subject_key": "bytea",
        "id": "bytea",
        "position": "bigint",
        "subject": "text",
        "measure_key": "bytea",
        "name": "text",
        "value": "double precision",
        "unit": "text",
        "predicted": "double precision",
        "context": "text",
        "origin": "text",
        "recorded_at": "bigint",
        "ended_at": "bigint",
    },
}
"""Table to its columns and their types."""

_BATCH = 5_000
"""Rows in one statement."""


class _Positions:
    """Numbers that grow with time, within this process strictly."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def take(self, count: int) -> range:
        """So many in a row: microseconds since 1970 in the upper bits."""
        with self._lock:
            first = max(time.time_ns() // 1000 << 11, self._last + 1)
            self._last = first + count
            return range(first, first + count)


positions = _Positions()


def keys(texts: Iterable[str]) -> list[bytes]:
    """Keys of texts, sorted, so that statements of different sessions lock rows in the same order."""
    return sorted({digest(text) for text in texts})


def insert(connection: Connection, table: str, rows: Sequence[Row], *, returning: str = "name_key") -> list[Row]:
    """Insert rows whose key is new.

    Args:
        rows: A value for each of ``COLUMNS``, texts already as PostgreSQL holds them.
        returning: Columns to return.

    Returns:
        Those columns of each new row, in no order.
    """
    types = COLUMNS[table]
    arrays = ", ".join(f"%b::{kind}[]" for kind in types.values())
    statement = (
        f"INSERT INTO {table} ({', '.join(types)}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
        f" RETURNING {returning}"
    )
    key, *more = list(types)[:3]
    ordered = sorted(rows, key=lambda row: (row[key], *(str(row[column]) for column in more)))
    inserted: list[Row] = []
    with connection.cursor(row_factory=dict_row) as cursor:
        for start in range(0, len(ordered), _BATCH):
            batch = ordered[start : start + _BATCH]
            cursor.execute(statement, [[row[column] for row in batch] for column in types])
            inserted += cursor.fetchall()
    return inserted


def take(connection: Connection, table: str, condition: str, values: Sequence[object]) -> list[Row]:
    """Delete rows and return them: what others add meanwhile is either taken whole or left."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"DELETE FROM {table} WHERE {condition} RETURNING *", values).fetchall()


def ended(kind: FactKind, row: Row, ending: Ending) -> Row:
    """The row of ``past`` for a row of entities, observations or relations."""
    subject, content = _SUBJECTS[kind]
    return {
        "subject_key": row[f"{subject}_key"],
        "id": identity(),
        "kind": kind.value,
        "position": row["position"],
        "subject": row[subject],
        "target_key": row.get("target_key"),
        "target": row.get("target"),
        "content_key": row["content_key" if kind is FactKind.OBSERVATION else "type_key"],
        "content": row[content],
        "former_name": None,
        "origin": row["origin"],
        "recorded_at": row["recorded_at"],
        "validity": ending.validity.value,
        "ended_at": ending.stamp.at,
        "ended_by": put(origin_text(ending.stamp.origin)),
        "replaced_by": None if ending.replaced_by is None else put(ending.replaced_by),
    }


def identity() -> bytes:
    """16 bytes that nothing else has."""
    return secrets.token_bytes(16)


_SUBJECTS = {
    FactKind.ENTITY: ("name", "entity_type"),
    FactKind.OBSERVATION: ("name", "content"),
    FactKind.RELATION: ("source", "relation_type"),
}
"""Columns of a fact's subject and text."""
