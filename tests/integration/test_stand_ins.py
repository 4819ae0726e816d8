"""A schema loads where its target's extensions and languages are missing; what stands in for them is told."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from server import pipeline
from server.errors import SchemaRejected
from server.model.names import identifier
from server.postgres.shadow import Shadow
from server.tools import replies
from tests.cases_runner import services_in, told

pytestmark = pytest.mark.anyio

PLACES = """CREATE EXTENSION IF NOT EXISTS "post gis" WITH SCHEMA public;
COMMENT ON EXTENSION "post gis" IS 'places';
CREATE TABLE public.places (
    id int PRIMARY KEY, at public.geometry(Point,4326), ways public.geometry[] NOT NULL DEFAULT '{}'
);
CREATE INDEX places_at ON public.places USING gist (at);
CREATE VIEW public.far AS SELECT id FROM public.places WHERE public.st_distance(at, at) > 0;
CREATE VIEW public.farther AS SELECT id FROM public.far;
GRANT SELECT ON public.farther TO PUBLIC;
CREATE TABLE public.others (id int PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A schema, and what is said of it."""

    schema: str
    says: tuple[str, ...]
    left_out: int = 0


CASES = {
    "an extension in every part": Case(
        schema=PLACES,
        says=('extension "post gis" is not here', "type public.geometry is text"),
        left_out=5,
    ),
    "a language": Case(
        schema="CREATE EXTENSION plv9; CREATE FUNCTION f(a int) RETURNS int LANGUAGE plv9 AS $$return a$$;",
        says=("language plv9 is not here",),
    ),
    "foreign servers": Case(
        schema="""CREATE EXTENSION postgres_fdw;
CREATE SERVER there FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example.com');
CREATE USER MAPPING FOR CURRENT_USER SERVER there OPTIONS (user 'me', password 'x');
CREATE FOREIGN TABLE far_away (id int) SERVER there OPTIONS (table_name 'near');
CREATE FOREIGN DATA WRAPPER "my own" HANDLER its_handler VALIDATOR its_validator;
CREATE SERVER here FOREIGN DATA WRAPPER "my own";""",
        says=("foreign-data wrapper postgres_fdw reaches nothing", 'foreign-data wrapper "my own" reaches nothing'),
    ),
    "a tablespace": Case(
        schema='CREATE TABLE t (id int) TABLESPACE "fast\'; disk"; CREATE INDEX ON t (id) TABLESPACE "fast\'; disk";',
        says=('tablespace "fast\'; disk" is a folder',),
    ),
    "a way to store tables": Case(
        schema="CREATE TABLE t (id int) USING columnar;", says=("a table is stored as tables usually are",)
    ),
    "a collation": Case(
        schema='CREATE TABLE t (word text COLLATE "tlh-x-icu");', says=('collation "tlh-x-icu" sorts as "C"',)
    ),
    "what only a superuser may make": Case(
        schema="""CREATE FUNCTION f(int) RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT $1';
CREATE FUNCTION g(cstring) RETURNS text LANGUAGE internal AS 'textin';
CREATE OPERATOR CLASS mine FOR TYPE int USING btree AS OPERATOR 1 <(int, int);
CREATE TABLE t (id int);""",
        says=("functions are not leakproof",),
        left_out=2,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_it_loads_and_is_told(shadow: Shadow, case: Case) -> None:
    """One line each: a reader decides whether it matters to the change."""
    template = await shadow.template(case.schema)
    for said in case.says:
        assert any(line.startswith(said) for line in template.stand_ins), template.stand_ins
    assert len(template.omitted) == case.left_out, template.omitted
    async with shadow.clone(template) as clone:
        session = await clone.connect()
        await session.execute("CREATE TABLE public.goes_on (id int)")


async def test_a_tablespace_that_another_schema_brought_is_told_too(shadow: Shadow) -> None:
    """Tablespaces belong to the server, which schemas share: the second finds it there, and is told all the same."""
    for table in ("first", "second"):
        template = await shadow.template(f"CREATE TABLE {table} (id int) TABLESPACE shared;")
        assert template.stand_ins == ("tablespace shared is a folder beside the others",)
    assert (await shadow.template("CREATE TABLE third (id int);")).stand_ins == ()


async def test_what_stands_in_is_in_no_catalog(shadow: Shadow) -> None:
    """A plan that made or removed it would do so on the target."""
    catalog = await shadow.catalog(await shadow.template(PLACES))
    assert {table.name.name for table in catalog.tables.values()} == {"places", "others"}
    assert not catalog.others and not catalog.functions and not catalog.enums
    types = {column.name: column.type for column in catalog.columns.values()}
    assert types["at"] == "public.geometry" and types["ways"] == "public.geometry[]"


async def test_functions_of_known_extensions_have_the_types_of_their_own(shadow_18: Shadow) -> None:
    """Defaults, computed columns and indexes need them, and the wheel of 18 has neither extension."""
    schema = """CREATE SCHEMA "it's extra";
CREATE EXTENSION "uuid-ossp" SCHEMA "it's extra";
CREATE EXTENSION pgcrypto SCHEMA public;
CREATE TABLE t (
    id uuid PRIMARY KEY DEFAULT "it's extra".uuid_generate_v4(), word text,
    hash bytea GENERATED ALWAYS AS (public.digest(word, 'sha256')) STORED,
    salt text DEFAULT public.gen_salt('bf', 8), token bytea DEFAULT public.gen_random_bytes(16)
);
CREATE INDEX ON t (public.crypt(word, 'salt'));
"""
    template = await shadow_18.template(schema)
    assert len(template.stand_ins) == 2 and not template.omitted
    async with shadow_18.clone(template) as clone:
        session = await clone.connect()
        await session.execute("INSERT INTO t (word) VALUES ('a'), ('b')")
        found = await session.execute("SELECT count(DISTINCT id), count(DISTINCT hash), min(length(token)) FROM t")
        assert await found.fetchone() == (2, 2, 16)


async def test_a_language_that_stands_in_runs_nothing_but_fails_or_is_plpgsql_as_its_caller(shadow: Shadow) -> None:
    """Its body is of another language; whatever it is read as, it has the rights of the role that calls."""
    schema = """CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS $$return plpy.execute("select 1")$$;
CREATE FUNCTION g() RETURNS name LANGUAGE plpython3u AS $$BEGIN RETURN current_user; END$$;"""
    async with shadow.clone(await shadow.template(schema)) as clone:
        session = await clone.connect()
        with pytest.raises(psycopg.Error):
            await session.execute("SELECT public.f()")
        assert await (await session.execute("SELECT public.g()")).fetchone() == ("shadow_user",)


async def test_a_verdict_says_when_it_depends_on_one(shadow: Shadow, tmp_path: Path) -> None:
    """Where no step meets it, it is one line among the assumptions; where one does, a finding."""
    (tmp_path / "schema.sql").write_text(PLACES)
    services = services_in(tmp_path, shadow)

    async def rehearsed(change: str) -> pipeline.Rehearsed:
        return await pipeline.dry_run(services, plan="", database="schema.sql", change=change, rows=10, progress=told)

    apart = await rehearsed("ALTER TABLE others ADD COLUMN note text")
    assert apart.verdict.status == "proven" and not apart.verdict.findings
    reply = replies.dry_run_reply(apart, root=tmp_path)
    assert any("geometry" in line for line in reply.shadow_differs)
    inside = await rehearsed("ALTER TABLE places ADD COLUMN note text")
    assert inside.verdict.status == "proven"
    (finding,) = inside.verdict.findings
    assert finding.severity == "unknown" and "public.places" in finding.text and "at, ways" in finding.text
    impact = await pipeline.analyze_impact(
        services, database="schema.sql", change="ALTER TABLE others ADD note text", progress=told
    )
    assert any("geometry" in line for line in replies.impact_reply(impact).shadow_differs)


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE t (x nosuchtype);",
        "CREATE VIEW v AS SELECT nosuchfunction();",
        "CREATE INDEX ON nosuchtable (id);",
        "CREATE EXTENSION citext; CREATE TABLE t (x nosuchtype);",
    ],
)
async def test_a_mistake_is_no_missing_extension(shadow: Shadow, schema: str) -> None:
    """Only where something is known to be missing may more be missing because of it."""
    with pytest.raises(SchemaRejected):
        await shadow.template(schema)


@pytest.mark.parametrize("name", ["pg_read_file", "int4", 'a"; DROP ROLE shadow_user; --', "x" * 63, "日本"])
async def test_hostile_names_stand_in_for_nothing_of_postgresql(shadow: Shadow, name: str) -> None:
    """A name is only a name, and what PostgreSQL has keeps its meaning."""
    quoted = identifier(name)
    schema = f"""CREATE EXTENSION no_such_extension;
CREATE TABLE public.t (a public.{quoted}, b int4);
CREATE FUNCTION public.f() RETURNS int LANGUAGE {quoted} AS 'x';
CREATE SERVER s FOREIGN DATA WRAPPER {quoted};"""
    async with shadow.clone(await shadow.template(schema)) as clone:
        admin = await clone.connect_admin()
        found = await admin.execute(
            "SELECT a.atttypid = 'pg_catalog.int4'::regtype FROM pg_attribute AS a"
            " WHERE a.attrelid = 'public.t'::regclass AND a.attname = 'b'"
        )
        assert await found.fetchone() == (True,)
        owners = await admin.execute(
            "SELECT count(*) FROM pg_proc WHERE proowner <> 'shadow_user'::regrole AND oid >= 16384"
        )
        assert await owners.fetchone() == (0,)
