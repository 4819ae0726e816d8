"""How a search is answered from the full-text index of a SQLite file, see ``knowledge.sqlite.documents``."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from knowledge.model import Hit, Search
from knowledge.search.clauses import Choice, Field
from knowledge.search.documents import FURTHER_MARK, Document, type_mark
from knowledge.search.finding import find as find_page
from knowledge.search.snippets import snippet
from knowledge.search.words import folded
from knowledge.sqlite.chunks import chunks
from knowledge.sqlite.documents import documents_of, observations_of
from knowledge.sqlite.vocabulary import SqliteVocabulary
from knowledge.stored import moment_of
from knowledge.tables import Found

_CONTAINING = """
    SELECT e.id FROM entities e JOIN names n ON n.id = e.name_id
    WHERE (knowledge_holds(n.name, ?) OR knowledge_holds(e.entity_type, ?) OR EXISTS (
        SELECT 1 FROM observations o WHERE o.entity_id = e.id AND knowledge_holds(o.content, ?)))
"""
_BEYOND = 2**63 - 1
"""The largest id there can be."""
_MOST_SHOWN = 200
"""Observations of a hit that are looked at for a snippet."""


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
                snippet=snippet(observations_of(connection, hit.entity_id, _MOST_SHOWN), hit.matched),
                matched=hit.matched,
            )
            for hit in answer.hits
        ),
        next_cursor=answer.next_cursor,
        total=answer.total,
    )


class _Index:
    """``knowledge.search.finding.Index`` on a connection, with the filters of one search."""

    def __init__(self, connection: sqlite3.Connection, search: Search) -> None:
        self.vocabulary = SqliteVocabulary(connection)
        self._connection = connection
        self._search = search
        self._past = search.past
        marks = [type_mark(each) for each in search.entity_types]
        self._of_types = [Choice(spellings=marks, are_marks=True)] if marks else []
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
            if not choice.are_marks:
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
        found = documents_of(self._connection, sorted(entity_ids))
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
        prefix = Field.MARKS.prefix if choice.are_marks else ""
        words = [f'"{prefix}{word}"' for word in choice.spellings]
        if self._past and not choice.are_marks:
            words += [f'"{Field.PAST.prefix}{word}"' for word in choice.spellings]
        return f"({' OR '.join(words)})"


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


def _name(connection: sqlite3.Connection, entity_id: int) -> str:
    query = "SELECT name FROM entities e JOIN names n ON n.id = e.name_id WHERE e.id = ?"
    if entity_id < 0:
        query = "SELECT name FROM names WHERE id = -?"
    (name,) = connection.execute(query, (entity_id,)).fetchone()
    return str(name)
