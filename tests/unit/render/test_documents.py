"""Documents have every heading of the specification and claim nothing the values do not hold."""

import re
from dataclasses import replace

import pytest

from server.model.impact import ChecklistItem, CodeScan, Impact, Risk, TableLock
from server.model.lock import LockMode
from server.model.plan import Claim, Decision, Loss, Option, Plan
from server.model.proof import Evidence, Finding, SchemaEvidence, ScriptEvidence, Verdict
from server.render.documents import (
    impact_checklist,
    migration_document,
    rehearsal_report,
    rollback_document,
    runbook,
)
from server.render.migration import impact_level
from server.render.sql_files import render_files
from server.render.text import code, fenced, prose, table
from server.render.verification import verification_texts
from server.render.way_back import verdict_after, ways_back_in_words

DATE = "2026-11-23"


def headings(markdown: str) -> list[str]:
    """The heading lines outside code blocks."""
    outside = re.sub(r"^(`{3,}).*?^\1$", "", markdown, flags=re.S | re.M)
    return [line for line in outside.splitlines() if line.startswith("#")]


@pytest.fixture
def impact(plan: Plan) -> Impact:
    """An analysis that answered two lines of the checklist."""
    return Impact(
        target=plan.target,
        operations=(),
        dependents=(),
        observations=(),
        code=CodeScan(
            references=(), files_read=3, statements_read=2, not_understood=("a.py:3: no parse",), projects=("api",)
        ),
        risks=(Risk(kind="data loss", level="high", object="public.t.c", text="Values go.", basis="observed"),),
        hazards=(),
        checklist=(
            ChecklistItem(
                section="Affected Components", label="api", answer="2 places", basis="observed", evidence="a.py:1"
            ),
            ChecklistItem(
                section="Performance Impact",
                label="Lock duration",
                answer="not known",
                basis="not known",
                evidence="not known, because the target was not measured",
            ),
        ),
    )


@pytest.fixture
def verdict(plan: Plan) -> Verdict:
    """One script that failed, one schema that differs, rows compared once."""
    step = plan.phases[0].steps[0]
    script = ScriptEvidence(
        step=step.key,
        phase="expand",
        direction="up",
        claim=step.up.claim,
        locks=(TableLock(table="public.products", mode=LockMode.ACCESS_EXCLUSIVE),),
        rewritten=(),
        scanned=("public.products",),
        duration_ms=1.26,
        error="boom | [42601]",
    )
    schema = SchemaEvidence(
        point="after up",
        expected="aa",
        found="bb",
        differences=("column x is missing",),
        column_order=True,
        rows_equal=None,
        row_differences=(),
    )
    evidence = Evidence(
        server_version="18.4",
        rows={"public.products": 300},
        not_populated=("public.jobs: needs a superuser",),
        scripts=(script,),
        schemas=(schema,),
        assumptions=("no nulls in code",),
    )
    return Verdict(
        status="disproven",
        equivalent=False,
        reversible=True,
        brief=True,
        findings=(Finding(severity="fails", step=step.key, text="It failed."),),
        evidence=evidence,
    )


def test_the_migration_document_has_every_heading_of_the_specification(plan: Plan) -> None:
    """SPEC.md, migration documentation template."""
    assert headings(migration_document(plan, date=DATE)) == [
        "# Migration: Product codes",
        "## Overview",
        "## Changes",
        "### Schema Changes",
        "### Data Changes",
        "## Impact Analysis",
        "### Affected Services",
        "### Performance Impact",
        "## Execution Plan",
        "### Prerequisites",
        "### Steps",
        "### Verification",
        "## Rollback Plan",
        "## Post-Migration",
    ]


def test_the_migration_document_has_every_line_of_the_specification(plan: Plan) -> None:
    """The lines people tick, and the fields they read first."""
    document = migration_document(plan, date=DATE)
    for line in (
        "- **Date**: 2026-11-23",
        "- **Author**: Ada",
        "- **Reviewers**: none yet",
        "- [ ] Backup completed",
        "- [ ] Staging tested",
        "- [ ] Team notified",
        "- [ ] Schema changes applied",
        "- [ ] Data integrity verified",
        "- [ ] Services functional",
        "- [ ] Performance acceptable",
        "- [ ] Documentation updated",
        "- [ ] Monitoring confirmed",
    ):
        assert line in document.splitlines()
    assert "- **Impact Level**: Medium" in document
    assert "Claimed by the plan" in document


