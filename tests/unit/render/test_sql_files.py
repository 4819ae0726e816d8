"""Rendered files parse, hold what the plan holds, and stop where they must."""

from dataclasses import replace

import postgast
import pytest

from server.model.plan import Check, Decision, Phase, Plan, Script, Step
from server.render.sql_files import render_files

DATE = "2026-11-23"


def statements(sql: str) -> list[str]:
    """The statements PostgreSQL's grammar sees, by the kind of their node."""
    return [statement.stmt.WhichOneof("node") for statement in postgast.parse(sql).stmts]


def only(plan: Plan, phase: str) -> Plan:
    """The plan with nothing but one phase."""
    return replace(plan, phases=tuple(each for each in plan.phases if each.name == phase))


def test_phases_number_the_files_and_empty_phases_have_none(plan: Plan) -> None:
    """The names of the specification, in the order in which the files run."""
    assert list(render_files(plan, date=DATE)) == [
        "2026-11-23-product-codes.1-expand.up.sql",
        "2026-11-23-product-codes.1-expand.down.sql",
        "2026-11-23-product-codes.2-contract.up.sql",
        "2026-11-23-product-codes.2-contract.down.sql",
    ]


def test_a_single_phase_has_the_plain_names_of_the_specification(plan: Plan) -> None:
    """SPEC.md names them ``YYYY-MM-DD-description.up.sql`` and ``.down.sql``."""
    assert list(render_files(only(plan, "expand"), date=DATE)) == [
        "2026-11-23-product-codes.up.sql",
        "2026-11-23-product-codes.down.sql",
    ]


def test_every_file_is_sql_that_postgresql_parses(plan: Plan) -> None:
    """A file that does not parse is found at the worst moment."""
    files = render_files(plan, date=DATE)
    assert statements(files["2026-11-23-product-codes.1-expand.up.sql"]) == [
        "variable_set_stmt",
        "variable_set_stmt",
        "do_stmt",
        "transaction_stmt",
        "variable_set_stmt",
        "variable_set_stmt",
        "alter_table_stmt",
        "transaction_stmt",
        "do_stmt",
        "variable_set_stmt",
        "variable_set_stmt",
        "index_stmt",
        "variable_set_stmt",
        "variable_set_stmt",
    ]
    assert all(statements(text) or "Nothing to do" in text for text in files.values())


def test_down_undoes_the_steps_in_reverse_order(plan: Plan) -> None:
    """A later step may need what an earlier one made."""
    down = render_files(plan, date=DATE)["2026-11-23-product-codes.1-expand.down.sql"]
    assert down.index("products_code") < down.index("DROP COLUMN IF EXISTS code")


def test_a_command_without_transaction_is_in_none_and_still_has_a_lock_timeout(plan: Plan) -> None:
    """PostgreSQL refuses CREATE INDEX CONCURRENTLY in a transaction block; every step has a lock timeout."""
    up = render_files(plan, date=DATE)["2026-11-23-product-codes.1-expand.up.sql"]
    tail = up[up.rindex("COMMIT;") :]
    assert tail.index("SET lock_timeout = '2000ms';") < tail.index("CREATE INDEX") < tail.index("RESET lock_timeout;")
    assert "SET statement_timeout = '0';" in tail
    assert "single-transaction" in up


def test_a_header_says_of_single_transaction_what_the_statements_of_its_file_do(plan: Plan) -> None:
    """A script without commands commits nothing, whatever it is called; two transactions are never a single one."""
    phase = plan.phases[0]
    brief = phase.steps[0]
    idle = replace(brief, down=Script(transactional=False))
    name = "2026-11-23-product-codes.down.sql"

    def header(*steps: Step) -> str:
        return render_files(replace(plan, phases=(replace(phase, steps=steps),)), date=DATE)[name].partition("SET ")[0]

    assert "single-transaction" not in header(brief)
    assert "single-transaction" not in header(brief, idle)
    assert "Not with --single-transaction: each step is a transaction of its own." in header(brief, brief)
    assert "Not with --single-transaction: some commands commit by themselves." in header(*phase.steps)


def test_the_header_names_what_the_specification_asks_for(plan: Plan) -> None:
    """SPEC.md: author, date, description and impact in each up file; the backup reminder in each down file."""
    files = render_files(plan, date=DATE)
    up, down = (files[f"2026-11-23-product-codes.2-contract.{direction}.sql"] for direction in ("up", "down"))
    for line in (
        "-- Migration: 2026-11-23-product-codes.2-contract.up.sql",
        "-- Author: Ada",
        "-- Date: 2026-11-23",
        "-- Description: Product codes. The shop needs them.",
        "-- Impact: services that refer to what changes: api, scraper",
        "-- Rollback safety of the whole plan: public.products.sku: its values; kept in migration_planner.sku_archive",
    ):
        assert line in up.splitlines()
    assert "-- Rollback for migration 2026-11-23-product-codes.2-contract.up.sql" in down.splitlines()
    assert "-- IMPORTANT: Ensure backup exists before running rollback" in down.splitlines()


