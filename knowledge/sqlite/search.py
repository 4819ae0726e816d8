"""The full-text index of a SQLite file: one row an entity, with the distinct words of each field.

The words of later notes on a large entity are rows of ``further_words``: FTS5 can only write a row again as a whole.
What is indexed of a deleted entity lies under its negative ``names.id``, behind all that is there.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from knowledge.model import Hit, Search
from knowledge.search.clauses import Choice, Field
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
    type_mark,
    with_more,
    with_words,
)
from knowledge.search.finding import find as find_page
from knowledge.search.snippets import snippet
from knowledge.search.words import folded
from knowledge.sqlite.chunks import chunks
from knowledge.sqlite.vocabulary import SqliteVocabulary, count
from knowledge.stored import moment_of
from knowledge.tables import Found

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
_CONTAINING = """
    SELECT e.id FROM entities e JOIN names n ON n.id = e.name_id
    WHERE (knowledge_holds(n.name, ?) OR knowledge_holds(e.entity_type, ?) OR EXISTS (
        SELECT 1 FROM observations o WHERE o.entity_id = e.id AND knowledge_holds(o.content, ?)))
"""
_BEYOND = 2**63 - 1
"""The largest id there can be."""
_MOST_SHOWN = 200
"""Observations of a hit that are looked at for a snippet."""


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
    for before in list(_documents(connection, sorted(contents.keys() - spread))):
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
            indexed = {each.entity_id: each.words() for each in _documents(connection, [sign * each for each in chunk])}
            known = (document(source) for source in sources(connection, chunk))
            found += sum(indexed.get(each.entity_id) != each.words() for each in known)
    return found


def find(connection: sqlite3.Connection, search: Search) -> Found:
    """One page of the entities that match, best first.

    Raises:
        InvalidCursor: The cursor is not one of this search.
    """
    answer = find_page(_Index(connection, search), search)
    return Found(
        hits=tuple(
            Hit(
                name=_name(connection, hit.entity_id),
                score=hit.score,
                snippet=snippet(_observations(connection, hit.entity_id, _MOST_SHOWN), hit.matched),
                matched=hit.matched,
            )
            for hit in answer.hits
        ),
        next_cursor=answer.next_cursor,
        total=answer.total,
    )


def _put(connection: sqlite3.Connection, ids: Sequence[int], documents: Iterable[Document]) -> None:
    changes = _take_out(connection, ids)
    for document in documents:
        changes.update(document.words())
        _insert(connection, document)
    count(connection, changes)


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


class _Index:
    """``knowledge.search.finding.Index`` on a connection, with the filters of one search."""

    def __init__(self, connection: sqlite3.Connection, search: Search) -> None:
        self.vocabulary = SqliteVocabulary(connection)
        self._connection = connection
        self._search = search
        self._past = search.past
        marks = [type_mark(each) for each in search.entity_types]
        self._of_types = [Choice(spellings=marks, field=Field.MARKS)] if marks else []
        self._filters, self._values = _filters(search)

    @cached_property
    def _is_spread(self) -> bool:
        return self._connection.execute("SELECT 1 FROM further_words LIMIT 1").fetchone() is not None

    def newest(self, choices: Sequence[Choice], *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities that meet all choices, those written last first; deleted ones follow."""
        choices = [*choices, *self._of_types]
        found = self._in_rows(choices, limit, before)
        if self._is_spread:
            found = sorted({*found, *self._spread(choices, before)}, reverse=True)[:limit]
        if self._past and (limit is None or len(found) < limit):
            left = None if limit is None else limit - len(found)
            found += self._ended(choices, left, before)
        return found

    def _in_rows(self, choices: Sequence[Choice], limit: int | None, before: int | None) -> list[int]:
        # The join order is given: the index gives rows in their order, so that a broad search ends early.
        joined = "CROSS JOIN entities e ON e.id = documents.rowid" if self._filters else ""
        query = f"""
            SELECT documents.rowid FROM documents {joined}
            WHERE {" AND ".join(["documents MATCH ? AND documents.rowid > 0 AND documents.rowid < ?", *self._filters])}
            ORDER BY documents.rowid DESC LIMIT ?
        """
        return self._ids(query, self._expression(choices), before or _BEYOND, *self._values, _at_most(limit))

    def _spread(self, choices: Sequence[Choice], before: int | None) -> set[int]:
        """Of the entities with further words those that meet all choices, by these or by their rows."""
        found: set[int] | None = None
        for choice in choices:
            query = "SELECT rowid FROM documents WHERE documents MATCH ?"
            there = {*self._ids(query, f'"{Field.MARKS.prefix}{FURTHER_MARK}" AND {self._alternatives(choice)}')}
            if choice.field in (None, Field.CONTENT):
                for words, marks in chunks(sorted(choice.spellings)):
                    there.update(self._ids(f"SELECT entity_id FROM further_words WHERE word IN ({marks})", *words))
            found = there if found is None else found & there
        kept: set[int] = set()
        for chunk, marks in chunks(sorted(found or ())):
            query = (
                f"SELECT e.id FROM entities e WHERE {' AND '.join([f'e.id IN ({marks}) AND e.id < ?', *self._filters])}"
            )
            kept.update(self._ids(query, *chunk, before or _BEYOND, *self._values))
        return kept

    def _ended(self, choices: Sequence[Choice], limit: int | None, before: int | None) -> list[int]:
        conditions, values = _ended_filters(self._search)
        query = f"""
            SELECT documents.rowid FROM documents
            WHERE {" AND ".join(["documents MATCH ? AND documents.rowid < ?", *conditions])}
            ORDER BY documents.rowid DESC LIMIT ?
        """
        return self._ids(query, self._expression(choices), min(before or 0, 0), *values, _at_most(limit))

    def documents(self, entity_ids: Collection[int]) -> Iterable[Document]:
        """What is searched of these entities."""
        found = _documents(self._connection, sorted(entity_ids))
        return (document.searched(past=self._past) for document in found)

    def literal(self, entity_ids: Collection[int], text: str) -> Collection[int]:
        """Those of the entities whose folded name, type or observation holds the text."""
        self._connection.create_function("knowledge_holds", 2, _holds, deterministic=True)
        queries = ((f"{_CONTAINING} AND e.id IN ({marks})", chunk) for chunk, marks in chunks(sorted(entity_ids)))
        return {each for query, chunk in queries for each in self._ids(query, *[text] * 3, *chunk)}

    def containing(self, text: str, *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities whose folded name, type or observation holds the text, those written last first."""
        self._connection.create_function("knowledge_holds", 2, _holds, deterministic=True)
        query = f"{' AND '.join([_CONTAINING, *self._filters])} AND e.id < ? ORDER BY e.id DESC LIMIT ?"
        return self._ids(query, *[text] * 3, *self._values, before or _BEYOND, _at_most(limit))

    def oldest(self, *, limit: int | None, after: int | None = None) -> Sequence[int]:
        """All entities, those written first first."""
        conditions = " AND ".join(["e.id > ?", *self._filters])
        query = f"SELECT e.id FROM entities e WHERE {conditions} ORDER BY e.id LIMIT ?"
        return self._ids(query, after or 0, *self._values, _at_most(limit))

    def _ids(self, query: str, *values: str | int) -> list[int]:
        return [entity_id for (entity_id,) in self._connection.execute(query, values)]

    def _expression(self, choices: Sequence[Choice]) -> str:
        return " AND ".join(f"({self._alternatives(choice)})" for choice in choices)

    def _alternatives(self, choice: Choice) -> str:
        # Everything in double quotes is a string to FTS5; words have no such quote in them.
        prefix = "" if choice.field is None else choice.field.prefix
        words = [f'"{prefix}{word}"' for word in choice.spellings]
        if self._past and choice.field is None:
            words += [f'"{Field.PAST.prefix}{word}"' for word in choice.spellings]
        # The prefix tells the field already; to look at columns takes time.
        column = "" if choice.field is None or prefix else f"{choice.field} : "
        return f"{column}({' OR '.join(words)})"


def _insert(connection: sqlite3.Connection, document: Document) -> None:
    words = [" ".join(field.prefix + word for word in document.fields[field]) for field in _FIELDS]
    connection.execute(_INSERT, (document.entity_id, *words))


def _filters(search: Search) -> tuple[list[str], list[str | int]]:
    """Conditions on ``entities e`` and their values."""
    conditions: list[str] = []
    values: list[str | int] = []
    if search.entity_types:
        conditions.append(f"e.entity_type IN ({_marks(search.entity_types)})")
        values += search.entity_types
    if search.since is not None:
        conditions.append("e.changed_at >= ?")
        values.append(moment_of(search.since))
    if search.relation_types:
        types = f"r.relation_type IN (SELECT id FROM names WHERE name IN ({_marks(search.relation_types)}))"
        ends = ("source", "target")
        of_types = (f"EXISTS (SELECT 1 FROM relations r WHERE r.{end} = e.name_id AND {types})" for end in ends)
        conditions.append(f"({' OR '.join(of_types)})")
        values += search.relation_types * len(ends)
    return conditions, values


def _ended_filters(search: Search) -> tuple[list[str], list[str | int]]:
    """The same for deleted entities, but for their types, which their marks tell."""
    conditions: list[str] = []
    values: list[str | int] = []
    if search.since is not None:
        conditions.append("EXISTS (SELECT 1 FROM past p WHERE p.subject = -documents.rowid AND p.ended_at >= ?)")
        values.append(moment_of(search.since))
    if search.relation_types:
        of_types = f"p.kind = 'relation' AND p.content IN ({_marks(search.relation_types)})"
        ends = ("subject", "target")
        ended = (f"EXISTS (SELECT 1 FROM past p WHERE p.{end} = -documents.rowid AND {of_types})" for end in ends)
        conditions.append(f"({' OR '.join(ended)})")
        values += search.relation_types * len(ends)
    return conditions, values


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _at_most(limit: int | None) -> int:
    return -1 if limit is None else limit


def _holds(text: str, part: str) -> bool:
    return part in folded(text)


def _take_out(connection: sqlite3.Connection, entity_ids: Sequence[int]) -> Counter[str]:
    """Delete what is indexed of entities; how often each of its words is lost, as negative numbers."""
    changes = Counter[str]()
    for document in _documents(connection, entity_ids):
        changes.subtract(document.words())
    for chunk, marks in chunks(entity_ids):
        connection.execute(f"DELETE FROM documents WHERE rowid IN ({marks})", chunk)
        connection.execute(f"DELETE FROM further_words WHERE entity_id IN ({marks})", chunk)
    return changes


def _documents(connection: sqlite3.Connection, entity_ids: Sequence[int]) -> Iterator[Document]:
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


def _sources(connection: sqlite3.Connection, entity_ids: Sequence[int]) -> Iterator[Source]:
    entity = "SELECT name_id, name, entity_type FROM entities e JOIN names n ON n.id = e.name_id WHERE e.id = ?"
    for entity_id in entity_ids:
        for name_id, name, entity_type in connection.execute(entity, (entity_id,)).fetchall():
            yield Source(
                entity_id=entity_id,
                name=name,
                former_names=[text for (text,) in connection.execute(_FORMER, (name_id,))],
                entity_type=entity_type,
                observations=_observations(connection, entity_id, -1),
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


def _observations(connection: sqlite3.Connection, entity_id: int, limit: int) -> Iterator[str]:
    """The first observations of an entity; of a deleted one those that ended last."""
    query = "SELECT content FROM observations WHERE entity_id = ? ORDER BY id LIMIT ?"
    if entity_id < 0:
        query = "SELECT content FROM past WHERE subject = -? AND kind = 'observation' ORDER BY id DESC LIMIT ?"
    return (content for (content,) in connection.execute(query, (entity_id, limit)))


def _name(connection: sqlite3.Connection, entity_id: int) -> str:
    query = "SELECT name FROM entities e JOIN names n ON n.id = e.name_id WHERE e.id = ?"
    if entity_id < 0:
        query = "SELECT name FROM names WHERE id = -?"
    (name,) = connection.execute(query, (entity_id,)).fetchone()
    return str(name)
