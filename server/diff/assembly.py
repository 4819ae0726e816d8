"""A catalog as pieces that need each other, for asking what stands on what."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from server.diff.piece import NOWHERE, Key, Piece
from server.diff.pieces import pieces_of
from server.model.catalog import PG_CLASS, PG_CONSTRAINT, Address, Catalog, Edge

_WHOLES = (frozenset("ieI"), frozenset("P"), frozenset("S"))
"""pg_depend.deptype of what is made with its target, nearest first: rules of views, array types, members of extensions;
then what a partition has because its parent has it."""
_LEAVES = frozenset("aiPSIe")
"""pg_depend.deptype of what goes when its target goes."""
_FACETS = {"access method": "table access method", "composite type": "typed table"}
"""What a table needs for a facet of its own alone, and that facet's kind."""
_DEEPEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """Pieces by key, with what each needs and what it leaves with."""

    pieces: Mapping[Key, Piece]
    needs: Mapping[Key, frozenset[Key]]
    leaves_with: Mapping[Key, frozenset[Key]]
    attached_to: Mapping[Key, frozenset[Key]]
    """Of what a partition or heir has from its parent: the parent's pieces it leaves with while it is tied to it."""
    ties: Mapping[Key, Key]
    """Of the same: the piece that ties its table to the parent."""
    needed_by: Mapping[Key, frozenset[Key]]

    def goes_with(self, key: Key, removed: Set[Key]) -> set[Key]:
        """Those of the removed pieces that take this one along."""
        found = set(self.leaves_with[key] & removed)
        tie = self.ties.get(key)
        return found if tie is None or tie in removed else found | (self.attached_to[key] & removed)


def assemble(catalog: Catalog) -> Assembly:
    """The pieces of the catalog, tied together as pg_depend says."""
    assembler = _Assembler(catalog)
    for piece in assembler.pieces.values():
        assembler.take_in(piece)
    for source, edge in _edges(catalog):
        assembler.follow(source, edge)
    return assembler.assembly()


class _Assembler:
    """Collects what pieces need, piece by piece and then edge by edge."""

    def __init__(self, catalog: Catalog) -> None:
        self.pieces = {piece.key: piece for piece in pieces_of(catalog)}
        self._resolve = _Resolver(catalog, self.pieces)
        ties = {piece.key: piece.tie for piece in self.pieces.values() if piece.tie is not None}
        self._ties = {key: tie for key, tie in ties.items() if tie in self.pieces}
        self._needs: dict[Key, set[Key]] = defaultdict(set)
        self._leaves: dict[Key, set[Key]] = defaultdict(set)
        self._attached: dict[Key, set[Key]] = defaultdict(set)

    def take_in(self, piece: Piece) -> None:
        """What the piece itself tells."""
        whole = piece.whole or (self._resolve(piece.whole_address) if piece.whole_address else None)
        if whole is not None and whole in self.pieces and whole != piece.key:
            self._belongs(piece.key, whole)
        self._needs[piece.key].update(key for key in piece.needs if key in self.pieces)
        self._leaves[piece.key].update(key for key in piece.leaves_with if key in self.pieces)
        self._attached[piece.key].update(key for key in piece.lent_by if key in self.pieces)
        # A facet of one thing may be about another: the order of a table's rows is that of an index.
        about = self._resolve(piece.address) if piece.whole_address and piece.address != piece.whole_address else None
        if about is not None and about[0] != piece.kind:
            self._belongs(piece.key, about)

    def follow(self, source: Address, edge: Edge) -> None:
        """What one row of pg_depend tells."""
        if self._resolve.is_copy(source):
            # It needs its own table, without which the parent's trigger stays.
            return
        one, other = self._resolve(source), self._resolve(edge.target)
        if one is None or other is None or one == other:
            return
        one, other = self._completed(one), other if one[0] == "function" else self._completed(other)
        if one[0] == other[0] == "table" or (one[0], other[0], edge.kind) == ("sequence", "column", "a"):
            # Partitions and heirs can be let go of, and sequences of their owners: pieces of their own say so.
            if edge.kind == "a":
                self._leaves[one].add(other)
            return
        if one[0] == "table" and other[0] in _FACETS:
            one = (_FACETS[other[0]], one[1])
            if one not in self.pieces:
                return
        self._needs[one].add(other)
        if one in self._ties and other[0] in ("index", "constraint") and edge.kind in "PS":
            self._attached[one].add(other)
        elif edge.kind in _LEAVES:
            self._leaves[one].add(other)

    def _completed(self, key: Key) -> Key:
        """The base type instead of its shell, which is enough for functions alone: those that make it a base type."""
        base = ("base type", key[1])
        return base if key[0] == "shell type" and base in self.pieces else key

    def assembly(self) -> Assembly:
        """Everything collected."""
        for shell in [key for key in self.pieces if key[0] == "shell type"]:
            # DROP TYPE takes along what makes it a base type, as neither goes before the other.
            for function in self._needs.get(self._completed(shell), ()):
                if shell in self._needs.get(function, ()):
                    self._leaves[function].add(shell)
        needed_by: dict[Key, set[Key]] = defaultdict(set)
        for one, others in self._needs.items():
            for other in others:
                needed_by[other].add(one)
        return Assembly(
            pieces=self.pieces,
            needs=_frozen(self.pieces, self._needs),
            leaves_with=_frozen(self.pieces, self._leaves),
            attached_to=_frozen(self.pieces, self._attached),
            ties=self._ties,
            needed_by=_frozen(self.pieces, needed_by),
        )

    def _belongs(self, one: Key, other: Key) -> None:
        self._needs[one].add(other)
        self._leaves[one].add(other)


