"""What one transaction reads of an entity in a SQLite file, a part at a time, however much there is."""

import re
import sqlite3
from collections.abc import Iterator

from knowledge.errors import InvalidCursor
from knowledge.model import Direction, Fact, FactKind, Neighbours, Outline, RelationKind, Totals
from knowledge.stored import NEVER, SPAN, FactPlace, FactRow, Span, outline_of

_CURSOR = re.compile(r"\d{1,18}", re.ASCII)
_ENDS: dict[Direction, tuple[str, str]] = {"out": ("source", "target"), "in": ("target", "source")}
"""Columns of the entity itself and of its neighbour."""

_HELD = {
    FactKind.ENTITY: "entities WHERE name_id = :name",
    FactKind.OBSERVATION: "observations WHERE entity_id = :entity",
    FactKind.RELATION: """
        (SELECT recorded_at FROM relations WHERE source = :name
         UNION ALL SELECT recorded_at FROM relations WHERE target = :name AND source <> :name)
    """,
}
_ENDED = "past WHERE id IN (SELECT id FROM past WHERE subject = :name UNION SELECT id FROM past WHERE target = :name)"
_LAST_TYPE = """
    SELECT content FROM past WHERE subject = :name AND kind = 'entity'
    ORDER BY recorded_at DESC, position DESC, ended_at DESC, id DESC LIMIT 1
"""
_PLACE = "(:recorded_at, :rank, :position, :ended_at, :tie)"
_NEWEST = "ORDER BY recorded_at DESC, id DESC LIMIT :limit"
# Inside, only what tells the newest is read; texts and names are for those.
_OBSERVATIONS = f"""
    SELECT 'observation', o.id, n.name, NULL, o.content, o.origin, o.recorded_at
    FROM names n JOIN observations o
    WHERE n.id = :name AND o.id IN (
        SELECT id FROM observations
        WHERE entity_id = :entity AND (recorded_at, 1, id, {NEVER}, 0) < {_PLACE} {_NEWEST}
    )
"""
_ENTITY = f"""
    SELECT 'entity', e.id, n.name, NULL, e.entity_type, e.origin, e.recorded_at
    FROM names n JOIN entities e ON e.name_id = n.id
    WHERE n.id = :name AND (e.recorded_at, 0, e.id, {NEVER}, 0) < {_PLACE}
"""
_RELATIONS = f"""
    SELECT 'relation', r.id, s.name, t.name, k.name, r.origin, r.recorded_at
    FROM relations r JOIN names s ON s.id = r.source JOIN names t ON t.id = r.target
    JOIN names k ON k.id = r.relation_type
    WHERE r.id IN (
        SELECT id FROM (
            SELECT id, recorded_at FROM relations WHERE source = :name
            UNION ALL SELECT id, recorded_at FROM relations WHERE target = :name AND source <> :name
        )
        WHERE (recorded_at, 2, id, {NEVER}, 0) < {_PLACE} {_NEWEST}
    )
"""
_RANK = "CASE kind WHEN 'entity' THEN 0 WHEN 'observation' THEN 1 ELSE 2 END"
_PAST = f"""
    SELECT p.kind, p.position, coalesce(p.former_name, s.name), t.name, p.content, p.origin, p.recorded_at, p.validity,
        p.ended_at, p.ended_by, p.replaced_by, printf('%016x', p.id)
    FROM past p JOIN names s ON s.id = p.subject LEFT JOIN names t ON t.id = p.target
    WHERE p.id IN (
        SELECT id FROM (SELECT id, kind, recorded_at, position, ended_at FROM {_ENDED})
        WHERE (recorded_at, {_RANK}, position, ended_at, id) < {_PLACE}
        ORDER BY recorded_at DESC, {_RANK} DESC, position DESC, ended_at DESC, id DESC LIMIT :limit
    )
"""


