"""A store of a knowledge graph: what each call means, for every kind of store.

``Store`` is a class, not a protocol: the meaning of a call is written once, here, over the small ``Backend`` and
``Tables`` of ``knowledge.tables``, which SQLite and PostgreSQL carry out. Others use ``open_store`` and ``Store`` only.

- A name means the entity of that name; where there is none, the entity that had it before a renaming.
- Every method blocks, is one transaction, and may be called from any number of threads and processes.
- Each kind of store indexes in ``Tables.index`` and answers in ``Tables.search``.
"""

import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from knowledge.errors import InvalidNumber, InvalidText
from knowledge.location import Place, SqliteFile, place_of
from knowledge.model import (
    Direction,
    Entity,
    Fact,
    Graph,
    LeftOff,
    Measurement,
    Neighbours,
    Observations,
    Origin,
    Outline,
    Page,
    Record,
    Relation,
    Search,
    Statistics,
    Totals,
    Validity,
)
from knowledge.search.budget import fit, most_relations
from knowledge.stored import LATEST_PLACE, FactPlace
from knowledge.tables import Backend, Ending, Stamp, T, Tables
from knowledge.writes import (
    ends_of,
    first_of_each_name,
    former_neighbours_of,
    index_again,
    locked_pairs,
    neighbours_of,
    observe,
    pairs_of,
    present_names,
    present_relations,
    relate,
    sources_of,
    texts_of,
    write_record,
)

_UNKNOWN = Origin()


def open_store(url: str) -> "Store":
    """The store a URL names, see ``location.place_of``; nothing is opened or created before the first call.

    Raises:
        InvalidStoreUrl: The URL names no store.
    """
    return Store(_backend(place_of(url)))


def _backend(place: Place) -> Backend:
    # Each kind is imported when it is used: starting a server must not pay for the other's driver.
    if isinstance(place, SqliteFile):
        from knowledge.sqlite.backend import SqliteBackend  # noqa: PLC0415

        return SqliteBackend(place.path)
    from knowledge.postgresql.backend import PostgresqlBackend  # noqa: PLC0415

    return PostgresqlBackend(place.url)


