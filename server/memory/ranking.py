"""What of the graph bears on a plan, best first, each with its reason: a pure function over what was read."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from knowledge.model import Entity, Graph, Relation
from knowledge.search.words import unspaced
from server.memory import names
from server.memory.ontology import renamings_of, table_of
from server.model.outcome import Status
from server.model.plan import Plan

_WEIGHTS = {"column": 8, "index": 8, "constraint": 8, "table": 4, "service": 3, "strategy": 2, "hazard": 1}
"""How much an entity that an earlier migration shares with this plan says about it."""
_NEAR = 4
"""Weight from which on a shared entity is about the same objects."""
_MAX_LINKS = 4
"""What two migrations have in common, as far as it is told."""
_SOME = 2
"""Most unfinished plans, incidents and lessons each that come before all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Names of the entities a plan is about."""

    migration: str
    environment: str
    """Empty when not known."""
    tables: tuple[str, ...]
    parts: tuple[str, ...]
    """Columns, indexes and constraints."""
    services: tuple[str, ...]
    strategies: tuple[str, ...]
    hazards: tuple[str, ...]
    lessons: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Each once, the telling ones first."""
        found = (*self.parts, *self.tables, *self.lessons, *self.services, *self.strategies, *self.hazards)
        return tuple(dict.fromkeys(found))

    def with_present(self, found: Iterable[Entity]) -> "Anchors":
        """The anchors with the names that renamed tables and parts of tables bear now.

        Args:
            found: What opening the anchors gave.
        """
        new = [entity.name for entity in found if entity.name not in self.all]
        tables = [name for name in new if name.startswith("table:")]
        parts = [name for name in new if name not in tables]
        return replace(self, tables=(*self.tables, *tables), parts=(*self.parts, *parts))


@dataclass(slots=True)
class Reasons:
    """Entities that bear on the plan, best first, each with why."""

    found: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, reason: str) -> None:
        """Add one unless it is there already with a better reason."""
        self.found.setdefault(name, reason)


def anchors_of(plan: Plan) -> Anchors:
    """What in the graph the plan hangs on."""
    database = plan.target.database
    tables = dict.fromkeys(name for subject in plan.subjects if (name := table_of(plan, subject)))
    parts = dict.fromkeys(names.subject(database, subject) for subject in plan.subjects)
    # once it was carried out, what it renamed is found under the new name
    renamed = [each.new for each in renamings_of(plan)]
    tables |= dict.fromkeys(name for name in renamed if name.startswith("table:"))
    parts |= dict.fromkeys(renamed)
    strategies = dict.fromkeys(step.operation for step in plan.steps)
    return Anchors(
        migration=names.migration(plan),
        environment=names.environment(plan.target.label) if plan.target.label else "",
        tables=tuple(tables),
        parts=tuple(name for name in parts if name not in tables),
        services=tuple(names.service(service) for service in plan.services),
        strategies=tuple(names.strategy(strategy) for strategy in strategies),
        hazards=tuple(dict.fromkeys(names.hazard(hazard.code) for hazard in plan.hazards)),
        lessons=tuple(names.lesson(database, strategy) for strategy in strategies),
    )


def chosen_by(plan: Plan) -> dict[str, str]:
    """The latest runs that the plan's choices rest on, and their incidents, each with what was chosen because of it."""
    found: dict[str, str] = {}
    for choice in plan.choices[:_SOME]:
        run = choice.because[0].run
        reason = f"because of it this plan works on {choice.table} {choice.taken} and not {choice.instead_of}"
        found |= {names.incident_of(run): reason, run: reason}
    return found


def changing(anchors: Anchors, relations: Sequence[Relation]) -> tuple[str, ...]:
    """Other migrations that change the plan's tables, latest first.

    Args:
        relations: Of the tables, oldest first.
    """
    found = (r.source for r in reversed(relations) if r.relation_type == "changes" and r.target in anchors.tables)
    return tuple(dict.fromkeys(name for name in found if name != anchors.migration))


def phases_of_failed(relations: Sequence[Relation]) -> tuple[str, ...]:
    """The phases of migrations that failed: these may have left a shape of before and one of after.

    Args:
        relations: Of the migrations.
    """
    state = _states(relations)
    failed = names.outcome("failed")
    return tuple(source for source, whole in _phases(relations) if state.get(whole) == failed)


def unfinished(anchors: Anchors, migrations: Sequence[str], relations: Sequence[Relation]) -> tuple[str, ...]:
    """Those that were begun, or failed later than in their first phase, and were neither finished nor rolled back.

    Those of another environment than the plan's are left out, as far as environments are known.

    Args:
        relations: Of the migrations and of the phases of those that failed.
    """
    state = _states(relations)
    begun, failed = names.outcome("started"), names.outcome("failed")
    halfway = set(_halfway(relations, state))
    elsewhere = _elsewhere(anchors.environment, relations)
    here = [name for name in migrations if name not in elsewhere]
    return tuple(name for name in here if state.get(name) == begun or (state.get(name) == failed and name in halfway))


