"""Two catalogs of one database into the statements that give what stayed the same the names it has now.

Objects are paired by identity. Only what would lose rows, or be built again for nothing, is renamed; anything else is
as well removed and made again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from server.model.catalog import Catalog, Enum, Other, Sequence, Table, View
from server.model.names import QualifiedName, derived, identifier, literal, parse_names, parse_qualified

_TYPE_WORDS = {"domain": "DOMAIN", "composite type": "TYPE", "range type": "TYPE", "base type": "TYPE"}
_WITH_INDEX = ("primary key", "unique", "exclusion")

_FIXED = ("kind", "partition_key", "partition_of", "partition_bound", "server")
"""What tells that a table is not the one that had its name before."""

Name = TypeVar("Name", str, QualifiedName)


@dataclass(slots=True, kw_only=True)
class _Named:
    """Something with a name of its own: where it is now and where it goes."""

    word: str
    """As after ALTER."""
    current: QualifiedName
    target: QualifiedName | None
    """None of what will be removed."""
    table_oid: int = 0
    """Of an index or owned sequence: its table, which takes it along to another schema."""


def renaming_statements(before: Catalog, after: Catalog) -> tuple[str, ...]:
    """Statements that, run one by one on a database with the first schema, give everything its later name.

    Swapped names go by way of a third one, and what stands in the way of a name steps aside under another.
    """
    schemas = {name: after.schemas[oid] for oid, name in before.schemas.items() if after.schemas.get(oid, name) != name}
    statements = list(_renamed("SCHEMA", "", schemas, set(before.schemas.values())))
    wanted = {table.name.schema for oid, table in after.tables.items() if oid in before.tables}
    statements += [
        f"CREATE SCHEMA {identifier(name)}"
        for name in sorted(wanted - {schemas.get(one, one) for one in before.schemas.values()})
    ]
    # From here on every name is seen as it is after the schemas were renamed.
    statements += _Mover(_relations(before, after, schemas)).moves()
    statements += _Mover(_types(before, after, schemas)).moves()
    for oid, table in after.tables.items():
        if oid in before.tables:
            statements += _columns(before, after, table)
            statements += _constraints(before, after, table)
    statements += _labels(before, after)
    statements += _attributes(before, after)
    statements += _extensions(before, after)
    statements += _servers(before, after)
    return tuple(statements)


def _relations(before: Catalog, after: Catalog, schemas: Mapping[str, str]) -> dict[int, _Named]:
    found = {}
    for oid, table in before.tables.items():
        word = "FOREIGN TABLE" if table.kind == "foreign table" else "TABLE"
        found[oid] = _named(word, table.name, after.tables.get(oid), schemas)
        if oid not in after.tables and _is_replaced(table, after.table_named(found[oid].current)):
            found[oid].target = QualifiedName(
                schema=found[oid].current.schema, name=derived("leaving", table.name.name)
            )
    for oid, view in before.views.items():
        word = "MATERIALIZED VIEW" if view.materialized else "VIEW"
        found[oid] = _named(word, view.name, after.views.get(oid), schemas)
    for oid, sequence in before.sequences.items():
        found[oid] = _named("SEQUENCE", sequence.name, after.sequences.get(oid), schemas)
        if sequence.owned_by is not None:
            found[oid].table_oid = sequence.owned_by[0]
    later = dict(_indexes(after))
    for oid, name in _indexes(before):
        found[oid] = _Named(
            word="INDEX", current=_lifted(name, schemas), target=later.get(oid), table_oid=before.indexes[oid].table_oid
        )
    return found


def _is_replaced(table: Table, successor: Table | None) -> bool:
    """Whether another table has its name, and is of a kind this one cannot become."""
    return successor is not None and any(getattr(table, name) != getattr(successor, name) for name in _FIXED)


def _named(
    word: str, name: QualifiedName, later: Table | View | Sequence | Enum | None, schemas: Mapping[str, str]
) -> _Named:
    return _Named(word=word, current=_lifted(name, schemas), target=later.name if later else None)


def _lifted(name: QualifiedName, schemas: Mapping[str, str]) -> QualifiedName:
    return QualifiedName(schema=schemas.get(name.schema, name.schema), name=name.name)


def _indexes(catalog: Catalog) -> Iterator[tuple[int, QualifiedName]]:
    for index in catalog.indexes.values():
        relation = catalog.tables.get(index.table_oid) or catalog.views[index.table_oid]
        yield index.oid, QualifiedName(schema=relation.name.schema, name=index.name)


def _types(before: Catalog, after: Catalog, schemas: Mapping[str, str]) -> dict[int, _Named]:
    found = {oid: _named("TYPE", enum.name, after.enums.get(oid), schemas) for oid, enum in before.enums.items()}
    later = {other.address: other for other in after.others.values() if other.kind in _TYPE_WORDS}
    for other in before.others.values():
        if other.kind in _TYPE_WORDS:
            now = later.get(other.address)
            found[other.address[1]] = _Named(
                word=_TYPE_WORDS[other.kind],
                current=_lifted(parse_qualified(other.identity), schemas),
                target=parse_qualified(now.identity) if now else None,
            )
    return found


class _Mover:
    """Gives relations or types their later names and schemas, one after the other."""

    def __init__(self, named: Mapping[int, _Named]) -> None:
        self._named = named

    def moves(self) -> Iterator[str]:
        """The statements."""
        yield from self._clear_the_way()
        yield from self._turn(lambda each: not each.table_oid)
        # What a table took along may still have to change its name.
        yield from self._turn(lambda each: bool(each.table_oid))

    def _clear_the_way(self) -> Iterator[str]:
        """An index or sequence that a table takes along must not meet one of its name."""
        for each in self._followers():
            table = self._named[each.table_oid]
            if table.target is None or table.target.schema == table.current.schema:
                continue
            met = QualifiedName(schema=table.target.schema, name=each.current.name)
            if any(other.current == met for other in self._named.values()):
                yield from self._rename(each, derived("moving", each.current.name))

    def _followers(self) -> list[_Named]:
        found = [each for each in self._named.values() if each.table_oid and each.table_oid in self._named]
        return sorted(found, key=lambda each: each.current)

    def _turn(self, chosen: Callable[[_Named], bool]) -> Iterator[str]:
        by_name = {each.current: each for each in self._named.values()}
        renames = {each.current: each.target for each in by_name.values() if chosen(each) and each.target is not None}
        for current, target in _in_turn(renames, set(by_name), _spare):
            each = by_name.pop(current)
            yield from self._move(each, target, set(by_name))
            by_name[target] = each
            for other in self._named.values():
                taken_along = other.table_oid and self._named.get(other.table_oid) is each
                if taken_along and other.current.schema != target.schema:
                    by_name.pop(other.current, None)
                    other.current = QualifiedName(schema=target.schema, name=other.current.name)
                    by_name[other.current] = other

    def _move(self, each: _Named, target: QualifiedName, taken: set[QualifiedName]) -> Iterator[str]:
        if each.current.schema != target.schema:
            if QualifiedName(schema=target.schema, name=each.current.name) in taken:
                renamed = QualifiedName(schema=each.current.schema, name=target.name)
                yield from self._rename(each, _spare(target).name if renamed in taken else target.name)
            yield f"ALTER {each.word} {each.current} SET SCHEMA {identifier(target.schema)}"
            each.current = QualifiedName(schema=target.schema, name=each.current.name)
        yield from self._rename(each, target.name)

    def _rename(self, each: _Named, name: str) -> Iterator[str]:
        if each.current.name != name:
            yield f"ALTER {each.word} {each.current} RENAME TO {identifier(name)}"
            each.current = QualifiedName(schema=each.current.schema, name=name)


def _spare(name: QualifiedName) -> QualifiedName:
    return QualifiedName(schema=name.schema, name=derived("moving", name.name))


def _in_turn(
    renames: Mapping[Name, Name], taken: set[Name], spare: Callable[[Name], Name]
) -> Iterator[tuple[Name, Name]]:
    """Pairs of a name and the next one, so that no name is given while somebody has it."""
    waiting = {one: other for one, other in renames.items() if one != other}
    while waiting:
        name = next((one for one in sorted(waiting) if waiting[one] not in taken), None)
        if name is not None:
            target = waiting.pop(name)
        else:
            # Everybody waits: one steps aside, preferably whoever only stands in the way.
            blocked = min(waiting)
            in_the_way = waiting[blocked]
            name, target = (in_the_way, spare(in_the_way))
            if in_the_way in waiting:
                waiting[target] = waiting.pop(in_the_way)
        yield name, target
        taken.discard(name)
        taken.add(target)


def _renamed(word: str, action: str, renames: Mapping[str, str], taken: set[str]) -> Iterator[str]:
    for one, other in _in_turn(renames, taken, lambda name: derived("moving", name)):
        if action:
            yield f"ALTER {word} RENAME {action} {identifier(one)} TO {identifier(other)}"
        else:
            yield f"ALTER {word} {identifier(one)} RENAME TO {identifier(other)}"


def _columns(before: Catalog, after: Catalog, table: Table) -> Iterator[str]:
    columns = before.columns_of(table.oid)
    yield from _renamed(f"TABLE {table.name}", "COLUMN", _leaving(before, after, table), set())
    renames = {
        column.name: now.name
        for column in columns
        # A parent's column takes those of its heirs along, and a composite type's attribute those of typed tables.
        if (now := after.columns.get(column.key)) is not None and not column.inherited and table.of_type is None
    }
    yield from _renamed(f"TABLE {table.name}", "COLUMN", renames, {column.name for column in columns})


def _leaving(before: Catalog, after: Catalog, table: Table) -> dict[str, str]:
    """Columns whose name another one has now that they could not become."""
    found = {}
    for column in before.columns_of(table.oid):
        successor = after.column_named(table.oid, column.name)
        if column.inherited or table.of_type is not None or column.key in after.columns or successor is None:
            continue
        if successor.key not in before.columns and successor.base_type != column.base_type:
            found[column.name] = derived("leaving", column.name)
    return found


def _constraints(before: Catalog, after: Catalog, table: Table) -> Iterator[str]:
    """Those without an index; one with an index is renamed by it."""
    constraints = before.constraints_of(table.oid)
    renames = {
        constraint.name: now.name
        for constraint in constraints
        if (now := after.constraints.get(constraint.oid)) is not None
        and constraint.kind not in _WITH_INDEX
        and not constraint.inherited
    }
    yield from _renamed(f"TABLE {table.name}", "CONSTRAINT", renames, {each.name for each in constraints})


def _labels(before: Catalog, after: Catalog) -> Iterator[str]:
    for oid, enum in before.enums.items():
        if (now := after.enums.get(oid)) is None:
            continue
        later = dict(zip(now.label_oids, now.labels, strict=True))
        pairs = zip(enum.label_oids, enum.labels, strict=True)
        renames = {label: later[key] for key, label in pairs if key in later}
        for one, other in _in_turn(renames, set(enum.labels), lambda name: derived("moving", name)):
            yield f"ALTER TYPE {now.name} RENAME VALUE {literal(one).strip()} TO {literal(other).strip()}"


def _attributes(before: Catalog, after: Catalog) -> Iterator[str]:
    """Attributes of composite types, which have numbers as columns have."""
    later = {other.address: other for other in after.others.values() if other.kind == "composite type attribute"}
    for other in sorted((o for o in before.others.values() if o.kind == "composite type attribute"), key=_identity):
        now = later.get(other.address)
        if now is None:
            continue
        name, (*type_path, target) = parse_names(other.identity)[-1], parse_names(now.identity)
        if name != target:
            type_name = QualifiedName(schema=type_path[0], name=type_path[1])
            yield f"ALTER TYPE {type_name} RENAME ATTRIBUTE {identifier(name)} TO {identifier(target)} CASCADE"


def _extensions(before: Catalog, after: Catalog) -> Iterator[str]:
    """Extensions that live in another schema, which changes how the types of columns are called."""
    for key, other in sorted(after.others.items()):
        one = before.others.get(key)
        if other.kind == "extension schema" and one is not None and one.definition != other.definition:
            yield from other.definition


def _servers(before: Catalog, after: Catalog) -> Iterator[str]:
    """Foreign servers, which a foreign table cannot be taken from."""
    later = {other.address: other.identity for other in after.others.values() if other.kind == "server"}
    ones = {other.address: other.identity for other in before.others.values() if other.kind == "server"}
    for address, name in sorted(ones.items(), key=lambda item: item[1]):
        if later.get(address, name) != name:
            yield f"ALTER SERVER {name} RENAME TO {later[address]}"


def _identity(other: Other) -> str:
    return other.identity
