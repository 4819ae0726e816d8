"""Estimates get better by outcomes, hold what they promise, and are not led astray by one wrong number."""

from dataclasses import replace
from math import log

import pytest

from server.learning.calibration import calibrated
from server.model.experience import Estimate, Prediction, Sample, Situation
from tests.outcome_worlds import (
    SPOILING,
    USUAL,
    WORLDS,
    judged,
    read_rehearsed,
    simulated,
    simulated_waits,
    spoilt,
)

SITUATION = Situation(
    database="shop", strategy="create_index", work="build", table="public.t", size_bytes=1e9, rows=1e7
)
PREDICTION = Prediction(step="step", value=60.0, situation=SITUATION)


def sample(times: float, number: int = 0, situation: Situation = SITUATION) -> Sample:
    """An outcome that took so many times what was predicted."""
    return Sample(
        metric="duration", situation=situation, predicted=60.0, actual=60.0 * times, run=f"run:{number}", recorded_at=""
    )


@pytest.mark.parametrize("world", WORLDS)
def test_after_ten_outcomes_the_error_is_less_than_half_and_intervals_hold(world: str) -> None:
    """On simulated machines; ``python -m bench.learning`` prints more of them."""
    found = judged([simulated(WORLDS[world], seed=seed, outcomes=20) for seed in range(5)])
    assert found.error_after <= found.error_before / 2
    assert found.coverage >= 0.85


@pytest.mark.parametrize("world", WORLDS)
def test_what_rehearsals_really_took_is_learned_too(world: str) -> None:
    """Measured once on a busy machine, and kept."""
    found = judged([read_rehearsed()[world]])
    assert found.error_after <= found.error_before / 2
    assert found.coverage >= 0.85


@pytest.mark.parametrize("spoiling", SPOILING)
def test_one_wrong_number_does_little_harm(spoiling: str) -> None:
    """Whoever gives milliseconds for seconds spoils nothing for the others."""
    worlds = [simulated(USUAL, seed=seed, outcomes=20) for seed in range(5)]
    right, wrong = judged(worlds), judged([spoilt(outcomes, SPOILING[spoiling]) for outcomes in worlds])
    assert wrong.error_after <= right.error_after + 0.1
    assert wrong.error_after < right.error_before


def test_without_outcomes_the_prediction_stands_with_a_wide_interval() -> None:
    """It is a guess, and says so."""
    found = calibrated(PREDICTION, ())
    assert (found.value, found.factor, found.outcomes, found.checked) == (60.0, 1.0, 0, 0)
    assert found.low < 60 / 3 < 60 * 3 < found.high


def test_few_outcomes_change_little_and_many_nearly_all() -> None:
    """One time may be chance; ten are how it is here."""
    one, ten = (calibrated(PREDICTION, [sample(4.0, number) for number in range(count)]) for count in (1, 10))
    assert 1.2 < one.factor < 2
    assert 3.2 < ten.factor < 4
    assert ten.high / ten.low < one.high / one.low
    assert (ten.outcomes, ten.checked) == (10, 10)


def test_another_work_says_nothing_and_another_database_little() -> None:
    """A scan tells nothing of a backfill, nor staging much of production."""
    elsewhere = [sample(4.0, n, replace(SITUATION, database="staging")) for n in range(5)]
    other = [sample(4.0, n, replace(SITUATION, work="scan")) for n in range(5)]
    assert calibrated(PREDICTION, other).factor == 1.0
    found = calibrated(PREDICTION, elsewhere)
    assert 1.0 < found.factor < 2.2
    assert found.outcomes == 0


def test_a_slip_of_the_unit_is_left_out_and_named() -> None:
    """The reader can put it right."""
    found = calibrated(PREDICTION, [sample(1500.0, 9), *(sample(1.5, number) for number in range(4))])
    (told,) = found.left_out
    assert "9e+04 s in run:9 is left out: it looks like milliseconds given as seconds" in told
    assert found.factor < 1.6


def test_what_is_as_slow_each_time_is_no_slip() -> None:
    """A machine sixty times slower than most exists: it is believed from the third outcome on."""
    found = calibrated(PREDICTION, [sample(60.0, number) for number in range(10)])
    assert found.left_out == ()
    assert found.factor > 30


