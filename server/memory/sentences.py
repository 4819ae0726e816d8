"""What a plan, its rehearsal and its outcome teach, as short sentences for the knowledge graph."""

from server.model.outcome import Outcome, StepRun
from server.model.plan import Decision, Plan
from server.model.proof import Verdict

_MAX_SENTENCES = 50
"""Of one sort in one migration: a plan of thousands of steps stays readable in the graph."""


def plan_sentences(plan: Plan) -> list[str]:
    """What the plan is, changes, decides, avoids and cannot bring back; the same plan always gives the same."""
    target = plan.target
    sentences = [
        f"Migration {plan.name} was planned for {target.database} ({target.environment}, PostgreSQL {target.version}).",
        f"Plan {plan.identity} takes schema {target.fingerprint} to {plan.final_fingerprint}.",
    ]
    if plan.reason:
        sentences.append(f"Reason: {plan.reason}")
    sentences += [f"Change: {operation}" for operation in plan.operations[:_MAX_SENTENCES]]
    sentences += [f"Decision {decision.key}: {_answer(decision)}" for decision in plan.decisions[:_MAX_SENTENCES]]
    sentences += [
        f"{'Avoided' if hazard.avoided else 'Left'} {hazard.code} on {hazard.object}: {hazard.effect}"
        for hazard in plan.hazards[:_MAX_SENTENCES]
    ]
    sentences += [
        f"A rollback does not bring back by itself: {loss.what} of {loss.object}; "
        + (f"kept in {loss.preserved}." if loss.preserved else "it is kept nowhere.")
        for loss in plan.losses[:_MAX_SENTENCES]
    ]
    return sentences


def _answer(decision: Decision) -> str:
    if decision.chosen is None:
        return "open"
    return f"{decision.chosen}, assumed" if decision.assumed else decision.chosen


def verdict_sentences(verdict: Verdict) -> list[str]:
    """What the rehearsal showed."""
    # Durations differ from run to run and would add a sentence each time; outcomes carry measurements instead.
    held = {"equivalent": verdict.equivalent, "reversible": verdict.reversible, "brief locks": verdict.brief}
    answers = ", ".join(f"{'' if holds else 'not '}{promise}" for promise, holds in held.items())
    locks = dict.fromkeys(
        f"Rehearsal: {script.step} takes {lock.mode.label} on {lock.table}."
        for script in verdict.evidence.scripts
        if script.direction == "up"
        for lock in script.locks
        if lock.mode.blocks_writes
    )
    rows = sum(verdict.evidence.rows.values())
    amount = f"with {rows:,} rows" if rows else "without rows"
    return [
        f"Rehearsal on PostgreSQL {verdict.evidence.server_version} {amount}: {verdict.status}; {answers}.",
        *(
            f"Rehearsal {finding.severity}: {finding.step}: {finding.text}"
            for finding in verdict.findings[:_MAX_SENTENCES]
        ),
        *list(locks)[:_MAX_SENTENCES],
    ]


def outcome_sentences(plan: Plan, outcome: Outcome, when: str) -> tuple[str, ...]:
    """What happened when the plan, or a phase of it, ran for real."""
    phase = f"phase {outcome.phase} of " if outcome.phase else ""
    first = f"Outcome {when}: {phase}migration {plan.name} on {plan.target.database}: {outcome.status}."
    if outcome.notes.strip():
        first += f" {outcome.notes.strip()}"
    span = [
        f"from {outcome.started}" if outcome.started else "",
        f"until {outcome.finished}" if outcome.finished else "",
    ]
    ran = " ".join(filter(None, [*span, f"by {outcome.who}" if outcome.who else ""]))
    measured = ", ".join(f"{name} = {value}" for name, value in outcome.measurements)
    steps = [text for told in outcome.steps if (text := _step_sentence(told))]
    return (
        first,
        *([f"Ran {ran}."] if ran else []),
        *([f"Measured {when}: {measured}."] if measured else []),
        *steps[:_MAX_SENTENCES],
        *outcome.not_read[:_MAX_SENTENCES],
    )


def trouble_of(plan: Plan, outcome: Outcome) -> tuple[str, ...]:
    """What went wrong, in sentences; empty when nothing did."""
    errors = [f"{told.step} failed: {told.error}" for told in outcome.steps if told.error]
    if not errors and outcome.status not in ("failed", "rolled back"):
        return ()
    phase = f"phase {outcome.phase} of " if outcome.phase else ""
    first = f"{phase}migration {plan.name} on {plan.target.database} {_ENDED[outcome.status]}."
    if outcome.notes.strip():
        first += f" {outcome.notes.strip()}"
    return (first[:1].upper() + first[1:], *errors[:_MAX_SENTENCES])


_ENDED = {
    "started": "goes on after a trouble",
    "succeeded": "succeeded after a trouble",
    "failed": "failed",
    "rolled back": "was rolled back",
}


def _step_sentence(told: StepRun) -> str:
    parts = [
        f"took {told.seconds:.4g} s" if told.seconds is not None else "",
        f"waited {told.lock_wait:.4g} s for its lock" if told.lock_wait is not None else "",
        f"{told.rows:,.0f} rows" if told.rows is not None else "",
        f"failed: {told.error}" if told.error else "",
    ]
    seen = ", ".join(filter(None, parts))
    return f"Step {told.step}: {seen}." if seen else ""
