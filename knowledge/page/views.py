"""From a store to what the page is told; every answer is bounded, whatever the graph holds."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.model import Entity, Fact, FactKind, Origin, Relation, Search, Validity
from knowledge.page.answers import (
    Direction,
    Facts,
    Hits,
    Kinds,
    Neighbour,
    Neighbours,
    Overview,
    ShownEntity,
    ShownFact,
    ShownHit,
    State,
    TextPart,
    TypeCount,
)
from knowledge.store import Store

MOST_NODES = 60
"""Of a neighbourhood, as it is first drawn."""
_KINDS = 20
_MORE_NODES = 30
_FACTS = 40
_HITS = 30
_HITS_TOKENS = 25_000
"""Bounds what is read around hits, with each letter that is typed."""
_TYPES = 40
_LATEST = 12
_NAME_CHARACTERS = 2_000
_TEXT_CHARACTERS = 1_200
_TEXT_LINES = 20
_SNIPPET_CHARACTERS = 400
_PART_CHARACTERS = 50_000


class UnknownText(Exception):
    """The entity has no such text any more."""


def overview(store: Store) -> Overview:
    """Counts, and the newest facts of all."""
    counts = store.statistics()
    types = sorted(counts.entities.items(), key=lambda item: (-item[1], item[0]))
    latest = store.latest_observations(limit=_LATEST)
    known = store.types_of({fact.subject for fact in latest})
    return Overview(
        entities=sum(counts.entities.values()),
        relations=sum(counts.relations.values()),
        types=tuple(TypeCount(name=_short(name), count=count) for name, count in types[:_TYPES]),
        more_types=max(0, len(types) - _TYPES),
        latest=tuple(_shown(fact, known) for fact in latest),
    )


def search(store: Store, *, query: str, entity_type: str, cursor: str | None) -> Hits:
    """A page of entities that match the query, or all of a type where it is empty."""
    types = (entity_type,) if entity_type else ()
    if not query.strip():
        return _of_type(store, entity_type, cursor)
    page = store.search(Search(query=query, limit=_HITS, cursor=cursor, entity_types=types, budget=_HITS_TOKENS))
    known = {entity.name: entity for entity in page.entities}
    hits = tuple(
        # One whose name is larger than the budget is not told of besides.
        _hit(known.get(hit.name, Entity(name=hit.name, entity_type="")), snippet=hit.snippet, words=hit.matched)
        for hit in page.hits
    )
    return Hits(hits=hits, types=_frequent(hits), next=page.next_cursor, total=page.total)


def entity(store: Store, name: str) -> ShownEntity:
    """What holds of an entity, first page, and its neighbourhood."""
    history = store.history(name)
    about = _About.of(name, history)
    times = sorted(fact.recorded_at for fact in history if fact.recorded_at)
    return ShownEntity(
        asked=_short(name),
        name=_short(about.name),
        state=about.state,
        type=None if about.type is None else _short(about.type),
        first=times[0] if times else "",
        last=times[-1] if times else "",
        observations=len(_observations(history)),
        statements=len(history),
        relations=len(_relations(history)),
        facts=_page(_observations(history), None),
        kinds=_kinds(store, about.name, history, 0),
    )


def facts(store: Store, name: str, *, before: int | None) -> Facts:
    """A page of what holds of an entity."""
    return _page(_observations(store.history(name)), before)


def history(store: Store, name: str, *, before: int | None) -> Facts:
    """A page of what is and was held true of an entity, its relations included."""
    return _page(store.history(name), before)


def kinds(store: Store, name: str, *, after: int) -> Kinds:
    """Further kinds of relation of an entity."""
    history = store.history(name)
    return _kinds(store, _About.of(name, history).name, history, after)


def neighbours(store: Store, name: str, *, direction: Direction, relation_type: str, before: int) -> Neighbours:
    """Further neighbours by relations of one type."""
    history = store.history(name)
    names = _groups(_About.of(name, history).name, history).get((direction, relation_type), [])
    first = max(0, before - _MORE_NODES)
    shown = names[first:before][::-1]
    return _neighbours((direction, relation_type), names, shown, first, store.types_of(shown))


def text(store: Store, name: str, *, text_id: str, offset: int) -> TextPart:
    """The next part of a long text.

    Raises:
        UnknownText: It was erased since.
    """
    for fact in store.history(name):
        if _id(fact.text) == text_id:
            end = offset + _PART_CHARACTERS
            return TextPart(text=fact.text[offset:end], offset=end, rest=max(0, len(fact.text) - end))
    raise UnknownText


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """Which entity a history is about."""

    name: str
    state: State
    type: str | None

    @classmethod
    def of(cls, asked: str, history: Sequence[Fact]) -> "_About":
        made = [fact for fact in history if fact.kind is FactKind.ENTITY]
        for fact in reversed(made):
            if fact.validity is Validity.CURRENT:
                return cls(name=fact.subject, state="current", type=fact.text)
        if made:
            return cls(name=asked, state="ended", type=made[-1].text)
        return cls(name=asked, state="named" if history else "unknown", type=None)


def _of_type(store: Store, entity_type: str, cursor: str | None) -> Hits:
    page = store.entities_of_type([entity_type], limit=_HITS, cursor=cursor)
    hits = tuple(_hit(found) for found in page.entities)
    total = store.statistics().entities.get(entity_type, 0)
    return Hits(hits=hits, types=_frequent(hits), next=page.next_cursor, total=total)


def _hit(found: Entity, *, snippet: str = "", words: tuple[str, ...] = ()) -> ShownHit:
    # Where nothing in particular was hit, the newest observation tells most.
    telling = snippet or (found.observations[-1] if found.observations else "")
    return ShownHit(
        name=_short(found.name), type=_short(found.entity_type), snippet=telling[:_SNIPPET_CHARACTERS], words=words
    )


def _frequent(hits: Iterable[ShownHit]) -> tuple[str, ...]:
    counts = Counter(hit.type for hit in hits)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _observations(history: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in history if fact.kind is FactKind.OBSERVATION and fact.validity is Validity.CURRENT]


def _relations(history: Iterable[Fact]) -> list[Relation]:
    return [fact.relation for fact in history if fact.relation is not None and fact.validity is Validity.CURRENT]


def _page(history: Sequence[Fact], before: int | None) -> Facts:
    end = len(history) if before is None else before
    first = max(0, end - _FACTS)
    return Facts(facts=tuple(_shown(fact, {}) for fact in history[first:end][::-1]), next=first or None)


def _shown(fact: Fact, types: Mapping[str, str]) -> ShownFact:
    text = _beginning(fact.text)
    return ShownFact(
        id=_id(fact.text),
        kind=fact.kind,
        subject=_short(fact.subject),
        subject_type=_type(types, fact.subject),
        text=text,
        offset=len(text),
        rest=len(fact.text) - len(text),
        relation=None if fact.relation is None else _short_ends(fact.relation),
        by=_short_origin(fact.origin),
        at=fact.recorded_at,
        validity=fact.validity,
        ended_at=fact.ended_at,
        ended_by=None if fact.ended_by is None else _short_origin(fact.ended_by),
        replaced_by=None if fact.replaced_by is None else _beginning(fact.replaced_by),
    )


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _beginning(text: str) -> str:
    lines = text[:_TEXT_CHARACTERS].splitlines(keepends=True)
    return "".join(lines[:_TEXT_LINES])


def _short(name: str) -> str:
    """The name, cut where nobody could read it; such an entity cannot be opened here."""
    return name if len(name) <= _NAME_CHARACTERS else f"{name[:_NAME_CHARACTERS]}…"


def _type(types: Mapping[str, str], name: str) -> str | None:
    return _short(types[name]) if name in types else None


def _short_origin(origin: Origin) -> Origin:
    return replace(origin, author=_short(origin.author), client=_short(origin.client), source=_short(origin.source))


def _short_ends(relation: Relation) -> Relation:
    return replace(
        relation,
        source=_short(relation.source),
        target=_short(relation.target),
        relation_type=_short(relation.relation_type),
    )


_Kind = tuple[Direction, str]


def _groups(name: str, history: Iterable[Fact]) -> dict[_Kind, list[str]]:
    """Names of neighbours by kind of relation, oldest first; the most frequent kind first."""
    found: dict[_Kind, list[str]] = {}
    for relation in _relations(history):
        if relation.source == name:
            found.setdefault(("out", relation.relation_type), []).append(relation.target)
        if relation.target == name:
            found.setdefault(("in", relation.relation_type), []).append(relation.source)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _kinds(store: Store, name: str, history: Iterable[Fact], after: int) -> Kinds:
    groups = list(_groups(name, history).items())
    page = groups[after : after + _KINDS]
    shares = _shares([len(names) for _, names in page])
    shown = [names[len(names) - share :][::-1] for (_, names), share in zip(page, shares, strict=True)]
    types = store.types_of({name for names in shown for name in names})
    return Kinds(
        groups=tuple(
            _neighbours(kind, names, some, len(names) - len(some), types)
            for (kind, names), some in zip(page, shown, strict=True)
        ),
        more=max(0, len(groups) - after - _KINDS),
    )


def _neighbours(
    kind: _Kind, names: Sequence[str], shown: Sequence[str], first: int, types: Mapping[str, str]
) -> Neighbours:
    direction, relation_type = kind
    return Neighbours(
        direction=direction,
        type=_short(relation_type),
        total=len(names),
        nodes=tuple(Neighbour(name=_short(name), type=_type(types, name)) for name in shown),
        next=first or None,
    )


def _shares(counts: Sequence[int]) -> list[int]:
    """How many of each group are drawn at first: as even as can be, and never all but one."""
    shares = [0] * len(counts)
    left = MOST_NODES
    for place in sorted(range(len(counts)), key=lambda place: counts[place]):
        waiting = sum(share == 0 for share in shares)
        shares[place] = min(counts[place], max(1, left // waiting))
        left -= shares[place]
    return [count if count - share == 1 else share for count, share in zip(counts, shares, strict=True)]