def test_the_hour_of_the_day_counts() -> None:
    """At night it takes half as long as at noon."""
    outcomes = [sample(4.0, n, replace(SITUATION, hour=12)) for n in range(8)]
    outcomes += [sample(2.0, n, replace(SITUATION, hour=0)) for n in range(8)]
    noon, night = (
        calibrated(replace(PREDICTION, situation=replace(SITUATION, hour=hour)), outcomes) for hour in (12, 0)
    )
    assert log(noon.factor / night.factor) > 0.1


def test_the_same_outcomes_give_the_same_estimate() -> None:
    """Numbers that were never measured, or are none, change nothing."""
    outcomes = [sample(2.0, number) for number in range(5)]
    strange = [replace(outcomes[0], actual=value) for value in (0.0, -1.0, float("nan"), float("inf"))]
    assert calibrated(PREDICTION, outcomes) == calibrated(PREDICTION, [*outcomes, *strange])


def test_outcomes_of_another_environment_are_not_from_here() -> None:
    """Staging has a tenth of the rows and a slower disk; without a label it may be the same place."""
    staging = replace(SITUATION, environment="staging")
    samples = [sample(3.0, n, staging) for n in range(5)]
    for label, outcomes in (("production", 0), ("staging", 5), ("", 5)):
        wanted = replace(PREDICTION, situation=replace(SITUATION, environment=label))
        assert calibrated(wanted, samples).outcomes == outcomes


WAITING = Situation(database="shop", strategy="add_column", work="catalog", table="public.t")


def wait(seconds: float, number: int = 0, situation: Situation = WAITING) -> Sample:
    """A lock that came after so many seconds."""
    return Sample(
        metric="lock wait", situation=situation, predicted=0.05, actual=seconds, run=f"run:{number}", recorded_at=""
    )


def expected_wait(*samples: Sample) -> Estimate:
    """What is expected of the next wait on the table."""
    return calibrated(Prediction(step="s", metric="lock wait", value=0.05, situation=WAITING), samples)


def test_waits_for_locks_are_learned_and_their_intervals_hold() -> None:
    """They differ far more than work does."""
    found = judged([simulated_waits(seed=seed, outcomes=20) for seed in range(10)])
    assert found.error_after <= found.error_before / 2
    assert found.coverage >= 0.85


def test_one_wait_changes_little_and_a_wrong_unit_among_others_hardly_anything() -> None:
    """A report that ran once is no rule."""
    assert 0.05 < expected_wait(wait(1.0)).value < 0.5
    usual = [wait(0.5, number) for number in range(8)]
    right, wrong = expected_wait(*usual), expected_wait(wait(500.0, 9), *usual)
    assert 0.3 < right.value <= wrong.value < 2 * right.value


def test_a_wait_is_learned_from_whatever_work_followed_and_from_a_lock_that_came_at_once() -> None:
    """Who holds the table is not known by what we are going to do there."""
    other = replace(WAITING, strategy="change_type", work="rewrite", size_bytes=1e9)
    assert expected_wait(*(wait(1.0, n, other) for n in range(5))) == expected_wait(*(wait(1.0, n) for n in range(5)))
    assert expected_wait(*(wait(0.0, n) for n in range(5))).value < 0.04
    assert expected_wait(wait(-1.0), wait(float("nan"))) == expected_wait()


def test_waits_on_the_table_itself_count_more_than_those_on_others() -> None:
    """Somebody may read one table all day long."""
    elsewhere = replace(WAITING, table="public.u")
    here = expected_wait(*(wait(1.0, n) for n in range(3)))
    assert expected_wait(*(wait(1.0, n, elsewhere) for n in range(3))).value < here.value


def test_what_is_a_share_of_a_whole_counts_for_less() -> None:
    """Nobody knows which step took long."""
    whole = sample(4.0)
    assert 1 < calibrated(PREDICTION, [replace(whole, weight=0.25)]).factor < calibrated(PREDICTION, [whole]).factor
