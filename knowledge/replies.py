"""What a reading tool answers with: all of it while that is little, else a part and how to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TypeVar

from knowledge.jsonl import written
from knowledge.model import Entity, Fact, Graph, Relation, Search
from knowledge.search.budget import CHARACTERS_A_TOKEN, Room
from knowledge.store import Store

WHOLE_ENTITIES = 2_000
"""A graph of so many entities is still answered whole, as the reference server does."""
REPLY_CHARACTERS = 1_000_000
"""The same of its size, counted as lines of the reference server's file; and no page is larger."""
PAGE_ENTITIES = 100
"""Entities of a page when the caller names no limit."""
FOUND_CHARACTERS = 40_000
"""Size of a search's page when the caller names no limit: about 10,000 tokens, from which on hosts warn."""
_TYPES = 100
"""Types that a summary names."""
_FACT_CHARACTERS = 400
"""What a fact takes besides its text."""
_MORE_FACTS = "There are more facts than fit; open fewer entities."
_READ_TOKENS = REPLY_CHARACTERS // 2
"""Of what a store found: two replies, at four characters a token, so that what does not fit into one is seen."""

_MOST_AROUND = 10_000
"""Entities, and relations, around what is named: enough for any reply, and little to read."""

_Item = TypeVar("_Item", Entity, Relation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Part of a graph and what to know of it.

    Attributes:
        next_cursor: For the next page; None when there is none.
        note: What is left out and how to see it; None when nothing is.
        facts: Who said what and when; None when not asked for.
    """

    entities: Sequence[Entity] = ()
    relations: Sequence[Relation] = ()
    next_cursor: str | None = None
    note: str | None = None
    facts: Sequence[Fact] | None = None


def whole(store: Store) -> Graph | None:
    """All of a graph; None when it is too large for one reply, of which little is read then."""
    room = _Room(REPLY_CHARACTERS)
    entities: list[Entity] = []
    relations: list[Relation] = []
    for item in store.export():
        if not room.holds(item) or len(entities) > WHOLE_ENTITIES:
            return None
        if isinstance(item, Entity):
            entities.append(item)
        else:
            relations.append(item)
    return None if len(entities) > WHOLE_ENTITIES else Graph(entities=tuple(entities), relations=tuple(relations))


def summary(store: Store) -> Mapping[str, object]:
    """The numbers of a graph that is too large for one reply, and how to go on."""
    counted = store.statistics()
    return {
        "summary": {
            "entities": sum(counted.entities.values()),
            "relations": sum(counted.relations.values()),
            "observations": counted.observations,
            "entityTypes": _most(counted.entities),
            "relationTypes": _most(counted.relations),
        },
        "note": "The graph is too large to be shown whole: call search_nodes for what you look for, or read_graph, "
        "which gives it page by page.",
    }


def listed(store: Store, search: Search) -> Reply:
    """One page of the graph, oldest first, with at most ``limit`` entities, as much as fits into a reply.

    Raises:
        KnowledgeError: The store cannot be read, or an argument of the search is wrong.
    """
    return _page(store, replace(search, limit=min(search.limit or PAGE_ENTITIES, WHOLE_ENTITIES)), REPLY_CHARACTERS)


def found(store: Store, search: Search) -> Reply:
    """One page of a search: hits, best first, then what lies around them, nearest first.

    It takes as many tokens as the search's budget says. Without one it is made for a conversation, unless the caller
    names a limit, which is then held as long as a reply has room.

    Raises:
        KnowledgeError: The store cannot be read, or an argument of the search is wrong.
    """
    if search.budget is not None:
        room = min(search.budget * CHARACTERS_A_TOKEN, REPLY_CHARACTERS)
        return _page(store, replace(search, limit=min(search.limit or PAGE_ENTITIES, WHOLE_ENTITIES)), room)
    if search.limit is not None:
        return listed(store, search)
    return _page(store, replace(search, limit=PAGE_ENTITIES), FOUND_CHARACTERS)


def _page(store: Store, search: Search, characters: int) -> Reply:
    page = store.search(replace(search, budget=_READ_TOKENS))
    known = {entity.name: entity for entity in page.entities}
    hits = [known.pop(hit.name) for hit in page.hits if hit.name in known]
    room = _Room(characters)
    shown = room.taken(hits)
    if len(shown) < len(hits) and len(page.hits) > 1:
        # A shorter page: its cursor comes from the store alone.
        return _page(store, replace(search, limit=max(1, len(shown))), characters)
    notes = []
    if len(shown) < len(hits):
        shown = [room.cut(hits[0])]
        notes.append("Only its first observations are shown; open_nodes shows all.")
    elif page.left_off.observations:
        notes.append(f"{page.left_off.observations} observations do not fit; open_nodes shows all.")
    if page.next_cursor is not None:
        notes.append("There is more: call again with cursor for the next page, or narrow the search.")
    relations, near = room.taken(page.relations), room.taken(list(known.values()))
    facts = None
    if search.past:
        facts, complete = _facts(store, [hit.name for hit in page.hits], characters)
        notes += [] if complete else [_MORE_FACTS]
    notes += _left_out("relations", len(page.relations) - len(relations) + page.left_off.relations)
    notes += _left_out("entities around them", len(known) - len(near) + page.left_off.entities)
    return Reply(
        entities=[*shown, *near],
        relations=relations,
        next_cursor=page.next_cursor,
        note=" ".join(notes) or None,
        facts=facts,
    )


def _left_out(what: str, count: int) -> list[str]:
    return [f"{count} {what} do not fit; give a smaller limit or depth."] if count else []


def opened(store: Store, names: Sequence[str], *, depth: int, limit: int | None, past: bool) -> Reply:
    """Entities by name with all that is known of them, and as many of their relations as fit.

    Raises:
        KnowledgeError: The store cannot be read.
    """
    graph = store.open_nodes(
        names,
        depth=depth,
        limit=_MOST_AROUND if limit is None and depth else limit,
        # One more tells that there are others.
        most_relations=_MOST_AROUND + 1,
    )
    room = _Room(REPLY_CHARACTERS)
    # What is named comes whole, however large: there is no other way to read it.
    entities = room.taken(graph.entities) if depth else graph.entities
    entities = entities or graph.entities[:1]
    known = {entity.name for entity in graph.entities}
    # As in the reference server, what merely stands at the end of a relation has none of its own.
    touching = [relation for relation in graph.relations if known & {relation.source, relation.target}]
    relations = _Room(REPLY_CHARACTERS).taken(touching[:_MOST_AROUND])
    notes = _left_out("entities", len(graph.entities) - len(entities))
    if left := len(touching) - len(relations):
        several = f"{left} or more" if len(graph.relations) > _MOST_AROUND else f"{left}"
        notes.append(f"{several} further relations do not fit; search_nodes with relation_types shows those of a type.")
    facts = None
    if past:
        facts, complete = _facts(store, names, REPLY_CHARACTERS)
        notes += [] if complete else [_MORE_FACTS]
    return Reply(entities=entities, relations=relations, note=" ".join(notes) or None, facts=facts)


def _facts(store: Store, names: Sequence[str], characters: int) -> tuple[list[Fact], bool]:
    """Who said what of these entities and when, oldest first, as much as fits, and whether that is all."""
    room = _Room(characters)
    facts: list[Fact] = []
    for name in dict.fromkeys(names):
        for fact in store.history(name):
            if not room.take(len(fact.text) + _FACT_CHARACTERS):
                return facts, False
            facts.append(fact)
    return facts, True


def _most(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent ones, most frequent first; types are free texts, and there may be as many as entities."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:_TYPES])


class _Room(Room):
    """What is left of a reply, counted as the reference server's file has it."""

    def holds(self, item: Entity | Relation) -> bool:
        """Whether an entity or relation fits; then its place is taken."""
        return self.take(len(written(item)))

    def taken(self, items: Sequence[_Item]) -> list[_Item]:
        """The first of them, as many as fit."""
        return list(takewhile(self.holds, items))

    def cut(self, entity: Entity) -> Entity:
        """The entity with its first observations, as many as fit."""
        bare = replace(entity, observations=())
        self.holds(bare)
        contents = takewhile(lambda content: self.take(len(content)), entity.observations)
        return replace(bare, observations=tuple(contents))
