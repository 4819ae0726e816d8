"""What a partition or heir still lacks once its parent's creation has made its part too."""

from server.diff.alterations import without_default, without_not_null
from server.diff.assembly import Assembly
from server.diff.piece import Key, Piece
from server.diff.pieces.columns import ColumnValue
from server.diff.pieces.constraints import ConstraintValue
from server.diff.pieces.not_nulls import NotNullValue
from server.model.names import identifier


def adaptation(after: Assembly, key: Key, maker: Key) -> tuple[str, ...]:
    """Statements that make a piece what it should be, after the creation of another one has made it.

    Args:
        after: The schema to be.
        key: The piece.
        maker: The other one.
    """
    piece = after.pieces[key]
    if key[0] == maker[0] == "column" and isinstance(piece.value, ColumnValue):
        return (*_own_default(after, piece, maker), *_without_rule(after, piece, maker))
    if isinstance(piece.value, ConstraintValue) and piece.value.kind == "foreign key":
        return _own_name(after, piece.value, maker if maker[0] == "constraint" else next(iter(piece.lent_by), key))
    if isinstance(piece.value, ConstraintValue) and maker[0] == "constraint":
        return _own_proof(after, piece.value, maker)
    return ()


def _own_default(after: Assembly, column: Piece, maker: Key) -> tuple[str, ...]:
    """A parent that brings a column brings its default too."""
    own, its = (after.pieces.get(("default", name)) for name in (column.identity, maker[1]))
    if (own and own.value) == (its and its.value) or not isinstance(column.value, ColumnValue):
        return ()
    return own.create if own else (without_default(column.value),)


def _without_rule(after: Assembly, column: Piece, maker: Key) -> tuple[str, ...]:
    """It brings its NOT NULL too, which before PostgreSQL 18 an heir may be without."""
    own, its = (after.pieces.get(("not null", name)) for name in (column.identity, maker[1]))
    brought = its is not None and isinstance(its.value, NotNullValue) and not its.value.no_inherit
    if own or not brought or not isinstance(column.value, ColumnValue):
        return ()
    return (without_not_null(column.value),)


def _own_name(after: Assembly, own: ConstraintValue, maker: Key) -> tuple[str, ...]:
    """A partition's foreign key is called as that of its parent, until one of them is renamed."""
    its = after.pieces[maker].value
    if not isinstance(its, ConstraintValue) or its.name == own.name:
        return ()
    return (f"ALTER TABLE {own.table} RENAME CONSTRAINT {identifier(its.name)} TO {identifier(own.name)}",)


def _own_proof(after: Assembly, own: ConstraintValue, maker: Key) -> tuple[str, ...]:
    """An heir made after its parent's rule has proved it, also where the parent has not."""
    its = after.pieces[maker].value
    if not isinstance(its, ConstraintValue) or its.validated or not own.validated:
        return ()
    return (f"ALTER TABLE {own.table} VALIDATE CONSTRAINT {identifier(own.name)}",)
