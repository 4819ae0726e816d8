"""From a store to what the page is told; every answer is bounded, whatever the graph holds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from knowledge.model import Direction, Entity, Fact, Origin, Outline, Relation, RelationKind, Search
from knowledge.model import Neighbours as Names
from knowledge.page.answers import (
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
    totals = store.totals()
    types = sorted(totals.entities.items(), key=lambda item: (-item[1], item[0]))
    latest = store.latest_observations(limit=_LATEST)
    known = store.types_of({fact.subject for fact in latest})
    return Overview(
        entities=sum(totals.entities.values()),
        relations=totals.relations,
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
    outline = store.outline(name)
    return ShownEntity(
        asked=_short(name),
        name=_short(outline.name),
        state=_state(outline),
        type=None if outline.entity_type is None else _short(outline.entity_type),
        first=outline.first,
        last=outline.last,
        observations=outline.observations,
        statements=outline.facts,
        relations=outline.relations,
        facts=facts(store, name, before=None),
        kinds=_kinds(store, outline, 0),
    )


def facts(store: Store, name: str, *, before: str | None) -> Facts:
    """A page of what holds of an entity.

    Raises:
        InvalidCursor: ``before`` is not ``next`` of another page.
    """
    return _page(store.earlier_facts(name, limit=_FACTS + 1, before=before, observations=True))


def history(store: Store, name: str, *, before: str | None) -> Facts:
    """A page of what is and was held true of an entity, its relations included.

    Raises:
        InvalidCursor: ``before`` is not ``next`` of another page.
    """
    return _page(store.earlier_facts(name, limit=_FACTS + 1, before=before))


def kinds(store: Store, name: str, *, after: int) -> Kinds:
    """Further kinds of relation of an entity."""
    return _kinds(store, store.outline(name), after)


def neighbours(store: Store, name: str, *, direction: Direction, relation_type: str, before: str) -> Neighbours:
    """Further neighbours by relations of one type.

    Raises:
        InvalidCursor: ``before`` is not ``next`` of another page.
    """
    found = [
        kind for kind in store.outline(name).kinds if (kind.direction, kind.relation_type) == (direction, relation_type)
    ]
    total = sum(kind.count for kind in found)
    kind = RelationKind(direction=direction, relation_type=relation_type, count=total)
    return _with_types(store, [_neighbours(store, name, kind, _MORE_NODES, before)])[0]


def text(store: Store, name: str, *, text_id: str, offset: int) -> TextPart:
    """The next part of a long text.

    Raises:
        UnknownText: It was erased since.
        InvalidCursor: ``text_id`` is no ``id`` of a fact.
    """
    fact = store.fact_at(name, text_id)
    if fact is None:
        raise UnknownText
    end = offset + _PART_CHARACTERS
    return TextPart(text=fact.text[offset:end], offset=end, rest=max(0, len(fact.text) - end))


def _state(outline: Outline) -> State:
    if outline.current:
        return "current"
    if outline.entity_type is not None:
        return "ended"
    return "named" if outline.facts else "unknown"


def _of_type(store: Store, entity_type: str, cursor: str | None) -> Hits:
    page = store.entities_of_type([entity_type], limit=_HITS, cursor=cursor)
    hits = tuple(_hit(found) for found in page.entities)
    total = store.totals().entities.get(entity_type, 0)
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


def _page(newest: Sequence[Fact]) -> Facts:
    """A page of facts, of which there is one too many where there are earlier ones."""
    shown = newest[:_FACTS]
    return Facts(
        facts=tuple(_shown(fact, {}) for fact in shown), next=shown[-1].place if len(newest) > len(shown) else None
    )


def _shown(fact: Fact, types: Mapping[str, str]) -> ShownFact:
    text = _beginning(fact.text)
    return ShownFact(
        id=fact.place,
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


def _kinds(store: Store, outline: Outline, after: int) -> Kinds:
    page = outline.kinds[after : after + _KINDS]
    shares = _shares([kind.count for kind in page])
    groups = [_neighbours(store, outline.name, kind, share, None) for kind, share in zip(page, shares, strict=True)]
    return Kinds(groups=tuple(_with_types(store, groups)), more=max(0, len(outline.kinds) - after - _KINDS))


_Group = tuple[RelationKind, Names]


def _neighbours(store: Store, name: str, kind: RelationKind, limit: int, cursor: str | None) -> _Group:
    return kind, store.neighbours(
        name, direction=kind.direction, relation_type=kind.relation_type, limit=limit, cursor=cursor
    )


def _with_types(store: Store, groups: Sequence[_Group]) -> list[Neighbours]:
    types = store.types_of({name for _, found in groups for name in found.names})
    return [
        Neighbours(
            direction=kind.direction,
            type=_short(kind.relation_type),
            total=kind.count,
            nodes=tuple(Neighbour(name=_short(name), type=_type(types, name)) for name in found.names),
            next=found.next_cursor,
        )
        for kind, found in groups
    ]


def _shares(counts: Sequence[int]) -> list[int]:
    """How many of each group are drawn at first: as even as can be, and never all but one."""
    shares = [0] * len(counts)
    left = MOST_NODES
    for place in sorted(range(len(counts)), key=lambda place: counts[place]):
        waiting = sum(share == 0 for share in shares)
        shares[place] = min(counts[place], max(1, left // waiting))
        left -= shares[place]
    return [count if count - share == 1 else share for count, share in zip(counts, shares, strict=True)]
