"""A plan as SQL files: one up and one down a phase, each run and re-run with ``psql -v ON_ERROR_STOP=1 -f``."""

from collections.abc import Mapping
from typing import Literal

from server.model.filename import file_stem
from server.model.names import dollar_quoted, literal
from server.model.plan import Check, Decision, Loss, Phase, Plan, Script, Step
from server.render.quarantine import is_quarantined, quarantine_guard
from server.render.text import comment, one_line

Direction = Literal["up", "down"]

RULE = "-- " + "-" * 75

_SESSION = """\
-- IF EXISTS and IF NOT EXISTS have nothing to tell
SET client_min_messages = warning;
-- rows that forced row security hides from this role would be left out in silence: PostgreSQL refuses instead
SET row_security = off;"""

_CHECKS: Mapping[Direction, tuple[str, str]] = {
    "up": ("Pre-migration check", "Post-migration validation"),
    "down": ("Pre-rollback check", "Verify rollback"),
}
"""What the specification calls the checks before and after."""


def render_files(plan: Plan, *, date: str) -> dict[str, str]:
    """The SQL of a plan by file name, in the order in which it runs; each up is followed by its down.

    Args:
        plan: Phases without steps give no file.
        date: ``YYYY-MM-DD``, for names and headers.
    """
    files: dict[str, str] = {}
    for phase in phases_with_steps(plan):
        files[file_name(plan, phase, "up", date=date)] = _up_file(plan, phase, date)
        files[file_name(plan, phase, "down", date=date)] = _down_file(plan, phase, date)
    return files


def phases_with_steps(plan: Plan) -> list[Phase]:
    """The phases that have something to do, in order."""
    return [phase for phase in plan.phases if phase.steps]


def file_name(plan: Plan, phase: Phase, direction: Direction, *, date: str) -> str:
    """``date-name.up.sql``, or as the plan is named; with several phases ``date-name.1-expand.up.sql`` and so on."""
    phases = phases_with_steps(plan)
    part = f".{phases.index(phase) + 1}-{phase.name}" if len(phases) > 1 else ""
    return f"{file_stem(plan.naming, date=date, name=plan.name)}{part}.{direction}.sql"


def guarded_decisions(plan: Plan, phase: Phase) -> tuple[Decision, ...]:
    """Open decisions that keep the up file of a phase from running.

    Expanding only adds, so it may run before they are taken, unless there is nothing else to run.
    """
    names = [each.name for each in phases_with_steps(plan)]
    return () if phase.name == "expand" and names != ["expand"] else plan.open_decisions


def loss_text(loss: Loss) -> str:
    """A loss as one sentence."""
    return f"{loss.object}: {loss.what}; {_kept(loss)}"


def _kept(loss: Loss) -> str:
    if loss.preserved:
        return f"kept in {loss.preserved}"
    # A backup from before the migration cannot hold what is written after it.
    made = " made right before the rollback" if loss.only_live else ""
    return f"kept nowhere: only a backup{made} brings it back"


def is_repeatable(phase: Phase, direction: Direction) -> bool:
    """Whether the file of a phase may be run again as a whole after it stopped half-way.

    A script that runs once as the last of its file, in a transaction of its own, either ran or did not.
    """
    steps = phase.steps if direction == "up" else tuple(reversed(phase.steps))
    scripts = [script for step in steps if (script := step.up if direction == "up" else step.down).commands]
    once = [script for script in scripts if script.once]
    if not once:
        return True
    last = scripts[-1]
    return once == [last] and (last.transactional or len(last.commands) == 1)


NOT_REPEATABLE: dict[Direction, str] = {
    "up": "in a copy of this file, remove the steps before the one that failed, and run the copy; "
    "some of them cannot run twice",
    "down": "in a copy of this file, remove what ran already, and run the copy; the same holds when the up file "
    "stopped half-way: remove the steps it did not reach",
}
"""What to do when a file that is not repeatable stopped half-way."""


def timeout(milliseconds: int) -> str:
    """A timeout as SQL; 0 means none."""
    return literal(f"{milliseconds}ms") if milliseconds else literal("0")


