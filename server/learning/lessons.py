"""What outcomes say in words: of a step to come, of a strategy that failed here, and of all that was learned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import exp, log

from server.learning.calibration import calibrated
from server.learning.ranking import meets_every_form
from server.model.experience import (
    Estimate,
    Experience,
    Failure,
    Lesson,
    Metric,
    Prediction,
    Sample,
    Situation,
    StepEstimate,
)
from server.model.plan import Plan

_NOTABLE = 1.25
"""A factor nearer to 1 is not told of a step that does no work on rows."""
_MOST_SOURCES = 10
_TEXT = 200
"""Most characters of what somebody told of a failure."""
_BANDS = 4
"""Parts of the day whose factors are compared."""
_FEW = 3
"""Outcomes a part of the day needs for its factor to be told."""


def step_estimates(predictions: Sequence[Prediction], experience: Experience) -> tuple[StepEstimate, ...]:
    """How long each step takes, and waits for a lock that blocks, as sizes and earlier outcomes tell, in plan order.

    Of steps that only change the catalog it is left out how long they take, unless that was notably longer here than
    it should be.
    """
    # the steps of a large plan are alike
    made: dict[tuple[Metric, float, Situation], Estimate] = {}
    found = []
    for each in predictions:
        if each.metric == "rows/s":
            continue
        kind = each.metric, each.value, _what_counts(each)
        if kind not in made:
            made[kind] = calibrated(each, experience.samples)
        found.append(StepEstimate(step=each.step, prediction=each, estimate=made[kind]))
    return tuple(each for each in found if _is_worth_telling(each))


def _what_counts(prediction: Prediction) -> Situation:
    """The situation without what an estimate does not depend on."""
    told = prediction.situation
    if prediction.metric != "lock wait":
        return told
    return Situation(
        database=told.database, strategy="", work="catalog", table=told.table, environment=told.environment
    )


def lock_wait_text(told: StepEstimate, *, gives_up_s: float) -> str:
    """Such as ``0.8 s (under 0.1 s to 5.1 s) in 4 outcomes here; it gives up after 2 s``, or that nobody told of one.

    Args:
        gives_up_s: Longest wait of the step.
    """
    estimate = told.estimate
    if not estimate.outcomes:
        return "not observed here"
    text = f"{_interval(estimate)} in {_outcomes(estimate)} here"
    limit = [f"it gives up after {duration_text(gives_up_s)}"] if estimate.high > gives_up_s else []
    return "; ".join((text, *limit, *estimate.left_out))


def estimate_text(told: StepEstimate) -> str:
    """Such as ``estimated 40 s (20 s to 90 s); here such steps took 1.8 x the estimate in 7 outcomes``."""
    estimate = told.estimate
    text = f"estimated {_interval(estimate)}"
    if not estimate.outcomes:
        return text
    took = f"here such steps took {estimate.factor:.2g} x the estimate in {_outcomes(estimate)}"
    return "; ".join((text, took, *estimate.left_out))


def cautions(plan: Plan, experience: Experience) -> tuple[str, ...]:
    """A sentence for each strategy that failed in the plan's database in the form that the plan uses, worst first.

    Where that is not the only safe form, the plan has another: the reader must know before this one is used again.
    """
    database = plan.target.database
    found = []
    claimed = dict.fromkeys((step.operation, step.up.claim.form, step.up.claim.small) for step in plan.steps)
    for strategy, form, small in claimed:
        own = [f for f in experience.failures if (f.strategy, f.database) == (strategy, database)]
        failures = [f for f in own if f.form == form or meets_every_form(f.text)]
        others = [f for f in failures if f.migration.partition(":")[2] != plan.identity[:12]]
        if others:
            ran = _runs(s for s in experience.samples if s.situation.strategy == strategy)
            found.append(
                (_share(others, ran), _caution(strategy, database, others, chosen=form == "at once" and small))
            )
    return tuple(text for _, text in sorted(found, key=lambda each: each[0], reverse=True))


def lessons(experience: Experience) -> tuple[Lesson, ...]:
    """What was learned of each strategy in each database, by their names."""
    return _lessons(experience, _keys(experience))


def lessons_about(experience: Experience, *, database: str, strategies: Iterable[str]) -> tuple[Lesson, ...]:
    """What was learned of these strategies in this database; nothing else is worked out."""
    keys = _keys(experience) & {(database, strategy) for strategy in strategies}
    return _lessons(experience, keys)


def nothing_learned(*, database: str, strategy: str) -> Lesson:
    """What takes the place of a lesson when all that it was learned from was told by mistake."""
    lesson = Lesson(strategy=strategy, database=database, text="", learned_from=())
    return replace(lesson, text=f"{lesson.beginning}nothing any more, since what was told was corrected.")


def duration_text(seconds: float) -> str:
    """Two digits that count, in the unit that fits."""
    if seconds < 0.1:
        return "under 0.1 s"
    for limit, size, unit in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{_digits(seconds / size)} {unit}"
    return f"{_digits(seconds / 86_400)} days"


def _keys(experience: Experience) -> set[tuple[str, str]]:
    """Database and strategy of all that ran."""
    ran = {(sample.situation.database, sample.situation.strategy) for sample in experience.samples}
    return ran | {(failure.database, failure.strategy) for failure in experience.failures}


def _lessons(experience: Experience, keys: Iterable[tuple[str, str]]) -> tuple[Lesson, ...]:
    return tuple(_lesson(database, strategy, experience) for database, strategy in sorted(keys) if strategy)


def _digits(number: float) -> str:
    return f"{number:.2g}" if number < 100 else f"{number:.0f}"


def _is_worth_telling(told: StepEstimate) -> bool:
    if told.prediction.metric == "lock wait":
        return True
    factor = told.estimate.factor
    works = told.prediction.situation.work != "catalog"
    return works or bool(told.estimate.outcomes and max(factor, 1 / factor) >= _NOTABLE)


def _runs(samples: Iterable[Sample]) -> int:
    return len({sample.run for sample in samples})


def _share(failures: Sequence[Failure], ran: int) -> float:
    # one outcome of each kind beforehand: a single failure is no rule
    failed = len({failure.run for failure in failures})
    return (failed + 1) / (failed + ran + 2)


def _caution(strategy: str, database: str, failures: Sequence[Failure], *, chosen: bool) -> str:
    last, times = failures[0], len({failure.run for failure in failures})
    where = f" on {last.table}" if last.table else ""
    often = "once" if times == 1 else f"{times} times"
    told = f"{strategy} failed {often} in {database}, last{where} in {last.migration}: {_short(last.text)}"
    if chosen and not meets_every_form(last.text):
        return f"{told}; here it works at once too, as the table is small: look that nobody holds a lock on it for long"
    return f"{told}; there is no other safe strategy for it: remove the cause first"


def _short(text: str) -> str:
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= _TEXT else f"{line[: _TEXT - 1]}…"


def _lesson(database: str, strategy: str, experience: Experience) -> Lesson:
    samples = [s for s in experience.samples if (s.situation.database, s.situation.strategy) == (database, strategy)]
    failures = [f for f in experience.failures if (f.database, f.strategy) == (database, strategy)]
    parts = [*_of_metrics(samples, experience.samples), *_of_waits(samples), *_of_hours(samples)]
    parts += _of_failures(failures)
    sources = dict.fromkeys([*(sample.run for sample in samples), *(failure.migration for failure in failures)])
    return Lesson(
        strategy=strategy,
        database=database,
        text=f"{strategy} in {database}: {'; '.join(parts)}.",
        learned_from=tuple(sources)[:_MOST_SOURCES],
    )


_VERBS: dict[Metric, str] = {"duration": "steps took", "rows/s": "rows a second were"}


def _of_metrics(samples: Sequence[Sample], everything: Sequence[Sample]) -> Iterator[str]:
    for metric, verb in _VERBS.items():
        for work in dict.fromkeys(s.situation.work for s in samples if s.metric == metric):
            own = [s for s in samples if s.metric == metric and s.situation.work == work]
            # a lesson is of a database in all its environments
            situation = replace(own[0].situation, environment="")
            prediction = Prediction(step="", metric=metric, value=1.0, situation=situation)
            estimate = calibrated(prediction, everything)
            if estimate.outcomes:
                yield f"{verb} {_factor(estimate)} ({work})"
            yield from estimate.left_out


def _of_waits(samples: Sequence[Sample]) -> Iterator[str]:
    """Of any work: in seconds, since nobody knows beforehand for how long a lock is waited for."""
    own = [sample for sample in samples if sample.metric == "lock wait"]
    if not own:
        return
    situation = replace(own[0].situation, environment="")
    prediction = Prediction(step="", metric="lock wait", value=own[0].predicted, situation=situation)
    estimate = calibrated(prediction, own)
    yield f"locks were waited for {_interval(estimate)} in {_outcomes(estimate)}"
    yield from estimate.left_out


def _interval(estimate: Estimate) -> str:
    low, high = duration_text(estimate.low), duration_text(estimate.high)
    return f"{duration_text(estimate.value)} ({low} to {high})"


def _outcomes(estimate: Estimate) -> str:
    return f"{estimate.outcomes} {'outcome' if estimate.outcomes == 1 else 'outcomes'}"


def _factor(estimate: Estimate) -> str:
    low, high = estimate.low / estimate.value * estimate.factor, estimate.high / estimate.value * estimate.factor
    held = f", {estimate.covered} of {estimate.checked} inside the interval before them" if estimate.checked else ""
    took = f"{estimate.factor:.2g} x the estimate in {_outcomes(estimate)}"
    return f"{took}, nine of ten {low:.2g} to {high:.2g} x{held}"


def _of_hours(samples: Sequence[Sample]) -> Iterator[str]:
    """The best and the worst part of the day, where enough ran in both and they differ."""
    factors: dict[int, float] = {}
    timed = [
        s for s in samples if s.metric == "duration" and s.situation.hour is not None and s.actual > 0 < s.predicted
    ]
    width = 24 // _BANDS
    for band in range(_BANDS):
        ratios = sorted(log(s.actual / s.predicted) for s in timed if (s.situation.hour or 0) // width == band)
        if len(ratios) >= _FEW:
            factors[band] = exp(ratios[len(ratios) // 2])
    if len(factors) < 2:
        return
    best, worst = min(factors, key=lambda b: factors[b]), max(factors, key=lambda b: factors[b])
    if factors[worst] > 1.5 * factors[best]:
        spans = [f"{factors[b]:.2g} x from {b * width:02}:00 to {(b + 1) * width:02}:00 UTC" for b in (best, worst)]
        yield f"least {spans[0]}, most {spans[1]}"


def _of_failures(failures: Sequence[Failure]) -> Iterator[str]:
    if failures:
        times = len({failure.run for failure in failures})
        often = "once" if times == 1 else f"{times} times"
        yield f"failed {often}, last in {failures[0].migration}: {_short(failures[0].text)}"
