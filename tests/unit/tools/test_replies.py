"""Replies are complete, bounded and say what to do next."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.model.answer import Generated, Recalled, Recorded, Rehearsed, Rollback, RollbackStep
from server.model.impact import ChecklistItem, CodeScan, Impact, Observation, Reference, TableLock
from server.model.inspection import Inspection, TableDetail
from server.model.lock import LockMode
from server.model.plan import Decision, Hazard, Option, Plan
from server.model.proof import Finding
from server.model.recollection import Recollection
from server.model.rename import OpenRenames, PossibleRename, RenameCandidate
from server.tools.replies import (
    dry_run_reply,
    impact_reply,
    inspection_reply,
    plan_reply,
    recall_reply,
    record_reply,
    renames_reply,
    rollback_reply,
)

ROOT = Path("/project")


def reference(number: int, *, grade: Any = "exact", in_test: bool = False) -> Reference:
    """A place in code."""
    return Reference(
        project="shop",
        component="api",
        path=f"api/{number:03}.py",
        line=number,
        column=1,
        kind="string",
        grade=grade,
        object="public.products",
        usage=("select",),
        excerpt="SELECT * FROM products",
        in_test=in_test,
    )


def impact(plan: Plan, *references: Reference) -> Impact:
    """An impact with these references."""
    locks = (TableLock(table="public.products", mode=LockMode.SHARE),)
    seen = Observation(
        statement=1,
        sql="x" * 1_000,
        locks=locks,
        rewritten=(),
        rebuilt=(),
        scanned=(),
        outside_transaction=False,
    )
    scan = CodeScan(references=references, files_read=1, statements_read=1, not_understood=(), projects=("shop",))
    line = ChecklistItem(section="Data Impact", label="Rows affected", answer="0", basis="observed", evidence="seen")
    return Impact(
        target=plan.target,
        operations=(),
        dependents=(),
        observations=(seen,),
        code=scan,
        risks=(),
        hazards=(),
        checklist=(line,),
    )


def table(number: int) -> TableDetail:
    """A table without anything."""
    return TableDetail(
        name=f"public.t{number}",
        kind="table",
        rows_estimate=-1,
        size_bytes=0,
        comment=None,
        column_count=0,
        columns=(),
        primary_key=(),
        unique=(),
        foreign_keys=(),
        checks=(),
        indexes=(),
        triggers=(),
        dependents=(),
    )


def test_a_reply_leaves_out_what_is_empty(generated: Generated) -> None:
    """Each empty list costs an agent tokens and says nothing."""
    reply = plan_reply(generated, root=ROOT).compact()
    assert "open_decisions" not in reply and "remembered" not in reply and "more" not in reply
    assert reply["target"]["environment"] == "production"


def test_a_plan_shows_steps_by_phase_with_their_locks(generated: Generated) -> None:
    """A phase without steps and a lock that is none are not mentioned."""
    reply = plan_reply(generated, root=ROOT).compact()
    assert [phase["phase"] for phase in reply["phases"]] == ["expand", "contract"]
    assert reply["phases"][0]["steps"][0]["lock"] == "ACCESS EXCLUSIVE"
    assert "lock" not in reply["phases"][1]["steps"][1]


def test_hazards_left_are_told_in_full_and_those_avoided_in_a_line(generated: Generated) -> None:
    """The reader must act on what is left; of what is avoided it is enough to know."""
    reply = plan_reply(generated, root=ROOT)
    assert [hazard.remedy for hazard in reply.hazards_left] == ["retry"]
    assert reply.hazards_avoided == ["lock-queue: public.products"]


def test_paths_in_the_project_are_relative_to_it(generated: Generated) -> None:
    """An agent passes them on to its own tools, which work in the project."""
    assert plan_reply(generated, root=ROOT).folder == "migrations/2026-01-02-sku-required-3f2a9c01"
    assert plan_reply(generated, root=Path("/elsewhere")).folder.startswith("/project/")


def test_a_plan_that_held_goes_on_to_a_dry_run(generated: Generated) -> None:
    """The next step is a call that can be copied."""
    assert plan_reply(generated, root=ROOT).next == 'call dry_run with plan "3f2a9c01b7de"'


def test_an_open_decision_is_asked_before_anything_else(generated: Generated, decision: Decision) -> None:
    """An agent must not guess a value that only the user can know."""
    undecided = replace(generated, plan=replace(generated.plan, decisions=(decision,)))
    reply = plan_reply(undecided, root=ROOT)
    assert [each.key for each in reply.open_decisions] == [decision.key]
    assert reply.next.startswith(f'ask the user to decide "{decision.key}"')


def test_what_may_be_renamed_is_asked_without_a_plan(plan: Plan) -> None:
    """A call that can be copied, the likeliest name first, and no more than an agent reads."""
    why = ("same type", "same place", "same keys and indexes")
    could = [RenameCandidate(answer=f"n{number}", likeness=0.9 - number / 100, why=why) for number in range(9)]
    renames = [
        PossibleRename(
            key=f"rename:public.t.c{number}",
            object=f"column public.t.c{number}",
            loses="its values are lost",
            candidates=tuple(could),
        )
        for number in range(30)
    ]
    asked = OpenRenames(target=plan.target, renames=renames, unknown=("rename:public.t.d",))
    reply = renames_reply(asked).compact()
    assert reply.keys() == {"target", "open_decisions", "more", "next"}
    assert len(reply["open_decisions"]) == 10 and len(reply["open_decisions"][0]["candidates"]) == 3
    assert reply["open_decisions"][0]["candidates"][0] == {"answer": "n0", "likeness": 0.9, "why": list(why)}
    assert reply["next"].endswith('with decisions, such as {"rename:public.t.c0": "n0"}')
    assert reply["more"] == [
        "10 of 30 possible renames shown; the others are asked when these are decided",
        "given, but naming nothing that goes now: rename:public.t.d",
    ]
    assert len(json.dumps(reply)) < 8_000
    assert "and 25 more" in str(asked) and len(str(asked)) < 2_000


def test_a_disproven_plan_is_not_handed_on(disproven: Generated, rehearsed: Rehearsed) -> None:
    """Neither generating nor rehearsing may end in running it."""
    assert plan_reply(disproven, root=ROOT).next.startswith("do not use this plan")
    failed = replace(rehearsed, verdict=disproven.verdict)
    assert dry_run_reply(failed, root=ROOT).next.startswith("do not run this plan")
    assert "a lock is longer or stronger than allowed" in dry_run_reply(failed, root=ROOT).verdict.summary


def test_a_summary_says_with_how_many_rows_and_does_not_contradict_itself(rehearsed: Rehearsed) -> None:
    """“Proven … a lock is stronger than allowed” left the reader to guess; and proven on empty tables is worth less."""
    blocking = replace(rehearsed.verdict, brief=False)
    empty = replace(blocking, evidence=replace(blocking.evidence, rows={}))
    said = dry_run_reply(replace(rehearsed, verdict=blocking), root=ROOT).verdict.summary
    assert "a step blocks others while it reads or rewrites a table, as the hazards say" in said
    assert "made-up row" in said and said.endswith(", 0 failures")
    assert "run without rows" in dry_run_reply(replace(rehearsed, verdict=empty), root=ROOT).verdict.summary


def test_a_dry_run_gives_one_line_a_step(rehearsed: Rehearsed) -> None:
    """Three runs of a step are three durations, not three entries."""
    reply = dry_run_reply(rehearsed, root=ROOT)
    (run,) = reply.steps
    assert (run.step, run.ms) == ("add a check that is not validated", [1.2, 1.2, 1.2])
    assert run.locks == ["ACCESS EXCLUSIVE on public.products"]
    assert reply.report == "migrations/2026-01-02-sku-required-3f2a9c01/rehearsal.md"


def test_an_error_of_any_run_of_a_step_is_shown(rehearsed: Rehearsed) -> None:
    """A down that fails is as important as an up that does."""
    up, down, again = rehearsed.verdict.evidence.scripts
    broken = replace(rehearsed.verdict.evidence, scripts=(up, replace(down, error="no [42P01]"), again))
    reply = dry_run_reply(replace(rehearsed, verdict=replace(rehearsed.verdict, evidence=broken)), root=ROOT)
    assert reply.steps[0].errors == ["down: no [42P01]"]


def test_a_cut_list_says_how_many_there_are_and_where(rehearsed: Rehearsed) -> None:
    """What is cut without a word looks like everything."""
    findings = tuple(Finding(severity="warns", step="check", text=str(number)) for number in range(50))
    many = replace(rehearsed, verdict=replace(rehearsed.verdict, findings=findings))
    reply = dry_run_reply(many, root=ROOT)
    assert len(reply.verdict.findings) == 20
    assert any(sentence.startswith("20 of 50 findings shown; ") for sentence in reply.more)


def test_references_in_running_code_come_before_those_in_tests(plan: Plan) -> None:
    """When the list is cut, what breaks in production must be above the cut."""
    tests = [reference(number, in_test=True) for number in range(30)]
    reply = impact_reply(impact(plan, *tests, reference(98, grade="mention"), reference(99)))
    assert [each.at for each in reply.references[:2]] == ["shop: api/099.py:99:1", "shop: api/098.py:98:1"]
    assert reply.references_total == 32
    assert any(sentence.startswith("20 of 32 references in code shown") for sentence in reply.more)


def test_an_impact_quotes_a_long_statement_shortened(plan: Plan) -> None:
    """The caller wrote it and has it."""
    (statement,) = impact_reply(impact(plan)).statements
    assert len(statement.sql) == 300 and statement.sql.endswith("…")
    assert statement.locks == ["SHARE on public.products"]


@pytest.mark.parametrize("avoided", [False, True])
def test_an_impact_shows_only_hazards_that_stand(plan: Plan, avoided: bool) -> None:
    """A hazard that the change as written avoids is none."""
    hazard = Hazard(code="rewrite-under-lock", object="o", effect="e", remedy="r", source="s", avoided=avoided)
    assert len(impact_reply(replace(impact(plan), hazards=(hazard,))).hazards) == (0 if avoided else 1)


def test_a_page_of_tables_names_the_next(plan: Plan) -> None:
    """Only the last page has no cursor."""
    page = Inspection(
        target=plan.target,
        tables=(table(1), table(2)),
        findings=(),
        total_tables=3,
        next_cursor="public.t2",
        other_objects=(("view", 0), ("function", 2)),
    )
    reply = inspection_reply(page)
    assert reply.more == ["2 of 3 tables on this page; pass next_cursor as cursor for the next"]
    assert reply.other_objects == {"function": 2}
    assert not inspection_reply(replace(page, next_cursor=None)).more


def test_whoever_finds_no_table_is_not_told_to_write_a_change(plan: Plan) -> None:
    """A pattern that was spelled wrong is more likely than a schema that has nothing."""
    none = Inspection(target=plan.target, tables=(), findings=(), total_tables=0, next_cursor=None, other_objects=())
    assert inspection_reply(none, pattern="prodcts").next.startswith('no table matches "prodcts": call inspect_schema')
    assert inspection_reply(none).next.startswith("write the change")


def test_a_rollback_shows_whole_files_as_far_as_there_is_room(plan: Plan) -> None:
    """In an emergency nobody may run half a file, and an agent has no room for nine whole ones."""
    lengths = {"a": 10_000, "b": 1_000, "c": 3_001, "d": 3_000, "e": 1}
    steps = tuple(
        RollbackStep(phase="expand", file=f"{name}.down.sql", titles=("drop the check",), sql="x" * length)
        for name, length in lengths.items()
    )
    folder = ROOT / "migrations" / "a"
    reply = rollback_reply(
        Rollback(plan=plan, folder=folder, steps=steps, triggers=(), emergency=(), verification=()), root=ROOT
    )
    assert reply.more == ["too long to show, read in the folder: a.down.sql, c.down.sql, e.down.sql"]
    assert [len(step.sql) for step in reply.steps] == [0, 1_000, 0, 3_000, 0]
    assert reply.losses[0].compact() == {"object": "public.products.sku", "what": "nulls that were filled"}


def test_a_recorded_outcome_says_how_it_ended_and_what_is_left_out(plan: Plan) -> None:
    """A run has as many particulars as the plan has steps."""
    told = tuple(f"Step {number}: took 1 s." for number in range(30))
    observations = ("Outcome: failed.", "x" * 400, *told)
    recorded = Recorded(
        target=plan.target, plan=plan.identity, entity="migration:a", observations=observations, is_new=True
    )
    reply = record_reply(recorded)
    assert reply.observations[0] == "Outcome: failed." and len(reply.observations[1]) == 300
    cut = '20 of 32 observations shown; open_nodes of kg-memory with "migration:a" and its runs tells all; '
    assert reply.next.startswith(cut)


def test_a_plan_tells_little_of_what_is_remembered_and_where_the_rest_is(generated: Generated) -> None:
    """It was most of the reply, while a plan is what was asked for."""
    memories = tuple(
        Recollection(
            entity=f"migration:{number}",
            entity_type="migration",
            observations=("first", "second " + "x" * 500, "Outcome: failed."),
            related=tuple(f"changes table:{each}" for each in range(20)),
            reason="same table",
        )
        for number in range(5)
    )
    reply = plan_reply(replace(generated, recollections=memories), root=ROOT)
    assert [each.why for each in reply.remembered] == ["same table"] * 3
    assert [len(text) for text in reply.remembered[0].observations] == [120, len("Outcome: failed.")]
    assert reply.more == [f'2 more remembered; recall with plan "{generated.plan.identity}" tells all of it']
    assert len(json.dumps([each.compact() for each in reply.remembered])) < 1200


def test_only_what_may_be_answered_is_an_option(generated: Generated) -> None:
    """DELETE was shown among the options, and the answer "delete" refused."""
    options = (Option(answer="stop", effect="It stops."), Option(answer="", effect="They go.", sql="DELETE FROM x"))
    decision = Decision(key="k", question="q", example="stop", chosen=None, options=options, free=False)
    plan = replace(generated.plan, decisions=(decision,))
    (shown,) = plan_reply(replace(generated, plan=plan), root=ROOT).open_decisions
    assert [each.answer for each in shown.options] == ["stop"]
    assert [each.sql for each in shown.put_into_change] == ["DELETE FROM x"]


def test_an_outcome_that_was_recorded_before_is_said_to_be(plan: Plan) -> None:
    """Who wants a second run to be known must tell its moment."""
    recorded = Recorded(
        target=plan.target, plan=plan.identity, entity="migration:aaaaaaaaaaaa", observations=(), is_new=False
    )
    assert record_reply(recorded).next.startswith("this outcome was recorded before, so nothing was added; recall")
    assert record_reply(replace(recorded, is_new=True)).next.startswith("recall with plan")


def test_what_is_remembered_is_bounded_and_newest_last() -> None:
    """Observations are added at the end, so the last ones count."""
    memory = Recollection(
        entity="table:shop.public.products",
        entity_type="table",
        observations=tuple(str(number) for number in range(10)),
        related=(),
        reason="same table",
    )
    reply = recall_reply(Recalled(target=None, recollections=(memory,)))
    assert reply.remembered[0].observations == ["4", "5", "6", "7", "8", "9"]
    assert "target" not in reply.compact()
