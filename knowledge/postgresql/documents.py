"""What is indexed of the entities of a PostgreSQL store: one row an entity, with the distinct words of each field.

The words are cut and folded by ``knowledge.search``, as for every kind of store. In a row's tsvector a word has the
weight of each field it is in: A name, B type, C observations, D relations. The words of later notes on a large entity,
and those that are too many for a tsvector, are rows of ``further_words``. Documents of deleted entities have negative
positions, behind all that is there.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from knowledge.postgresql.rows import Connection, keys
from knowledge.postgresql.text import get
from knowledge.postgresql.vocabulary import ALL, add_words, count_words, forget_words, lock_words
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
from knowledge.stored import NEVER, digest

DELETED = """
    SELECT DISTINCT subject FROM past
    WHERE kind = 'entity' AND subject_key NOT IN (SELECT name_key FROM entities)
"""
"""Names that had an entity and have none."""
_FIELDS = tuple(Field)
_BY_NEED = (Field.MARKS, Field.NAME, Field.KIND, Field.RELATIONS, Field.CONTENT, Field.PAST)
"""What a tsvector must have before what can be left."""
_FORMER = "SELECT name_key, former_name FROM renamings WHERE name_key = ANY(%b::bytea[]) ORDER BY former_key"
OBSERVED = "SELECT name_key, content FROM observations WHERE name_key = ANY(%b::bytea[]) ORDER BY position, content_key"
_OUTGOING = f"""
    SELECT source_key, relation_type, target
    FROM (
        SELECT source_key, relation_type, target,
            row_number() OVER (PARTITION BY source_key ORDER BY position DESC, target_key, type_key) AS age
        FROM relations WHERE source_key = ANY(%b::bytea[])
    ) AS outgoing
    WHERE age <= {MOST_RELATIONS} ORDER BY age
"""
_PAST = f"""
    SELECT subject_key, content, coalesce(target, '')
    FROM (
        SELECT subject_key, content, target,
            row_number() OVER (PARTITION BY subject_key ORDER BY ended_at DESC, position DESC, id) AS age
        FROM past WHERE subject_key = ANY(%b::bytea[])
    ) AS ended
    WHERE age <= {MOST_PAST} ORDER BY age
"""
_ALL_PAST = """
    SELECT subject_key, content, coalesce(target, '') FROM past WHERE subject_key = ANY(%b::bytea[])
    ORDER BY ended_at DESC, position DESC, id
"""
_FURTHER = "SELECT name_key, word FROM further_words WHERE name_key = ANY(%b::bytea[])"
_MOST_BYTES = 900_000
"""A tsvector holds 1 MB: https://www.postgresql.org/docs/18/textsearch-limitations.html"""
_KEY_BITS = 128
_CHUNK = 500
"""Entities that are compared at once."""


def put_documents(
    connection: Connection, names: Collection[str], more: Mapping[str, Sequence[str]], lost: Collection[str]
) -> None:
    """Make entities findable by what is known of them now, deleted ones for who asks for the past.

    Args:
        more: Further ones, with the observations that were added to what is indexed of them.
        lost: Words of documents that are gone already.
    """
    documents = {source.entity_id: document_of(source) for source in _sources(connection, names)}
    documents |= {source.entity_id: ended_document_of(source) for source in _ended_sources(connection, names)}
    added = {digest(name): contents for name, contents in more.items()}
    spread = {key for key in added if _is_spread(connection, key)}
    before: dict[bytes, set[str]] = {}
    keys_of_all = {place_of(entity_id)[1] for entity_id in documents}
    for each in documents_of(connection, keys_of_all | (added.keys() - spread)):
        key = place_of(each.entity_id)[1]
        before[key] = each.words()
        if key in added:
            document = with_more(each, added[key])
            if len(document.fields[Field.CONTENT]) > MOST_REWRITTEN:
                spread.add(key)
                document = with_words(each, Field.MARKS, [FURTHER_MARK])
            documents[each.entity_id] = document
    further = {key: distinct_words(added[key]) for key in sorted(spread)}
    words_before = {word for words in before.values() for word in words}
    words_now = {word for document in documents.values() for word in document.words()}
    gone = {*lost, *words_before} - words_now
    lock_words(connection, alone=bool(gone))
    if documents or further:
        add_words(connection, {*words_now, *(word for words in further.values() for word in words)} - words_before)
        _replace(connection, documents, before)
        _spread(connection, further)
    forget_words(connection, gone)