def test_the_down_of_an_earlier_phase_names_the_downs_that_come_first(plan: Plan) -> None:
    """Undoing expand under a contracted schema would fail halfway."""
    down = render_files(plan, date=DATE)["2026-11-23-product-codes.1-expand.down.sql"]
    assert "-- Run first, if its up file was run: 2026-11-23-product-codes.2-contract.down.sql" in down.splitlines()


def test_an_open_decision_stops_the_later_phases_before_their_first_command(
    plan: Plan, open_decision: Decision
) -> None:
    """A plan may be written before it is decided; it must not run by accident. Expanding only adds."""
    files = render_files(replace(plan, decisions=(open_decision,)), date=DATE)
    contract = files["2026-11-23-product-codes.2-contract.up.sql"]
    assert statements(contract)[0] == "do_stmt"
    assert contract.index("RAISE EXCEPTION") < contract.index("BEGIN;")
    assert 'decision "backfill:public.products.code" is open' in contract
    assert "RAISE EXCEPTION '%', 'decision" not in files["2026-11-23-product-codes.1-expand.up.sql"]


def test_an_open_decision_stops_expand_when_there_is_nothing_else(plan: Plan, open_decision: Decision) -> None:
    """Otherwise nothing would stop at all."""
    files = render_files(replace(only(plan, "expand"), decisions=(open_decision,)), date=DATE)
    assert "THIS FILE DOES NOT RUN YET" in files["2026-11-23-product-codes.up.sql"]


def test_a_taken_decision_stops_nothing(plan: Plan, open_decision: Decision) -> None:
    """The guard is for what is open."""
    files = render_files(replace(plan, decisions=(replace(open_decision, chosen="'x'"),)), date=DATE)
    assert not any("DOES NOT RUN" in text for text in files.values())


def test_a_check_that_is_null_fails(plan: Plan) -> None:
    """IF NOT null raises nothing; a check must be true, not merely not false."""
    up = render_files(plan, date=DATE)["2026-11-23-product-codes.1-expand.up.sql"]
    assert ") IS NOT TRUE THEN" in up


def test_nothing_in_a_name_or_text_becomes_a_statement(plan: Plan, hostile: str) -> None:
    """Names, reasons and comments come from catalogs and callers; PostgreSQL ends a comment at \\n and at \\r."""
    calm = render_files(plan, date=DATE)
    step = replace(plan.phases[0].steps[0], title=hostile, reason=hostile, key=hostile)
    wild = replace(
        plan,
        name=f"Product codes {hostile}",
        reason=hostile,
        author=hostile,
        services=(hostile,),
        target=replace(plan.target, database=hostile, environment=hostile, fingerprint=hostile),
        losses=(replace(plan.losses[0], object=hostile, what=hostile, preserved=hostile),),
        phases=(Phase(name="expand", steps=(step, *plan.phases[0].steps[1:])), *plan.phases[1:]),
    )
    for before, after in zip(calm.values(), render_files(wild, date=DATE).values(), strict=True):
        assert statements(after) == statements(before)
        assert all(line == line.strip("\r\x0b\x85\u2028") for line in after.split("\n"))


def test_a_hostile_message_stays_inside_its_check(plan: Plan, hostile: str) -> None:
    """Quotes, dollars and per cent signs in a message are text, not SQL and not a format."""
    script = Script(before=(Check(condition="true -- note", message=hostile),))
    step = replace(plan.phases[0].steps[0], up=script, down=script)
    files = render_files(replace(plan, phases=(Phase(name="expand", steps=(step,)),)), date=DATE)
    for text in files.values():
        assert statements(text) == ["variable_set_stmt", "variable_set_stmt", "do_stmt"]


@pytest.mark.parametrize("name", ["../../etc", "", "Ünïcode  name!", "x" * 300, "日本語", "a\nb"])
def test_a_file_name_is_short_plain_and_without_folders(plan: Plan, name: str) -> None:
    """A plan's name is free text; a file's name is not."""
    for file in render_files(replace(plan, name=name), date=DATE):
        assert len(file) < 120
        assert set(file) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert ".." not in file
