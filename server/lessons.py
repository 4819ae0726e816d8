"""What a plan and its rehearsal teach, as short sentences for the knowledge graph."""

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
