"""Who a call comes from: what is remembered says who told it."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A program that calls, and by which tool or command."""

    client: str = ""
    """Name and version of the program; empty: not known."""
    tool: str = ""


CALLER: ContextVar[Caller] = ContextVar("CALLER", default=Caller())  # noqa: B039 - frozen
"""Of the call in progress; a thread that works for it sees it too."""
