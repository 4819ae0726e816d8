"""Which of two statements comes first where neither needs the other."""

from server.diff.deeds import Deed
from server.diff.piece import Piece
from server.model.catalog import PG_NAMESPACE
from server.model.names import parse_names

Rank = tuple[int, int, str, int, str]
"""Lower comes first; no two pieces have the same."""

_FOUNDATIONS = (
    "schema",
    "extension",
    "collation",
    "enum",
    "domain",
    "domain default",
    "domain not null",
    "domain constraint",
    "composite type",
    "composite type attribute",
    "range type",
    "sequence",
    "table",
    "column",
    "default",
    "not null",
    "identity",
    "operator family",
    "operator class",
    "operator family member",
)
"""Kinds that others stand on, in the order in which they are made where nothing else decides."""
_LATE = frozenset(
    ["schema", "extension", "column", "sequence", "enum", "domain", "composite type", "range type", "collation"]
)
"""Kinds that go last, if nothing needs them to go earlier."""
_PRIVILEGES = frozenset(["privilege", "revoked privilege"])
_VERY_LAST = frozenset(["default privilege", "revoked default privilege", "event trigger", "event trigger state"])


def rank(deed: Deed, piece: Piece) -> Rank:
    """Where a deed stands among all that could be done next: by phase, kind and name."""
    phase, order = _phase(deed, piece)
    # What a table or type consists of comes in the order it has there.
    group = (piece.whole or piece.key)[1]
    if piece.kind == "composite type attribute":
        group = ".".join(parse_names(piece.identity)[:-1])
    return (phase, order, f"{piece.kind} {group}", piece.address[2], piece.identity)


def _phase(deed: Deed, piece: Piece) -> tuple[int, int]:
    kind = piece.kind
    order = _FOUNDATIONS.index(kind) if kind in _FOUNDATIONS else len(_FOUNDATIONS)
    if kind in _VERY_LAST:
        return (0 if deed == "drop" else 10, order)
    match deed:
        case "drop" if kind == "owner":
            # What the role still had by then would be the next owner's.
            return (1, 1)
        case "drop":
            # A parent that takes NOT NULL back leaves it to its heirs.
            return (9 if kind in _LATE else 5 if kind == "not null" else 1, -order)
        case "loosen":
            return (2, order)
        case "alter":
            # A function's text may speak of columns as they will be.
            return (_late_phase(piece) or (5 if kind == "function" else 4), order)
        case "create" | "adapt":
            return (_late_phase(piece) or (3 if kind in _FOUNDATIONS else 5), order)


def _late_phase(piece: Piece) -> int:
    """Owners before privileges, which they change; but an owner must be allowed to create in the schema first."""
    if piece.kind in _PRIVILEGES:
        return 6 if piece.address[0] == PG_NAMESPACE else 8
    return {"owner": 7, "comment": 8}.get(piece.kind, 0)
