"""The full-text index of a SQLite file: one row an entity."""

import sqlite3
from collections.abc import Sequence

from knowledge.errors import InvalidCursor
from knowledge.model import Entity, Hit, Search
from knowledge.sqlite.words import indexed, match_expression
from knowledge.stored import moment_of
from knowledge.tables import Found


def put(connection: sqlite3.Connection, identity: int, entity: Entity, former_names: Sequence[str]) -> None:
    """Make an entity findable by what it says now, and by its former names."""
    remove(connection, identity)
    connection.execute(
        "INSERT INTO search (rowid, name, entity_type, content) VALUES (?, ?, ?, ?)",
        (
            identity,
            indexed(" ".join([entity.name, *former_names])),
            indexed(entity.entity_type),
            indexed("\n".join(entity.observations)),
        ),
    )


def remove(connection: sqlite3.Connection, identity: int) -> None:
    """Make an entity unfindable."""
    connection.execute("DELETE FROM search WHERE rowid = ?", (identity,))


def find(connection: sqlite3.Connection, search: Search) -> Found:
    """One page of the entities that match, best first."""
    start = _start(search.cursor)
    ranked = [
        (identity, score) for identity, score in _ranked(connection, search) if _passes(connection, identity, search)
    ]
    end = None if search.limit is None else start + search.limit
    hits = tuple(Hit(name=_name(connection, identity), score=score) for identity, score in ranked[start:end])
    return Found(
        hits=hits,
        next_cursor=str(end) if end is not None and end < len(ranked) else None,
        total=len(ranked),
    )


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()):
        raise InvalidCursor(text=cursor)
    return int(cursor)


def _ranked(connection: sqlite3.Connection, search: Search) -> list[tuple[int, float]]:
    everyone = "SELECT id, 0.0 FROM entities ORDER BY id"
    if not search.query.strip():
        return connection.execute(everyone).fetchall()
    expression = match_expression(search.query, any_word=search.any_word)
    if expression is not None:
        # A hit in the name counts most, then the type, then the observations.
        ranked = """
            SELECT rowid, -bm25(search, 10.0, 3.0, 1.0) FROM search WHERE search MATCH ?
            ORDER BY bm25(search, 10.0, 3.0, 1.0), rowid
        """
        found = connection.execute(ranked, (expression,)).fetchall()
        if found:
            return found
    wanted = search.query.strip().casefold()
    return [row for row in connection.execute(everyone).fetchall() if wanted in _text(connection, row[0])]


def _passes(connection: sqlite3.Connection, identity: int, search: Search) -> bool:
    entity_type, changed_at = connection.execute(
        "SELECT entity_type, changed_at FROM entities WHERE id = ?", (identity,)
    ).fetchone()
    if search.entity_types and entity_type not in search.entity_types:
        return False
    return search.since is None or changed_at >= moment_of(search.since)


def _name(connection: sqlite3.Connection, identity: int) -> str:
    query = "SELECT name FROM entities e JOIN names n ON n.id = e.name_id WHERE e.id = ?"
    (name,) = connection.execute(query, (identity,)).fetchone()
    return str(name)


def _text(connection: sqlite3.Connection, identity: int) -> str:
    query = "SELECT content FROM observations WHERE entity_id = ? ORDER BY id"
    contents = [content for (content,) in connection.execute(query, (identity,))]
    (entity_type,) = connection.execute("SELECT entity_type FROM entities WHERE id = ?", (identity,)).fetchone()
    return "\n".join([_name(connection, identity), entity_type, *contents]).casefold()
