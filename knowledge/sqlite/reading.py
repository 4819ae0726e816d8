"""What one transaction reads of a SQLite file."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from knowledge.errors import InvalidCursor
from knowledge.model import Entity, Fact, Measurement, Relation, Statistics
from knowledge.sqlite.documents import DELETED
from knowledge.sqlite.portions import SqlitePortions
from knowledge.stored import LATEST_PLACE, FactRow, context_of, moment_text

_CURSOR = re.compile(r"\d{1,18}", re.ASCII)

RELATIONS = """
    SELECT r.id, s.name, t.name, k.name
    FROM relations r
    JOIN names s ON s.id = r.source
    JOIN names t ON t.id = r.target
    JOIN names k ON k.id = r.relation_type
"""

_ORPHANS = {
    "entities have no name": "entities e LEFT JOIN names n ON n.id = e.name_id WHERE n.id IS NULL",
    "observations belong to no entity": "observations o LEFT JOIN entities e ON e.id = o.entity_id WHERE e.id IS NULL",
    "relations have an end or a type without a name": """
        relations r LEFT JOIN names s ON s.id = r.source LEFT JOIN names t ON t.id = r.target
        LEFT JOIN names k ON k.id = r.relation_type WHERE s.id IS NULL OR t.id IS NULL OR k.id IS NULL
    """,
    "ended facts are about nothing": "past p LEFT JOIN names n ON n.id = p.subject WHERE n.id IS NULL",
    "names can be found that belong to no entity, nor to a deleted one": f"""
        documents WHERE rowid NOT IN (SELECT id FROM entities UNION ALL SELECT -subject FROM ({DELETED}))
    """,
    "words are of no entity": "further_words f LEFT JOIN entities e ON e.id = f.entity_id WHERE e.id IS NULL",
    "measurements are of nothing": "measurements m LEFT JOIN names n ON n.id = m.subject WHERE n.id IS NULL",
}


class SqliteReading(SqlitePortions):
    """The part of ``knowledge.tables.Tables`` that reads, on a connection inside a transaction."""

    def existing(self, names: Collection[str], *, lock: bool = False) -> set[str]:
        """Those that name an entity; whoever writes has the file alone, so that a lock is had anyway."""
        return {name for name in names if self._entity(name) is not None}

    def renamed(self, names: Collection[str]) -> Mapping[str, str]:
        """Former names among these, each with the present one."""
        if self._execute("SELECT 1 FROM renamings LIMIT 1").fetchone() is None:
            return {}
        query = "SELECT name FROM renamings JOIN names ON id = name_id WHERE former_name = ?"
        rows = ((name, self._execute(query, (name,)).fetchone()) for name in names)
        return {name: row[0] for name, row in rows if row is not None}

    def read_entities(self, names: Sequence[str]) -> tuple[Entity, ...]:
        """The entities that exist, in the order of the names."""
        query = "SELECT e.id, e.entity_type FROM names n JOIN entities e ON e.name_id = n.id WHERE n.name = ?"
        rows = ((name, self._execute(query, (name,)).fetchone()) for name in names)
        return tuple(self._entity_of(row[0], name, row[1]) for name, row in rows if row is not None)

    def read_relations(
        self, names: Collection[str], *, types: Collection[str] = (), limit: int | None = None
    ) -> tuple[Relation, ...]:
        """Relations with one of these at either end, of these types if any, oldest first, ``limit`` at most."""
        found: dict[int, Relation] = {}
        of_types = f"AND k.name IN ({', '.join('?' * len(types))})" if types else ""
        for name in names:
            identity = self._name(name)
            for end in ("source", "target"):
                query = f"{RELATIONS} WHERE r.{end} = ? {of_types} ORDER BY r.id LIMIT ?"
                for row in self._execute(query, (identity, *types, -1 if limit is None else limit)):
                    found[row[0]] = relation_of(row[1:])
        return tuple(found[identity] for identity in sorted(found)[:limit])

    def read_facts(self, name: str) -> tuple[Fact, ...]:
        """All facts about an entity, ended ones too, oldest first."""
        return self.read_earlier_facts(name, before=LATEST_PLACE, limit=None)[::-1]

    def read_measurements(
        self, *, entity_names: Collection[str], names: Collection[str], limit: int
    ) -> tuple[Measurement, ...]:
        """Measurements, newest first; an empty collection does not filter."""
        conditions, values = ["m.ended_at IS NULL"], list[str]()
        for column, wanted in (("n.name", entity_names), ("m.name", names)):
            if wanted:
                conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
                values += wanted
        query = f"""
            SELECT n.name, m.name, m.value, m.unit, m.predicted, m.context, m.recorded_at
            FROM measurements m JOIN names n ON n.id = m.subject
            WHERE {" AND ".join(conditions)} ORDER BY m.recorded_at DESC, m.id DESC LIMIT ?
        """
        return tuple(
            Measurement(
                entity_name=row[0],
                name=row[1],
                value=row[2],
                unit=row[3],
                predicted=row[4],
                context=context_of(row[5]),
                recorded_at=moment_text(row[6]),
            )
            for row in self._execute(query, (*values, limit))
        )

    def read_types(
        self, types: Collection[str], *, limit: int, cursor: str | None
    ) -> tuple[tuple[Entity, ...], str | None]:
        """Entities of these types, oldest first, and where to go on."""
        if cursor is not None and not _CURSOR.fullmatch(cursor):
            raise InvalidCursor(text=cursor)
        query = f"""
            SELECT e.id, n.name, e.entity_type FROM entities e JOIN names n ON n.id = e.name_id
            WHERE e.entity_type IN ({", ".join("?" * len(types))}) AND e.id > ? ORDER BY e.id LIMIT ?
        """
        rows = self._execute(query, (*types, int(cursor or 0), limit + 1)).fetchall()
        following = str(rows[limit - 1][0]) if len(rows) > limit else None
        return tuple(self._entity_of(*row) for row in rows[:limit]), following

    def read_types_of(self, names: Collection[str]) -> Mapping[str, str]:
        """Name to type of the entities among these."""
        query = "SELECT entity_type FROM names n JOIN entities e ON e.name_id = n.id WHERE n.name = ?"
        rows = ((name, self._execute(query, (name,)).fetchone()) for name in names)
        return {name: row[0] for name, row in rows if row is not None}

    def read_latest_observations(self, *, limit: int) -> tuple[Fact, ...]:
        """The observations that were added last, newest first."""
        query = """
            SELECT 'observation', o.id, n.name, NULL, o.content, o.origin, o.recorded_at
            FROM (SELECT * FROM observations ORDER BY id DESC LIMIT ?) o
            JOIN entities e ON e.id = o.entity_id JOIN names n ON n.id = e.name_id
            ORDER BY o.id DESC
        """
        return tuple(FactRow(*row).fact() for row in self._execute(query, (limit,)))

    def stream_entities(self) -> Iterator[Entity]:
        """All entities, oldest first, a part at a time."""
        rows = self._execute(
            "SELECT e.id, n.name, e.entity_type FROM entities e JOIN names n ON n.id = e.name_id ORDER BY e.id"
        )
        for row in rows:
            yield self._entity_of(*row)

    def stream_relations(self) -> Iterator[Relation]:
        """All relations, oldest first, a part at a time."""
        for row in self._execute(f"{RELATIONS} ORDER BY r.id"):
            yield relation_of(row[1:])

    def statistics(self) -> Statistics:
        """Counts by type."""
        relations = """
            SELECT name, number FROM (SELECT relation_type, count(*) AS number FROM relations GROUP BY relation_type)
            JOIN names ON id = relation_type ORDER BY name
        """
        (observations,) = self._execute("SELECT count(*) FROM observations").fetchone()
        return Statistics(
            entities=dict(self._execute("SELECT entity_type, count(*) FROM entities GROUP BY entity_type").fetchall()),
            relations=dict(self._execute(relations).fetchall()),
            observations=observations,
        )

    def change_token(self) -> str:
        """A text that differs after every transaction that changed something."""
        return str(self._execute("SELECT sum(number) FROM changes").fetchone()[0])

    def orphans(self) -> tuple[str, ...]:
        """Rows that belong to nothing."""
        return tuple(
            f"{number} {what}"
            for what, query in _ORPHANS.items()
            for (number,) in self._execute(f"SELECT count(*) FROM {query}")
            if number
        )

    def _entity_of(self, identity: int, name: str, entity_type: str) -> Entity:
        query = "SELECT content FROM observations WHERE entity_id = ? ORDER BY id"
        contents = tuple(content for (content,) in self._execute(query, (identity,)))
        return Entity(name=name, entity_type=entity_type, observations=contents)


def relation_of(row: Sequence[str]) -> Relation:
    return Relation(source=row[0], target=row[1], relation_type=row[2])