def _up_file(plan: Plan, phase: Phase, date: str) -> str:
    steps = [
        _step(step, step.up, f"Step {number} of {len(phase.steps)}", "up")
        for number, step in enumerate(phase.steps, start=1)
    ]
    guard = [_guard(decision) for decision in guarded_decisions(plan, phase)]
    if is_quarantined(plan, phase):
        guard.append(quarantine_guard(plan))
    return "\n\n".join([_up_header(plan, phase, date), *guard, _SESSION, *steps]) + "\n"


def _down_file(plan: Plan, phase: Phase, date: str) -> str:
    steps = [
        _step(step, step.down, f"Undo step {number} of {len(phase.steps)}", "down")
        for number, step in reversed(list(enumerate(phase.steps, start=1)))
    ]
    return "\n\n".join([_down_header(plan, phase, date), _SESSION, *steps]) + "\n"


def _up_header(plan: Plan, phase: Phase, date: str) -> str:
    lines = [
        comment(file_name(plan, phase, "up", date=date), prefix="Migration: "),
        RULE,
        comment(plan.author or "not given", prefix="Author: "),
        comment(date, prefix="Date: "),
        comment(one_line(f"{plan.name}. {plan.reason}"), prefix="Description: "),
        comment(one_line(_impact(plan)), prefix="Impact: "),
        *_common_header(plan, phase),
        comment(file_name(plan, phase, "down", date=date), prefix="Rollback: "),
        *(comment(one_line(loss_text(loss)), prefix="Rollback safety of the whole plan: ") for loss in plan.losses),
    ]
    if not plan.losses:
        lines.append("-- Rollback safety of the whole plan: it names nothing that the rollback cannot bring back.")
    lines += [RULE, *_how_to_run(phase, "up")]
    return "\n".join(lines)


def _down_header(plan: Plan, phase: Phase, date: str) -> str:
    up = file_name(plan, phase, "up", date=date)
    phases = phases_with_steps(plan)
    later = phases[phases.index(phase) + 1 :]
    lines = [
        comment(file_name(plan, phase, "down", date=date), prefix="Migration: "),
        RULE,
        comment(plan.author or "not given", prefix="Author: "),
        comment(date, prefix="Date: "),
        comment(f"Rollback for migration {up}"),
        "-- This restores the schema as it was before that file.",
        *(
            comment(file_name(plan, each, "down", date=date), prefix="Run first, if its up file was run: ")
            for each in reversed(later)
        ),
        *_common_header(plan, phase),
        *(comment(one_line(loss_text(loss)), prefix="Not restored by itself: ") for loss in plan.losses),
        RULE,
        "-- IMPORTANT: Ensure backup exists before running rollback",
        *_how_to_run(phase, "down"),
    ]
    return "\n".join(lines)


def _impact(plan: Plan) -> str:
    if not plan.services:
        return "no service is known to refer to what changes"
    return f"services that refer to what changes: {', '.join(plan.services)}"


def _common_header(plan: Plan, phase: Phase) -> list[str]:
    phases = phases_with_steps(plan)
    target = plan.target
    return [
        comment(
            one_line(f"{target.database} ({target.environment}), PostgreSQL {target.version}, {target.source}"),
            prefix="Target: ",
        ),
        comment(target.fingerprint, prefix="Made for schema: "),
        comment(plan.identity, prefix="Plan: "),
        comment(f"{phase.name} ({phases.index(phase) + 1} of {len(phases)})", prefix="Phase: "),
    ]


def _how_to_run(phase: Phase, direction: Direction) -> list[str]:
    scripts = [step.up if direction == "up" else step.down for step in phase.steps]
    run = "-- Run with: psql -X -v ON_ERROR_STOP=1 -f <this file>"
    if is_repeatable(phase, direction):
        lines = [f"{run}; after a failure, run the whole file again."]
    else:
        lines = [f"{run}", f"-- After a failure: {NOT_REPEATABLE[direction]}."]
    doing = [script for script in scripts if script.commands]
    if not all(script.transactional for script in doing):
        lines.append("-- Not with --single-transaction: some commands commit by themselves.")
    elif len(doing) > 1:
        lines.append("-- Not with --single-transaction: each step is a transaction of its own.")
    return lines


