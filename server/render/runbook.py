"""A plan as instructions for the person who runs it."""

from server.model.catalog import RESERVED_SCHEMA
from server.model.plan import Phase, Plan
from server.render.deploys import deploy_before
from server.render.quarantine import earliest_contract, is_quarantined, kept_archives, shell_options
from server.render.rollback import emergency_procedure, triggers_section
from server.render.sql_files import NOT_REPEATABLE, file_name, guarded_decisions, is_repeatable, phases_with_steps
from server.render.text import bullets, code, fenced, one_line, prose
from server.render.verification import verification_queries
from server.render.way_back import ways_back

_PROGRESS = rf"""psql -X "$DATABASE_URL" <<'SQL'
SELECT format('SELECT %L AS backfill, * FROM %s', c.relname, c.oid::regclass)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'batch_size'
WHERE n.nspname = '{RESERVED_SCHEMA}' \gexec
SQL"""


def runbook(plan: Plan, *, date: str) -> str:
    """The order of files and deploys in Markdown, with whom to tell, what to verify and when and how to go back.

    Args:
        plan: What is to be run.
        date: ``YYYY-MM-DD``, as in the names of the files.
    """
    kept = kept_archives(plan)
    parts = [
        f"# Runbook: {prose(plan.name)}",
        f"Target {code(plan.target.database)} ({prose(plan.target.environment)}), PostgreSQL "
        f"{prose(plan.target.version)}. Plan {code(plan.identity)}, made for schema {code(plan.target.fingerprint)}.",
        "## Who to Tell",
        bullets(_who(plan), none=""),
        "## Standard Procedure",
        "`DATABASE_URL` and `STAGING_URL` are yours to set. Commands that depend on how you run services are comments.",
        fenced(_standard_procedure(plan, date), "bash"),
        "## Phases and Deploys",
        *(_phase(plan, phase, date) for phase in phases_with_steps(plan)),
        "### After All",
        deploy_before(plan, None),
        "## Verification",
        verification_queries(plan, "up"),
        "## Rollback Triggers",
        triggers_section(plan),
        "## Emergency Rollback",
        fenced(emergency_procedure(plan, date), "bash"),
        ways_back(plan, date),
        *(["## What Is Kept", kept] if kept else []),
    ]
    return "\n\n".join(parts) + "\n"


def _who(plan: Plan) -> list[str]:
    return [
        *(f"The owners of {prose(name)}: its code refers to what changes" for name in plan.services),
        f"Whoever is on call for {code(plan.target.database)}",
        f"The author: {prose(plan.author) or 'not given'}",
    ]


def _standard_procedure(plan: Plan, date: str) -> str:
    files = [(shell_options(plan, phase), file_name(plan, phase, "up", date=date)) for phase in phases_with_steps(plan)]
    return "\n".join(
        [
            "# 1. Backup current state",
            'pg_dump --format=custom --file="backup_$(date +%Y%m%d_%H%M%S).dump" "$DATABASE_URL"',
            "",
            "# 2. Test migration on staging",
            *(f'{options}psql -X -v ON_ERROR_STOP=1 -f {name} "$STAGING_URL"' for options, name in files),
            "",
            "# 3. Verify staging: run the verification queries below and your integration tests",
            "",
            "# 4. Apply to production, one phase at a time, deploying between them as below",
            *(f'{options}psql -X -v ON_ERROR_STOP=1 -f {name} "$DATABASE_URL"' for options, name in files),
            "",
            "# 5. Verify production: run the verification queries below",
            "",
            f"# 6. Monitor for issues: errors and latency of {one_line(', '.join(plan.services)) or 'your services'},",
            "#    and sessions that wait for locks, with those they wait for:",
            'psql -X "$DATABASE_URL" -c "SELECT pid, pg_blocking_pids(pid) AS waits_for, state, left(query, 80) '
            'FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"',
            "#    and how far backfills have come, while they run:",
            _PROGRESS,
        ]
    )


def _again(phase: Phase) -> str:
    return "run the whole file again" if is_repeatable(phase, "up") else NOT_REPEATABLE["up"]


def _phase(plan: Plan, phase: Phase, date: str) -> str:
    guard = guarded_decisions(plan, phase)
    head = [
        f"### {phase.name.capitalize()}",
        deploy_before(plan, phase.name),
        *([earliest_contract(plan)] if is_quarantined(plan, phase) else []),
        *([f"**Does not run yet.** Open: {', '.join(code(each.key) for each in guard)}."] if guard else []),
    ]
    lines = [
        f"1. Run {code(file_name(plan, phase, 'up', date=date))}: "
        + "; ".join(prose(step.title) for step in phase.steps)
        + ".",
        f"2. If a step gives up waiting for a lock, wait for a quieter moment; then {_again(phase)}.",
        f"3. To go back from here: {code(file_name(plan, phase, 'down', date=date))}.",
    ]
    return "\n\n".join([*(part for part in head if part), "\n".join(lines)])
