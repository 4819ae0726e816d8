"""What must be done to each piece on the way from one schema to the other."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from server.diff.alterations import Alteration, alter, by_way_of_another_name
from server.diff.assembly import Assembly
from server.diff.piece import Key
from server.diff.pieces.columns import ColumnValue, IdentityValue
from server.diff.pieces.constraints import ConstraintValue

_DISTURBED = frozenset(
    ["view", "rule", "policy", "trigger", "function", "column", "publication table", "statistics object", "aggregate"]
)
"""Kinds PostgreSQL does not carry through a change of a column's type; constraints, indexes and defaults it does."""
_UNMOVED = frozenset(["sequence owner", "comment", "privilege", "revoked privilege", "not null", "column setting"])
"""Kinds that stay on a column whatever its type is."""
_TYPES = frozenset(["enum", "domain", "composite type", "range type", "collation"])
"""Kinds whose columns are converted when they are made anew."""
_KEPT = frozenset(["table", "column", "sequence"])
"""Kinds whose rows or state would be lost if they were made again."""
_TAKEN_BACK = frozenset(["index", "constraint"])
"""Kinds of which no partition can drop its part by itself."""
_LAST = frozenset(["default privilege", "revoked default privilege", "event trigger", "event trigger state"])
"""Kinds that act on what is created while they are there, so they go first and come last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Keys of pieces by what happens to them."""

    removed: frozenset[Key]
    """Everything that is not there at some moment, whether or not it comes back."""
    created: frozenset[Key]
    altered: Mapping[Key, Alteration]
    retyped: frozenset[Key]
    """Columns that are text for a moment, while their type is made anew."""
    lost: frozenset[Key]
    """Tables and sequences that cannot become what they should without losing what they hold."""


def plan_actions(before: Assembly, after: Assembly, server_version: int, *, remade: Set[Key] = frozenset()) -> Actions:
    """The actions, with everything that stands on what must be made again made again too.

    Args:
        before: The schema as it is.
        after: The schema as it is to be.
        server_version: Which changes in place there are.
        remade: What is to be made again although it could be changed in place.
    """
    return _Planner(before, after, server_version, remade).plan()


