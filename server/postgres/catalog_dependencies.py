"""Which objects need which tables and columns, from the edges PostgreSQL records and from the text of functions."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from operator import attrgetter
from typing import overload

from server.model.catalog import (
    PG_ATTRDEF,
    PG_CLASS,
    PG_CONSTRAINT,
    PG_NAMESPACE,
    PG_TRIGGER,
    PG_TYPE,
    Address,
    Catalog,
    Column,
    Dependency,
    Edge,
    Function,
)
from server.model.names import identifier

BY_TEXT = "function (by its text)"
"""Kind of a dependency found only because a function's source names the table: PostgreSQL records none for it."""

Named = tuple[str, str]
"""Kind and identity, as pg_identify_object gives them."""
Object = tuple[int, int]
"""OID of a system catalog and of an object in it."""

_PG_REWRITE = 2618
_NEVER_UNNAMED = (PG_TYPE, PG_NAMESPACE, PG_TRIGGER)
"""What no table is needed by, or whose own name is known where it is a user's."""
_ORDER = attrgetter("table_oid", "column_number", "kind", "identity", "oid")
_WORD = re.compile(r'"((?:[^"]|"")+)"|([^\W\d][\w$]*)')


class Dependencies(Sequence[Dependency]):
    """What needs each table or column, in order; last what only the text of functions tells.

    Equal to any sequence of equal dependencies.
    """

    def __init__(self, catalog: Catalog, names: Mapping[Object, Named]) -> None:
        """Worked out at the first look.

        Args:
            catalog: With everything but dependencies.
            names: What the server calls the unnamed objects; it does not call all.
        """
        self.names = names
        self._catalog = catalog

    @cached_property
    def _found(self) -> tuple[Dependency, ...]:
        return tuple(_dependencies(self._catalog, self.names))

    @overload
    def __getitem__(self, index: int) -> Dependency: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Dependency]: ...
    def __getitem__(self, index: int | slice) -> Dependency | Sequence[Dependency]:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        return self._found == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment] # what is equal to a list cannot have a hash

    def __repr__(self) -> str:
        return repr(self._found)


def _dependencies(catalog: Catalog, names: Mapping[Object, Named]) -> list[Dependency]:
    recorded = _Needs(catalog).dependencies(names)
    found = list(_by_text(catalog))
    functions = {dependency.oid for dependency in found}
    known = {(d.table_oid, d.column_number, d.oid) for d in recorded if d.oid in functions}
    return recorded + [d for d in found if (d.table_oid, d.column_number, d.oid) not in known]


def strangers(catalog: Catalog, sources: Mapping[Address, tuple[Edge, ...]]) -> dict[Address, tuple[Edge, ...]]:
    """Of these edges those that begin at nothing that has a name in the catalog, or belongs to what has."""
    named = defaultdict[int, AbstractSet[int]](
        frozenset,
        {
            PG_CLASS: {*catalog.tables, *catalog.views, *catalog.indexes, *catalog.sequences},
            PG_CONSTRAINT: catalog.constraints.keys(),
            PG_TRIGGER: catalog.triggers.keys(),
            PG_ATTRDEF: {column.default_oid for column in catalog.columns.values()},
        },
    )
    return {address: each for address, each in sources.items() if address[1] not in named[address[0]]}


def unnamed(catalog: Catalog, sources: Mapping[Address, tuple[Edge, ...]]) -> list[Object]:
    """Objects that may need a table and whose names only the server can tell.

    Args:
        catalog: With everything but dependencies.
        sources: Edges of the strangers in question.
    """
    relations = catalog.tables.keys() | catalog.views.keys()
    found = set()
    for (class_oid, oid, _), edges in sources.items():
        if class_oid in _NEVER_UNNAMED:
            continue
        for (target_class, target_oid, _), _ in edges:
            # The type may be that of a row. What is left of constraints are NOT NULL, and those of domains.
            if target_class == PG_TYPE or (
                target_class == PG_CLASS and class_oid != PG_CONSTRAINT and target_oid in relations
            ):
                found.add((class_oid, oid))
    return sorted(key for key in found if not _left_out(catalog, key))


