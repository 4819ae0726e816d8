"""The days that pass before contract takes anything away, and those for which what it kept is kept.

No file knows when a deploy was done: whoever runs contract says it, in a setting of the session.
"""

from server.model.catalog import RESERVED_SCHEMA
from server.model.names import dollar_quoted, literal
from server.model.plan import Phase, Plan
from server.render.text import bullets, code, fenced

SETTING = f"{RESERVED_SCHEMA}.unused_since"
"""The day on which the last code was gone that uses what contract takes away; any role may set it for its session."""
VARIABLE = "UNUSED_SINCE"
"""The same in the shell of the runbook."""

_ARCHIVES = f"""\
SELECT c.oid::pg_catalog.regclass AS archive,
       pg_catalog.pg_size_pretty(pg_catalog.pg_total_relation_size(c.oid)) AS size
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = {literal(RESERVED_SCHEMA)} AND c.relkind IN ('r', 'p')"""


def is_quarantined(plan: Plan, phase: Phase) -> bool:
    """Whether the up file of the phase refuses to run before the days are over."""
    return phase.name == "contract" and plan.quarantine_days > 0 and plan.takes_away


def quarantine_guard(plan: Plan) -> str:
    """SQL that fails unless the session says since when nothing is used, and that is long enough ago."""
    days = plan.quarantine_days
    unsaid = (
        f"contract takes things away {_days(days)} after the last code that uses them is gone; say when that was: "
        f'PGOPTIONS="-c {SETTING}=YYYY-MM-DD"'
    )
    since = f"nullif(pg_catalog.current_setting({literal(SETTING)}, true), '')"
    body = "\n".join(
        [
            "",
            "BEGIN",
            f"    IF {since} IS NULL THEN",
            f"        RAISE EXCEPTION '%', {literal(unsaid)};",
            f"    ELSIF {since}::pg_catalog.date + {days} > current_date THEN",
            f"        RAISE EXCEPTION 'contract is in quarantine until %', {since}::pg_catalog.date + {days};",
            "    END IF;",
            "END ",
        ]
    )
    return f"-- Quarantine: not before {_days(days)} after the last use of what goes.\nDO {dollar_quoted(body)};"


def shell_options(plan: Plan, phase: Phase) -> str:
    """What stands before psql in a shell so that the guard knows the day; empty without quarantine."""
    return f'PGOPTIONS="-c {SETTING}=${VARIABLE}" ' if is_quarantined(plan, phase) else ""


def earliest_contract(plan: Plan) -> str:
    """One sentence in Markdown on when contract may run."""
    earliest = f'date -d "${VARIABLE} + {plan.quarantine_days} days" +%F'
    return (
        f"Not before {_days(plan.quarantine_days)} after the last code that uses what goes was gone: set "
        f"{code(VARIABLE)} to that day; {code(earliest)} says the earliest date, and the file refuses to run before it."
    )


def kept_archives(plan: Plan) -> str:
    """What is kept for the way back, and how long, in Markdown; empty when nothing is."""
    if not plan.kept:
        return ""
    until = (
        f"Keep it for {_days(plan.archive_days)} after contract; then drop it, and with it the way back"
        if plan.archive_days
        else "The policy names no day (`archive_days`): it stays until somebody drops it, and with it the way back"
    )
    return "\n\n".join([f"{until}:", bullets(map(code, plan.kept), none=""), fenced(f"{_ARCHIVES};", "sql")])


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
