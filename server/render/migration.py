"""A plan as the migration document of the specification."""

from server.model.lock import LockMode
from server.model.plan import ADVICE, Claim, Hazard, Phase, Plan, Step
from server.render.choices import choice_text
from server.render.decisions import decisions_section
from server.render.sql_files import file_name, guarded_decisions, loss_text, phases_with_steps
from server.render.text import bullets, code, prose, table, tasks
from server.render.verification import verification_queries


def migration_document(plan: Plan, *, date: str) -> str:
    """The plan in Markdown, under the headings of the specification's migration document.

    Args:
        plan: Locks and limits in it are claims; only a rehearsal observes.
        date: Planned date, ``YYYY-MM-DD``.
    """
    parts = [
        f"# Migration: {prose(plan.name)}",
        _overview(plan, date),
        _changes(plan),
        _impact(plan),
        _execution(plan, date),
        _rollback(plan, date),
        "## Post-Migration",
        tasks(
            [
                "Documentation updated",
                f"Team notified: {_services(plan)}",
                "Monitoring confirmed",
                "Outcome recorded in the knowledge graph (`record_outcome`)",
            ]
        ),
    ]
    return "\n\n".join(parts) + "\n"


def impact_level(plan: Plan) -> tuple[str, str]:
    """Low, Medium, High or Critical, and the fact of the plan that decides it."""
    unkept = [loss for loss in plan.losses if loss.preserved is None]
    gone = [loss.object for loss in unkept if not loss.only_live and not loss.restored]
    if gone:
        return "Critical", f"data of {', '.join(dict.fromkeys(gone))} is lost and kept nowhere"
    if unkept:
        objects = ", ".join(dict.fromkeys(loss.object for loss in unkept))
        return "High", f"a rollback does not bring back everything of {objects}"
    left = [hazard.code for hazard in plan.hazards if hazard.left and hazard.code not in ADVICE]
    if left:
        return "High", f"the plan cannot remove these hazards: {', '.join(dict.fromkeys(left))}"
    if plan.losses:
        return "Medium", "a rollback needs data that is kept aside"
    strongest = max((step.up.claim.lock for step in plan.steps), default=LockMode.NONE)
    if strongest.blocks_writes:
        return "Medium", f"steps take {strongest.label}, each no longer than its time limit"
    return "Low", "no step claims a lock that blocks reads or writes, and nothing is lost"


def _overview(plan: Plan, date: str) -> str:
    level, why = impact_level(plan)
    target = plan.target
    lines = [
        f"**Date**: {prose(date)}",
        f"**Author**: {prose(plan.author) or 'not given'}",
        "**Reviewers**: none yet",
        f"**Impact Level**: {level} ({prose(why)})",
        f"**Reason**: {prose(plan.reason) or 'not given'}",
        f"**Target**: {code(target.database)}, {prose(target.environment)}, PostgreSQL {prose(target.version)}, "
        f"{prose(target.source)}, schema {code(target.fingerprint)}",
        f"**Plan**: {code(plan.identity)}",
    ]
    return "## Overview\n\n" + bullets(lines, none="")


def _changes(plan: Plan) -> str:
    order = "" if plan.column_order_kept else "\n- Columns end in another order than the direct change would give."
    moved = [_step_line(step) for phase in plan.phases if phase.name == "migrate" for step in phase.steps]
    lost = [f"Not brought back by a rollback itself: {prose(loss_text(loss))}" for loss in plan.losses]
    return "\n\n".join(
        [
            "## Changes",
            "### Schema Changes",
            bullets([prose(sentence) for sentence in plan.operations], none="None.") + order,
            "### Data Changes",
            bullets([*moved, *lost], none="None: the plan has no migrate phase and names no loss."),
        ]
    )


def _step_line(step: Step) -> str:
    return f"{prose(step.title)} ({code(step.key)})"


