"""The full-text index of a PostgreSQL store: one row an entity, with the distinct words of each field.

The words are cut and folded by ``knowledge.search``, as for every kind of store. In a row's tsvector a word has the
weight of each field it is in: A name, B type, C observations, D relations.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from knowledge.model import Hit, Search
from knowledge.postgresql.rows import Connection, keys
from knowledge.postgresql.text import get
from knowledge.postgresql.vocabulary import PostgresqlVocabulary, add_words, count_words, forget_words, lock_words
from knowledge.search.clauses import Choice, Field
from knowledge.search.documents import MOST_PAST, MOST_RELATIONS, Document, Source, document_of, type_mark, with_more
from knowledge.search.finding import find as find_page
from knowledge.search.snippets import snippet
from knowledge.search.words import folded
from knowledge.stored import digest, moment_of
from knowledge.tables import Found

_FIELDS = tuple(Field)
_WEIGHTS = {Field.NAME: "A", Field.KIND: "B", Field.CONTENT: "C", Field.RELATIONS: "D"}
_FORMER = "SELECT name_key, former_name FROM renamings WHERE name_key = ANY(%b::bytea[]) ORDER BY former_key"
_OBSERVED = (
    "SELECT name_key, content FROM observations WHERE name_key = ANY(%b::bytea[]) ORDER BY position, content_key"
)
_OUTGOING = f"""
    SELECT source_key, relation_type, target
    FROM (
        SELECT source_key, relation_type, target,
            row_number() OVER (PARTITION BY source_key ORDER BY position DESC, target_key, type_key) AS age
        FROM relations WHERE source_key = ANY(%b::bytea[])
    ) AS outgoing
    WHERE age <= {MOST_RELATIONS} ORDER BY age
"""
_ENDED = f"""
    SELECT subject_key, content, coalesce(target, '')
    FROM (
        SELECT subject_key, content, target,
            row_number() OVER (PARTITION BY subject_key ORDER BY ended_at DESC, position DESC, id) AS age
        FROM past WHERE subject_key = ANY(%b::bytea[])
    ) AS ended
    WHERE age <= {MOST_PAST} ORDER BY age
"""
_MOST_BYTES = 900_000
"""A tsvector holds 1 MB: https://www.postgresql.org/docs/18/textsearch-limitations.html"""
_KEY_BITS = 128
_MOST_SHOWN = 200
"""Observations of a hit that are looked at for a snippet."""
_CHUNK = 500
"""Entities whose texts are read at once to look for a text in them."""


def put_documents(
    connection: Connection, names: Collection[str], more: Mapping[str, Sequence[str]], lost: Collection[str]
) -> None:
    """Make the entities among these names findable by what is known of them now.

    Args:
        more: Further ones, with the observations that were added to what is indexed of them.
        lost: Words of documents that are gone already.
    """
    documents = {source.entity_id: document_of(source) for source in _sources(connection, names)}
    added = {int.from_bytes(digest(name)): contents for name, contents in more.items()}
    before: dict[int, set[str]] = {}
    for each in _documents(connection, [*documents, *added]):
        before[each.entity_id] = each.words()
        contents = added.get(int.from_bytes(_place(each.entity_id)[1]), ())
        if contents:
            documents[each.entity_id] = with_more(each, contents)
    words_before = {word for words in before.values() for word in words}
    words_now = {word for document in documents.values() for word in document.words()}
    gone = {*lost, *words_before} - words_now
    lock_words(connection, alone=bool(gone))
    if documents:
        add_words(connection, words_now - words_before)
        _replace(connection, documents, before)
    forget_words(connection, gone)


