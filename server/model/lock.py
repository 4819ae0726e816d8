"""Table lock modes, weakest to strongest, and what each blocks.

https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES
"""

from enum import IntEnum


class LockMode(IntEnum):
    """A table lock; the number orders modes by strength. NONE means no lock on a table that existed before."""

    NONE = 0
    ACCESS_SHARE = 1
    ROW_SHARE = 2
    ROW_EXCLUSIVE = 3
    SHARE_UPDATE_EXCLUSIVE = 4
    SHARE = 5
    SHARE_ROW_EXCLUSIVE = 6
    EXCLUSIVE = 7
    ACCESS_EXCLUSIVE = 8

    @property
    def label(self) -> str:
        """The mode as the manual writes it, such as ``ACCESS EXCLUSIVE``."""
        return self.name.replace("_", " ")

    @property
    def blocks_writes(self) -> bool:
        """Whether INSERT, UPDATE and DELETE wait for it."""
        return self >= LockMode.SHARE

    @property
    def blocks_reads(self) -> bool:
        """Whether SELECT waits for it."""
        return self is LockMode.ACCESS_EXCLUSIVE

    @classmethod
    def from_catalog(cls, mode: str) -> "LockMode":
        """The mode that ``pg_locks.mode`` spells, such as ``AccessExclusiveLock``."""
        return _BY_CATALOG[mode]


_BY_CATALOG = {"".join(word.title() for word in mode.name.split("_")) + "Lock": mode for mode in LockMode}
