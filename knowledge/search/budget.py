"""How much of what was found fits into a reply."""

from collections.abc import Collection, Sequence

from knowledge.model import Entity, Graph, LeftOff, Relation

CHARACTERS_A_TOKEN = 4
_OVERHEAD = 60
"""Characters of an entity or relation in JSON besides its texts."""
_OVERHEAD_OF_TEXT = 8


def most_relations(budget: int) -> int:
    """More relations than this never fit."""
    return budget * CHARACTERS_A_TOKEN // _OVERHEAD + 1


def fit(graph: Graph, hits: Collection[str], budget: int) -> tuple[Graph, LeftOff]:
    """As much of a graph as fits, in this order: hits, relations, what lies around, nearest first.

    An entity without room for all its observations is given with its first ones. What follows something that has no
    room may still have it.

    Args:
        graph: Hits first, best first.
        hits: Their names.
        budget: Tokens of the reply, about.
    """
    room = Room(budget * CHARACTERS_A_TOKEN)
    first = _fitting(room, [entity for entity in graph.entities if entity.name in hits])
    relations = tuple(relation for relation in graph.relations if room.take(_size(relation)))
    others = _fitting(room, [entity for entity in graph.entities if entity.name not in hits])
    fitting = Graph(entities=(*first, *others), relations=relations)
    left_off = LeftOff(
        entities=len(graph.entities) - len(fitting.entities),
        observations=_observations(graph.entities) - _observations(fitting.entities),
        relations=len(graph.relations) - len(relations),
    )
    return fitting, left_off


class Room:
    """Characters of a reply that are left."""

    def __init__(self, characters: int) -> None:
        self._left = characters

    def take(self, characters: int) -> bool:
        """Whether there was room for so many, which are taken then."""
        if characters > self._left:
            return False
        self._left -= characters
        return True


def _fitting(room: Room, entities: Sequence[Entity]) -> list[Entity]:
    """Those that there is room for, each with the observations that there is room for."""
    fitting = []
    for entity in entities:
        if room.take(len(entity.name) + len(entity.entity_type) + _OVERHEAD):
            kept = tuple(text for text in entity.observations if room.take(len(text) + _OVERHEAD_OF_TEXT))
            fitting.append(Entity(name=entity.name, entity_type=entity.entity_type, observations=kept))
    return fitting


def _size(relation: Relation) -> int:
    return len(relation.source) + len(relation.target) + len(relation.relation_type) + _OVERHEAD


def _observations(entities: Sequence[Entity]) -> int:
    return sum(len(entity.observations) for entity in entities)
