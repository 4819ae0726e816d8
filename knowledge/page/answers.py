"""What the page is told: each answer is one value, small whatever the graph holds; the page shows it as text."""

from dataclasses import dataclass
from typing import Literal

from knowledge.model import Direction, FactKind, Origin, Relation, Validity

State = Literal["current", "ended", "named", "unknown"]
"""Whether an entity is there, was there, is only named by relations, or is none of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCount:
    """A type of entities, and how many there are."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFact:
    """A fact, its text cut where it is long."""

    id: str
    """As ``Fact.place``: tells it from the entity's others."""
    kind: FactKind
    subject: str
    subject_type: str | None
    """None: not looked up, or there is no such entity."""
    text: str
    offset: int
    """Characters of the text that are here."""
    rest: int
    """Characters of it that are not."""
    relation: Relation | None
    by: Origin
    at: str
    """As ``Fact.recorded_at``."""
    validity: Validity
    ended_at: str | None
    ended_by: Origin | None
    replaced_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole graph in short."""

    entities: int
    relations: int
    types: tuple[TypeCount, ...]
    """Most entities first."""
    more_types: int
    latest: tuple[ShownFact, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHit:
    """An entity that was found."""

    name: str
    type: str
    snippet: str
    words: tuple[str, ...]
    """What to mark in name and snippet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of what was found, best first."""

    hits: tuple[ShownHit, ...]
    types: tuple[str, ...]
    """Of these hits, most frequent first."""
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The other end of a relation."""

    name: str
    type: str | None
    """None: only named by relations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Relations of one type in one direction, newest first."""

    direction: Direction
    type: str
    total: int
    nodes: tuple[Neighbour, ...]
    next: str | None
    """Where further ones begin; None: these are the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Some of an entity's kinds of relation, the most frequent first."""

    groups: tuple[Neighbours, ...]
    more: int
    """Further kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A page of facts, newest first."""

    facts: tuple[ShownFact, ...]
    next: str | None
    """Where earlier ones begin; None: these are the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEntity:
    """An entity: what holds of it, and its neighbourhood."""

    asked: str
    name: str
    """The present one, where ``asked`` is a former one."""
    state: State
    type: str | None
    first: str
    """When it was first spoken of; empty: not known."""
    last: str
    observations: int
    """That hold."""
    statements: int
    """That ever held, relations included."""
    relations: int
    """That hold."""
    facts: Facts
    kinds: Kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """Part of a long text."""

    text: str
    offset: int
    """Where the next part begins."""
    rest: int
    """Characters from there on."""


Answer = Overview | Hits | ShownEntity | Facts | Kinds | Neighbours | TextPart
