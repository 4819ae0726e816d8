"""What a rehearsal saw, as a report."""

from server.model.lock import LockMode
from server.model.plan import Plan
from server.model.proof import Evidence, Finding, SchemaEvidence, ScriptEvidence, Verdict
from server.render.text import bullets, code, prose, table


def rehearsal_report(plan: Plan, verdict: Verdict) -> str:
    """The verdict in Markdown with the evidence of each script and of each schema compared."""
    evidence = verdict.evidence
    parts = [
        f"# Rehearsal: {prose(plan.name)}",
        _summary(plan, verdict),
        "## Findings",
        bullets([_finding(finding) for finding in verdict.findings], none="None."),
        "## Steps",
        "Claimed is what the plan promises; seen is what PostgreSQL held while the script ran on the shadow.",
        table(
            (
                *("Step", "Direction", "Claimed lock", "Seen locks", "Waits for", "Rewritten", "Scanned"),
                *("Rows written", "WAL kB", "ms", "Result"),
            ),
            _rows(plan, evidence),
        ),
        "## Schemas and Rows",
        table(("Point", "Schema", "Column order", "Rows"), [_schema(each) for each in evidence.schemas]),
        _differences(evidence),
        "## Assumptions",
        bullets([prose(text) for text in evidence.assumptions], none="None."),
        "## Not Observed",
        bullets(_not_observed(verdict), none=""),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _summary(plan: Plan, verdict: Verdict) -> str:
    evidence = verdict.evidence
    rows = sum(evidence.rows.values())
    lines = [
        f"**Verdict**: {verdict.status}",
        f"**Final schema is that of the direct change**: {_yes(verdict.equivalent)}",
        f"**Every down returned schema and rows**: {_yes(verdict.reversible)}",
        f"**Locks are brief**: {_yes(verdict.brief)}",
        f"**Rehearsed on**: a shadow with PostgreSQL {prose(evidence.server_version)}, {rows} made-up rows in "
        f"{len(evidence.rows)} tables",
        f"**Target**: {code(plan.target.database)}, {prose(plan.target.environment)}, PostgreSQL "
        f"{prose(plan.target.version)}, schema {code(plan.target.fingerprint)}",
        f"**Plan**: {code(plan.identity)}",
    ]
    return bullets(lines, none="")


def _finding(finding: Finding) -> str:
    where = f"{code(finding.step)}: " if finding.step else ""
    return f"**{finding.severity}** {where}{prose(finding.text)}"


def _rows(plan: Plan, evidence: Evidence) -> list[tuple[str, ...]]:
    titles = {step.key: step.title for step in plan.steps}
    return [_script(script, titles.get(script.step, script.step)) for script in evidence.scripts]


def _script(script: ScriptEvidence, title: str) -> tuple[str, ...]:
    return (
        prose(title),
        script.direction,
        script.claim.lock.label,
        ", ".join(f"{lock.mode.label} on {code(lock.table)}" for lock in script.locks) or LockMode.NONE.label,
        ", ".join(script.waits_for) or "nobody",
        _names(script.rewritten),
        _names(script.scanned),
        str(script.rows_written),
        f"{script.wal_bytes / 1000:.1f}",
        f"{script.duration_ms:.1f}",
        f"failed: {prose(script.error)}" if script.error else "ok",
    )


def _schema(schema: SchemaEvidence) -> tuple[str, ...]:
    rows = {True: "equal", False: "differ", None: "not compared"}[schema.rows_equal]
    return (
        prose(schema.point),
        "as expected" if schema.found == schema.expected else "differs",
        "as expected" if schema.column_order else "differs",
        rows,
    )


def _differences(evidence: Evidence) -> str:
    lines = [
        f"{prose(schema.point)}: {prose(text)}"
        for schema in evidence.schemas
        for text in (*schema.differences, *schema.row_differences)
    ]
    return bullets(lines, none="No difference was found.")


def _not_observed(verdict: Verdict) -> list[str]:
    evidence = verdict.evidence
    return [
        "Durations on the target: the times above are of made-up rows on the shadow.",
        "Live traffic: the evidence has no measurement of it.",
        *(f"On the shadow, {prose(text)}." for text in evidence.stand_ins),
        *(f"Rows of {prose(text)}" for text in evidence.not_populated),
        *(
            f"Rows at the point {code(schema.point)} were not compared."
            for schema in evidence.schemas
            if schema.rows_equal is None
        ),
    ]


def _names(tables: tuple[str, ...]) -> str:
    return ", ".join(code(name) for name in tables) or "none"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
