"""SQL text becomes statements, each with its place and its facts, or is refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.change.read import MAX_CHANGE_BYTES, read_change
from server.errors import ChangeError, EmptyChange, ForbiddenStatement, SqlSyntaxError
from server.model.change import RANGE_MARKER, RowChange, Statement, WholeCopy


def only(text: str) -> Statement:
    """The single statement of a text."""
    (statement,) = read_change(text).statements
    return statement


def rows_of(text: str) -> RowChange:
    """The row change of a text's single statement."""
    rows = only(text).rows
    assert rows is not None
    return rows


def test_statements_come_without_semicolons_and_surrounding_comments() -> None:
    """A statement is executed, wrapped and printed by itself: a trailing ``--`` would swallow what follows it."""
    change = read_change("-- é first\nSELECT 'é;' -- not this;\n;;\n/* nor /* this */ */ DROP TABLE a -- end")
    assert [(s.number, s.line, s.sql, s.kind) for s in change.statements] == [
        (1, 2, "SELECT 'é;'", "select_stmt"),
        (2, 4, "DROP TABLE a", "drop_stmt"),
    ]


def test_a_body_between_dollar_quotes_is_one_statement() -> None:
    """Semicolons inside a function body end nothing."""
    text = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $x$ SELECT 1; SELECT 2; $x$; SELECT f()"
    assert len(read_change(text).statements) == 2


@pytest.mark.parametrize("text", ["", "  \n", "-- nothing", "/* nothing */", ";;", " ; -- a\n ;"])
def test_a_change_without_a_statement_is_refused(text: str) -> None:
    """A plan of nothing would be reported as a success."""
    with pytest.raises(EmptyChange, match="no statement"):
        read_change(text)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELEC 1", 1, 1, "SELEC"),
        ("SELECT 1;\n\n  SELECT é FROM FROM x", 3, 17, "FROM"),
        ("SELECT (", 1, 9, "end of input"),
        ("SELECT 1;\n  \\d products", 2, 3, "psql"),
        ("SELECT 'unterminated", 1, 8, "unterminated"),
    ],
)
def test_a_syntax_error_shows_its_place(text: str, line: int, column: int, message: str) -> None:
    """Line and column count characters from 1, as editors do, whatever the bytes are."""
    with pytest.raises(SqlSyntaxError, match=message) as caught:
        read_change(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(caught.value).endswith(" " * (column - 1) + "^")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("DROP TABLE a;\nCOMMIT", "COMMIT at line 2 is refused: no BEGIN"),
        ("BEGIN; DROP TABLE a", "BEGIN at line 1 is refused: no COMMIT"),
        ("BEGIN; DROP TABLE a; COMMIT AND CHAIN; DROP TABLE b", "no COMMIT"),
        (
            "BEGIN;\nSTART TRANSACTION; DROP TABLE a; COMMIT",
            "START TRANSACTION at line 2 is refused: BEGIN at line 1",
        ),
        ("BEGIN; DROP TABLE a; ROLLBACK", "ROLLBACK at line 1 is refused: it takes back"),
        ("BEGIN; SAVEPOINT a; DROP TABLE a; ROLLBACK TO a; COMMIT", "ROLLBACK TO SAVEPOINT"),
        ("ROLLBACK", "ROLLBACK"),
        ("END", "COMMIT"),
        ("START TRANSACTION", "START TRANSACTION"),
        ("SAVEPOINT a", "SAVEPOINT"),
        ("PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION"),
        ("COMMIT PREPARED 'x'", "COMMIT PREPARED"),
        ("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET TRANSACTION"),
        ("SET LOCAL ROLE a", "keeps the role"),
        ("RESET ROLE", "keeps the role"),
        ("SET SESSION AUTHORIZATION a", "SESSION AUTHORIZATION"),
        ("RESET SESSION AUTHORIZATION", "SESSION AUTHORIZATION"),
        ("DISCARD ALL", "DISCARD ALL"),
        ("COPY a FROM PROGRAM 'id'", "file or program"),
        ("COPY a TO '/x'", "file or program"),
        ("COPY a FROM STDIN", "INSERT"),
        ("LOAD 'x'", "LOAD"),
        ("CREATE DATABASE a", "CREATE DATABASE"),
        ("DROP DATABASE a", "DROP DATABASE"),
        ("ALTER DATABASE a SET b = 1", "ALTER DATABASE"),
        ("ALTER DATABASE a RENAME TO b", "whole server"),
        ("ALTER DATABASE a OWNER TO b", "whole server"),
        ("CREATE TABLESPACE a LOCATION '/x'", "CREATE TABLESPACE"),
        ("ALTER SYSTEM SET a = 1", "ALTER SYSTEM"),
        ("CREATE ROLE a", "CREATE ROLE"),
        ("CREATE USER a", "CREATE ROLE"),
        ("ALTER ROLE a RENAME TO b", "roles belong"),
        ("DROP ROLE a", "DROP ROLE"),
        ("GRANT a TO b", "roles belong"),
        ("CREATE SUBSCRIPTION a CONNECTION 'x' PUBLICATION b", "another server"),
    ],
)
def test_a_statement_that_leaves_the_rehearsal_is_refused(text: str, says: str) -> None:
    """It would commit what is only rehearsed, or reach beyond the one database a plan is about."""
    with pytest.raises(ForbiddenStatement, match=says):
        read_change(text)


