"""What one transaction reads of a PostgreSQL schema."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from knowledge.errors import InvalidCursor
from knowledge.model import Entity, Fact, Measurement, Relation, Statistics
from knowledge.postgresql.portions import PostgresqlPortions, fact_row
from knowledge.postgresql.rows import identity, keys
from knowledge.postgresql.text import get
from knowledge.stored import LATEST_PLACE, context_of, moment_text
from knowledge.tables import Pair

_CHUNK = 1_000
"""Names in one question, and rows in one step of a stream."""

_CURSOR = re.compile(r"(\d{1,19}):([0-9a-f]{32})", re.ASCII)
"""Position and key of an entity."""

_ORPHANS = {
    "observations belong to no entity": """
        observations o LEFT JOIN entities e ON e.name_key = o.name_key WHERE e.name_key IS NULL
    """,
    "entities cannot be found": """
        entities e LEFT JOIN documents d ON d.name_key = e.name_key AND d.position > 0 WHERE d.name_key IS NULL
    """,
    "words are of nothing": """
        further_words f LEFT JOIN documents d ON d.name_key = f.name_key WHERE d.name_key IS NULL
    """,
    "names can be found that belong to no entity, nor to a deleted one": """
        documents d LEFT JOIN entities e ON e.name_key = d.name_key WHERE e.name_key IS NULL
        AND (d.position > 0 OR NOT EXISTS (SELECT FROM past p WHERE p.subject_key = d.name_key AND p.kind = 'entity'))
    """,
}


class PostgresqlReading(PostgresqlPortions):
    """The part of ``knowledge.tables.Tables`` that reads, on a connection inside a transaction."""

    def existing(self, names: Collection[str], *, lock: bool = False) -> set[str]:
        """Those that name an entity; a locked one is not deleted or renamed by others before this transaction ends."""
        found = self._existing(names, lock=lock)
        # A row that was replaced while the update waited for it is seen by the next statement only.
        while lock and (missed := self._existing(set(names) - found, lock=False)):
            found |= self._existing(missed, lock=True)
        return found

    def renamed(self, names: Collection[str]) -> Mapping[str, str]:
        """Former names among these, each with the present one."""
        query = "SELECT former_name, name FROM renamings WHERE former_key = ANY(%b::bytea[])"
        return {get(old): get(new) for chunk in chunks(keys(names)) for old, new in self._rows(query, (chunk,))}

    def read_entities(self, names: Sequence[str]) -> tuple[Entity, ...]:
        """The entities that exist, in the order of the names."""
        types: dict[str, str] = {}
        for chunk in chunks(keys(names)):
            query = "SELECT name, entity_type FROM entities WHERE name_key = ANY(%b::bytea[])"
            types.update((get(name), get(kind)) for name, kind in self._rows(query, (chunk,)))
        return self._with_contents([(name, types[name]) for name in names if name in types])

    def read_relations(
        self, names: Collection[str], *, types: Collection[str] = (), limit: int | None = None
    ) -> tuple[Relation, ...]:
        """Relations with one of these at either end, of these types if any, oldest first, ``limit`` at most."""
        found: dict[Relation, int] = {}
        of_types, values = ("AND type_key = ANY(%b::bytea[])", [keys(types)]) if types else ("", [])
        for chunk in chunks(keys(names)):
            # Two questions, so that each goes by its index and reads no more than is wanted.
            for end in ("source_key", "target_key"):
                query = f"""
                    SELECT source, target, relation_type, position FROM relations
                    WHERE {end} = ANY(%b::bytea[]) {of_types}
                    ORDER BY position, source_key, target_key, type_key LIMIT %s
                """
                for *texts, position in self._rows(query, (chunk, *values, limit)):
                    found[relation_of(*texts)] = position
        return tuple(sorted(found, key=lambda relation: found[relation])[:limit])

    def read_facts(self, name: str) -> tuple[Fact, ...]:
        """All facts about an entity, ended ones too, oldest first."""
        return self.read_earlier_facts(name, before=LATEST_PLACE, limit=None)[::-1]

    def read_measurements(
        self, *, entity_names: Collection[str], names: Collection[str], limit: int
    ) -> tuple[Measurement, ...]:
        """Measurements, newest first; an empty collection does not filter."""
        wanted = {"subject_key": keys(entity_names), "measure_key": keys(names)}
        conditions = [
            "ended_at IS NULL",
            *(f"{column} = ANY(%b::bytea[])" for column, values in wanted.items() if values),
        ]
        query = f"""
            SELECT subject, name, value, unit, predicted, context, recorded_at FROM measurements
            WHERE {" AND ".join(conditions)} ORDER BY recorded_at DESC, position DESC, id LIMIT %s
        """
        return tuple(
            Measurement(
                entity_name=get(subject),
                name=get(name),
                value=value,
                unit=get(unit),
                predicted=predicted,
                context=context_of(get(context)),
                recorded_at=moment_text(recorded_at),
            )
            for subject, name, value, unit, predicted, context, recorded_at in self._rows(
                query, (*(values for values in wanted.values() if values), limit)
            )
        )

    def read_types(
        self, types: Collection[str], *, limit: int, cursor: str | None
    ) -> tuple[tuple[Entity, ...], str | None]:
        """Entities of these types, oldest first, and where to go on."""
        query = """
            SELECT name, entity_type, position, name_key FROM entities
            WHERE type_key = ANY(%b::bytea[]) AND (position, name_key) > (%s, %s) ORDER BY position, name_key LIMIT %s
        """
        rows = list(self._rows(query, (keys(types), *_place(cursor), limit + 1)))
        entities = self._with_contents([(get(row[0]), get(row[1])) for row in rows[:limit]])
        return entities, f"{rows[limit - 1][2]}:{rows[limit - 1][3].hex()}" if len(rows) > limit else None

    def read_types_of(self, names: Collection[str]) -> Mapping[str, str]:
        """Name to type of the entities among these."""
        rows = self._rows("SELECT name, entity_type FROM entities WHERE name_key = ANY(%b::bytea[])", (keys(names),))
        return {get(name): get(kind) for name, kind in rows}

    def read_latest_observations(self, *, limit: int) -> tuple[Fact, ...]:
        """The observations that were added last, newest first."""
        query = """
            SELECT 'observation', position, name, NULL, content, origin, recorded_at FROM observations
            ORDER BY position DESC, name_key, content_key LIMIT %s
        """
        return tuple(fact_row(row).fact() for row in self._rows(query, (limit,)))

    def stream_entities(self) -> Iterator[Entity]:
        """All entities, oldest first, a part at a time."""
        rows = self._stream("SELECT name, entity_type FROM entities ORDER BY position, name_key")
        while chunk := list(islice(rows, _CHUNK)):
            yield from self._with_contents([(get(name), get(kind)) for name, kind in chunk])

    def stream_relations(self) -> Iterator[Relation]:
        """All relations, oldest first, a part at a time."""
        query = (
            "SELECT source, target, relation_type FROM relations ORDER BY position, source_key, target_key, type_key"
        )
        for row in self._stream(query):
            yield relation_of(*row)

    def statistics(self) -> Statistics:
        """Counts by type."""
        entities = self._rows("SELECT min(entity_type), count(*) FROM entities GROUP BY type_key", ())
        relations = self._rows("SELECT min(relation_type), count(*) FROM relations GROUP BY type_key", ())
        ((observations,),) = self._rows("SELECT count(*) FROM observations", ())
        return Statistics(
            entities=dict(sorted((get(kind), number) for kind, number in entities)),
            relations=dict(sorted((get(kind), number) for kind, number in relations)),
            observations=observations,
        )

    def change_token(self) -> str:
        """A text that differs after every transaction that changed something."""
        ((number,),) = self._rows("SELECT sum(number) FROM changes", ())
        return str(number)

    def orphans(self) -> tuple[str, ...]:
        """Rows that belong to nothing."""
        return tuple(
            f"{number} {what}"
            for what, query in _ORPHANS.items()
            for (number,) in self._rows(f"SELECT count(*) FROM {query}", ())
            if number
        )

    def _existing(self, names: Collection[str], *, lock: bool) -> set[str]:
        found: set[str] = set()
        # An update that changes nothing locks: FOR UPDATE is refused for more than one shard.
        query = (
            "UPDATE entities SET changed_at = changed_at WHERE name_key = ANY(%b::bytea[]) RETURNING name"
            if lock
            else "SELECT name FROM entities WHERE name_key = ANY(%b::bytea[])"
        )
        for chunk in chunks(keys(names)):
            found.update(get(name) for (name,) in self._rows(query, (chunk,)))
        return found

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self._connection.cursor(name=identity().hex()) as cursor:
            cursor.itersize = _CHUNK
            cursor.execute(query)
            yield from cursor

    def _with_contents(self, entities: Sequence[Pair]) -> tuple[Entity, ...]:
        contents: dict[str, list[str]] = {name: [] for name, _ in entities}
        query = (
            "SELECT name, content FROM observations WHERE name_key = ANY(%b::bytea[]) ORDER BY position, content_key"
        )
        for chunk in chunks(keys(contents)):
            for name, content in self._rows(query, (chunk,)):
                contents[get(name)].append(get(content))
        return tuple(Entity(name=name, entity_type=kind, observations=tuple(contents[name])) for name, kind in entities)


def relation_of(source: str, target: str, relation_type: str) -> Relation:
    return Relation(source=get(source), target=get(target), relation_type=get(relation_type))


def _place(cursor: str | None) -> tuple[int, bytes]:
    if cursor is None:
        return 0, b""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise InvalidCursor(text=cursor)
    return int(found[1]), bytes.fromhex(found[2])


def chunks(values: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
