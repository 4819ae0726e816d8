"""Scanning real trees of files for what names a table."""

from collections.abc import Mapping
from pathlib import Path

from server.codebase.interest import ObjectOfInterest
from server.codebase.scan import scan
from server.model.configuration import ProjectSettings
from server.model.impact import CodeScan, Reference
from server.model.names import QualifiedName

PRODUCTS = QualifiedName(schema="public", name="products")
SHOPS = QualifiedName(schema="public", name="shops")
COLUMNS = {PRODUCTS: frozenset({"id", "shop", "name", "brand", "price"}), SHOPS: frozenset({"id", "name"})}
BRAND = ObjectOfInterest(table=PRODUCTS, columns=frozenset({"brand"}))
NAME = ObjectOfInterest(table=PRODUCTS, columns=frozenset({"name"}))


def scanned(
    root: Path,
    files: Mapping[str, str | bytes],
    *objects: ObjectOfInterest,
    exclude: tuple[str, ...] = (),
    most: int = 99,
) -> CodeScan:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    project = ProjectSettings(name="shop", path=root, exclude=exclude)
    return scan([project], objects=objects or (BRAND,), columns=COLUMNS, max_files=most)


def only(found: CodeScan) -> Reference:
    (reference,) = found.references
    return reference


def test_a_qualified_column_in_an_sql_file_is_exact_to_line_and_column(tmp_path: Path) -> None:
    """An editor must be able to jump to it; characters before it are counted, not bytes."""
    sql = "-- grüße\nselect 1;\nselect 'ü', p.brand\nfrom products p;\n"
    reference = only(scanned(tmp_path, {"reports/brands.sql": sql}))
    assert (reference.path, reference.line, reference.column) == ("reports/brands.sql", 3, 15)
    assert (reference.grade, reference.object, reference.usage) == ("exact", "public.products.brand", ("select",))
    assert (reference.component, reference.kind, reference.in_test) == ("reports", "sql file", False)
    assert reference.excerpt == "select 'ü', p.brand"


def test_the_only_owner_of_an_unqualified_column_makes_it_exact(tmp_path: Path) -> None:
    """Nothing else in scope has a column of that name, so PostgreSQL would choose the same."""
    sql = "select p.id from products p join shops s on s.id = p.id where brand = 'x'"
    reference = only(scanned(tmp_path, {"a.sql": sql}))
    assert (reference.grade, reference.usage, reference.component) == ("exact", ("where",), "shop")


def test_an_unqualified_column_two_tables_own_is_only_likely(tmp_path: Path) -> None:
    """Most wrong hits come from common names."""
    found = scanned(tmp_path, {"a.sql": "select name from products, shops"}, NAME)
    assert only(found).grade == "likely"


def test_a_column_of_another_table_is_not_a_reference(tmp_path: Path) -> None:
    """The statement still uses the table, which is said as such."""
    found = scanned(tmp_path, {"a.sql": "select s.name from products p join shops s on s.id = p.shop"}, NAME)
    assert only(found).object == "public.products"


def test_select_star_is_a_likely_use_of_every_column(tmp_path: Path) -> None:
    """Whether the program reads the column from the row cannot be told here."""
    reference = only(scanned(tmp_path, {"a.sql": "select * from products"}))
    assert (reference.object, reference.grade) == ("public.products.brand", "likely")


def test_writes_are_told_from_reads(tmp_path: Path) -> None:
    """A column that is written needs another order of deployment than one that is read."""
    found = scanned(
        tmp_path,
        {
            "1.sql": "update products set brand = upper(brand)",
            "2.sql": "insert into products (brand) values (1) on conflict (id) do update set brand = excluded.brand",
            "3.sql": "delete from products where brand is null",
        },
    )
    assert [reference.usage for reference in found.references] == [
        ("update", "set"),
        ("insert", "update", "conflict"),
        ("where",),
    ]


def test_a_common_table_expression_hides_the_table(tmp_path: Path) -> None:
    """``products`` inside the query is then not the table."""
    found = scanned(tmp_path, {"a.sql": "with products as (select 1 as brand) select brand from products"})
    assert found.references == ()


def test_python_strings_are_folded_and_placeholders_understood(tmp_path: Path) -> None:
    """Programs seldom write a statement as one constant."""
    source = (
        "def f(cursor, table, x):\n"
        "    cursor.execute('SELECT id, '\n"
        "                   'brand FROM products '\n"
        "                   'WHERE shop = %s AND price > %(price)s', (x,))\n"
        "    cursor.execute(f'SELECT brand FROM products WHERE shop = {x}')\n"
        "    cursor.execute('UPDATE products SET brand = :brand ' + 'WHERE id = ?')\n"
    )
    found = scanned(tmp_path, {"app/db.py": source})
    places = [(reference.line, reference.column, reference.grade) for reference in found.references]
    assert places == [(3, 21, "exact"), (5, 29, "exact"), (6, 41, "exact")]
    assert found.not_understood == ()