def test_the_impact_level_follows_from_the_plan(plan: Plan) -> None:
    """What is gone for good weighs more than a hazard that stays, and that more than a brief lock."""
    gone = Loss(object="public.t.c", what="its values", preserved=None)
    stays = replace(plan.hazards[0], avoided=False)
    calm = replace(plan, losses=(), phases=())
    assert impact_level(replace(plan, losses=(gone,)))[0] == "Critical"
    assert impact_level(replace(plan, hazards=(stays,)))[0] == "High"
    assert impact_level(replace(plan, losses=()))[0] == "Medium"
    assert impact_level(calm)[0] == "Low"


def test_what_only_traffic_or_triggers_write_does_not_make_a_change_critical(plan: Plan) -> None:
    """Every backfill beside a trigger was once called critical, so that the word meant nothing; a name came twice."""
    live = Loss(object="public.t", what="what others wrote", preserved=None, only_live=True)
    fired = Loss(object="public.t", what="what a trigger writes", preserved=None, restored=("public.t",))
    expected = ("High", "a rollback does not bring back everything of public.t")
    assert impact_level(replace(plan, losses=(live, fired))) == expected
    gone = replace(live, only_live=False)
    assert impact_level(replace(plan, losses=(gone, gone)))[1] == "data of public.t is lost and kept nowhere"


def test_recovery_never_promises_a_backup_that_cannot_hold_the_data(plan: Plan) -> None:
    """A backup from before the migration has nothing of what was written after it; a line need not come twice."""
    live = Loss(object="public.t", what="what others wrote", preserved=None, only_live=True)
    document = rollback_document(replace(plan, losses=(live, live)))
    recovery = document.partition("## Data Recovery")[2].partition("##")[0].strip()
    assert recovery == "- `public.t`: take a backup right before the rollback; only it holds what was written since"


def test_no_list_of_checks_is_announced_when_there_is_none(plan: Plan) -> None:
    """“Each of these returns true: no step has a check” is no sentence for 3 a.m."""
    unchecked = replace(plan, promises=(), returns=())
    for document in (runbook(unchecked, date=DATE), rollback_document(unchecked)):
        assert "returns true:" not in document
        assert "shows in no definition" in document
    assert "After the last phase each of these returns true:\n\n```sql" in runbook(plan, date=DATE)


def test_what_is_verified_is_the_end_and_not_what_a_step_left_on_the_way(plan: Plan) -> None:
    """A step's own check may be false in the end, such as that both names of a renamed column are there."""
    asked = {"up": verification_texts(plan, "up"), "down": verification_texts(plan, "down")}
    for direction, number in (("up", 1), ("down", 2)):
        path, query = asked[direction]
        assert path == "SET search_path = pg_catalog"
        assert f"EXISTS (SELECT {number})" in query
    book = runbook(plan, date=DATE)
    assert "SELECT (\n    EXISTS (SELECT 1)\n) IS TRUE AS holds" in book
    assert "NOT false" not in book.partition("## Verification")[2].partition("## Rollback")[0]


def test_nobody_is_told_to_run_again_what_runs_once(plan: Plan) -> None:
    """DROP POLICY, run again after a later step failed, stopped the file for good; the way back stopped too."""
    phase = plan.phases[0]
    first, second = (
        replace(step, up=replace(step.up, once=True), down=replace(step.down, once=True)) for step in phase.steps
    )
    mixed = replace(plan, phases=(replace(phase, steps=(first, second)),))
    files = render_files(mixed, date=DATE)
    for document in (*files.values(), runbook(mixed, date=DATE)):
        assert "run the whole file again" not in document
        assert "in a copy of this file, remove" in document
    assert "each may be run again, but not" in rollback_document(mixed, date=DATE)
    alone = replace(plan, phases=(replace(phase, steps=(first,)),))
    assert "run the whole file again" in runbook(alone, date=DATE)


def test_the_runbook_names_whom_waiting_sessions_wait_for(plan: Plan) -> None:
    """Who holds the lock is what one must know to end the wait."""
    assert "pg_blocking_pids(pid) AS waits_for" in runbook(plan, date=DATE)


