"""What a kind of store must offer: transactions, and in them a few operations on rows.

``knowledge.store`` says once, for all kinds, what a call means; ``knowledge.sqlite`` and ``knowledge.postgresql`` carry
these operations out.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from knowledge.model import (
    Direction,
    Entity,
    Fact,
    Hit,
    Measurement,
    Neighbours,
    Origin,
    Outline,
    Relation,
    Renaming,
    Search,
    Statistics,
    Totals,
    Validity,
)
from knowledge.stored import FactPlace

T = TypeVar("T")
Pair = tuple[str, str]
"""Name of an entity and content of an observation, or name and type of an entity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who writes, and when, in milliseconds since 1970."""

    origin: Origin
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Why facts hold no longer."""

    validity: Validity
    stamp: Stamp
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of hits, best first."""

    hits: tuple[Hit, ...]
    next_cursor: str | None
    total: int | None


class Tables(Protocol):
    """The rows as one transaction sees them; names are exact, former names mean nothing here."""

    def existing(self, names: Collection[str], *, lock: bool = False) -> set[str]:
        """Those that name an entity; a locked one is not deleted or renamed by others before this transaction ends."""
        ...

    def renamed(self, names: Collection[str]) -> Mapping[str, str]:
        """Former names among these, each with the present one."""
        ...

    def add_entities(self, entities: Sequence[Pair], stamp: Stamp) -> set[str]:
        """Add entities by name and type; the names that are new. No name occurs twice in ``entities``."""
        ...

    def add_observations(self, observations: Sequence[Pair], stamp: Stamp) -> set[Pair]:
        """Add contents to entities that exist; those that are new. None occurs twice."""
        ...

    def add_relations(self, relations: Sequence[Relation], stamp: Stamp) -> set[Relation]:
        """Add relations; those that are new. None occurs twice."""
        ...

    def add_measurements(self, measurements: Sequence[Measurement], stamp: Stamp) -> None:
        """Add measurements; each has its own moment or that of the stamp."""
        ...

    def add_key(self, key: str, stamp: Stamp) -> bool:
        """Whether no record had this key."""
        ...

    def set_aside(self, name: str, place: str) -> None:
        """Move all that is known of a name to an unused one, of which history does not tell; a renaming follows."""
        ...

    def rename(self, renaming: Renaming, stamp: Stamp, *, place: str | None = None) -> None:
        """Give an entity another name; where that one exists already, the two become one.

        Args:
            place: Where the entity was set aside.
        """
        ...

    def end_entities(self, names: Collection[str], ending: Ending) -> None:
        """Keep entities, their observations and every relation that names them as ended facts only."""
        ...

    def end_observations(self, observations: Collection[Pair], ending: Ending) -> None:
        """Keep observations as ended facts only."""
        ...

    def end_relations(self, relations: Collection[Relation], ending: Ending) -> None:
        """Keep relations as ended facts only."""
        ...

    def erase_entities(self, names: Collection[str]) -> None:
        """Remove all trace of entities: facts, ended facts, relations, former names, measurements."""
        ...

    def erase_observations(self, observations: Collection[Pair]) -> None:
        """Remove observations, current and ended."""
        ...

    def erase_relations(self, relations: Collection[Relation]) -> None:
        """Remove relations, current and ended."""
        ...

    def index(self, names: Collection[str], stamp: Stamp, *, added: Collection[Pair] = ()) -> None:
        """Make the search find what entities say now, and note that they changed; called at the end of a write.

        Args:
            added: Observations that are all that is new of further entities.
        """
        ...

    def search(self, search: Search) -> Found:
        """One page of the entities that match."""
        ...

    def read_entities(self, names: Sequence[str]) -> tuple[Entity, ...]:
        """The entities that exist, in the order of the names."""
        ...

    def read_relations(
        self, names: Collection[str], *, types: Collection[str] = (), limit: int | None = None
    ) -> tuple[Relation, ...]:
        """Relations with one of these at either end, of these types if any, oldest first, ``limit`` at most."""
        ...

    def read_facts(self, name: str) -> tuple[Fact, ...]:
        """All facts about an entity, ended ones too, oldest first."""
        ...

    def read_outline(self, name: str) -> Outline:
        """An entity in numbers."""
        ...

    def read_earlier_facts(
        self, name: str, *, before: FactPlace, limit: int | None, observations: bool = False
    ) -> tuple[Fact, ...]:
        """The newest facts before a place, newest first, also such as ended; or only ``observations`` that hold."""
        ...

    def read_neighbours(
        self, name: str, *, direction: Direction, relation_type: str, limit: int, cursor: str | None
    ) -> Neighbours:
        """Names at the other ends of relations of a type, the newest relation first."""
        ...

    def read_measurements(
        self, *, entity_names: Collection[str], names: Collection[str], limit: int
    ) -> tuple[Measurement, ...]:
        """Measurements, newest first; an empty collection does not filter."""
        ...

    def read_types(
        self, types: Collection[str], *, limit: int, cursor: str | None
    ) -> tuple[tuple[Entity, ...], str | None]:
        """Entities of these types, oldest first, and where to go on."""
        ...

    def read_types_of(self, names: Collection[str]) -> Mapping[str, str]:
        """Name to type of the entities among these."""
        ...

    def read_latest_observations(self, *, limit: int) -> tuple[Fact, ...]:
        """The observations that were added last, newest first."""
        ...

    def stream_entities(self) -> Iterator[Entity]:
        """All entities, oldest first, a part at a time."""
        ...

    def stream_relations(self) -> Iterator[Relation]:
        """All relations, oldest first, a part at a time."""
        ...

    def totals(self) -> Totals:
        """How much there is; neither texts nor types of relations are looked at."""
        ...

    def statistics(self) -> Statistics:
        """Counts by type."""
        ...

    def change_token(self) -> str:
        """A text that differs after every transaction that changed something."""
        ...


class Backend(Protocol):
    """A place where tables lie, shared with any number of threads and processes."""

    def read(self, work: Callable[[Tables], T]) -> T:
        """What ``work`` makes of one state of the tables."""
        ...

    def write(self, work: Callable[[Tables], T]) -> T:
        """Carry ``work`` out wholly or not at all; it may be called again when others were in the way."""
        ...

    def stream(self, work: Callable[[Tables], Iterator[T]]) -> Iterator[T]:
        """What ``work`` yields of one state of the tables."""
        ...

    def scrub(self) -> None:
        """Take what was erased out of what the store keeps besides its tables."""
        ...

    def check(self) -> tuple[str, ...]:
        """What is wrong with the store, in sentences; empty: nothing."""
        ...

    def backup(self, destination: str) -> None:
        """Write a copy of one state of the store to a new store."""
        ...

    def close(self) -> None:
        """Give connections back; the next call opens new ones."""
        ...
