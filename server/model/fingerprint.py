"""Hashes of a catalog that depend on what its objects are, never on when or in which order they were made."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from server.model.catalog import (
    Catalog,
    Column,
    Constraint,
    Enum,
    Function,
    Index,
    Sequence,
    Table,
    Trigger,
    View,
)
from server.model.names import QualifiedName, identifier

_Value = str | int | bool | None | tuple["_Value", ...]
_Row = tuple[tuple[str, _Value], ...]
_Object = Table | Column | Constraint | Index | Sequence | View | Enum | Function | Trigger

# Identities, which a catalog of another database does not share; the row names what they stand for instead. The index
# behind a foreign key is whichever of several equal ones PostgreSQL met first.
_IDENTITIES = frozenset(
    {
        "oid",
        "table_oid",
        "number",
        "type_oid",
        "default_oid",
        "label_oids",
        "referenced_table_oid",
        "index_oid",
        "function_oid",
    }
)
# Statistics, and what other fields already decide.
_DERIVED = frozenset(
    {"rows_estimate", "size_bytes", "scans", "last_value", "default_volatility", "source", "type_storage", "signature"}
)
# What is an object of its own among the others.
_APART = frozenset({"comment", "row_security", "replica_identity", "clustered", "enabled"})
# How a column came to be there, which no ALTER TABLE can set: to let go of a parent makes its columns the heir's own.
_ORIGINS = frozenset({"local", "inherited", "not_null_inherited"})
_LEFT_OUT = _IDENTITIES | _DERIVED | _APART | _ORIGINS
# A dump does not state it: a shadow has the one that its server ships.
_UNSTATED = "extension version"
_LONGEST = 160


def fingerprint(catalog: Catalog) -> str:
    """The schema as one SHA-256 in hexadecimal; two catalogs have the same when their objects are the same by name.

    Column order, statistics, OIDs and the server's version are not part of it.
    """
    digest = hashlib.sha256()
    for identity, value in sorted(object_hashes(catalog).items()):
        digest.update(f"{value} {identity}\n".encode())
    return digest.hexdigest()


def object_hashes(catalog: Catalog) -> Mapping[str, str]:
    """SHA-256 of every object by a readable identity, such as ``column public.products.price``."""
    return {identity: hashlib.sha256(repr(row).encode()).hexdigest() for identity, row in _rows(catalog).items()}


def differences(expected: Catalog, found: Catalog) -> tuple[str, ...]:
    """One sentence for each object that is missing, unexpected or not as expected; empty when fingerprints agree."""
    wanted, seen = _rows(expected), _rows(found)
    sentences = []
    for identity in sorted(wanted.keys() | seen.keys()):
        if identity not in seen:
            sentences.append(f"{identity} is missing")
        elif identity not in wanted:
            sentences.append(f"{identity} is unexpected")
        elif wanted[identity] != seen[identity]:
            sentences.append(f"{identity} differs: {_contrast(wanted[identity], seen[identity])}")
    return tuple(sentences)


def column_order(catalog: Catalog) -> Mapping[str, tuple[str, ...]]:
    """Names of the columns of each table in their order, by the table's qualified name."""
    ordered: dict[int, list[str]] = {oid: [] for oid in catalog.tables}
    for column in sorted(catalog.columns.values(), key=lambda c: c.number):
        ordered[column.table_oid].append(column.name)
    return {str(table.name): tuple(ordered[oid]) for oid, table in catalog.tables.items()}


