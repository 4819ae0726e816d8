"""The verdict must follow from claim and evidence alone; whatever is missing or beyond a claim is no proof."""

from dataclasses import replace
from typing import Any

import pytest

from server.model.filename import DEFAULT_NAMING
from server.model.impact import TableLock
from server.model.lock import LockMode
from server.model.plan import Claim, Decision, Loss, Phase, Plan, Script, Step
from server.model.proof import Evidence, SchemaEvidence, ScriptEvidence
from server.model.target import Target
from server.proof.calibrate import with_claims, with_observed_claims
from server.proof.judge import judge

BRIEF = Claim(lock=LockMode.ACCESS_EXCLUSIVE)
EXCLUSIVE = (TableLock(table="public.t", mode=LockMode.ACCESS_EXCLUSIVE),)
STEP = Step(
    key="add_column:public.t.c",
    operation="add_column",
    title="Add column",
    reason="because",
    up=Script(commands=("ALTER TABLE t ADD c int",), claim=BRIEF),
    down=Script(commands=("ALTER TABLE t DROP c",), claim=BRIEF),
    lock_timeout_ms=2000,
    statement=1,
)
PLAN = Plan(
    identity="ab" * 32,
    name="add_c",
    reason="",
    target=Target(database="shop", version="18.6", environment="test", fingerprint="f", source="schema files"),
    change="ALTER TABLE t ADD c int",
    desired_schema=False,
    phases=(Phase(name="expand", steps=(STEP,)),),
    decisions=(),
    hazards=(),
    losses=(),
    operations=(),
    final_fingerprint="after",
    column_order_kept=True,
    author="",
    naming=DEFAULT_NAMING,
    services=(),
)


def script(direction: Any, **seen: Any) -> ScriptEvidence:
    """A run of the step that kept its claim, but for what is given."""
    kept: dict[str, Any] = {
        "step": STEP.key,
        "phase": "expand",
        "direction": direction,
        "claim": BRIEF,
        "locks": EXCLUSIVE,
        "rewritten": (),
        "scanned": (),
        "duration_ms": 1.0,
        "error": None,
    }
    return ScriptEvidence(**(kept | seen))


def schema(point: str, **seen: Any) -> SchemaEvidence:
    """A schema that is as it must be, but for what is given."""
    right: dict[str, Any] = {
        "point": point,
        "expected": "f",
        "found": "f",
        "differences": (),
        "column_order": True,
        "rows_equal": True,
        "row_differences": (),
    }
    return SchemaEvidence(**(right | seen))


HELD = Evidence(
    server_version="18.6",
    rows={"public.t": 3},
    not_populated=(),
    scripts=(script("up"), script("down"), script("up again")),
    schemas=(schema("after up"), schema("after down of expand"), schema("after up again")),
    assumptions=(),
)


def test_a_plan_that_held_is_proven_without_findings() -> None:
    """The measure for every other test here: one thing less and it is not."""
    verdict = judge(PLAN, HELD)
    assert (verdict.status, verdict.findings) == ("proven", ())
    assert verdict.equivalent
    assert verdict.reversible
    assert verdict.brief


@pytest.mark.parametrize("direction", ["up", "down", "up again"])
@pytest.mark.parametrize(
    ("claim", "seen", "says"),
    [
        (Claim(lock=LockMode.SHARE_UPDATE_EXCLUSIVE), {}, "took ACCESS EXCLUSIVE on public.t; it claims SHARE UPDATE"),
        (BRIEF, {"rewritten": ("public.t",)}, "rewrote public.t, which it does not claim"),
        (BRIEF, {"scanned": ("public.t",)}, "read all of public.t while writes wait"),
    ],
)
def test_more_than_was_claimed_disproves_the_plan(direction: str, claim: Claim, seen: Any, says: str) -> None:
    """I3: a stronger lock, a rewrite or a scan that nobody was told of is an outage nobody planned for."""
    others = tuple(each for each in HELD.scripts if each.direction != direction)
    verdict = judge(PLAN, replace(HELD, scripts=(*others, script(direction, claim=claim, **seen))))
    assert verdict.status == "disproven"
    assert not verdict.brief
    assert any(says in finding.text for finding in verdict.findings if finding.severity == "fails")


def test_a_long_lock_that_is_claimed_is_warned_of_and_not_brief() -> None:
    """A change nothing makes safe may still be planned, with its hazards; it must not be called brief."""
    honest = script("up", claim=Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True), rewritten=("public.t",))
    verdict = judge(PLAN, replace(HELD, scripts=(honest, *HELD.scripts[1:])))
    assert (verdict.status, verdict.brief) == ("proven", False)
    assert [finding.severity for finding in verdict.findings] == ["warns"]


@pytest.mark.parametrize("direction", ["up", "down", "up again"])
def test_a_step_that_fails_disproves_the_plan(direction: str) -> None:
    """What did not run proves nothing."""
    scripts = (*HELD.scripts, script(direction, error="no such table [42P01]"))
    assert judge(PLAN, replace(HELD, scripts=scripts)).status == "disproven"