def test_a_change_may_bring_its_own_transactions() -> None:
    """Migration files often do; the plan sets its own, so that only what stands between them is planned."""
    text = "BEGIN READ WRITE;\nDROP TABLE a;\nSAVEPOINT s;\nDROP TABLE b;\nRELEASE s;\nEND;\nDROP TABLE c"
    change = read_change(text)
    assert [(each.number, each.sql, each.line) for each in change.statements] == [
        (1, "DROP TABLE a", 2),
        (2, "DROP TABLE b", 4),
        (3, "DROP TABLE c", 7),
    ]
    assert ";\n".join(each.sql for each in change.verbatim) == text
    assert read_change("DROP TABLE a").verbatim == ()


@pytest.mark.parametrize("text", ["BEGIN; COMMIT", "BEGIN; SAVEPOINT a; COMMIT"])
def test_a_change_of_transactions_alone_is_empty(text: str) -> None:
    """It would be planned as a change that does nothing."""
    with pytest.raises(EmptyChange, match="only begins and ends"):
        read_change(text)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE EXTENSION pg_trgm",
        "SET lock_timeout = '1s'",
        "SET statement_timeout = 0",
        "SET search_path = shop",
        "GRANT SELECT ON a TO b",
        "ALTER TABLE a RENAME TO b",
        "ALTER TABLE a OWNER TO b",
        "DO $$ BEGIN NULL; END $$",
        "DISCARD PLANS",
    ],
)
def test_what_stays_inside_the_database_is_accepted(text: str) -> None:
    """Refusing more than needed would make real migration files unusable."""
    assert only(text).sql == text


def test_using_expressions_are_read_as_sql() -> None:
    """A type change that is carried out in another way needs the conversion the caller wrote."""
    text = 'ALTER TABLE shop."A b" ALTER c TYPE int USING (c::int + 1), ALTER d TYPE text, ADD e int'
    (using,) = only(text).using
    assert (using.schema, using.table, using.column, using.expression) == ("shop", "A b", "c", "c::int + 1")


@pytest.mark.parametrize(
    ("text", "batched"),
    [
        ("UPDATE a SET b = 1", f"UPDATE a SET b = 1 WHERE {RANGE_MARKER}"),
        ("UPDATE s.a AS t SET b = 1 WHERE c OR d", f"UPDATE s.a t SET b = 1 WHERE (c OR d) AND {RANGE_MARKER}"),
        ("DELETE FROM a WHERE b IS NULL", f"DELETE FROM a WHERE b IS NULL AND {RANGE_MARKER}"),
        (
            "UPDATE a SET b = c.b FROM c WHERE c.id = a.id",
            f"UPDATE a SET b = c.b FROM c WHERE c.id = a.id AND {RANGE_MARKER}",
        ),
    ],
)
def test_an_update_of_one_table_can_be_cut_into_batches(text: str, batched: str) -> None:
    """The condition as a whole is kept in parentheses, so the key range narrows all of it."""
    assert rows_of(text).batched_sql == batched


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM a RETURNING *",
        "WITH c AS (SELECT 1) DELETE FROM a",
        "UPDATE a SET b = 1 WHERE CURRENT OF c",
        "UPDATE a SET b = (SELECT count(*) FROM a)",
        "DELETE FROM a USING a AS c WHERE c.id < a.id",
        "INSERT INTO a VALUES (1)",
        "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE",
    ],
)
def test_a_statement_whose_batches_would_see_each_other_is_left_whole(text: str) -> None:
    """A later batch that reads what an earlier one wrote gives another result."""
    assert rows_of(text).batched_sql is None


