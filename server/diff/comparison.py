"""Two catalogs side by side, with the statements and snapshots that lead from one to the other."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from server.diff.renames.by_identity import Renames, without_casts
from server.model.catalog import Catalog, Column, Constraint, Table
from server.model.change import Change

Key = TypeVar("Key")
Value = TypeVar("Value")
Kind = Literal["schemas", "tables", "columns", "constraints", "indexes", "views", "others"]
"""Collections of a catalog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What every comparer needs: the catalogs, who did what when, and which names moved."""

    before: Catalog
    after: Catalog
    change: Change
    snapshots: Sequence[Catalog]
    """The catalog after each statement, or nothing."""
    renames: Renames
    retyped: frozenset[int]
    """Tables of which a column has another type: PostgreSQL rebuilds their constraints and indexes."""

    def number(self, project: Callable[[Catalog], object]) -> int:
        """Number of the statement after which the projection last took another value; 0 when it cannot be told."""
        states = [self.before, *self.snapshots]
        for position in range(len(self.snapshots), 0, -1):
            if project(states[position]) != project(states[position - 1]):
                return self.change.statements[position - 1].number
        return self._only_number()

    def numbers(self, project: Callable[[Catalog], object]) -> list[int]:
        """Numbers of all statements after which the projection took another value."""
        states = [self.before, *self.snapshots]
        changed = [
            self.change.statements[position - 1].number
            for position in range(1, len(states))
            if project(states[position]) != project(states[position - 1])
        ]
        return changed or [self._only_number()]

    def appeared(self, kind: Kind, key: Hashable) -> int:
        """Number of the statement after which the object was there, or was gone."""
        return self.number(lambda catalog: key in getattr(catalog, kind))

    def changed(self, kind: Kind, key: Hashable, *fields: str) -> int:
        """Number of the statement after which one of these fields of the object last took another value."""
        return self.number(lambda catalog: [getattr(getattr(catalog, kind).get(key), field, None) for field in fields])

    def _only_number(self) -> int:
        return self.change.statements[0].number if len(self.change.statements) == 1 else 0

    def kind(self, number: int) -> str:
        """Kind of that statement, empty for 0."""
        return next((s.kind for s in self.change.statements if s.number == number), "")

    def state_before(self, number: int) -> Catalog:
        """The catalog that statement found."""
        return self.snapshots[number - 2] if 2 <= number <= len(self.snapshots) + 1 else self.before

    def same_text(self, before: str | None, after: str | None) -> bool:
        """Whether two texts of the catalogs differ at most by names that this change moved."""
        return self.renames.explain(before, after)

    def same_meaning(self, before: str | None, after: str | None) -> bool:
        """As ``same_text``, also leaving out the casts and parentheses a type change adds or takes away."""
        return self.renames.explain(without_casts(before), without_casts(after))

    def common_tables(self) -> Iterator[tuple[Table, Table]]:
        """Tables that are in both catalogs, by OID."""
        yield from ((one, self.after.tables[oid]) for oid, one in self.before.tables.items() if self.kept(oid))

    def kept(self, table_oid: int) -> bool:
        """Whether the table is in both catalogs."""
        return table_oid in self.before.tables and table_oid in self.after.tables


def gone(before: Mapping[Key, Value], after: Mapping[Key, Value]) -> list[tuple[Key, Value]]:
    """Entries without a successor."""
    return [(key, value) for key, value in before.items() if key not in after]


def common(before: Mapping[Key, Value], after: Mapping[Key, Value]) -> list[tuple[Value, Value]]:
    """Entries in both, as pairs, as far as they are not the very same value."""
    pairs = ((value, after.get(key)) for key, value in before.items())
    return [(one, other) for one, other in pairs if other is not None and other is not one]


def retyped(before: Column, after: Column) -> bool:
    """Whether the column has another type or collation; a type with another name is the same type."""
    if (before.type_oid, before.is_array, before.collation) != (after.type_oid, after.is_array, after.collation):
        return True
    return before.type_kind == "base" and before.type != after.type


def retyped_tables(before: Catalog, after: Catalog) -> frozenset[int]:
    """Tables of which a column has another type."""
    return frozenset(one.table_oid for one, other in common(before.columns, after.columns) if retyped(one, other))


def rebuilt_by_type(comparison: Comparison, before: Constraint, after: Constraint) -> bool:
    """Whether the constraint is the same one, made again by PostgreSQL as the type of a column changed."""
    tables = {before.table_oid, before.referenced_table_oid}
    same = all(getattr(before, name) == getattr(after, name) for name in _CONSTRAINT_FACTS)
    return (
        same
        and bool(tables & comparison.retyped)
        and comparison.same_meaning(before.expression, after.expression)
        and (before.kind != "exclusion" or comparison.same_meaning(before.definition, after.definition))
    )


_CONSTRAINT_FACTS = (
    "table_oid",
    "name",
    "kind",
    "validated",
    "enforced",
    "deferrable",
    "initially_deferred",
    "columns",
    "referenced_table_oid",
    "referenced_columns",
)
