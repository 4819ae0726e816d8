"""The bridge to the knowledge graph: plans, rehearsals and outcomes go in, what bears on a plan comes out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from knowledge.errors import KnowledgeError
from knowledge.location import default_url, shown
from knowledge.model import Entity, Graph, Record, Relation, Search
from knowledge.store import Store, open_store
from server.errors import MemoryUnavailable
from server.lessons import plan_sentences, verdict_sentences
from server.model.answer import Status
from server.model.plan import Hazard, Plan
from server.model.proof import Verdict
from server.model.recollection import Recollection

_STATUSES: tuple[Status, ...] = get_args(Status)
_ENDED_AS = "ended_as"
_MAX_RELATED = 30
_MAX_LINKS = 4
"""What two migrations have in common, as far as it is told."""

_PART = r'(?:"(?:[^"]|"")*"|[^".:\s]+)'
_OBJECT = re.compile(rf"{_PART}(?:\.{_PART})+")
_NAME_PART = re.compile(_PART)
_TRIGGER = re.compile(rf"trigger {_PART} on ")

_COLUMN_OPERATIONS = frozenset(
    [
        "add_column",
        "backfill",
        "change_column",
        "change_column_type",
        "change_default",
        "drop_column",
        "drop_not_null",
        "rename_column",
        "set_not_null",
    ]
)
"""Operations whose key names schema, table and column; in any other key the third part is a constraint or index."""

_TABLELESS_OPERATIONS = frozenset(["change_object", "change_other", "create_index", "drop_index", "rename_index"])
"""Operations whose key may name an object that is no table by schema and name alone; keys of views, functions and the
like begin with their kind."""

_WEIGHTS = {"column": 8, "table": 4, "strategy": 2, "hazard": 1}
"""How much an entity that an earlier migration shares with this plan says about it."""


class Memory:
    """The knowledge graph as the planner uses it; every method blocks while it reads or writes the store.

    Without a store URL it is the graph that kg-memory serves when it is told nothing either. All methods raise
    ``MemoryUnavailable`` when the store cannot be used. Its file or schema is created by the first of them.
    """

    def __init__(self, store_url: str | None) -> None:
        self._store_url = store_url or default_url()
        self.shown_url = shown(self._store_url)

    def remember_plan(self, plan: Plan, *, folder: str, verdict: Verdict | None) -> None:
        """Record a plan and what it touches; a repeat changes nothing.

        Args:
            folder: Where its files are.
            verdict: Of its rehearsal; None when there was none.
        """
        sentences = [*plan_sentences(plan), f"Files of the plan: {folder}"]
        self._record(plan, [*sentences, *(verdict_sentences(verdict) if verdict else ())])

    def remember_rehearsal(self, plan: Plan, verdict: Verdict) -> None:
        """Record what a rehearsal of the plan showed; the plan is recorded too where it was not yet."""
        self._record(plan, [*plan_sentences(plan), *verdict_sentences(verdict)])

    def remember_outcome(
        self, plan: Plan, *, status: Status, notes: str, measurements: Mapping[str, float | str], when: str
    ) -> Recollection:
        """Record what happened when the plan ran for real.

        Args:
            notes: Free text; may be empty.
            measurements: Name, with its unit, and value.
            when: Moment of the outcome, as the caller wants it written.

        Returns:
            All that is known of the migration now.
        """
        outcome = f"Outcome {when}: migration {plan.name} on {plan.target.database}: {status}."
        if notes.strip():
            outcome += f" {notes.strip()}"
        measured = ", ".join(f"{name} = {value}" for name, value in measurements.items())
        sentences = [outcome, f"Measured {when}: {measured}."] if measured else [outcome]
        self._record(plan, [*plan_sentences(plan), *sentences], ended_as=status)
        with _refusals():
            graph = self._store.open_nodes([_migration(plan)])
        return _recollection(graph.entities[0], graph.relations, "its outcome was recorded")

    def recall(self, query: str, *, limit: int) -> tuple[Recollection, ...]:
        """Up to ``limit`` entities that hold a word of the query, best first."""
        with _refusals():
            graph = self._store.search(Search(query=query, limit=limit, any_word=True))
        return tuple(_recollection(entity, graph.relations, _match(entity, query)) for entity in graph.entities)

    def recall_itself(self, plan: Plan) -> tuple[Recollection, ...]:
        """What is known of the plan's own migration: one entity, or none where it was never recorded."""
        with _refusals():
            graph = self._store.open_nodes([_migration(plan)])
        return tuple(_recollection(entity, graph.relations, "it is this plan") for entity in graph.entities)

    def recall_plan(self, plan: Plan, *, limit: int) -> tuple[Recollection, ...]:
        """Up to ``limit`` other things that bear on the plan: migrations of the same columns and tables, what was noted
        about these, migrations with the same strategies that ran for real, and whatever else mentions the tables; best
        first."""
        subjects = _subjects(plan)
        names = [*subjects.columns, *subjects.tables, *subjects.strategies, *subjects.hazards]
        with _refusals():
            shared = self._store.open_nodes([*names, *map(_outcome, _STATUSES)])
            reasons = _reasons(plan, subjects, shared)
            # Tables' bare names find what agents noted under names of their own.
            mentions = " ".join(_bare(table) for table in subjects.tables)
            enough = limit + len(names) + len(reasons) + 1
            found = self._store.search(Search(query=mentions, limit=enough, any_word=True)).entities if mentions else ()
            for entity in found:
                if entity.name not in names and entity.name != _migration(plan) and entity.observations:
                    reasons.setdefault(entity.name, _match(entity, mentions))
            graph = self._store.open_nodes(list(reasons)[:limit])
        return tuple(_recollection(entity, graph.relations, reasons[entity.name]) for entity in graph.entities)

    def serve_page(self, *, port: int, announce: Callable[[str], None]) -> None:
        """Serve a page over the graph to this machine's browser, until interrupted.

        Args:
            port: 0 takes any that is free.
            announce: Is told the page's address once it can be opened.
        """
        # Its web server takes a third of a second to import.
        from knowledge.page.server import serve_page  # noqa: PLC0415

        with _refusals():
            serve_page(self._store, label=self.shown_url, port=port, announce=announce)

    @cached_property
    def _store(self) -> Store:
        return open_store(self._store_url)

    def _record(self, plan: Plan, sentences: Iterable[str], *, ended_as: Status | None = None) -> None:
        subjects = _subjects(plan)
        entities = [Entity(name=_migration(plan), entity_type="Migration", observations=tuple(sentences))]
        entities += _entities(plan, subjects)
        relations = _relations(plan, subjects)
        if ended_as is not None:
            entities.append(Entity(name=_outcome(ended_as), entity_type="Outcome"))
            relations.append(Relation(source=_migration(plan), target=_outcome(ended_as), relation_type=_ENDED_AS))
        with _refusals():
            self._store.record(Record(entities=tuple(entities), relations=tuple(relations)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subjects:
    """Names of the entities a plan is about."""

    database: str
    tables: tuple[str, ...]
    columns: Mapping[str, str]
    """Column to its table."""
    strategies: tuple[str, ...]
    hazards: tuple[str, ...]


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except KnowledgeError as error:
        raise MemoryUnavailable(str(error)) from error


def _migration(plan: Plan) -> str:
    return f"migration:{plan.identity[:12]}"


def _outcome(status: Status) -> str:
    return f"outcome:{status}"


def _hazard(hazard: Hazard) -> str:
    return f"hazard:{hazard.code}"


def _bare(table: str) -> str:
    return str(_NAME_PART.findall(table)[-1]).strip('"')


def _subjects(plan: Plan) -> _Subjects:
    tables: dict[str, None] = {}
    columns: dict[str, str] = {}
    for operation, parts in _places(plan):
        table = f"{plan.target.database}.{parts[0]}.{parts[1]}"
        tables[f"table:{table}"] = None
        if len(parts) == 3 and operation in _COLUMN_OPERATIONS:
            columns[f"column:{table}.{parts[2]}"] = f"table:{table}"
    return _Subjects(
        database=f"database:{plan.target.database}",
        tables=tuple(tables),
        columns=columns,
        strategies=tuple(dict.fromkeys(f"strategy:{step.operation}" for step in plan.steps)),
        hazards=tuple(dict.fromkeys(_hazard(hazard) for hazard in plan.hazards)),
    )


def _places(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """Operation and name, in parts, of what lies in a table."""
    keys = [*(step.key for step in plan.steps), *(decision.key for decision in plan.decisions)]
    named = [(operation, match.group()) for key in keys for operation, match in [_operation_and_name(key)] if match]
    tableless = {name for operation, name in named if operation in _TABLELESS_OPERATIONS}
    named = [(operation, name) for operation, name in named if name not in tableless]
    if tableless:
        # Such a key does not say which table it is about, the hazards of the step do.
        named += [("", hazard.object) for hazard in plan.hazards if hazard.object not in tableless]
    for operation, name in named:
        if _OBJECT.fullmatch(name):
            yield operation, _NAME_PART.findall(name)


def _operation_and_name(key: str) -> tuple[str, re.Match[str] | None]:
    operation, _, place = key.partition(":")
    trigger = None if operation in _TABLELESS_OPERATIONS else _TRIGGER.match(place)
    return operation, _OBJECT.match(place, trigger.end() if trigger else 0)


def _entities(plan: Plan, subjects: _Subjects) -> list[Entity]:
    return [
        Entity(name=subjects.database, entity_type="Database"),
        *(Entity(name=name, entity_type="Table") for name in subjects.tables),
        *(Entity(name=name, entity_type="Column") for name in subjects.columns),
        *(Entity(name=name, entity_type="Strategy") for name in subjects.strategies),
        *(
            Entity(
                name=_hazard(hazard),
                entity_type="Hazard",
                observations=(f"Remedy: {hazard.remedy}", f"Source: {hazard.source}"),
            )
            for hazard in plan.hazards
        ),
        *(Entity(name=f"service:{service}", entity_type="Service") for service in plan.services),
    ]


def _relations(plan: Plan, subjects: _Subjects) -> list[Relation]:
    migration = _migration(plan)
    ends = [
        ("observed_on", subjects.database),
        *(("changes", name) for name in (*subjects.tables, *subjects.columns)),
        *(("used_strategy", name) for name in subjects.strategies),
        *(("avoided" if hazard.avoided else "hit", _hazard(hazard)) for hazard in plan.hazards),
        *(("affects", f"service:{service}") for service in plan.services),
    ]
    return [
        *(Relation(source=migration, target=target, relation_type=kind) for kind, target in ends),
        *(Relation(source=name, target=subjects.database, relation_type="belongs_to") for name in subjects.tables),
        *(Relation(source=name, target=of, relation_type="belongs_to") for name, of in subjects.columns.items()),
    ]


def _reasons(plan: Plan, subjects: _Subjects, shared: Graph) -> dict[str, str]:
    """Entities that bear on the plan, best first, each with why."""
    touched = {*subjects.columns, *subjects.tables}
    scores: dict[str, tuple[int, int]] = {}
    common: dict[str, list[tuple[int, str]]] = {}
    for age, relation in enumerate(shared.relations):
        kind = relation.target.partition(":")[0]
        other = relation.source
        if not other.startswith("migration:") or other == _migration(plan) or kind not in _WEIGHTS:
            continue
        if relation.target not in {*touched, *subjects.strategies, *subjects.hazards}:
            continue
        common.setdefault(other, []).append((_WEIGHTS[kind], f"{relation.relation_type} {relation.target}"))
        scores[other] = (scores.get(other, (0, 0))[0] + _WEIGHTS[kind], age)
    # Of two equally close migrations the later comes first. What was noted about the objects themselves goes before
    # the migrations that only share a strategy or hazard.
    ordered = sorted(scores, key=lambda name: scores[name], reverse=True)
    migrations = {name: f"like this plan it {_and_more(common[name])}" for name in ordered}
    near = {name: reason for name, reason in migrations.items() if max(common[name])[0] >= _WEIGHTS["table"]}
    # A strategy or hazard in common says something only of a migration that ran for real.
    ran = {relation.source for relation in shared.relations if relation.relation_type == _ENDED_AS}
    far = {name: reason for name, reason in migrations.items() if name in ran}
    noted = [entity.name for entity in shared.entities if entity.name in touched and entity.observations]
    return near | dict.fromkeys(noted, "this plan changes it") | far


def _and_more(links: list[tuple[int, str]]) -> str:
    telling = [text for _, text in sorted(links, key=lambda link: link[0], reverse=True)]
    more = [f"and {len(links) - _MAX_LINKS} more"] if len(links) > _MAX_LINKS else []
    return ", ".join([*telling[:_MAX_LINKS], *more])


def _match(entity: Entity, query: str) -> str:
    texts = " ".join([entity.name, entity.entity_type, *entity.observations]).casefold()
    words = [word for word in dict.fromkeys(query.split()) if word.casefold() in texts]
    return f"mentions {', '.join(words)}" if words else f"close to {query.strip()!r}"


def _recollection(entity: Entity, relations: Iterable[Relation], reason: str) -> Recollection:
    related = [
        f"{relation.relation_type} {relation.target}" for relation in relations if relation.source == entity.name
    ]
    related += [
        f"{relation.source} {relation.relation_type} it" for relation in relations if relation.target == entity.name
    ]
    return Recollection(
        entity=entity.name,
        entity_type=entity.entity_type,
        observations=entity.observations,
        related=(*related[:_MAX_RELATED], f"and {len(related) - _MAX_RELATED} more")
        if len(related) > _MAX_RELATED
        else tuple(related),
        reason=reason,
    )