def test_typescript_templates_and_sums_are_folded(tmp_path: Path) -> None:
    """Template strings are the usual form there, with or without a tag."""
    source = (
        "const a = await sql`\n  SELECT p.brand\n  FROM products p WHERE id = ${id}`;\n"
        "const b = db.query('SELECT brand ' + \"FROM products\");\n"
    )
    found = scanned(tmp_path, {"web/a.ts": source, "web/b.tsx": "const c = <b>{q(`select brand from products`)}</b>"})
    places = [(reference.path, reference.line, reference.column) for reference in found.references]
    assert places == [("web/a.ts", 2, 12), ("web/a.ts", 4, 28), ("web/b.tsx", 1, 25)]


def test_text_that_does_not_parse_is_a_mention_and_said(tmp_path: Path) -> None:
    """Silence must not read as proof that nothing is there."""
    found = scanned(tmp_path, {"app/db.py": "q = 'SELECT TOP 5 brand FROM products WITH (NOLOCK)'\n"})
    reference = only(found)
    assert (reference.grade, reference.kind) == ("mention", "mention")
    assert found.not_understood[0].startswith("app/db.py:1: PostgreSQL's grammar refuses it")


def test_a_clause_built_apart_from_its_statement_is_a_mention(tmp_path: Path) -> None:
    """The statement it belongs to is not known."""
    found = scanned(tmp_path, {"app/db.py": "clause = ' WHERE products.brand = 1'\n"})
    assert only(found).grade == "mention"


def test_prose_is_not_a_reference(tmp_path: Path) -> None:
    """Messages and documentation name tables all the time."""
    found = scanned(tmp_path, {"app/db.py": '"""Products have a brand."""\nx = "brand of products"\n'})
    assert (found.references, found.not_understood) == ((), ())


def test_a_model_that_names_its_table_is_likely(tmp_path: Path) -> None:
    """Such a model reads every column it declares."""
    found = scanned(tmp_path, {"app/m.py": "class P(B):\n    __tablename__ = 'products'\n"})
    reference = only(found)
    assert (reference.object, reference.grade, reference.usage) == ("public.products", "likely", ("mapping",))


def test_one_broken_statement_does_not_hide_the_others(tmp_path: Path) -> None:
    """A file may hold psql commands, COPY data or another dialect beside plain SQL."""
    sql = (
        "\\set x 1\nCOPY products (id) FROM stdin;\n1\n'\n\\.\nselect brand from products;\nGO products;\n"
        "delete from products where brand = :x;\n"
    )
    found = scanned(tmp_path, {"a.sql": sql})
    assert [(r.line, r.grade, r.object) for r in found.references] == [
        (2, "exact", "public.products"),
        (6, "exact", "public.products.brand"),
        (7, "mention", "public.products"),
        (8, "exact", "public.products.brand"),
    ]
    assert [line.split(": ")[0] for line in found.not_understood] == ["a.sql:7"]


def test_definitions_are_marked_as_such(tmp_path: Path) -> None:
    """A migration that once made the column is history, not code that breaks."""
    found = scanned(
        tmp_path,
        {
            "db/migrations/1.sql": "update products set brand = 'x'",
            "db/x.sql": "alter table products drop column brand",
            "db/y.sql": "create view v as select brand from products",
            "db/z.sql": "drop table public.products",
        },
    )
    assert [(r.path, r.object, r.usage) for r in found.references] == [
        ("db/migrations/1.sql", "public.products.brand", ("ddl",)),
        ("db/x.sql", "public.products.brand", ("ddl",)),
        ("db/y.sql", "public.products.brand", ("select",)),
        ("db/z.sql", "public.products", ("ddl",)),
    ]


def test_tests_are_told_from_the_program(tmp_path: Path) -> None:
    """Three in ten SQL strings stand in tests; they break too, but no user notices."""
    query = "q = 'select brand from products'\n"
    found = scanned(
        tmp_path,
        {"tests/a.py": query, "app/test_a.py": query, "web/a.spec.ts": query, "app/latest.py": query},
    )
    assert {r.path for r in found.references if r.in_test} == {"tests/a.py", "app/test_a.py", "web/a.spec.ts"}


