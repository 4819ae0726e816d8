"""What a way back of a hand-written migration restores, as it was seen on the shadow."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """The migration and its way back, run once on a copy of the target."""

    failure: str = ""
    """Why the way back stopped; empty when it ran to its end."""
    differences: tuple[str, ...] = ()
    """Between the schema before the migration and that after the way back."""
    rows_changed: tuple[str, ...] = ()
    """Tables and columns, as SQL, that do not hold what they held."""
    rows: Mapping[str, int]
    """Made-up rows by table."""
    not_populated: tuple[str, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackCheck:
    """A way back, written here or by hand, tried with rows from before the migration and with rows written since."""

    target: Target
    down: str
    """Its SQL; empty when none could be written."""
    written: bool
    """Whether it was written here."""
    unwritten: tuple[int, ...]
    """Numbers of the migration's statements for which none could be written."""
    earlier: WayBack
    """With rows that were there before the migration."""
    since: WayBack
    """With rows that code wrote in the new shape; compared in what both shapes have."""

    @property
    def restores_schema(self) -> bool:
        """Whether the schema is what it was."""
        return bool(self.down) and not self.earlier.failure and not self.earlier.differences

    @property
    def restores_rows(self) -> bool:
        """Whether all rows, also those written since, are there as they were."""
        return self.restores_schema and not (self.earlier.rows_changed or self.since.failure or self.since.rows_changed)
