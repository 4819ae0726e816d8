"""What went wrong and what went well, weighed: which forms of strategies are doubted in a database, and why.

A failure on the very table is enough, whatever went well before. Elsewhere one failure changes nothing: two of the same
strategy do, unless as many runs went well since. What went well counts only from other migrations: a plan that got
through at the third attempt is no proof that its form is harmless.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.learning.sqlstate import sqlstate_of
from server.model.experience import Experience, Failure, Sample
from server.model.policy import Policy
from server.model.ranking import Doubt, Form, Ranking, Setback
from server.model.target import Target

_ENOUGH = 0.5
"""Weight from which on a form is doubted."""
_ON_THE_TABLE = 1.0
_ELSEWHERE = 0.3
"""Of a setback of the same strategy on another table of the database."""
_WENT_WELL = 0.25
"""What a later run that went well takes off, as a part of what a setback there weighs."""
_MOST_TOLD = 3
"""Setbacks told as the reason of a doubt."""
_ANY_FORM = frozenset(["0A", "22", "23", "42", "44", "53", "P0"])
"""Classes of errors that each form meets: by what is not supported, by values, by rows, by names, by a full disk,
by what a plan checks before.
https://www.postgresql.org/docs/18/errcodes-appendix.html"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """One run of a form on a table."""

    form: Form
    setback: Setback
    """With an empty text where it went well."""
    recorded_at: str

    @property
    def well(self) -> bool:
        return not self.setback.text

    @property
    def migration(self) -> str:
        """The beginning of the plan's identity."""
        return self.setback.run.partition(":")[2].partition("/")[0]


def ranking_of(experience: Experience, target: Target, policy: Policy) -> Ranking:
    """Which forms went wrong in the target.

    Args:
        policy: Says for how long a form may keep others waiting.
    """
    trials = _trials(experience, target, policy.lock_timeout_ms / 1000)
    return Ranking(doubts=(*_by_table(trials), *_by_strategy(trials)))


def meets_every_form(error: str) -> bool:
    """Whether it is an error that does not depend on the form: of rows, values, names, rights or room."""
    return sqlstate_of(error)[:2] in _ANY_FORM


def _by_table(trials: Sequence[_Trial]) -> Iterator[Doubt]:
    for form, table in dict.fromkeys((each.form, each.setback.table) for each in trials):
        own = [each for each in trials if (each.form, each.setback.table) == (form, table)]
        if table and (because := _against(own, _ON_THE_TABLE)):
            yield Doubt(form=form, table=table, because=because)


def _by_strategy(trials: Sequence[_Trial]) -> Iterator[Doubt]:
    for form, strategy in dict.fromkeys((each.form, each.setback.strategy) for each in trials):
        own = [each for each in trials if (each.form, each.setback.strategy) == (form, strategy)]
        if because := _against(own, _ELSEWHERE):
            yield Doubt(form=form, strategy=strategy, because=because)


def _against(trials: Sequence[_Trial], weight: float) -> tuple[Setback, ...]:
    """What speaks against a form, if it is enough."""
    bad = [each for each in trials if not each.well]
    if not bad:
        return ()
    since, failed = bad[0].recorded_at, {each.migration for each in bad}
    good = {each.migration for each in trials if each.well and each.recorded_at > since} - failed
    if weight * (len({each.setback.run for each in bad}) - _WENT_WELL * len(good)) < _ENOUGH:
        return ()
    return tuple(each.setback for each in bad[:_MOST_TOLD])


def _trials(experience: Experience, target: Target, budget: float) -> tuple[_Trial, ...]:
    """Each run of a form on a table once, newest first; one that failed is told by its error."""
    found = [
        *(_of_failure(failure) for failure in experience.failures if _is_of_form(failure, target)),
        *(_of_sample(sample, budget) for sample in experience.samples if _is_trial(sample, target)),
    ]
    # what went wrong of a run in any way did not go well
    found.sort(key=lambda each: each.well)
    once: dict[tuple[str, Form, str, str], _Trial] = {}
    for each in found:
        told = each.setback
        once.setdefault((told.run, each.form, told.strategy, told.table), each)
    return tuple(sorted(once.values(), key=lambda each: (each.recorded_at, each.setback.run), reverse=True))


def _is_of_form(failure: Failure, target: Target) -> bool:
    return _is_here(failure.database, failure.environment, target) and not meets_every_form(failure.text)


def _is_trial(sample: Sample, target: Target) -> bool:
    place = sample.situation
    # of a whole nobody knows when others waited
    measured = sample.metric in ("duration", "lock wait") and sample.weight == 1
    return measured and _is_here(place.database, place.environment, target)


def _is_here(database: str, environment: str, target: Target) -> bool:
    elsewhere = environment and target.label and environment != target.label
    return database == target.database and not elsewhere


def _of_failure(failure: Failure) -> _Trial:
    text = f"failed: {' '.join(failure.text.split())}"
    setback = Setback(run=failure.run, strategy=failure.strategy, table=failure.table, text=text)
    return _Trial(form=failure.form, setback=setback, recorded_at=failure.recorded_at)


def _of_sample(sample: Sample, budget: float) -> _Trial:
    situation = sample.situation
    # what lets others pass may take hours; what does not keeps them waiting from when it waits itself
    too_long = sample.actual > budget and (sample.metric == "lock wait" or situation.form == "at once")
    did = "waited for its lock for" if sample.metric == "lock wait" else "kept others waiting for"
    text = f"{did} {sample.actual:.3g} s, more than the {budget:g} s that a lock may be waited for" if too_long else ""
    setback = Setback(run=sample.run, strategy=situation.strategy, table=situation.table, text=text)
    return _Trial(form=situation.form, setback=setback, recorded_at=sample.recorded_at)
