"""What only the user can say comes with a count that a database confirms, and with statements that help."""

from pathlib import Path

import psycopg
import pytest

from server.errors import InvalidArgument
from server.model.plan import Decision, Plan
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, Live, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE SCHEMA "we""ird Sch$ma";
CREATE TABLE "we""ird Sch$ma"."Par'ent" ("the ""Id" int, "B$" text, PRIMARY KEY ("the ""Id", "B$"));
CREATE TABLE "we""ird Sch$ma"."Child ON %s" (
    "Key % $q$" int PRIMARY KEY, "to ""It" int, "also $1" text, "Group" text, "Where" int, "no ""Value" text);
CREATE TABLE keyless (amount int, word text);
"""
ROWS = """
INSERT INTO "we""ird Sch$ma"."Par'ent" VALUES (1, 'a'), (2, 'b');
INSERT INTO "we""ird Sch$ma"."Child ON %s" VALUES
    (1, 1, 'a', 'x', 1, 'v'), (2, 1, 'b', 'x', 2, NULL), (3, NULL, 'zz', NULL, -1, NULL),
    (4, 9, 'a', NULL, NULL, 'v'), (5, 2, 'b', 'y', -7, 'v'), (6, 9, NULL, 'x', 3, NULL);
INSERT INTO keyless SELECT n % 3, 'w' FROM generate_series(1, 7) AS n;
"""
CHILD = '"we""ird Sch$ma"."Child ON %s"'
CHANGE = f"""
ALTER TABLE {CHILD} ADD CONSTRAINT "Ref %" FOREIGN KEY ("to ""It", "also $1") REFERENCES "we""ird Sch$ma"."Par'ent";
ALTER TABLE {CHILD} ADD CONSTRAINT "Uni'que" UNIQUE ("Group");
ALTER TABLE {CHILD} ADD CONSTRAINT "Che""ck" CHECK ("Where" > 0);
ALTER TABLE {CHILD} ALTER COLUMN "no ""Value" SET NOT NULL;
ALTER TABLE keyless DROP COLUMN word;
CREATE UNIQUE INDEX "Un""i" ON keyless (amount) WHERE amount > 0;
CREATE UNIQUE INDEX lowered ON {CHILD}
    (lower("also $1") DESC NULLS LAST, ("Where" / 10), (coalesce("Group", ',)') <> ',)'));
"""
LOWERED = 'duplicates:"we""ird Sch$ma".lowered'
COUNTS = {
    f'orphans:{CHILD}."Ref %"': 2,
    f'duplicates:{CHILD}."Uni\'que"': 3,
    f'violations:{CHILD}."Che""ck"': 2,
    f'backfill:{CHILD}."no ""Value"': 3,
    "loss:public.keyless.word": 7,
    'duplicates:public."Un""i"': 5,
    LOWERED: 2,
}
LISTED = {**COUNTS, f'duplicates:{CHILD}."Uni\'que"': 1, 'duplicates:public."Un""i"': 2, LOWERED: 1}


def remedies(plan: Plan, key: str) -> list[str]:
    """The statements that a decision offers for the change."""
    (decision,) = (each for each in plan.decisions if each.key == key)
    return [option.sql for option in decision.options if option.sql]


async def numbers(live: Live, decision: Decision) -> tuple[int, int]:
    """What the count says and how many rows the listing has, asked where nothing can be written."""
    assert decision.inquiry is not None
    async with await psycopg.AsyncConnection.connect(live.url) as connection:
        await connection.set_read_only(True)
        counted = await (await connection.execute(decision.inquiry.count.encode())).fetchall()
        listed = await (await connection.execute(decision.inquiry.listing.encode())).fetchall()
    ((number,),) = counted
    return number, len(listed)


@pytest.fixture
def hosts(production: Production) -> Hosts:
    """Servers that play production."""
    return Hosts(production, {each: folder_of(each) / "psql" for each in (15, 18)})


@pytest.fixture
def shadow_of_major(major: int, request: pytest.FixtureRequest) -> Shadow:
    """The shadow of the run's major."""
    found: Shadow = request.getfixturevalue(f"shadow_{major}")
    return found


@pytest.mark.parametrize("major", [15, 18])
async def test_each_decision_counts_the_rows_it_is_about(
    major: int, shadow_of_major: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """Names that need quotes, nulls that agree with nothing, a composite key: the queries only read, and are right."""
    generated = await plan_in(tmp_path, shadow_of_major, schema=SCHEMA, change=CHANGE, name="asked")
    decisions = {decision.key: decision for decision in generated.plan.decisions}
    assert decisions.keys() == COUNTS.keys()
    document = (generated.folder / "migration.md").read_text()
    async with hosts.database(major, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        for key, decision in decisions.items():
            assert await numbers(live, decision) == (COUNTS[key], LISTED[key]), key
            assert decision.options
            assert decision.recommendation
            assert decision.inquiry is not None
            assert decision.inquiry.count in document


async def test_a_step_that_stops_says_how_many_rows_are_in_the_way_and_how_to_list_them(
    shadow_18: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """Whoever runs the file at night must not have to work that out."""
    change = f'ALTER TABLE {CHILD} ADD CONSTRAINT "Uni\'que" UNIQUE ("Group")'
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="stops")
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        (file,) = up_files(generated.plan, generated.folder)
        said = await live.file_refusal(file)
    (decision,) = generated.plan.decisions
    assert decision.inquiry is not None and said is not None
    assert "3 rows" in said
    assert f"List them with: {decision.inquiry.listing}" in said


@pytest.mark.parametrize(
    ("rule", "key", "number"),
    [
        (CHANGE.splitlines()[1], f'orphans:{CHILD}."Ref %"', 0),
        (CHANGE.splitlines()[1], f'orphans:{CHILD}."Ref %"', 1),
        (CHANGE.splitlines()[2], f'duplicates:{CHILD}."Uni\'que"', 0),
        (CHANGE.splitlines()[3], f'violations:{CHILD}."Che""ck"', 0),
        ('CREATE UNIQUE INDEX "Un""i" ON keyless (amount);', 'duplicates:public."Un""i"', 0),
    ],
)
async def test_a_statement_that_is_offered_clears_the_way(
    *, rule: str, key: str, number: int, shadow_18: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """Put into the change before the rule, it leaves no row that breaks it, and the plan runs to its end."""
    asked = (await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=rule, name="asked")).plan
    change = f"{remedies(asked, key)[number]};\n{rule}"
    mended = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="mended")
    assert mended.verdict.status != "disproven"
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        assert await live.refusal(rule) is not None
        await live.run_files(*up_files(mended.plan, mended.folder))


async def test_an_answer_that_is_none_of_the_options_is_refused(shadow_18: Shadow, tmp_path: Path) -> None:
    """Otherwise a plan would be made that does not do what the user said."""
    change = "CREATE UNIQUE INDEX ON keyless (amount)"
    key = "duplicates:public.keyless_amount_idx"
    possible = r'possible: "stop"; else put into the change, before the statement it is about: DELETE FROM'
    with pytest.raises(InvalidArgument, match=rf'"merge" is no answer to .*; {possible}'):
        await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="n", decisions={key: "merge"})
    taken = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="n", decisions={key: "stop"})
    assert taken.plan.unanswered == ()


async def test_what_is_assumed_keeps_no_file_from_running(shadow_18: Shadow, tmp_path: Path) -> None:
    """A rule that no row breaks needs no answer."""
    change = "CREATE UNIQUE INDEX ON keyless (amount)"
    plan = (await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="n")).plan
    assert plan.open_decisions == ()
    assert [decision.chosen for decision in plan.unanswered] == ["stop"]
