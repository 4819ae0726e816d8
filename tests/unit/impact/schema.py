"""Small catalogs built by hand."""

from dataclasses import dataclass, field
from typing import Any

from server.model.catalog import (
    Catalog,
    Column,
    Constraint,
    ConstraintKind,
    Dependency,
    Function,
    Index,
    Sequence,
    Table,
    View,
)
from server.model.names import QualifiedName
from server.model.target import Target

TARGET = Target(database="shop", version="18.4", environment="test", fingerprint="f", source="live database")


@dataclass(slots=True)
class Schema:
    """Adds objects one by one; oids count up."""

    tables: dict[int, Table] = field(default_factory=dict)
    columns: dict[tuple[int, int], Column] = field(default_factory=dict)
    constraints: dict[int, Constraint] = field(default_factory=dict)
    indexes: dict[int, Index] = field(default_factory=dict)
    sequences: dict[int, Sequence] = field(default_factory=dict)
    functions: dict[int, Function] = field(default_factory=dict)
    views: dict[int, View] = field(default_factory=dict)
    dependencies: list[Dependency] = field(default_factory=list)
    oid: int = 100

    def next(self) -> int:
        self.oid += 1
        return self.oid

    def table(self, name: str, *columns: str, key: str = "", schema: str = "public", **changed: Any) -> Table:
        """A table whose columns are given as ``name type``; the type's first word is its base type."""
        values: dict[str, Any] = {
            "oid": self.next(), "name": QualifiedName(schema=schema, name=name), "kind": "table",
            "persistence": "permanent", "of_type": None, "inherits": (), "server": None, "server_options": (),
            "options": (), "row_security": False, "replica_identity": "d",
            "partition_of": None, "partition_bound": None, "partition_key": None, "comment": None,
            "rows_estimate": 1000, "size_bytes": 8192,
        }  # fmt: skip
        table = Table(**{**values, **changed})
        self.tables[table.oid] = table
        for number, text in enumerate(columns, start=1):
            column = new_column(table, number, text)
            self.columns[column.key] = column
        if key:
            self.constraint(table, "primary key", key, name=f"{name}_pkey")
        return table

    def column(self, table: Table, name: str) -> Column:
        return next(c for c in self.columns.values() if c.table_oid == table.oid and c.name == name)

    def numbers(self, table: Table, names: str) -> tuple[int, ...]:
        return tuple(self.column(table, name).number for name in names.split())

    def constraint(
        self, table: Table, kind: ConstraintKind, names: str, *, name: str, to: Table | None = None, **changed: Any
    ) -> Constraint:
        backed = kind in ("primary key", "unique")
        index = self.index(table, names, name=name, unique=True, primary=kind == "primary key") if backed else None
        values: dict[str, Any] = {
            "oid": self.next(), "table_oid": table.oid, "name": name, "kind": kind, "definition": f"{kind} ({names})",
            "expression": None, "validated": True, "enforced": True, "deferrable": False, "initially_deferred": False,
            "inherited": False, "columns": self.numbers(table, names), "comment": None,
            "referenced_table_oid": to.oid if to else 0, "referenced_columns": (1,) if to else (),
            "index_oid": index.oid if index else 0,
        }  # fmt: skip
        constraint = Constraint(**{**values, **changed})
        self.constraints[constraint.oid] = constraint
        if index:
            del self.indexes[index.oid]
            self.index(table, names, name=name, oid=index.oid, unique=True, primary=kind == "primary key",
                       constraint_oid=constraint.oid)  # fmt: skip
        return constraint

    def index(self, table: Table, names: str, *, name: str, **changed: Any) -> Index:
        values: dict[str, Any] = {
            "oid": self.next(), "table_oid": table.oid, "name": name, "method": "btree", "unique": False,
            "body": f"ON {table.name.sql} USING btree ({', '.join(names.split())})", "primary": False, "valid": True,
            "columns": self.numbers(table, names), "included_columns": (), "predicate": None,
            "has_expressions": False, "constraint_oid": 0, "partition_of": None, "options": (), "clustered": False,
            "replica_identity": False, "scans": -1, "size_bytes": 8192, "comment": None,
        }  # fmt: skip
        index = Index(**{**values, **changed})
        self.indexes[index.oid] = index
        return index

    def sequence(self, name: str, *, owner: Column | None, last: int | None, maximum: int = 2**63 - 1) -> Sequence:
        sequence = Sequence(
            oid=self.next(), name=QualifiedName(schema="public", name=name), persistence="permanent", type="bigint",
            start=1, increment=1, minimum=1, maximum=maximum, cache=1, cycle=False,
            owned_by=owner.key if owner else None, identity=False, last_value=last, comment=None,
        )  # fmt: skip
        self.sequences[sequence.oid] = sequence
        return sequence

    def function(self, name: str, source: str) -> Function:
        function = Function(
            oid=self.next(), name=QualifiedName(schema="public", name=name), arguments="", argument_types="",
            procedure=False, result="", signature="", definition="", language="plpgsql", source=source, comment=None,
        )  # fmt: skip
        self.functions[function.oid] = function
        return function

    def depends(self, table: Table, column: str, kind: str, identity: str) -> Dependency:
        number = self.column(table, column).number if column else 0
        found = Dependency(table_oid=table.oid, column_number=number, kind=kind, identity=identity, oid=self.next())
        self.dependencies.append(found)
        return found

    def catalog(self) -> Catalog:
        return Catalog(
            server_version=180004, schemas={1: "public"}, tables=self.tables, columns=self.columns,
            constraints=self.constraints, indexes=self.indexes, sequences=self.sequences, views=self.views, enums={},
            functions=self.functions, triggers={}, others={}, dependencies=tuple(self.dependencies), edges={},
            not_covered=(),
        )  # fmt: skip


def new_column(table: Table, number: int, text: str, **changed: Any) -> Column:
    name, type_name = text.split(" ", 1)
    values: dict[str, Any] = {
        "table_oid": table.oid, "number": number, "name": name, "type": type_name, "not_null": False,
        "not_null_name": None, "not_null_inherited": False, "not_null_no_inherit": False, "local": True,
        "inherited": False, "default": None, "default_oid": 0, "default_volatility": "none", "identity": "",
        "generated": "", "collation": None, "storage": "", "type_storage": "p", "compression": "",
        "statistics_target": -1, "options": (), "server_options": (), "is_array": False, "type_kind": "base",
        "base_type": type_name.split("(")[0], "type_oid": 0, "comment": None,
    }  # fmt: skip
    return Column(**{**values, **changed})
