"""The order of statements: what is needed comes before what needs it, and leaves after it."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from server.diff.actions import Actions
from server.diff.adapting import adaptation
from server.diff.alterations import loosen, made_again, tighten
from server.diff.assembly import Assembly
from server.diff.circles import in_circles
from server.diff.deeds import Deeds, Node
from server.diff.phases import Rank, rank
from server.diff.piece import Key
from server.diff.pieces.columns import ColumnValue
from server.diff.references import reference_edges
from server.diff.ties import tie_edges
from server.diff.twins import twin_edges
from server.diff.vacancies import vacancy_edges

_REMADE = frozenset(["view", "function"])
"""Kinds that can as well be made again as be changed in place."""


@dataclass(slots=True)
class Graph:
    """What is done to each piece, and what waits for what."""

    before: Assembly
    after: Assembly
    actions: Actions
    _later: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    _apart: set[Key] = field(default_factory=set)
    """Pieces that are removed by themselves, as what they would leave with waits for something that waits for them."""
    _alone: frozenset[Key] = field(init=False)
    """Columns that a parent gives up while an heir keeps them."""
    _nodes: set[Node] = field(init=False)

    def __post_init__(self) -> None:
        removed = self.actions.removed
        self._alone = frozenset(
            lender
            for key, lenders in self.before.attached_to.items()
            if key[0] == "column" and key not in removed and self.before.ties.get(key) not in removed
            for lender in lenders & removed
        )
        self._nodes = self._tied()
        while apart := self._cut_apart(self._nodes):
            self._apart |= apart
            self._nodes = self._tied()

    def stuck(self) -> frozenset[Key]:
        """What cannot be changed in place: it would let go of one thing for another that takes the same name."""
        return frozenset(
            key for deed, key in in_circles(self._nodes, self._later) if deed == "alter" and key[0] in _REMADE
        )

    def statements(self) -> Iterator[str]:
        """Statements in an order in which each can run; ties are broken by kind and name."""
        for node in self._order():
            yield from self._statements(node)

    def _statements(self, node: Node) -> Iterable[str]:
        deed, key = node
        match deed:
            case "loosen" if key in self.actions.altered and key not in self.actions.retyped:
                yield from self.actions.altered[key].aside
            case "loosen":
                yield loosen(self._column(key, self.before), self._column(key, self.after))
            case "drop":
                piece = self.before.pieces[key]
                yield from filter(None, [piece.drop_alone if key in self._alone else piece.drop])
            case "create":
                one, other = self.before.pieces.get(key), self.after.pieces[key]
                yield from made_again(one, other) if one else other.create
            case "alter":
                yield from self._alteration(key)
            case "adapt":
                yield from self._adaptation(key)

    def _alteration(self, key: Key) -> Iterable[str]:
        change = self.actions.altered.get(key)
        if key not in self.actions.retyped:
            return change.statements if change else ()
        return (tighten(self._column(key, self.after)),)

    def _column(self, key: Key, assembly: Assembly) -> ColumnValue:
        value = assembly.pieces[key].value
        if not isinstance(value, ColumnValue):
            raise TypeError(f"{key} is no column")
        return value

    def _order(self) -> Iterator[Node]:
        """Every node after those it waits for; a circle is cut where the least is at stake."""
        nodes = self._nodes
        waits: dict[Node, int] = dict.fromkeys(nodes, 0)
        for later in self._later.values():
            for node in later:
                waits[node] += 1
        ready = [(self._rank(node), node) for node, count in waits.items() if count == 0]
        heapq.heapify(ready)
        done: set[Node] = set()
        while len(done) < len(nodes):
            if not ready:
                # A circle, such as a function that takes rows of a table whose default calls it.
                stuck = min(in_circles(nodes - done, self._later), key=lambda n: (waits[n], self._rank(n)))
                ready.append((self._rank(stuck), stuck))
            _, node = heapq.heappop(ready)
            if node in done:
                continue
            done.add(node)
            yield node
            for other in sorted(self._later.get(node, ())):
                waits[other] -= 1
                if waits[other] == 0 and other not in done:
                    heapq.heappush(ready, (self._rank(other), other))

    # ---- nodes

    def _tied(self) -> set[Node]:
        self._later.clear()
        nodes = {*self._drops(), *self._alterations(), *self._creations()}
        self._tie(nodes)
        return nodes

    def _cut_apart(self, nodes: set[Node]) -> set[Key]:
        """Pieces that would leave with something, and make it wait in a circle for what they need."""
        circles = in_circles(nodes, self._later)
        return {
            key
            for key in (self.actions.removed if circles else ())
            if ("drop", key) not in nodes and self.before.pieces[key].drop and self._is_own(key)
            for leaving in self._leavings(key, nodes)
            if leaving in circles and self._waits_for(key, nodes) & circles - {leaving}
        }

    def _waits_for(self, key: Key, nodes: set[Node]) -> set[Node]:
        needed = self.before.needs[key] & self.actions.removed
        return {leaving for other in needed for leaving in self._leavings(other, nodes)}

    def _is_own(self, key: Key) -> bool:
        """Whether no parent has lent it, which alone could take it back."""
        return not (self._goes_with(key) & self.before.attached_to[key])

    def _drops(self) -> Iterator[Node]:
        for key in self.actions.removed:
            if self._is_explicit(key):
                yield ("drop", key)

    def _is_explicit(self, key: Key) -> bool:
        return key in self._apart or not self._goes_with(key)

    def _goes_with(self, key: Key) -> set[Key]:
        """Those of the removed pieces that take this one along."""
        return self.before.goes_with(key, self.actions.removed) - (self._alone - self.before.leaves_with[key])

    def _alterations(self) -> Iterator[Node]:
        for key in {*self.actions.altered, *self.actions.retyped}:
            if not self._follows(key):
                yield ("alter", key)
                if key in self.actions.retyped or self._steps_aside(key):
                    yield ("loosen", key)

    def _steps_aside(self, key: Key) -> bool:
        return key in self.actions.altered and bool(self.actions.altered[key].aside)

    def _follows(self, key: Key) -> bool:
        leader = self._leader(key)
        return leader is not None and (leader in self.actions.altered or leader in self.actions.retyped)

    def _leader(self, key: Key) -> Key | None:
        """The piece whose change this one takes part in, as long as their tables are and stay tied."""
        tie = self.after.ties.get(key)
        return None if tie in self.actions.removed or tie in self.actions.created else self.after.pieces[key].follows

    def _creations(self) -> Iterator[Node]:
        for key in self.actions.created:
            if self._maker(key) == key:
                yield ("create", key)
            elif self._adaptation(key):
                yield ("adapt", key)

    def _adaptation(self, key: Key) -> tuple[str, ...]:
        return adaptation(self.after, key, self._maker(key))

    def _maker(self, key: Key) -> Key:
        """The piece whose creation makes this one."""
        piece, tie = self.after.pieces[key], self.after.ties.get(key)
        # A table that is tied by a statement of its own has everything by then.
        own = self.after.attached_to[key] if tie in self.actions.created and self._maker(tie) == tie else frozenset()
        for other in piece.comes_with:
            if other in self.actions.created and other not in own:
                maker = self._maker(other)
                return key if maker == piece.apart_from else maker
        return key

    # ---- edges

    def _tie(self, nodes: set[Node]) -> None:
        self._tie_removed(nodes)
        self._tie_created(nodes)
        for deed, key in nodes:
            if deed == "alter":
                if ("loosen", key) in nodes:
                    self._before(("loosen", key), ("alter", key))
                for other in self.after.needs[key]:
                    self._before(self._made_or_altered(other, nodes), (deed, key))
        self._tie_retyped(nodes)
        deeds = Deeds(
            before=self.before,
            after=self.after,
            actions=self.actions,
            nodes=nodes,
            leavings=lambda key: self._leavings(key, nodes),
            making=lambda key: self._made_or_altered(key, nodes),
        )
        for earlier, later in chain(tie_edges(deeds), vacancy_edges(deeds), reference_edges(deeds), twin_edges(deeds)):
            self._before(earlier, later)

    def _tie_removed(self, nodes: set[Node]) -> None:
        for key in self.actions.removed:
            for leaving in self._leavings(key, nodes):
                self._tie_drop(key, leaving, nodes)
                for other in set(self.before.pieces[key].leaves_after) & self.actions.removed:
                    for earlier in self._leavings(other, nodes):
                        self._before(earlier, leaving)

    def _tie_created(self, nodes: set[Node]) -> None:
        for key in self.actions.created:
            maker = self._maker(key)
            node: Node = ("create", maker)
            if ("adapt", key) in nodes:
                self._before(node, ("adapt", key))
            piece = self.after.pieces[key]
            # What comes with something else comes whenever that comes.
            later_than = (*piece.later_than, *piece.not_before) if maker == key else ()
            for other in (*self.after.needs[key], *later_than):
                self._before(self._made_or_altered(other, nodes), node)
            if key in self.actions.removed:
                for leaving in self._leavings(key, nodes):
                    self._before(leaving, node)

    def _tie_retyped(self, nodes: set[Node]) -> None:
        for key in self.actions.retyped:
            if self._follows(key):
                continue
            for other in self.before.needs[key] & self.actions.removed:
                for leaving in self._leavings(other, nodes):
                    self._before(("loosen", key), leaving)

    def _tie_drop(self, key: Key, leaving: Node, nodes: set[Node]) -> None:
        for other in self.before.needs[key]:
            if ("loosen", other) in nodes:
                self._before(leaving, ("loosen", other))
            elif other in self._alone and other in self.before.attached_to[key]:
                # An heir's column is its own only after the parent has given up its one.
                self._before(("drop", other), leaving)
            elif other in self.actions.removed:
                for later in self._leavings(other, nodes):
                    self._before(leaving, later)
            elif ("alter", other) in nodes and self._stays_lent(key, other):
                # What a parent lends cannot be given up before the parent takes it back.
                self._before(("alter", other), leaving)
            elif ("alter", other) in nodes:
                self._before(leaving, ("alter", other))
        for other in self.before.needed_by[key]:
            if other not in self.actions.removed and ("alter", other) in nodes and other not in self.actions.retyped:
                self._before(("alter", other), leaving)

    def _stays_lent(self, key: Key, other: Key) -> bool:
        tie = self.before.ties.get(key)
        return self.before.pieces[key].follows == other and tie not in self.actions.removed

    def _leavings(self, key: Key, nodes: set[Node]) -> list[Node]:
        """The nodes after which the piece is gone."""
        if ("drop", key) in nodes:
            return [("drop", key)]
        wholes = self._goes_with(key)
        # Whichever goes, it is gone after that; to be detached comes first, and then what it is a part of.
        whole = self.before.pieces[key].whole
        chosen = min(wholes, key=lambda other: (other[0] != "partition", other != whole, other), default=None)
        return self._leavings(chosen, nodes) if chosen else []

    def _made_or_altered(self, key: Key, nodes: set[Node]) -> Node | None:
        if key in self.actions.created:
            return ("create", self._maker(key))
        leader = self._leader(key) if key in self.after.pieces else None
        if leader is not None and ("alter", leader) in nodes and ("alter", key) not in nodes:
            return ("alter", leader)
        return ("alter", key) if ("alter", key) in nodes else None

    def _before(self, one: Node | None, other: Node) -> None:
        if one is not None and one != other:
            self._later[one].add(other)

    def _rank(self, node: Node) -> Rank:
        deed, key = node
        return rank(deed, (self.before if deed == "drop" else self.after).pieces[key])
