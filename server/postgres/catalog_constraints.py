"""Composes the definitions of keys: to print them takes the server longer than to find them."""

from collections.abc import Container, Mapping
from operator import itemgetter

from server.model.catalog import Table
from server.postgres.catalog_rows import Answer, Row

_MATCH = {"s": "", "f": " MATCH FULL", "p": " MATCH PARTIAL"}
_ACTIONS = {"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_NO_ACTION = "a"
_KEY = ("kind", "table_oid", "columns", "index_oid", "deferrable", "initially_deferred")
_REFERENCE = ("referenced_table_oid", "referenced_columns", "match", "on_update", "on_delete")


def definitions(
    constraints: Answer, columns: Answer, tables: Mapping[int, Table], plain_indexes: Container[int], quoted: Answer
) -> dict[int, str]:
    """Definitions by OID, of constraints that are printed already or plain to see.

    Args:
        constraints: What the query ``constraints`` gave.
        columns: What the query ``columns`` gave of their tables, or of some.
        tables: Tables by OID.
        plain_indexes: OIDs of indexes that have nothing but columns.
        quoted: What the query ``quoted`` gave of the names of columns and tables.
    """
    names: dict[str, str] = dict(quoted.rows)
    known = {row[:2]: names[row[2]] for row in columns.rows}
    at = constraints.names.index
    printed, plain = at("printed"), at("plain")
    of_key, of_reference = itemgetter(*map(at, _KEY)), itemgetter(*map(at, _REFERENCE))
    found = {}
    for row in constraints.rows:
        if row[printed] is not None:
            found[row[0]] = row[printed].removesuffix(" NOT VALID")
            continue
        kind, table_oid, numbers, index_oid, deferrable, deferred = of_key(row)
        columns_here = _columns(table_oid, numbers, known)
        if not row[plain] or not columns_here:
            continue
        checked_when = f"{' DEFERRABLE' if deferrable else ''}{' INITIALLY DEFERRED' if deferred else ''}"
        if kind != "foreign key":
            if index_oid in plain_indexes:
                found[row[0]] = f"{kind.upper()} ({columns_here}){checked_when}"
        elif references := _references(of_reference(row), known, tables, names):
            found[row[0]] = f"FOREIGN KEY ({columns_here}) {references}{checked_when}"
    return found


def _references(reference: Row, known: Mapping[Row, str], tables: Mapping[int, Table], names: Mapping[str, str]) -> str:
    """What follows the columns of a foreign key; empty when what it references is unknown."""
    table_oid, numbers, match, on_update, on_delete = reference
    table, columns = tables.get(table_oid), _columns(table_oid, numbers, known)
    if not table or not columns:
        return ""
    text = f"REFERENCES {names[table.name.schema]}.{names[table.name.name]}({columns}){_MATCH[match]}"
    for event, action in (("UPDATE", on_update), ("DELETE", on_delete)):
        if action != _NO_ACTION:
            text += f" ON {event} {_ACTIONS[action]}"
    return text


def _columns(table_oid: int, numbers: list[int], known: Mapping[Row, str]) -> str:
    """The columns as SQL; empty when one is unknown."""
    try:
        return ", ".join([known[table_oid, number] for number in numbers])
    except KeyError:
        return ""
