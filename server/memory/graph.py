"""The knowledge graph as the planner uses it: plans, rehearsals and outcomes go in, what bears on a plan comes out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from knowledge.errors import KnowledgeError
from knowledge.location import default_url, shown
from knowledge.model import Entity, Fact, Graph, Measurement, Record, Relation, Renaming, Search
from knowledge.store import Store, open_store
from server.errors import MemoryUnavailable
from server.memory import names
from server.memory.experience import experience_of, predictions_of, tables_tried, with_present_tables
from server.memory.measuring import FAILURE, PREDICTED, measurements_of
from server.memory.ontology import relations_of, renamings_of
from server.memory.ranking import (
    Anchors,
    anchors_of,
    changing,
    chosen_by,
    ended,
    matches,
    mentioned,
    phases_of_failed,
    reasons_of,
    unfinished,
)
from server.memory.recording import (
    incident_of,
    is_carried_out,
    is_corrected,
    origin_of,
    outcome_record,
    planning_record,
    rehearsal_record,
    run_of,
    state_after,
    states_after,
    with_new_names,
)
from server.memory.usage import columns_of, looked_for_in, origin_of_code, services_of, usage_record
from server.model.caller import CALLER
from server.model.experience import UNITS, Experience, Lesson, Prediction
from server.model.impact import CodeScan
from server.model.names import QualifiedName, parse_names
from server.model.outcome import Outcome
from server.model.plan import Plan
from server.model.proof import Verdict
from server.model.recollection import Recollection, Remembered
from server.model.subject import dotted_path

_MAX_RELATED = 30
_MAX_CANDIDATES = 200
"""Earlier migrations whose state is looked at, the latest."""
_BUDGET = 50_000
"""Tokens of what one search reads: a service that thousands of migrations affect has as many relations."""
_MAX_MEASUREMENTS = 3000
"""Numbers that are learned from, the newest."""


class Memory:
    """The knowledge graph as the planner uses it; every method blocks while it reads or writes the store.

    Without a store URL it is the graph that kg-memory serves when it is told nothing either. All methods raise
    ``MemoryUnavailable`` when the store cannot be used. Its file or schema is created by the first of them. What is
    written says that it comes from the caller of ``CALLER``.
    """

    def __init__(self, store_url: str | None) -> None:
        self._store_url = store_url or default_url()
        self.shown_url = shown(self._store_url)

    def remember_plan(
        self, plan: Plan, *, folder: str, verdict: Verdict | None, predictions: Sequence[Prediction] = ()
    ) -> None:
        """Record a plan, what it touches and what is expected of its steps; a repeat changes nothing.

        Args:
            folder: Where its files are.
            verdict: Of its rehearsal; None when there was none.
            predictions: Made without experience.
        """
        self._record(plan, planning_record(plan, folder=folder, verdict=verdict, predictions=predictions), "plan")

    def remember_rehearsal(self, plan: Plan, verdict: Verdict) -> None:
        """Record what a rehearsal of the plan showed; the plan is recorded too where it was not yet."""
        self._record(plan, rehearsal_record(plan, verdict), "dry-run")

    def remember_outcome(
        self,
        plan: Plan,
        outcome: Outcome,
        *,
        when: str,
        learn: Callable[[Experience], Sequence[Lesson]] = lambda _: (),
    ) -> Remembered:
        """Record what happened when the plan, or a phase of it, ran for real; a repeat changes nothing.

        What the plan renames bears its new name from the outcome on that says it was carried out, and its former one
        again from that on which says it was rolled back.

        Args:
            when: Moment of the telling, ISO 8601.
            learn: What experience teaches of the plan's strategies in its database, in the place of former lessons.

        Returns:
            All that is known of the migration now, and of this run.
        """
        migration, run = names.migration(plan), run_of(plan, outcome, when)
        with _refusals():
            predictions = self.predictions(plan)
            incident = incident_of(plan, outcome, when)
            past = self._past([run, incident, *(name for name, _ in states_after(plan, outcome))])
            corrected = is_corrected(plan, outcome, when, past)
            new = measurements_of(plan, outcome, run=run, predictions=predictions, is_corrected=corrected)
            lessons = learn(experience_of((*new, *self._measured())))
            record = outcome_record(
                plan,
                outcome,
                when=when,
                measurements=new,
                lessons=self._with_former(lessons),
                past=past,
            )
            state, carried_out = state_after(plan, outcome), is_carried_out(plan, past)
            if state == "succeeded":
                record = with_new_names(record, self._renamings(plan))
            if state == "succeeded" and carried_out:
                # what goes by a former name by now is something else
                record = replace(record, renamings=())
            if state == "rolled back" and carried_out:
                record = replace(record, renamings=self._renamings(plan, back=True))
            by = origin_of(plan, "outcome", CALLER.get(), outcome.who)
            is_new = self._store.record(record, by=by)
            graph = self._store.open_nodes([migration, run])
        known = {entity.name: entity for entity in graph.entities}
        if migration not in known:
            raise MemoryUnavailable(f"{migration} was deleted while its outcome was recorded; record it again")
        told = _recollection(known[migration], graph.relations, "its outcome was recorded")
        particulars = known[run].observations if run in known else ()
        whole = replace(told, observations=known[migration].observations)
        return Remembered(migration=whole, run=particulars, is_new=is_new)

    def remember_usage(
        self, database: str, looked_for: Mapping[QualifiedName, Collection[str]], code: CodeScan
    ) -> None:
        """Record which columns each service's code reads and writes, in the place of what was recorded before.

        Args:
            looked_for: Tables whose uses were looked for, with the columns whose uses are told as theirs; of other
                tables, and of services in other projects than were read, nothing changes.
        """
        scope = looked_for_in(database, looked_for)
        with _refusals():
            # a service that uses nothing any more is found by what it used
            columns = columns_of(self._store.open_nodes(list(scope)))
            known = self._store.open_nodes([*services_of(code), *scope, *columns])
            self._store.record(usage_record(database, scope, code, known), by=origin_of_code())

    def recall(self, query: str, *, limit: int) -> tuple[Recollection, ...]:
        """Up to ``limit`` entities that hold a word of the query, best first."""
        with _refusals():
            page = self._store.search(Search(query=query, limit=limit, any_word=True, budget=_BUDGET))
        return tuple(_recollection(entity, page.relations, matches(entity, query)) for entity in page.entities)

    def recall_itself(self, plan: Plan) -> tuple[Recollection, ...]:
        """What is known of the plan's own migration: one entity, or none where it was never recorded."""
        with _refusals():
            graph = self._store.open_nodes([names.migration(plan)])
        return tuple(_recollection(entity, graph.relations, "it is this plan") for entity in graph.entities)

    def recall_plan(self, plan: Plan, *, limit: int) -> tuple[Recollection, ...]:
        """Up to ``limit`` other things that bear on the plan, best first: unfinished plans on its tables, what made it
        take another form, incidents on its tables, lessons about its strategies, migrations of the same columns and
        tables, what was noted about these, migrations with the same services and strategies that ran for real, and
        whatever else mentions the tables."""
        anchors = anchors_of(plan)
        with _refusals():
            shared = self._shared(anchors)
            anchors = anchors.with_present(shared.entities)
            reasons = reasons_of(anchors, shared, self._under_way(anchors), chosen_by(plan))
            # Tables' bare names find what agents noted under names of their own.
            bare = dict.fromkeys(subject.table[1] for subject in plan.subjects if subject.table)
            enough = limit + len(anchors.all) + len(reasons.found) + 1
            wanted = Search(query=" ".join(bare), limit=enough, any_word=True, budget=_BUDGET)
            found = self._store.search(wanted) if bare else Graph()
            for entity in found.entities:
                held = mentioned(entity, bare) if entity.observations else []
                if held and entity.name not in (*anchors.all, anchors.migration):
                    reasons.add(entity.name, f"mentions {', '.join(held)}")
            graph = self._store.open_nodes(list(reasons.found)[:limit])
        return tuple(
            _recollection(entity, graph.relations, reasons.found.get(entity.name, "it bears on this plan"))
            for entity in graph.entities
        )

    def unfinished(self, plan: Plan) -> tuple[str, ...]:
        """Other plans on the same tables that were begun and neither finished nor rolled back, a sentence each.

        One that failed later than in its first phase is among them: two shapes are alive until it is rolled back.
        """
        with _refusals():
            graph = self._store.open_nodes(self._under_way(anchors_of(plan)))
        return tuple(
            f"{entity.name} is under way on a table that this plan changes: "
            f"{_last_outcome(entity)}; finish it or roll it back, and record its outcome, before this one is run"
            for entity in graph.entities
        )

    def experience(self) -> Experience:
        """What estimates and cautions are made from: the numbers and failures of outcomes."""
        with _refusals():
            found = experience_of(self._measured())
            return with_present_tables(found, self._present(tables_tried(found)))

    def predictions(self, plan: Plan) -> tuple[Prediction, ...]:
        """What was expected of the plan's steps when it was planned last; empty where nothing was recorded."""
        with _refusals():
            measured = self._store.measurements(
                entity_names=[names.migration(plan)], names=tuple(PREDICTED.values()), limit=_MAX_MEASUREMENTS
            )
        return predictions_of(measured)

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

    def _record(self, plan: Plan, record: Record, kind: str) -> None:
        with _refusals():
            self._store.record(record, by=origin_of(plan, kind, CALLER.get()))

    def _measured(self) -> tuple[Measurement, ...]:
        return self._store.measurements(names=(*UNITS, FAILURE), limit=_MAX_MEASUREMENTS)

    def _present(self, tables: Collection[str]) -> dict[str, str]:
        """Those of these entities that bear another name now, each with that."""
        known = {entity.name for entity in self._store.open_nodes(list(tables), most_relations=0).entities}
        former = {
            name: self._store.open_nodes([name], most_relations=0).entities for name in tables if name not in known
        }
        return {name: found[0].name for name, found in former.items() if found}

    def _past(self, entities: Iterable[str]) -> tuple[Fact, ...]:
        return tuple(fact for name in entities for fact in self._store.history(name))

    def _shared(self, anchors: Anchors) -> Graph:
        """The anchors with their relations, and the states of the migrations among these."""
        graph = self._store.open_nodes(anchors.all)
        sources = dict.fromkeys(r.source for r in reversed(graph.relations) if r.source.startswith("migration:"))
        states = self._store.open_nodes(list(sources)[:_MAX_CANDIDATES]).relations
        return Graph(entities=graph.entities, relations=(*graph.relations, *ended(states)))

    def _under_way(self, anchors: Anchors) -> tuple[str, ...]:
        """Other migrations of the plan's tables that are not finished, latest first."""
        tables = self._store.open_nodes(anchors.tables)
        migrations = changing(anchors.with_present(tables.entities), tables.relations)
        relations = self._store.open_nodes(migrations).relations
        phases = self._store.open_nodes(phases_of_failed(relations)).relations
        return unfinished(anchors, migrations, (*relations, *phases))

    def _with_former(self, lessons: Sequence[Lesson]) -> list[tuple[Lesson, tuple[str, ...]]]:
        """Each lesson with the texts of those before it; what others noted at it is none of them.

        That nothing is learned any more is a lesson only where something was.
        """
        known = self._store.open_nodes([names.lesson(each.database, each.strategy) for each in lessons]).entities
        texts = {entity.name: entity.observations for entity in known}
        found = (
            (each, tuple(text for text in texts.get(name, ()) if text.startswith(each.beginning)))
            for each in lessons
            for name in (names.lesson(each.database, each.strategy),)
        )
        return [(each, former) for each, former in found if each.learned_from or former]

    def _renamings(self, plan: Plan, *, back: bool = False) -> tuple[Renaming, ...]:
        """What the plan or its way back renames, with the parts of each renamed table that the graph or plan knows."""
        own = renamings_of(plan)
        if back:
            own = tuple(Renaming(old=each.new, new=each.old) for each in reversed(own))
        tables = {each.old: each.new for each in own if each.old.startswith("table:")}
        if not tables:
            return own
        known_by_plan = () if back else relations_of(plan)
        relations = dict.fromkeys((*self._store.open_nodes(list(tables)).relations, *known_by_plan))
        parts = (r for r in relations if r.relation_type == "belongs_to" and r.target in tables)
        more = (_moved(r.source, r.target, tables[r.target]) for r in parts)
        known = {each.old for each in own}
        return (*own, *(each for each in more if each is not None and each.old not in known))


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except KnowledgeError as error:
        raise MemoryUnavailable(str(error)) from error


def _last_outcome(entity: Entity) -> str:
    """The last sentence about its outcome."""
    told = [text for text in entity.observations if text.startswith("Outcome ")]
    return told[-1].rstrip(".") if told else "it was begun"


def _moved(part: str, old: str, new: str) -> Renaming | None:
    """What a part of a table is called when its table is; None for what bears neither its name nor its schema's."""
    kind, _, path = part.partition(":")
    former, later = (parse_names(name.partition(":")[2]) for name in (old, new))
    try:
        own = parse_names(path)
    except ValueError:
        # whoever notes something about a table may call it as they like
        return None
    if own[: len(former)] == former:
        moved = (*later, *own[len(former) :])
    elif kind == "index" and own[:-1] == former[:-1]:
        moved = (*later[:-1], own[-1])
    else:
        return None
    return Renaming(old=part, new=f"{kind}:{dotted_path(moved)}")


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
