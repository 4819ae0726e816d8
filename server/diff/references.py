"""What foreign keys wait for, and what waits for them to leave."""

from collections.abc import Iterator

from server.diff.assembly import Assembly
from server.diff.deeds import Deeds, Node
from server.diff.piece import Key


def reference_edges(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """Pairs of which the first node comes before the second."""
    yield from _superfluous_keys_first(deeds)
    yield from _safe_references(deeds)


def _superfluous_keys_first(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """A foreign key stands on whichever unique index of the columns it meets first."""
    removed = {key for key in deeds.actions.removed if deeds.before.pieces[key].unique}
    for key in deeds.actions.created if removed else ():
        made = deeds.making(key)
        if made is None or not deeds.after.pieces[key].refers:
            continue
        for column in deeds.after.needs[key] & deeds.before.pieces.keys():
            for other in deeds.before.needed_by[column] & removed:
                for leaving in deeds.leavings(other):
                    yield leaving, made


def _safe_references(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """No table that is logged refers to one that is not, at any moment."""
    for key in (key for key in deeds.actions.removed if deeds.before.pieces[key].refers):
        own, others = _ends(deeds.before, key)
        for leaving in deeds.leavings(key):
            yield from ((leaving, made) for other in others if (made := _unlogged(deeds, other)) is not None)
            if ("unlogged", own) in deeds.actions.removed:
                yield from ((leaving, logged) for logged in deeds.leavings(("unlogged", own)))
    for key in (key for key in deeds.actions.created if deeds.after.pieces[key].refers):
        own, others = _ends(deeds.after, key)
        if (made := deeds.making(key)) is None:
            continue
        if (earlier := _unlogged(deeds, own)) is not None:
            yield earlier, made
        for other in others:
            if ("unlogged", other) in deeds.actions.removed:
                yield from ((logged, made) for logged in deeds.leavings(("unlogged", other)))


def _ends(assembly: Assembly, key: Key) -> tuple[str, set[str]]:
    """The table that refers and those it refers to, which is one unless all is within one table."""
    own = assembly.pieces[key].whole
    tables = {assembly.pieces[column].whole for column in assembly.needs[key] if column[0] == "column"}
    return own[1] if own else "", {other[1] for other in tables if other is not None and other != own}


def _unlogged(deeds: Deeds, table: str) -> Node | None:
    key = ("unlogged", table)
    return deeds.making(key) if key in deeds.actions.created else None
