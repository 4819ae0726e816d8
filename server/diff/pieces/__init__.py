"""A catalog as the pieces it is made of, one module a family."""

from collections.abc import Iterator

from server.diff.piece import Piece
from server.diff.pieces.columns import column_pieces
from server.diff.pieces.constraints import constraint_pieces
from server.diff.pieces.indexes import index_pieces
from server.diff.pieces.objects import object_pieces
from server.diff.pieces.others import other_pieces
from server.diff.pieces.sequences import sequence_pieces
from server.diff.pieces.tables import table_pieces
from server.diff.pieces.views import view_pieces
from server.model.catalog import Catalog


def pieces_of(catalog: Catalog) -> Iterator[Piece]:
    """Every piece of the catalog; no two have the same key."""
    yield from object_pieces(catalog)
    yield from table_pieces(catalog)
    yield from column_pieces(catalog)
    yield from constraint_pieces(catalog)
    yield from index_pieces(catalog)
    yield from sequence_pieces(catalog)
    yield from view_pieces(catalog)
    yield from other_pieces(catalog)
