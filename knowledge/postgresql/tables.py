"""Rows of a PostgreSQL schema in one transaction."""

import random
from collections.abc import Collection, Iterable, Sequence

from knowledge.model import FactKind, Measurement, Relation, Renaming, Search, Validity
from knowledge.postgresql import documents
from knowledge.postgresql import search as full_text
from knowledge.postgresql.reading import PostgresqlReading, chunks, relation_of
from knowledge.postgresql.rows import Connection, Row, ended, identity, insert, keys, positions, take
from knowledge.postgresql.text import get, put
from knowledge.postgresql.upgrades import SLOTS
from knowledge.stored import context_text, digest, moment_of, origin_text
from knowledge.tables import Ending, Found, Pair, Stamp

_TOUCHES = "source_key = ANY(%b::bytea[]) OR target_key = ANY(%b::bytea[])"
_CONTENTS = "name_key = %s AND content_key = ANY(%b::bytea[])"
_SAME = "source_key = %s AND target_key = %s AND type_key = %s"


class PostgresqlTables(PostgresqlReading):
    """``knowledge.tables.Tables`` on a connection inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._changed = False
        self._lost: set[str] = set()

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
        return {relation_of(row["source"], row["target"], row["relation_type"]) for row in new}

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

    def set_aside(self, name: str, place: str) -> None:
        """Move all that is known of a name to an unused one, of which history does not tell."""
        self.existing([name], lock=True)
        self._move_all(name, place)

    def rename(self, renaming: Renaming, stamp: Stamp, *, place: str | None = None) -> None:
        """Give an entity, set aside or not, another name; where that one exists already, the two become one."""
        there = self.existing([renaming.old, renaming.new], lock=True)
        gone = place is None and renaming.old not in there and self.renamed([renaming.old])
        if renaming.old == renaming.new or gone:
            return
        old, new, name = digest(renaming.old), digest(renaming.new), put(renaming.new)
        former = self._move_all(place or renaming.old, renaming.new)
        ending = Ending(validity=Validity.SUPERSEDED, stamp=stamp, replaced_by=renaming.new)
        moved = {"name_key": new, "name": name}
        self._keep(
            {**ended(FactKind.ENTITY, {**row, **moved}, ending), "former_name": put(renaming.old)} for row in former
        )
        # A name that an entity bears is no former one, whatever it was before.
        self._change("DELETE FROM renamings WHERE former_key = ANY(%b::bytea[])", (sorted([old, new]),))
        if not self.existing([renaming.old]):
            self._change("INSERT INTO renamings VALUES (%s, %s, %s, %s)", (old, put(renaming.old), new, name))

    def end_entities(self, names: Collection[str], ending: Ending) -> None:
        """Keep entities, their observations and every relation that names them as ended facts only."""
        for chunk in chunks(keys(names)):
            # The entities first: whoever adds to one holds its row until that is done.
            self._end(FactKind.ENTITY, "entities", "name_key = ANY(%b::bytea[])", (chunk,), ending)
            self._end(FactKind.OBSERVATION, "observations", "name_key = ANY(%b::bytea[])", (chunk,), ending)
            self._end(FactKind.RELATION, "relations", _TOUCHES, (chunk, chunk), ending)
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
        self._lost |= documents.words_of(self._connection, names)
        for chunk in chunks(keys(names)):
            for table in ("entities", "observations", "documents", "further_words", "renamings"):
                self._erase(f"DELETE FROM {table} WHERE name_key = ANY(%b::bytea[])", (chunk,))
            self._erase("DELETE FROM measurements WHERE subject_key = ANY(%b::bytea[])", (chunk,))
            self._erase(f"DELETE FROM relations WHERE {_TOUCHES}", (chunk, chunk))
            self._erase(
                "DELETE FROM past WHERE subject_key = ANY(%b::bytea[]) OR target_key = ANY(%b::bytea[])", (chunk, chunk)
            )

    def erase_observations(self, observations: Collection[Pair]) -> None:
        """Remove observations, current and ended."""
        for name, contents in _by_name(observations).items():
            values = (digest(name), keys(contents))
            self._erase(f"DELETE FROM observations WHERE {_CONTENTS}", values)
            self._erase(
                "DELETE FROM past WHERE subject_key = %s AND content_key = ANY(%b::bytea[]) AND kind = 'observation'",
                values,
            )

    def erase_relations(self, relations: Collection[Relation]) -> None:
        """Remove relations, current and ended."""
        for relation in relations:
            values = tuple(_keys_of(relation).values())
            self._erase(f"DELETE FROM relations WHERE {_SAME}", values)
            self._erase("DELETE FROM past WHERE subject_key = %s AND target_key = %s AND content_key = %s", values)

    def index(self, names: Collection[str], stamp: Stamp, *, added: Collection[Pair] = ()) -> None:
        """Make the search find what entities say now, and note that they changed."""
        more = _by_name(added)
        for chunk in chunks(keys([*names, *more])):
            self._change("UPDATE entities SET changed_at = %s WHERE name_key = ANY(%b::bytea[])", (stamp.at, chunk))
        documents.put_documents(self._connection, names, more, self._lost)
        self._lost = set()

    def search(self, search: Search) -> Found:
        """One page of the entities that match."""
        return full_text.find(self._connection, search)

    def problems(self) -> tuple[str, ...]:
        """Rows that belong to nothing, and entities that are not found."""
        outdated = documents.outdated(self._connection)
        unfound = [f"{outdated} entities are found by other words than theirs"] if outdated else []
        return (*self.orphans(), *unfound)

    def count_change(self) -> None:
        """Make the change token another one if this transaction changed anything; last, as others wait for the row."""
        if self._changed:
            slot = random.randrange(SLOTS)  # noqa: S311 - no secret
            self._connection.execute("UPDATE changes SET number = number + 1 WHERE slot = %s", (slot,))

    def _change(self, statement: str, values: Sequence[object]) -> int:
        count = self._connection.execute(statement, values).rowcount
        self._changed = self._changed or count > 0
        return count

    def _erase(self, statement: str, values: Sequence[object]) -> None:
        # Once more for what was replaced while the statement waited for it.
        while self._change(statement, values):
            pass

    def _insert(self, table: str, rows: Sequence[Row], *, returning: str = "position") -> list[Row]:
        inserted = insert(self._connection, table, rows, returning=returning)
        self._changed = self._changed or bool(inserted)
        return inserted

    def _take(self, table: str, condition: str, values: Sequence[object]) -> list[Row]:
        taken: list[Row] = []
        # A row that was replaced while this one waited for it is seen by the next statement only.
        while part := take(self._connection, table, condition, values):
            taken += part
        self._changed = self._changed or bool(taken)
        return taken

    def _keep(self, facts: Iterable[Row]) -> None:
        self._insert("past", list(facts))

    def _end(self, kind: FactKind, table: str, condition: str, values: Sequence[object], ending: Ending) -> None:
        self._keep(ended(kind, row, ending) for row in self._take(table, condition, values))

    def _move_all(self, before: str, after: str) -> list[Row]:
        """Let all that refers to a name refer to another one; the entity's row until now, if there is one."""
        old, new, name = digest(before), digest(after), put(after)
        former = self._take("entities", "name_key = %s", (old,))
        self._insert("entities", [{**row, "name_key": new, "name": name} for row in former])
        for table in ("documents", "further_words"):
            self._change(f"DELETE FROM {table} WHERE name_key = %s", (old,))
        self._move("observations", [("name_key", "name")], old, after)
        self._move("relations", [("source_key", "source"), ("target_key", "target")], old, after)
        self._move("past", [("subject_key", "subject"), ("target_key", "target")], old, after)
        self._move("measurements", [("subject_key", "subject")], old, after)
        self._change("UPDATE renamings SET name_key = %s, name = %s WHERE name_key = %s", (new, name, old))
        return former

    def _move(self, table: str, ends: Sequence[tuple[str, str]], old: bytes, name: str) -> None:
        """Let rows refer to another name; a row whose like is there already goes."""
        new = digest(name)
        moved = self._take(table, " OR ".join(f"{key} = %s" for key, _ in ends), (old,) * len(ends))
        for key, text in ends:
            for row in moved:
                if row[key] == old:
                    row.update({key: new, text: put(name)})
        self._insert(table, moved)


def _said(stamp: Stamp) -> Row:
    return {"origin": put(origin_text(stamp.origin)), "recorded_at": stamp.at}


def _keys_of(relation: Relation) -> dict[str, bytes]:
    return {
        "source_key": digest(relation.source),
        "target_key": digest(relation.target),
        "type_key": digest(relation.relation_type),
    }


def _by_name(observations: Collection[Pair]) -> dict[str, list[str]]:
    contents: dict[str, list[str]] = {}
    for name, content in observations:
        contents.setdefault(name, []).append(content)
    return contents
