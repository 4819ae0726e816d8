"""A prediction put right by earlier outcomes: robust, drawn towards the prediction while outcomes are few.

Worked out on logarithms, where twice as long and half as long are equally wrong. An outcome says how many times the
predicted value came; a line over the logarithm of the table's size is fitted through these by weighted least squares,
with Huber's weights against outliers and with normal priors on both of its numbers (a ridge), so that one outcome moves
an estimate by about a third of what it says and ten by nearly all. The scatter has a prior of its own, worth a few
outcomes: an interval is wide at first and narrows as outcomes agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from server.learning.slips import slip_of
from server.model.experience import UNITS, Estimate, Metric, Prediction, Sample, Situation

_BELIEVED = 6.0
"""So many outcomes are worth an eighth of the belief that a machine is as unusual as they say."""
_ANYWHERE = 10.0
"""As if nothing were known of it."""
_SLOPE = 0.3
"""How much more than proportionally work usually grows with size, as an exponent."""
_SCATTER_OUTCOMES = 6.0
"""How many outcomes it is worth what is known beforehand of their variance."""
_HUBER = 1.345
"""Huber's constant: 95 % efficiency on normal residuals."""
_WINSOR = 3.5
"""Residuals count as at most so many scales in the scatter."""
_ROUNDS = 12
_MOST = 60
"""Outcomes looked at, the newest."""
_MOST_CHECKED = 20
"""Outcomes whose own intervals are looked at, the newest."""
_HALF_LIFE = 20
"""After so many later outcomes one counts half."""
_FARTHEST = 5.0
"""Of sizes, as a logarithm: what ran on a table 150 times smaller says no less than on one 1,000 times smaller."""
_LONG = 10.0
"""Seconds from which on a slip of the unit is looked for."""


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is known of a metric beforehand, of logarithms."""

    shift: float
    """How far a machine usually is from the usual rates: a factor of 1.5 is one standard deviation."""
    scatter: float
    """Variance of single outcomes."""
    least: float
    """Value below which nothing was measured."""


_WORK = _Usual(shift=0.4, scatter=0.35, least=1e-3)
# a lock comes at once or when somebody else is done, which differs by orders of magnitude
_USUAL: Mapping[Metric, _Usual] = {
    "duration": _WORK,
    "rows/s": _WORK,
    "lock wait": _Usual(shift=1.0, scatter=1.5, least=1e-2),
}


@dataclass(frozen=True, slots=True)
class _Point:
    """How many times the predicted value came, as a logarithm, at which size, and how much it counts."""

    weight: float
    y: float
    x: float


@dataclass(frozen=True, slots=True)
class _Fit:
    shift: float
    scatter: float
    """Variance of a single outcome."""
    doubt: float
    """Variance of the shift."""
    outcomes: float


def calibrated(prediction: Prediction, samples: Sequence[Sample]) -> Estimate:
    """The prediction as earlier outcomes correct it.

    Args:
        prediction: Made without experience.
        samples: Newest first; those of another metric or work say nothing, those of another place little. How long a
            lock is waited for is a matter of the table, whatever work follows.

    Returns:
        The estimate in the prediction's unit, with an interval for nine of ten outcomes.
    """
    related = _related(prediction, samples)
    used, left_out = _without_slips(related)
    usual = _USUAL[prediction.metric]
    fit = _fit(_points(prediction.situation, used), usual)
    half = _quantile(_SCATTER_OUTCOMES + fit.outcomes) * sqrt(fit.scatter + fit.doubt)
    value = max(prediction.value, usual.least) * exp(fit.shift)
    covered, checked = _coverage(prediction.situation, used)
    return Estimate(
        value=value,
        low=value * exp(-half),
        high=value * exp(half),
        factor=exp(fit.shift),
        outcomes=sum(_is_here(prediction.situation, sample) for sample in used),
        covered=covered,
        checked=checked,
        left_out=tuple(left_out),
    )


def _related(prediction: Prediction, samples: Sequence[Sample]) -> list[Sample]:
    work, metric = prediction.situation.work, prediction.metric
    own = [s for s in samples if s.metric == metric and _is_number(s)]
    found = own if metric == "lock wait" else [s for s in own if s.situation.work == work]
    # those from elsewhere shall not push out what was seen here
    found.sort(key=lambda sample: not _is_here(prediction.situation, sample))
    return found[:_MOST]


def _is_number(sample: Sample) -> bool:
    # work that took no time at all was not measured; a lock may come at once
    measured = sample.actual > 0 or (sample.actual == 0 and sample.metric == "lock wait")
    return measured and 0 < sample.predicted < 1e12 and sample.actual < 1e12


def _is_here(situation: Situation, sample: Sample) -> bool:
    alike = sample.metric == "lock wait" or sample.situation.strategy == situation.strategy
    return alike and sample.situation.is_of_place(situation)


def _without_slips(samples: Sequence[Sample]) -> tuple[list[Sample], list[str]]:
    """The samples without those as far from their place's others, or the prediction, as a unit from another."""
    kept, left_out = [], []
    for sample in samples:
        place = sample.situation
        others = [_ratio(other) for other in samples if other is not sample and other.situation.is_of_place(place)]
        # one other may be the slip itself
        usual = _median(others) if len(others) > 1 else 0.0
        slip = slip_of(_ratio(sample), among=usual) if _is_long(sample) else None
        if slip is None:
            kept.append(sample)
        else:
            left_out.append(_told(sample, slip))
    return kept, left_out


