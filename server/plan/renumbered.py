"""A catalog in which a table is another one of the same form, as if it had been made anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from server.model.catalog import PG_CLASS, Address, Catalog, Constraint, Index, Other, Sequence, Table, Trigger

_OTHERWISE = 1 << 32
"""Above every OID of PostgreSQL, which has 32 bits."""

_Value = TypeVar("_Value", Table, Constraint, Index, Sequence, Trigger)


def as_another(catalog: Catalog, table: Table) -> tuple[Catalog, Table]:
    """The catalog with OIDs of their own for the table, its indexes, constraints, triggers and identity sequences.

    Sequences that it only owns keep theirs, and belong to the table made anew. What other tables and views say of the
    table they say of that one.
    """
    renumbering = _Renumbering(catalog, table)
    return renumbering.catalog(), renumbering.value(table)


class _Renumbering:
    def __init__(self, catalog: Catalog, table: Table) -> None:
        owned = [s for s in catalog.sequences.values() if s.owned_by is not None and s.owned_by[0] == table.oid]
        self._catalog = catalog
        indexes = [index.oid for index in catalog.indexes_of(table.oid)]
        self._relations = frozenset([table.oid, *indexes, *(s.oid for s in owned if s.identity)])
        self._constraints = frozenset(each.oid for each in catalog.constraints_of(table.oid))
        self._triggers = frozenset(each.oid for each in catalog.triggers_of(table.oid))

    def value(self, value: _Value) -> _Value:
        """The same under its OID there."""
        own = {Constraint: self._constraints, Trigger: self._triggers}.get(type(value), self._relations)
        return replace(value, oid=_renumbered(value.oid, own))

    def catalog(self) -> Catalog:
        """All of it."""
        catalog, of = self._catalog, self._relation
        return replace(
            catalog,
            tables=self._values(catalog.tables),
            columns={
                (of(oid), number): replace(column, table_oid=of(oid))
                for (oid, number), column in catalog.columns.items()
            },
            constraints={
                oid: replace(
                    constraint,
                    table_oid=of(constraint.table_oid),
                    referenced_table_oid=of(constraint.referenced_table_oid),
                    index_oid=of(constraint.index_oid),
                )
                for oid, constraint in self._values(catalog.constraints).items()
            },
            indexes={
                oid: replace(
                    index,
                    table_oid=of(index.table_oid),
                    constraint_oid=_renumbered(index.constraint_oid, self._constraints),
                )
                for oid, index in self._values(catalog.indexes).items()
            },
            triggers={
                oid: replace(trigger, table_oid=of(trigger.table_oid))
                for oid, trigger in self._values(catalog.triggers).items()
            },
            sequences={oid: self._owned(sequence) for oid, sequence in self._values(catalog.sequences).items()},
            others={key: self._other(other) for key, other in catalog.others.items()},
            dependencies=[replace(each, table_oid=of(each.table_oid)) for each in catalog.dependencies],
            origin=None,
            whole=None,
        )

    def _values(self, values: Mapping[int, _Value]) -> dict[int, _Value]:
        found = map(self.value, values.values())
        return {each.oid: each for each in found}

    def _owned(self, sequence: Sequence) -> Sequence:
        if sequence.owned_by is None:
            return sequence
        oid, number = sequence.owned_by
        return replace(sequence, owned_by=(self._relation(oid), number))

    def _other(self, other: Other) -> Other:
        part_of = self._address(other.part_of) if other.part_of else None
        return replace(other, address=self._address(other.address), part_of=part_of)

    def _address(self, address: Address) -> Address:
        catalog, oid, number = address
        return (catalog, self._relation(oid), number) if catalog == PG_CLASS else address

    def _relation(self, oid: int) -> int:
        return _renumbered(oid, self._relations)


def _renumbered(oid: int, own: frozenset[int]) -> int:
    return oid + _OTHERWISE if oid in own else oid