def test_every_table_a_statement_writes_is_named() -> None:
    """A second table of TRUNCATE, or one written inside WITH, loses rows just the same."""
    truncated = only("TRUNCATE a, s.b")
    assert [(r.verb, r.schema, r.table) for r in (truncated.rows, *truncated.other_rows) if r] == [
        ("truncate", "", "a"),
        ("truncate", "s", "b"),
    ]
    moved = only("WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone")
    assert [(r.verb, r.table) for r in (moved.rows, *moved.other_rows) if r] == [("insert", "b"), ("delete", "a")]
    updated = rows_of("UPDATE a AS t SET b = 1, c = 2")
    assert (updated.alias, updated.set_columns) == ("t", ("b", "c"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT 1;\nSELECT '\0'", "NUL byte in line 2"),
        ("SELECT '\ud800'", "not valid Unicode"),
        ("SELECT '" + "x" * MAX_CHANGE_BYTES + "'", "1,000,009 bytes"),
        ("SELECT " + "1 + " * 200 + "1", "nests expressions too deeply"),
        ("SELECT " + "f(" * 20_000 + "1" + ")" * 20_000, "memory exhausted"),
    ],
)
def test_text_that_cannot_be_read_is_refused_with_the_reason(text: str, says: str) -> None:
    """These come from files of another kind, or from generated SQL."""
    with pytest.raises(ChangeError, match=says):
        read_change(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ALTER TABLE shop.products ADD a int", "alter_products"),
        ("SET lock_timeout = 1; ALTER TABLE a ADD b int; CREATE INDEX ON a (b)", "alter_a_and_more"),
        ('DROP TABLE "Ünïque Näme"', "drop_unique_name"),
        ("DROP FUNCTION f(int)", "drop_function_f"),
        ("CREATE VIEW v AS SELECT 1", "create_view_v"),
        ('CREATE TABLE "' + "日" * 20 + '" (a int)', "create"),
    ],
)
def test_a_change_without_a_name_is_named_after_its_statements(text: str, name: str) -> None:
    """The name becomes part of file names, so it is plain ASCII in snake case."""
    assert read_change(text).name == name
    assert read_change(text, name="mine", reason="why").name == "mine"


@given(st.lists(st.sampled_from(["SELECT 1", "DROP TABLE a", "-- c\n", "/* ; */", "'é'", ";", "\n", "SELECT 'x;'"])))
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    """Whatever is refused is refused as a ChangeError, and what is read is read the same when written out again."""
    try:
        change = read_change(" ".join(parts))
    except ChangeError:
        return
    again = read_change(";\n".join(statement.sql for statement in change.statements))
    assert [s.sql for s in again.statements] == [s.sql for s in change.statements]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("INSERT INTO t VALUES (1)", False),
        ("INSERT INTO t SELECT 1 FROM generate_series(1, 3)", False),
        ("INSERT INTO t SELECT a FROM o", True),
        ("INSERT INTO t VALUES ((SELECT max(a) FROM t))", True),
        ("WITH o AS (SELECT a FROM p) INSERT INTO t SELECT a FROM o", True),
    ],
)
def test_an_insert_that_reads_rows_is_told_from_others(text: str, reads: bool) -> None:
    """What is written to them later is not in what it added."""
    assert rows_of(text).reads_rows is reads


def test_an_insert_of_all_rows_of_a_table_is_told_from_others() -> None:
    """Rows that only move to another table can be moved in batches; what is computed or left out would be lost."""
    assert rows_of('INSERT INTO s.t SELECT * FROM "O".o').copies == WholeCopy(
        schema="O", table="o", selected=(), inserted=()
    )
    listed = rows_of('INSERT INTO t (a, "B") OVERRIDING SYSTEM VALUE SELECT x.a, "B" FROM o AS x ORDER BY 1')
    assert listed.copies == WholeCopy(schema="", table="o", selected=("a", "B"), inserted=("a", "B"))


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES (1)",
        "INSERT INTO t DEFAULT VALUES",
        "INSERT INTO t SELECT * FROM o WHERE a > 1",
        "INSERT INTO t SELECT DISTINCT * FROM o",
        "INSERT INTO t SELECT a, count(*) FROM o GROUP BY a",
        "INSERT INTO t SELECT a + 1 FROM o",
        "INSERT INTO t SELECT *, 1 FROM o",
        "INSERT INTO t SELECT o.* FROM o, p",
        "INSERT INTO t SELECT * FROM o JOIN p USING (id)",
        "INSERT INTO t SELECT * FROM (SELECT * FROM o) AS x",
        "INSERT INTO t SELECT * FROM o LIMIT 5",
        "INSERT INTO t SELECT * FROM o OFFSET 5",
        "INSERT INTO t SELECT * FROM o UNION ALL SELECT * FROM p",
        "INSERT INTO t SELECT * FROM o TABLESAMPLE system (5)",
        "INSERT INTO t SELECT * FROM f()",
        "INSERT INTO t SELECT * FROM ONLY o",
        "INSERT INTO t SELECT * FROM o ON CONFLICT DO NOTHING",
        "INSERT INTO t SELECT * FROM o RETURNING a",
        "INSERT INTO t (a[1]) SELECT a FROM o",
        "WITH o AS (SELECT 1) INSERT INTO t SELECT * FROM o",
        "INSERT INTO t WITH o AS (SELECT 1) SELECT * FROM o",
    ],
)
def test_an_insert_that_does_more_than_copy_a_table_copies_none(text: str) -> None:
    """Each of these leaves other rows than those of the table it reads."""
    assert rows_of(text).copies is None