@pytest.mark.parametrize("last", range(len(HELD.schemas)))
def test_a_rehearsal_that_ended_early_proves_nothing(last: int) -> None:
    """Without a failure that explains it, such as when a later change stops short, silence is no proof."""
    verdict = judge(PLAN, replace(HELD, schemas=HELD.schemas[:last]))
    assert verdict.status == "disproven"
    assert not verdict.equivalent
    assert not verdict.reversible
    assert not verdict.brief


@pytest.mark.parametrize(("number", "equivalent", "reversible"), [(0, False, True), (1, True, False), (2, False, True)])
def test_another_schema_than_expected_disproves_the_promise_it_breaks(
    number: int, equivalent: bool, reversible: bool
) -> None:
    """I1 and I2: at the end of up it is equivalence that fails, after a down it is reversal."""
    schemas = list(HELD.schemas)
    schemas[number] = replace(schemas[number], found="other", differences=("column public.t.c is missing",))
    verdict = judge(PLAN, replace(HELD, schemas=tuple(schemas)))
    assert verdict.status == "disproven"
    assert (verdict.equivalent, verdict.reversible) == (equivalent, reversible)


def test_rows_that_do_not_come_back_disprove_the_plan_unless_it_says_so() -> None:
    """I2: data may be lost only when the plan named it beforehand."""
    lost = schema("after down of expand", rows_equal=False, row_differences=("public.t.c",))
    evidence = replace(HELD, schemas=(HELD.schemas[0], lost, HELD.schemas[2]))
    assert judge(PLAN, evidence).status == "disproven"
    elsewhere = Loss(object="public.other", what="its values", preserved=None)
    assert judge(replace(PLAN, losses=(elsewhere,)), evidence).status == "disproven"
    kept = Loss(object="public.t.c", what="its values", preserved="an archive")
    assert judge(replace(PLAN, losses=(kept,)), evidence).status == "disproven"
    named = Loss(object="public.t.c", what="its values", preserved=None)
    assert judge(replace(PLAN, losses=(named,)), evidence).status != "disproven"


def test_open_decisions_are_part_of_the_verdict() -> None:
    """Such a plan cannot be run yet, whatever its rehearsal with an example value showed."""
    decision = Decision(key="backfill:public.t.c", question="Which value?", example="0", chosen=None)
    assert judge(replace(PLAN, decisions=(decision,)), HELD).status == "proven with open decisions"
    assert judge(replace(PLAN, decisions=(replace(decision, chosen="1"),)), HELD).status == "proven"


def test_what_could_not_be_seen_is_said() -> None:
    """I6: a table without rows and a server of another major leave something unknown."""
    evidence = replace(HELD, server_version="15.9", not_populated=("public.t: no rows satisfy it",))
    unknown = [finding.text for finding in judge(PLAN, evidence).findings if finding.severity == "unknown"]
    assert any("the target runs 18.6" in text for text in unknown)
    assert any("public.t: no rows satisfy it" in text for text in unknown)


def test_only_the_way_back_of_a_statement_as_written_claims_what_was_seen() -> None:
    """A strategy's claim is a promise made before; taking it from the evidence would make it prove itself."""
    weak = Claim(lock=LockMode.SHARE)
    own = replace(STEP, up=replace(STEP.up, claim=weak), down=replace(STEP.down, claim=weak))
    strategy = replace(PLAN, phases=(Phase(name="expand", steps=(own,)),))
    assert with_observed_claims(strategy, HELD) == strategy
    as_written = replace(own, operation="as_written")
    written = replace(PLAN, phases=(Phase(name="expand", steps=(as_written,)),))
    (step,) = with_observed_claims(written, HELD).steps
    assert step.up.claim == weak
    assert step.down.claim == BRIEF
    claims = [each.claim for each in with_claims(HELD.scripts, with_observed_claims(written, HELD))]
    assert claims == [weak, BRIEF, weak]


def test_a_statement_watched_from_outside_claims_the_strongest_lock_seen_of_it() -> None:
    """Outside a transaction a lock is seen only if it lasts; one that was missed at first is no broken promise."""
    weak = Claim(lock=LockMode.SHARE)
    up = replace(STEP.up, claim=weak, transactional=False)
    watched = replace(STEP, operation="as_written", up=up)
    plan = replace(PLAN, phases=(Phase(name="expand", steps=(watched,)),))
    (step,) = with_observed_claims(plan, HELD).steps
    assert step.up.claim == replace(weak, lock=LockMode.ACCESS_EXCLUSIVE)
    strategy = replace(PLAN, phases=(Phase(name="expand", steps=(replace(watched, operation="create_index"),)),))
    (step,) = with_observed_claims(strategy, HELD).steps
    assert step.up.claim == weak
