"""How much of a machine somebody else's SQL may take on a shadow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What ends a statement, a session or a load; none of it can be lifted by SQL."""

    statement_seconds: int = 60
    """Longest a statement may run, a commit with what it sets off among them."""
    load_seconds: int = 300
    """Longest a schema may take to load."""
    memory_bytes: int = 4 << 30
    """Address space of each process of the server; work_mem is anybody's to raise, to two terabytes."""
    file_bytes: int = 512 << 20
    """No table, index or sorted file grows beyond it."""
    database_bytes: int = 2 << 30
    """No database grows beyond it, but for a moment."""
    sessions: int = 6
    """At once, of one clone."""


USUAL = Limits()
