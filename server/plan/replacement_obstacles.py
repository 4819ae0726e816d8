"""What keeps a table from being replaced by another of the same rows while it is used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.model.catalog import PG_CLASS, Catalog, Column, Constraint, Table
from server.model.operation import ChangeRows, DropTable, Operation, RenameConstraint, RenameIndex, RenameTable
from server.plan.as_printed import FIRST_OF_USERS

_FOLLOWS = frozenset(
    ["table constraint", "default value", "trigger", "index", "policy", "sequence", "statistics object", "table"]
)
"""Kinds of what may stand on either table: it is made anew with it, or goes with it."""
UNPROVED_KEYS_SINCE = 180000
"""NOT VALID foreign keys of partitioned tables, https://www.postgresql.org/docs/18/release-18.html"""
_RENAMES = (RenameTable, RenameConstraint, RenameIndex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Two tables of one name, each with its partitions: the one before a change and the one after it."""

    before: Catalog
    after: Catalog
    old: tuple[Table, ...]
    """The table itself first."""
    new: tuple[Table, ...]
    kept: Table | None
    """The old one where the change leaves it under another name."""
    coverage: str
    """Which rows find a partition; empty when it cannot be told."""

    @property
    def match(self) -> tuple[str, ...]:
        """Columns that tell rows apart in both, of which one has an index that begins with all; empty when none do."""
        pairs = (
            (one, other) for one in keys_of(self.before, self.old[0]) for other in keys_of(self.after, self.new[0])
        )
        fitting = (max(pair, key=len) for pair in pairs if set(pair[0]) <= set(pair[1]) or set(pair[1]) <= set(pair[0]))
        return next(fitting, ())

    @property
    def written(self) -> tuple[str, ...]:
        """Columns whose values are carried over."""
        return tuple(c.name for c in self.before.columns_of(self.old[0].oid) if not c.generated)

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that take nulls before and not after."""
        old = {column.name: column for column in self.before.columns_of(self.old[0].oid)}
        return tuple(
            column.name
            for column in self.after.columns_of(self.new[0].oid)
            if column.not_null and column.name in old and not old[column.name].not_null
        )

    @property
    def computed(self) -> tuple[Column, ...]:
        """Generated columns that are new, or have another expression."""
        old = {column.name: column for column in self.before.columns_of(self.old[0].oid)}
        return tuple(
            column
            for column in self.after.columns_of(self.new[0].oid)
            if column.generated and (column.name not in old or old[column.name].default != column.default)
        )


def keys_of(catalog: Catalog, table: Table) -> list[tuple[str, ...]]:
    """Columns of each unique index that takes no nulls, the primary key first."""
    found = []
    for index in sorted(catalog.indexes_of(table.oid), key=lambda i: (not i.primary, len(i.columns), i.name)):
        if index.unique and not index.predicate and not index.has_expressions:
            columns = [catalog.columns[table.oid, number] for number in index.columns]
            if all(column.not_null for column in columns):
                found.append(tuple(column.name for column in columns))
    return found


def obstacle_of(shapes: Shapes, copy: ChangeRows, parts: tuple[Operation, ...]) -> str:
    """The first thing that stands in the way of a table that the change makes; empty when nothing does."""
    reasons = {
        "the rows do not arrive as they are: columns are left out, added, renamed or of another type.": (
            not _same_columns(shapes) or not _copies_all(shapes, copy)
        ),
        "the change does more to one of the two tables.": not _nothing_else(shapes, copy, parts),
        "foreign keys refer to it or to itself.": _is_referred_to(shapes),
        "views, rules, publications or the like stand on one of the two.": stands_on(shapes),
    }
    return next((reason for reason, holds in reasons.items() if holds), "") or obstacle_of_shapes(shapes)


def obstacle_of_shapes(shapes: Shapes) -> str:
    """The first thing about the two tables that stands in the way; empty when nothing does."""
    reasons = {
        "the two have no key in common.": not shapes.match,
        "a key column is of a type that is not PostgreSQL's own.": any(_is_foreign(shapes, c) for c in shapes.match),
        "it cannot be told which rows find a partition.": not shapes.coverage,
        "one of the two is inherited, typed, foreign, unlogged or moved as it is.": any(
            _is_special(shapes, table) for table in (*shapes.old, *shapes.new)
        ),
        "their rules for rows differ.": not _same_rules(shapes),
        "foreign keys of a partitioned table come back only with a scan before 18.": (
            shapes.old[0].kind == "partitioned table"
            and shapes.before.server_version < UNPROVED_KEYS_SINCE
            and bool(_references(shapes.before, shapes.old[0]))
        ),
        "a deferrable unique or exclusion constraint stands on one of the two.": any(
            c.deferrable and c.kind != "foreign key" for c in _constraints(shapes)
        ),
        "SET CONSTRAINTS may defer a foreign key of its own, and would not defer that of the copy.": any(
            c.deferrable and not c.initially_deferred and c.kind == "foreign key" for c in _constraints(shapes)
        ),
        "row security is forced upon its owner.": _has(shapes, "forced row security"),
        "its owner has revoked privileges on it from itself, which it takes to copy rows.": _has(
            shapes, "revoked privilege"
        ),
        "two of its parts in different schemas have the same name.": _names_clash(shapes),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _same_columns(shapes: Shapes) -> bool:
    return _columns(shapes.before, shapes.old[0]) == _columns(shapes.after, shapes.new[0])


def _columns(catalog: Catalog, table: Table) -> set[tuple[object, ...]]:
    return {
        (c.name, c.type, c.type_oid, c.collation, c.generated, c.default if c.generated else "")
        for c in catalog.columns_of(table.oid)
    }


def _copies_all(shapes: Shapes, copy: ChangeRows) -> bool:
    copies = copy.rows.copies
    if copies is None:
        return False
    old = [c.name for c in shapes.before.columns_of(shapes.old[0].oid)]
    new = [c.name for c in shapes.after.columns_of(shapes.new[0].oid)]
    read, written = copies.selected or tuple(old), copies.inserted or tuple(new)
    return read == written[: len(read)] and set(shapes.written) <= set(read)


def _nothing_else(shapes: Shapes, copy: ChangeRows, parts: tuple[Operation, ...]) -> bool:
    old = {table.oid for table in shapes.old}
    for operation in parts:
        table = getattr(operation, "table", None) or getattr(operation, "before", None)
        if isinstance(operation, ChangeRows):
            if operation is not copy:
                return False
        elif isinstance(table, Table) and table.oid in old and not isinstance(operation, (DropTable, *_RENAMES)):
            return False
    # a partition that is moved from one to the other, or stays when its parent goes
    staying = [table.oid in shapes.after.tables for table in shapes.old]
    return all(table.oid not in shapes.before.tables for table in shapes.new) and (
        not any(staying) or (all(staying) and len(staying) == 1)
    )


def _is_foreign(shapes: Shapes, name: str) -> bool:
    column = _column(shapes.before, shapes.old[0], name)
    return column is None or (column.type_kind not in ("enum", "domain") and column.type_oid >= FIRST_OF_USERS)


def _column(catalog: Catalog, table: Table, name: str) -> Column | None:
    return catalog.column_named(table.oid, name)


def _is_special(shapes: Shapes, table: Table) -> bool:
    catalog = shapes.before if table in shapes.old else shapes.after
    first = table in (shapes.old[0], shapes.new[0])
    return (
        bool(table.inherits or table.of_type or catalog.heirs_of(table))
        or table.kind == "foreign table"
        or table.persistence != "permanent"
        or (first and table.partition_of is not None)
    )


def _constraints(shapes: Shapes) -> Iterator[Constraint]:
    for catalog, tables in ((shapes.before, shapes.old), (shapes.after, shapes.new)):
        for table in tables:
            yield from catalog.constraints_of(table.oid)


def _same_rules(shapes: Shapes) -> bool:
    """Whether a row that one takes the other takes too, but for partitions, nulls and uniqueness."""
    old, new = shapes.old[0], shapes.new[0]
    if _checks(shapes.before, old) != _checks(shapes.after, new):
        return False
    if any(not c.inherited and c.kind in ("check", "foreign key") for c in _of_parts(shapes)):
        return False
    news = {c.name for c in shapes.after.columns_of(new.oid) if c.not_null}
    if any(c.not_null and c.name not in news for c in shapes.before.columns_of(old.oid)):
        return False
    ones, others = _references(shapes.before, old), _references(shapes.after, new)
    return ones == others if shapes.kept else others <= ones


def _of_parts(shapes: Shapes) -> Iterator[Constraint]:
    for table in shapes.old[1:]:
        yield from shapes.before.constraints_of(table.oid)
    for table in shapes.new[1:]:
        yield from shapes.after.constraints_of(table.oid)


def _checks(catalog: Catalog, table: Table) -> set[tuple[str, bool, bool]]:
    return {
        (c.expression or "", c.validated, c.enforced) for c in catalog.constraints_of(table.oid) if c.kind == "check"
    }


def _references(catalog: Catalog, table: Table) -> set[tuple[object, ...]]:
    """Foreign keys by what they demand, told by names."""

    def names(oid: int, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(catalog.columns[oid, number].name for number in numbers if (oid, number) in catalog.columns)

    return {
        (names(c.table_oid, c.columns), c.referenced_table_oid, names(c.referenced_table_oid, c.referenced_columns))
        for c in catalog.constraints_of(table.oid)
        if c.kind == "foreign key" and c.enforced
    }


def _is_referred_to(shapes: Shapes) -> bool:
    for catalog, tables in ((shapes.before, shapes.old), (shapes.after, shapes.new)):
        oids = {table.oid for table in tables}
        if any(c.referenced_table_oid in oids for c in catalog.constraints.values()):
            return True
    return False


def stands_on(shapes: Shapes, *apart: str) -> bool:
    """Whether something needs one of the two that is not made anew with it.

    Args:
        apart: Kinds, as pg_identify_object names them, that do not count.
    """
    for catalog, tables in ((shapes.before, shapes.old), (shapes.after, shapes.new)):
        oids = {table.oid for table in tables}
        for dependency in catalog.dependencies:
            known = dependency.kind in (*_FOLLOWS, *apart) or dependency.kind.endswith("by its text)")
            if dependency.table_oid in oids and not known:
                return True
    return False


def _has(shapes: Shapes, kind: str) -> bool:
    """Whether something of that kind is said of one of the tables."""
    for catalog, tables in ((shapes.before, shapes.old), (shapes.after, shapes.new)):
        addresses = {(PG_CLASS, table.oid) for table in tables}
        if any(other.kind == kind and other.address[:2] in addresses for other in catalog.others.values()):
            return True
    return False


def _names_clash(shapes: Shapes) -> bool:
    names = [name for table in shapes.new for name in _names(shapes.after, table)]
    return len(names) != len(set(names))


def _names(catalog: Catalog, table: Table) -> Iterator[str]:
    yield table.name.name
    yield from (index.name for index in catalog.indexes_of(table.oid))
    yield from (s.name.name for s in catalog.sequences.values() if s.owned_by and s.owned_by[0] == table.oid)
