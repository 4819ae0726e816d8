"""Composes the definitions of plain indexes: to print them takes the server longer than all else together."""

from collections.abc import Mapping
from operator import itemgetter

from server.postgres.catalog_rows import Answer, Row

Kind = Row
"""Of a column in an index: its type and collation; the operator class, collation and direction it has there."""


class Bodies:
    """Definitions of plain indexes after their name: without expressions, conditions and options."""

    def __init__(self, indexes: Answer, columns: Answer) -> None:
        """Of indexes of any tables.

        Args:
            indexes: What the query ``indexes`` gave.
            columns: What the query ``columns`` gave of their tables, or of some.
        """
        self.kinds: set[Kind] = set()
        """How columns stand in these indexes."""
        self.plain: set[int] = set()
        """OIDs of those that have nothing but key columns."""
        self._parts: dict[int, tuple[str, list[tuple[str, Kind]], list[str]]] = {}
        self._take_apart(indexes, {row[:2]: row for row in columns.rows})

    def composed(self, kinds: Answer, quoted: Answer) -> dict[int, str]:
        """Definitions by OID.

        Args:
            kinds: What the query ``index_keys`` gave of the kinds.
            quoted: What the query ``quoted`` gave of the names of columns.
        """
        suffixes: dict[Row, str] = {row[:5]: row[5] for row in kinds.rows}
        names: dict[str, str] = dict(quoted.rows)
        found = {}
        for oid, (start, keys, included) in self._parts.items():
            if all(kind in suffixes for _, kind in keys):
                listed = ", ".join([names[name] + suffixes[kind] for name, kind in keys])
                more = ", ".join([names[name] for name in included])
                found[oid] = f"{start}{listed}) INCLUDE ({more})" if more else f"{start}{listed})"
        return found

    def _take_apart(self, indexes: Answer, known: Mapping[Row, Row]) -> None:
        of_index = itemgetter(*(indexes.names.index(name) for name in ("method", "columns", "included_columns")))
        for row in indexes.rows:
            oid, table_oid = row[:2]
            table, classes, collations, directions = row[-4:]
            method, numbers, others = of_index(row)
            if table is None:
                continue
            try:
                columns = [known[table_oid, number] for number in numbers]
                included = [known[table_oid, number][2] for number in others]
            except KeyError:
                # Not read, as the table is as it was.
                continue
            chosen = zip(columns, classes, collations, directions, strict=True)
            keys = [(each[2], (each[3], each[5], *choice)) for each, *choice in chosen]
            self._parts[oid] = (f"ON {table} USING {method} (", keys, included)
            self.kinds.update([kind for _, kind in keys])
            if not others:
                self.plain.add(oid)