def _replace(connection: Connection, documents: Mapping[int, Document], before: Mapping[int, Collection[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO documents (position, name_key, fields, words) VALUES (%s, %s, %s, %s::tsvector)
            ON CONFLICT (name_key) DO UPDATE SET
                position = excluded.position, fields = excluded.fields, words = excluded.words
            """,
            [
                (*_place(entity_id), [" ".join(document.fields[field]) for field in _FIELDS], _vector(document))
                for entity_id, document in documents.items()
            ],
        )
    count_words(
        connection,
        (
            (_place(entity_id)[1], before.get(entity_id, ()), document.words())
            for entity_id, document in documents.items()
        ),
    )


def words_of(connection: Connection, names: Collection[str]) -> set[str]:
    """The words that entities are found by."""
    rows = _rows(connection, "SELECT fields FROM documents WHERE name_key = ANY(%b::bytea[])", keys(names))
    return {word for (fields,) in rows for text in fields for word in text.split()}


def find(connection: Connection, search: Search) -> Found:
    """One page of the entities that match, best first.

    Raises:
        InvalidCursor: The cursor is not one of this search.
    """
    answer = find_page(_Index(connection, search), search)
    texts = _texts(connection, [hit.entity_id for hit in answer.hits], _MOST_SHOWN)
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
        self._past = search.past
        self._types = search.entity_types
        self._filters, self._values = _filters(search)

    def newest(self, choices: Sequence[Choice], *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities that meet all choices, those written last first."""
        joined = "JOIN entities e USING (name_key)" if self._filters else ""
        conditions = ["d.words @@ %s::tsquery", *self._filters]
        values: list[object] = [self._query(choices), *self._values]
        if before is not None:
            conditions.append("(d.position, d.name_key) < (%s, %s)")
            values += _place(before)
        query = f"""
            SELECT d.position, d.name_key FROM documents d {joined} WHERE {" AND ".join(conditions)}
            ORDER BY d.position DESC, d.name_key DESC LIMIT %s
        """
        return self._ids(query, *values, limit)

    def documents(self, entity_ids: Collection[int]) -> Iterable[Document]:
        """What is searched of these entities."""
        found = _documents(self._connection, entity_ids)
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
            values += _place(place)
        query = f"""
            SELECT e.position, e.name_key FROM entities e WHERE {" AND ".join(conditions)}
            ORDER BY e.position {order}, e.name_key {order} LIMIT %s
        """
        return self._ids(query, *values, limit)

    def _ids(self, query: str, *values: object) -> list[int]:
        return [_entity_id(*row) for row in self._connection.execute(query, values).fetchall()]

    def _query(self, choices: Sequence[Choice]) -> str:
        parts = [self._alternatives(choice) for choice in choices]
        if self._types:
            marks = [type_mark(each) for each in self._types]
            parts.append(self._alternatives(Choice(spellings=marks, field=Field.MARKS)))
        return " & ".join(f"({' | '.join(part)})" for part in parts)

    def _alternatives(self, choice: Choice) -> Iterator[str]:
        # Everything in quotes is a word; neither words nor marks have a quote or a backslash in them.
        prefix = "" if choice.field is None else choice.field.prefix
        weight = "" if choice.field is None or prefix else f":{_WEIGHTS[choice.field]}"
        for word in choice.spellings:
            yield f"'{prefix}{word}'{weight}"
            if self._past and choice.field is None:
                yield f"'{Field.PAST.prefix}{word}'"


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


def _entity_id(position: Any, name_key: Any) -> int:
    """One number for both, which sorts as they do."""
    return int(position) << _KEY_BITS | int.from_bytes(name_key)


def _place(entity_id: int) -> tuple[int, bytes]:
    """Position and key of an entity."""
    return entity_id >> _KEY_BITS, (entity_id & (1 << _KEY_BITS) - 1).to_bytes(_KEY_BITS // 8)


def _vector(document: Document) -> str:
    """The text of a tsvector with as much of the document as it can hold."""
    places: dict[str, list[str]] = {}
    for place, field in enumerate(_FIELDS, start=1):
        prefix, weight = field.prefix, _WEIGHTS.get(field, "D")
        for word in document.fields[field]:
            places.setdefault(prefix + word, []).append(f"{place}{weight}")
    left = _MOST_BYTES
    shown = []
    for word, there in places.items():
        distinct = dict.fromkeys(there)
        left -= len(word.encode()) + 4 * len(distinct) + 8
        if left < 0:
            break
        shown.append(f"'{word}':{','.join(distinct)}")
    return " ".join(shown)


def _documents(connection: Connection, entity_ids: Iterable[int]) -> Iterator[Document]:
    wanted = sorted(_place(entity_id)[1] for entity_id in entity_ids)
    query = "SELECT position, name_key, fields FROM documents WHERE name_key = ANY(%b::bytea[])"
    for position, name_key, fields in _rows(connection, query, wanted):
        words = (text.split() for text in fields)
        yield Document(entity_id=_entity_id(position, name_key), fields=dict(zip(_FIELDS, words, strict=True)))


def _sources(connection: Connection, names: Collection[str]) -> Iterator[Source]:
    wanted = keys(names)
    parts = {query: _grouped(connection, query, wanted) for query in (_FORMER, _OBSERVED, _OUTGOING, _ENDED)}
    query = "SELECT position, name_key, name, entity_type FROM entities WHERE name_key = ANY(%b::bytea[])"
    for position, name_key, name, entity_type in _rows(connection, query, wanted):
        former, observations, relations, past = (found.get(name_key, []) for found in parts.values())
        yield Source(
            entity_id=_entity_id(position, name_key),
            name=get(name),
            former_names=[text for (text,) in former],
            entity_type=get(entity_type),
            observations=[text for (text,) in observations],
            relations=[(kind, target) for kind, target in relations],
            past=[text for texts in past for text in texts],
        )


def _texts(connection: Connection, entity_ids: Collection[int], most: int | None) -> dict[int, list[str]]:
    """Of each entity its name, its type and its observations, of these only so many."""
    wanted = sorted(_place(entity_id)[1] for entity_id in entity_ids)
    observations = _grouped(connection, _OBSERVED, wanted)
    query = "SELECT position, name_key, name, entity_type FROM entities WHERE name_key = ANY(%b::bytea[])"
    return {
        _entity_id(position, name_key): [
            get(name),
            get(entity_type),
            *(text for (text,) in observations.get(name_key, [])[:most]),
        ]
        for position, name_key, name, entity_type in _rows(connection, query, wanted)
    }


def _grouped(connection: Connection, query: str, wanted: Sequence[bytes]) -> dict[bytes, list[tuple[str, ...]]]:
    grouped: dict[bytes, list[tuple[str, ...]]] = {}
    for key, *texts in _rows(connection, query, wanted):
        grouped.setdefault(key, []).append(tuple(map(get, texts)))
    return grouped


def _rows(connection: Connection, query: str, wanted: Sequence[bytes]) -> list[tuple[Any, ...]]:
    return connection.execute(query, (list(wanted),)).fetchall()