def reasons_of(anchors: Anchors, shared: Graph, under_way: Sequence[str], chosen: Mapping[str, str]) -> Reasons:
    """What bears on the plan by what it shares with it.

    Args:
        shared: The anchors and the states that migrations are in, with the relations that touch them, oldest first.
        under_way: Migrations of the same tables that are not finished, latest first.
        chosen: What the plan's choices rest on, each with what they are about.
    """
    begun = "it is not finished: it was begun on a table that this plan changes"
    reasons = Reasons(found=dict.fromkeys(under_way[:_SOME], begun) | dict(chosen))
    present = {entity.name: entity for entity in shared.entities}
    for name in list(_incidents(anchors, shared))[:_SOME]:
        reasons.add(name, "it happened on a table that this plan changes")
    for name in [each for each in anchors.lessons if each in present][:_SOME]:
        reasons.add(name, "it was learned of a strategy that this plan uses")
    common = _common(anchors, shared)
    migrations = {name: f"like this plan it {_and_more(links)}" for name, links in common.items()}
    for name, reason in migrations.items():
        if max(common[name])[0] >= _NEAR:
            reasons.add(name, reason)
    for name in (*anchors.tables, *anchors.parts):
        if name in present and present[name].observations:
            reasons.add(name, "this plan changes it")
    # A strategy, service or hazard in common says something only of a migration that ran for real.
    ran = {relation.source for relation in shared.relations if relation.relation_type == names.ENDED_AS}
    for name, reason in migrations.items():
        if name in ran:
            reasons.add(name, reason)
    return reasons


def matches(entity: Entity, query: str) -> str:
    """Which words of a query an entity holds, as a reason."""
    texts = " ".join([entity.name, entity.entity_type, *entity.observations]).casefold()
    words = [word for word in dict.fromkeys(query.split()) if word.casefold() in texts]
    return f"mentions {', '.join(words)}" if words else f"close to {query.strip()!r}"


def mentioned(entity: Entity, bare_names: Collection[str]) -> list[str]:
    """Which of the names an entity's texts hold as they are, not as a part of another."""
    texts = " ".join([entity.name, entity.entity_type, *entity.observations]).casefold()
    return [name for name in bare_names if any(_is_whole(texts, found) for found in _found(texts, name.casefold()))]


def _found(texts: str, name: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in re.finditer(re.escape(name), texts))


def _is_whole(texts: str, place: tuple[int, int]) -> bool:
    # scripts without spaces between words go on right after a name
    beside = texts[max(place[0] - 1, 0) : place[0]] + texts[place[1] : place[1] + 1]
    return not any(re.match(r"\w", each) and not unspaced(each) for each in beside)


def ended(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Those that say how something ended."""
    ends = {names.outcome(status) for status in get_args(Status)}
    return (r for r in relations if r.relation_type == names.ENDED_AS and r.target in ends)


def _states(relations: Iterable[Relation]) -> dict[str, str]:
    return {r.source: r.target for r in ended(relations)}


def _elsewhere(environment: str, relations: Iterable[Relation]) -> set[str]:
    """What is known to be of other environments only."""
    found: dict[str, set[str]] = {}
    for relation in relations:
        if relation.relation_type == "observed_on" and relation.target.startswith("environment:"):
            found.setdefault(relation.source, set()).add(relation.target)
    return {source for source, known in found.items() if environment and environment not in known}


def _halfway(relations: Iterable[Relation], state: Mapping[str, str]) -> Iterator[str]:
    """Migrations of which a phase is done: by what was told of it, or because not the first one failed."""
    phases: dict[str, list[str]] = {}
    for phase, whole in _phases(relations):
        phases.setdefault(whole, []).append(phase)
    for whole, (first, *others) in phases.items():
        done = any(state.get(phase) == names.outcome("succeeded") for phase in (first, *others))
        if done or (others and state.get(first) != names.outcome("failed")):
            yield whole


def _phases(relations: Iterable[Relation]) -> Iterator[tuple[str, str]]:
    """Each phase with its migration, in the order of phases."""
    for relation in relations:
        if relation.relation_type == "part_of" and relation.source.startswith("phase:"):
            yield relation.source, relation.target


def _incidents(anchors: Anchors, shared: Graph) -> Iterator[str]:
    """Of the same tables, latest first."""
    for relation in reversed(shared.relations):
        if relation.source.startswith("incident:") and relation.target in anchors.tables:
            yield relation.source


def _common(anchors: Anchors, shared: Graph) -> dict[str, list[tuple[int, str]]]:
    """What each other migration has in common with the plan; closest first, of equally close ones the later."""
    meant = frozenset(anchors.all)
    links: dict[str, list[tuple[int, str]]] = {}
    latest: dict[str, int] = {}
    for age, relation in enumerate(shared.relations):
        weight = _weight(relation, meant)
        if not weight or relation.source == anchors.migration:
            continue
        links.setdefault(relation.source, []).append((weight, f"{relation.relation_type} {relation.target}"))
        latest[relation.source] = age
    score: Mapping[str, tuple[int, int]] = {
        name: (sum(weight for weight, _ in found), latest[name]) for name, found in links.items()
    }
    return {name: links[name] for name in sorted(links, key=lambda name: score[name], reverse=True)}


def _weight(relation: Relation, meant: frozenset[str]) -> int:
    if not relation.source.startswith("migration:") or relation.target not in meant:
        return 0
    return _WEIGHTS.get(relation.target.partition(":")[0], 0)


def _and_more(links: Iterable[tuple[int, str]]) -> str:
    ordered = [text for _, text in sorted(links, key=lambda link: link[0], reverse=True)]
    more = [f"and {len(ordered) - _MAX_LINKS} more"] if len(ordered) > _MAX_LINKS else []
    return ", ".join([*ordered[:_MAX_LINKS], *more])
