"""What somebody reports of a run, checked and brought to the plan's steps."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from math import isfinite, nan

from server.errors import InvalidArgument
from server.learning.run_log import read_log
from server.learning.sqlstate import LOCK_TIMEOUT, sqlstate_of
from server.model.outcome import Outcome, StepRun
from server.model.plan import Plan, Step
from server.model.report import Report

_SLACK = 60.0
"""Seconds by which clocks may differ, and a person may be off."""
_SHOWN = 100
_DIGITS = 9
"""Of a step's number; int takes no more than 4,300."""
_SEEN = frozenset(["seconds", "waited", "rows", "error"])
"""What is told of a step."""


def outcome_of(plan: Plan, report: Report, files: Mapping[str, str]) -> Outcome:
    """The outcome of a plan as it was reported.

    Args:
        files: The plan's SQL by file name: a log names their lines.

    Raises:
        InvalidArgument: A step is none of the plan, a number or a moment is none, or the numbers cannot be true.
    """
    if report.phase and report.phase not in {phase.name for phase in plan.phases if phase.steps}:
        has = ", ".join(phase.name for phase in plan.phases if phase.steps)
        raise InvalidArgument(f'plan {plan.identity[:12]} has no phase "{report.phase}"; it has: {has}')
    span = _span(report)
    told: dict[str, StepRun] = {}
    back = report.status == "rolled back"
    read = read_log(plan, report.phase or None, report.log, files, down=back) if report.log.strip() else None
    for each in read.steps if read else ():
        told[each.step] = each
    for each in _told_directly(plan, report):
        told[each.step] = _joined(told.get(each.step), each)
    longest = sum(each.seconds or 0.0 for each in told.values())
    if span is not None and longest > span + _SLACK:
        raise InvalidArgument(
            f"the steps took {longest:,.0f} s together, but {span:,.0f} s passed from started to finished; durations "
            "are in seconds"
        )
    order = {step.key: number for number, step in enumerate(plan.steps)}
    return Outcome(
        status=report.status,
        phase=report.phase or None,
        started=report.started.strip(),
        finished=report.finished.strip(),
        who=report.who.strip(),
        notes=report.notes,
        measurements=tuple(report.measurements.items()),
        steps=tuple(sorted(told.values(), key=lambda each: order[each.step])),
        not_read=read.not_read if read else (),
    )


def _span(report: Report) -> float | None:
    started, finished = (_moment(name, getattr(report, name)) for name in ("started", "finished"))
    if started is None or finished is None:
        return None
    if (started.tzinfo is None) != (finished.tzinfo is None):
        raise InvalidArgument('give "started" and "finished" both with a time zone, such as 2026-11-23T17:00:00Z')
    seconds = (finished - started).total_seconds()
    if seconds < 0:
        raise InvalidArgument(f'"finished" ({report.finished}) is before "started" ({report.started})')
    return seconds


def _moment(name: str, text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidArgument(
            f'"{name}" must be a moment such as 2026-11-23T17:00:00Z, not "{text[:_SHOWN]}"'
        ) from None


def _told_directly(plan: Plan, report: Report) -> Iterator[StepRun]:
    for name, seen in report.steps.items():
        unknown = sorted(seen.keys() - _SEEN)
        if unknown:
            raise InvalidArgument(
                f'of step "{name[:_SHOWN]}" nothing is called "{unknown[0][:_SHOWN]}"; tell {", ".join(sorted(_SEEN))}'
            )
        error = " ".join(str(seen["error"]).split()) or "failed" if "error" in seen else ""
        key, waited = _step(plan, name), _number(seen, "waited", name)
        if waited is None and sqlstate_of(error) == LOCK_TIMEOUT:
            # it waited for as long as it may
            waited = next(step.lock_timeout_ms for step in plan.steps if step.key == key) / 1000
        yield StepRun(
            step=key,
            seconds=_number(seen, "seconds", name),
            lock_wait=waited,
            rows=_number(seen, "rows", name),
            error=error,
        )


def _number(seen: Mapping[str, float | str], what: str, name: str) -> float | None:
    if what not in seen:
        return None
    try:
        value = float(seen[what])
    except (ValueError, OverflowError):
        value = nan
    if not isfinite(value) or value < 0:
        raise InvalidArgument(f'"{what}" of step "{name[:_SHOWN]}" must be a number from 0, not {_shown(seen[what])}')
    return value


def _shown(value: float | str) -> str:
    try:
        return repr(value)[:_SHOWN]
    except ValueError:  # a whole number of more digits than Python writes
        return "one so large"


def _joined(one: StepRun | None, other: StepRun) -> StepRun:
    """What is told of a step, said over what is read of it."""
    if one is None:
        return other
    return StepRun(
        step=other.step,
        seconds=one.seconds if other.seconds is None else other.seconds,
        lock_wait=one.lock_wait if other.lock_wait is None else other.lock_wait,
        rows=one.rows if other.rows is None else other.rows,
        error=other.error or one.error,
    )


def _step(plan: Plan, name: str) -> str:
    """Key of the step that goes by a number, from 1 over all phases, by its key or by its title."""
    steps, wanted = plan.steps, name.strip()
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= _DIGITS and 1 <= int(wanted) <= len(steps):
        return steps[int(wanted) - 1].key
    found = [step for step in steps if wanted in (step.key, step.title)]
    if len(found) == 1:
        return found[0].key
    raise InvalidArgument(_unknown(steps, wanted, several=bool(found)))


def _unknown(steps: tuple[Step, ...], wanted: str, *, several: bool) -> str:
    if several:
        return f'several steps are called "{wanted[:_SHOWN]}"; give the key or the number'
    near = get_close_matches(wanted, [step.key for step in steps], n=3, cutoff=0.4)
    listed = ", ".join(f'"{key}"' for key in near or [step.key for step in steps[:3]])
    return (
        f'"{wanted[:_SHOWN]}" is no step of the plan, which has {len(steps)}: give a number from 1, or a key such as '
        f"{listed}"
    )
