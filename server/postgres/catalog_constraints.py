"""Composes the definitions of keys: to print them takes the server longer than to find them."""

from collections.abc import Container, Mapping
from typing import Any

from server.model.catalog import Table
from server.postgres.catalog_rows import Answer, Row

_MATCH = {"s": "", "f": " MATCH FULL", "p": " MATCH PARTIAL"}
_ACTIONS = {"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_NO_ACTION = "a"


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
    printed = constraints.names.index("printed")
    found = {}
    for row in constraints.rows:
        if row[printed] is not None:
            found[row[0]] = row[printed].removesuffix(" NOT VALID")
            continue
        each = dict(zip(constraints.names, row, strict=True))
        table = tables.get(each["referenced_table_oid"])
        referenced = f"{names[table.name.schema]}.{names[table.name.name]}" if table else None
        foreign = each["kind"] == "foreign key"
        text = _foreign_key(each, known, referenced) if foreign else _key(each, known, plain_indexes)
        if text is not None and each["plain"]:
            found[row[0]] = text + _checked_when(each)
    return found


def _key(each: Mapping[str, Any], known: Mapping[Row, str], plain_indexes: Container[int]) -> str | None:
    columns = _columns(each["table_oid"], each["columns"], known)
    return f"{each['kind'].upper()} ({columns})" if columns and each["index_oid"] in plain_indexes else None


def _foreign_key(each: Mapping[str, Any], known: Mapping[Row, str], referenced: str | None) -> str | None:
    columns = _columns(each["table_oid"], each["columns"], known)
    others = _columns(each["referenced_table_oid"], each["referenced_columns"], known)
    if not columns or not others or referenced is None:
        return None
    text = f"FOREIGN KEY ({columns}) REFERENCES {referenced}({others}){_MATCH[each['match']]}"
    for event, action in (("UPDATE", each["on_update"]), ("DELETE", each["on_delete"])):
        if action != _NO_ACTION:
            text += f" ON {event} {_ACTIONS[action]}"
    return text


def _columns(table_oid: int, numbers: list[int], known: Mapping[Row, str]) -> str:
    """The columns as SQL; empty when one is unknown."""
    names = [known.get((table_oid, number)) for number in numbers]
    return "" if None in names else ", ".join(name for name in names if name)


def _checked_when(each: Mapping[str, Any]) -> str:
    return f"{' DEFERRABLE' if each['deferrable'] else ''}{' INITIALLY DEFERRED' if each['initially_deferred'] else ''}"
