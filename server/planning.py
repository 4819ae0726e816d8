"""From a studied change to a plan that held on an empty shadow, and to its folder."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from anyio import to_thread

from server.change.transactions import hazard_of_transactions
from server.errors import InvalidArgument, UnprovenPlan
from server.impact.hidden.scene import first_of_each
from server.impact.hidden_hazards import hidden_hazards
from server.impact.statement_hazards import statistics_lost
from server.learning.ranking import ranking_of
from server.model.configuration import OutputFormat
from server.model.description import describe
from server.model.experience import Experience
from server.model.fingerprint import column_order, fingerprint
from server.model.identity import identity_of
from server.model.plan import Decision, Hazard, Plan
from server.model.policy import Policy
from server.model.proof import Evidence, Finding, Verdict
from server.model.ranking import Ranking
from server.plan.context import Context
from server.plan.hazards.locks import concurrent_build_waits
from server.plan.house_rules import misnamed, refuse_hazards, refuse_names, with_accepted
from server.plan.make import Draft, draft_as_written, draft_plan
from server.plan.promises import promises
from server.plan.subjects import subjects_of
from server.plan.unfit import statements_around
from server.plans import StoredPlan, load, save
from server.postgres.rehearsal import rehearse
from server.proof.calibrate import with_claims, with_observed_claims
from server.proof.judge import judge
from server.render.documents import impact_checklist, migration_document, rollback_document, runbook
from server.render.formats import FORMATS
from server.requirements import requirements_of
from server.study import Progress, Services, Study, impact_of
from server.table_builds import replacements_of, with_former

_EDGES = "it fails with rows that hold the smallest, largest, longest and empty values of their types"
_SHOWN = 100
"""Most characters of an answer that a message repeats."""
_PARTS = 3
"""How many groups of tables may lose their strategies before all do."""
_UNFIT_IN_PART = "Its strategies do not fit together ({reason}); what touches the same tables runs as written."
_UNFIT = "Its strategies do not fit together ({reason}); every statement runs as written."


async def prove(
    services: Services,
    studied: Study,
    *,
    experience: Experience,
    decisions: Mapping[str, str],
    progress: Progress,
) -> tuple[Plan, Verdict]:
    """A plan that reaches the change's schema and comes back from it, on an empty shadow.

    Args:
        experience: What memory holds of forms that went wrong in the target.

    Raises:
        InvalidArgument: A decision answers no question of the plan, or the plan holds only without the answers.
        UnprovenPlan: Neither the strategies nor the statements as written hold.
    """
    renames = {decision.key for decision in studied.renames}
    decisions = {key: answer for key, answer in decisions.items() if key not in renames}
    ranking = ranking_of(experience, studied.target, services.configuration.policy)
    context = await _context(services, studied, ranking, decisions)
    refuse_names(context.operations, context.policy)
    draft = draft_plan(context)
    _refuse_unknown(decisions, draft)
    plan, verdict = await _tried(services, studied, draft, progress)
    if verdict.status != "disproven":
        return _allowed(plan, context.policy), verdict
    first = next(finding.text for finding in verdict.findings if finding.severity == "fails")
    if decisions:
        # An answer that is no SQL must not cost the plan its strategies.
        _, unanswered = await _tried(services, studied, draft_plan(replace(context, decisions={})), progress)
        if unanswered.status != "disproven":
            raise InvalidArgument(_answers_fail(draft, first))
    held = await _tried_in_part(services, studied, (context, draft, verdict), progress)
    if held is not None:
        return _allowed(held[0], context.policy), held[1]
    reason = _UNFIT.format(reason=" ".join(first.split())[:200])
    for attempt in (context, replace(context, reversals={})):
        plan, verdict = await _tried(services, studied, draft_as_written(attempt, reason), progress)
        if verdict.status != "disproven":
            return _allowed(plan, context.policy), verdict
    raise UnprovenPlan(f"no plan for this change held on the shadow, nothing was written; the first failure: {first}")


def _allowed(plan: Plan, policy: Policy) -> Plan:
    refuse_hazards(plan.hazards, policy)
    return plan


async def _tried_in_part(
    services: Services, studied: Study, failed: tuple[Context, Draft, Verdict], progress: Progress
) -> tuple[Plan, Verdict] | None:
    """A plan that held in which only what touches the same tables as what failed runs as written; None if none did."""
    context, draft, verdict = failed
    unfit: frozenset[int] = frozenset()
    for _ in range(_PARTS):
        finding = next(finding for finding in verdict.findings if finding.severity == "fails")
        more = unfit | statements_around(context, draft.phases, finding)
        if more == unfit or len(more) == len(context.statements):
            return None
        unfit = more
        draft = draft_plan(context, unfit, _UNFIT_IN_PART.format(reason=" ".join(finding.text.split())[:200]))
        plan, verdict = await _tried(services, studied, draft, progress)
        if verdict.status != "disproven":
            return plan, verdict
    return None


async def _tried(services: Services, studied: Study, draft: Draft, progress: Progress) -> tuple[Plan, Verdict]:
    plan = _plan(services, studied, draft)

    async def told(fraction: float, text: str) -> None:
        await progress(0.4 + 0.5 * fraction, f"checking the plan: {text}")

    evidence = await _rehearse(studied, plan, rows=0, edges=False, progress=told)
    plan = with_observed_claims(plan, evidence)
    plan = replace(plan, hazards=(*plan.hazards, *_waits(evidence)))
    plan = replace(plan, identity=identity_of(replace(plan, identity="")))
    return plan, judge(plan, replace(evidence, scripts=with_claims(evidence.scripts, plan)))


async def store(
    services: Services, studied: Study, plan: Plan, *, output_format: OutputFormat
) -> tuple[Path, tuple[str, ...]]:
    """The plan's folder and the names of its files."""
    date = services.today()
    files = {
        "migration.md": migration_document(plan, date=date),
        "impact.md": impact_checklist(impact_of(services, studied)),
        "runbook.md": runbook(plan, date=date),
        "rollback.md": rollback_document(plan, date=date),
        **FORMATS[output_format](plan, date=date),
    }

    def write() -> StoredPlan:
        configuration = services.configuration
        folder = save(plan, files, root=configuration.migrations, date=date)
        return load(str(folder), root=configuration.migrations, inside=configuration.root)

    stored = await to_thread.run_sync(write)
    return stored.folder, tuple(stored.files)


