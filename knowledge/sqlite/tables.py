"""Rows of a SQLite file in one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from knowledge.model import FactKind, Measurement, Relation, Renaming, Search, Validity
from knowledge.sqlite import documents
from knowledge.sqlite import search as full_text
from knowledge.sqlite.reading import RELATIONS, SqliteReading, relation_of
from knowledge.stored import context_text, digest, moment_of, origin_text
from knowledge.tables import Ending, Found, Pair, Stamp

_END_ENTITIES = (
    """
    INSERT INTO past (kind, position, subject, content, origin, recorded_at, validity, ended_at, ended_by, replaced_by)
    SELECT 'entity', e.id, e.name_id, e.entity_type, e.origin, e.recorded_at, :validity, :at, :by, :replaced_by
    FROM entities e WHERE
    """,
    "DELETE FROM entities AS e WHERE",
)
_END_OBSERVATIONS = (
    """
    INSERT INTO past (kind, position, subject, content, origin, recorded_at, validity, ended_at, ended_by, replaced_by)
    SELECT 'observation', o.id, e.name_id, o.content, o.origin, o.recorded_at, :validity, :at, :by, :replaced_by
    FROM observations o JOIN entities e ON e.id = o.entity_id WHERE
    """,
    "DELETE FROM observations AS o WHERE",
)
_END_RELATIONS = (
    """
    INSERT INTO past (kind, position, subject, target, content, origin, recorded_at, validity, ended_at, ended_by,
        replaced_by)
    SELECT 'relation', r.id, r.source, r.target, k.name, r.origin, r.recorded_at, :validity, :at, :by, :replaced_by
    FROM relations r JOIN names k ON k.id = r.relation_type WHERE
    """,
    "DELETE FROM relations AS r WHERE",
)
_IS_RELATION = """
    r.source = (SELECT id FROM names WHERE name = :source) AND r.target = (SELECT id FROM names WHERE name = :target)
    AND r.relation_type = (SELECT id FROM names WHERE name = :relation_type)
