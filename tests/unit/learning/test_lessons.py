"""What is told of outcomes: of a step to come, of a strategy that failed, and of all."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from server.learning.calibration import calibrated
from server.learning.lessons import (
    cautions,
    duration_text,
    estimate_text,
    lessons,
    lessons_about,
    step_estimates,
)
from server.model.experience import Estimate, Experience, Failure, Prediction, Sample
from server.model.lock import LockMode
from server.model.plan import Claim, Script
from tests.made_plans import made_plan, made_step
from tests.unit.learning.test_calibration import PREDICTION, SITUATION, sample

FAILURE = Failure(
    strategy="create_index",
    database="shop",
    table="public.t",
    migration="migration:bbbbbbbbbbbb",
    run="run:bbbbbbbbbbbb/1",
    text="canceling statement due to lock timeout [55P03]",
    recorded_at="",
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.01, "under 0.1 s"), (0.25, "0.25 s"), (40, "40 s"), (119, "119 s"), (150, "2.5 min"), (7300, "2 h")],
)
def test_durations_have_two_digits_and_the_unit_that_fits(seconds: float, text: str) -> None:
    """More digits would be a promise."""
    assert duration_text(seconds) == text


def test_an_estimate_says_what_it_rests_on() -> None:
    """A reader believes a number that says how often it was right."""
    (told,) = step_estimates([PREDICTION], Experience(samples=tuple(sample(2.0, n) for n in range(7))))
    text = estimate_text(told)
    assert re.fullmatch(
        r"estimated 1[01]\d s \(.+ to .+\); here such steps took 1\.[89] x the estimate in 7 outcomes", text
    )
    (bare,) = step_estimates([PREDICTION], Experience())
    assert "here" not in estimate_text(bare)


def test_steps_of_the_catalog_are_told_of_only_when_they_are_slow_here() -> None:
    """Fifty lines of an instant each hide the one that matters."""
    brief = Prediction(step="s", value=0.05, situation=replace(SITUATION, work="catalog"))
    slow = tuple(replace(sample(5.0, n, brief.situation), predicted=0.05, actual=0.25) for n in range(5))
    assert step_estimates([brief], Experience()) == ()
    assert len(step_estimates([brief], Experience(samples=slow))) == 1


def test_a_strategy_that_failed_here_is_told_of_with_the_reason() -> None:
    """Not of the plan itself, nor of another database."""
    plan = made_plan(made_step("create_index:public.t:build"))
    (text,) = cautions(plan, Experience(failures=(FAILURE, replace(FAILURE, database="staging"))))
    assert text.startswith(
        "create_index failed once in shop, last on public.t in migration:bbbbbbbbbbbb: "
        "canceling statement due to lock timeout [55P03]"
    )
    own = replace(FAILURE, migration=f"migration:{plan.identity[:12]}")
    assert cautions(plan, Experience(failures=(own,))) == ()
    # what failed in another form is no reason to fear this one
    in_another_form = replace(FAILURE, form="at once")
    assert cautions(plan, Experience(failures=(in_another_form,))) == ()
    of_rows = replace(in_another_form, text="could not create unique index")
    assert len(cautions(plan, Experience(failures=(of_rows,)))) == 1


def test_what_is_done_at_once_on_a_small_table_has_another_form_and_is_told_of_in_other_words() -> None:
    """There it is no matter of no other way, but of one failure elsewhere."""
    claim = Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, small=True)
    plan = made_plan(made_step("create_index:public.t:build", up=Script(commands=("SELECT 1",), claim=claim)))
    (text,) = cautions(plan, Experience(failures=(replace(FAILURE, form="at once"),)))
    assert text.endswith(
        "here it works at once too, as the table is small: look that nobody holds a lock on it for long"
    )


def test_lessons_say_what_was_learned_and_from_what() -> None:
    """By database and strategy, with how often the interval held, the hours and the failures."""
    night = [sample(1.0, n, replace(SITUATION, hour=2)) for n in range(4)]
    noon = [sample(3.0, n + 4, replace(SITUATION, hour=13)) for n in range(4)]
    (lesson,) = lessons(Experience(samples=(*noon, *night), failures=(FAILURE,)))
    assert lesson.text.startswith("create_index in shop: steps took ")
    assert "in 8 outcomes" in lesson.text and "of 8 inside the interval" in lesson.text
    assert "least 1 x from 00:00 to 06:00 UTC, most 3 x from 12:00 to 18:00 UTC" in lesson.text
    assert "failed once, last in migration:bbbbbbbbbbbb: canceling statement" in lesson.text
    assert lesson.learned_from[0] == "run:4" and "migration:bbbbbbbbbbbb" in lesson.learned_from


def test_only_the_lessons_that_are_asked_for_are_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each one looks at all that ran: those of every database together take seconds."""
    worked_out = set()

    def counted(prediction: Prediction, samples: Sequence[Sample]) -> Estimate:
        worked_out.add((prediction.situation.database, prediction.situation.strategy))
        return calibrated(prediction, samples)

    monkeypatch.setattr("server.learning.lessons.calibrated", counted)
    situations = [replace(SITUATION, database=name) for name in ("shop", "staging")]
    situations.append(replace(SITUATION, strategy="set_not_null"))
    known = Experience(samples=tuple(sample(1.0, n, each) for n, each in enumerate(situations)))
    (lesson,) = lessons_about(known, database="shop", strategies=["create_index", "add_column"])
    assert lesson.text.startswith(lesson.beginning)
    assert worked_out == {("shop", "create_index")}
