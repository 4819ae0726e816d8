"""What SQLSTATE an error has, where it is told or where its message tells it."""

import re

LOCK_TIMEOUT = "55P03"
_STATES = {
    "canceling statement due to lock timeout": LOCK_TIMEOUT,
    "canceling statement due to statement timeout": "57014",
    "canceling statement due to user request": "57014",
    "deadlock detected": "40P01",
    "could not serialize access": "40001",
    "terminating connection due to administrator command": "57P01",
    "could not create unique index": "23505",
    "duplicate key value violates unique constraint": "23505",
    "is violated by some row": "23514",
    "violates check constraint": "23514",
    "violates foreign key constraint": "23503",
    "contains null values": "23502",
    "violates not-null constraint": "23502",
    "No space left on device": "53100",
    "permission denied": "42501",
}
"""By a part of the message."""
RAISED = "P0001"
"""Of what a plan's own checks refuse."""
_TOLD = re.compile(
    # a number that begins a sentence may be one of rows
    r"\[([0-9A-Z]{5})\]|\bSQLSTATE:? ([0-9A-Z]{5})\b|^(\d{5})(?=:|$)|^(\d(?=\d*[A-Z])[0-9A-Z]{4})\b",
    re.ASCII,
)


def sqlstate_of(error: str) -> str:
    """Five characters; empty where neither the text nor its message tells them."""
    told = _TOLD.search(error)
    if told is not None:
        return str(told[told.lastindex or 0])
    return next((state for part, state in _STATES.items() if part in error), "")