def _is_long(sample: Sample) -> bool:
    # what should take an instant takes a thousand times as long on a bad day
    return sample.metric == "rows/s" or max(sample.actual, sample.predicted) >= _LONG


def _told(sample: Sample, slip: str) -> str:
    measured = f"{sample.metric} of {sample.actual:.3g} {UNITS[sample.metric]}"
    return f"{measured} in {sample.run} is left out: it looks like {slip}"


def _points(situation: Situation, samples: Sequence[Sample]) -> list[_Point]:
    return [
        _Point(_weight(situation, sample, age), _ratio(sample), _distance(sample, situation))
        for age, sample in enumerate(samples)
    ]


def _weight(situation: Situation, sample: Sample, age: int) -> float:
    seen = sample.situation
    if sample.metric == "lock wait":
        weight = 1.0 if seen.table == situation.table else 0.3
    else:
        weight = 1.0 if seen.strategy == situation.strategy else 0.5
    weight *= 1.0 if seen.is_of_place(situation) else 0.15
    weight *= exp(-age * log(2) / _HALF_LIFE)
    return sample.weight * weight * _likeness_of_hours(seen.hour, situation.hour)


def _likeness_of_hours(one: int | None, other: int | None) -> float:
    """From 1 for the same hour of the day to a half for the opposite one: load comes and goes with the day."""
    if one is None or other is None:
        return 1.0
    apart = abs(one - other) % 24
    return 0.5 + 0.5 * exp(-((min(apart, 24 - apart) / 4) ** 2))


def _ratio(sample: Sample) -> float:
    least = _USUAL[sample.metric].least
    return log(max(sample.actual, least) / max(sample.predicted, least))


def _distance(sample: Sample, wanted: Situation) -> float:
    seen = sample.situation
    if sample.metric == "lock wait":
        return 0.0
    for one, other in ((seen.size_bytes, wanted.size_bytes), (seen.rows, wanted.rows)):
        if one > 0 and other > 0:
            return max(-_FARTHEST, min(_FARTHEST, log(one / other)))
    return 0.0


