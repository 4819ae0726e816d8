"""The distinct words of a file's entities, with the number of entities that each is found at."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence

from knowledge.search.typos import grams, grams_at_end, grams_inside
from knowledge.search.vocabulary import Known
from knowledge.search.words import unspaced
from knowledge.sqlite.chunks import chunks

_FEW = 1_000
"""So many entities are counted exactly."""
_MOST_LOOKED_AT = 5_000
"""Words with a common beginning, or with a gram of a misspelt one, that are compared."""


class SqliteVocabulary:
    """``knowledge.search.vocabulary.Vocabulary`` on a connection inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def size(self) -> int:
        """The largest id of an entity; where more are searched, since deleted ones are too, how many these are."""
        query = """
            SELECT max(
                (SELECT coalesce(max(id), 0) FROM entities),
                (SELECT count(*) FROM (SELECT 1 FROM documents LIMIT ?))
            )
        """
        (size,) = self._execute(query, (_FEW,)).fetchone()
        return int(size)

    def counts(self, words: Collection[str]) -> Mapping[str, int]:
        """Those of the words that are held, each with the number of entities it is found at."""
        return {
            word: entities
            for chunk, marks in chunks(list(words))
            for word, entities in self._execute(f"SELECT word, entities FROM words WHERE word IN ({marks})", chunk)
        }

    def starting(self, prefix: str, limit: int) -> Sequence[Known]:
        """Longer words that begin with the prefix, the most frequent of those looked at first."""
        query = """
            SELECT word, entities FROM (SELECT word, entities FROM words WHERE word > ? AND word < ? LIMIT ?)
            ORDER BY entities DESC, word LIMIT ?
        """
        return self._known(query, prefix, prefix + "\U0010ffff", _MOST_LOOKED_AT, limit)

    def holding(self, part: str, limit: int) -> Sequence[Known]:
        """Words with the part anywhere in them, no more than the limit."""
        return self._with_grams(grams_inside(part), "instr(word, ?)", part, limit)

    def ending(self, part: str, limit: int) -> Sequence[Known]:
        """Words that end with the part, itself too, no more than the limit."""
        return self._with_grams(grams_at_end(part), f"substr(word, {-len(part)}) = ?", part, limit)

    def sharing(self, grams: Sequence[str], at_least: int, limit: int) -> Sequence[Known]:
        """Words without digits that have this many of the grams, those with most first."""
        each = "SELECT rowid FROM (SELECT rowid FROM word_grams WHERE word_grams MATCH ? LIMIT ?)"
        query = f"""
            SELECT word, entities
            FROM (
                SELECT rowid AS id, count(*) AS shared FROM ({" UNION ALL ".join([each] * len(grams))})
                GROUP BY rowid HAVING shared >= ? ORDER BY shared DESC, id LIMIT ?
            )
            JOIN words USING (id)
        """
        values = [value for gram in grams for value in (f"plain : {_quoted(gram)}", _MOST_LOOKED_AT)]
        return self._known(query, *values, at_least, limit)

    def _with_grams(self, needed: Sequence[str], condition: str, part: str, limit: int) -> list[Known]:
        if not needed:
            return self._known(f"SELECT word, entities FROM words WHERE {condition} LIMIT ?", part, limit)
        query = f"""
            SELECT word, entities FROM word_grams g CROSS JOIN words w ON w.id = g.rowid
            WHERE word_grams MATCH ? AND {condition} LIMIT ?
        """
        return self._known(query, " AND ".join(map(_quoted, needed)), part, limit)

    def _known(self, query: str, *values: str | int) -> list[Known]:
        return [Known(word=word, entities=entities) for word, entities in self._execute(query, values)]


def count(connection: sqlite3.Connection, changes: Mapping[str, int]) -> None:
    """Add to the numbers of entities at which words are found; words that are found nowhere any more go."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM words").fetchone()
    # In their order, neighbours in the index are written together.
    more = sorted((word, change) for word, change in changes.items() if change > 0)
    connection.executemany(
        "INSERT INTO words (word, entities) VALUES (?, ?) "
        "ON CONFLICT (word) DO UPDATE SET entities = entities + excluded.entities",
        more,
    )
    new = connection.execute("SELECT id, word FROM words WHERE id > ?", (last,)).fetchall()
    connection.executemany("INSERT INTO word_grams (rowid, plain, coded) VALUES (?, ?, ?)", map(_row, new))
    _count_less(connection, sorted((change, word) for word, change in changes.items() if change < 0))


def _count_less(connection: sqlite3.Connection, changes: Sequence[tuple[int, str]]) -> None:
    connection.executemany("UPDATE words SET entities = entities + ? WHERE word = ?", changes)
    for chunk, marks in chunks([word for _, word in changes]):
        query = f"SELECT id, word FROM words WHERE word IN ({marks}) AND entities <= 0"
        gone = connection.execute(query, chunk).fetchall()
        # A table without contents is told what it held: https://www.sqlite.org/fts5.html#the_delete_command
        connection.executemany(
            "INSERT INTO word_grams (word_grams, rowid, plain, coded) VALUES ('delete', ?, ?, ?)", map(_row, gone)
        )
        connection.executemany("DELETE FROM words WHERE id = ?", ((identity,) for identity, _ in gone))


def _row(word: tuple[int, str]) -> tuple[int, str, str]:
    identity, text = word
    all_grams = " ".join(grams(text))
    return (identity, all_grams, "") if text.isalpha() and not unspaced(text) else (identity, "", all_grams)


def _quoted(token: str) -> str:
    # Everything in double quotes is a string to FTS5; no word and no gram has such a quote in it.
    return f'"{token}"'