def _guard(decision: Decision) -> str:
    message = f'decision "{decision.key}" is open: {decision.question} Generate the plan again with an answer.'
    return "\n".join(
        [
            "-- " + "!" * 75,
            comment(one_line(decision.key), prefix="THIS FILE DOES NOT RUN YET. Open decision: "),
            comment(one_line(decision.question), prefix="Question: "),
            comment(one_line(decision.example), prefix="Example of an answer: "),
            "-- " + "!" * 75,
            _raise_always(message),
        ]
    )


def _step(step: Step, script: Script, label: str, direction: Direction) -> str:
    before, after = _CHECKS[direction]
    parts = [_step_header(step, script, label)]
    parts += [_check(check, before) for check in script.before]
    if script.commands:
        parts.append(_transaction(step, script) if script.transactional else _autocommit(step, script))
    else:
        parts.append("-- Nothing to do.")
    parts += [_check(check, after) for check in script.after]
    return "\n\n".join(parts)


def _step_header(step: Step, script: Script, label: str) -> str:
    lines = [
        RULE,
        comment(one_line(step.title), prefix=f"{label}: "),
        comment(one_line(step.reason), prefix="Why: "),
        comment(one_line(step.key), prefix="Key: "),
    ]
    if script.commands:
        lines.append(comment(_claim(script), prefix="Claimed: "))
        limit = f"at most {script.statement_timeout_ms} ms" if script.statement_timeout_ms else "without limit"
        lines.append(f"-- Waits at most {step.lock_timeout_ms} ms for a lock; a statement runs {limit}.")
    return "\n".join([*lines, RULE])


def _claim(script: Script) -> str:
    claim = script.claim
    if not claim.lock:
        return "no lock on a table that existed before"
    under = [what for what, holds in (("rewrites", claim.rewrites), ("reads all of", claim.scans)) if holds]
    which = "a table known to be small" if claim.small else "a table"
    done = f"{' and '.join(under)} {which} under it" if under else "neither rewrites nor reads all of a table under it"
    return f"strongest lock {claim.lock.label}; {done}"


def _transaction(step: Step, script: Script) -> str:
    return "\n".join(
        [
            "BEGIN;",
            f"SET LOCAL lock_timeout = {timeout(step.lock_timeout_ms)};",
            f"SET LOCAL statement_timeout = {timeout(script.statement_timeout_ms)};",
            *(_command(command) for command in script.commands),
            "COMMIT;",
        ]
    )


def _autocommit(step: Step, script: Script) -> str:
    return "\n".join(
        [
            f"SET lock_timeout = {timeout(step.lock_timeout_ms)};",
            f"SET statement_timeout = {timeout(script.statement_timeout_ms)};",
            *(_command(command) for command in script.commands),
            "RESET statement_timeout;",
            "RESET lock_timeout;",
        ]
    )


def _command(command: str) -> str:
    text = command.rstrip()
    # A comment at the end would swallow a semicolon on the same line.
    return f"{text}\n;" if "--" in text.rpartition("\n")[2] else f"{text};"


def _check(check: Check, label: str) -> str:
    body = "\n".join(
        [
            "",
            "BEGIN",
            "    IF (",
            f"        {check.condition}",
            "    ) IS NOT TRUE THEN",
            f"        {_refuse(check)}",
            "    END IF;",
            "END ",
        ]
    )
    return f"{comment(one_line(check.message), prefix=f'{label}; fails with: ')}\nDO {dollar_quoted(body)};"


def _raise_always(message: str) -> str:
    body = f"\nBEGIN\n    {_raise(message)}\nEND "
    return f"DO {dollar_quoted(body)};"


def _refuse(check: Check) -> str:
    if not check.count:
        return _raise(check.message)
    rows = f"pg_catalog.format({literal('%s rows')}, ({check.count}))"
    return _raise(check.message, f"DETAIL = {rows}", f"HINT = {literal(f'List them with: {check.listing}')}")


def _raise(message: str, *more: str) -> str:
    # The message is an argument and not the format, in which a per cent sign would ask for one.
    using = f" USING {', '.join(more)}" if more else ""
    return f"RAISE EXCEPTION {literal('%')}, {literal(message)}{using};"
