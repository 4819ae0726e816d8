"""Constraints of two schemas, paired by table and name, as ALTER TABLE statements."""

from server.diff.definitions import constraint_clause, later_constraints, own_constraints
from server.model.catalog import Catalog, Constraint
from server.model.names import QualifiedName, identifier

_Key = tuple[QualifiedName, str]


class Constraints:
    """What becomes of the constraints on the way from one schema to the other."""

    def __init__(self, before: Catalog, desired: Catalog) -> None:
        self._before, self._desired = before, desired
        self._ones, self._others = _constraints(before), _constraints(desired)
        self._gone = {key for key, one in self._ones.items() if self._goes(one, self._others.get(key))}
        # A foreign key needs the index of the constraint it references: it goes first and comes back last.
        indexes = {self._ones[key].index_oid for key in self._gone if self._ones[key].kind != "foreign key"}
        self._gone |= {
            key for key, one in self._ones.items() if one.kind == "foreign key" and one.index_oid in indexes - {0}
        }

    def _goes(self, one: Constraint, other: Constraint | None) -> bool:
        if other is None or (one.kind, one.definition) != (other.kind, other.definition):
            return True
        return one.enforced != other.enforced or (one.validated and not other.validated)

    def drop(self) -> list[str]:
        """Drop what goes, foreign keys first, but for what goes with its table or column."""
        keys = sorted(self._gone, key=lambda key: (self._ones[key].kind != "foreign key", key))
        return [
            f"ALTER TABLE {table} DROP CONSTRAINT {identifier(name)}"
            for table, name in keys
            if not self._goes_along(self._ones[table, name])
        ]

    def _goes_along(self, constraint: Constraint) -> bool:
        table = self._before.tables[constraint.table_oid]
        other = self._desired.table_named(table.name)
        if other is None:
            # Tables are dropped from the newest: one that references a newer one must let go of it.
            return constraint.referenced_table_oid <= constraint.table_oid
        names = [self._before.columns[constraint.table_oid, number].name for number in constraint.columns]
        return any(self._desired.column_named(other.oid, name) is None for name in names)

    def add(self) -> list[str]:
        """Add and validate everything but foreign keys."""
        return self._add(foreign_keys=False)

    def add_foreign_keys(self) -> list[str]:
        """Add and validate the foreign keys."""
        return self._add(foreign_keys=True)

    def _add(self, *, foreign_keys: bool) -> list[str]:
        statements = []
        in_new_tables = {
            (table.name, constraint.name)
            for table in self._desired.tables.values()
            if self._before.table_named(table.name) is None
            for constraint in own_constraints(self._desired, table)
            if constraint.kind != "foreign key" and constraint not in later_constraints(self._desired, table)
        }
        for key, other in sorted(self._others.items()):
            if (other.kind == "foreign key") != foreign_keys or key in in_new_tables:
                continue
            alter = f"ALTER TABLE {key[0]}"
            if key not in self._ones or key in self._gone:
                statements.append(f"{alter} ADD {constraint_clause(other)}")
            elif other.validated and not self._ones[key].validated:
                statements.append(f"{alter} VALIDATE CONSTRAINT {identifier(key[1])}")
        return statements


def _constraints(catalog: Catalog) -> dict[_Key, Constraint]:
    return {
        (table.name, constraint.name): constraint
        for table in catalog.tables.values()
        for constraint in own_constraints(catalog, table)
    }
