"""Indexes that are alike but for their names, of which a partition's are taken for its parent's in order of age."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from server.diff.deeds import Deeds, Node
from server.diff.piece import Key


def twin_edges(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """Pairs of which the first node comes before the second: of the parent's indexes, and of the partition's."""
    twins: dict[object, list[tuple[Key, Key]]] = defaultdict(list)
    for key in deeds.actions.created:
        part = deeds.after.pieces[key].whole if key[0] == "index attachment" else None
        if part is not None and part in deeds.actions.created:
            above = (one for one in deeds.after.needs[key] if one[0] == part[0] and one != part)
            twins[deeds.after.pieces[part].value] += [(one, part) for one in above]
    for pairs in twins.values():
        for earlier, later in pairwise(sorted(pairs, key=lambda pair: _age(deeds, pair[0]))):
            for one, other in zip(earlier, later, strict=True):
                if one in deeds.actions.created and other in deeds.actions.created:
                    yield ("create", one), ("create", other)


def _age(deeds: Deeds, key: Key) -> tuple[bool, int, Key]:
    """Lower for an older one: those there are have been numbered in the order in which they were made."""
    made = key in deeds.actions.created
    return (made, 0 if made else deeds.before.pieces[key].address[1], key)
