"""What is indexed of the entities of a SQLite file: one row an entity, with the distinct words of each field.

The words of later notes on a large entity are rows of ``further_words``: FTS5 can only write a row again as a whole.
What is indexed of a deleted entity lies under its negative ``names.id``, behind all that is there.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge.search.clauses import Field
from knowledge.search.documents import (
    FURTHER_MARK,
    MOST_PAST,
    MOST_RELATIONS,
    MOST_REWRITTEN,
    Document,
    Source,
    distinct_words,
    document_of,
    ended_document_of,
    with_more,
    with_words,
)
from knowledge.sqlite.chunks import chunks
from knowledge.sqlite.vocabulary import count

DELETED = "SELECT DISTINCT subject FROM past WHERE kind = 'entity' EXCEPT SELECT name_id FROM entities"
"""Names that had an entity and have none."""
_INDEXES = ("documents", "word_grams")
_FIELDS = tuple(Field)
_INSERT = f"INSERT INTO documents (rowid, {', '.join(_FIELDS)}) VALUES (?, {', '.join('?' * len(_FIELDS))})"
_FORMER = "SELECT former_name FROM renamings WHERE name_id = ? ORDER BY former_name"
_OUTGOING = """
    SELECT k.name, t.name FROM relations r JOIN names t ON t.id = r.target JOIN names k ON k.id = r.relation_type
    WHERE r.source = ? ORDER BY r.id DESC LIMIT ?
"""
_PAST = """
    SELECT p.content, coalesce(t.name, '') FROM past p LEFT JOIN names t ON t.id = p.target
    WHERE p.subject = ? ORDER BY p.id DESC LIMIT ?
"""


def put(connection: sqlite3.Connection, entity_ids: Sequence[int]) -> None:
    """Make entities findable by what is known of them now."""
    _put(connection, entity_ids, map(document_of, _sources(connection, entity_ids)))


def put_ended(connection: sqlite3.Connection, name_ids: Sequence[int]) -> None:
    """Make deleted entities findable for who asks for the past; one whose name was taken again is no more."""
    ended = map(ended_document_of, _ended_sources(connection, name_ids))
    _put(connection, [-name_id for name_id in name_ids], ended)


def put_more(connection: sqlite3.Connection, contents: Mapping[int, Sequence[str]]) -> None:
    """Make entities findable by observations that were added to what is indexed of them."""
    changes = Counter[str]()
    spread = {entity_id for entity_id in contents if _is_spread(connection, entity_id)}
    for before in list(documents_of(connection, sorted(contents.keys() - spread))):
        document = with_more(before, contents[before.entity_id])
        if len(document.fields[Field.CONTENT]) > MOST_REWRITTEN:
            spread.add(before.entity_id)
            document = with_words(before, Field.MARKS, [FURTHER_MARK])
        changes.update(document.words() - before.words())
        connection.execute("DELETE FROM documents WHERE rowid = ?", (before.entity_id,))
        _insert(connection, document)
    for entity_id in sorted(spread):
        changes.update(_spread(connection, entity_id, distinct_words(contents[entity_id])))
    count(connection, changes)


def remove(connection: sqlite3.Connection, entity_id: int) -> None:
    """Make an entity unfindable."""
    count(connection, _take_out(connection, [entity_id]))


def scrub(connection: sqlite3.Connection) -> None:
    """Take words that are found nowhere any more out of the index, which keeps them until its parts are merged."""
    for table in _INDEXES:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def check(connection: sqlite3.Connection) -> None:
    """Compare the index with what it was made from.

    Raises:
        sqlite3.DatabaseError: They differ.
    """
    for table in _INDEXES:
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 0)")


def outdated(connection: sqlite3.Connection) -> int:
    """How many entities, deleted ones too, are found by other words than what is known of them has."""
    everything = (
        ("SELECT id FROM entities", _sources, document_of, 1),
        (DELETED, _ended_sources, ended_document_of, -1),
    )
    found = 0
    for query, sources, document, sign in everything:
        ids = [identity for (identity,) in connection.execute(query)]
        for chunk, _ in chunks(ids):
            indexed = {
                each.entity_id: each.words() for each in documents_of(connection, [sign * each for each in chunk])
            }
            known = (document(source) for source in sources(connection, chunk))
            found += sum(indexed.get(each.entity_id) != each.words() for each in known)
    return found


def documents_of(connection: sqlite3.Connection, entity_ids: Sequence[int]) -> Iterator[Document]:
    """What is indexed of these entities, in no order."""
    for chunk, marks in chunks(entity_ids):
        query = f"SELECT rowid, {', '.join(_FIELDS)} FROM documents WHERE rowid IN ({marks})"
        for entity_id, *texts in connection.execute(query, chunk):
            fields = {
                field: [word.removeprefix(field.prefix) for word in text.split()] if field.prefix else text.split()
                for field, text in zip(_FIELDS, texts, strict=True)
            }
            document = Document(entity_id=entity_id, fields=fields)
            if FURTHER_MARK in fields[Field.MARKS]:
                further = connection.execute("SELECT word FROM further_words WHERE entity_id = ?", (entity_id,))
                document = with_words(document, Field.CONTENT, (word for (word,) in further))
            yield document


def observations_of(connection: sqlite3.Connection, entity_id: int, limit: int) -> Iterator[str]:
    """The first observations of an entity; of a deleted one those that ended last."""
    query = "SELECT content FROM observations WHERE entity_id = ? ORDER BY id LIMIT ?"
    if entity_id < 0:
        query = "SELECT content FROM past WHERE subject = -? AND kind = 'observation' ORDER BY id DESC LIMIT ?"
    return (content for (content,) in connection.execute(query, (entity_id, limit)))


def _put(connection: sqlite3.Connection, ids: Sequence[int], documents: Iterable[Document]) -> None:
    changes = _take_out(connection, ids)
    for document in documents:
        changes.update(document.words())
        _insert(connection, document)
    count(connection, changes)


def _take_out(connection: sqlite3.Connection, entity_ids: Sequence[int]) -> Counter[str]:
    """Delete what is indexed of entities; how often each of its words is lost, as negative numbers."""
    changes = Counter[str]()
    for document in documents_of(connection, entity_ids):
        changes.subtract(document.words())
    for chunk, marks in chunks(entity_ids):
        connection.execute(f"DELETE FROM documents WHERE rowid IN ({marks})", chunk)
        connection.execute(f"DELETE FROM further_words WHERE entity_id IN ({marks})", chunk)
    return changes


def _insert(connection: sqlite3.Connection, document: Document) -> None:
    words = [" ".join(field.prefix + word for word in document.fields[field]) for field in _FIELDS]
    connection.execute(_INSERT, (document.entity_id, *words))


def _is_spread(connection: sqlite3.Connection, entity_id: int) -> bool:
    return (
        connection.execute("SELECT 1 FROM further_words WHERE entity_id = ? LIMIT 1", (entity_id,)).fetchone()
        is not None
    )


def _spread(connection: sqlite3.Connection, entity_id: int, words: Iterable[str]) -> Iterator[str]:
    """Keep those of an entity's words on their own that it is not found by yet; those that are new to it."""
    there = "SELECT 1 FROM documents WHERE documents MATCH ? AND rowid = ?"
    for word in words:
        if connection.execute(there, (f'"{word}"', entity_id)).fetchone() is None:
            new = connection.execute("INSERT OR IGNORE INTO further_words VALUES (?, ?)", (entity_id, word)).rowcount
            ended = connection.execute(there, (f'"{Field.PAST.prefix}{word}"', entity_id)).fetchone()
            if new and ended is None:
                yield word


