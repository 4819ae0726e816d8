"""Constraints of tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.diff.definitions import constraint_clause, is_stated, option, option_name, values_of
from server.diff.piece import Key, Piece
from server.diff.pieces.keys import (
    after_attaching,
    constraint_key,
    index_name,
    not_null_key,
    only,
    partition_key,
    table_key,
    tie_key,
    without_its_index,
)
from server.model.catalog import PG_CONSTRAINT, Catalog, Constraint, Index, Table
from server.model.names import QualifiedName, identifier

_WITH_INDEX = ("primary key", "unique", "exclusion")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintValue:
    """What a constraint is."""

    table: QualifiedName
    name: str
    kind: str
    core: str
    """Its definition without what can be altered."""
    deferrable: bool
    initially_deferred: bool
    enforced: bool
    validated: bool


def constraint_pieces(catalog: Catalog) -> Iterator[Piece]:
    """Constraints, also those a parent brought; those a trigger brought are the trigger's."""
    for table in catalog.tables.values():
        for constraint in catalog.constraints_of(table.oid):
            if constraint.kind != "trigger":
                yield _constraint(catalog, table, constraint)
                yield from _index_options(catalog, table, constraint)


def _constraint(catalog: Catalog, table: Table, constraint: Constraint) -> Piece:
    name, kind = identifier(constraint.name), constraint.kind
    # An index can stand on the parent alone until those of the partitions are attached; a rule cannot.
    alone = only(catalog, table) if kind in _WITH_INDEX else ""
    above = tuple(_above(catalog, table, constraint))
    with_index = kind in _WITH_INDEX
    return Piece(
        kind="constraint",
        identity=constraint_key(table, constraint)[1],
        value=ConstraintValue(
            table=table.name,
            name=constraint.name,
            kind=kind,
            core=_core(constraint),
            deferrable=constraint.deferrable,
            initially_deferred=constraint.initially_deferred,
            enforced=constraint.enforced,
            validated=constraint.validated or not constraint.enforced,
        ),
        create=(f"ALTER TABLE {alone}{table.name} ADD {constraint_clause(constraint)}",),
        drop=f"ALTER TABLE {table.name} DROP CONSTRAINT {name}",
        address=(PG_CONSTRAINT, constraint.oid, 0),
        whole=table_key(table.name),
        needs=tuple(_needs(catalog, table, constraint)),
        comes_with=() if with_index or not constraint.inherited else (*above, *_brought_by(table, constraint, above)),
        lent_by=above if constraint.inherited else (),
        tie=tie_key(catalog, table),
        follows=above[0] if above and not with_index else None,
        later_than=after_attaching(table, index) if (index := _index(catalog, constraint)) else (),
        not_before=without_its_index(catalog, table, index) if index else (),
        names=tuple(_names(table, constraint)),
        unique=kind in ("primary key", "unique"),
        refers=kind == "foreign key",
    )


def _index(catalog: Catalog, constraint: Constraint) -> Index | None:
    return catalog.indexes.get(constraint.index_oid) if constraint.kind in _WITH_INDEX else None


def _names(table: Table, constraint: Constraint) -> Iterator[tuple[str, str]]:
    yield (f"constraint of {table.name}", constraint.name)
    if constraint.kind in _WITH_INDEX:
        yield ("relation", QualifiedName(schema=table.name.schema, name=constraint.name).sql)
    if constraint.kind == "primary key":
        # A table has one at most.
        yield ("primary key", table.name.sql)


def _core(constraint: Constraint) -> str:
    """The definition up to what pg_get_constraintdef adds at its end, in the order it adds it."""
    text = constraint.definition
    if not constraint.enforced:
        text = text.removesuffix(" NOT ENFORCED")
    if constraint.initially_deferred:
        text = text.removesuffix(" INITIALLY DEFERRED")
    return text.removesuffix(" DEFERRABLE") if constraint.deferrable else text


def _needs(catalog: Catalog, table: Table, constraint: Constraint) -> Iterator[Key]:
    if constraint.kind == "primary key":
        columns = [catalog.columns[table.oid, number] for number in constraint.columns]
        yield from (not_null_key(table, column) for column in columns if column.not_null)


def _brought_by(table: Table, constraint: Constraint, above: tuple[Key, ...]) -> Iterator[Key]:
    if constraint.kind == "check":
        # A parent that drops a column alone takes its check from itself, and its heirs' stays marked as inherited.
        if above and is_stated(table, constraint):
            yield table_key(table.name)
    elif table.partition_of is not None:
        yield partition_key(table)


def _above(catalog: Catalog, table: Table, constraint: Constraint) -> Iterator[Key]:
    """The constraint of the parent that this one comes from."""
    targets = {edge.target for edge in catalog.edges.get((PG_CONSTRAINT, constraint.oid, 0), ()) if edge.kind in "PI"}
    for parent in catalog.parents_of(table) if constraint.inherited else []:
        for its in catalog.constraints_of(parent.oid):
            if (PG_CONSTRAINT, its.oid, 0) in targets or (its.kind, its.name) == (constraint.kind, constraint.name):
                yield constraint_key(parent, its)


def _index_options(catalog: Catalog, table: Table, constraint: Constraint) -> Iterator[Piece]:
    """Storage parameters of the index behind it, which ADD CONSTRAINT does not carry in its printed form."""
    index = _index(catalog, constraint)
    if index is None:
        return
    name = index_name(catalog, index)
    for key, value in values_of(index.options).items():
        yield Piece(
            kind="storage parameter",
            identity=f"{key} of index {name}",
            value=value,
            create=(f"ALTER INDEX {name} SET ({option(f'{key}={value}')})",),
            drop=f"ALTER INDEX {name} RESET ({option_name(key)})",
            whole=constraint_key(table, constraint),
            replaceable=True,
        )