async def rehearse_with_rows(studied: Study, plan: Plan, *, rows: int, progress: Progress) -> Verdict:
    """The verdict of a rehearsal on a populated shadow.

    Some rows hold values at the edges of their types. Where the plan fails with them and holds without, they are a
    warning: whether the target has such rows is known to nobody here.
    """
    verdict = judge(plan, await _rehearse(studied, plan, rows=rows, edges=True, progress=progress))
    if verdict.status != "disproven":
        return verdict
    without = judge(plan, await _rehearse(studied, plan, rows=rows, edges=False, progress=progress))
    if without.status == "disproven":
        return without
    failed = next(finding for finding in verdict.findings if finding.severity == "fails")
    text = f"{_EDGES}: {failed.text}; look whether the target has such rows"
    return replace(without, findings=(*without.findings, Finding(severity="warns", step=failed.step, text=text)))


async def _rehearse(studied: Study, plan: Plan, *, rows: int, edges: bool, progress: Progress) -> Evidence:
    return await rehearse(
        studied.ground.shadow,
        studied.ground.template,
        plan,
        direct=studied.run.after,
        rows=rows,
        requirements=requirements_of(studied, fills_nulls=not plan.open_decisions),
        edges=edges,
        told=progress,
    )


async def _context(services: Services, studied: Study, ranking: Ranking, decisions: Mapping[str, str]) -> Context:
    policy = services.configuration.policy
    context = Context(
        before=studied.before,
        after=studied.run.after,
        operations=studied.operations,
        statements={statement.number: statement for statement in studied.change.statements},
        observations={seen.statement: seen for seen in studied.run.observations},
        reversals=await studied.reversals(),
        partition_conditions=studied.run.partition_conditions,
        decisions=decisions,
        policy=policy,
        statistics=studied.ground.statistics,
        tag=hashlib.sha256(f"{studied.change.text}\0{studied.target.fingerprint}".encode()).hexdigest()[:6],
        replacements=await replacements_of(studied, policy, ranking),
        ranking=ranking,
    )
    return context if policy.archive else await with_former(studied, context)