"""


class SqliteTables(SqliteReading):
    """``knowledge.tables.Tables`` on a connection inside a transaction."""

    def add_entities(self, entities: Sequence[Pair], stamp: Stamp) -> set[str]:
        """Add entities by name and type; the names that are new."""
        self._intern(name for name, _ in entities)
        last = self._last("entities")
        origin = origin_text(stamp.origin)
        added = self._connection.executemany(
            """
            INSERT OR IGNORE INTO entities (name_id, entity_type, origin, recorded_at, changed_at)
            SELECT id, ?, ?, ?, ? FROM names WHERE name = ?
            """,
            ((entity_type, origin, stamp.at, stamp.at, name) for name, entity_type in entities),
        ).rowcount
        if added == len(entities):
            return {name for name, _ in entities}
        new = "SELECT name FROM entities e JOIN names n ON n.id = e.name_id WHERE e.id > ?"
        return {name for (name,) in self._execute(new, (last,))}

    def add_observations(self, observations: Sequence[Pair], stamp: Stamp) -> set[Pair]:
        """Add contents to entities that exist; those that are new."""
        last = self._last("observations")
        origin = origin_text(stamp.origin)
        added = self._connection.executemany(
            """
            INSERT OR IGNORE INTO observations (entity_id, digest, content, origin, recorded_at)
            SELECT e.id, ?, ?, ?, ? FROM names n JOIN entities e ON e.name_id = n.id WHERE n.name = ?
            """,
            ((digest(content), content, origin, stamp.at, name) for name, content in observations),
        ).rowcount
        if added == len(observations):
            return set(observations)
        new = """
            SELECT name, content FROM observations o
            JOIN entities e ON e.id = o.entity_id JOIN names n ON n.id = e.name_id
            WHERE o.id > ?
        """
        return set(self._execute(new, (last,)))

    def add_relations(self, relations: Sequence[Relation], stamp: Stamp) -> set[Relation]:
        """Add relations; those that are new."""
        self._intern(text for each in relations for text in (each.source, each.target, each.relation_type))
        last = self._last("relations")
        origin = origin_text(stamp.origin)
        added = self._connection.executemany(
            """
            INSERT OR IGNORE INTO relations (source, target, relation_type, origin, recorded_at)
            SELECT s.id, t.id, k.id, ?, ? FROM names s, names t, names k WHERE s.name = ? AND t.name = ? AND k.name = ?
            """,
            ((origin, stamp.at, each.source, each.target, each.relation_type) for each in relations),
        ).rowcount
        if added == len(relations):
            return set(relations)
        return {relation_of(row[1:]) for row in self._execute(f"{RELATIONS} WHERE r.id > ?", (last,))}

    def add_measurements(self, measurements: Sequence[Measurement], stamp: Stamp) -> None:
        """Add measurements; each has its own moment or that of the stamp."""
        self._intern(each.entity_name for each in measurements)
        self._connection.executemany(
            """
            INSERT INTO measurements (subject, name, value, unit, predicted, context, origin, recorded_at)
            SELECT id, ?, ?, ?, ?, ?, ?, ? FROM names WHERE name = ?
            """,
            (
                (
                    each.name,
                    each.value,
                    each.unit,
                    each.predicted,
                    context_text(each.context),
                    origin_text(stamp.origin),
                    moment_of(each.recorded_at) if each.recorded_at else stamp.at,
                    each.entity_name,
                )
                for each in measurements
            ),
        )

    def add_key(self, key: str, stamp: Stamp) -> bool:
        """Whether no record had this key."""
        row = (key, origin_text(stamp.origin), stamp.at)
        return self._execute("INSERT OR IGNORE INTO records VALUES (?, ?, ?)", row).rowcount == 1

    def set_aside(self, name: str, place: str) -> None:
        """Move all that is known of a name to an unused one, of which history does not tell."""
        self._intern([name, place])
        self._move(name, place)

    def rename(self, renaming: Renaming, stamp: Stamp, *, place: str | None = None) -> None:
        """Give an entity, set aside or not, another name; where that one exists already, the two become one."""
        lies_at = place or renaming.old
        entity = self._entity(lies_at)
        if renaming.old == renaming.new or (entity is None and place is None and self.renamed([renaming.old])):
            return
        self._intern([lies_at, renaming.new])
        new = self._name(renaming.new)
        if entity is not None:
            self._execute(
                """
                INSERT INTO past (kind, position, subject, content, former_name, origin, recorded_at, validity,
                    ended_at, ended_by, replaced_by)
                SELECT ?, id, ?, entity_type, ?, origin, recorded_at, ?, ?, ?, ? FROM entities WHERE id = ?
                """,
                (
                    FactKind.ENTITY,
                    new,
                    renaming.old,
                    Validity.SUPERSEDED,
                    stamp.at,
                    origin_text(stamp.origin),
                    renaming.new,
                    entity,
                ),
            )
        self._move(lies_at, renaming.new)
        # A name that an entity bears is no former one, whatever it was before.
        self._execute("DELETE FROM renamings WHERE former_name = ?", (renaming.new,))
        if self._entity(renaming.old) is None:
            self._execute("INSERT OR REPLACE INTO renamings VALUES (?, ?)", (renaming.old, new))

    def end_entities(self, names: Collection[str], ending: Ending) -> None:
        """Keep entities, their observations and every relation that names them as ended facts only."""
        for name in names:
            self._end("r.source = (SELECT id FROM names WHERE name = :name)", {"name": name}, _END_RELATIONS, ending)
            self._end("r.target = (SELECT id FROM names WHERE name = :name)", {"name": name}, _END_RELATIONS, ending)
            self._execute(
                "UPDATE measurements SET ended_at = ? WHERE subject = (SELECT id FROM names WHERE name = ?)",
                (ending.stamp.at, name),
            )
            entity = self._entity(name)
            if entity is None:
                continue
            self._end("o.entity_id = :id", {"id": entity}, _END_OBSERVATIONS, ending)
            self._end("e.id = :id", {"id": entity}, _END_ENTITIES, ending)
            documents.remove(self._connection, entity)

    def end_observations(self, observations: Collection[Pair], ending: Ending) -> None:
        """Keep observations as ended facts only."""
        for name, content in observations:
            values = {"id": self._entity(name), "digest": digest(content)}
            self._end("o.entity_id = :id AND o.digest = :digest", values, _END_OBSERVATIONS, ending)

    def end_relations(self, relations: Collection[Relation], ending: Ending) -> None:
        """Keep relations as ended facts only."""
        for relation in relations:
            self._end(_IS_RELATION, _relation_values(relation), _END_RELATIONS, ending)

    def erase_entities(self, names: Collection[str]) -> None:
        """Remove all trace of entities: facts, ended facts, relations, former names, measurements."""
        for name in names:
            identity = self._name(name)
            if identity is None:
                continue
            entity = self._entity(name)
            documents.remove(self._connection, -identity)
            if entity is not None:
                documents.remove(self._connection, entity)
                self._execute("DELETE FROM observations WHERE entity_id = ?", (entity,))
                self._execute("DELETE FROM entities WHERE id = ?", (entity,))
            used = {identity, *self._named_beside(identity)}
            for column in ("source", "target"):
                self._execute(f"DELETE FROM relations WHERE {column} = ?", (identity,))
            for column in ("subject", "target"):
                self._execute(f"DELETE FROM past WHERE {column} = ?", (identity,))
            self._execute("DELETE FROM renamings WHERE name_id = ?", (identity,))
            self._execute("DELETE FROM measurements WHERE subject = ?", (identity,))
            self._forget(used)

    def erase_observations(self, observations: Collection[Pair]) -> None:
        """Remove observations, current and ended."""
        for name, content in observations:
            self._execute(
                "DELETE FROM observations WHERE entity_id = ? AND digest = ?", (self._entity(name), digest(content))
            )
            self._execute(
                "DELETE FROM past WHERE subject = ? AND kind = ? AND content = ?",
                (self._name(name), FactKind.OBSERVATION, content),
            )

    def erase_relations(self, relations: Collection[Relation]) -> None:
        """Remove relations, current and ended."""
        for relation in relations:
            values = [self._name(text) for text in (relation.source, relation.target, relation.relation_type)]
            self._execute("DELETE FROM relations WHERE source = ? AND target = ? AND relation_type = ?", values)
            self._execute(
                "DELETE FROM past WHERE subject = ? AND target = ? AND kind = ? AND content = ?",
                (*values[:2], FactKind.RELATION, relation.relation_type),
            )
            self._forget({value for value in values if value is not None})

    def index(self, names: Collection[str], stamp: Stamp, *, added: Collection[Pair] = ()) -> None:
        """Make the search find what entities say now, and note that they changed."""
        ids = sorted(entity for name in names if (entity := self._entity(name)) is not None)
        more: dict[int, list[str]] = {}
        for name, content in added:
            if (entity := self._entity(name)) is not None:
                more.setdefault(entity, []).append(content)
        changed = ((stamp.at, entity) for entity in (*ids, *more))
        self._connection.executemany("UPDATE entities SET changed_at = ? WHERE id = ?", changed)
        documents.put_ended(self._connection, sorted(each for name in names if (each := self._name(name)) is not None))
        documents.put(self._connection, ids)
        documents.put_more(self._connection, more)

    def search(self, search: Search) -> Found:
        """One page of the entities that match."""
        return full_text.find(self._connection, search)

    def _intern(self, texts: Iterable[str]) -> None:
        rows = ((text,) for text in dict.fromkeys(texts))
        self._connection.executemany("INSERT OR IGNORE INTO names (name) VALUES (?)", rows)

    def _last(self, table: str) -> int:
        (last,) = self._execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        return int(last)

    def _end(self, condition: str, values: Mapping[str, object], end: tuple[str, str], ending: Ending) -> None:
        keep, delete = end
        details = {
            "validity": ending.validity,
            "at": ending.stamp.at,
            "by": origin_text(ending.stamp.origin),
            "replaced_by": ending.replaced_by,
        }
        self._execute(f"{keep} {condition}", {**values, **details})
        self._execute(f"{delete} {condition}", values)

    def _move(self, old: str, new: str) -> None:
        """Let all that refers to a name refer to another one."""
        before, after, entity = self._name(old), self._name(new), self._entity(old)
        if entity is not None:
            self._move_entity(entity, self._entity(new), after)
        self._move_references(before, after)
        if before is not None:
            # Of an entity that had the name before; it goes along, and is indexed where it is then.
            documents.remove(self._connection, -before)
            # Not without a question: it may be the name of a type of relations too.
            self._forget([before])

    def _move_entity(self, entity: int, into: int | None, name: int | None) -> None:
        """Give an entity's row another name, or its observations to the entity that has it."""
        documents.remove(self._connection, entity)
        if into is None:
            self._execute("UPDATE entities SET name_id = ? WHERE id = ?", (name, entity))
            return
        self._execute("UPDATE OR IGNORE observations SET entity_id = ? WHERE entity_id = ?", (into, entity))
        self._execute("DELETE FROM observations WHERE entity_id = ?", (entity,))
        self._execute("DELETE FROM entities WHERE id = ?", (entity,))

    def _move_references(self, old: int | None, new: int | None) -> None:
        for end in ("source", "target"):
            self._execute(f"UPDATE OR IGNORE relations SET {end} = ? WHERE {end} = ?", (new, old))
            self._execute(f"DELETE FROM relations WHERE {end} = ?", (old,))
        self._execute("UPDATE past SET subject = ? WHERE subject = ?", (new, old))
        self._execute("UPDATE past SET target = ? WHERE target = ?", (new, old))
        self._execute("UPDATE measurements SET subject = ? WHERE subject = ?", (new, old))
        self._execute("UPDATE renamings SET name_id = ? WHERE name_id = ?", (new, old))

    def _named_beside(self, name: int) -> set[int]:
        """Other ends and types of the relations of a name, ended ones too."""
        beside: set[int] = set()
        for end in ("source", "target"):
            query = f"SELECT source, target, relation_type FROM relations WHERE {end} = ?"
            beside.update(*self._execute(query, (name,)))
        for end in ("subject", "target"):
            query = f"""
                SELECT subject, target, n.id FROM past p JOIN names n ON n.name = p.content
                WHERE p.{end} = ? AND p.kind = 'relation'
            """
            beside.update(*self._execute(query, (name,)))
        return beside

    def _forget(self, names: Iterable[int]) -> None:
        """Remove names that nothing refers to any more."""
        for identity in names:
            self._execute(
                """
                DELETE FROM names WHERE id = :id
                AND NOT EXISTS (SELECT 1 FROM entities WHERE name_id = :id)
                AND NOT EXISTS (SELECT 1 FROM relations WHERE source = :id)
                AND NOT EXISTS (SELECT 1 FROM relations WHERE target = :id)
                AND NOT EXISTS (SELECT 1 FROM relations WHERE relation_type = :id)
                AND NOT EXISTS (SELECT 1 FROM past WHERE subject = :id)
                AND NOT EXISTS (SELECT 1 FROM past WHERE target = :id)
                AND NOT EXISTS (SELECT 1 FROM measurements WHERE subject = :id)
                AND NOT EXISTS (SELECT 1 FROM renamings WHERE name_id = :id)
                """,
                {"id": identity},
            )


def _relation_values(relation: Relation) -> dict[str, str]:
    return {"source": relation.source, "target": relation.target, "relation_type": relation.relation_type}