class SqlitePortions:
    """The part of ``knowledge.tables.Tables`` that reads portions, on a connection inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._execute = connection.execute

    def read_outline(self, name: str) -> Outline:
        """An entity in numbers."""
        values = {"name": self._name(name), "entity": self._entity(name)}
        current = self._execute("SELECT entity_type FROM entities WHERE id = :entity", values).fetchone()
        former = current or self._execute(_LAST_TYPE, values).fetchone()
        return outline_of(
            name,
            entity_type=former[0] if former else None,
            current=current is not None,
            held={kind: self._span(rows, values) for kind, rows in _HELD.items()},
            ended=self._span(_ENDED, values),
            kinds=(kind for direction in _ENDS for kind in self._kinds(direction, values["name"])),
        )

    def read_earlier_facts(
        self, name: str, *, before: FactPlace, limit: int | None, observations: bool = False
    ) -> tuple[Fact, ...]:
        """The newest facts before a place, newest first, also such as ended; or only ``observations`` that hold."""
        values = {
            **before._asdict(),
            "tie": min(int(before.tie or "0", 16), NEVER),
            "name": self._name(name),
            "entity": self._entity(name),
            "limit": -1 if limit is None else limit,
        }
        queries = [_OBSERVATIONS] if observations else [_ENTITY, _OBSERVATIONS, _RELATIONS, _PAST]
        rows = [FactRow(*row) for query in queries for row in self._execute(query, values)]
        return tuple(row.fact() for row in sorted(rows, key=lambda row: row.place, reverse=True)[:limit])

    def read_neighbours(
        self, name: str, *, direction: Direction, relation_type: str, limit: int, cursor: str | None
    ) -> Neighbours:
        """Names at the other ends of relations of a type, the newest relation first."""
        if cursor is not None and not _CURSOR.fullmatch(cursor):
            raise InvalidCursor(text=cursor)
        here, there = _ENDS[direction]
        # The plus signs keep it to the index of the entity's relations: those of a type may be most there are.
        query = f"""
            SELECT r.id, n.name
            FROM (
                SELECT id, {there} AS other FROM relations
                WHERE {here} = ? AND +relation_type = ? AND +id < ? ORDER BY +id DESC LIMIT ?
            ) r JOIN names n ON n.id = r.other ORDER BY r.id DESC
        """
        before = NEVER if cursor is None else int(cursor)
        rows = self._execute(query, (self._name(name), self._name(relation_type), before, limit + 1)).fetchall()
        return Neighbours(
            names=tuple(other for _, other in rows[:limit]),
            next_cursor=str(rows[limit - 1][0]) if len(rows) > limit else None,
        )

    def totals(self) -> Totals:
        """How much there is; neither texts nor types of relations are looked at."""
        (relations,) = self._execute("SELECT count(*) FROM relations").fetchone()
        entities = self._execute("SELECT entity_type, count(*) FROM entities GROUP BY entity_type").fetchall()
        return Totals(entities=dict(entities), relations=relations)

    def _kinds(self, direction: Direction, name: int | None) -> Iterator[RelationKind]:
        here, _ = _ENDS[direction]
        query = f"""
            SELECT name, number
            FROM (SELECT relation_type, count(*) AS number FROM relations WHERE {here} = ? GROUP BY relation_type)
            JOIN names ON id = relation_type
        """
        for relation_type, count in self._execute(query, (name,)):
            yield RelationKind(direction=direction, relation_type=relation_type, count=count)

    def _span(self, rows: str, values: dict[str, int | None]) -> Span:
        return Span(*self._execute(f"SELECT {SPAN} FROM {rows}", values).fetchone())

    def _name(self, name: str) -> int | None:
        row = self._execute("SELECT id FROM names WHERE name = ?", (name,)).fetchone()
        return None if row is None else int(row[0])

    def _entity(self, name: str) -> int | None:
        query = "SELECT e.id FROM names n JOIN entities e ON e.name_id = n.id WHERE n.name = ?"
        row = self._execute(query, (name,)).fetchone()
        return None if row is None else int(row[0])
