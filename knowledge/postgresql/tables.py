"""Rows of a PostgreSQL schema in one transaction."""

import random
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from knowledge.errors import InvalidCursor
from knowledge.model import Entity, Fact, FactKind, Graph, Measurement, Relation, Renaming, Search, Statistics, Validity
from knowledge.postgresql import search as full_text
from knowledge.postgresql.rows import Connection, Row, ended, identity, insert, keys, positions, take
from knowledge.postgresql.text import get, put
from knowledge.postgresql.upgrades import SLOTS
from knowledge.postgresql.vocabulary import forget_words
from knowledge.stored import (
    FactRow,
    context_of,
    context_text,
    digest,
    moment_of,
    moment_text,
    origin_text,
    past_graph,
)
from knowledge.tables import Ending, Found, Pair, Stamp

_CHUNK = 1_000
"""Names in one question, and rows in one step of a stream."""

_CURSOR = re.compile(r"(\d{1,19}):([0-9a-f]{32})", re.ASCII)
"""Position and key of an entity."""

_CURRENT_FACTS = """
    SELECT 'entity', position, name, NULL, entity_type, origin, recorded_at FROM entities WHERE name_key = %(key)s
    UNION ALL
    SELECT 'observation', position, name, NULL, content, origin, recorded_at FROM observations WHERE name_key = %(key)s
    UNION ALL
    SELECT 'relation', position, source, target, relation_type, origin, recorded_at FROM relations
    WHERE source_key = %(key)s
    UNION ALL
    SELECT 'relation', position, source, target, relation_type, origin, recorded_at FROM relations
    WHERE target_key = %(key)s AND source_key <> %(key)s
"""
_PAST_FACTS = """
    SELECT kind, position, coalesce(former_name, subject), target, content, origin, recorded_at, validity, ended_at,
        ended_by, replaced_by
    FROM past WHERE subject_key = %(key)s
    UNION ALL
    SELECT kind, position, subject, target, content, origin, recorded_at, validity, ended_at, ended_by, replaced_by
    FROM past WHERE target_key = %(key)s AND subject_key <> %(key)s
"""


_TOUCHES = "source_key = ANY(%b::bytea[]) OR target_key = ANY(%b::bytea[])"
_CONTENTS = "name_key = %s AND content_key = ANY(%b::bytea[])"
_SAME = "source_key = %s AND target_key = %s AND type_key = %s"

_ORPHANS = {
    "observations belong to no entity": """
        observations o LEFT JOIN entities e ON e.name_key = o.name_key WHERE e.name_key IS NULL
    """,
    "entities cannot be found": """
        entities e LEFT JOIN documents d ON d.name_key = e.name_key WHERE d.name_key IS NULL
    """,
    "names can be found that no entity has": """
        documents d LEFT JOIN entities e ON e.name_key = d.name_key WHERE e.name_key IS NULL
    """,
}