def test_what_tools_put_there_and_what_is_excluded_is_not_read(tmp_path: Path) -> None:
    """The planner's own files must not count as application code."""
    query = "select brand from products"
    paths = [
        "node_modules/a/a.sql",
        ".git/a.sql",
        "venv/a.sql",
        "gen/sub/a.sql",
        "plans/a.sql",
        "a.gen.sql",
        "b/plans/a.sql",
    ]
    found = scanned(tmp_path, dict.fromkeys(paths, query), exclude=("gen/**", "/plans", "plans/", "*.gen.sql"))
    assert (found.references, found.files_read) == ((), 0)


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    """A link may lead out of the project, or round in circles."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.sql").write_text("select brand from products")
    root = tmp_path / "project"
    root.mkdir()
    (root / "folder").symlink_to(outside)
    (root / "a.sql").symlink_to(outside / "a.sql")
    assert scanned(root, {}).files_read == 0


def test_files_left_out_are_named(tmp_path: Path) -> None:
    """A reader must know what was not looked at."""
    files: dict[str, str | bytes] = {
        "a.sql": "x" * 1_000_001,
        "b.sql": b"select\0",
        "c.sql": "select 1",
        "d.sql": "select brand from products",
    }
    found = scanned(tmp_path, files, most=3)
    assert found.files_read == 1
    assert [line.split(": ")[0] for line in found.not_understood] == ["a.sql:1", "b.sql:1", "d.sql:1"]


def test_a_missing_project_is_said(tmp_path: Path) -> None:
    """A typing error in the configuration must not look like an unused table."""
    found = scanned(tmp_path / "nowhere", {})
    assert "does not exist" in found.not_understood[0]


def test_names_with_quotes_and_capitals_are_found(tmp_path: Path) -> None:
    """Identifiers may be anything between double quotes."""
    table = QualifiedName(schema="public", name="Order Lines")
    objects = [ObjectOfInterest(table=table, columns=frozenset({"Net Price"}))]
    (tmp_path / "a.sql").write_text('select "Net Price" from "Order Lines"')
    found = scan([ProjectSettings(name="p", path=tmp_path, exclude=())], objects=objects, columns={})
    assert [(r.object, r.grade, r.column) for r in found.references] == [
        ('public."Order Lines"."Net Price"', "exact", 9)
    ]


def test_names_that_hold_quotes_are_found_as_programs_spell_them(tmp_path: Path) -> None:
    """SQL doubles them, and a string around the SQL may put a backslash before each."""
    table = QualifiedName(schema="public", name='the "big" one')
    objects = [ObjectOfInterest(table=table, columns=frozenset({"n"}))]
    (tmp_path / "a.sql").write_text('select n from "the ""big"" one"')
    (tmp_path / "b.py").write_text("""cur.execute('select n from "the ""big"" one" where n = 1')""")
    (tmp_path / "c.ts").write_text(r"""db.query("select n from \"the \"\"big\"\" one\" where n = 1")""")
    found = scan([ProjectSettings(name="p", path=tmp_path, exclude=())], objects=objects, columns={})
    assert [(r.path, r.grade) for r in found.references] == [
        ("a.sql", "exact"),
        ("b.py", "exact"),
        ("c.ts", "exact"),
    ]


def test_deeply_nested_text_is_refused_without_harm(tmp_path: Path) -> None:
    """The syntax tree's reader has a limit on depth; hostile input must not end the scan."""
    found = scanned(tmp_path, {"a.sql": "select " + "not " * 5000 + "true from products"})
    assert only(found).grade == "mention"
    assert found.not_understood == ("a.sql:1: nested too deeply to be read",)


def test_nothing_of_interest_reads_nothing(tmp_path: Path) -> None:
    """A change that touches no table that exists has no references."""
    (tmp_path / "a.sql").write_text("select 1")
    project = ProjectSettings(name="p", path=tmp_path, exclude=())
    assert scan([project], objects=(), columns=COLUMNS).files_read == 0


def test_strings_in_odd_places_are_harmless(tmp_path: Path) -> None:
    """Broken programs, odd escapes and unusual statements must not end the scan."""
    source = (
        "x = 'select brand from products where a = \\x41 \\N{DASH} {{'\n"
        "z = 'alter table products alter brand set default 5, add check (brand = $$x$$)'\n"
        "v = 'comment on column products.brand is null'\n"
        "w = 'merge into products p using shops s on p.id = s.id when matched then update set brand = s.name'\n"
        "q = 'create function f() returns int language sql as $$ select 1 from products $$'\n"
        'y = f"{a!r:>{w}} products" "select" + (\n'
    )
    found = scanned(tmp_path, {"a.py": source})
    assert {(r.line, r.grade) for r in found.references} >= {(2, "exact"), (3, "exact"), (4, "exact"), (5, "mention")}
