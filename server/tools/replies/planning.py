"""Replies about a plan: made, undone, rehearsed, remembered."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from server.learning.lessons import estimate_text, lock_wait_text
from server.model.answer import Generated, Recorded, Rehearsed, Rollback
from server.model.experience import Metric, StepEstimate
from server.model.lock import LockMode
from server.model.plan import Decision, Plan, Step
from server.model.proof import Evidence, ScriptEvidence, Verdict
from server.model.rename import OpenRenames
from server.render.choices import choice_text
from server.tools.replies.parts import (
    LINES,
    SQL_CHARACTERS,
    Cuts,
    hazard_shape,
    lock_texts,
    loss_shape,
    remembered_in_brief,
    rename_shape,
    shortened,
    shown_path,
    target_shape,
    verdict_shape,
)
from server.tools.shapes import (
    DecisionShape,
    DryRunReply,
    InsteadShape,
    OptionShape,
    PhaseShape,
    PlanReply,
    RecordReply,
    RollbackReply,
    RunShape,
    StepShape,
    WayBackShape,
)

_STEPS = 60
_RENAMES = 10
_ROLLBACK_SQL_CHARACTERS = 4_000
"""Of all files together: agents have room for little, and nobody may run half a file."""


def plan_reply(generated: Generated, *, root: Path) -> PlanReply:
    """A plan on disk; paths inside the root are relative to it."""
    plan, cuts = generated.plan, Cuts()
    rest = f"plan://{plan.identity} and the folder hold all"
    left = [hazard for hazard in plan.hazards if hazard.left]
    avoided = [f"{hazard.code}: {hazard.object}" for hazard in plan.hazards if hazard.avoided]
    # what needs nobody's attention stands together, but nobody shall think that it was removed
    avoided += [f"accepted by policy, {h.code}: {h.object}" for h in plan.hazards if h.accepted and not h.avoided]
    shown = {step.key for step in cuts.first(plan.steps, _STEPS, "steps", rest)}
    estimates = {(each.step, each.prediction.metric): each for each in generated.estimates}
    return PlanReply(
        target=target_shape(plan.target),
        plan=plan.identity,
        name=plan.name,
        folder=shown_path(generated.folder, root),
        files=list(generated.files),
        operations=list(cuts.first(plan.operations, LINES, "operations", rest)),
        phases=[
            PhaseShape(phase=phase.name, steps=[_step(step, estimates) for step in phase.steps if step.key in shown])
            for phase in plan.phases
            if phase.steps
        ],
        choices=[choice_text(each) for each in cuts.first(plan.choices, LINES, "choices", rest)],
        open_decisions=[_decision(each) for each in cuts.first(plan.unanswered, LINES, "decisions", rest)],
        hazards_left=[hazard_shape(hazard) for hazard in cuts.first(left, LINES, "hazards left", rest)],
        hazards_avoided=list(cuts.first(avoided, LINES, "hazards avoided", rest)),
        losses=[loss_shape(loss) for loss in plan.losses],
        verdict=verdict_shape(generated.verdict, cuts),
        remembered=remembered_in_brief(generated.recollections, plan.identity, cuts),
        more=cuts.sentences,
        next=_after_planning(plan, generated.verdict),
    )


def renames_reply(asked: OpenRenames) -> PlanReply:
    """What must be decided before a desired schema can be planned for: no plan yet."""
    cuts = Cuts()
    renames = cuts.first(asked.renames, _RENAMES, "possible renames", "the others are asked when these are decided")
    if asked.unknown:
        cuts.sentences.append(f"given, but naming nothing that goes now: {', '.join(asked.unknown[:LINES])}")
    likeliest = {rename.key: rename.candidates[0].answer for rename in renames[:1]}
    return PlanReply(
        target=target_shape(asked.target),
        open_decisions=[rename_shape(rename) for rename in renames],
        more=cuts.sentences,
        next="nothing was planned: a schema cannot tell a rename from dropping and adding, which loses what was there. "
        "Ask the user each question; then call generate_migration again with decisions, such as "
        f"{json.dumps(likeliest, ensure_ascii=False)}",
    )


def rollback_reply(rollback: Rollback, *, root: Path) -> RollbackReply:
    """The way back, phase by phase, in the order to run it."""
    plan, cuts = rollback.plan, Cuts()
    folder = shown_path(rollback.folder, root)
    left, shown = _ROLLBACK_SQL_CHARACTERS, set[str]()
    for step in rollback.steps:
        if len(step.sql) <= left:
            shown.add(step.file)
            left -= len(step.sql)
    if elsewhere := [step.file for step in rollback.steps if step.file not in shown]:
        cuts.sentences.append(f"too long to show, read in the folder: {', '.join(elsewhere)}")
    return RollbackReply(
        target=target_shape(rollback.plan.target),
        plan=rollback.plan.identity,
        folder=folder,
        steps=[
            WayBackShape(
                phase=step.phase,
                file=step.file,
                undoes=list(step.titles),
                sql=step.sql if step.file in shown else "",
            )
            for step in rollback.steps
        ],
        losses=[loss_shape(loss) for loss in rollback.plan.losses],
        triggers=list(rollback.triggers),
        emergency=list(rollback.emergency),
        verification=list(rollback.verification),
        more=[*cuts.sentences, *(["rollback.md has the query of each trigger"] if plan.rollback_triggers else [])],
        next=f"a person runs the files in {folder} in this order; then call record_outcome with plan "
        f'"{rollback.plan.identity}" and status "rolled back"',
    )


def dry_run_reply(rehearsed: Rehearsed, *, root: Path) -> DryRunReply:
    """What each step did, whether it agrees with what the plan claims, and where the report is."""
    plan, evidence, cuts = rehearsed.plan, rehearsed.verdict.evidence, Cuts()
    report = shown_path(rehearsed.report, root)
    rest = f"the report {report} holds all"
    rows = cuts.first(sorted(evidence.rows.items()), LINES, "populated tables", rest)
    return DryRunReply(
        target=target_shape(plan.target),
        plan=plan.identity,
        verdict=verdict_shape(rehearsed.verdict, cuts),
        server=evidence.server_version,
        rows=dict(rows),
        not_populated=list(cuts.first(evidence.not_populated, LINES, "tables without rows", rest)),
        steps=_runs(plan, evidence, cuts, rest),
        assumptions=list(cuts.first(evidence.assumptions, LINES, "assumptions", rest)),
        shadow_differs=list(cuts.first(evidence.stand_ins, LINES, "differences of the shadow from the target", rest)),
        report=report,
        remembered=remembered_in_brief(rehearsed.recollections, plan.identity, cuts),
        more=cuts.sentences,
        next=_after_rehearsal(plan, rehearsed.verdict),
    )


def record_reply(recorded: Recorded) -> RecordReply:
    """What is now remembered, and whether it was before."""
    cuts = Cuts()
    rest = f'open_nodes of kg-memory with "{recorded.entity}" and its runs tells all'
    told = cuts.first(recorded.observations, LINES, "observations", rest)
    repeated = [] if recorded.is_new else ["this outcome was recorded before, so nothing was added"]
    return RecordReply(
        target=target_shape(recorded.target),
        plan=recorded.plan,
        entity=recorded.entity,
        observations=[shortened(text, SQL_CHARACTERS) for text in told],
        next="; ".join([*repeated, *cuts.sentences, f'recall with plan "{recorded.plan}" shows what bears on it']),
    )


def _step(step: Step, estimates: Mapping[tuple[str, Metric], StepEstimate]) -> StepShape:
    lock = step.up.claim.lock
    takes, waits = estimates.get((step.key, "duration")), estimates.get((step.key, "lock wait"))
    return StepShape(
        title=step.title,
        lock="" if lock is LockMode.NONE else lock.label,
        estimate=estimate_text(takes) if takes else "",
        lock_wait=lock_wait_text(waits, gives_up_s=step.lock_timeout_ms / 1000) if waits else "",
    )


def _decision(decision: Decision) -> DecisionShape:
    inquiry = decision.inquiry
    return DecisionShape(
        key=decision.key,
        question=decision.question,
        example=decision.example,
        options=[OptionShape(answer=o.answer, effect=o.effect) for o in decision.options if o.answer],
        put_into_change=[InsteadShape(sql=o.sql, effect=o.effect) for o in decision.options if not o.answer],
        choices=[] if decision.free else [option.answer for option in decision.options if option.answer],
        count=inquiry.count if inquiry else "",
        listing=inquiry.listing if inquiry else "",
        estimate=inquiry.estimate if inquiry else "",
        recommendation=decision.recommendation,
        assumed=(decision.chosen or "") if decision.assumed else "",
    )


def _runs(plan: Plan, evidence: Evidence, cuts: Cuts, rest: str) -> list[RunShape]:
    steps = [step for step in plan.steps if any(script.step == step.key for script in evidence.scripts)]
    return [
        _run(step, [script for script in evidence.scripts if script.step == step.key])
        for step in cuts.first(steps, _STEPS, "steps", rest)
    ]


def _run(step: Step, scripts: Sequence[ScriptEvidence]) -> RunShape:
    ups = [script for script in scripts if script.direction != "down"]
    return RunShape(
        step=step.title,
        phase=scripts[0].phase,
        ms=[round(script.duration_ms, 1) for script in scripts],
        locks=lock_texts({lock.table: lock for script in ups for lock in script.locks}.values()),
        rewritten=sorted({table for script in scripts for table in script.rewritten}),
        scanned=sorted({table for script in scripts for table in script.scanned}),
        rows_written=sum(script.rows_written for script in scripts if script.direction == "up"),
        wal_bytes=sum(script.wal_bytes for script in scripts if script.direction == "up"),
        waits_for=sorted({whose for script in scripts for whose in script.waits_for}),
        errors=[f"{script.direction}: {script.error}" for script in scripts if script.error],
    )


def _after_planning(plan: Plan, verdict: Verdict) -> str:
    if plan.open_decisions:
        keys = ", ".join(f'"{decision.key}"' for decision in plan.open_decisions)
        return f"ask the user to decide {keys}; then call generate_migration again with decisions"
    if verdict.status == "disproven":
        return "do not use this plan: read verdict.findings, change the request and generate again"
    return f'call dry_run with plan "{plan.identity}"'


def _after_rehearsal(plan: Plan, verdict: Verdict) -> str:
    if verdict.status == "disproven":
        return "do not run this plan: read verdict.findings, change the request and generate again"
    if plan.open_decisions:
        return _after_planning(plan, verdict)
    if verdict.status == "proven one way":
        return (
            "tell the user that there is no way back but a backup, taken first; then hand the folder to a "
            f'person to review and run, and afterwards call record_outcome with plan "{plan.identity}" and status'
        )
    return (
        "hand the folder to a person to review and run; afterwards call record_outcome with plan "
        f'"{plan.identity}" and status'
    )