def test_the_checklist_has_every_section_and_line_of_the_specification(impact: Impact) -> None:
    """A line nobody answered is shown as not known: silence must not read as harmless."""
    checklist = impact_checklist(impact)
    assert headings(checklist)[:6] == [
        "## Migration Impact Analysis",
        "### Affected Components",
        "### Data Impact",
        "### Performance Impact",
        "### Service Impact",
        "### Risk Assessment",
    ]
    assert "- [x] api: 2 places (observed: a.py:1)" in checklist
    assert "- [ ] Lock duration: not known, because the target was not measured" in checklist
    assert checklist.count("Lock duration") == 1
    for label in ("Rows affected", "Backup required", "Query plan changes", "Downtime required", "Testing coverage"):
        assert f"- [ ] {label}: not known" in checklist
    assert "a.py:3: no parse" in checklist


def test_the_runbook_orders_files_and_names_the_deploy_between_them(plan: Plan) -> None:
    """Between phases code must be deployed; that boundary is why there are phases."""
    book = runbook(plan, date=DATE)
    expand, deploy, contract = (
        book.index(text)
        for text in (
            "### Expand",
            "Deploy before contract runs: code that does all of this, and no other.\n\n- [ ] neither read nor write",
            "1. Run `2026-11-23-product-codes.2-contract.up.sql`",
        )
    )
    assert expand < deploy < contract < book.index("### After All") < book.index("- public.products.sku is gone")
    assert "-- sessions:sku\nSELECT 1 AS value;" in book
    assert "### Migrate" not in book
    for number in range(1, 7):
        assert f"\n# {number}. " in book
    assert "The owners of scraper" in book
    assert "psql -X -v ON_ERROR_STOP=1 -f 2026-11-23-product-codes.1-expand.up.sql" in book


def test_the_runbook_says_which_files_do_not_run_yet(plan: Plan, open_decision: Decision) -> None:
    """The reader must not learn it from an exception in production."""
    book = runbook(replace(plan, decisions=(open_decision,)), date=DATE)
    assert "**Does not run yet.** Open: `backfill:public.products.code`." in book
    assert book.index("### Contract") < book.index("Does not run yet")


def test_the_rollback_document_goes_backwards_and_names_what_is_lost(plan: Plan) -> None:
    """What cannot come back is named beforehand, with the place where it is kept."""
    document = rollback_document(plan, date=DATE)
    assert document.index("2-contract.down.sql") < document.index("1-expand.down.sql")
    assert "| `public.products.sku` | its values | `migration_planner.sku_archive` |" in document
    assert headings(document)[1:] == [
        "## Order",
        "## What Is Lost",
        "## Data Recovery",
        "## Rollback Triggers",
        "## Emergency Rollback",
        "### When Contract Ran, Also in Part: Lossy",
        "### When Expand Ran, Also in Part: Lossless",
        "## Verification",
    ]
    assert "-- lock-waits\nSELECT 0 AS value;" in document and "yours to measure" in document
    for number in range(1, 6):
        assert f"\n# {number}. " in document


def test_the_rehearsal_report_shows_claim_and_evidence_side_by_side(plan: Plan, verdict: Verdict) -> None:
    """A reader judges the claim by what was seen."""
    report = rehearsal_report(plan, verdict)
    assert (
        "| Title of add_column:public.products.code | up | ACCESS EXCLUSIVE | ACCESS EXCLUSIVE on `public.products` "
        "| nobody | none | `public.products` | 0 | 0.0 | 1.3 | failed: boom &#124; \\[42601\\] |"
    ) in report
    assert "| after up | differs | as expected | not compared |" in report
    for text in (
        "**Verdict**: disproven",
        "**fails**",
        "column x is missing",
        "no nulls in code",
        "Rows of public.jobs: needs a superuser",
        "Rows at the point `after up` were not compared.",
    ):
        assert text in report


