"""The distinct words of a schema's entities, with about how many entities each is found at.

Counting exactly would make writers of different entities wait for each other at every common word. So only one entity
in ``_SAMPLE`` is counted, as that many; which ones is told by their keys, so that a repeat counts the same.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from knowledge.postgresql.rows import Connection
from knowledge.search.typos import grams, grams_at_end, grams_inside
from knowledge.search.vocabulary import Known
from knowledge.search.words import unspaced

_SAMPLE = 8
ALL = ""
"""The word that every entity has, so that all are counted too."""
_LOCK = 7_203_981_164_550_311
"""Of the words of a database."""
_FEW = 1_000
"""So many entities are counted exactly."""
_MOST_LOOKED_AT = 5_000
"""Words with a common beginning, or with a gram of a misspelt one, that are compared."""


class PostgresqlVocabulary:
    """``knowledge.search.vocabulary.Vocabulary`` on a connection inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def size(self) -> int:
        """About how many entities there are, deleted ones too."""
        query = """
            SELECT greatest(
                (SELECT count(*) FROM (SELECT FROM documents LIMIT %s) AS few),
                (SELECT entities FROM words WHERE word = %s)
            )
        """
        ((size,),) = self._connection.execute(query, (_FEW, ALL)).fetchall()
        return int(str(size))

    def counts(self, words: Collection[str]) -> Mapping[str, int]:
        """Those of the words that are held, each with about the number of entities it is found at."""
        found = self._known("SELECT word, entities FROM words WHERE word = ANY(%s)", sorted(words))
        return {each.word: each.entities for each in found}

    def starting(self, prefix: str, limit: int) -> Sequence[Known]:
        """Longer words that begin with the prefix, the most frequent of those looked at first."""
        query = """
            SELECT word, entities
            FROM (SELECT word, entities FROM words WHERE word > %s AND word < %s ORDER BY word LIMIT %s) AS looked_at
            ORDER BY entities DESC, word LIMIT %s
        """
        return self._known(query, prefix, prefix + "\U0010ffff", _MOST_LOOKED_AT, limit)

    def holding(self, part: str, limit: int) -> Sequence[Known]:
        """Words with the part anywhere in them, no more than the limit."""
        query = "SELECT word, entities FROM words WHERE grams @> %s::text[] AND strpos(word, %s) > 0 LIMIT %s"
        return self._known(query, list(grams_inside(part)), part, limit)

    def ending(self, part: str, limit: int) -> Sequence[Known]:
        """Words that end with the part, itself too, no more than the limit."""
        query = "SELECT word, entities FROM words WHERE grams @> %s::text[] AND right(word, %s) = %s LIMIT %s"
        return self._known(query, list(grams_at_end(part)), len(part), part, limit)

    def sharing(self, grams: Sequence[str], at_least: int, limit: int) -> Sequence[Known]:
        """Words without digits that have this many of the grams, those with most first."""
        query = """
            SELECT word, entities
            FROM (
                SELECT word, entities, (SELECT count(*) FROM unnest(grams) AS gram WHERE gram = ANY(%s)) AS shared
                FROM (SELECT word, entities, grams FROM words WHERE plain AND grams && %s::text[] LIMIT %s) AS looked_at
            ) AS near
            WHERE shared >= %s ORDER BY shared DESC, word LIMIT %s
        """
        return self._known(query, list(grams), list(grams), len(grams) * _MOST_LOOKED_AT, at_least, limit)

    def _known(self, query: str, *values: object) -> list[Known]:
        rows = self._connection.execute(query, values).fetchall()
        return [Known(word=str(word), entities=int(str(entities))) for word, entities in rows]


def lock_words(connection: Connection, *, alone: bool) -> None:
    """Before words are added or, ``alone``, forgotten: who forgets one must see all that has it, also what others are
    about to commit."""
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    connection.execute(f"SELECT {function}(%s)", (_LOCK,))


def add_words(connection: Connection, words: Collection[str]) -> None:
    """Make words known that an entity has now."""
    there = connection.execute("SELECT word FROM words WHERE word = ANY(%s)", (sorted(words),)).fetchall()
    # Sorted, so that writers of the same new words do not wait for each other crosswise.
    new = sorted({ALL, *words} - {str(word) for (word,) in there})
    connection.execute(
        """
        INSERT INTO words SELECT word, 1, plain, string_to_array(grams, ' ')
        FROM unnest(%s::text[], %s::boolean[], %s::text[]) AS new (word, plain, grams) ON CONFLICT DO NOTHING
        """,
        (new, [word.isalpha() and not unspaced(word) for word in new], [" ".join(grams(word)) for word in new]),
    )


def count_words(connection: Connection, changes: Iterable[tuple[bytes, Collection[str], Collection[str]]]) -> None:
    """Count words of entities: key, the words until now (none: a new entity), and those from now on."""
    counted = Counter[str]()
    for key, before, after in changes:
        if key[0] % _SAMPLE == 0:
            counted.update(after)
            counted.subtract(before)
            counted[ALL] += not before
    changed = sorted((word, change * _SAMPLE) for word, change in counted.items() if change)
    connection.execute(
        """
        UPDATE words SET entities = greatest(entities + change, 1)
        FROM unnest(%s::text[], %s::bigint[]) AS changed (word, change) WHERE words.word = changed.word
        """,
        ([word for word, _ in changed], [change for _, change in changed]),
    )


def forget_words(connection: Connection, words: Collection[str]) -> None:
    """Remove those of the words that no entity has any more."""
    # One by one: a distributed PostgreSQL writes no table from another.
    query = """
        (SELECT FROM documents WHERE words @@ %s::tsquery LIMIT 1)
        UNION ALL (SELECT FROM further_words WHERE word = ANY(%s) LIMIT 1)
    """
    gone = [
        word
        for word in sorted(words)
        if connection.execute(query, (f"'{word}' | '~{word}'", [word, f"~{word}"])).fetchone() is None
    ]
    connection.execute("DELETE FROM words WHERE word = ANY(%s)", (gone,))