def words_of(connection: Connection, names: Collection[str]) -> set[str]:
    """The words that entities are found by."""
    return {word for document in documents_of(connection, keys(names)) for word in document.words()}


def outdated(connection: Connection) -> int:
    """How many entities, deleted ones too, are found by other words than what is known of them has."""
    everything = (("SELECT name FROM entities", _sources, document_of), (DELETED, _ended_sources, ended_document_of))
    found = 0
    for query, sources, document in everything:
        names = [get(str(name)) for (name,) in connection.execute(query).fetchall()]
        for start in range(0, len(names), _CHUNK):
            chunk = names[start : start + _CHUNK]
            indexed = {each.entity_id: each.words() for each in documents_of(connection, keys(chunk))}
            known = (document(source) for source in sources(connection, chunk))
            found += sum(indexed.get(each.entity_id) != each.words() for each in known)
    return found


def documents_of(connection: Connection, wanted: Collection[bytes]) -> Iterator[Document]:
    """What is indexed under these keys, in no order."""
    further = grouped(connection, _FURTHER, sorted(wanted))
    query = "SELECT position, name_key, fields FROM documents WHERE name_key = ANY(%b::bytea[])"
    for position, name_key, fields in rows_of(connection, query, sorted(wanted)):
        words = (text.split() for text in fields)
        document = Document(entity_id=entity_id_of(position, name_key), fields=dict(zip(_FIELDS, words, strict=True)))
        # Of what was left of a row its fields tell already.
        more = [word for (word,) in further.get(name_key, []) if not word.startswith(Field.PAST.prefix)]
        yield with_words(document, Field.CONTENT, more) if more else document


def entity_id_of(position: Any, name_key: Any) -> int:
    """One number for both, which sorts as they do."""
    return int(position) << _KEY_BITS | int.from_bytes(name_key)


