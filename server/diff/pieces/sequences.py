"""Sequences, but for those of identity columns."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from server.diff.definitions import owner_of, sequence_options
from server.diff.piece import Key, Piece
from server.model.catalog import PG_CLASS, Catalog, Sequence
from server.model.names import QualifiedName, column_path


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceOwnerValue:
    """The column that a sequence goes with."""

    sequence: QualifiedName
    column: str
    role: str = field(compare=False)
    """Who owns the table, as SQL: the sequence of a column belongs to the same role."""

    def handed_over_from(self, role: str) -> tuple[str, ...]:
        """Statements that make the sequence the column's, whoever it belonged to."""
        alter = f"ALTER SEQUENCE {self.sequence}"
        handed_over = () if role == self.role else (f"{alter} OWNED BY NONE", f"{alter} OWNER TO {self.role}")
        return (*handed_over, f"{alter} OWNED BY {self.column}")


def sequence_pieces(catalog: Catalog) -> Iterator[Piece]:
    """Sequences with their facets."""
    for sequence in catalog.sequences.values():
        if not sequence.identity:
            yield _sequence(sequence)
            yield from _owner(catalog, sequence)
            yield from _persistence(catalog, sequence, ("sequence", sequence.name.sql))
        elif sequence.owned_by is not None and sequence.owned_by in catalog.columns:
            column = catalog.columns[sequence.owned_by]
            path = column_path(catalog.tables[column.table_oid].name, column.name)
            yield from _persistence(catalog, sequence, ("identity", path))


def _sequence(sequence: Sequence) -> Piece:
    options = f"AS {sequence.type} {sequence_options(sequence)}"
    return Piece(
        kind="sequence",
        identity=sequence.name.sql,
        value=options,
        create=(f"CREATE SEQUENCE {sequence.name} {options}",),
        drop=f"DROP SEQUENCE {sequence.name}",
        address=(PG_CLASS, sequence.oid, 0),
        names=(("relation", sequence.name.sql), ("type", sequence.name.sql)),
    )


def _owner(catalog: Catalog, sequence: Sequence) -> Iterator[Piece]:
    owner = owner_of(catalog, sequence)
    if owner is not None:
        role_of_table = ("owner", f"TABLE {owner[0]}")
        role = catalog.others[role_of_table].also_named if role_of_table in catalog.others else "CURRENT_USER"
        value = SequenceOwnerValue(sequence=sequence.name, column=column_path(*owner), role=role)
        yield Piece(
            kind="sequence owner",
            identity=sequence.name.sql,
            value=value,
            create=value.handed_over_from("CURRENT_USER"),
            drop=f"ALTER SEQUENCE {sequence.name} OWNED BY NONE",
            whole=("sequence", sequence.name.sql),
            needs=(("column", value.column),),
            later_than=(role_of_table,),
        )


def _persistence(catalog: Catalog, sequence: Sequence, whole: Key) -> Iterator[Piece]:
    """Whether it survives a crash (15 and newer; before, every sequence did); that of a table follows the table."""
    table = catalog.tables.get(sequence.owned_by[0]) if sequence.owned_by else None
    if table is not None and table.persistence == "unlogged" and sequence.persistence == "permanent":
        yield Piece(
            kind="logged",
            identity=f"sequence {sequence.name}",
            value=None,
            create=(f"ALTER SEQUENCE {sequence.name} SET LOGGED",),
            drop="",
            whole=whole,
            needs=(("unlogged", table.name.sql),),
            leaves_with=(("unlogged", table.name.sql),),
        )
    if sequence.persistence == "unlogged":
        yield Piece(
            kind="unlogged",
            identity=f"sequence {sequence.name}",
            value=None,
            create=(f"ALTER SEQUENCE {sequence.name} SET UNLOGGED",),
            drop=f"ALTER SEQUENCE {sequence.name} SET LOGGED",
            whole=whole,
        )
