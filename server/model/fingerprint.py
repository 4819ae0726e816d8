"""Hashes of a catalog that depend on what its objects are, never on when or in which order they were made."""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields
from operator import itemgetter
from typing import Any, get_args

from server.model.catalog import (
    Bucket,
    Catalog,
    Column,
    Constraint,
    Enum,
    Function,
    Index,
    Other,
    Sequence,
    Table,
    Trigger,
    View,
)
from server.model.names import QualifiedName, identifier

_Value = str | int | bool | None | tuple["_Value", ...]
_Row = tuple[tuple[str, _Value], ...]
_Described = Table | Column | Constraint | Index | Sequence | View | Enum | Function | Trigger
_Object = _Described | Other | str
"""A schema is its name."""

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
_LONGEST = 160


def fingerprint(catalog: Catalog) -> str:
    """The schema as one SHA-256 in hexadecimal; two catalogs have the same when their objects are the same by name.

    Column order, statistics, OIDs and the server's version are not part of it.
    """
    return hashlib.sha256("".join(sorted(_digests(catalog).values())).encode()).hexdigest()


def object_hashes(catalog: Catalog) -> Mapping[str, str]:
    """SHA-256 of every object by a readable identity, such as ``column public.products.price``."""
    return {identity: hashlib.sha256(repr(row).encode()).hexdigest() for identity, row in _described(catalog).items()}


def object_names(catalog: Catalog) -> Mapping[tuple[str, Hashable], str]:
    """The same readable identity of every object, by what it keeps when it is renamed."""
    names = _Names(catalog)
    return {
        (kind, key): names.described(noun)[0]
        for kind, nouns in _mappings(catalog).items()
        for key, noun in nouns.items()
    }


def differences(expected: Catalog, found: Catalog) -> tuple[str, ...]:
    """One sentence for each object that is missing, unexpected or not as expected; empty when fingerprints agree."""
    wanted, seen = _described(expected), _described(found)
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
    return {
        str(table.name): tuple(column.name for column in catalog.columns_of(oid))
        for oid, table in catalog.tables.items()
    }


def _described(catalog: Catalog) -> dict[str, _Row]:
    names = _Names(catalog)
    return dict(names.described(noun) for nouns in _mappings(catalog).values() for noun in nouns.values())


def _digests(catalog: Catalog) -> Mapping[Bucket, str]:
    """A digest for each bucket; of a bucket that is as it was in the catalog's origin, the origin's."""
    if not catalog.digests:
        rows: dict[Bucket, list[tuple[str, _Row]]] = defaultdict(list)
        origin, mappings, names = catalog.origin, _mappings(catalog), _Names(catalog)
        if origin is None:
            stale = None
        else:
            stale = _stale(mappings, _mappings(origin))
            catalog.digests.update((key, one) for key, one in _digests(origin).items() if key not in stale)
        for kind, nouns in mappings.items():
            for noun in nouns.values():
                bucket = _bucket(kind, noun)
                if stale is None or bucket in stale:
                    rows[bucket].append(names.described(noun))
        catalog.digests.update((bucket, _digest(found)) for bucket, found in rows.items())
    return catalog.digests


def _digest(rows: list[tuple[str, _Row]]) -> str:
    return hashlib.sha256(repr(sorted(rows, key=itemgetter(0))).encode()).hexdigest()


def _mappings(catalog: Catalog) -> dict[str, Mapping[Any, _Object]]:
    return {
        "schema": catalog.schemas,
        "table": catalog.tables,
        "view": catalog.views,
        "column": catalog.columns,
        # That of a trigger is a part of it, under the name the trigger had at first.
        "constraint": {oid: each for oid, each in catalog.constraints.items() if each.kind != "trigger"},
        "index": catalog.indexes,
        "sequence": catalog.sequences,
        "trigger": catalog.triggers,
        "enum": catalog.enums,
        "function": catalog.functions,
        # A dump does not state the version: a shadow has the one that its server ships.
        "other": {key: each for key, each in catalog.others.items() if each.kind != "extension version"},
    }


