"""Sequences of outcomes, simulated or rehearsed, and how well each is estimated from those before it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import exp, log
from pathlib import Path
from random import Random
from statistics import median

from server.learning.calibration import calibrated
from server.model.experience import Prediction, Sample, Situation

LEARNED_FROM = 10
"""Outcomes before estimates are judged."""
REHEARSED = Path(__file__).parent / "rehearsed_outcomes.json"
"""What rehearsals took once; ``python -m bench.learning --write`` measures them anew."""
_RATE = 16e6

World = Callable[[Random, int], tuple[float, float]]
"""Size in bytes and seconds of the outcome with a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Errors are of logarithms: 0.69 is a factor of two."""

    outcomes: int
    error_before: float
    """Median of the predictions without experience."""
    error_after: float
    coverage: float
    """Share of outcomes in the interval for nine of ten."""


def simulated(world: World, *, seed: int, outcomes: int) -> list[Sample]:
    """Outcomes of a world, oldest first."""
    random = Random(seed)
    return [_sample(number, *world(random, number)) for number in range(outcomes)]


def simulated_waits(*, seed: int, outcomes: int) -> list[Sample]:
    """Waits for a lock on a busy table, oldest first: mostly short, at times as long as a report runs."""
    random = Random(seed)
    waits = (0.8 * exp(random.gauss(0, 1.0)) if random.random() < 0.9 else 10.0 for _ in range(outcomes))
    situation = Situation(database="shop", strategy="add_column", work="catalog", table="public.t")
    return [
        Sample(metric="lock wait", situation=situation, predicted=0.05, actual=w, run=f"run:{n}", recorded_at="")
        for n, w in enumerate(waits)
    ]


def judged(sequences: Sequence[Sequence[Sample]]) -> Judged:
    """How each outcome is estimated from those before it, once there are enough of its kind."""
    before, after, covered = [], [], 0
    for outcomes in sequences:
        for number, outcome in enumerate(outcomes):
            earlier = outcomes[:number]
            kind = outcome.situation.work, outcome.situation.strategy
            if sum((each.situation.work, each.situation.strategy) == kind for each in earlier) < LEARNED_FROM:
                continue
            prediction = Prediction(
                step="step", metric=outcome.metric, value=outcome.predicted, situation=outcome.situation
            )
            estimate = calibrated(prediction, earlier[::-1])
            before.append(abs(log(outcome.predicted / outcome.actual)))
            after.append(abs(log(estimate.value / outcome.actual)))
            covered += estimate.low <= outcome.actual <= estimate.high
    return Judged(
        outcomes=len(after),
        error_before=median(before),
        error_after=median(after),
        coverage=covered / len(after),
    )


_SPOILT = 5
"""Which outcome is told wrongly."""


def spoilt(outcomes: Sequence[Sample], factor: float) -> list[Sample]:
    """The outcomes, one of them as many times too large as told."""
    return [replace(each, actual=each.actual * factor) if at == _SPOILT else each for at, each in enumerate(outcomes)]


def read_rehearsed() -> dict[str, list[Sample]]:
    """What rehearsals took once, by world, oldest first."""
    stored = json.loads(REHEARSED.read_text())
    return {
        world: [Sample(**{**told, "situation": Situation(**told["situation"])}) for told in outcomes]
        for world, outcomes in stored.items()
    }


def write_rehearsed(worlds: Mapping[str, Sequence[Sample]]) -> None:
    """Keep what rehearsals took."""
    stored = {world: [asdict(outcome) for outcome in outcomes] for world, outcomes in worlds.items()}
    REHEARSED.write_text(json.dumps(stored, indent=1) + "\n")


def _sample(number: int, size: float, seconds: float) -> Sample:
    situation = Situation(
        database="shop", strategy="create_index", work="build", table="public.t", size_bytes=size, rows=size / 100
    )
    return Sample(
        metric="duration",
        situation=situation,
        predicted=size / _RATE,
        actual=seconds,
        run=f"run:{number}",
        recorded_at="",
    )


def _slow(random: Random, _number: int) -> tuple[float, float]:
    size = random.uniform(1e8, 1e10)
    return size, 4 * size / _RATE * exp(random.gauss(0, 0.2))


def _noisy(random: Random, _number: int) -> tuple[float, float]:
    size = random.uniform(1e8, 1e10)
    # one in ten meets something that others do there
    scale = 1.6 if random.random() < 0.1 else 0.4
    return size, 2.5 * size / _RATE * exp(random.gauss(0, scale))


def _growing(random: Random, number: int) -> tuple[float, float]:
    size = 1e9 * 1.15**number
    return size, (size / _RATE) ** 1.3 * exp(random.gauss(0, 0.2))


def _usual(random: Random, _number: int) -> tuple[float, float]:
    size = random.uniform(1e8, 1e10)
    return size, 1.5 * size / _RATE * exp(random.gauss(0, 0.2))


WORLDS: Mapping[str, World] = {"a slow machine": _slow, "a noisy machine": _noisy, "a growing table": _growing}
USUAL = _usual
SPOILING: Mapping[str, float] = {
    "milliseconds for seconds": 1000.0,
    "minutes for seconds": 1 / 60,
    "one outlier of 15 x": 15.0,
    "one outlier of 1/15": 1 / 15,
    "one outlier of 200 x": 200.0,
}
"""What one wrong number is multiplied by."""
