"""The key expressions of an index, read from its definition as PostgreSQL prints it."""

import re
from collections.abc import Iterator

from server.model.catalog import Index
from server.model.names import tokens

_ORDER = re.compile(r"(?P<collate> COLLATE \S+)?(?: ASC| DESC)?(?: NULLS (?:FIRST|LAST))?")


def key_expressions(index: Index) -> tuple[str, ...] | None:
    """Each key as SQL that may stand in a GROUP BY; None where one is compared by an operator class of its own.

    ``pg_get_indexdef`` puts every expression in parentheses unless it looks like a call of a function (ruleutils.c).
    """
    found = list(map(_expression, _elements(index.body[index.body.index(" USING ") :])))
    return None if any(each is None for each in found) else tuple(each for each in found if each)


def _elements(tail: str) -> Iterator[str]:
    depth, element = 0, ""
    for part in tokens(tail):
        depth += {"(": 1, ")": -1}.get(part, 0)
        if depth == 0 and element:
            yield element.strip()
            return
        if depth == 1 and part == ",":
            yield element.strip()
            element = ""
        elif depth > 1 or (depth == 1 and (part != "(" or element)):
            element += part


def _expression(element: str) -> str | None:
    depth, length, text = 0, 0, ""
    for part in tokens(element):
        if depth == 0 and part == " ":
            break
        depth += {"(": 1, ")": -1}.get(part, 0)
        text += part
        length += len(part)
    order = _ORDER.fullmatch(element[length:])
    return None if order is None else text + (order["collate"] or "")
