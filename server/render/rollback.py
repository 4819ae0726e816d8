"""A plan's way back: what returns, what does not, when to go and how."""

from server.model.plan import Loss, Plan
from server.render.gauges import gauges
from server.render.sql_files import NOT_REPEATABLE, file_name, is_repeatable, phases_with_steps
from server.render.text import bullets, code, fenced, one_line, prose, table, tasks
from server.render.verification import verification_queries
from server.render.way_back import ways_back

ROLLBACK_TRIGGERS = (
    "A verification query returns false",
    "A step fails again after it was run a second time",
    "A service that refers to what changed reports errors it did not have before",
    "Latency or throughput is worse by 10 % or more than before the phase",
)


def rollback_document(plan: Plan, *, date: str = "YYYY-MM-DD") -> str:
    """The way back in Markdown.

    Args:
        plan: What was run, wholly or in part.
        date: As in the names of the files.
    """
    parts = [
        f"# Rollback: {prose(plan.name)}",
        f"Target {code(plan.target.database)} ({prose(plan.target.environment)}). Plan {code(plan.identity)}.",
        "**Ensure a backup exists before running a rollback.**",
        "## Order",
        "Run the down file of each phase whose up file was run, also in part; " + _again(plan, date),
        _order(plan, date),
        "## What Is Lost",
        _losses(plan),
        "## Data Recovery",
        bullets(_recovery(plan), none="Nothing needs recovering: the plan names no loss."),
        "## Rollback Triggers",
        triggers_section(plan),
        "## Emergency Rollback",
        "`DATABASE_URL` and `BACKUP_FILE` are yours to set. Commands that depend on how you run services are comments.",
        fenced(emergency_procedure(plan, date), "bash"),
        ways_back(plan, date),
        "## Verification",
        verification_queries(plan, "down"),
    ]
    return "\n\n".join(parts) + "\n"


def triggers_section(plan: Plan) -> str:
    """When to go back in Markdown: what a person notices, and what a query tells."""
    noticed = tasks(ROLLBACK_TRIGGERS)
    if not plan.rollback_triggers:
        return noticed
    looks = "Each query only reads and gives one row; what other sessions do, it shows in full to members of "
    return "\n\n".join([noticed, f"{looks}{code('pg_monitor')} only.", gauges(plan.rollback_triggers)])


def trigger_texts(plan: Plan) -> tuple[str, ...]:
    """The same as sentences, without the queries."""
    return (*ROLLBACK_TRIGGERS, *(each.watches for each in plan.rollback_triggers))


def emergency_procedure(plan: Plan, date: str) -> str:
    """The specification's emergency rollback for this plan, as shell commands."""
    services = one_line(", ".join(plan.services)) or "whatever uses the database; no service is known to be affected"
    files = [file_name(plan, phase, "down", date=date) for phase in reversed(phases_with_steps(plan))]
    return "\n".join(
        [
            f"# 1. Stop affected services: {services}",
            "",
            "# 2. Apply rollback; leave out phases whose up file was never run",
            *(f'psql -X -v ON_ERROR_STOP=1 -f {name} "$DATABASE_URL"' for name in files),
            "",
            "# 3. Restore from backup if needed; this also undoes every write since the backup",
            '# pg_restore --clean --if-exists --single-transaction --dbname="$DATABASE_URL" "$BACKUP_FILE"',
            "",
            f"# 4. Restart services: {services}",
            "",
            "# 5. Verify system health: run the verification queries and your health checks",
        ]
    )


def _order(plan: Plan, date: str) -> str:
    rows = [
        (
            str(number),
            code(file_name(plan, phase, "down", date=date)),
            "; ".join(prose(step.title) for step in reversed(phase.steps)),
        )
        for number, phase in enumerate(reversed(phases_with_steps(plan)), start=1)
    ]
    return table(("Order", "File", "Undoes"), rows) if rows else "The plan has no steps."


def _again(plan: Plan, date: str) -> str:
    once = [phase for phase in phases_with_steps(plan) if not is_repeatable(phase, "down")]
    if not once:
        return "each may be run again."
    files = ", ".join(code(file_name(plan, phase, "down", date=date)) for phase in once)
    return f"each may be run again, but not {files}: after a failure, {NOT_REPEATABLE['down']}."


def _losses(plan: Plan) -> str:
    rows = [(code(loss.object), prose(loss.what), code(loss.preserved or "") or "nowhere") for loss in plan.losses]
    return table(("Object", "What", "Kept in"), rows) if rows else "The plan names nothing that is lost."


def _recovery(plan: Plan) -> list[str]:
    return list(dict.fromkeys(_recovered(loss) for loss in plan.losses))


def _recovered(loss: Loss) -> str:
    if loss.preserved:
        return f"{code(loss.object)}: the data is kept in {code(loss.preserved)}"
    if loss.only_live:
        return f"{code(loss.object)}: take a backup right before the rollback; only it holds what was written since"
    return f"{code(loss.object)}: only a backup made before the migration brings it back"
