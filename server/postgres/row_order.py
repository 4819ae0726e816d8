"""The order in which tables are filled: parents before children, circles of foreign keys opened where allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from server.postgres.row_facts import Facts, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Facts in the order of filling, with every reference's way decided; stuck holds the reason by table."""

    facts: tuple[Facts, ...]
    stuck: Mapping[int, str]


def arrange(tables: Mapping[int, Facts]) -> Order:
    """Orders the tables by their foreign keys; independent ones by name."""
    waiting = {facts.table.oid: _own_references(facts) for facts in sorted(tables.values(), key=lambda f: f.table.name)}
    ordered: list[Facts] = []
    stuck: dict[int, str] = {}
    while waiting:
        ready = [oid for oid, facts in waiting.items() if not _parents(facts, waiting)]
        if ready:
            ordered.extend(waiting.pop(oid) for oid in ready)
            continue
        inside = [oid for oid in waiting if oid in _reachable(oid, waiting)]
        opened = next((each for oid in inside if (each := _opened(waiting[oid], waiting))), None)
        if opened:
            waiting[opened.table.oid] = opened
        else:
            stuck[inside[0]] = "its foreign keys form a circle and none is nullable or deferrable"
            del waiting[inside[0]]
    return Order(facts=tuple(ordered), stuck=stuck)


def null_at_first(facts: Facts, reference: Reference) -> tuple[int, ...]:
    """Columns of the reference that may hold null until the referenced rows exist."""
    elsewhere = {number for each in facts.references if each != reference for number in each.columns}
    return tuple(n for n in reference.columns if not facts.column(n).not_null and n not in elsewhere)


def _own_references(facts: Facts) -> Facts:
    """The facts with the way of each reference to its own table decided."""
    decided: list[Reference] = []
    explicit: set[int] = set()
    for reference in facts.references:
        if reference.referenced_oid != facts.table.oid:
            decided.append(reference)
        elif null_at_first(facts, reference):
            decided.append(replace(reference, way="update"))
        else:
            decided.append(replace(reference, way="same row"))
            explicit.update(reference.referenced_columns)
    return replace(facts, references=tuple(decided), explicit=frozenset(explicit))


def _parents(facts: Facts, waiting: Mapping[int, Facts]) -> list[int]:
    return [r.referenced_oid for r in facts.references if r.way == "insert" and r.referenced_oid in waiting]


def _reachable(start: int, waiting: Mapping[int, Facts]) -> set[int]:
    seen: set[int] = set()
    heads = [start]
    while heads:
        for parent in _parents(waiting[heads.pop()], waiting):
            if parent not in seen:
                seen.add(parent)
                heads.append(parent)
    return seen


def _opened(facts: Facts, waiting: Mapping[int, Facts]) -> Facts | None:
    """The facts with one reference of a circle put off until later, preferably one that may be null."""
    circle = [
        each
        for each in facts.references
        if each.way == "insert"
        and each.referenced_oid in waiting
        and facts.table.oid in _reachable(each.referenced_oid, waiting)
    ]
    chosen = next((each for each in circle if null_at_first(facts, each)), None) or next(
        (each for each in circle if each.deferrable), None
    )
    if chosen is None:
        return None
    later = (replace(each, way="update") if each == chosen else each for each in facts.references)
    return replace(facts, references=tuple(later))
