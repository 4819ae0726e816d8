"""Measurements of the graph as what learning reads; those of another shape are left out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import get_args

from knowledge.model import Measurement
from server.memory import names
from server.memory.measuring import FAILURE, PREDICTED
from server.model.experience import UNITS, Experience, Failure, Metric, Prediction, Sample, Situation, Work
from server.model.ranking import Form

_METRICS: Mapping[str, Metric] = {metric: metric for metric in UNITS}
_PREDICTED: Mapping[str, Metric] = {name: metric for metric, name in PREDICTED.items()}
_WORKS: Mapping[str, Work] = {work: work for work in get_args(Work)}
_FORMS: Mapping[str, Form] = {form: form for form in get_args(Form)}


def experience_of(measured: Iterable[Measurement]) -> Experience:
    """What outcomes measured beside what had been predicted, and what failed.

    Args:
        measured: Newest first; what was told again of a run takes the place of what was told before, and of all of it
            where there was a trouble in it that there was not.

    Returns:
        All in the order given.
    """
    samples, failures = [], []
    for each in _told_last(measured):
        if each.name == FAILURE:
            if each.value:
                failures.append(_failure(each))
            continue
        situation, metric = _situation(each.context), _METRICS.get(each.name)
        if metric is None or situation is None or each.predicted is None or each.unit != UNITS[metric]:
            continue
        samples.append(
            Sample(
                metric=metric,
                situation=situation,
                predicted=each.predicted,
                actual=each.value,
                run=each.entity_name,
                recorded_at=each.recorded_at,
                weight=min(_number(each.context, "weight", 1.0), 1.0),
            )
        )
    return Experience(samples=tuple(samples), failures=tuple(failures))


def tables_tried(experience: Experience) -> tuple[str, ...]:
    """Entities of the tables on which something failed, or was done while others waited."""
    failed = (names.table(each.database, each.table) for each in experience.failures if each.table)
    seen = (s.situation for s in experience.samples if s.situation.form == "at once" and s.situation.table)
    return tuple(dict.fromkeys((*failed, *(names.table(each.database, each.table) for each in seen))))


def with_present_tables(experience: Experience, present: Mapping[str, str]) -> Experience:
    """The experience with the names that tables bear by now, so that it outlives their renaming.

    Args:
        present: Entities of tables by their former names.
    """

    if not present:
        return experience

    def table(database: str, told: str) -> str:
        name = names.table(database, told)
        return names.table_sql(database, present[name]) if name in present else told

    return Experience(
        samples=tuple(
            replace(each, situation=replace(each.situation, table=table(each.situation.database, each.situation.table)))
            for each in experience.samples
        ),
        failures=tuple(replace(each, table=table(each.database, each.table)) for each in experience.failures),
    )


def predictions_of(measured: Iterable[Measurement]) -> tuple[Prediction, ...]:
    """What was predicted last of each step; the newest comes first."""
    found: dict[tuple[str, Metric], Prediction] = {}
    for each in measured:
        situation, metric = _situation(each.context), _PREDICTED.get(each.name)
        if situation is None or metric is None:
            continue
        step = _text(each.context, "step")
        found.setdefault((step, metric), Prediction(step=step, metric=metric, value=each.value, situation=situation))
    return tuple(found.values())


def _told_last(measured: Iterable[Measurement]) -> Iterator[Measurement]:
    """Without what was told of the same run before: each number of a step, and all that failed."""
    moments: dict[tuple[str, ...], str] = {}
    corrected: dict[str, str] = {}
    for each in measured:
        if each.name == FAILURE and not each.value:
            corrected.setdefault(each.entity_name, each.recorded_at)
        if corrected.get(each.entity_name, each.recorded_at) != each.recorded_at:
            continue
        part = _text(each.context, "status" if each.name == FAILURE else "step")
        if moments.setdefault((each.entity_name, each.name, part), each.recorded_at) == each.recorded_at:
            yield each


def _failure(measured: Measurement) -> Failure:
    context = measured.context
    return Failure(
        strategy=_text(context, "strategy"),
        database=_text(context, "database"),
        table=_text(context, "table"),
        migration=_text(context, "migration"),
        run=measured.entity_name,
        text=_text(context, "text"),
        recorded_at=measured.recorded_at,
        environment=_text(context, "environment"),
        form=_form(context),
    )


def _situation(context: Mapping[str, str | float]) -> Situation | None:
    work = _WORKS.get(_text(context, "work"))
    if work is None:
        return None
    hour = context.get("hour")
    return Situation(
        database=_text(context, "database"),
        strategy=_text(context, "strategy"),
        work=work,
        table=_text(context, "table"),
        size_bytes=_number(context, "size_bytes"),
        rows=_number(context, "rows"),
        hour=int(hour) if isinstance(hour, int | float) else None,
        environment=_text(context, "environment"),
        form=_form(context),
    )


def _form(context: Mapping[str, str | float]) -> Form:
    return _FORMS.get(_text(context, "form"), "online")


def _text(context: Mapping[str, str | float], key: str) -> str:
    value = context.get(key, "")
    return value if isinstance(value, str) else ""


def _number(context: Mapping[str, str | float], key: str, missing: float = 0.0) -> float:
    value = context.get(key, missing)
    return float(value) if isinstance(value, int | float) else missing