def test_hostile_texts_add_no_heading_row_or_html(
    plan: Plan, impact: Impact, verdict: Verdict, hostile: str, open_decision: Decision
) -> None:
    """A column's comment may hold anything; a document stays the document it was."""
    hazard = replace(plan.hazards[0], object=hostile, effect=hostile, remedy=hostile)
    plan = replace(plan, decisions=(open_decision,))
    options = (Option(answer=hostile, effect=hostile), Option(answer="", effect=hostile, sql=hostile))
    wild = replace(
        plan,
        reason=hostile,
        author=hostile,
        services=(hostile,),
        operations=(hostile,),
        hazards=(hazard,),
        losses=(Loss(object=hostile, what=hostile, preserved=hostile, since="contract"),),
        decisions=(replace(open_decision, key=hostile, question=hostile, options=options, recommendation=hostile),),
        target=replace(plan.target, database=hostile),
    )
    risk = replace(impact.risks[0], object=hostile, text=hostile)
    item = replace(impact.checklist[0], label=hostile, answer=hostile, evidence=hostile)
    bad = replace(verdict, findings=(Finding(severity="fails", step=hostile, text=hostile),))
    pairs = [
        (migration_document(plan, date=DATE), migration_document(wild, date=DATE)),
        (runbook(plan, date=DATE), runbook(wild, date=DATE)),
        (rollback_document(plan), rollback_document(wild)),
        (impact_checklist(impact), impact_checklist(replace(impact, risks=(risk,), checklist=(item,)))),
        (rehearsal_report(plan, verdict), rehearsal_report(plan, bad)),
    ]
    for calm, after in pairs:
        assert headings(after) == headings(calm)
        assert not re.search(r"^DROP TABLE", after, flags=re.M)
        assert {line.count("|") for line in after.splitlines() if line.startswith("| ")} <= {
            line.count("|") for line in calm.splitlines() if line.startswith("| ")
        }


def test_code_spans_and_blocks_cannot_be_closed_from_within() -> None:
    """Markdown closes a span at the first run of backticks of the same length."""
    assert code("a``b") == "```a``b```"
    assert code("`") == "`` ` ``"
    assert code("a|b") == "<code>a&#124;b</code>"
    assert fenced("```\nx", "sql").startswith("````sql\n")
    assert prose("<b>*x*|[y](z)") == "\\<b\\>\\*x\\*&#124;\\[y\\](z)"
    assert table(("A",), [("b",)]) == "| A |\n| --- |\n| b |"


def test_characters_that_hide_or_turn_text_are_spelled_out() -> None:
    """A right-to-left override makes a reviewer read another name than PostgreSQL does."""
    assert prose("a\u202eb") == "a\\\\u202eb"
    assert code("a\u200bb") == "`a\\u200bb`"


def test_a_scan_of_a_small_table_is_told_from_one_of_a_large_table(plan: Plan) -> None:
    """Both are scans under a lock; only one of them is worth a night shift."""
    step = plan.phases[0].steps[0]
    up = replace(step.up, claim=Claim(lock=LockMode.ACCESS_EXCLUSIVE, scans=True, small=True))
    small = replace(plan, phases=(replace(plan.phases[0], steps=(replace(step, up=up),)),))
    assert "| no | yes, of a small table |" in migration_document(small, date=DATE)
    assert "reads all of a table known to be small under it" in "".join(render_files(small, date=DATE).values())


def test_a_rollback_is_lossless_until_a_phase_loses_and_ends_where_nothing_comes_back(plan: Plan) -> None:
    """Whoever goes back at night must know beforehand what it costs from where they are."""
    expand, _, contract = plan.phases
    (kept,) = plan.losses
    assert verdict_after(plan, expand) == ("lossless", ())
    assert verdict_after(plan, contract) == ("lossy", (kept,))
    gone = replace(kept, preserved=None)
    assert verdict_after(replace(plan, losses=(gone,)), contract)[0] == "point of no return"
    assert verdict_after(replace(plan, losses=(replace(gone, since=None),)), expand)[0] == "point of no return"
    assert verdict_after(replace(plan, losses=(replace(gone, only_live=True),)), contract)[0] == "lossy"
    assert ways_back_in_words(plan, DATE) == (
        "When contract ran, also in part, a rollback is lossy: run 2026-11-23-product-codes.2-contract.down.sql, "
        "2026-11-23-product-codes.1-expand.down.sql",
        "When expand ran, also in part, a rollback is lossless: run 2026-11-23-product-codes.1-expand.down.sql",
    )