def _plan(services: Services, studied: Study, draft: Draft) -> Plan:
    policy, after = services.configuration.policy, studied.run.after
    used = {reference.service for reference in studied.code.references if reference.runs}
    return Plan(
        identity="",
        name=studied.change.name,
        reason=studied.change.reason,
        target=studied.target,
        change=studied.change.text,
        desired_schema=studied.change.desired_schema,
        phases=draft.phases,
        decisions=(*studied.renames, *draft.fragment.decisions),
        hazards=with_accepted(
            (
                *first_of_each(
                    (
                        *draft.fragment.hazards,
                        *hidden_hazards(studied.scene),
                        *studied.statement_hazards,
                        *statistics_lost(studied.scene, avoided=True),
                    )
                ),
                *hazard_of_transactions(studied.change, avoided=True),
                *misnamed(studied.operations, policy),
            ),
            policy,
        ),
        losses=draft.fragment.losses,
        operations=tuple(describe(operation) for operation in studied.operations),
        final_fingerprint=fingerprint(after),
        column_order_kept=not _moves_columns(draft) or column_order(studied.before) == column_order(after),
        author=policy.author,
        naming=services.configuration.naming,
        services=tuple(sorted(used | set(policy.services))),
        subjects=subjects_of(studied.operations, studied.before, after),
        quarantine_days=policy.quarantine_days,
        archive_days=policy.archive_days,
        rollback_triggers=draft.rollback_triggers,
        deploys=draft.deploys,
        promises=promises(studied.operations, after, studied.before),
        returns=promises(studied.operations, studied.before, after),
        put_away=draft.fragment.put_away,
        choices=tuple(dict.fromkeys(draft.fragment.choices)),
    )


def _waits(evidence: Evidence) -> Iterator[Hazard]:
    """What it means that a step waits for everybody who looked at the database earlier."""
    for script in evidence.scripts:
        if script.direction == "up" and "snapshots" in script.waits_for and script.locks:
            table = max(script.locks, key=lambda lock: (lock.mode, lock.table)).table
            yield concurrent_build_waits(table)
            return


def _moves_columns(draft: Draft) -> bool:
    return any(hazard.code == "column-order" for hazard in draft.fragment.hazards)


def _refuse_unknown(decisions: Mapping[str, str], draft: Draft) -> None:
    known = {decision.key: decision for decision in draft.fragment.decisions}
    unknown = sorted(decisions.keys() - known.keys())
    if unknown:
        asked = ", ".join(f'"{key}"' for key in sorted(known)) or "none"
        raise InvalidArgument(f'"{unknown[0]}" answers no question of this plan; it asks: {asked}')
    for key, answer in decisions.items():
        if not known[key].allows(answer):
            raise InvalidArgument(f'"{answer[:_SHOWN]}" is no answer to "{key}"; {_possible(known[key])}')


def _possible(decision: Decision) -> str:
    """What may be answered, and what is done by the change instead."""
    answers = ", ".join(f'"{option.answer}"' for option in decision.options if option.answer)
    instead = "; or ".join(option.sql for option in decision.options if option.sql)
    rest = f"; else put into the change, before the statement it is about: {instead}" if instead else ""
    return f"possible: {answers}{rest}"


def _answers_fail(draft: Draft, reason: str) -> str:
    given = [decision for decision in draft.fragment.decisions if decision.chosen is not None]
    answers = ", ".join(f'"{each.key}"' for each in given)
    examples = ", ".join(dict.fromkeys(each.example for each in given))
    return f"what was decided for {answers} fails on the shadow: {reason}; give another answer, such as {examples}"