def _frozen(pieces: Mapping[Key, Piece], found: Mapping[Key, set[Key]]) -> dict[Key, frozenset[Key]]:
    nothing: set[Key] = set()
    return {key: frozenset(found.get(key, nothing)) for key in pieces}


def _edges(catalog: Catalog) -> Iterator[tuple[Address, Edge]]:
    for source, edges in catalog.edges.items():
        for edge in edges:
            yield source, edge


class _Resolver:
    """The piece an address belongs to: its own, or that of the whole it is an internal part of."""

    def __init__(self, catalog: Catalog, pieces: Mapping[Key, Piece]) -> None:
        self._edges = catalog.edges
        self._known: dict[Address, Key | None] = {}
        for piece in pieces.values():
            # A facet without a row of its own bears the address of its whole, which comes first.
            if piece.address not in (NOWHERE, piece.whole_address):
                self._known.setdefault(piece.address, piece.key)
        self._known |= {
            (PG_CLASS, index.oid, 0): key
            for index in catalog.indexes.values()
            if (key := self._known.get((PG_CONSTRAINT, index.constraint_oid, 0))) is not None
        }
        self._pieces = frozenset(self._known)

    def __call__(self, address: Address) -> Key | None:
        if address not in self._known:
            self._known[address] = self._search(address, _DEEPEST)
        return self._known[address]

    def is_copy(self, address: Address) -> bool:
        """Whether it is what a partition has of a parent's piece without being a piece, such as a trigger's copy."""
        return address not in self._pieces and any(edge.kind == "P" for edge in self._edges.get(address, ()))

    def _search(self, address: Address, depth: int) -> Key | None:
        if address in self._known:
            return self._known[address]
        if depth == 0:
            return None
        class_oid, oid, number = address
        if number and (found := self._search((class_oid, oid, 0), depth - 1)) is not None:
            return found
        for kinds in (*_WHOLES, frozenset("a") if class_oid == PG_CONSTRAINT else frozenset()):
            for edge in self._edges.get(address, ()):
                if edge.kind in kinds and (found := self._search(edge.target, depth - 1)) is not None:
                    return found
        return None