def _left_out(catalog: Catalog, key: Object) -> bool:
    """Whether an object is nobody's business: NOT NULL, TOAST, rules of views."""
    class_oid, oid = key
    edges = catalog.edges.get((class_oid, oid, 0), ())
    targets = {(edge.target[0], edge.kind) for edge in edges}
    if class_oid == PG_CONSTRAINT:
        # What is a domain's depends on its type.
        return (PG_TYPE, "a") not in targets
    return class_oid in (PG_CLASS, _PG_REWRITE) and (PG_CLASS, "i") in targets


class _Needs:
    """What needs each table or column: directly, through the table's row type, or through views in between.

    Left out: internal and cloned triggers, a column's own default, row and array types, TOAST, NOT NULL.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._relations = {
            oid: relation.name.sql for kind in (catalog.tables, catalog.views) for oid, relation in kind.items()
        }
        self._defaults = {column.default_oid: column for column in catalog.columns.values() if column.default_oid}
        self._direct = self._uses()
        self._of_views: dict[int, set[tuple[int, int]]] = {}

    def dependencies(self, names: Mapping[Object, Named]) -> list[Dependency]:
        found = []
        for key in self._direct:
            tables = self._tables(key)
            if tables and (name := self._name(key) or names.get(key)):
                kind, identity = name
                found += [
                    Dependency(table_oid=table_oid, column_number=number, kind=kind, identity=identity, oid=key[1])
                    for table_oid, number in tables
                ]
        return sorted(found, key=_ORDER)

    def _uses(self) -> dict[Object, set[tuple[int, int]]]:
        """Relations and column numbers by what needs them."""
        relations, row_types, views = self._relations, self._row_types(), self._views_of_rules()
        found: dict[Object, set[tuple[int, int]]] = {}
        for (class_oid, oid, _), edges in self._catalog.edges.items():
            source = (PG_CLASS, views[oid]) if class_oid == _PG_REWRITE and oid in views else (class_oid, oid)
            if class_oid == PG_TYPE:
                continue
            for edge in edges:
                target_class, target_oid, number = edge.target
                if target_class == PG_TYPE and target_oid in row_types:
                    target_oid, number = row_types[target_oid], 0
                elif target_class != PG_CLASS or target_oid not in relations:
                    continue
                if target_oid != source[1] and not (class_oid == PG_ATTRDEF and self._owns(target_oid, number, oid)):
                    found.setdefault(source, set()).add((target_oid, number))
        return found

    def _tables(self, key: Object) -> set[tuple[int, int]]:
        """Tables and column numbers that an object needs, at the end of any views."""
        found = set()
        for relation_oid, number in self._direct.get(key, ()):
            if relation_oid in self._catalog.tables:
                found.add((relation_oid, number))
            else:
                if relation_oid not in self._of_views:
                    self._of_views[relation_oid] = self._tables((PG_CLASS, relation_oid))
                found |= self._of_views[relation_oid]
        return found

    def _owns(self, relation_oid: int, number: int, default_oid: int) -> bool:
        column = self._defaults.get(default_oid)
        # A default that no column of a table has is a view's, which needs the view's column as its own.
        return relation_oid in self._catalog.views if column is None else column.key == (relation_oid, number)

    def _row_types(self) -> dict[int, int]:
        """Relations by their row type and its array type, which are made with them."""
        within = {
            oid: edge.target
            for (class_oid, oid, _), edges in self._catalog.edges.items()
            if class_oid == PG_TYPE
            for edge in edges
            if edge.kind == "i"
        }
        rows = {
            oid: target[1] for oid, target in within.items() if target[0] == PG_CLASS and target[1] in self._relations
        }
        arrays = {oid: rows[target[1]] for oid, target in within.items() if target[0] == PG_TYPE and target[1] in rows}
        return rows | arrays

    def _views_of_rules(self) -> dict[int, int]:
        """Views by the rule that holds their query, the only kind of rule made with them."""
        return {
            oid: edge.target[1]
            for (class_oid, oid, _), edges in self._catalog.edges.items()
            if class_oid == _PG_REWRITE
            for edge in edges
            if edge.kind == "i" and edge.target[0] == PG_CLASS
        }

    def _name(self, key: Object) -> Named | None:
        class_oid, oid = key
        if class_oid == PG_CLASS:
            return self._name_of_relation(oid)
        if class_oid == PG_CONSTRAINT and (constraint := self._catalog.constraints.get(oid)):
            return ("table constraint", f"{identifier(constraint.name)} on {self._relations[constraint.table_oid]}")
        if class_oid == PG_TRIGGER and (trigger := self._catalog.triggers.get(oid)):
            return ("trigger", f"{identifier(trigger.name)} on {self._relations[trigger.table_oid]}")
        if class_oid == PG_ATTRDEF and (column := self._defaults.get(oid)):
            return ("default value", f"for {self._relations[column.table_oid]}.{identifier(column.name)}")
        return None

    def _name_of_relation(self, oid: int) -> Named | None:
        if index := self._catalog.indexes.get(oid):
            owner = self._catalog.tables.get(index.table_oid) or self._catalog.views[index.table_oid]
            return ("index", f"{identifier(owner.name.schema)}.{identifier(index.name)}")
        if table := self._catalog.tables.get(oid):
            return ("foreign table" if table.kind == "foreign table" else "table", self._relations[oid])
        if view := self._catalog.views.get(oid):
            return ("materialized view" if view.materialized else "view", self._relations[oid])
        if sequence := self._catalog.sequences.get(oid):
            return ("sequence", sequence.name.sql)
        return None


def _by_text(catalog: Catalog) -> Iterator[Dependency]:
    """Functions whose source names a table, and its columns; a trigger function may name columns of its table only."""
    tables_by_name: dict[str, set[int]] = {}
    for table in catalog.tables.values():
        tables_by_name.setdefault(table.name.name, set()).add(table.oid)
    triggered: dict[int, set[int]] = {}
    for trigger in catalog.triggers.values():
        if trigger.table_oid in catalog.tables:
            triggered.setdefault(trigger.function_oid, set()).add(trigger.table_oid)
    found = []
    for function in catalog.functions.values():
        words = _words(function.source)
        near = set().union(*(tables_by_name.get(word, ()) for word in words))
        found += [(oid, function, words) for oid in near | triggered.get(function.oid, set())]
    columns = _columns_of({oid for oid, _, _ in found}, catalog)
    for oid, function, words in sorted(found, key=lambda each: (each[1].oid, each[0])):
        numbers = [0, *sorted(column.number for column in columns.get(oid, ()) if column.name in words)]
        yield from (_named_in(function, oid, number) for number in numbers)


def _columns_of(table_oids: set[int], catalog: Catalog) -> dict[int, list[Column]]:
    found: dict[int, list[Column]] = {}
    for column in catalog.columns.values():
        if column.table_oid in table_oids:
            found.setdefault(column.table_oid, []).append(column)
    return found


def _named_in(function: Function, table_oid: int, column_number: int) -> Dependency:
    return Dependency(
        table_oid=table_oid,
        column_number=column_number,
        kind=BY_TEXT,
        identity=f"{function.name.sql}({function.arguments})",
        oid=function.oid,
    )


def _words(source: str) -> set[str]:
    """Names a source text could mean, as PostgreSQL folds them; words in quotes count as written and as bare words."""
    words = set()
    for quoted, _ in _WORD.findall(source):
        words.add(quoted.replace('""', '"'))
    # A double quote in a string constant would pair wrongly, so every word counts whether quoted or not.
    return words | {word.lower() for _, word in _WORD.findall(source.replace('"', " "))}
