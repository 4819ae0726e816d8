"""The smallest things a schema is made of, each with the SQL that makes and removes it."""

from dataclasses import dataclass

from server.model.catalog import Address

Key = tuple[str, str]
"""Kind and identity."""

NOWHERE: Address = (0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing that can come, go and change by itself: a table, a column, a default, a privilege."""

    kind: str
    identity: str
    value: object
    """What it is; two pieces of one key with equal values are the same."""
    create: tuple[str, ...]
    drop: str
    """Empty when nothing removes it, or when it goes by itself."""
    drop_alone: str = ""
    """Removes it while heirs keep what it has lent them."""
    address: Address = NOWHERE
    """As pg_depend names it; nowhere for a facet that has no row of its own."""
    whole: Key | None = None
    """What it cannot be without and disappears with."""
    whole_address: Address | None = None
    """The same, where only its address is known."""
    needs: tuple[Key, ...] = ()
    """Beyond what pg_depend tells."""
    later_than: tuple[Key, ...] = ()
    """Pieces that are made first where they are made too."""
    not_before: tuple[Key, ...] = ()
    """Pieces whose creation would add to this one if it were there: it is made after them, and again if it was."""
    leaves_after: tuple[Key, ...] = ()
    """Pieces that are removed first where they are removed too."""
    comes_with: tuple[Key, ...] = ()
    """Pieces whose own creation makes this one too: a column comes with its table."""
    apart_from: Key | None = None
    """The one of those whose creation leaves it out."""
    leaves_with: tuple[Key, ...] = ()
    """Pieces, beside its whole, whose removal takes this one along."""
    lent_by: tuple[Key, ...] = ()
    """Pieces of a parent table that take this one along while the tables are tied."""
    tie: Key | None = None
    """The piece that ties its table to the parent."""
    follows: Key | None = None
    """The piece whose change this one takes part in by itself: the column of the parent table."""
    replaceable: bool = False
    """Whether its creation turns an older version into this one."""
    names: tuple[tuple[str, str], ...] = ()
    """Namespace and name it takes, for those that share one with other kinds."""

    unique: bool = False
    """Whether a foreign key may stand on it."""
    refers: bool = False
    """Whether it is a foreign key."""

    @property
    def key(self) -> Key:
        """Kind and identity."""
        return (self.kind, self.identity)
