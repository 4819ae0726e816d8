"""The full-text index of a PostgreSQL store: one row an entity."""

import re
from collections.abc import Iterator, Mapping, Sequence

from knowledge.errors import InvalidCursor
from knowledge.model import Entity, Hit, Search
from knowledge.postgresql.rows import Connection
from knowledge.postgresql.text import get
from knowledge.sqlite.words import HUMP, indexed
from knowledge.stored import digest, moment_of
from knowledge.tables import Found

_MAX_CHARACTERS = 200_000
"""Of an entity's texts: a tsvector holds 1 MB, https://www.postgresql.org/docs/18/textsearch-limitations.html"""

_MAX_WORDS = 64
_NO_WORD = re.compile(r"[\W_]+")
"""What the default parser could take for part of a host, path or number: it would not split there."""


def put_documents(
    connection: Connection, entities: Sequence[Entity], former_names: Mapping[str, Sequence[str]]
) -> None:
    """Make entities findable by what they say now, and by their former names."""
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO documents VALUES (
                %s,
                setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B')
                || to_tsvector('simple', %s)
            ) ON CONFLICT (name_key) DO UPDATE SET words = excluded.words
            """,
            [
                (
                    digest(entity.name),
                    _words(" ".join([entity.name, *former_names[entity.name]])),
                    _words(entity.entity_type),
                    _words("\n".join(entity.observations)),
                )
                for entity in entities
            ],
        )


def find(connection: Connection, search: Search) -> Found:
    """One page of the entities that match, best first."""
    start = _start(search.cursor)
    ranked = [hit for hit, kind, changed_at in _ranked(connection, search) if _passes(kind, changed_at, search)]
    end = None if search.limit is None else start + search.limit
    following = str(end) if end is not None and end < len(ranked) else None
    return Found(hits=tuple(ranked[start:end]), next_cursor=following, total=len(ranked))


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()):
        raise InvalidCursor(text=cursor)
    return int(cursor)


def _ranked(connection: Connection, search: Search) -> Iterator[tuple[Hit, str, int]]:
    everyone = "SELECT name, entity_type, changed_at, 0.0::float8 FROM entities ORDER BY position, name_key"
    query = _query(search.query, any_word=search.any_word)
    rows = []
    if query is not None:
        rows = connection.execute(
            """
            SELECT name, entity_type, changed_at, ts_rank('{0.1, 0.2, 0.3, 1.0}', words, query)::float8 AS score
            FROM documents JOIN entities USING (name_key), to_tsquery('simple', %s) AS query
            WHERE words @@ query ORDER BY score DESC, position, name_key
            """,
            (query,),
        ).fetchall()
    wanted = ""
    if not rows:
        wanted = search.query.strip().casefold()
        rows = connection.execute(everyone).fetchall()
    for name, kind, changed_at, score in rows:
        if wanted in _text(connection, str(name), str(kind), bool(wanted)):
            yield Hit(name=get(str(name)), score=float(str(score))), get(str(kind)), int(str(changed_at))


def _text(connection: Connection, name: str, kind: str, wanted: bool) -> str:
    if not wanted:
        return ""
    query = "SELECT content FROM observations WHERE name_key = %s ORDER BY position"
    contents = (str(content) for (content,) in connection.execute(query, (digest(get(name)),)).fetchall())
    return "\n".join(get(text) for text in (name, kind, *contents)).casefold()


def _passes(kind: str, changed_at: int, search: Search) -> bool:
    if search.entity_types and kind not in search.entity_types:
        return False
    return search.since is None or changed_at >= moment_of(search.since)


def _words(text: str) -> str:
    return _NO_WORD.sub(" ", indexed(text[:_MAX_CHARACTERS]))


def _query(text: str, *, any_word: bool) -> str | None:
    words = [_NO_WORD.sub(" ", word).split() for word in dict.fromkeys(text.split())]
    phrases = [f"({' <-> '.join(parts)}:*)" for parts in words[:_MAX_WORDS] if parts]
    humps = [_NO_WORD.sub(" ", HUMP.sub(" ", word)).split() for word in dict.fromkeys(text.split())]
    alternatives = [f"({' <-> '.join(parts)}:*)" for parts in humps[:_MAX_WORDS] if parts]
    both = [f"({phrase} | {split})" for phrase, split in zip(phrases, alternatives, strict=True)]
    return (" | " if any_word else " & ").join(both) or None
