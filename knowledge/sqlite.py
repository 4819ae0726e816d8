"""A knowledge graph in one SQLite file that any number of threads and processes share."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from knowledge.errors import DamagedStore, InvalidText, KnowledgeError, StoreUnavailable, UnknownEntity
from knowledge.location import store_path
from knowledge.model import Entity, Graph, Observations, Relation
from knowledge.upgrade import upgrade
from knowledge.words import indexed, match_expression

_BUSY_TIMEOUT_S = 30.0
_T = TypeVar("_T", int, str)
_CHUNK = 500
"""Values in one IN list; SQLite allows 32,766 parameters, older builds 999."""

_FACTS = {
    sqlite3.SQLITE_BUSY: ("stays locked by another process", "try again, or end the process that holds it"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that its folder exists and may be written"),
    sqlite3.SQLITE_READONLY: ("may not be written", "give this user the right to write the file and its folder"),
    sqlite3.SQLITE_PERM: ("may not be accessed", "give this user the right to read and write it"),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "free space and try again"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk reports an error", "check the disk and try again"),
}


def open_store(url: str) -> "SqliteStore":
    """The store a URL names, see ``location.store_path``; its file and folder are created by the first call."""
    return SqliteStore(store_path(url))


class SqliteStore:
    """Entities, relations and observations; every method is one transaction on a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create_entities(self, entities: Sequence[Entity]) -> tuple[Entity, ...]:
        """The entities that are new; one whose name exists is left as it is."""
        with self._write() as connection:
            return tuple(created for entity in entities if (created := _create(connection, entity)) is not None)

    def create_relations(self, relations: Sequence[Relation]) -> tuple[Relation, ...]:
        """The relations that are new."""
        with self._write() as connection:
            return tuple(relation for relation in relations if _relate(connection, relation))

    def add_observations(self, observations: Sequence[Observations]) -> tuple[Observations, ...]:
        """For each request the contents that are new; nothing is written when one entity is unknown.

        Raises:
            UnknownEntity: One of the entities does not exist.
        """
        with self._write() as connection:
            return tuple(_observe(connection, observation) for observation in observations)

    def record(
        self,
        entities: Sequence[Entity] = (),
        relations: Sequence[Relation] = (),
        observations: Sequence[Observations] = (),
    ) -> None:
        """Write all of it or nothing: what is missing is added, what exists stays, so that a repeat changes nothing.

        Raises:
            UnknownEntity: Observations name an entity that neither exists nor is among ``entities``.
        """
        with self._write() as connection:
            for entity in entities:
                if _create(connection, entity) is None:
                    _observe(connection, Observations(entity_name=entity.name, contents=entity.observations))
            for observation in observations:
                _observe(connection, observation)
            for relation in relations:
                _relate(connection, relation)

    def delete_entities(self, names: Sequence[str]) -> None:
        """Remove the entities, their observations and every relation that names them; unknown names are ignored."""
        with self._write() as connection:
            for name in names:
                connection.execute("DELETE FROM search WHERE rowid = ?", (_identity(connection, name),))
                connection.execute("DELETE FROM entities WHERE name = ?", (name,))
                connection.execute("DELETE FROM relations WHERE source = ? OR target = ?", (name, name))

    def delete_observations(self, observations: Sequence[Observations]) -> None:
        """Remove the observations; unknown entities and contents are ignored."""
        with self._write() as connection:
            for observation in observations:
                identity = _identity(connection, observation.entity_name)
                if identity is None:
                    continue
                connection.executemany(
                    "DELETE FROM observations WHERE entity_id = ? AND content = ?",
                    [(identity, content) for content in observation.contents],
                )
                _index(connection, identity)

    def delete_relations(self, relations: Sequence[Relation]) -> None:
        """Remove the relations; unknown ones are ignored."""
        with self._write() as connection:
            connection.executemany(
                "DELETE FROM relations WHERE source = ? AND target = ? AND relation_type = ?",
                [(relation.source, relation.target, relation.relation_type) for relation in relations],
            )

    def read_graph(self) -> Graph:
        """Everything, in the order it was written."""
        with self._read() as connection:
            relations = connection.execute("SELECT source, target, relation_type FROM relations ORDER BY id")
            return Graph(
                entities=_entities(connection, _all_identities(connection)),
                relations=tuple(_relation(row) for row in relations),
            )

    def search_nodes(self, query: str, *, limit: int | None = None, any_word: bool = False) -> Graph:
        """Entities that match, best first, and every relation with an end among them.

        Args:
            query: Words, each also as a prefix. When no entity holds them, the text is looked for inside words; an
                empty query finds everything, as in the reference server.
            limit: How many entities at most; None for all.
            any_word: Whether one of the words is enough; else an entity must hold all, in any order.
        """
        with self._read() as connection:
            return _with_relations(connection, _matching(connection, query, any_word=any_word)[:limit])

    def open_nodes(self, names: Sequence[str]) -> Graph:
        """The entities with these names, in the order given, and every relation with an end among them."""
        with self._read() as connection:
            found = (_identity(connection, name) for name in dict.fromkeys(names))
            return _with_relations(connection, [identity for identity in found if identity is not None])

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        # IMMEDIATE takes the write lock before the first read, so that two writers queue instead of one failing.
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA foreign_keys = ON")
                upgrade(connection, self.path)
                with connection:
                    connection.execute(begin)
                    yield connection
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        except OSError as error:
            raise StoreUnavailable(
                path=self.path,
                fact=f"has a folder that cannot be created ({error.strerror})",
                remedy="create it, or choose another path",
            ) from error
        except UnicodeEncodeError as error:
            raise InvalidText from error

    def _refusal(self, error: sqlite3.Error) -> KnowledgeError:
        # The low byte is the primary code: https://www.sqlite.org/rescode.html
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            return DamagedStore(path=self.path)
        fact, remedy = _FACTS.get(code, (f"refuses the call ({error})", "try again; if it persists, report it"))
        return StoreUnavailable(path=self.path, fact=fact, remedy=remedy)