class Store:
    """Entities, relations and observations with their history; each method raises ``KnowledgeError`` when it cannot."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def create_entities(self, entities: Sequence[Entity], *, by: Origin = _UNKNOWN) -> tuple[Entity, ...]:
        """The entities that are new; one whose name exists is left as it is."""
        first = first_of_each_name(entities)
        _refuse_no_text(text for entity in entities for text in texts_of(entity))

        def work(tables: Tables, stamp: Stamp) -> tuple[Entity, ...]:
            new = tables.add_entities([(entity.name, entity.entity_type) for entity in first.values()], stamp)
            created = [entity for name, entity in first.items() if name in new]
            tables.add_observations(pairs_of(created), stamp)
            tables.index(new, stamp)
            return tuple(created)

        return self._write(work, by)

    def create_relations(self, relations: Sequence[Relation], *, by: Origin = _UNKNOWN) -> tuple[Relation, ...]:
        """The relations that are new, with present names at their ends."""
        _refuse_no_text(text for relation in relations for text in ends_of(relation))

        def work(tables: Tables, stamp: Stamp) -> tuple[Relation, ...]:
            new = relate(tables, relations, stamp)
            tables.index(sources_of(new), stamp)
            return new

        return self._write(work, by)

    def add_observations(
        self, observations: Sequence[Observations], *, by: Origin = _UNKNOWN
    ) -> tuple[Observations, ...]:
        """For each request the contents that are new; nothing is written when one entity is unknown.

        Raises:
            UnknownEntity: One of the entities does not exist.
        """
        _refuse_no_text(text for request in observations for text in (request.entity_name, *request.contents))

        def work(tables: Tables, stamp: Stamp) -> tuple[Observations, ...]:
            added, new = observe(tables, observations, stamp)
            tables.index((), stamp, added=new)
            return added

        return self._write(work, by)

    def record(self, record: Record, *, by: Origin = _UNKNOWN) -> bool:
        """Write all of a record or nothing: what is missing is added, what exists stays.

        Returns:
            False when a record of the same key was written before and none of its entities was deleted since; nothing
            changes then. Else what is missing is added, and nothing is renamed or measured twice.

        Raises:
            UnknownEntity: Observations name an entity that neither exists nor is among the record's entities.
            InvalidNumber: A measurement is no finite number.
        """
        _refuse_no_text(_all_texts(record))
        _refuse_no_number(_all_numbers(record))
        return self._write(lambda tables, stamp: write_record(tables, record, stamp), by)

    def delete_entities(self, names: Sequence[str], *, by: Origin = _UNKNOWN, erase: bool = False) -> None:
        """Remove entities, their observations and every relation that names them; unknown names are ignored.

        Args:
            erase: Whether nothing of them is kept, neither history nor measurements; else they are retracted.
        """

        def work(tables: Tables, stamp: Stamp) -> None:
            meant = set(present_names(tables, names).values())
            # What they say about the entities is gone too, and of what is erased what they said.
            neighbours = former_neighbours_of(tables, meant) if erase else neighbours_of(tables, meant)
            if erase:
                tables.erase_entities({*meant, *names})
            else:
                tables.end_entities(meant, Ending(validity=Validity.RETRACTED, stamp=stamp))
            index_again(tables, neighbours | meant, stamp)

        self._delete(work, by, names, erase=erase)

    def delete_observations(
        self,
        observations: Sequence[Observations],
        *,
        because: Validity = Validity.RETRACTED,
        replaced_by: str | None = None,
        by: Origin = _UNKNOWN,
        erase: bool = False,
    ) -> None:
        """Keep observations as facts that hold no longer; unknown entities and contents are ignored.

        Args:
            because: Why they hold no longer; not ``CURRENT``.
            replaced_by: What holds instead.
            erase: Whether nothing of them is kept, those ended before included, neither why nor what holds instead.
        """

        def work(tables: Tables, stamp: Stamp) -> None:
            pairs = locked_pairs(tables, observations)
            if erase:
                tables.erase_observations(pairs)
            else:
                tables.end_observations(pairs, Ending(validity=because, stamp=stamp, replaced_by=replaced_by))
            tables.index({name for name, _ in pairs}, stamp)

        texts = [text for request in observations for text in (request.entity_name, *request.contents)]
        self._delete(work, by, [*texts, replaced_by or ""], erase=erase)

    def delete_relations(
        self,
        relations: Sequence[Relation],
        *,
        because: Validity = Validity.RETRACTED,
        replaced_by: str | None = None,
        by: Origin = _UNKNOWN,
        erase: bool = False,
    ) -> None:
        """Keep relations as facts that hold no longer; unknown ones are ignored.

        Args:
            because: Why they hold no longer; not ``CURRENT``.
            replaced_by: What holds instead.
            erase: Whether nothing of them is kept, those ended before included, neither why nor what holds instead.
        """

        def work(tables: Tables, stamp: Stamp) -> None:
            meant = set(present_relations(tables, relations))
            if erase:
                tables.erase_relations({*meant, *relations})
            else:
                tables.end_relations(meant, Ending(validity=because, stamp=stamp, replaced_by=replaced_by))
            tables.index(sources_of(meant), stamp)

        texts = [text for relation in relations for text in ends_of(relation)]
        self._delete(work, by, [*texts, replaced_by or ""], erase=erase)

    def read_graph(self) -> Graph:
        """Everything that holds, oldest first."""

        def work(tables: Tables) -> Graph:
            return Graph(entities=tuple(tables.stream_entities()), relations=tuple(tables.stream_relations()))

        return self._backend.read(work)

    def export(self) -> Iterator[Entity | Relation]:
        """Everything that holds at one moment: entities, then relations, oldest first; a part at a time in memory."""

        def work(tables: Tables) -> Iterator[Entity | Relation]:
            yield from tables.stream_entities()
            yield from tables.stream_relations()

        return self._backend.stream(work)

    def open_nodes(
        self, names: Sequence[str], *, depth: int = 0, limit: int | None = None, most_relations: int | None = None
    ) -> Graph:
        """Entities by name, in that order, with the relations that touch them; unknown names are left out.

        Args:
            depth: Steps along relations to further entities, which follow nearest first. Relations are those that touch
                an entity fewer than ``depth`` steps away, or the named ones when it is 0.
            limit: Entities at most.
            most_relations: So many relations are read at most, oldest first.
        """
        _refuse_no_text(names)

        def work(tables: Tables) -> Graph:
            present = present_names(tables, names)
            named = list(dict.fromkeys(present[name] for name in names))
            return _around(tables, named, depth=depth, limit=limit, most_relations=most_relations)

        return self._backend.read(work)

    def search(self, search: Search) -> Page:
        """Entities that match, best first, with the relations that touch them and what lies ``depth`` steps around.

        Of both only what fits into the search's budget: first the hits, then relations, then what is nearest.

        Raises:
            InvalidCursor: The cursor is not one of this search.
        """
        _refuse_no_text([search.query, *search.entity_types, *search.relation_types])

        def work(tables: Tables) -> Page:
            found = tables.search(search)
            names = [hit.name for hit in found.hits]
            most = None if search.budget is None else len(names) + most_relations(search.budget)
            graph = _around(
                tables, names, depth=search.depth, limit=most, most_relations=most, types=search.relation_types
            )
            left_off = LeftOff()
            if search.budget is not None:
                graph, left_off = fit(graph, {*names}, search.budget)
            return Page(
                entities=graph.entities,
                relations=graph.relations,
                hits=found.hits,
                next_cursor=found.next_cursor,
                total=found.total,
                left_off=left_off,
            )

        return self._backend.read(work)

    def history(self, name: str) -> tuple[Fact, ...]:
        """All that is and was held true of an entity, oldest first, also under its former names."""
        _refuse_no_text([name])
        return self._backend.read(lambda tables: tables.read_facts(present_names(tables, [name])[name]))

    def earlier_facts(
        self, name: str, *, limit: int, before: str | None = None, observations: bool = False
    ) -> tuple[Fact, ...]:
        """The newest part of an entity's history, newest first.

        Args:
            before: Only facts before this ``Fact.place``.
            observations: Whether only observations that hold are wanted.

        Raises:
            InvalidCursor: ``before`` is no place.
        """
        _refuse_no_text([name])
        place = LATEST_PLACE if before is None else FactPlace.read(before)

        def work(tables: Tables) -> tuple[Fact, ...]:
            present = present_names(tables, [name])[name]
            return tables.read_earlier_facts(present, before=place, limit=limit, observations=observations)

        return self._backend.read(work)

    def fact_at(self, name: str, place: str) -> Fact | None:
        """The fact of an entity at this ``Fact.place``, also when it ended since; None when it was erased.

        Raises:
            InvalidCursor: It is no place.
        """
        wanted = FactPlace.read(place)
        # Its end may have moved it, but not beyond the next position.
        next_position = FactPlace(wanted.recorded_at, wanted.rank, wanted.position + 1, 0, "")
        found = self.earlier_facts(name, limit=1, before=next_position.written())
        return next((fact for fact in found if FactPlace.read(fact.place)[:3] == wanted[:3]), None)

    def outline(self, name: str) -> Outline:
        """An entity in numbers, also one that was deleted or that only relations name."""
        _refuse_no_text([name])
        return self._backend.read(lambda tables: tables.read_outline(present_names(tables, [name])[name]))

    def neighbours(
        self, name: str, *, direction: Direction, relation_type: str, limit: int, cursor: str | None = None
    ) -> Neighbours:
        """Names at the other ends of an entity's relations of a type, the newest relation first.

        Raises:
            InvalidCursor: The cursor is not one of this call.
        """
        _refuse_no_text([name, relation_type])

        def work(tables: Tables) -> Neighbours:
            present = present_names(tables, [name])[name]
            return tables.read_neighbours(
                present, direction=direction, relation_type=relation_type, limit=limit, cursor=cursor
            )

        return self._backend.read(work)

    def measurements(
        self, *, entity_names: Collection[str] = (), names: Collection[str] = (), limit: int = 1000
    ) -> tuple[Measurement, ...]:
        """Measurements, newest first.

        Args:
            entity_names: Of these entities only; empty: of all.
            names: With these names only; empty: all.
            limit: At most so many.
        """
        _refuse_no_text([*entity_names, *names])

        def work(tables: Tables) -> tuple[Measurement, ...]:
            present = set(present_names(tables, list(entity_names)).values())
            return tables.read_measurements(entity_names=present, names=names, limit=limit)

        return self._backend.read(work)

    def entities_of_type(self, types: Sequence[str], *, limit: int = 1000, cursor: str | None = None) -> Page:
        """Entities of these types, oldest first, without relations.

        Raises:
            InvalidCursor: The cursor is not one of this call.
        """
        _refuse_no_text(types)
        entities, following = self._backend.read(lambda tables: tables.read_types(types, limit=limit, cursor=cursor))
        return Page(entities=entities, next_cursor=following)

    def types_of(self, names: Collection[str]) -> Mapping[str, str]:
        """Name to type of those that bear one of these names now, nothing else of them."""
        _refuse_no_text(names)
        return self._backend.read(lambda tables: tables.read_types_of(names))

    def latest_observations(self, *, limit: int) -> tuple[Fact, ...]:
        """What was noted last and holds, about any entity, newest first."""
        return self._backend.read(lambda tables: tables.read_latest_observations(limit=limit))

    def totals(self) -> Totals:
        """How much there is, at little cost."""
        return self._backend.read(lambda tables: tables.totals())

    def statistics(self) -> Statistics:
        """How much there is of each type."""
        return self._backend.read(lambda tables: tables.statistics())

    def change_token(self) -> str:
        """A text that differs from an earlier one when anything was written since, by whomever."""
        return self._backend.read(lambda tables: tables.change_token())

    def check(self) -> tuple[str, ...]:
        """What is wrong with the store, in sentences; empty: nothing."""
        return self._backend.check()

    def backup(self, destination: str) -> None:
        """Copy one state of the store while others go on, to a place where nothing is yet.

        Args:
            destination: URL of a store of the same kind; for SQLite the path of a file will do.
        """
        self._backend.backup(destination)

    def close(self) -> None:
        """Give connections back; the next call opens new ones."""
        self._backend.close()

    def _write(self, work: Callable[[Tables, Stamp], T], by: Origin) -> T:
        _refuse_no_text([by.author, by.client, by.source])
        if not 0 <= by.confidence <= 1:
            raise InvalidNumber(number=by.confidence, remedy="give a confidence from 0 to 1")
        stamp = Stamp(origin=by, at=time.time_ns() // 1_000_000)
        return self._backend.write(lambda tables: work(tables, stamp))

    def _delete(self, work: Callable[[Tables, Stamp], None], by: Origin, texts: Iterable[str], *, erase: bool) -> None:
        _refuse_no_text(texts)
        self._write(work, by)
        if erase:
            self._backend.scrub()


def _refuse_no_text(texts: Iterable[str]) -> None:
    try:
        for text in texts:
            text.encode()
    except UnicodeEncodeError as error:
        raise InvalidText from error


def _refuse_no_number(numbers: Iterable[float]) -> None:
    for number in numbers:
        # A whole number may be too large for the floating point that stores hold.
        if not -sys.float_info.max <= number <= sys.float_info.max:
            raise InvalidNumber(number=number, remedy="leave out what was not measured")


def _all_texts(record: Record) -> Iterator[str]:
    yield record.key
    for entity in record.entities:
        yield from texts_of(entity)
    for part in (*record.observations, *record.relations, *record.superseded):
        yield from ends_of(part) if isinstance(part, Relation) else (part.entity_name, *part.contents)
    for renaming in record.renamings:
        yield from (renaming.old, renaming.new)
    for measurement in record.measurements:
        yield from (measurement.entity_name, measurement.name, measurement.unit, *measurement.context)
        yield from (value for value in measurement.context.values() if isinstance(value, str))


def _all_numbers(record: Record) -> Iterator[float]:
    for measurement in record.measurements:
        yield measurement.value
        yield from () if measurement.predicted is None else (measurement.predicted,)
        yield from (value for value in measurement.context.values() if not isinstance(value, str))


def _around(
    tables: Tables,
    names: Sequence[str],
    *,
    depth: int,
    limit: int | None,
    most_relations: int | None,
    types: Collection[str] = (),
) -> Graph:
    """Entities, those up to ``depth`` steps from them, and the relations on the way, of these types only if given."""
    reached = dict.fromkeys(names)
    relations: dict[Relation, None] = {}
    ring = list(names)
    for step in range(max(depth, 1)):
        # Those that were found before may be read again.
        if not ring or (most_relations is not None and len(relations) >= most_relations):
            break
        touching = tables.read_relations(ring, types=types, limit=most_relations)
        relations.update(dict.fromkeys(touching))
        if step >= depth:
            break
        near = dict.fromkeys(name for relation in touching for name in (relation.source, relation.target))
        ring = [name for name in near if name not in reached]
        reached.update(dict.fromkeys(ring))
    return Graph(entities=tables.read_entities(list(reached)[:limit]), relations=tuple(relations)[:most_relations])
