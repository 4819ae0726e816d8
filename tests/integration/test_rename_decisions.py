"""What a desired schema may rename is asked, with candidates; as decided, it is renamed or dropped."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from server import pipeline
from server.desired import Way, way_towards
from server.errors import InvalidArgument
from server.model.answer import Generated
from server.model.fingerprint import differences
from server.model.rename import OpenRenames
from server.postgres.direct_run import schema_after
from server.postgres.shadow import Shadow
from tests.cases_runner import services_in, told

pytestmark = pytest.mark.anyio

BEFORE = """
CREATE SCHEMA shop;
CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE shop.brands (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE shop.makers (id int PRIMARY KEY);
CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sku varchar(100), mood mood DEFAULT 'sad',
    price numeric(10,2) DEFAULT 0 CHECK (price >= 0), brand int REFERENCES shop.brands);
CREATE INDEX products_sku_idx ON products (sku);
CREATE VIEW cheap AS SELECT id, sku FROM products WHERE price < 10;
CREATE SEQUENCE counter;
CREATE TYPE place AS (street text, town text);
CREATE TABLE homes (at place);
"""

TABLE = [("shop.brands", "shop.labels"), ("REFERENCES shop.brands", "REFERENCES shop.labels")]

RENAMES: dict[str, tuple[list[tuple[str, str]], dict[str, str], list[str]]] = {
    "a column": (
        [("sku varchar", "code varchar"), ("(sku)", "(code)"), ("id, sku FROM", "id, code FROM")],
        {"rename:public.products.sku": "code"},
        ["ALTER TABLE public.products RENAME COLUMN sku TO code"],
    ),
    "a column of another type too": (
        [("sku varchar(100)", "code text"), ("(sku)", "(code)"), ("id, sku FROM", "id, code FROM")],
        {"rename:public.products.sku": "code"},
        ["ALTER TABLE public.products RENAME COLUMN sku TO code"],
    ),
    "a table with all that is named after it": (
        TABLE,
        {"rename:shop.brands": "labels"},
        [
            "ALTER TABLE shop.brands RENAME TO labels",
            "ALTER SEQUENCE shop.brands_id_seq RENAME TO labels_id_seq",
            "ALTER INDEX shop.brands_name_key RENAME TO labels_name_key",
            "ALTER INDEX shop.brands_pkey RENAME TO labels_pkey",
        ],
    ),
    "a table that moves": (
        [("shop.brands", "public.brands"), ("REFERENCES shop.brands", "REFERENCES public.brands")],
        {"rename:shop.brands": "public.brands"},
        ["ALTER TABLE shop.brands SET SCHEMA public"],
    ),
    "a table and a column of it": (
        [*TABLE, ("name text", "title text")],
        {"rename:shop.brands": "shop.labels", "rename:shop.brands.name": "title"},
        ["ALTER TABLE shop.brands RENAME TO labels", "ALTER TABLE shop.labels RENAME COLUMN name TO title"],
    ),
    "a schema with its tables": (
        [("SCHEMA shop", "SCHEMA store"), ("shop.", "store."), ("shop.", "store."), ("shop.", "store.")],
        {"rename:shop": "store"},
        ["ALTER SCHEMA shop RENAME TO store"],
    ),
    "a schema, and a table in it": (
        [
            ("SCHEMA shop", "SCHEMA store"),
            ("shop.brands", "store.labels"),
            ("shop.makers", "store.makers"),
            ("shop.brands", "store.labels"),
        ],
        {"rename:shop": "store", "rename:shop.brands": "labels"},
        ["ALTER SCHEMA shop RENAME TO store", "ALTER TABLE store.brands RENAME TO labels"],
    ),
    "a label": (
        [("'fine'", "'well'")],
        {"rename:public.mood.fine": "well"},
        ["ALTER TYPE public.mood RENAME VALUE 'fine' TO 'well'"],
    ),
    "an attribute of a type in use": (
        [("street text", 'road text')],
        {"rename:public.place.street": "road"},
        ["ALTER TYPE public.place RENAME ATTRIBUTE street TO road CASCADE"],
    ),
    "a sequence": (
        [("SEQUENCE counter", "SEQUENCE numbers")],
        {"rename:public.counter": "numbers"},
        ["ALTER SEQUENCE public.counter RENAME TO numbers"],
    ),
    "two columns into each other's place": (
        [("sku varchar(100), mood", "code varchar(100), label varchar(100), mood"), ("(sku)", "(code)"),
         ("id, sku FROM", "id, code FROM")],
        {"rename:public.products.sku": "label"},
        ["ALTER TABLE public.products RENAME COLUMN sku TO label"],
    ),
    "names that need quotes": (
        [("sku varchar", '"drop" varchar'), ("(sku)", '("drop")'), ("id, sku FROM", 'id, "drop" FROM'),
         ("shop.brands", 'shop."a.""b"" ;--"'), ("REFERENCES shop.brands", 'REFERENCES shop."a.""b"" ;--"'),
         ("'fine'", "'it''s \\ \"well\".'")],
        {"rename:public.products.sku": '"drop"', "rename:shop.brands": 'a."b" ;--',
         "rename:public.mood.fine": "it's \\ \"well\"."},
        [
            'ALTER TABLE shop.brands RENAME TO "a.""b"" ;--"',
            "ALTER TABLE public.products RENAME COLUMN sku TO drop",
            "ALTER TYPE public.mood RENAME VALUE 'fine' TO E'it''s \\\\ \"well\".'",
        ],
    ),
}  # fmt: skip

HARMLESS: dict[str, tuple[list[tuple[str, str]], list[str]]] = {
    "an index": (
        [("INDEX products_sku_idx", "INDEX by_sku")],
        ["ALTER INDEX public.products_sku_idx RENAME TO by_sku"],
    ),
    "a primary key": (
        [("makers (id int PRIMARY KEY", "makers (id int CONSTRAINT \"the key\" PRIMARY KEY")],
        ['ALTER INDEX shop.makers_pkey RENAME TO "the key"'],
    ),
    "a check and a foreign key": (
        [("CHECK (price", "CONSTRAINT positive CHECK (price"), ("brand int REF", "brand int CONSTRAINT made_by REF")],
        [
            "ALTER TABLE public.products RENAME CONSTRAINT products_brand_fkey TO made_by",
            "ALTER TABLE public.products RENAME CONSTRAINT products_price_check TO positive",
        ],
    ),
    "an enum": (
        [("TYPE mood", "TYPE feeling"), ("mood mood", "mood feeling")],
        ["ALTER TYPE public.mood RENAME TO feeling"],
    ),
    "a view": ([("VIEW cheap", "VIEW low")], ["ALTER VIEW public.cheap RENAME TO low"]),
}  # fmt: skip


def edited(edits: list[tuple[str, str]]) -> str:
    """The schema with each text replaced once, in order."""
    schema = BEFORE
    for one, other in edits:
        assert one in schema
        schema = schema.replace(one, other, 1)
    return schema


async def way(shadow: Shadow, desired: str, decisions: Mapping[str, str], before: str = BEFORE) -> Way:
    """The way to a schema; one that is decided must reach it."""
    template, wanted = await shadow.template(before), await shadow.catalog(await shadow.template(desired))
    found = await way_towards(shadow, template, wanted, decisions=decisions)
    if not found.asked:
        reached = await schema_after(shadow, template, found.statements)
        assert differences(wanted, reached) == ()
    return found


@pytest.mark.parametrize(("edits", "decisions", "statements"), RENAMES.values(), ids=RENAMES.keys())
async def test_what_is_decided_to_be_renamed_is_renamed_first(
    shadow: Shadow, edits: list[tuple[str, str]], decisions: dict[str, str], statements: list[str]
) -> None:
    """Nothing is dropped, and the schema that is reached is the desired one."""
    found = await way(shadow, edited(edits), decisions)
    for statement in statements:
        assert statement in found.statements
    assert not [text for text in found.statements if text.startswith("DROP TABLE") or "DROP COLUMN" in text]
    assert {decision.key: decision.chosen for decision in found.taken} == decisions


@pytest.mark.parametrize(("edits", "decisions", "_statements"), RENAMES.values(), ids=RENAMES.keys())
async def test_it_is_asked_as_long_as_nobody_has_said_it(
    shadow_18: Shadow, edits: list[tuple[str, str]], decisions: dict[str, str], _statements: list[str]
) -> None:
    """Whatever is renamed above would else be lost; a question about a part may come after that about the whole."""
    answers: dict[str, str] = {}
    for _ in decisions:
        asked = (await way(shadow_18, edited(edits), answers)).asked
        if not asked:
            break
        assert {rename.key for rename in asked} <= decisions.keys() - answers.keys()
        for rename in asked:
            assert rename.candidates[0].likeness >= rename.candidates[-1].likeness >= 0.4
            assert rename.candidates[0].why
            answers[rename.key] = decisions[rename.key]
    assert answers == decisions


@pytest.mark.parametrize(("edits", "statements"), HARMLESS.values(), ids=HARMLESS.keys())
async def test_what_can_lose_nothing_is_renamed_without_asking(
    shadow: Shadow, edits: list[tuple[str, str]], statements: list[str]
) -> None:
    """An index would be built again, a table of the type rewritten."""
    assert list((await way(shadow, edited(edits), {})).statements) == statements


async def test_what_is_decided_to_be_dropped_is_dropped(shadow: Shadow) -> None:
    """The caller knows that nobody needs the values."""
    edits, keys, _ = RENAMES["a column"]
    found = await way(shadow, edited(edits), dict.fromkeys(keys, "drop"))
    assert "ALTER TABLE public.products DROP COLUMN sku" in found.statements
    assert not [text for text in found.statements if "RENAME" in text]


async def test_a_taken_name_is_no_candidate_of_another(shadow_18: Shadow) -> None:
    """Two columns go and one comes: when one is it, the other is dropped for certain."""
    before = "CREATE TABLE t (id int PRIMARY KEY, a text, b text);"
    after = "CREATE TABLE t (id int PRIMARY KEY, c text);"
    assert [each.key for each in (await way(shadow_18, after, {}, before)).asked] == [
        "rename:public.t.a",
        "rename:public.t.b",
    ]
    found = await way(shadow_18, after, {"rename:public.t.b": "c"}, before)
    assert found.statements == (
        "ALTER TABLE public.t RENAME COLUMN b TO c",
        "ALTER TABLE public.t DROP COLUMN a",
    )
    with pytest.raises(InvalidArgument, match=r"cannot both become c; answer one of them"):
        await way(shadow_18, after, {"rename:public.t.b": "c", "rename:public.t.a": "c"}, before)


async def test_a_rename_nobody_would_think_of_is_taken_too(shadow_18: Shadow) -> None:
    """The caller knows more than any likeness."""
    before, after = "CREATE TABLE t (id int, a text);", "CREATE TABLE u (at date); CREATE TABLE v (x float8);"
    assert (await way(shadow_18, after, {}, before)).asked == ()
    found = await way(shadow_18, after, {"rename:public.t": "v"}, before)
    assert found.statements[0] == "ALTER TABLE public.t RENAME TO v"


async def test_a_partition_for_other_values_is_no_new_name_of_one_that_goes(shadow: Shadow) -> None:
    """Partitions come and go each month; their columns are always alike."""
    months = """
        CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
        CREATE TABLE events_{0} PARTITION OF events FOR VALUES FROM ('{0}-01-01') TO ('{1}-01-01');
    """
    found = await way(shadow, months.format(2025, 2026), {}, months.format(2024, 2025))
    assert "DROP TABLE public.events_2024" in found.statements
    renamed = months.format(2024, 2025).replace("events_2024", "events_of_2024")
    assert [each.key for each in (await way(shadow, renamed, {}, months.format(2024, 2025))).asked] == [
        "rename:public.events_2024"
    ]


WRONG = {
    "a name that does not come": (
        {"rename:public.products.sku": "cod"},
        '"cod" is no answer to "rename:public.products.sku": nothing of that name comes in its place; possible: code, '
        "drop",
    ),
    "a name that is there already": ({"rename:public.products.sku": "price"}, "possible: code, drop"),
    "no name at all": ({"rename:public.products.sku": ""}, '"" is no answer'),
    "SQL": ({"rename:public.products.sku": 'code"; DROP TABLE products; --'}, "possible: code, drop"),
    "a key of something that stays": (
        {"rename:public.products.sku": "code", "rename:public.products.price": "cost"},
        '"rename:public.products.price" names nothing that goes; did you mean "rename:public.products.sku"?',
    ),
    "a key in other words": (
        {"rename:public.products.sku": "code", "rename:nothing": "code"},
        'what goes: "rename:public.products.sku"',
    ),
}


@pytest.mark.parametrize(("decisions", "says"), WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_answer_is_refused_naming_the_right_ones(
    shadow_18: Shadow, decisions: dict[str, str], says: str
) -> None:
    """An agent repairs its call from the text alone."""
    with pytest.raises(InvalidArgument) as refused:
        await way(shadow_18, edited(RENAMES["a column"][0]), decisions)
    assert says in str(refused.value)


async def test_a_rename_is_none_where_nothing_goes(shadow_18: Shadow) -> None:
    """The decision may be left over from another schema."""
    with pytest.raises(InvalidArgument, match="nothing goes that could be renamed: leave it out"):
        await way(shadow_18, BEFORE + "CREATE TABLE t (a int);", {"rename:public.products.sku": "code"})


async def plan(folder: Path, shadow: Shadow, desired: str, decisions: dict[str, str]) -> Generated:
    """The plan for a desired schema."""
    (folder / "schema.sql").write_text(BEFORE)
    return await pipeline.generate_migration(
        services_in(folder, shadow),
        database="schema.sql",
        change="",
        desired_schema=desired,
        name="renamed",
        reason="a test",
        decisions=decisions,
        progress=told,
    )


async def test_a_plan_renames_keeps_the_rows_and_says_what_was_decided(shadow: Shadow, tmp_path: Path) -> None:
    """Old names go on working until contract, and a rehearsal with rows proves there, back and there again."""
    edits, decisions, _ = RENAMES["a table and a column of it"]
    generated = await plan(tmp_path, shadow, edited(edits), decisions)
    made = generated.plan
    assert "rename table shop.brands to shop.labels" in made.operations
    assert "rename column shop.labels.name to title" in made.operations
    assert {each.key: each.chosen for each in made.decisions} == decisions
    assert made.open_decisions == ()
    rehearsed = await pipeline.dry_run(
        services_in(tmp_path, shadow), plan=made.identity, database="", change="", rows=20, progress=told
    )
    assert rehearsed.verdict.status == "proven", rehearsed.verdict.findings
    assert not made.losses


async def test_a_renamed_label_is_called_renamed(shadow_18: Shadow, tmp_path: Path) -> None:
    """“Add a label” would be another change, and one that does not go back."""
    edits, decisions, _ = RENAMES["a label"]
    generated = await plan(tmp_path, shadow_18, edited(edits), decisions)
    assert generated.plan.operations == ("rename 'fine' to 'well' in enum public.mood",)
    assert generated.verdict.status == "proven"


async def test_nothing_is_written_while_a_rename_is_open(shadow_18: Shadow, tmp_path: Path) -> None:
    """A plan on disk might be run."""
    edits, _, _ = RENAMES["a table and a column of it"]
    with pytest.raises(OpenRenames) as asked:
        await plan(tmp_path, shadow_18, edited(edits), {"rename:shop.brands.name": "title"})
    assert [each.key for each in asked.value.renames] == ["rename:shop.brands"]
    assert asked.value.unknown == ("rename:shop.brands.name",)
    assert asked.value.target.database == "schema.sql"
    assert 'Decide each, such as "rename:shop.brands" as "labels", or "drop"' in str(asked.value)
    assert not (tmp_path / "migrations").exists()


async def test_an_answer_to_another_question_is_still_refused(shadow_18: Shadow, tmp_path: Path) -> None:
    """What no stage takes for its own must not be passed over."""
    edits, decisions, _ = RENAMES["a column"]
    with pytest.raises(InvalidArgument, match='"colour" answers no question of this plan'):
        await plan(tmp_path, shadow_18, edited(edits), {**decisions, "colour": "red"})