def _rows(catalog: Catalog) -> dict[str, _Row]:
    names = _Names(catalog)
    rows: dict[str, _Row] = {f"schema {identifier(name)}": () for name in catalog.schemas.values()}
    for table in catalog.tables.values():
        rows[f"{table.kind} {table.name}"] = _row(table)
    for column in catalog.columns.values():
        rows[f"column {names.relation(column.table_oid)}.{identifier(column.name)}"] = _row(column)
    for constraint in catalog.constraints.values():
        if constraint.kind == "trigger":
            # A part of its trigger, under the name the trigger had at first.
            continue
        identity = f"constraint {identifier(constraint.name)} on {names.relation(constraint.table_oid)}"
        rows[identity] = _row(constraint, names.of_constraint(constraint))
    for index in catalog.indexes.values():
        # An index lives in the schema of its table.
        name = QualifiedName(schema=names.schema(index.table_oid), name=index.name)
        rows[f"index {name}"] = _row(index, names.of_index(index))
    for sequence in catalog.sequences.values():
        owner = names.column(sequence.owned_by) if sequence.owned_by else None
        rows[f"sequence {sequence.name}"] = _row(sequence, {"owned_by": owner})
    for trigger in catalog.triggers.values():
        rows[f"trigger {identifier(trigger.name)} on {names.relation(trigger.table_oid)}"] = _row(trigger)
    rows.update(_standalone(catalog))
    return rows


def _standalone(catalog: Catalog) -> Iterator[tuple[str, _Row]]:
    for view in catalog.views.values():
        yield f"{'materialized view' if view.materialized else 'view'} {view.name}", _row(view)
    for enum in catalog.enums.values():
        yield f"enum {enum.name}", _row(enum)
    for function in catalog.functions.values():
        kind = "procedure" if function.procedure else "function"
        yield f"{kind} {function.name}({function.arguments})", _row(function)
    for other in catalog.others.values():
        if other.kind != _UNSTATED:
            yield f"{other.kind} {other.identity}", (("definition", other.definition),)


class _Names:
    """Names of what a catalog's OIDs and attribute numbers stand for."""

    def __init__(self, catalog: Catalog) -> None:
        relations: Iterable[Table | View] = [*catalog.tables.values(), *catalog.views.values()]
        self._relations = {relation.oid: relation.name for relation in relations}
        self._columns = {key: column.name for key, column in catalog.columns.items()}
        self._constraints = {oid: constraint.name for oid, constraint in catalog.constraints.items()}
        for view in catalog.views.values():
            self._columns |= {(view.oid, number): name for number, name in enumerate(view.columns, start=1)}

    def relation(self, oid: int) -> str:
        return str(self._relations[oid]) if oid in self._relations else ""

    def schema(self, oid: int) -> str:
        return self._relations[oid].schema

    def column(self, key: tuple[int, int]) -> str:
        return f"{self.relation(key[0])}.{identifier(self._columns[key])}"

    def columns(self, table_oid: int, numbers: tuple[int, ...]) -> tuple[str, ...]:
        # An expression has number 0 and a system column a negative one.
        return tuple(self._columns.get((table_oid, number), str(number)) for number in numbers)

    def of_constraint(self, constraint: Constraint) -> dict[str, _Value]:
        columns = self.columns(constraint.table_oid, constraint.columns)
        # The columns of a check are a set; PostgreSQL keeps them in order of their numbers.
        ordered = constraint.kind in ("primary key", "unique", "foreign key", "exclusion")
        return {
            "columns": columns if ordered else tuple(sorted(columns)),
            "referenced_table": self.relation(constraint.referenced_table_oid),
            "referenced_columns": self.columns(constraint.referenced_table_oid, constraint.referenced_columns),
        }

    def of_index(self, index: Index) -> dict[str, _Value]:
        return {
            "columns": self.columns(index.table_oid, index.columns),
            "included_columns": self.columns(index.table_oid, index.included_columns),
            "constraint_oid": self._constraints.get(index.constraint_oid, ""),
        }


def _row(value: _Object, replaced: Mapping[str, _Value] | None = None) -> _Row:
    kept = {
        field.name: getattr(value, field.name)
        for field in fields(value)
        if field.name not in _LEFT_OUT and field.name != "name"
    }
    return tuple(sorted((kept | dict(replaced or {})).items()))


def _contrast(expected: _Row, found: _Row) -> str:
    wanted, seen = dict(expected), dict(found)
    pairs = [
        f"{name} is {_short(seen.get(name))} where {_short(value)} was expected"
        for name, value in wanted.items()
        if seen.get(name) != value
    ]
    return "; ".join(pairs)


def _short(value: _Value) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