def place_of(entity_id: int) -> tuple[int, bytes]:
    """Position and key of an entity."""
    return entity_id >> _KEY_BITS, (entity_id & (1 << _KEY_BITS) - 1).to_bytes(_KEY_BITS // 8)


def grouped(connection: Connection, query: str, wanted: Sequence[bytes]) -> dict[bytes, list[tuple[str, ...]]]:
    """The texts of a query's rows under the key that each begins with, in their order."""
    found: dict[bytes, list[tuple[str, ...]]] = {}
    for key, *texts in rows_of(connection, query, wanted):
        found.setdefault(key, []).append(tuple(map(get, texts)))
    return found


def rows_of(connection: Connection, query: str, wanted: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows of a query that takes one list."""
    return connection.execute(query, (list(wanted),)).fetchall()


def _replace(
    connection: Connection, documents: Mapping[int, Document], before: Mapping[bytes, Collection[str]]
) -> None:
    rows, beyond = [], dict[bytes, list[str]]()
    for entity_id, document in documents.items():
        position, key = place_of(entity_id)
        _, beyond[key] = _vector(document)
        kept = with_words(document, Field.MARKS, [FURTHER_MARK]) if beyond[key] else document
        vector, beyond[key] = _vector(kept)
        rows.append((position, key, [" ".join(kept.fields[field]) for field in _FIELDS], vector))
    connection.execute("DELETE FROM further_words WHERE name_key = ANY(%b::bytea[])", (sorted(beyond),))
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO documents (position, name_key, fields, words) VALUES (%s, %s, %s, %s::tsvector)
            ON CONFLICT (name_key) DO UPDATE SET
                position = excluded.position, fields = excluded.fields, words = excluded.words
            """,
            rows,
        )
    for key, words in beyond.items():
        _add_further(connection, key, words)
    words_now = ((place_of(entity_id)[1], document.words()) for entity_id, document in documents.items())
    count_words(connection, ((key, before.get(key, ()), now) for key, now in words_now))


def _is_spread(connection: Connection, key: bytes) -> bool:
    query = "SELECT FROM further_words WHERE name_key = %s LIMIT 1"
    return connection.execute(query, (key,)).fetchone() is not None


def _spread(connection: Connection, further: Mapping[bytes, Sequence[str]]) -> None:
    """Keep those of entities' words on their own that they are not found by yet."""
    for key, words in further.items():
        held = """
            SELECT word, words @@ quote_literal(word)::tsquery, words @@ quote_literal(%s || word)::tsquery
            FROM documents, unnest(%s::text[]) AS asked (word) WHERE name_key = %s
        """
        rows = connection.execute(held, (Field.PAST.prefix, list(words), key)).fetchall()
        new = _add_further(connection, key, [str(word) for word, there, _ in rows if not there])
        ended = {str(word) for word, _, past in rows if past}
        count_words(connection, [(key, [ALL], [ALL, *(new - ended)])])


def _add_further(connection: Connection, key: bytes, words: Sequence[str]) -> set[str]:
    """Those of the words that were not there."""
    statement = """
        INSERT INTO further_words (name_key, word) SELECT %s, word FROM unnest(%s::text[]) AS new (word)
        ON CONFLICT DO NOTHING RETURNING word
    """
    return {str(word) for (word,) in connection.execute(statement, (key, sorted(words))).fetchall()} if words else set()


def _vector(document: Document) -> tuple[str, list[str]]:
    """The text of a tsvector with as much of the document as it can hold, and the words that are left."""
    words = dict.fromkeys(field.prefix + word for field in _BY_NEED for word in document.fields[field])
    left = _MOST_BYTES
    shown, beyond = [], []
    for word in words:
        left -= len(word.encode()) + 8
        if left < 0:
            beyond.append(word)
        else:
            shown.append(f"'{word}'")
    return " ".join(shown), beyond


def _sources(connection: Connection, names: Collection[str]) -> Iterator[Source]:
    wanted = keys(names)
    parts = {query: grouped(connection, query, wanted) for query in (_FORMER, OBSERVED, _OUTGOING, _PAST)}
    query = "SELECT position, name_key, name, entity_type FROM entities WHERE name_key = ANY(%b::bytea[])"
    for position, name_key, name, entity_type in rows_of(connection, query, wanted):
        former, observations, relations, past = (found.get(name_key, []) for found in parts.values())
        yield Source(
            entity_id=entity_id_of(position, name_key),
            name=get(name),
            former_names=[text for (text,) in former],
            entity_type=get(entity_type),
            observations=[text for (text,) in observations],
            relations=[(kind, target) for kind, target in relations],
            past=[text for texts in past for text in texts],
        )


def _ended_sources(connection: Connection, names: Collection[str]) -> Iterator[Source]:
    """Of those of the names that had an entity and have none."""
    wanted = keys(names)
    there = {
        key for (key,) in rows_of(connection, "SELECT name_key FROM entities WHERE name_key = ANY(%b::bytea[])", wanted)
    }
    wanted = [key for key in wanted if key not in there]
    former, past = (grouped(connection, query, wanted) for query in (_FORMER, _ALL_PAST))
    query = """
        SELECT DISTINCT ON (subject_key) subject_key, position, subject, content FROM past
        WHERE subject_key = ANY(%b::bytea[]) AND kind = 'entity' ORDER BY subject_key, ended_at DESC, position DESC, id
    """
    for name_key, position, name, entity_type in rows_of(connection, query, wanted):
        yield Source(
            # Behind all that is there, in the same order.
            entity_id=entity_id_of(position - NEVER, name_key),
            name=get(name),
            former_names=[text for (text,) in former.get(name_key, [])],
            entity_type=get(entity_type),
            observations=(),
            relations=(),
            past=[text for texts in past.get(name_key, []) for text in texts],
        )