class PostgresqlTables:
    """``knowledge.tables.Tables`` on a connection inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changed = False
        self._lost: set[str] = set()

    def existing(self, names: Collection[str], *, lock: bool = False) -> set[str]:
        """Those that name an entity; a locked one is not deleted or renamed by others before this transaction ends."""
        found: set[str] = set()
        # An update that changes nothing locks: FOR UPDATE is refused for more than one shard.
        query = (
            "UPDATE entities SET changed_at = changed_at WHERE name_key = ANY(%b::bytea[]) RETURNING name"
            if lock
            else "SELECT name FROM entities WHERE name_key = ANY(%b::bytea[])"
        )
        for chunk in _chunks(keys(names)):
            found.update(get(name) for (name,) in self._rows(query, (chunk,)))
        return found

    def renamed(self, names: Collection[str]) -> Mapping[str, str]:
        """Former names among these, each with the present one."""
        query = "SELECT former_name, name FROM renamings WHERE former_key = ANY(%b::bytea[])"
        return {get(old): get(new) for chunk in _chunks(keys(names)) for old, new in self._rows(query, (chunk,))}

    def add_entities(self, entities: Sequence[Pair], stamp: Stamp) -> set[str]:
        """Add entities by name and type; the names that are new."""
        said = _said(stamp)
        rows = [
            {
                "name_key": digest(name),
                "position": position,
                "name": put(name),
                "type_key": digest(kind),
                "entity_type": put(kind),
                "changed_at": stamp.at,
                **said,
            }
            for position, (name, kind) in zip(positions.take(len(entities)), entities, strict=True)
        ]
        return {get(row["name"]) for row in self._insert("entities", rows, returning="name")}

    def add_observations(self, observations: Sequence[Pair], stamp: Stamp) -> set[Pair]:
        """Add contents to entities that exist; those that are new."""
        said = _said(stamp)
        rows = [
            {
                "name_key": digest(name),
                "content_key": digest(content),
                "position": position,
                "name": put(name),
                "content": put(content),
                **said,
            }
            for position, (name, content) in zip(positions.take(len(observations)), observations, strict=True)
        ]
        asked = {(row["name_key"], row["content_key"]): pair for row, pair in zip(rows, observations, strict=True)}
        new = self._insert("observations", rows, returning="name_key, content_key")
        return {asked[row["name_key"], row["content_key"]] for row in new}

    def add_relations(self, relations: Sequence[Relation], stamp: Stamp) -> set[Relation]:
        """Add relations; those that are new."""
        said = _said(stamp)
        rows = [
            {
                **_keys_of(each),
                "position": position,
                "source": put(each.source),
                "target": put(each.target),
                "relation_type": put(each.relation_type),
                **said,
            }
            for position, each in zip(positions.take(len(relations)), relations, strict=True)
        ]
        new = self._insert("relations", rows, returning="source, target, relation_type")
        return {_relation(row["source"], row["target"], row["relation_type"]) for row in new}

    def add_measurements(self, measurements: Sequence[Measurement], stamp: Stamp) -> None:
        """Add measurements; each has its own moment or that of the stamp."""
        rows = [
            {
                "subject_key": digest(each.entity_name),
                "id": identity(),
                "position": position,
                "subject": put(each.entity_name),
                "measure_key": digest(each.name),
                "name": put(each.name),
                "value": float(each.value),
                "unit": put(each.unit),
                "predicted": None if each.predicted is None else float(each.predicted),
                "context": put(context_text(each.context)),
                "ended_at": None,
                **_said(stamp),
                "recorded_at": moment_of(each.recorded_at) if each.recorded_at else stamp.at,
            }
            for position, each in zip(positions.take(len(measurements)), measurements, strict=True)
        ]
        self._insert("measurements", rows, returning="id")

    def add_key(self, key: str, stamp: Stamp) -> bool:
        """Whether no record had this key."""
        values = (digest(key), put(key), put(origin_text(stamp.origin)), stamp.at)
        return self._change("INSERT INTO records VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", values) == 1

    def rename(self, renaming: Renaming, stamp: Stamp) -> None:
        """Give an entity another name; where that one exists already, the two become one."""
        there = self.existing([renaming.old, renaming.new], lock=True)
        if renaming.old == renaming.new or (renaming.old not in there and self.renamed([renaming.old])):
            return
        old, new, name = digest(renaming.old), digest(renaming.new), put(renaming.new)
        ending = Ending(validity=Validity.SUPERSEDED, stamp=stamp, replaced_by=renaming.new)
        former = self._take("entities", "name_key = %s", (old,))
        self._insert("entities", [{**row, "name_key": new, "name": name} for row in former])
        self._keep({**ended(FactKind.ENTITY, row, ending), "former_name": row["name"]} for row in former)
        self._change("DELETE FROM documents WHERE name_key = %s", (old,))
        self._move("observations", [("name_key", "name")], old, renaming.new)
        self._move("relations", [("source_key", "source"), ("target_key", "target")], old, renaming.new)
        self._move("past", [("subject_key", "subject"), ("target_key", "target")], old, renaming.new)
        self._move("measurements", [("subject_key", "subject")], old, renaming.new)
        self._change("UPDATE renamings SET name_key = %s, name = %s WHERE name_key = %s", (new, name, old))
        # A name that an entity bears is no former one, whatever it was before.
        self._change("DELETE FROM renamings WHERE former_key = ANY(%b::bytea[])", (sorted([old, new]),))
        self._change("INSERT INTO renamings VALUES (%s, %s, %s, %s)", (old, put(renaming.old), new, name))

    def end_entities(self, names: Collection[str], ending: Ending) -> None:
        """Keep entities, their observations and every relation that names them as ended facts only."""
        for chunk in _chunks(keys(names)):
            # The entities first: whoever adds to one holds its row until that is done.
            self._end(FactKind.ENTITY, "entities", "name_key = ANY(%b::bytea[])", (chunk,), ending)
            self._end(FactKind.OBSERVATION, "observations", "name_key = ANY(%b::bytea[])", (chunk,), ending)
            self._end(FactKind.RELATION, "relations", _TOUCHES, (chunk, chunk), ending)
            self._change("DELETE FROM documents WHERE name_key = ANY(%b::bytea[])", (chunk,))
            self._change(
                "UPDATE measurements SET ended_at = %s WHERE subject_key = ANY(%b::bytea[])", (ending.stamp.at, chunk)
            )

    def end_observations(self, observations: Collection[Pair], ending: Ending) -> None:
        """Keep observations as ended facts only."""
        for name, contents in _by_name(observations).items():
            self._end(FactKind.OBSERVATION, "observations", _CONTENTS, (digest(name), keys(contents)), ending)

    def end_relations(self, relations: Collection[Relation], ending: Ending) -> None:
        """Keep relations as ended facts only."""
        for relation in relations:
            self._end(FactKind.RELATION, "relations", _SAME, tuple(_keys_of(relation).values()), ending)

    def erase_entities(self, names: Collection[str]) -> None:
        """Remove all trace of entities: facts, ended facts, relations, former names, measurements."""
        self._lost |= full_text.words_of(self._connection, names)
        for chunk in _chunks(keys(names)):
            for table in ("entities", "observations", "documents", "renamings"):
                self._change(f"DELETE FROM {table} WHERE name_key = ANY(%b::bytea[])", (chunk,))
            self._change("DELETE FROM measurements WHERE subject_key = ANY(%b::bytea[])", (chunk,))
            self._change(f"DELETE FROM relations WHERE {_TOUCHES}", (chunk, chunk))
            self._change(
                "DELETE FROM past WHERE subject_key = ANY(%b::bytea[]) OR target_key = ANY(%b::bytea[])", (chunk, chunk)
            )

    def erase_observations(self, observations: Collection[Pair]) -> None:
        """Remove observations, current and ended."""
        for name, contents in _by_name(observations).items():
            values = (digest(name), keys(contents))
            self._change(f"DELETE FROM observations WHERE {_CONTENTS}", values)
            self._change(
                "DELETE FROM past WHERE subject_key = %s AND content_key = ANY(%b::bytea[]) AND kind = 'observation'",
                values,
            )

    def erase_relations(self, relations: Collection[Relation]) -> None:
        """Remove relations, current and ended."""
        for relation in relations:
            values = tuple(_keys_of(relation).values())
            self._change(f"DELETE FROM relations WHERE {_SAME}", values)
            self._change("DELETE FROM past WHERE subject_key = %s AND target_key = %s AND content_key = %s", values)

    def index(self, names: Collection[str], stamp: Stamp) -> None:
        """Make the search find what entities say now, and note that they changed."""
        for chunk in _chunks(keys(names)):
            self._change("UPDATE entities SET changed_at = %s WHERE name_key = ANY(%b::bytea[])", (stamp.at, chunk))
        self._lost |= full_text.put_documents(self._connection, names)
        forget_words(self._connection, self._lost)
        self._lost = set()

    def search(self, search: Search) -> Found:
        """One page of the entities that match."""
        return full_text.find(self._connection, search)

    def read_entities(self, names: Sequence[str]) -> tuple[Entity, ...]:
        """The entities that exist, in the order of the names."""
        types: dict[str, str] = {}
        for chunk in _chunks(keys(names)):
            query = "SELECT name, entity_type FROM entities WHERE name_key = ANY(%b::bytea[])"
            types.update((get(name), get(kind)) for name, kind in self._rows(query, (chunk,)))
        return self._with_contents([(name, types[name]) for name in names if name in types])

    def read_relations(self, names: Collection[str], *, limit: int | None = None) -> tuple[Relation, ...]:
        """Relations with one of these entities at either end, oldest first; at most ``limit``."""
        found: dict[Relation, int] = {}
        for chunk in _chunks(keys(names)):
            # Two questions, so that each goes by its index and reads no more than is wanted.
            for end in ("source_key", "target_key"):
                query = f"""
                    SELECT source, target, relation_type, position FROM relations WHERE {end} = ANY(%b::bytea[])
                    ORDER BY position, source_key, target_key, type_key LIMIT %s
                """
                for *texts, position in self._rows(query, (chunk, limit)):
                    found[_relation(*texts)] = position
        return tuple(sorted(found, key=lambda relation: found[relation])[:limit])

    def read_facts(self, name: str) -> tuple[Fact, ...]:
        """All facts about an entity, ended ones too, oldest first."""
        current = (_fact_row(row) for row in self._rows(_CURRENT_FACTS, {"key": digest(name)}))
        return tuple(row.fact() for row in sorted([*current, *self._past(name)], key=lambda row: row.order))

    def read_past(self, names: Collection[str]) -> Graph:
        """Entities with their ended observations, and ended relations with one of the names at either end."""
        return past_graph({name: [row.fact() for row in self._past(name)] for name in names})

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
            yield _relation(*row)

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

    def count_change(self) -> None:
        """Make the change token another one if this transaction changed anything; last, as others wait for the row."""
        if self._changed:
            slot = random.randrange(SLOTS)  # noqa: S311 - no secret
            self._connection.execute("UPDATE changes SET number = number + 1 WHERE slot = %s", (slot,))

    def orphans(self) -> tuple[str, ...]:
        """Rows that belong to nothing."""
        return tuple(
            f"{number} {what}"
            for what, query in _ORPHANS.items()
            for (number,) in self._rows(f"SELECT count(*) FROM {query}", ())
            if number
        )

    def _rows(self, query: str, values: Sequence[object] | Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        return iter(self._connection.execute(query, values).fetchall())

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self._connection.cursor(name=identity().hex()) as cursor:
            cursor.itersize = _CHUNK
            cursor.execute(query)
            yield from cursor

    def _change(self, statement: str, values: Sequence[object]) -> int:
        count = self._connection.execute(statement, values).rowcount
        self._changed = self._changed or count > 0
        return count

    def _insert(self, table: str, rows: Sequence[Row], *, returning: str = "position") -> list[Row]:
        inserted = insert(self._connection, table, rows, returning=returning)
        self._changed = self._changed or bool(inserted)
        return inserted

    def _take(self, table: str, condition: str, values: Sequence[object]) -> list[Row]:
        taken = take(self._connection, table, condition, values)
        self._changed = self._changed or bool(taken)
        return taken

    def _keep(self, facts: Iterable[Row]) -> None:
        self._insert("past", list(facts))

    def _end(self, kind: FactKind, table: str, condition: str, values: Sequence[object], ending: Ending) -> None:
        self._keep(ended(kind, row, ending) for row in self._take(table, condition, values))

    def _move(self, table: str, ends: Sequence[tuple[str, str]], old: bytes, name: str) -> None:
        """Let rows refer to another name; a row whose like is there already goes."""
        new = digest(name)
        moved = self._take(table, " OR ".join(f"{key} = %s" for key, _ in ends), (old,) * len(ends))
        for key, text in ends:
            for row in moved:
                if row[key] == old:
                    row.update({key: new, text: put(name)})
        self._insert(table, moved)

    def _past(self, name: str) -> Iterator[FactRow]:
        return (_fact_row(row) for row in self._rows(_PAST_FACTS, {"key": digest(name)}))

    def _with_contents(self, entities: Sequence[Pair]) -> tuple[Entity, ...]:
        contents: dict[str, list[str]] = {name: [] for name, _ in entities}
        query = (
            "SELECT name, content FROM observations WHERE name_key = ANY(%b::bytea[]) ORDER BY position, content_key"
        )
        for chunk in _chunks(keys(contents)):
            for name, content in self._rows(query, (chunk,)):
                contents[get(name)].append(get(content))
        return tuple(Entity(name=name, entity_type=kind, observations=tuple(contents[name])) for name, kind in entities)


def _said(stamp: Stamp) -> Row:
    return {"origin": put(origin_text(stamp.origin)), "recorded_at": stamp.at}


def _keys_of(relation: Relation) -> dict[str, bytes]:
    return {
        "source_key": digest(relation.source),
        "target_key": digest(relation.target),
        "type_key": digest(relation.relation_type),
    }


def _relation(source: str, target: str, relation_type: str) -> Relation:
    return Relation(source=get(source), target=get(target), relation_type=get(relation_type))


def _fact_row(row: tuple[Any, ...]) -> FactRow:
    values: list[Any] = [get(value) if isinstance(value, str) else value for value in row]
    return FactRow(*values)


def _by_name(observations: Collection[Pair]) -> dict[str, list[str]]:
    contents: dict[str, list[str]] = {}
    for name, content in observations:
        contents.setdefault(name, []).append(content)
    return contents


def _place(cursor: str | None) -> tuple[int, bytes]:
    if cursor is None:
        return 0, b""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise InvalidCursor(text=cursor)
    return int(found[1]), bytes.fromhex(found[2])


def _chunks(values: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
