"""What one transaction reads of an entity in a PostgreSQL schema, a part at a time, however much there is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge.errors import InvalidCursor
from knowledge.model import Direction, Fact, FactKind, Neighbours, Outline, RelationKind, Totals
from knowledge.postgresql.rows import Connection
from knowledge.postgresql.text import get
from knowledge.stored import NEVER, SPAN, FactPlace, FactRow, Span, digest, outline_of

_CURSOR = re.compile(r"(\d{1,19}):([0-9a-f]{32})", re.ASCII)
"""Position of a relation and key of its other end."""
_ENDS: dict[Direction, tuple[str, str]] = {"out": ("source", "target"), "in": ("target", "source")}
"""Columns of the entity itself and of its neighbour."""

_HELD = {
    FactKind.ENTITY: "entities WHERE name_key = %(key)s",
    FactKind.OBSERVATION: "observations WHERE name_key = %(key)s",
    FactKind.RELATION: """
        (SELECT recorded_at FROM relations WHERE source_key = %(key)s
         UNION ALL SELECT recorded_at FROM relations WHERE target_key = %(key)s AND source_key <> %(key)s) AS touching
    """,
}
_ENDED = """
    (SELECT recorded_at FROM past WHERE subject_key = %(key)s
     UNION ALL SELECT recorded_at FROM past WHERE target_key = %(key)s AND subject_key <> %(key)s) AS ended
"""
_LAST_TYPE = """
    SELECT content FROM past WHERE subject_key = %(key)s AND kind = 'entity'
    ORDER BY recorded_at DESC, position DESC, ended_at DESC, id DESC LIMIT 1
"""


def _current(kind: str, rank: int, columns: str, tie: str, condition: str) -> str:
    """The newest facts of a kind that hold, as rows of ``FactRow``."""
    return f"""
        (SELECT '{kind}', position, {columns}, origin, recorded_at, 'current', NULL::bigint, NULL, NULL,
            encode({tie}, 'hex')
        FROM {condition} AND (recorded_at, {rank}, position, {NEVER}, {tie})
            < (%(recorded_at)s, %(rank)s, %(position)s, %(ended_at)s, %(tie)s)
        ORDER BY recorded_at DESC, position DESC, {tie} DESC LIMIT %(limit)s)
    """


def _ended(subject: str, condition: str) -> str:
    """The newest facts that ended, as rows of ``FactRow``."""
    rank = "CASE kind WHEN 'entity' THEN 0 WHEN 'observation' THEN 1 ELSE 2 END"
    return f"""
        (SELECT kind, position, {subject}, target, content, origin, recorded_at, validity, ended_at, ended_by,
            replaced_by, encode(id, 'hex')
        FROM past WHERE {condition} AND (recorded_at, {rank}, position, ended_at, id)
            < (%(recorded_at)s, %(rank)s, %(position)s, %(ended_at)s, %(tie)s)
        ORDER BY recorded_at DESC, {rank} DESC, position DESC, ended_at DESC, id DESC LIMIT %(limit)s)
    """


_RELATION = "source, target, relation_type"
_RELATION_TIE = "source_key || target_key || type_key"
_OBSERVATIONS = _current(
    "observation", 1, "name, NULL, content", "content_key", "observations WHERE name_key = %(key)s"
)
_ALL = (
    _current("entity", 0, "name, NULL, entity_type", "type_key", "entities WHERE name_key = %(key)s"),
    _OBSERVATIONS,
    _current("relation", 2, _RELATION, _RELATION_TIE, "relations WHERE source_key = %(key)s"),
    _current("relation", 2, _RELATION, _RELATION_TIE, "relations WHERE target_key = %(key)s AND source_key <> %(key)s"),
    _ended("coalesce(former_name, subject)", "subject_key = %(key)s"),
    _ended("subject", "target_key = %(key)s AND subject_key <> %(key)s"),
)


class PostgresqlPortions:
    """The part of ``knowledge.tables.Tables`` that reads portions, on a connection inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read_outline(self, name: str) -> Outline:
        """An entity in numbers."""
        values = {"key": digest(name)}
        current = list(self._rows("SELECT entity_type FROM entities WHERE name_key = %(key)s", values))
        former = current or list(self._rows(_LAST_TYPE, values))
        return outline_of(
            name,
            entity_type=get(former[0][0]) if former else None,
            current=bool(current),
            held={kind: self._span(rows, values) for kind, rows in _HELD.items()},
            ended=self._span(_ENDED, values),
            kinds=(kind for direction in _ENDS for kind in self._kinds(direction, values)),
        )

    def read_earlier_facts(
        self, name: str, *, before: FactPlace, limit: int | None, observations: bool = False
    ) -> tuple[Fact, ...]:
        """The newest facts before a place, newest first, also such as ended; or only ``observations`` that hold."""
        values = {**before._asdict(), "tie": bytes.fromhex(before.tie), "key": digest(name), "limit": limit}
        rows = [
            fact_row(row) for query in ([_OBSERVATIONS] if observations else _ALL) for row in self._rows(query, values)
        ]
        return tuple(row.fact() for row in sorted(rows, key=lambda row: row.place, reverse=True)[:limit])

    def read_neighbours(
        self, name: str, *, direction: Direction, relation_type: str, limit: int, cursor: str | None
    ) -> Neighbours:
        """Names at the other ends of relations of a type, the newest relation first."""
        found = (NEVER, b"") if cursor is None else _place(cursor)
        here, there = _ENDS[direction]
        query = f"""
            SELECT {there}, position, {there}_key FROM relations
            WHERE {here}_key = %s AND type_key = %s AND (position, {there}_key) < (%s, %s)
            ORDER BY position DESC, {there}_key DESC LIMIT %s
        """
        rows = list(self._rows(query, (digest(name), digest(relation_type), *found, limit + 1)))
        return Neighbours(
            names=tuple(get(other) for other, _, _ in rows[:limit]),
            next_cursor=f"{rows[limit - 1][1]}:{rows[limit - 1][2].hex()}" if len(rows) > limit else None,
        )

    def totals(self) -> Totals:
        """How much there is; neither texts nor types of relations are looked at."""
        entities = self._rows("SELECT min(entity_type), count(*) FROM entities GROUP BY type_key", ())
        ((relations,),) = self._rows("SELECT count(*) FROM relations", ())
        return Totals(entities={get(kind): number for kind, number in entities}, relations=relations)

    def _kinds(self, direction: Direction, values: Mapping[str, object]) -> Iterator[RelationKind]:
        here, _ = _ENDS[direction]
        query = f"SELECT min(relation_type), count(*) FROM relations WHERE {here}_key = %(key)s GROUP BY type_key"
        for relation_type, count in self._rows(query, values):
            yield RelationKind(direction=direction, relation_type=get(relation_type), count=count)

    def _span(self, rows: str, values: Mapping[str, object]) -> Span:
        (span,) = self._rows(f"SELECT {SPAN} FROM {rows}", values)
        return Span(*span)

    def _rows(self, query: str, values: Sequence[object] | Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        return iter(self._connection.execute(query, values).fetchall())


def fact_row(row: tuple[Any, ...]) -> FactRow:
    """A fact as PostgreSQL holds it."""
    values: list[Any] = [get(value) if isinstance(value, str) else value for value in row]
    return FactRow(*values)


def _place(cursor: str) -> tuple[int, bytes]:
    found = _CURSOR.fullmatch(cursor)
    if found is None or int(found[1]) > NEVER:
        raise InvalidCursor(text=cursor)
    return int(found[1]), bytes.fromhex(found[2])
