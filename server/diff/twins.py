"""Indexes that are alike but for their names, of which a partition's are taken for its parent's in order of age."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from server.diff.deeds import Deeds, Node
from server.diff.piece import Key
from server.diff.pieces.constraints import ConstraintValue


def twin_edges(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """Pairs of which the first node comes before the second: of the parent's indexes, and of the partition's."""
    parents = dict(_parents(deeds))
    twins: dict[object, list[Key]] = defaultdict(list)
    for part in parents:
        twins[_nameless(deeds.after.pieces[part].value)].append(part)
    for parts in twins.values():
        for earlier, later in pairwise(sorted(parts, key=lambda part: _age(deeds, parents, part))):
            for one, other in ((earlier, later), (parents[earlier], parents[later])):
                if one in deeds.actions.created and other in deeds.actions.created:
                    yield ("create", one), ("create", other)


def _parents(deeds: Deeds) -> Iterator[tuple[Key, Key]]:
    """New indexes of partitions, each with the parent's index that it becomes a part of."""
    for key in deeds.actions.created:
        part = deeds.after.pieces[key].whole if key[0] == "index attachment" else None
        if part is not None and part in deeds.actions.created:
            yield from ((part, one) for one in deeds.after.needs[key] if one[0] == part[0] and one != part)


def _nameless(value: object) -> object:
    return replace(value, name="") if isinstance(value, ConstraintValue) else value


def _age(deeds: Deeds, parents: Mapping[Key, Key], key: Key) -> tuple[bool, int, Key]:
    """Lower for an older one: those there are have been numbered as they were made, and parts follow their wholes."""
    while key in parents:
        key = parents[key]
    made = key in deeds.actions.created
    return (made, 0 if made else deeds.before.pieces[key].address[1], key)
