"""How a search is answered from the full-text index of a PostgreSQL store, see ``knowledge.postgresql.documents``."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import cast

from knowledge.model import Hit, Search
from knowledge.postgresql.documents import OBSERVED, documents_of, entity_id_of, grouped, place_of, rows_of
from knowledge.postgresql.rows import Connection, keys
from knowledge.postgresql.text import get
from knowledge.postgresql.vocabulary import PostgresqlVocabulary
from knowledge.search.clauses import Choice, Field
from knowledge.search.documents import FURTHER_MARK, Document, type_mark
from knowledge.search.finding import find as find_page
from knowledge.search.snippets import snippet
from knowledge.search.words import folded
from knowledge.stored import moment_of
from knowledge.tables import Found

_MOST_SHOWN = 200
"""Observations of a hit that are looked at for a snippet."""
_CHUNK = 500
"""Entities whose texts are read at once to look for a text in them."""

_Way = tuple[str, object]
"""How a row of ``documents d`` meets what is asked: a condition on it and its value."""


def find(connection: Connection, search: Search) -> Found:
    """One page of the entities that match, best first.

    Raises:
        InvalidCursor: The cursor is not one of this search.
    """
    answer = find_page(_Index(connection, search), search)
    entity_ids = [hit.entity_id for hit in answer.hits]
    texts = {**_texts(connection, entity_ids, _MOST_SHOWN), **_ended_texts(connection, entity_ids)}
    return Found(
        hits=tuple(
            Hit(
                name=texts[hit.entity_id][0],
                score=hit.score,
                snippet=snippet(texts[hit.entity_id][2:], hit.matched),
                matched=hit.matched,
            )
            for hit in answer.hits
        ),
        next_cursor=answer.next_cursor,
        total=answer.total,
    )


class _Index:
    """``knowledge.search.finding.Index`` on a connection, with the filters of one search."""

    def __init__(self, connection: Connection, search: Search) -> None:
        self.vocabulary = PostgresqlVocabulary(connection)
        self._connection = connection
        self._search = search
        self._past = search.past
        marks = [type_mark(each) for each in search.entity_types]
        self._of_types = [Choice(spellings=marks, are_marks=True)] if marks else []
        self._filters, self._values = _filters(search)

    @cached_property
    def _is_spread(self) -> bool:
        return self._connection.execute("SELECT FROM further_words LIMIT 1").fetchone() is not None

    def newest(self, choices: Sequence[Choice], *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities that meet all choices, those written last first; deleted ones follow."""
        choices = [*choices, *self._of_types]
        ways: list[_Way] = [("d.words @@ %s::tsquery", self._query(choices))]
        if self._is_spread:
            ways.append(("d.name_key = ANY(%b::bytea[])", self._spread(choices)))
        found = _merged((self._there(way, limit, before) for way in ways), limit)
        if self._past and (limit is None or len(found) < limit):
            left = None if limit is None else limit - len(found)
            found += _merged((self._ended(way, left, before) for way in ways), left)
        return found

    def _there(self, way: _Way, limit: int | None, before: int | None) -> list[int]:
        joined = "JOIN entities e USING (name_key)" if self._filters else ""
        condition, value = way
        conditions = [condition, "d.position > 0", *self._filters]
        return self._newest_of(joined, conditions, [value, *self._values], limit, before)

    def _ended(self, way: _Way, limit: int | None, before: int | None) -> list[int]:
        filters, values = _ended_filters(self._search)
        condition, value = way
        return self._newest_of("", [condition, "d.position < 0", *filters], [value, *values], limit, before)

    def _newest_of(
        self, joined: str, conditions: Sequence[str], values: Sequence[object], limit: int | None, before: int | None
    ) -> list[int]:
        place = () if before is None else place_of(before)
        beyond = ["(d.position, d.name_key) < (%s, %s)"] if place else []
        query = f"""
            SELECT d.position, d.name_key FROM documents d {joined} WHERE {" AND ".join([*conditions, *beyond])}
            ORDER BY d.position DESC, d.name_key DESC LIMIT %s
        """
        return self._ids(query, *values, *place, limit)

    def _spread(self, choices: Sequence[Choice]) -> list[bytes]:
        """Of entities with further words, deleted ones too, those that meet all choices, by these or by their rows."""
        found: set[bytes] | None = None
        mark = Choice(spellings=[FURTHER_MARK], are_marks=True)
        for choice in choices:
            query = "SELECT name_key FROM documents WHERE words @@ %s::tsquery"
            there = self._keys(query, self._query([mark, choice]))
            if not choice.are_marks:
                words = [*choice.spellings, *(f"{Field.PAST.prefix}{word}" for word in choice.spellings if self._past)]
                there |= self._keys("SELECT name_key FROM further_words WHERE word = ANY(%s)", words)
            found = there if found is None else found & there
        return sorted(found or ())

    def _keys(self, query: str, value: object) -> set[bytes]:
        return {cast(bytes, key) for (key,) in self._connection.execute(query, (value,)).fetchall()}

    def documents(self, entity_ids: Collection[int]) -> Iterable[Document]:
        """What is searched of these entities."""
        found = documents_of(self._connection, [place_of(entity_id)[1] for entity_id in entity_ids])
        return (document.searched(past=self._past) for document in found)

    def literal(self, entity_ids: Collection[int], text: str) -> Collection[int]:
        """Those of the entities whose folded name, type or observation holds the text."""
        texts = _texts(self._connection, entity_ids, None)
        return {entity_id for entity_id, each in texts.items() if any(text in folded(one) for one in each)}

    def containing(self, text: str, *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities whose folded name, type or observation holds the text, those written last first."""
        # Only we can fold as we do, so that all texts are read, a part at a time.
        found: list[int] = []
        while chunk := self._entities("DESC", "<", before, _CHUNK):
            there = self.literal(chunk, text)
            found += [entity_id for entity_id in chunk if entity_id in there]
            if limit is not None and len(found) >= limit:
                return found[:limit]
            before = chunk[-1]
        return found

    def oldest(self, *, limit: int | None, after: int | None = None) -> Sequence[int]:
        """All entities, those written first first."""
        return self._entities("ASC", ">", after, limit)

    def _entities(self, order: str, beyond: str, place: int | None, limit: int | None) -> list[int]:
        conditions, values = ["true", *self._filters], [*self._values]
        if place is not None:
            conditions.append(f"(e.position, e.name_key) {beyond} (%s, %s)")
            values += place_of(place)
        query = f"""
            SELECT e.position, e.name_key FROM entities e WHERE {" AND ".join(conditions)}
            ORDER BY e.position {order}, e.name_key {order} LIMIT %s
        """
        return self._ids(query, *values, limit)

    def _ids(self, query: str, *values: object) -> list[int]:
        return [entity_id_of(*row) for row in self._connection.execute(query, values).fetchall()]

    def _query(self, choices: Sequence[Choice]) -> str:
        return " & ".join(f"({' | '.join(self._alternatives(choice))})" for choice in choices)

    def _alternatives(self, choice: Choice) -> Iterator[str]:
        # Everything in quotes is a word; neither words nor marks have a quote or a backslash in them.
        prefix = Field.MARKS.prefix if choice.are_marks else ""
        for word in choice.spellings:
            yield f"'{prefix}{word}'"
            if self._past and not choice.are_marks:
                yield f"'{Field.PAST.prefix}{word}'"


def _merged(found: Iterable[Sequence[int]], limit: int | None) -> list[int]:
    """Of entities that were found in several ways those written last, each once."""
    return sorted({*chain.from_iterable(found)}, reverse=True)[:limit]


def _filters(search: Search) -> tuple[list[str], list[object]]:
    """Conditions on ``entities e`` and their values."""
    conditions: list[str] = []
    values: list[object] = []
    if search.entity_types:
        conditions.append("e.type_key = ANY(%b::bytea[])")
        values.append(keys(search.entity_types))
    if search.since is not None:
        conditions.append("e.changed_at >= %s")
        values.append(moment_of(search.since))
    if search.relation_types:
        ends = ("source_key", "target_key")
        of_types = (
            f"EXISTS (SELECT FROM relations r WHERE r.{end} = e.name_key AND r.type_key = ANY(%s))" for end in ends
        )
        conditions.append(f"({' OR '.join(of_types)})")
        values += [keys(search.relation_types)] * len(ends)
    return conditions, values


def _ended_filters(search: Search) -> tuple[list[str], list[object]]:
    """The same on ``documents d`` for deleted entities, but for their types, which their marks tell."""
    conditions: list[str] = []
    values: list[object] = []
    if search.since is not None:
        conditions.append("EXISTS (SELECT FROM past p WHERE p.subject_key = d.name_key AND p.ended_at >= %s)")
        values.append(moment_of(search.since))
    if search.relation_types:
        of_types = "p.kind = 'relation' AND p.content_key = ANY(%s)"
        ends = ("subject_key", "target_key")
        ended = (f"EXISTS (SELECT FROM past p WHERE p.{end} = d.name_key AND {of_types})" for end in ends)
        conditions.append(f"({' OR '.join(ended)})")
        values += [keys(search.relation_types)] * len(ends)
    return conditions, values


def _texts(connection: Connection, entity_ids: Collection[int], most: int | None) -> dict[int, list[str]]:
    """Of each entity its name, its type and its observations, of these only so many."""
    wanted = sorted(place_of(entity_id)[1] for entity_id in entity_ids)
    observations = grouped(connection, OBSERVED, wanted)
    query = "SELECT position, name_key, name, entity_type FROM entities WHERE name_key = ANY(%b::bytea[])"
    return {
        entity_id_of(position, name_key): [
            get(name),
            get(entity_type),
            *(text for (text,) in observations.get(name_key, [])[:most]),
        ]
        for position, name_key, name, entity_type in rows_of(connection, query, wanted)
    }


def _ended_texts(connection: Connection, entity_ids: Collection[int]) -> dict[int, list[str]]:
    """The same of deleted ones, as many observations as are searched."""
    ended = {place_of(entity_id)[1]: entity_id for entity_id in entity_ids if entity_id < 0}
    query = f"""
        SELECT subject_key, array_agg(subject), array_agg(content)
        FROM (
            SELECT subject_key, subject, kind, content,
                row_number() OVER (PARTITION BY subject_key ORDER BY kind, ended_at DESC, position DESC, id) AS age
            FROM past WHERE subject_key = ANY(%b::bytea[]) AND kind IN ('entity', 'observation')
        ) AS ended
        WHERE age <= {_MOST_SHOWN} GROUP BY subject_key
    """
    rows = rows_of(connection, query, sorted(ended)) if ended else []
    return {ended[key]: [get(subjects[0]), "", *map(get, contents)] for key, subjects, contents in rows}
