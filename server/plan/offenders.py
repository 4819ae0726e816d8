"""Rows that keep a rule from holding, as queries that only read: are there any, how many, and which."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.model.names import QualifiedName, identifier
from server.model.plan import Check

_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Offenders:
    """What follows the SELECT list of a query that finds them."""

    found: str
    """From FROM on."""
    shown: str = "*"
    grouped: bool = False
    """Whether each row found stands for several that agree."""

    @property
    def count(self) -> str:
        """A query of one number."""
        if self.grouped:
            groups = f"SELECT pg_catalog.count(*) AS agreeing {self.found}"
            return f"SELECT coalesce(pg_catalog.sum(agreeing), 0)::bigint FROM ({groups}) AS same"
        return f"SELECT pg_catalog.count(*) {self.found}"

    @property
    def listing(self) -> str:
        """A query for at most a hundred of them."""
        agreeing = ", pg_catalog.count(*) AS agreeing" if self.grouped else ""
        order = " ORDER BY agreeing DESC" if self.grouped else ""
        return f"SELECT {self.shown}{agreeing} {self.found}{order} LIMIT {_LISTED}"

    def check(self, message: str) -> Check:
        """That there are none."""
        return Check(
            condition=f"NOT EXISTS (SELECT {self.found})", message=message, count=self.count, listing=self.listing
        )


def without_value(table: QualifiedName, column: str) -> Offenders:
    """Rows that have no value in a column."""
    return Offenders(found=f"FROM {table.sql} WHERE {identifier(column)} IS NULL")


def with_value(table: QualifiedName, column: str) -> Offenders:
    """Rows that have a value in a column."""
    return Offenders(found=f"FROM {table.sql} WHERE {identifier(column)} IS NOT NULL")


def breaking(table: QualifiedName, expression: str) -> Offenders:
    """Rows for which a check is false; a check that is null holds."""
    return Offenders(found=f"FROM {table.sql} WHERE NOT ({expression})")


def orphans(
    table: QualifiedName, columns: Sequence[str], referenced: QualifiedName, referenced_columns: Sequence[str]
) -> Offenders:
    """Rows that refer to a row that is not there."""
    return Offenders(
        found=f"FROM {table.sql} AS child WHERE {is_orphan(columns, referenced, referenced_columns)}", shown="child.*"
    )


def is_orphan(columns: Sequence[str], referenced: QualifiedName, referenced_columns: Sequence[str]) -> str:
    """The condition on a row named ``child``: it refers, and to nothing."""
    present = " AND ".join(f"child.{identifier(column)} IS NOT NULL" for column in columns)
    pairs = zip(columns, referenced_columns, strict=True)
    same = " AND ".join(f"parent.{identifier(there)} = child.{identifier(here)}" for here, there in pairs)
    return f"{present} AND NOT EXISTS (SELECT FROM {referenced.sql} AS parent WHERE {same})"


def agreeing(table: QualifiedName, keys: Sequence[str], *, nulls_agree: bool = False, predicate: str = "") -> Offenders:
    """Rows that agree with another in all of the expressions, among those for which the predicate is true."""
    listed = ", ".join(keys)
    conditions = [f"({predicate})"] if predicate else []
    if not nulls_agree:
        conditions += [f"{key} IS NOT NULL" for key in keys]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return Offenders(
        found=f"FROM {table.sql}{where} GROUP BY {listed} HAVING pg_catalog.count(*) > 1", shown=listed, grouped=True
    )
