"""What an assessment says of a change, and that it never answers what was not looked at."""

from collections.abc import Sequence
from dataclasses import replace

from server.impact.assess import assess
from server.impact.hidden.scene import Scene
from server.impact.touched import touched
from server.model.impact import CodeScan, Impact, Observation, Reference, TableLock
from server.model.lock import LockMode
from server.model.operation import (
    AddColumn,
    ChangeColumnType,
    CreateIndex,
    DropColumn,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
    SetNotNull,
)
from server.model.policy import Policy
from tests.unit.impact.schema import TARGET, Schema, new_column

NO_CODE = CodeScan(references=(), files_read=0, statements_read=0, not_understood=(), projects=())
SCANNED = replace(NO_CODE, projects=("web",))

SPEC_LINES = [
    ("Affected Components", "Processor service"),
    ("Affected Components", "Scraper services"),
    ("Affected Components", "API endpoints"),
    ("Affected Components", "N8N workflows"),
    ("Affected Components", "Reporting queries"),
    ("Data Impact", "Rows affected"),
    ("Data Impact", "Data type changes"),
    ("Data Impact", "Data loss risk"),
    ("Data Impact", "Backup required"),
    ("Performance Impact", "Index changes"),
    ("Performance Impact", "Query plan changes"),
    ("Performance Impact", "Lock duration"),
    ("Performance Impact", "Migration duration"),
    ("Service Impact", "Downtime required"),
    ("Service Impact", "Read-only mode sufficient"),
    ("Service Impact", "Service restart required"),
    ("Service Impact", "Configuration updates"),
    ("Risk Assessment", "Rollback complexity"),
    ("Risk Assessment", "Data corruption risk"),
    ("Risk Assessment", "Testing coverage"),
]


def products(rows: int = 5_000_000) -> Schema:
    schema = Schema()
    schema.table("products", "id int8", "brand text", "price numeric(10,2)", key="id", rows_estimate=rows,
                 size_bytes=rows * 200)  # fmt: skip
    return schema


def assessed(
    schema: Schema,
    operations: Sequence[Operation],
    *observations: Observation,
    code: CodeScan = NO_CODE,
    known: bool = True,
) -> Impact:
    return assess(
        target=TARGET,
        scene=Scene(operations=operations, before=schema.catalog(), after=schema.catalog()),
        observations=observations,
        code=code,
        policy=Policy(),
        row_counts_known=known,
    )


def seen(mode: LockMode, *, rewritten: bool = False, scanned: bool = False) -> Observation:
    table = ("public.products",)
    return Observation(
        statement=1, sql="", locks=(TableLock(table=table[0], mode=mode),), rewritten=table if rewritten else (),
        rebuilt=(), scanned=table if scanned else (), outside_transaction=False,
    )  # fmt: skip


def reference(object_name: str, *, component: str = "api", grade: str = "exact", in_test: bool = False) -> Reference:
    return Reference(
        project="web", component=component, path=f"{component}/a.py", line=3, column=1, kind="string",
        grade="exact" if grade == "exact" else "likely", object=object_name, usage=("select",), excerpt="",
        in_test=in_test,
    )  # fmt: skip


def drop_brand(schema: Schema) -> DropColumn:
    (table,) = schema.tables.values()
    return DropColumn(
        statement=1, table=table, before=schema.column(table, "brand"), constraints=(), indexes=(), replaced=False
    )


def answers(impact: Impact) -> dict[str, tuple[str, str]]:
    return {item.label: (item.answer, item.basis) for item in impact.checklist}


def test_every_line_of_the_specification_is_answered_in_its_order() -> None:
    """The user works through this list."""
    impact = assessed(products(), [])
    assert [(item.section, item.label) for item in impact.checklist] == SPEC_LINES


def test_what_was_not_looked_at_is_never_answered() -> None:
    """No shadow, no sizes, no projects: the lines that need them say so."""
    schema = products()
    impact = assessed(schema, [drop_brand(schema)], known=False)
    unknown = {item.label for item in impact.checklist if item.basis == "not known"}
    assert unknown >= {
        "API endpoints", "Rows affected", "Query plan changes", "Lock duration", "Migration duration",
        "Downtime required", "Read-only mode sufficient", "Service restart required", "Configuration updates",
        "Testing coverage",
    }  # fmt: skip
    for item in impact.checklist:
        assert (item.basis == "not known") == item.evidence.startswith("not known, because")


def test_dropping_a_column_loses_data_and_breaks_who_names_it() -> None:
    """Exact uses in the program make it a high risk; a test that names it does not."""
    schema = products()
    code = replace(SCANNED, references=(reference("public.products.brand"),))
    impact = assessed(schema, [drop_brand(schema)], seen(LockMode.ACCESS_EXCLUSIVE), code=code)
    assert [(risk.kind, risk.level) for risk in impact.risks] == [("data loss", "high"), ("compatibility", "high")]
    assert {hazard.code for hazard in impact.hazards} == {"lock-queue", "removal-breaks-code", "cached-plans"}
    found = answers(impact)
    assert found["API endpoints"] == ("affected", "observed")
    assert found["Data loss risk"] == ("high", "estimated")
    assert found["Lock duration"] == ("an instant", "observed")
    assert found["Service restart required"][0] == "new release of: api"
    assert found["Rollback complexity"][0] == "high"
    in_tests = replace(SCANNED, references=(reference("public.products.brand", in_test=True),))
    assert assessed(schema, [drop_brand(schema)], code=in_tests).risks[1].level == "low"