class _Planner:
    def __init__(self, before: Assembly, after: Assembly, server_version: int, remade: Set[Key]) -> None:
        self._before, self._after, self._version = before, after, server_version
        self._both = before.pieces.keys() & after.pieces.keys()
        self._altered: dict[Key, Alteration] = {}
        self._remade = set(remade)
        self._retyped: set[Key] = set()
        self._lost: set[Key] = set()

    def plan(self) -> Actions:
        gone = self._before.pieces.keys() - self._after.pieces.keys()
        new = self._after.pieces.keys() - self._before.pieces.keys()
        for key in sorted(self._both):
            self._compare(key)
        self._exchange()
        self._spread(gone, [*sorted(gone), *sorted(self._remade), *sorted(self._altered)])
        self._spread(gone, self._added_to(new))
        if new or self._remade:
            last = sorted(key for key in self._both - self._remade if key[0] in _LAST)
            self._remade.update(last)
            self._spread(gone, last)
        for key in self._remade:
            self._altered.pop(key, None)
        actions = Actions(
            removed=frozenset(gone | self._remade),
            created=frozenset(new | self._remade),
            altered=self._altered,
            retyped=frozenset(self._retyped - self._remade),
            lost=frozenset(self._lost),
        )
        return replace(actions, lost=actions.lost | self._out_of_order(actions))

    def _out_of_order(self, actions: Actions) -> set[Key]:
        """Tables that are to be of a type, but would have their columns in another order than the type."""
        return {
            whole
            for kind, name in actions.created
            if kind == "typed table"
            and (whole := ("table", name)) in self._both
            and not self._is_in_order(whole, actions)
        }

    def _is_in_order(self, table: Key, actions: Actions) -> bool:
        ones, others = self._columns(self._before, table), self._columns(self._after, table)
        kept = [key for key in ones if key not in actions.removed]
        return [*kept, *(key for key in others if key in actions.created)] == others

    def _columns(self, assembly: Assembly, table: Key) -> list[Key]:
        found = [key for key in assembly.needed_by[table] if key[0] == "column" and assembly.pieces[key].whole == table]
        return sorted(found, key=lambda key: assembly.pieces[key].address)

    def _compare(self, key: Key) -> None:
        one, other = self._before.pieces[key], self._after.pieces[key]
        if one.value == other.value:
            return
        change = alter(one, other, self._version)
        if change is not None:
            self._altered[key] = change
        elif key[0] in ("table", "sequence"):
            self._lost.add(key)
        else:
            self._remade.add(key)

    def _exchange(self) -> None:
        """See to rules and identities whose new name another has that is to be renamed as well: perhaps to theirs."""
        names = {name: key for key in self._altered for name in self._before.pieces[key].names}
        for key in sorted(self._altered):
            one, other = self._before.pieces[key], self._after.pieces[key]
            if all(names.get(name, key) == key for name in other.names):
                continue
            if isinstance(one.value, IdentityValue) and isinstance(other.value, IdentityValue):
                self._altered[key] = by_way_of_another_name(one.value, other.value) or self._altered[key]
            elif key[0] == "not null":
                self._remade.add(key)

    def _added_to(self, new: Set[Key]) -> list[Key]:
        """Take what would not stay as it is while others are made."""
        created = new | self._remade
        found = [key for key in sorted(self._both - self._remade) if created & set(self._after.pieces[key].not_before)]
        self._remade.update(found)
        return found

    def _spread(self, gone: set[Key], waiting: list[Key]) -> None:
        """Take along what stands on something that goes, is made again, or changes its type."""
        while waiting:
            key = waiting.pop()
            for other in sorted(self._carried_along(key, gone)):
                self._remade.add(other)
                waiting.append(other)
            if key in self._remade or key in gone:
                waiting += self._convert_columns(key, gone) if key[0] in _TYPES else self._lenders_of(key, gone)

    def _carried_along(self, key: Key, gone: set[Key]) -> Iterator[Key]:
        away = key in self._remade or key in gone
        change = self._altered.get(key)
        disturbs = key in self._retyped or (change is not None and change.disturbs)
        for other in self._before.needed_by[key]:
            if other not in self._both or other in self._remade:
                continue
            if self._goes(key, other, gone) if away else disturbs and self._is_disturbed(key, other):
                yield other

    def _goes(self, key: Key, other: Key, gone: set[Key]) -> bool:
        tie = self._before.ties.get(other)
        if tie is not None and (tie in gone or tie in self._remade) and key in self._before.attached_to[other]:
            # What is detached keeps its own.
            return False
        if other[0] in _KEPT:
            # A column of a type made anew is converted; a computed one is made again with what it is computed by.
            return other[0] == "column" and key[0] != "table" and self._is_computed(other)
        # What is changed in place lets go of what it needs no more, but for the index a foreign key stands on.
        return key not in gone or other not in self._altered or self._is_foreign_key(other)

    def _lenders_of(self, key: Key, gone: set[Key]) -> list[Key]:
        """What alone can take back what a partition has of it, now made again with it."""
        tie = self._before.ties.get(key)
        if tie is None or tie[0] != "partition" or tie in gone or tie in self._remade:
            return []
        lenders = self._before.attached_to[key] & self._both - self._remade
        found = sorted(lender for lender in lenders if lender[0] in _TAKEN_BACK)
        self._remade.update(found)
        return found

    def _is_disturbed(self, key: Key, other: Key) -> bool:
        if other[0] == "column":
            return self._is_computed(other) and self._before.pieces[other].whole == self._before.pieces[key].whole
        if key in self._retyped:
            return other[0] not in _KEPT and other[0] not in _UNMOVED
        if self._is_foreign_key(other):
            # One end may be changed before the other, and meanwhile have a type that does not compare.
            return not self._keeps_base(key)
        return other[0] in _DISTURBED or (other[0] == "default" and other in self._altered)

    def _is_foreign_key(self, key: Key) -> bool:
        value = self._before.pieces[key].value
        return isinstance(value, ConstraintValue) and value.kind == "foreign key"

    def _keeps_base(self, key: Key) -> bool:
        one, other = self._before.pieces[key].value, self._after.pieces[key].value
        return isinstance(one, ColumnValue) and isinstance(other, ColumnValue) and one.has_base_of(other)

    def _is_computed(self, key: Key) -> bool:
        return bool(getattr(self._before.pieces[key].value, "generated", ""))

    def _convert_columns(self, key: Key, gone: set[Key]) -> list[Key]:
        columns = [
            other
            for other in self._before.needed_by[key]
            if other[0] == "column"
            and other in self._both
            and not self._is_computed(other)
            and (other not in self._altered or key not in gone)
        ]
        self._retyped.update(columns)
        return columns