def _impact(plan: Plan) -> str:
    services = [f"{prose(name)}: its code refers to what changes" for name in plan.services]
    parts = [
        "## Impact Analysis",
        "### Affected Services",
        bullets(services, none="None known. Code outside the configured projects was not read."),
        "### Performance Impact",
        "Claimed by the plan; `dry_run` shows what a rehearsal observed.",
        table(
            ("Step", "Strongest lock", "Blocks", "Rewrites", "Full scan", "Lock wait", "Statement limit"),
            [_performance(step) for step in plan.steps],
        ),
        "Hazards that remain:",
        bullets([_hazard(each) for each in plan.hazards if each.left], none="None known."),
        *_accepted(plan),
        "Hazards the plan avoids:",
        bullets([_hazard(each) for each in plan.hazards if each.avoided], none="None known."),
    ]
    return "\n\n".join(parts)


def _performance(step: Step) -> tuple[str, ...]:
    claim = step.up.claim
    blocks = "reads and writes" if claim.lock.blocks_reads else "writes" if claim.lock.blocks_writes else "neither"
    return (
        prose(step.title),
        claim.lock.label,
        blocks,
        _whole_table(claim.rewrites, claim),
        _whole_table(claim.scans, claim),
        f"{step.lock_timeout_ms} ms",
        f"{step.up.statement_timeout_ms} ms" if step.up.statement_timeout_ms else "none",
    )


def _whole_table(holds: bool, claim: Claim) -> str:
    if not holds:
        return "no"
    return "yes, of a small table" if claim.small else "yes"


def _accepted(plan: Plan) -> list[str]:
    accepted = [_hazard(each) for each in plan.hazards if each.accepted and not each.avoided]
    return ["Hazards that remain and that the policy accepts:", bullets(accepted, none="")] if accepted else []


def _hazard(hazard: Hazard) -> str:
    labelled = ((hazard.effect, ""), (hazard.remedy, "Remedy: "), (hazard.source, "Source: "))
    texts = " ".join(f"{label}{prose(text)}" for text, label in labelled if text)
    return f"**{prose(hazard.code)}** at {code(hazard.object)}: {texts}"


def _execution(plan: Plan, date: str) -> str:
    decisions = decisions_section(plan)
    parts = [
        "## Execution Plan",
        *(["### Decisions", decisions] if decisions else []),
        "### Prerequisites",
        tasks(
            [
                "Backup completed",
                "Staging tested",
                "Team notified",
                *(f"Decision taken: {prose(each.question)} ({code(each.key)})" for each in plan.open_decisions),
            ]
        ),
        "### Steps",
        _steps(plan, date),
        *(
            ["Chosen by what happened before:", bullets([prose(choice_text(c)) for c in plan.choices], none="")]
            if plan.choices
            else []
        ),
        "### Verification",
        tasks(["Schema changes applied", "Data integrity verified", "Services functional", "Performance acceptable"]),
        verification_queries(plan, "up"),
    ]
    return "\n\n".join(parts)


def _steps(plan: Plan, date: str) -> str:
    lines: list[str] = []
    for phase in phases_with_steps(plan):
        lines.append(f"{len(lines) + 1}. Run {code(file_name(plan, phase, 'up', date=date))} ({phase.name}):")
        lines[-1] += _phase_steps(plan, phase)
    return "\n".join(lines) or "None."


def _phase_steps(plan: Plan, phase: Phase) -> str:
    guard = guarded_decisions(plan, phase)
    waits = f"\n   - **Does not run** until {len(guard)} decision(s) are taken." if guard else ""
    return waits + "".join(f"\n   - {prose(step.title)}: {prose(step.reason)}" for step in phase.steps)


def _rollback(plan: Plan, date: str) -> str:
    files = [code(file_name(plan, phase, "down", date=date)) for phase in reversed(phases_with_steps(plan))]
    return "\n\n".join(
        [
            "## Rollback Plan",
            "Run the down file of each phase whose up file was run, last phase first:",
            "\n".join(f"{number}. {name}" for number, name in enumerate(files, start=1)) or "None.",
            "What a rollback does not bring back by itself:",
            bullets([prose(loss_text(loss)) for loss in plan.losses], none="The plan names nothing."),
        ]
    )


def _services(plan: Plan) -> str:
    return ", ".join(prose(name) for name in plan.services) or "no service is known to be affected"
