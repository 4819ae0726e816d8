"""What one planning, rehearsal or outcome writes into the graph: one record each, the same for the same facts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from knowledge.model import (
    Entity,
    Fact,
    FactKind,
    Measurement,
    Observations,
    Origin,
    Record,
    Relation,
    Renaming,
    Validity,
)
from server.memory import names
from server.memory.measuring import prediction_measurement
from server.memory.ontology import entities_of, relations_of
from server.memory.sentences import outcome_sentences, plan_sentences, trouble_of, verdict_sentences
from server.model.caller import Caller
from server.model.experience import Lesson, Prediction
from server.model.outcome import Outcome, Status
from server.model.plan import Plan
from server.model.proof import Verdict

STATUSES: tuple[Status, ...] = get_args(Status)
_CORRECTED = {"started": "goes on", "succeeded": "succeeded"}


def planning_record(
    plan: Plan, *, folder: str, verdict: Verdict | None, predictions: Sequence[Prediction] = ()
) -> Record:
    """A plan, what it touches, and what is expected of its steps."""
    sentences = (
        *plan_sentences(plan),
        f"Files of the plan: {folder}",
        *(verdict_sentences(verdict) if verdict else ()),
    )
    measured = tuple(prediction_measurement(plan, each) for each in predictions)
    return replace(_record(plan, sentences, key=_key("plan", plan, sentences, measured)), measurements=measured)


def rehearsal_record(plan: Plan, verdict: Verdict) -> Record:
    """What a rehearsal of the plan showed, with the plan."""
    sentences = (*plan_sentences(plan), *verdict_sentences(verdict))
    return _record(plan, sentences, key=_key("dry-run", plan, sentences))


def outcome_record(
    plan: Plan,
    outcome: Outcome,
    *,
    when: str,
    measurements: tuple[Measurement, ...],
    lessons: Sequence[tuple[Lesson, Sequence[str]]] = (),
    past: Sequence[Fact] = (),
) -> Record:
    """What happened when the plan ran for real, with the plan.

    Args:
        when: Moment of the telling, ISO 8601.
        measurements: Its numbers beside what was predicted of them, and its failures.
        lessons: What is learned now, each with the texts that it takes the place of.
        past: All that was ever held true of the run, its incident, and of what ``states_after`` names.
    """
    run = run_of(plan, outcome, when)
    told = outcome_sentences(plan, outcome, when)
    # how it ended is said of the migration, the particulars of the run
    base = _record(plan, (*plan_sentences(plan), told[0]), key=_outcome_key(plan, outcome, when, past))
    trouble = trouble_of(plan, outcome)
    entities, relations = list(base.entities), list(base.relations)
    entities.append(Entity(name=run, entity_type="Run", observations=told[1:]))
    relations += _of_run(plan, outcome, run)
    incident, touched = incident_of(plan, outcome, when), list[Relation]()
    if trouble:
        touched = list(_of_incident(plan, outcome, incident, run))
        relations += touched
    elif is_corrected(plan, outcome, when, past):
        trouble = (f"Corrected {when}: this run {_CORRECTED[outcome.status]} without a trouble.",)
    if trouble:
        entities.append(Entity(name=incident, entity_type="Incident", observations=trouble))
    superseded: list[Observations | Relation] = list(_former_states(plan, outcome, run))
    for name, now in ((run, told), (incident, trouble)):
        superseded.append(Observations(entity_name=name, contents=_former_sentences(plan, past, name, now=now)))
    migration = names.migration(plan)
    if outcome.started or outcome.finished:
        # without a moment, what two tell in the same second may be of two runs
        ended = _former_ends(plan, past, run, now=(*plan_sentences(plan), told[0]))
        superseded.append(Observations(entity_name=migration, contents=ended))
    superseded += _former_relations(plan, past, incident, now=touched)
    for lesson, former in lessons:
        name = names.lesson(lesson.database, lesson.strategy)
        superseded.append(
            Observations(entity_name=name, contents=tuple(text for text in former if text != lesson.text))
        )
        entities.append(Entity(name=name, entity_type="Lesson", observations=(lesson.text,)))
        ends = (names.database(lesson.database), names.strategy(lesson.strategy))
        relations += [Relation(source=name, target=end, relation_type="observed_on") for end in ends]
        relations.append(Relation(source=run, target=name, relation_type="part_of"))
    return replace(
        base,
        entities=tuple(entities),
        relations=tuple(dict.fromkeys(relations)),
        superseded=tuple(superseded),
        measurements=measurements,
    )


def with_new_names(record: Record, renamings: Sequence[Renaming]) -> Record:
    """The record with these renamings, and with the new names wherever it says the former ones.

    Else what goes by its new name from then on would be made again, empty, under the former one.
    """
    new = {each.old: each.new for each in renamings}

    def present(relation: Relation) -> Relation:
        source, target = (new.get(name, name) for name in (relation.source, relation.target))
        return replace(relation, source=source, target=target)

    return replace(
        record,
        renamings=tuple(renamings),
        entities=tuple(replace(each, name=new.get(each.name, each.name)) for each in record.entities),
        relations=tuple(dict.fromkeys(present(each) for each in record.relations)),
    )


def run_of(plan: Plan, outcome: Outcome, when: str) -> str:
    """Entity of the run that an outcome tells of."""
    return names.run(plan, moment_of(outcome, when), outcome.phase or "")


def incident_of(plan: Plan, outcome: Outcome, when: str) -> str:
    """Entity of what went wrong in that run, if something did."""
    return names.incident(plan, moment_of(outcome, when), outcome.phase or "")


def is_corrected(plan: Plan, outcome: Outcome, when: str, past: Iterable[Fact]) -> bool:
    """Whether a trouble of the run was told before, and there was none.

    Args:
        past: Of the incident.
    """
    incident = incident_of(plan, outcome, when)
    return not trouble_of(plan, outcome) and any(fact.subject == incident for fact in past)


def moment_of(outcome: Outcome, when: str) -> str:
    """When it ran: its start, its end, or else when it was told."""
    return outcome.started or outcome.finished or when


def state_after(plan: Plan, outcome: Outcome) -> Status:
    """How the whole migration stands after a run of it or of one of its phases."""
    named = [phase.name for phase in plan.phases if phase.steps]
    if outcome.status == "succeeded" and outcome.phase and named and outcome.phase != named[-1]:
        return "started"
    if outcome.status == "rolled back" and outcome.phase and named and outcome.phase != named[0]:
        return "started"
    return outcome.status


def states_after(plan: Plan, outcome: Outcome) -> tuple[tuple[str, Status], ...]:
    """How the migration and the phases that the outcome tells of stand after it, by their entities."""
    phases = ((phase, outcome.status) for phase in _phases(plan, outcome))
    return ((names.migration(plan), state_after(plan, outcome)), *phases)


def is_carried_out(plan: Plan, past: Iterable[Fact]) -> bool:
    """Whether all of the plan is known to have succeeded.

    Args:
        past: Of the migration.
    """
    done = names.outcome("succeeded")
    return _stands(past, Relation(source=names.migration(plan), target=done, relation_type=names.ENDED_AS))


def origin_of(plan: Plan, kind: str, caller: Caller, who: str = "") -> Origin:
    """Who writes a record, and from what."""
    client = " ".join(filter(None, (caller.client, caller.tool)))
    return Origin(author=who, client=client, source=_source(kind, plan))


def _source(kind: str, plan: Plan) -> str:
    return f"{kind}:{plan.identity[: names.SHOWN_DIGITS]}"


def _record(plan: Plan, sentences: tuple[str, ...], *, key: str) -> Record:
    return Record(key=key, entities=entities_of(plan, sentences), relations=relations_of(plan))


def _key(kind: str, plan: Plan, *facts: object) -> str:
    return f"{kind}:{plan.identity}:{names.digest(*facts)}"


def _outcome_key(plan: Plan, outcome: Outcome, when: str, past: Sequence[Fact]) -> str:
    # Told twice it is one outcome; without its moment, what is told on another day is another run, and so is what is
    # told again after something else was.
    run = (run_of(plan, outcome, when), outcome.status)
    ends = (run,) if outcome.started or outcome.finished else states_after(plan, outcome)
    turns = tuple(_turns_before(past, *end) for end in ends)
    return _key("outcome", plan, outcome, moment_of(outcome, when[:10]), turns)


def _turns_before(past: Sequence[Fact], name: str, status: Status) -> int:
    """How often the state of something was told to be another before it came to this one."""
    now = Relation(source=name, target=names.outcome(status), relation_type=names.ENDED_AS)
    told = [
        fact
        for fact in past
        if fact.relation is not None
        and (fact.relation.source, fact.relation.relation_type) == (name, now.relation_type)
    ]
    return len(told) - _stands(told, now)


def _stands(past: Iterable[Fact], relation: Relation) -> bool:
    return any(fact.relation == relation and fact.validity is Validity.CURRENT for fact in past)


def _of_run(plan: Plan, outcome: Outcome, run: str) -> Iterator[Relation]:
    migration = names.migration(plan)
    part = names.phase(plan, outcome.phase) if outcome.phase else migration
    yield Relation(source=run, target=part, relation_type="part_of")
    yield Relation(source=run, target=names.database(plan.target.database), relation_type="observed_on")
    yield Relation(source=run, target=names.outcome(outcome.status), relation_type=names.ENDED_AS)
    if outcome.status == "rolled back":
        yield Relation(source=run, target=part, relation_type="rolled_back")
    yield Relation(source=migration, target=names.outcome(state_after(plan, outcome)), relation_type=names.ENDED_AS)
    for name in _phases(plan, outcome):
        yield Relation(source=name, target=names.outcome(outcome.status), relation_type=names.ENDED_AS)
    if outcome.who:
        yield Relation(source=run, target=names.owner(outcome.who), relation_type="owned_by")


def _of_incident(plan: Plan, outcome: Outcome, incident: str, run: str) -> Iterator[Relation]:
    failed = {each.step for each in outcome.steps if each.error}
    steps = [step for step in plan.steps if step.key in failed]
    statements = {step.statement for step in steps} or {subject.statement for subject in plan.subjects}
    yield Relation(source=incident, target=run, relation_type="part_of")
    yield Relation(source=names.migration(plan), target=incident, relation_type="hit")
    tables = {subject.table for subject in plan.subjects if subject.table and subject.statement in statements}
    for table in sorted(tables):
        name = names.named("table", plan.target.database, table)
        yield Relation(source=incident, target=name, relation_type="observed_on")
    for step in steps:
        yield Relation(source=incident, target=names.strategy(step.operation), relation_type="observed_on")


def _former_states(plan: Plan, outcome: Outcome, run: str) -> Iterator[Relation]:
    """What was told of the migration, its phases and the run before, and no longer holds."""
    for source, now in (*states_after(plan, outcome), (run, outcome.status)):
        for status in STATUSES:
            if status != now:
                yield Relation(source=source, target=names.outcome(status), relation_type=names.ENDED_AS)


def _former_sentences(plan: Plan, past: Sequence[Fact], run: str, *, now: Sequence[str]) -> tuple[str, ...]:
    """What outcomes said of the run before; notes of others stay."""
    source = _source("outcome", plan)
    return tuple(
        fact.text
        for fact in past
        if (fact.subject, fact.kind, fact.validity) == (run, FactKind.OBSERVATION, Validity.CURRENT)
        and fact.origin.source == source
        and fact.text not in now
    )


def _former_ends(plan: Plan, past: Sequence[Fact], run: str, *, now: Sequence[str]) -> tuple[str, ...]:
    """How the migration was said to have ended whenever the run was told of before."""
    source = _source("outcome", plan)
    moments = {fact.recorded_at for fact in past if fact.subject == run and fact.origin.source == source}
    of_migration = (names.migration(plan), FactKind.OBSERVATION, Validity.CURRENT)
    return tuple(
        fact.text
        for fact in past
        if (fact.subject, fact.kind, fact.validity) == of_migration
        and fact.origin.source == source
        and fact.recorded_at in moments - {""}
        and fact.text not in now
    )


def _former_relations(
    plan: Plan, past: Sequence[Fact], incident: str, *, now: Sequence[Relation]
) -> Iterator[Relation]:
    """What outcomes related the incident to before, and no longer holds; whose run it was stays."""
    source = _source("outcome", plan)
    for fact in past:
        told = fact.relation
        if told is None or fact.validity is not Validity.CURRENT or fact.origin.source != source:
            continue
        if incident in (told.source, told.target) and told not in now and told.relation_type != "part_of":
            yield told


def _phases(plan: Plan, outcome: Outcome) -> list[str]:
    """Entities of the phases whose state an outcome tells: of a whole plan that failed, nobody knows how far."""
    if outcome.phase is None and outcome.status in ("started", "failed"):
        return []
    return [names.phase(plan, phase.name) for phase in plan.phases if outcome.phase in (None, phase.name)]
