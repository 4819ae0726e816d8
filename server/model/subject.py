"""What in the database a plan is about, in values that any name survives."""

from dataclasses import dataclass
from typing import Literal

from server.model.names import QualifiedName, identifier

SubjectKind = Literal["schema", "table", "column", "index", "constraint"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A schema, a table or view, or a part of a table that one statement of the change touches."""

    kind: SubjectKind
    path: tuple[str, ...]
    """Names before the change, unquoted: schema, table, part; of an index, which has a name of its schema, schema and
    index; of what is new, the names it gets."""
    table: tuple[str, ...] = ()
    """Schema and table that an index, a constraint or a column is part of, and the table itself."""
    became: tuple[str, ...] = ()
    """Its path after the change where that renames it or what it is part of; else empty."""
    statement: int
    """Number of the statement that touches it."""

    @property
    def table_sql(self) -> str:
        """Its table as SQL; empty when it is of none."""
        return QualifiedName(schema=self.table[0], name=self.table[1]).sql if self.table else ""


def dotted_path(names: tuple[str, ...]) -> str:
    """The names joined by points, each quoted as PostgreSQL would."""
    return ".".join(map(identifier, names))
