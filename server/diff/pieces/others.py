"""Objects the catalog knows by the SQL that makes them."""

from collections import defaultdict
from collections.abc import Iterator

from server.diff.piece import Key, Piece
from server.model.catalog import Catalog, Other

_TYPES = ("domain", "composite type", "range type", "base type")
_OF_EXTENSIONS = ("extension schema", "extension version")
_ROUTINES = ("aggregate",)


def other_pieces(catalog: Catalog) -> Iterator[Piece]:
    """One piece each; what it is part of is told by its address."""
    revoked = defaultdict(list)
    for other in catalog.others.values():
        if other.kind == "revoked privilege":
            revoked[other.address[:2]].append((other.kind, other.identity))
    for other in catalog.others.values():
        of_column = other.kind == "privilege" and other.address[2]
        yield _piece(other, tuple(revoked.get(other.address[:2], ())) if of_column else ())


def _piece(other: Other, not_before: tuple[Key, ...]) -> Piece:
    names: tuple[tuple[str, str], ...] = ()
    if other.kind in _TYPES:
        # A composite type is a relation too, and a range type brings its multirange type.
        names = (("type", other.identity), *((("relation", other.identity),) if other.kind == "composite type" else ()))
        names += (("type", other.also_named),) if other.kind == "range type" else ()
    elif other.kind in _ROUTINES:
        names = (("routine", other.identity),)
    return Piece(
        kind=other.kind,
        identity=other.identity,
        value=other.definition,
        create=other.definition,
        drop=other.removal,
        address=other.address,
        whole_address=other.part_of,
        # What a table takes from a role it takes from the role's columns too.
        not_before=not_before,
        comes_with=(("extension", other.identity),) if other.kind in _OF_EXTENSIONS else (),
        replaceable=other.replaceable,
        names=names,
    )
