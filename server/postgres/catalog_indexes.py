"""Composes the definitions of plain indexes: to print them takes the server longer than all else together."""

from collections.abc import Container
from dataclasses import dataclass

from server.postgres.catalog_rows import Answer, Row

Kind = Row
"""Of a column in an index: its type and collation; the operator class, collation and direction it has there."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """An index of columns only, without conditions and options."""

    start: str
    keys: tuple[tuple[str, Kind], ...]
    included: tuple[str, ...]


class Bodies:
    """Definitions of indexes after their name, as far as they are plain."""

    def __init__(self, indexes: Answer, columns: Answer) -> None:
        """Of indexes of any tables.

        Args:
            indexes: What the query ``indexes`` gave.
            columns: What the query ``columns`` gave of their tables, or of some.
        """
        self._indexes = [row[0] for row in indexes.rows]
        self._plain = _plain(indexes, columns)

    @property
    def kinds(self) -> set[Kind]:
        """How columns stand in these indexes."""
        return {kind for plain in self._plain.values() for _, kind in plain.keys}

    @property
    def names(self) -> set[str]:
        """Names of the columns."""
        plain = self._plain.values()
        return {name for each in plain for name, _ in each.keys} | {name for each in plain for name in each.included}

    def composed(self, kinds: Answer, quoted: Answer) -> dict[int, str]:
        """Definitions by OID.

        Args:
            kinds: What the query ``index_keys`` gave of the kinds.
            quoted: What the query ``quoted`` gave of the names.
        """
        suffixes: dict[Row, str] = {row[:5]: row[5] for row in kinds.rows}
        names: dict[str, str] = dict(quoted.rows)
        found = {}
        for oid, plain in self._plain.items():
            if all(kind in suffixes for _, kind in plain.keys):
                keys = ", ".join([names[name] + suffixes[kind] for name, kind in plain.keys])
                included = ", ".join([names[name] for name in plain.included])
                found[oid] = f"{plain.start}{keys}) INCLUDE ({included})" if included else f"{plain.start}{keys})"
        return found

    def without(self, composed: Container[int]) -> list[int]:
        """OIDs of the other indexes."""
        return [oid for oid in self._indexes if oid not in composed]


def _plain(indexes: Answer, columns: Answer) -> dict[int, _Plain]:
    places = [indexes.names.index(name) for name in ("method", "columns", "included_columns")]
    known = {row[:2]: row for row in columns.rows}
    found = {}
    for row in indexes.rows:
        table, classes, collations, directions = row[-4:]
        method, numbers, others = (row[place] for place in places)
        table_oid = row[1]
        if table is None or any((table_oid, number) not in known for number in (*numbers, *others)):
            continue
        keys = []
        for number, *chosen in zip(numbers, classes, collations, directions, strict=True):
            column = known[table_oid, number]
            keys.append((column[2], (column[3], column[5], *chosen)))
        included = tuple(known[table_oid, number][2] for number in others)
        found[row[0]] = _Plain(f"ON {table} USING {method} (", tuple(keys), included)
    return found
