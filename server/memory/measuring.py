"""Numbers of outcomes beside what was predicted of them, and what failed, as measurements of the graph."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from math import isfinite

from knowledge.model import Measurement
from server.memory import names
from server.model.experience import UNITS, Metric, Prediction, Situation
from server.model.outcome import Outcome, StepRun
from server.model.plan import Plan
from server.model.ranking import Form

PREDICTED: dict[Metric, str] = {
    "duration": "predicted duration",
    "lock wait": "predicted lock wait",
    "rows/s": "predicted rows/s",
}
"""Names of measurements at a migration: what was expected of its steps."""
FAILURE = "failure"
"""Name of measurements at a run: a step that failed, or all of it; of value 0: nothing did, as was told by mistake."""
_WHOLE = "duration_s"
"""Name of a measurement that people tell of a run: how long all its steps took."""
_WEIGHT_OF_WHOLE = 0.3
"""Of what a run took by all its steps together, as a part of what single steps would teach."""
_MOST_FAILURES = 50
"""Of one run: when a plan of thousands of steps fails, that is one failure."""


def prediction_measurement(plan: Plan, prediction: Prediction) -> Measurement:
    """What is expected of a step, at the migration."""
    return Measurement(
        entity_name=names.migration(plan),
        name=PREDICTED[prediction.metric],
        value=prediction.value,
        unit=UNITS[prediction.metric],
        context={"step": prediction.step, **situation_context(prediction.situation)},
    )


def measurements_of(
    plan: Plan, outcome: Outcome, *, run: str, predictions: Sequence[Prediction], is_corrected: bool
) -> tuple[Measurement, ...]:
    """The numbers of an outcome beside what was predicted of them, and its failures.

    Args:
        is_corrected: A trouble of this run was told before, and there was none.
    """
    correction = Measurement(entity_name=run, name=FAILURE, value=0.0, unit="")
    return (*_all_measurements(plan, outcome, run, predictions), *([correction] if is_corrected else []))


def situation_context(situation: Situation) -> dict[str, str | float]:
    """A situation as a measurement keeps it."""
    context: dict[str, str | float] = {
        "database": situation.database,
        "strategy": situation.strategy,
        "work": situation.work,
        "table": situation.table,
        "size_bytes": situation.size_bytes,
        "rows": situation.rows,
        "environment": situation.environment,
        "form": situation.form,
    }
    return context if situation.hour is None else {**context, "hour": float(situation.hour)}


def _all_measurements(
    plan: Plan, outcome: Outcome, run: str, predictions: Sequence[Prediction]
) -> Iterator[Measurement]:
    hour = _hour(outcome.started)
    expected = {(each.step, each.metric): each for each in predictions}
    # what a way back took says nothing of the way there, and what failed would have taken longer
    done = [told for told in outcome.steps if outcome.status != "rolled back" and not told.error]
    for told in outcome.steps:
        for metric, value in _numbers(told):
            if metric != "lock wait" and told not in done:
                continue
            prediction = expected.get((told.step, metric))
            yield Measurement(
                entity_name=run,
                name=metric,
                value=value,
                unit=UNITS[metric],
                predicted=prediction.value if prediction else None,
                context={"step": told.step, **_context(plan, told, prediction, hour)},
            )
    for prediction, seconds, weight in _shares(plan, outcome, predictions):
        situation = situation_context(replace(prediction.situation, hour=hour))
        yield Measurement(
            entity_name=run,
            name="duration",
            value=seconds,
            unit=UNITS["duration"],
            predicted=prediction.value,
            context={"step": prediction.step, "weight": weight, **situation},
        )
    place: dict[str, str | float] = {"database": plan.target.database, "environment": plan.target.label}
    told_of = {"migration": names.migration(plan), "status": outcome.status}
    for strategy, form, table, text in _failures(plan, outcome):
        context = {**place, **told_of, "strategy": strategy, "form": form, "table": table, "text": text}
        yield Measurement(entity_name=run, name=FAILURE, value=1.0, unit="", context=context)


def _shares(
    plan: Plan, outcome: Outcome, predictions: Sequence[Prediction]
) -> Iterator[tuple[Prediction, float, float]]:
    """What each step took of ``duration_s`` where nobody told of single steps, by what was predicted, and its weight.

    What only changes the catalog is taken to have lasted as long as it should.
    """
    whole = _whole_duration(outcome)
    if not whole or outcome.status != "succeeded" or any(told.seconds is not None for told in outcome.steps):
        return
    ran = {step.key for phase in plan.phases if outcome.phase in (None, phase.name) for step in phase.steps}
    expected = [each for each in predictions if each.metric == "duration" and each.step in ran]
    brief = sum(each.value for each in expected if each.situation.work == "catalog")
    long = [each for each in expected if each.situation.work != "catalog"]
    if not long or whole <= brief:
        long, brief = expected, 0.0
    total = sum(each.value for each in long)
    for each in long:
        yield each, (whole - brief) * each.value / total, _WEIGHT_OF_WHOLE / len(long)


def _whole_duration(outcome: Outcome) -> float:
    """Seconds that the run took, if that is told by itself; else 0."""
    try:
        seconds = float(dict(outcome.measurements).get(_WHOLE, 0))
    except ValueError:
        return 0.0
    return seconds if isfinite(seconds) and seconds > 0 else 0.0


def _numbers(told: StepRun) -> Iterator[tuple[Metric, float]]:
    if told.seconds is not None:
        yield "duration", told.seconds
    if told.lock_wait is not None:
        yield "lock wait", told.lock_wait
    if told.rows and told.seconds:
        yield "rows/s", told.rows / told.seconds


def _context(plan: Plan, told: StepRun, prediction: Prediction | None, hour: int | None) -> dict[str, str | float]:
    if prediction is not None:
        return situation_context(replace(prediction.situation, hour=hour))
    strategy = next((step.operation for step in plan.steps if step.key == told.step), "")
    return {"database": plan.target.database, "strategy": strategy}


def _failures(plan: Plan, outcome: Outcome) -> Iterator[tuple[str, Form, str, str]]:
    """Strategy, form, table and text of what failed: of a run that failed without a step being named, of all of it."""
    steps = {step.key: step for step in plan.steps}
    failed = [(steps[each.step], each.error) for each in outcome.steps if each.error and each.step in steps]
    if not failed and outcome.status in ("failed", "rolled back"):
        text = outcome.notes.strip() or f"the plan {outcome.status}"
        ran = [phase for phase in plan.phases if outcome.phase in (None, phase.name)]
        failed = [(step, text) for phase in ran for step in phase.steps]
    found = (
        (step.operation, step.up.claim.form, table, text)
        for step, text in failed
        for table in _tables(plan, step.statement)
    )
    yield from islice(dict.fromkeys(found), _MOST_FAILURES)


def _tables(plan: Plan, statement: int) -> tuple[str, ...]:
    """As SQL; one that is empty where none is known."""
    found = (s.table_sql for s in plan.subjects if s.table and statement in (0, s.statement))
    return tuple(dict.fromkeys(found)) or ("",)


def _hour(started: str) -> int | None:
    """Of the day in UTC; None when the moment is not known or has no zone, which could be any."""
    try:
        moment = datetime.fromisoformat(started)
        return moment.astimezone(UTC).hour if moment.tzinfo else None
    except (ValueError, OverflowError):  # the latter where it is in a year before the first or after the last in UTC
        return None
