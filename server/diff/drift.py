"""Two catalogs of different databases into what differs between them, grouped by object and told for a reader."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from server.diff.assembly import Assembly, assemble
from server.diff.drift_texts import tell_differences, tell_parts
from server.diff.piece import Key
from server.errors import InvalidArgument
from server.model.catalog import Catalog
from server.model.drift import ObjectDrift, Side
from server.model.fingerprint import column_order

_WHOLES = frozenset(["table", "view", "schema", "extension"])
"""Kinds that a reader takes for objects, whatever they belong to."""
_UNDUMPED = frozenset(
    [
        "publication",
        "publication options",
        "publication schema",
        "publication table",
        "security label",
        "subscription",
        "subscription option",
    ]
)
"""Kinds that are not read of a live database, since the servers they name are not on the shadow."""
_PAGE_CHARACTERS = 4_000
_AROUND = 50
"""Characters a reply spends on an object beside its texts."""
_NAMES = 6
"""Most columns of one table that are named for their order."""


def comparable(catalog: Catalog) -> Catalog:
    """The catalog without what is not read of a live database."""
    return replace(catalog, others={key: each for key, each in catalog.others.items() if each.kind not in _UNDUMPED})


def left_out(*catalogs: Catalog) -> tuple[str, ...]:
    """What ``comparable`` leaves out of these, by kind."""
    return tuple(sorted({each.kind for catalog in catalogs for each in catalog.others.values()} & _UNDUMPED))


def find_drift(here: Catalog, there: Catalog) -> tuple[ObjectDrift, ...]:
    """Every object that is not the same in both, in order of its name; empty when the schemas are equal."""
    ones, others = assemble(here), assemble(there)
    groups: dict[Key, _Group] = defaultdict(_Group)
    for assembly, opposite, side in ((ones, others, "here"), (others, ones, "there")):
        alone = assembly.pieces.keys() - opposite.pieces.keys()
        for key in sorted(alone):
            groups[_object_of(assembly, key)].alone[side].append(key)
    for key in sorted(ones.pieces.keys() & others.pieces.keys()):
        if ones.pieces[key].value != others.pieces[key].value:
            groups[_object_of(others, key)].differing.append(key)
    return tuple(
        _object_drift(key, group, ones, others) for key, group in sorted(groups.items(), key=lambda g: g[0][::-1])
    )


def differing_orders(here: Catalog, there: Catalog) -> tuple[str, ...]:
    """A line for each table whose columns, as far as both have them, stand in another order."""
    ones, others = column_order(here), column_order(there)
    lines = []
    for table in sorted(ones.keys() & others.keys()):
        both = set(ones[table]) & set(others[table])
        mine, theirs = ([name for name in order[table] if name in both] for order in (ones, others))
        if mine != theirs:
            first = next(number for number, name in enumerate(mine) if name != theirs[number])
            lines.append(
                f"{table}: from column {first + 1} on {_listed(mine[first:])} here, {_listed(theirs[first:])} there"
            )
    return tuple(lines)


def matching(drifts: Iterable[ObjectDrift], pattern: str) -> list[ObjectDrift]:
    """Those whose name, with or without its schema, matches the glob in any case; all when it is empty."""
    wanted = pattern.casefold().replace('"', "") or "*"
    return [each for each in drifts if any(fnmatchcase(name, wanted) for name in _spellings(each.name))]


def page_of(drifts: Sequence[ObjectDrift], *, limit: int, cursor: str) -> tuple[tuple[ObjectDrift, ...], str | None]:
    """A page that a reader takes in at once, and the cursor of the next one.

    Raises:
        InvalidArgument: The limit is below 1, or no object is called like the cursor.
    """
    if limit < 1:
        raise InvalidArgument(f"limit is {limit}; it must be at least 1")
    names = [each.object for each in drifts]
    if cursor and cursor not in names:
        raise InvalidArgument(
            f"nothing that differs is called like the cursor “{cursor}”; pass next_cursor of the page before with the "
            "same arguments, or leave cursor empty"
        )
    first = names.index(cursor) + 1 if cursor else 0
    page: list[ObjectDrift] = []
    room = _PAGE_CHARACTERS
    for each in drifts[first : first + limit]:
        room -= _AROUND + sum(map(len, (each.object, *each.here, *each.there, *each.differs)))
        if page and room < 0:
            break
        page.append(each)
    more = first + len(page) < len(drifts)
    return tuple(page), page[-1].object if more and page else None


@dataclass(slots=True)
class _Group:
    """Keys of the pieces of one object that differ."""

    alone: dict[str, list[Key]] = field(default_factory=lambda: {"here": [], "there": []})
    differing: list[Key] = field(default_factory=list)


def _object_of(assembly: Assembly, key: Key) -> Key:
    """The object a reader finds the piece in: the table of a column, the function of a comment."""
    seen = {key}
    while key[0] not in _WHOLES:
        whole = assembly.pieces[key].whole
        above = assembly.leaves_with[key] - seen
        chosen = (
            whole
            if whole is not None and whole in assembly.pieces
            else min(above, key=lambda other: (other[0] not in _WHOLES, other), default=None)
        )
        if chosen is None or chosen in seen:
            return key
        key = chosen
        seen.add(key)
    return key


def _object_drift(key: Key, group: _Group, ones: Assembly, others: Assembly) -> ObjectDrift:
    here, there = group.alone["here"], group.alone["there"]
    only: Side | None = "here" if key in here else "there" if key in there else None
    return ObjectDrift(
        kind=key[0],
        name=key[1],
        only=only,
        here=tell_parts(key, here, ones),
        there=tell_parts(key, there, others),
        differs=tell_differences(key, group.differing, ones, others),
    )


def _spellings(name: str) -> tuple[str, str]:
    plain = name.casefold().replace('"', "")
    return plain, plain.partition(".")[2]


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:_NAMES])}{', …' if len(names) > _NAMES else ''}"