def _identity(connection: sqlite3.Connection, name: str) -> int | None:
    row = connection.execute("SELECT id FROM entities WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def _create(connection: sqlite3.Connection, entity: Entity) -> Entity | None:
    insert = "INSERT OR IGNORE INTO entities (name, entity_type) VALUES (?, ?)"
    if connection.execute(insert, (entity.name, entity.entity_type)).rowcount == 0:
        return None
    added = _observe(connection, Observations(entity_name=entity.name, contents=entity.observations))
    return Entity(name=entity.name, entity_type=entity.entity_type, observations=added.contents)


def _relate(connection: sqlite3.Connection, relation: Relation) -> bool:
    insert = "INSERT OR IGNORE INTO relations (source, target, relation_type) VALUES (?, ?, ?)"
    row = (relation.source, relation.target, relation.relation_type)
    return connection.execute(insert, row).rowcount == 1


def _observe(connection: sqlite3.Connection, observation: Observations) -> Observations:
    identity = _identity(connection, observation.entity_name)
    if identity is None:
        raise UnknownEntity(name=observation.entity_name)
    insert = "INSERT OR IGNORE INTO observations (entity_id, content) VALUES (?, ?)"
    added = tuple(
        content for content in observation.contents if connection.execute(insert, (identity, content)).rowcount == 1
    )
    _index(connection, identity)
    return Observations(entity_name=observation.entity_name, contents=added)


def _index(connection: sqlite3.Connection, identity: int) -> None:
    connection.execute("DELETE FROM search WHERE rowid = ?", (identity,))
    for entity in _entities(connection, [identity]):
        connection.execute(
            "INSERT INTO search (rowid, name, entity_type, content) VALUES (?, ?, ?, ?)",
            (identity, indexed(entity.name), indexed(entity.entity_type), indexed("\n".join(entity.observations))),
        )


def _all_identities(connection: sqlite3.Connection) -> list[int]:
    return [identity for (identity,) in connection.execute("SELECT id FROM entities ORDER BY id")]


def _matching(connection: sqlite3.Connection, query: str, *, any_word: bool) -> list[int]:
    if not query.strip():
        return _all_identities(connection)
    expression = match_expression(query, any_word=any_word)
    if expression is not None:
        # A hit in the name counts most, then the type, then the observations.
        ranked = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search, 10.0, 3.0, 1.0), rowid"
        found = [identity for (identity,) in connection.execute(ranked, (expression,))]
        if found:
            return found
    wanted = query.strip().casefold()
    everyone = _all_identities(connection)
    return [
        identity
        for identity, entity in zip(everyone, _entities(connection, everyone), strict=True)
        if any(wanted in text.casefold() for text in (entity.name, entity.entity_type, *entity.observations))
    ]


def _entities(connection: sqlite3.Connection, identities: Sequence[int]) -> tuple[Entity, ...]:
    names: dict[int, tuple[str, str]] = {}
    contents: dict[int, list[str]] = {identity: [] for identity in identities}
    for chunk, marks in _chunks(identities):
        for identity, name, entity_type in connection.execute(
            f"SELECT id, name, entity_type FROM entities WHERE id IN ({marks})", chunk
        ):
            names[identity] = (name, entity_type)
        for identity, content in connection.execute(
            f"SELECT entity_id, content FROM observations WHERE entity_id IN ({marks}) ORDER BY id", chunk
        ):
            contents[identity].append(content)
    return tuple(
        Entity(name=names[identity][0], entity_type=names[identity][1], observations=tuple(contents[identity]))
        for identity in identities
    )


def _with_relations(connection: sqlite3.Connection, identities: Sequence[int]) -> Graph:
    entities = _entities(connection, identities)
    found: dict[int, Relation] = {}
    for chunk, marks in _chunks([entity.name for entity in entities]):
        touching = f"""
            SELECT id, source, target, relation_type FROM relations WHERE source IN ({marks})
            UNION
            SELECT id, source, target, relation_type FROM relations WHERE target IN ({marks})
        """
        for identity, *row in connection.execute(touching, [*chunk, *chunk]):
            found[identity] = _relation(row)
    return Graph(entities=entities, relations=tuple(found[identity] for identity in sorted(found)))


def _relation(row: Sequence[str]) -> Relation:
    return Relation(source=row[0], target=row[1], relation_type=row[2])


def _chunks(values: Sequence[_T]) -> Iterator[tuple[Sequence[_T], str]]:
    for start in range(0, len(values), _CHUNK):
        chunk = values[start : start + _CHUNK]
        yield chunk, ", ".join("?" * len(chunk))