def _bucket(kind: str, noun: _Object) -> Bucket:
    """What it is hashed with: each table with all that belongs to it, everything else with its like."""
    match noun:
        case Column() | Constraint() | Index() | Trigger():
            return ("table", noun.table_oid)
        case Sequence(owned_by=(table_oid, _)):
            return ("table", table_oid)
        case Table() | View():
            return ("table", noun.oid)
        case _:
            return (kind, 0)


def _stale(mappings: Mapping[str, Mapping[Any, _Object]], origins: Mapping[str, Mapping[Any, _Object]]) -> set[Bucket]:
    """Buckets of what is not the same value in both, and of what shows the names of such tables."""
    stale = {
        _bucket(kind, noun)
        for kind, nouns in mappings.items()
        for some, rest in ((nouns, origins[kind]), (origins[kind], nouns))
        for key, noun in some.items()
        if rest.get(key) is not noun
    }
    foreign = {
        _bucket("constraint", each)
        for each in mappings["constraint"].values()
        if isinstance(each, Constraint) and ("table", each.referenced_table_oid) in stale
    }
    return stale | foreign


def _standalone(noun: Table | View | Enum | Function | Other | str) -> tuple[str, _Row]:
    match noun:
        case Table():
            return f"{noun.kind} {noun.name}", _row(noun)
        case View():
            return f"{'materialized view' if noun.materialized else 'view'} {noun.name}", _row(noun)
        case Enum():
            return f"enum {noun.name}", _row(noun)
        case Function():
            return f"{'procedure' if noun.procedure else 'function'} {noun.name}({noun.arguments})", _row(noun)
        case Other():
            return f"{noun.kind} {noun.identity}", (("definition", noun.definition),)
        case str():
            return f"schema {identifier(noun)}", ()


class _Names:
    """Names of what a catalog's OIDs and attribute numbers stand for."""

    def __init__(self, catalog: Catalog) -> None:
        relations: Iterable[Table | View] = [*catalog.tables.values(), *catalog.views.values()]
        self._relations = {relation.oid: relation.name for relation in relations}
        self._columns = {key: column.name for key, column in catalog.columns.items()}
        self._constraints = {oid: constraint.name for oid, constraint in catalog.constraints.items()}
        for view in catalog.views.values():
            self._columns |= {(view.oid, number): name for number, name in enumerate(view.columns, start=1)}

    def described(self, noun: _Object) -> tuple[str, _Row]:
        """A readable identity, and what the object is."""
        match noun:
            case Column():
                return f"column {self.relation(noun.table_oid)}.{identifier(noun.name)}", _row(noun)
            case Constraint():
                identity = f"constraint {identifier(noun.name)} on {self.relation(noun.table_oid)}"
                return identity, _row(noun, self.of_constraint(noun))
            case Index():
                # An index lives in the schema of its table.
                name = QualifiedName(schema=self.schema(noun.table_oid), name=noun.name)
                return f"index {name}", _row(noun, self.of_index(noun))
            case Sequence():
                owner = self.column(noun.owned_by) if noun.owned_by else None
                return f"sequence {noun.name}", _row(noun, {"owned_by": owner})
            case Trigger():
                return f"trigger {identifier(noun.name)} on {self.relation(noun.table_oid)}", _row(noun)
            case _:
                return _standalone(noun)

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


def _row(noun: _Described, replaced: Mapping[str, _Value] | None = None) -> _Row:
    row = tuple((name, getattr(noun, name)) for name in _COUNTED[type(noun)])
    return row if replaced is None else tuple(sorted((dict(row) | dict(replaced)).items()))


def _counted(kind: type) -> tuple[str, ...]:
    return tuple(sorted(field.name for field in fields(kind) if field.name not in _LEFT_OUT and field.name != "name"))


_COUNTED = {kind: _counted(kind) for kind in get_args(_Described)}


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
