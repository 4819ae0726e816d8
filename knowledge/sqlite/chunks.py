"""Long lists of values for statements that take a bounded number of them."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

_CHUNK = 500
"""SQLite allows 32,766 parameters, older builds 999."""
_T = TypeVar("_T", int, str)


def chunks(values: Sequence[_T]) -> Iterator[tuple[Sequence[_T], str]]:
    """Parts of the values, each with the question marks for it."""
    for start in range(0, len(values), _CHUNK):
        chunk = values[start : start + _CHUNK]
        yield chunk, ", ".join("?" * len(chunk))
