"""A plan as entities and relations: its parts, what it changes, what it uses, avoids and meets."""

from collections.abc import Iterator

from knowledge.model import Entity, Relation, Renaming
from server.memory import names
from server.model.plan import Plan
from server.model.subject import Subject

_TYPES = {"schema": "Schema", "table": "Table", "column": "Column", "index": "Index", "constraint": "Constraint"}


def entities_of(plan: Plan, sentences: tuple[str, ...]) -> tuple[Entity, ...]:
    """The migration with its sentences, and everything it refers to, each once."""
    found = [Entity(name=names.migration(plan), entity_type="Migration", observations=sentences), *_others(plan)]
    return tuple({entity.name: entity for entity in reversed(found)}.values())[::-1]


def relations_of(plan: Plan) -> tuple[Relation, ...]:
    """What the migration does, and where its objects belong."""
    return tuple(dict.fromkeys([*_deeds(plan), *_places(plan)]))


def renamings_of(plan: Plan) -> tuple[Renaming, ...]:
    """Objects that go by another name once the plan is carried out."""
    database = plan.target.database
    found = (
        Renaming(old=names.subject(database, subject), new=names.named(subject.kind, database, subject.became))
        for subject in plan.subjects
        if subject.became
    )
    return tuple(dict.fromkeys(found))


def table_of(plan: Plan, subject: Subject) -> str | None:
    """Entity of the table a subject is part of, the table itself included."""
    return names.named("table", plan.target.database, subject.table) if subject.table else None


def _others(plan: Plan) -> Iterator[Entity]:
    database = plan.target.database
    yield Entity(name=names.database(database), entity_type="Database")
    for subject in plan.subjects:
        yield Entity(name=names.subject(database, subject), entity_type=_TYPES[subject.kind])
        if subject.table:
            yield Entity(name=names.named("schema", database, subject.table[:1]), entity_type="Schema")
            yield Entity(name=names.named("table", database, subject.table), entity_type="Table")
    for phase in plan.phases:
        yield Entity(name=names.phase(plan, phase.name), entity_type="Phase")
    for step in plan.steps:
        yield Entity(name=names.strategy(step.operation), entity_type="Strategy")
    for hazard in plan.hazards:
        yield Entity(
            name=names.hazard(hazard.code),
            entity_type="Hazard",
            observations=(f"Remedy: {hazard.remedy}", f"Source: {hazard.source}"),
        )
    for service in plan.services:
        yield Entity(name=names.service(service), entity_type="Service")
    if plan.author:
        yield Entity(name=names.owner(plan.author), entity_type="Owner")


def _deeds(plan: Plan) -> Iterator[Relation]:
    migration, database = names.migration(plan), plan.target.database
    ends = [
        ("observed_on", names.database(database)),
        *([("observed_on", names.environment(plan.target.label))] if plan.target.label else []),
        *(("changes", names.subject(database, subject)) for subject in plan.subjects),
        *(("used_strategy", names.strategy(step.operation)) for step in plan.steps),
        *(("avoided" if hazard.avoided else "hit", names.hazard(hazard.code)) for hazard in plan.hazards),
        *(("affects", names.service(service)) for service in plan.services),
        *([("owned_by", names.owner(plan.author))] if plan.author else []),
    ]
    for kind, target in ends:
        yield Relation(source=migration, target=target, relation_type=kind)
    for phase in plan.phases:
        yield Relation(source=names.phase(plan, phase.name), target=migration, relation_type="part_of")


def _places(plan: Plan) -> Iterator[Relation]:
    database = plan.target.database
    for subject in plan.subjects:
        own, table = names.subject(database, subject), table_of(plan, subject)
        if table is None:
            yield Relation(source=own, target=names.database(database), relation_type="belongs_to")
            continue
        schema = names.named("schema", database, subject.table[:1])
        if own != table:
            yield Relation(source=own, target=table, relation_type="belongs_to")
        yield Relation(source=table, target=schema, relation_type="belongs_to")
        yield Relation(source=schema, target=names.database(database), relation_type="belongs_to")
