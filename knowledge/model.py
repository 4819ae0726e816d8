"""The parts of a knowledge graph, as the reference memory server names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named thing and what is known of it, oldest observation first."""

    name: str
    entity_type: str
    observations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A directed edge in active voice; either end may name an entity that does not exist yet."""

    source: str
    target: str
    relation_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Sentences about one entity."""

    entity_name: str
    contents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Entities, best match first when they come from a search, and the relations that touch them."""

    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