def _fit(points: Sequence[_Point], usual: _Usual) -> _Fit:
    """The height of the line at the size that is asked about, where x is 0."""
    if not points:
        return _Fit(0.0, usual.scatter, usual.shift**2, 0.0)
    weights = [point.weight for point in points]
    shift, slope = _weighted_median(points), 0.0
    robust, scatter, doubt = weights, usual.scatter, 0.0
    for _ in range(_ROUNDS):
        # outliers are told by what the others say: a prior here would make one of all that is far from it
        residuals = [point.y - shift - slope * point.x for point in points]
        scale = _scale(residuals, weights, usual)
        robust = [w * min(1.0, _HUBER * scale / max(abs(r), 1e-9)) for w, r in zip(weights, residuals, strict=True)]
        scatter = _scatter(residuals, weights, scale, usual)
        former, (shift, slope, doubt) = shift, _ridge(points, robust, scatter, spread=_ANYWHERE)
        if abs(shift - former) < 1e-4:
            break
    # a machine far from the usual is believed once enough outcomes agree that it is
    agreed = (sum(weights) / (sum(weights) + _BELIEVED)) ** 3
    spread = sqrt(usual.shift**2 + agreed * max(shift**2 - doubt, 0.0))
    shift, _, doubt = _ridge(points, robust, scatter, spread=spread)
    return _Fit(shift, scatter, doubt, sum(weights))


def _scale(residuals: Sequence[float], weights: Sequence[float], usual: _Usual) -> float:
    """A robust standard deviation; that of few outcomes is mostly what is expected."""
    middle = 1.4826 * _weighted(sorted(zip(map(abs, residuals), weights, strict=True)))
    total = sum(weights)
    return sqrt((_SCATTER_OUTCOMES * usual.scatter + total * middle**2) / (_SCATTER_OUTCOMES + total))


def _scatter(residuals: Sequence[float], weights: Sequence[float], scale: float, usual: _Usual) -> float:
    squares = sum(w * min(abs(r), _WINSOR * scale) ** 2 for r, w in zip(residuals, weights, strict=True))
    return (_SCATTER_OUTCOMES * usual.scatter + squares) / (_SCATTER_OUTCOMES + sum(weights))


def _ridge(
    points: Sequence[_Point], weights: Sequence[float], scatter: float, *, spread: float
) -> tuple[float, float, float]:
    """Shift, slope and the variance of the shift: two normal equations with a prior on each unknown."""
    s0 = sum(weights) / scatter + 1 / spread**2
    s1 = sum(w * p.x for w, p in zip(weights, points, strict=True)) / scatter
    s2 = sum(w * p.x**2 for w, p in zip(weights, points, strict=True)) / scatter + 1 / _SLOPE**2
    t0 = sum(w * p.y for w, p in zip(weights, points, strict=True)) / scatter
    t1 = sum(w * p.x * p.y for w, p in zip(weights, points, strict=True)) / scatter
    determinant = s0 * s2 - s1 * s1
    return (t0 * s2 - t1 * s1) / determinant, (t1 * s0 - t0 * s1) / determinant, s2 / determinant


def _coverage(situation: Situation, samples: Sequence[Sample]) -> tuple[int, int]:
    """How many outcomes here lay in the interval that those before them gave, and of how many."""
    covered = checked = 0
    for number, sample in enumerate(samples):
        if not _is_here(situation, sample) or checked == _MOST_CHECKED:
            continue
        fit = _fit(_points(sample.situation, samples[number + 1 :]), _USUAL[sample.metric])
        half = _quantile(_SCATTER_OUTCOMES + fit.outcomes) * sqrt(fit.scatter + fit.doubt)
        covered += abs(_ratio(sample) - fit.shift) <= half
        checked += 1
    return covered, checked


def _quantile(degrees: float) -> float:
    """What nine of ten values of a t distribution stay below in size; the first terms of its expansion."""
    z = 1.6449
    return z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)


def _weighted_median(points: Sequence[_Point]) -> float:
    return _weighted(sorted((point.y, point.weight) for point in points))


def _weighted(ordered: Sequence[tuple[float, float]]) -> float:
    half, seen = sum(weight for _, weight in ordered) / 2, 0.0
    for value, weight in ordered:
        seen += weight
        if seen >= half:
            return value
    return ordered[-1][0]


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