def test_a_rewrite_under_an_exclusive_lock_is_downtime_on_a_large_table_only() -> None:
    """On a table known to be small it passes before anyone notices."""
    for rows, answer, level in ((5_000_000, "yes, as written", "high"), (100, "no", "low")):
        schema = products(rows)
        (table,) = schema.tables.values()
        before = schema.column(table, "price")
        after = replace(before, type="numeric(12,4)")
        change = ChangeColumnType(statement=1, table=table, before=before, after=after, using=None, enum_names={})
        impact = assessed(schema, [change], seen(LockMode.ACCESS_EXCLUSIVE, rewritten=True), code=SCANNED)
        assert [risk.level for risk in impact.risks if risk.kind == "blocking"] == [level]
        assert answers(impact)["Downtime required"][0] == answer
        assert answers(impact)["Data type changes"] == (
            "yes: public.products.price from numeric(10,2) to numeric(12,4)", "observed",
        )  # fmt: skip
        assert not [risk for risk in impact.risks if risk.kind == "data loss"]


def test_a_rewrite_of_a_table_of_unknown_size_has_no_estimate() -> None:
    """Not known is then the only honest answer, and downtime must be assumed."""
    schema = products()
    impact = assessed(schema, [], seen(LockMode.ACCESS_EXCLUSIVE, rewritten=True), known=False)
    assert answers(impact)["Lock duration"] == ("not known", "not known")
    assert answers(impact)["Downtime required"][0] == "yes, as written"


def test_a_plain_index_build_leaves_reads_alone() -> None:
    """SHARE lets SELECT pass, so read-only mode is enough."""
    schema = products()
    (table,) = schema.tables.values()
    index = schema.index(table, "brand", name="i")
    operation = CreateIndex(statement=1, table=table, after=index)
    impact = assessed(schema, [operation], seen(LockMode.SHARE, scanned=True), code=SCANNED)
    assert [hazard.code for hazard in impact.hazards] == ["index-build-blocks-writes"]
    assert answers(impact)["Read-only mode sufficient"] == ("yes", "observed")
    assert answers(impact)["Index changes"] == ("create i", "observed")


def test_dependents_are_those_of_what_is_altered() -> None:
    """A view over another column is not touched when one column goes; all are when the table goes."""
    schema = products()
    (table,) = schema.tables.values()
    schema.depends(table, "brand", "view", "public.brands")
    schema.depends(table, "price", "view", "public.prices")
    schema.depends(table, "", "publication relation", "public.products in publication p")
    assert [found.identity for found in assessed(schema, [drop_brand(schema)]).dependents] == ["public.brands"]
    drop = DropTable(statement=1, before=table, columns=(), constraints=(), indexes=(), triggers=())
    assert len(assessed(schema, [drop]).dependents) == 3


def test_a_required_column_without_default_fails_on_rows() -> None:
    """The shadow is empty there, so it does not notice."""
    schema = products()
    (table,) = schema.tables.values()
    column = new_column(table, 9, "sku text", not_null=True)
    (risk,) = assessed(schema, [AddColumn(statement=1, table=table, after=column)]).risks
    assert (risk.kind, risk.level, risk.object) == ("failure", "high", "public.products.sku")
    filled = replace(column, default="'x'::text")
    assert assessed(schema, [AddColumn(statement=1, table=table, after=filled)]).risks == ()


def test_what_rows_decide_is_not_known() -> None:
    """Rows are never read, so whether SET NOT NULL fails cannot be said."""
    schema = products()
    (table,) = schema.tables.values()
    before = schema.column(table, "brand")
    operation = SetNotNull(statement=1, table=table, before=before, after=replace(before, not_null=True))
    (risk,) = assessed(schema, [operation]).risks
    assert (risk.kind, risk.basis) == ("failure", "not known")


def test_a_column_is_called_as_code_calls_it_now() -> None:
    """A table renamed by the same change still has its first name in programs."""
    schema = products()
    (table,) = schema.tables.values()
    renamed = replace(table, name=replace(table.name, name="goods"))
    before = schema.column(table, "brand")
    operations: list[Operation] = [
        RenameTable(statement=1, before=table, after=renamed),
        RenameColumn(statement=2, table=renamed, before=before, after=replace(before, name="maker")),
    ]
    (touch,) = touched(operations, schema.catalog())
    assert (touch.name.sql, touch.columns, touch.whole) == ("public.products", frozenset({"brand"}), True)
    objects = [risk.object for risk in assessed(schema, operations, code=SCANNED).risks]
    assert objects == ["public.products", "public.products.brand"]


def test_a_function_body_that_names_the_column_is_a_hazard() -> None:
    """PostgreSQL keeps no dependency for it; the next call fails."""
    schema = products()
    schema.function("recent", "BEGIN RETURN (SELECT max(brand) FROM products); END")
    schema.function("other", "BEGIN RETURN (SELECT brand FROM shops); END")
    hazards = assessed(schema, [drop_brand(schema)]).hazards
    assert [(hazard.code, hazard.object) for hazard in hazards] == [
        ("removal-breaks-code", "public.products.brand"),
        ("cached-plans", "public.products"),
        ("function-body-not-followed", "public.recent()"),
    ]
