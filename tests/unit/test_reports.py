"""What somebody reports of a run is checked, and comes to the plan's steps."""

import pytest

from server.errors import InvalidArgument
from server.model.outcome import StepRun
from server.model.report import Report
from server.reports import outcome_of
from tests.made_plans import made_plan, made_step

ADD, BUILD = made_step("add_column:public.t.c:add"), made_step("create_index:public.i:build")
PLAN = made_plan(ADD, BUILD)


def test_steps_go_by_number_key_or_title() -> None:
    """A person counts, a program knows keys; the order is that of the plan."""
    told = {BUILD.key: {"seconds": 2}, "1": {"waited": "0.5", "error": "lock\n [55P03]"}, BUILD.title: {"rows": 7}}
    outcome = outcome_of(PLAN, Report(status="failed", steps=told), {})
    assert outcome.steps == (
        StepRun(step=ADD.key, lock_wait=0.5, error="lock [55P03]"),
        StepRun(step=BUILD.key, seconds=2.0, rows=7.0),
    )


def test_a_lock_that_did_not_come_was_waited_for_as_long_as_it_may_be() -> None:
    """Nobody tells how long it was, since everybody knows."""
    outcome = outcome_of(PLAN, Report(status="failed", steps={"1": {"error": "lock [55P03]"}}), {})
    assert outcome.steps == (StepRun(step=ADD.key, lock_wait=2.0, error="lock [55P03]"),)


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (Report(status="failed", steps={"3": {}}), '"3" is no step of the plan, which has 2'),
        (Report(status="failed", steps={"create_index:public.j:build": {}}), f'such as "{BUILD.key}"'),
        (Report(status="failed", steps={"1": {"second": 1}}), 'nothing is called "second"; tell error, rows, seconds'),
        (Report(status="failed", steps={"1": {"seconds": "long"}}), "must be a number from 0, not 'long'"),
        (Report(status="failed", steps={"1": {"seconds": float("nan")}}), "must be a number from 0"),
        (Report(status="failed", steps={"1": {"seconds": -1}}), "must be a number from 0, not -1"),
        (Report(status="failed", steps={"1": {"seconds": 10**400}}), "must be a number from 0, not 1000"),
        (Report(status="failed", steps={"1": {"seconds": 10**5000}}), "must be a number from 0, not one so large"),
        (Report(status="failed", steps={"1" * 5000: {}}), "is no step of the plan, which has 2"),
        (Report(status="failed", phase="contract"), 'has no phase "contract"; it has: expand'),
        (Report(status="failed", started="yesterday"), '"started" must be a moment such as'),
        (
            Report(status="failed", started="2026-11-23T17:00:00Z", finished="2026-11-23T16:00:00Z"),
            "is before",
        ),
        (Report(status="failed", started="2026-11-23T17:00:00Z", finished="2026-11-23T18:00:00"), "time zone"),
        (
            Report(
                status="succeeded",
                started="2026-11-23T17:00:00Z",
                finished="2026-11-23T17:01:00Z",
                steps={"1": {"seconds": 42_000}},
            ),
            "the steps took 42,000 s together, but 60 s passed from started to finished; durations are in seconds",
        ),
    ],
)
def test_what_cannot_be_true_is_refused_with_what_would_be(report: Report, words: str) -> None:
    """Before anything is remembered."""
    with pytest.raises(InvalidArgument) as refused:
        outcome_of(PLAN, report, {})
    assert words in str(refused.value)
