"""Which forms are doubted: a failure on the very table is enough, elsewhere it takes more, and success counts later."""

from dataclasses import replace

import pytest

from server.learning.ranking import ranking_of
from server.learning.sqlstate import sqlstate_of
from server.model.experience import Experience, Failure, Sample, Situation
from server.model.policy import Policy
from server.model.ranking import Doubt, Form, Ranking, forms_that_fit
from tests.made_plans import made_plan

TARGET = made_plan().target
SMALL = forms_that_fit(small=True)
FAILURE = Failure(
    strategy="change_type",
    database="shop",
    table="public.t",
    migration="migration:aaaaaaaaaaaa",
    run="run:aaaaaaaaaaaa/1",
    text="canceling statement due to lock timeout",
    recorded_at="2026-11-20T00:00:00Z",
    environment="production",
    form="at once",
)
SITUATION = Situation(
    database="shop", strategy="change_type", work="rewrite", table="public.t", environment="production", form="at once"
)


def ran(number: int, *, seconds: float = 0.1, situation: Situation = SITUATION, metric: str = "duration") -> Sample:
    """A run of a plan of its own, later than the failure."""
    return Sample(
        metric="lock wait" if metric == "lock wait" else "duration",
        situation=situation,
        predicted=0.1,
        actual=seconds,
        run=f"run:{number:012}/1",
        recorded_at=f"2026-11-21T00:00:{number:02}Z",
    )


def taken(experience: Experience, *, strategy: str = "change_type", table: str = "public.t") -> Form:
    """The form a strategy takes on a small table."""
    ranking = ranking_of(experience, TARGET, Policy())
    choices = ranking.choices(SMALL, strategy=strategy, table=table)
    return choices[0].taken if choices else SMALL[0]


def test_a_small_table_is_worked_on_at_once_where_nothing_happened() -> None:
    """Small tables are not tortured."""
    assert taken(Experience()) == "at once"
    assert taken(Experience(samples=(ran(1), ran(2)))) == "at once"


def test_a_failure_on_the_table_speaks_against_every_strategy_there_and_none_elsewhere() -> None:
    """Who waits for whom is a matter of the table."""
    failed = Experience(failures=(FAILURE,))
    assert taken(failed) == taken(failed, strategy="add_column") == "online"
    assert taken(failed, table="public.other") == "at once"
    earlier = tuple(replace(ran(n), recorded_at="2026-11-01T00:00:00Z") for n in range(9))
    assert taken(Experience(failures=(FAILURE,), samples=earlier)) == "online"


def test_three_other_migrations_that_went_well_since_excuse_a_failure_and_a_retry_never_does() -> None:
    """A plan that got through at the third attempt is no proof that its form is harmless."""
    retries = tuple(replace(ran(n), run=f"run:aaaaaaaaaaaa/{n}") for n in range(2, 9))
    assert taken(Experience(failures=(FAILURE,), samples=(*retries, ran(0), ran(1)))) == "online"
    for number, form in ((1, "online"), (2, "online"), (3, "at once")):
        others = tuple(ran(n) for n in range(number))
        assert taken(Experience(failures=(FAILURE,), samples=others)) == form


def test_a_strategy_that_failed_twice_elsewhere_is_doubted_and_another_is_not() -> None:
    """Two tables of a database may have the same long transactions; two failures of one run are one."""
    other = replace(FAILURE, table="public.u", run="run:bbbbbbbbbbbb/1")
    twice = Experience(failures=(FAILURE, other))
    assert taken(twice, table="public.other") == "online"
    assert taken(twice, table="public.other", strategy="add_column") == "at once"
    assert taken(Experience(failures=(FAILURE, replace(other, run=FAILURE.run))), table="public.other") == "at once"
    well = tuple(ran(n, situation=replace(SITUATION, table="public.v")) for n in range(2))
    assert taken(Experience(failures=twice.failures, samples=well), table="public.other") == "at once"


@pytest.mark.parametrize(
    "other",
    [
        replace(FAILURE, database="other"),
        replace(FAILURE, environment="staging"),
        replace(FAILURE, form="online"),
        replace(FAILURE, text='column "a" of relation "t" contains null values'),
        replace(FAILURE, text="value out of range [22003]"),
        replace(FAILURE, text="SQLSTATE 53100: no space"),
        replace(FAILURE, text="rows of public.t break it: mend them first [P0001]"),
    ],
)
def test_what_would_meet_every_form_or_happened_elsewhere_speaks_against_none(other: Failure) -> None:
    """Rows that break a rule do so online too."""
    assert taken(Experience(failures=(other,))) == "at once"


def test_keeping_others_waiting_beyond_the_limit_speaks_against_a_form_that_succeeded() -> None:
    """By its own work or by its wait for the lock; what lets others pass may take its time."""
    assert taken(Experience(samples=(ran(1, seconds=1.9),))) == "at once"
    assert taken(Experience(samples=(ran(1, seconds=2.1),))) == "online"
    assert taken(Experience(samples=(ran(1, seconds=2.1, metric="lock wait"), ran(1)))) == "online"
    whole = replace(ran(1, seconds=900), weight=0.3)
    assert taken(Experience(samples=(whole,))) == "at once"
    slow = ran(1, seconds=900, situation=replace(SITUATION, form="online"))
    assert taken(Experience(samples=(slow,))) == "at once"


def test_the_reason_is_what_happened_to_the_table_before_what_happened_elsewhere() -> None:
    """Each run once, with what it was."""
    other = replace(FAILURE, table="public.u", run="run:bbbbbbbbbbbb/1", recorded_at="2026-11-22T00:00:00Z")
    ranking = ranking_of(Experience(failures=(other, FAILURE)), TARGET, Policy())
    (choice,) = ranking.choices(SMALL, strategy="change_type", table="public.t")
    assert [each.run for each in choice.because] == [FAILURE.run, other.run]
    assert choice.because[0].text == "failed: canceling statement due to lock timeout"
    assert (choice.taken, choice.instead_of) == ("online", "at once")


def test_where_every_form_is_doubted_the_most_careful_one_is_taken() -> None:
    """Else two failures would send plans to and fro between them."""
    both = (FAILURE, replace(FAILURE, form="online", run="run:bbbbbbbbbbbb/1"))
    assert taken(Experience(failures=both)) == "online"


def test_one_form_is_no_choice() -> None:
    """A large table is never worked on at once."""
    doubted = Ranking(doubts=(Doubt(form="online", table="public.t", because=()),))
    assert doubted.choices(forms_that_fit(small=False), strategy="change_type", table="public.t") == ()


@pytest.mark.parametrize(
    ("error", "state"),
    [
        ("deadlock detected [40P01]", "40P01"),
        ("55P03: canceling statement due to lock timeout", "55P03"),
        ("canceling statement due to lock timeout", "55P03"),
        ("SQLSTATE 23505 at line 4", "23505"),
        ("ERROR at 10:00, 12000 rows waited", ""),
        ("rows of public.t break it: mend them first [P0001]", "P0001"),
        ("checkout stood still", ""),
        ("22000 rows locked for a minute", ""),
        ("22012: division by zero", "22012"),
        ("23505", "23505"),
        ("55P03 lock timeout", "55P03"),
    ],
)
def test_the_sqlstate_is_told_or_known_by_the_message(error: str, state: str) -> None:
    """Numbers that are none are not taken for one."""
    assert sqlstate_of(error) == state
