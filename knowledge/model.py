"""The parts of a knowledge graph, as the reference memory server names them, with who said them, when and whether they
still hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal


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
    """Entities, best match or nearest first when they come from a search, and the relations that touch them."""

    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who says something, and from what."""

    author: str = ""
    """Agent or person; empty: unknown."""
    client: str = ""
    """Program, with its version, as it names itself."""
    source: str = ""
    """What it is taken from: ``plan:<id>``, ``dry-run:<id>``, ``outcome:<id>``, ``import:<file>``, ``tool``."""
    confidence: float = 1.0
    """From 0, a guess, to 1, seen."""


class Validity(StrEnum):
    """Whether a fact still holds; all but current ones are kept and not returned unless asked for."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    CONTRADICTED = "contradicted"
    RETRACTED = "retracted"


class FactKind(StrEnum):
    """What a fact is about: that an entity exists, a sentence about it, or an edge."""

    ENTITY = "entity"
    OBSERVATION = "observation"
    RELATION = "relation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that is or was held true of an entity."""

    subject: str
    """The entity; of a relation its source; of a former name of an entity that name."""
    kind: FactKind
    text: str
    """Type of an entity, content of an observation, type of a relation."""
    relation: Relation | None = None
    origin: Origin
    recorded_at: str
    """UTC, ISO 8601 with milliseconds; empty: recorded before times were kept."""
    validity: Validity = Validity.CURRENT
    ended_at: str | None = None
    ended_by: Origin | None = None
    replaced_by: str | None = None
    """What holds instead, as the caller wrote it; of a former name the present one."""
    place: str = ""
    """Where it is in the history of its entity, as ``Store.earlier_facts`` takes it."""


Direction = Literal["in", "out"]
"""Whether relations point to an entity or from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationKind:
    """Current relations of one type, in one direction of an entity; what points to itself is of both directions."""

    direction: Direction
    relation_type: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """An entity in numbers, under the name that it bears now."""

    name: str
    entity_type: str | None
    """That it has or, deleted, had; None: nobody described it."""
    current: bool
    """Whether it is there."""
    first: str
    """When it was first spoken of, as ``Fact.recorded_at``; empty: not known."""
    last: str
    observations: int
    """That hold."""
    relations: int
    """That hold."""
    facts: int
    """That hold or held, relations included."""
    kinds: tuple[RelationKind, ...]
    """Most relations first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Names at the other ends of relations of one kind, the newest relation first."""

    names: tuple[str, ...]
    next_cursor: str | None
    """For those of earlier relations; None: there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """An entity takes another name; what is known of it follows."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A number that was seen at an entity, such as the duration of a step, and what had been predicted."""

    entity_name: str
    name: str
    value: float
    unit: str
    predicted: float | None = None
    context: Mapping[str, str | float] = field(default_factory=lambda: MappingProxyType({}))
    recorded_at: str = ""
    """UTC, ISO 8601 with milliseconds; empty when written: now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one planning, rehearsal or outcome writes, in this order, in one transaction."""

    key: str = ""
    """Its identity: a second record of the same key changes nothing, unless entities of it were deleted. Empty: what is
    missing is added."""
    renamings: tuple[Renaming, ...] = ()
    """Carried out as one: two names may be swapped. What follows may use the former names."""
    entities: tuple[Entity, ...] = ()
    """The first is what the record is about."""
    superseded: tuple[Observations | Relation, ...] = ()
    """Facts that hold no longer."""
    observations: tuple[Observations, ...] = ()
    relations: tuple[Relation, ...] = ()
    measurements: tuple[Measurement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for."""

    query: str
    limit: int | None = None
    """Of hits; None: all."""
    cursor: str | None = None
    """``next_cursor`` of the page before."""
    entity_types: tuple[str, ...] = ()
    relation_types: tuple[str, ...] = ()
    """Only entities with a relation of one of these types at either end, and only such relations."""
    since: str | None = None
    """ISO 8601: only entities that changed at this moment or later."""
    any_word: bool = False
    """Whether what holds only some of the words is found too, after what holds all; else only where nothing does."""
    depth: int = 0
    """Steps along relations from the hits to further entities."""
    past: bool = False
    """Whether ended facts are searched, and given, too."""
    budget: int | None = None
    """Tokens, of about four characters, that entities and relations may take; None: as many as there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Why an entity was found."""

    name: str
    score: float
    """Higher is better; comparable within one search only."""
    snippet: str = ""
    matched: tuple[str, ...] = ()
    """Words of the query that were found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOff:
    """How much was found that the budget had no room for; of more than could ever fit, only a part is counted."""

    entities: int = 0
    observations: int = 0
    """Those of the entities left off too."""
    relations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part of a search's results: the hits, best first, then what lies around them, nearest first."""

    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    hits: tuple[Hit, ...] = ()
    next_cursor: str | None = None
    total: int | None = None
    """Hits on all pages; None: not counted."""
    left_off: LeftOff = LeftOff()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much there is, in short."""

    entities: Mapping[str, int]
    """Type to the number of its entities."""
    relations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """How much there is."""

    entities: Mapping[str, int]
    """Type to the number of its entities."""
    relations: Mapping[str, int]
    """Type to the number of its relations."""
    observations: int
    """All current ones."""