def _sources(connection: sqlite3.Connection, entity_ids: Sequence[int]) -> Iterator[Source]:
    entity = "SELECT name_id, name, entity_type FROM entities e JOIN names n ON n.id = e.name_id WHERE e.id = ?"
    for entity_id in entity_ids:
        for name_id, name, entity_type in connection.execute(entity, (entity_id,)).fetchall():
            yield Source(
                entity_id=entity_id,
                name=name,
                former_names=[text for (text,) in connection.execute(_FORMER, (name_id,))],
                entity_type=entity_type,
                observations=observations_of(connection, entity_id, -1),
                relations=connection.execute(_OUTGOING, (name_id, MOST_RELATIONS)),
                past=(text for row in connection.execute(_PAST, (name_id, MOST_PAST)) for text in row),
            )


def _ended_sources(connection: sqlite3.Connection, name_ids: Sequence[int]) -> Iterator[Source]:
    """Of those of the names that had an entity and have none."""
    entity = """
        SELECT n.name, p.content FROM past p JOIN names n ON n.id = p.subject
        WHERE p.subject = ? AND p.kind = 'entity' AND NOT EXISTS (SELECT 1 FROM entities WHERE name_id = p.subject)
        ORDER BY p.id DESC LIMIT 1
    """
    for name_id in name_ids:
        for name, entity_type in connection.execute(entity, (name_id,)).fetchall():
            yield Source(
                entity_id=-name_id,
                name=name,
                former_names=[text for (text,) in connection.execute(_FORMER, (name_id,))],
                entity_type=entity_type,
                observations=(),
                relations=(),
                past=(text for row in connection.execute(_PAST, (name_id, -1)) for text in row),
            )
