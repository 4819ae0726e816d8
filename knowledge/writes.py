"""What a write means on the rows of one transaction, for every kind of store."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from knowledge.errors import UnknownEntity
from knowledge.model import Entity, FactKind, Observations, Record, Relation, Renaming, Validity
from knowledge.tables import Ending, Pair, Stamp, Tables

_PORTION = 500
"""Entities that are indexed at once, so that little of them is in memory."""


def first_of_each_name(entities: Iterable[Entity]) -> dict[str, Entity]:
    """The first entity of each name, each observation once."""
    first: dict[str, Entity] = {}
    for entity in entities:
        distinct = tuple(dict.fromkeys(entity.observations))
        first.setdefault(entity.name, Entity(name=entity.name, entity_type=entity.entity_type, observations=distinct))
    return first


def texts_of(entity: Entity) -> tuple[str, ...]:
    """All texts of an entity."""
    return (entity.name, entity.entity_type, *entity.observations)


def ends_of(relation: Relation) -> tuple[str, ...]:
    """All texts of a relation."""
    return (relation.source, relation.target, relation.relation_type)


def sources_of(relations: Iterable[Relation]) -> set[str]:
    """The entities at which the relations are searched for."""
    return {relation.source for relation in relations}


def neighbours_of(tables: Tables, names: Collection[str]) -> set[str]:
    """The entities that are searched for by relations to these."""
    return sources_of(tables.read_relations(names))


def former_neighbours_of(tables: Tables, names: Collection[str]) -> set[str]:
    """The same, also by relations that were ended."""
    facts = (fact for name in names for fact in tables.read_facts(name))
    return sources_of(fact.relation for fact in facts if fact.relation is not None)


def index_again(tables: Tables, names: Collection[str], stamp: Stamp) -> None:
    """Make the search find what entities say now, a portion at a time, however many they are."""
    ordered = sorted(names)
    for start in range(0, len(ordered), _PORTION):
        tables.index(ordered[start : start + _PORTION], stamp)


def pairs_of(entities: Iterable[Entity]) -> list[Pair]:
    """Name and content of each observation."""
    return [(entity.name, content) for entity in entities for content in entity.observations]


def present_names(tables: Tables, names: Collection[str]) -> dict[str, str]:
    """Each name with the one its entity bears now; a name that no entity bears or bore stays."""
    unknown = set(names) - tables.existing(names)
    renamed = tables.renamed(unknown) if unknown else {}
    return {name: renamed.get(name, name) for name in names}


def locked_pairs(tables: Tables, observations: Sequence[Observations]) -> set[Pair]:
    """The same with present names, of entities that are not deleted or renamed meanwhile."""
    present = _locked(tables, [request.entity_name for request in observations])
    return {
        (present.get(request.entity_name, request.entity_name), content)
        for request in observations
        for content in request.contents
    }


def present_relations(tables: Tables, relations: Sequence[Relation]) -> list[Relation]:
    """Relations with the present names at their ends."""
    ends = {name for relation in relations for name in (relation.source, relation.target)}
    renamed: Mapping[str, str] = tables.renamed(ends)
    if renamed:
        # A former name that another entity took since means that one.
        taken = tables.existing(renamed.keys())
        renamed = {old: new for old, new in renamed.items() if old not in taken}
    return [
        Relation(
            source=renamed.get(relation.source, relation.source),
            target=renamed.get(relation.target, relation.target),
            relation_type=relation.relation_type,
        )
        for relation in relations
    ]


def relate(tables: Tables, relations: Sequence[Relation], stamp: Stamp) -> tuple[Relation, ...]:
    """Add relations; those that are new, with present names."""
    distinct = list(dict.fromkeys(present_relations(tables, relations)))
    new = tables.add_relations(distinct, stamp)
    return tuple(relation for relation in distinct if relation in new)


def observe(
    tables: Tables, observations: Sequence[Observations], stamp: Stamp
) -> tuple[tuple[Observations, ...], set[Pair]]:
    """Add observations; what is new of each request, and of each entity.

    Raises:
        UnknownEntity: One of the entities does not exist.
    """
    present = _locked(tables, [request.entity_name for request in observations])
    for request in observations:
        if request.entity_name not in present:
            raise UnknownEntity(name=request.entity_name)
    asked = [(present[request.entity_name], content) for request in observations for content in request.contents]
    new = tables.add_observations(list(dict.fromkeys(asked)), stamp)
    left = set(new)
    added = []
    for request in observations:
        name = present[request.entity_name]
        contents = tuple(dict.fromkeys(content for content in request.contents if (name, content) in left))
        left.difference_update((name, content) for content in contents)
        added.append(Observations(entity_name=request.entity_name, contents=contents))
    return tuple(added), new


def write_record(tables: Tables, record: Record, stamp: Stamp) -> bool:
    """Write what is missing of a record; whether anything was to be written, see ``Store.record``."""
    first = not record.key or tables.add_key(record.key, stamp)
    former = _bearers(tables, record.renamings) if first else set[str]()
    if first:
        _rename(tables, record.renamings, stamp)
    record = _with_present_names(tables, record)
    if not first and not _was_deleted(tables, record):
        return False
    ended = _supersede(tables, record.superseded, stamp)
    kinds = {name: entity.entity_type for name, entity in first_of_each_name(record.entities).items()}
    new = tables.add_entities(list(kinds.items()), stamp)
    known = [Observations(entity_name=entity.name, contents=entity.observations) for entity in record.entities]
    _, observed = observe(tables, [*known, *record.observations], stamp)
    related = sources_of(relate(tables, record.relations, stamp))
    # Measurements went with their entity: those of others are still there.
    measured = [each for each in record.measurements if first or each.entity_name in new]
    if measured:
        tables.add_measurements(measured, stamp)
    names = {name for each in record.renamings for name in (each.old, each.new) if first}
    near = former_neighbours_of(tables, {each.new for each in record.renamings if first})
    changed = {*new, *ended, *related, *names, *near, *present_names(tables, former).values()}
    index_again(tables, changed, stamp)
    tables.index((), stamp, added={pair for pair in observed if pair[0] not in changed})
    return True


def _locked(tables: Tables, names: Collection[str]) -> dict[str, str]:
    """Names that mean an entity, each with the one it bears now; none of these is deleted or renamed meanwhile."""
    present = {name: name for name in tables.existing(set(names), lock=True)}
    unknown = set(names) - present.keys()
    renamed = tables.renamed(unknown) if unknown else {}
    if renamed:
        there = tables.existing(set(renamed.values()), lock=True)
        present.update((old, new) for old, new in renamed.items() if new in there)
    return present


def _bearers(tables: Tables, renamings: Sequence[Renaming]) -> set[str]:
    """Entities that bore one of the names before: who is given it now takes it from them."""
    return set(tables.renamed({name for each in renamings for name in (each.old, each.new)}).values())


def _was_deleted(tables: Tables, record: Record) -> bool:
    """Whether the record's main entity is not there, or another one was deleted.

    Another one that never was is the same under another name: what is told once more may be told at another moment.
    """
    wanted = list(dict.fromkeys(entity.name for entity in record.entities))
    there = tables.existing(wanted)
    missing = [name for name in wanted if name not in there]
    return missing[:1] == wanted[:1] != [] or any(
        fact.kind is FactKind.ENTITY for name in missing for fact in tables.read_facts(name)
    )


def _rename(tables: Tables, renamings: Sequence[Renaming], stamp: Stamp) -> None:
    """Carry renamings out as one: a name that one gives up is free for another, whichever comes first."""
    # All at once, so that two records that rename across one another wait instead of ending each other.
    tables.existing({name for each in renamings for name in (each.old, each.new)}, lock=True)
    waiting: dict[str, Renaming] = {}
    for each in renamings:
        if each.old != each.new:
            waiting.setdefault(each.old, each)
    aside: dict[str, str] = {}
    while waiting:
        ready = [each for each in waiting.values() if each.new not in waiting or each.new in aside]
        if not ready:
            name = next(iter(waiting))
            aside[name] = secrets.token_hex(16)
            tables.set_aside(name, aside[name])
        for each in ready:
            tables.rename(waiting.pop(each.old), stamp, place=aside.get(each.old))


def _with_present_names(tables: Tables, record: Record) -> Record:
    """The record with the names that its entities bear now, so that none comes back under a former one."""
    told = {
        *(entity.name for entity in record.entities),
        *(each.entity_name for each in record.observations),
        *(each.entity_name for each in record.measurements),
    }
    there = tables.existing(told, lock=True)
    renamed = tables.renamed(told - there)
    # A former name of what was deleted is free again, but not to the record that gave it up.
    known = tables.existing(set(renamed.values())) | {renaming.new for renaming in record.renamings}
    present = {old: new for old, new in renamed.items() if new in known}
    if not present:
        return record
    return replace(
        record,
        entities=tuple(replace(each, name=present.get(each.name, each.name)) for each in record.entities),
        observations=tuple(
            replace(each, entity_name=present.get(each.entity_name, each.entity_name)) for each in record.observations
        ),
        measurements=tuple(
            replace(each, entity_name=present.get(each.entity_name, each.entity_name)) for each in record.measurements
        ),
    )


def _supersede(tables: Tables, facts: Sequence[Observations | Relation], stamp: Stamp) -> set[str]:
    ending = Ending(validity=Validity.SUPERSEDED, stamp=stamp)
    relations = [fact for fact in facts if isinstance(fact, Relation)]
    pairs = locked_pairs(tables, [fact for fact in facts if isinstance(fact, Observations)])
    ended = set(present_relations(tables, relations))
    if ended:
        tables.end_relations(ended, ending)
    if pairs:
        tables.end_observations(pairs, ending)
    return {name for name, _ in pairs} | sources_of(ended)
