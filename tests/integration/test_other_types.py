"""Rows of types, operators, text search and their like: what each calls its definition makes it, and pg_dump agrees."""

import re
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from importlib import resources
from itertools import count
from typing import Any

import psycopg
import pytest

from server.postgres.binaries import identify
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


def quoted(name: str) -> str:
    """The name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


ODD = quoted("it\"s '$$' \\n SELECT;\n--🐘")
LONG = quoted("ü" * 31 + "x")
ICU = "EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i' AND collname = 'en-x-icu')"
SCHEMA = quoted('s. "chéma"')

BEFORE = f"""
CREATE SCHEMA {SCHEMA};
CREATE FUNCTION {SCHEMA}.{ODD}(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
"""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What two databases share, what one has more, and what makes an older version of its replaceable parts."""

    name: str
    file: str
    before: str = ""
    make: str
    kinds: set[str]
    older: str = ""
    since: int = 14
    needs: str = "true"
    """A condition: the server of some builds lacks ICU."""
    holds: dict[str, str] = field(default_factory=dict)
    """Parts of definitions that must be there, by identity: what both databases could lack alike."""


SAMPLES = [
    Sample(
        name="domains",
        file="domains",
        before=f"CREATE FUNCTION {SCHEMA}.fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        make=f"""
        CREATE DOMAIN public.plain AS integer;
        CREATE DOMAIN {SCHEMA}.{ODD} AS varchar(20) COLLATE "C" DEFAULT E'a\\\\b''c' NOT NULL
          CONSTRAINT {ODD} CHECK (VALUE <> '%' AND {SCHEMA}.fine(VALUE)) CONSTRAINT b CHECK (length(VALUE) > 1);
        CREATE DOMAIN public.{LONG} AS numeric(10, 2)[] DEFAULT '{{}}';
        ALTER DOMAIN public.{LONG} ADD CONSTRAINT later CHECK (VALUE <> '{{1}}') NOT VALID;
        CREATE DOMAIN public.over AS {SCHEMA}.{ODD} COLLATE "POSIX" DEFAULT NULL;
        CREATE DOMAIN public.over_with_default AS {SCHEMA}.{ODD};
        CREATE DOMAIN public.word AS char DEFAULT 'x';
        CREATE DOMAIN public.any_length AS bpchar;
        """,
        kinds={"domain", "domain default", "domain not null", "domain constraint"},
        older=f"""
        ALTER DOMAIN {SCHEMA}.{ODD} SET DEFAULT 'old'; ALTER DOMAIN public.over_with_default DROP DEFAULT;
        ALTER DOMAIN public.word SET DEFAULT 'y';
        """,
        # Made after the default of its base is set, it would have that one.
        holds={f"later on public.{LONG}": "NOT VALID", "public.over": "DEFAULT NULL"},
    ),
    Sample(
        name="named not null of a domain",
        file="domains",
        make=f"""
        CREATE DOMAIN public.d AS integer CONSTRAINT {ODD} NOT NULL;
        CREATE DOMAIN public.{LONG} AS integer NOT NULL;
        CREATE DOMAIN public.e AS integer NOT NULL;
        """,
        kinds={"domain", "domain not null"},
        since=17,
        holds={"public.d": f"ADD CONSTRAINT {ODD} NOT NULL", "public.e": "ALTER DOMAIN public.e SET NOT NULL"},
    ),
    Sample(
        name="composite types",
        file="composite_types",
        before="CREATE DOMAIN public.d AS text; CREATE TABLE public.t (a integer)",
        make=f"""
        CREATE TYPE public.none AS ();
        CREATE TYPE {SCHEMA}.{ODD} AS (
          {ODD} numeric(10, 2), b text COLLATE "C", {LONG} public.d[], gone integer, "select" public.t,
          d timestamp(3) with time zone, e bpchar, f "char", g bit(3), h interval day to second(3), i public.none
        );
        ALTER TYPE {SCHEMA}.{ODD} DROP ATTRIBUTE gone;
        """,
        kinds={"composite type", "composite type attribute"},
        holds={f"{SCHEMA}.{ODD}.b": 'ADD ATTRIBUTE b text COLLATE "C"'},
    ),
    Sample(
        name="range types",
        file="range_types",
        before=f"""
        CREATE FUNCTION {SCHEMA}.{LONG}(double precision, double precision) RETURNS double precision
          LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
        CREATE OPERATOR FAMILY {SCHEMA}.{ODD} USING btree;
        CREATE OPERATOR CLASS {SCHEMA}.{ODD} FOR TYPE text USING btree FAMILY {SCHEMA}.{ODD} AS
          OPERATOR 1 ~<~, OPERATOR 2 ~<=~, OPERATOR 3 =, OPERATOR 4 ~>=~, OPERATOR 5 ~>~,
          FUNCTION 1 bttext_pattern_cmp(text, text);
        """,
        make=f"""
        CREATE TYPE public.plain AS RANGE (SUBTYPE = integer);
        CREATE TYPE {SCHEMA}.{ODD} AS RANGE (
          SUBTYPE = text, SUBTYPE_OPCLASS = {SCHEMA}.{ODD}, COLLATION = "C", MULTIRANGE_TYPE_NAME = public.{LONG}
        );
        CREATE TYPE public.floatrange AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = {SCHEMA}.{LONG});
        """,
        kinds={"range type"},
        holds={f"{SCHEMA}.{ODD}": f"SUBTYPE_OPCLASS = {SCHEMA}.{ODD}"},
    ),
    Sample(
        name="range type with a canonical function",
        file="range_types",
        before="""
        CREATE TYPE public.r;
        CREATE FUNCTION public.canonical(public.r) RETURNS public.r
          LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
        """,
        make="CREATE TYPE public.r AS RANGE (SUBTYPE = integer, CANONICAL = public.canonical)",
        kinds={"range type"},
    ),
    Sample(
        name="shell types",
        file="base_types",
        make=f"CREATE TYPE public.a; CREATE TYPE {SCHEMA}.{ODD}",
        kinds={"shell type"},
    ),
    Sample(
        name="base types",
        file="base_types",
        before=f"""
        CREATE TYPE public.b;
        CREATE FUNCTION public.b_in(cstring) RETURNS public.b LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
        CREATE FUNCTION public.b_out(public.b) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
        CREATE TYPE {SCHEMA}.{ODD};
        CREATE FUNCTION {SCHEMA}.{ODD}(cstring) RETURNS {SCHEMA}.{ODD} LANGUAGE internal IMMUTABLE STRICT AS 'textin';
        CREATE FUNCTION {SCHEMA}.{ODD}({SCHEMA}.{ODD}) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
        CREATE FUNCTION public.receive(internal) RETURNS {SCHEMA}.{ODD}
          LANGUAGE internal IMMUTABLE STRICT AS 'textrecv';
        CREATE FUNCTION public.send({SCHEMA}.{ODD}) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
        CREATE TYPE public.pair;
        CREATE FUNCTION public.pair_in(cstring) RETURNS public.pair LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
        CREATE FUNCTION public.pair_out(public.pair) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
        CREATE TYPE public.wide;
        CREATE FUNCTION public.wide_in(cstring) RETURNS public.wide LANGUAGE internal IMMUTABLE STRICT AS 'textin';
        CREATE FUNCTION public.wide_out(public.wide) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
        CREATE TYPE public.outside;
        CREATE FUNCTION public.outside_in(cstring) RETURNS public.outside
          LANGUAGE internal IMMUTABLE STRICT AS 'textin';
        CREATE FUNCTION public.outside_out(public.outside) RETURNS cstring
          LANGUAGE internal IMMUTABLE STRICT AS 'textout';
        """,
        make=f"""
        CREATE TYPE public.b (INPUT = public.b_in, OUTPUT = public.b_out, LIKE = bigint);
        CREATE TYPE {SCHEMA}.{ODD} (
          INPUT = {SCHEMA}.{ODD}, OUTPUT = {SCHEMA}.{ODD}, RECEIVE = public.receive, SEND = public.send,
          TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout, ANALYZE = array_typanalyze,
          INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = main, CATEGORY = 'x', PREFERRED = true,
          DEFAULT = E'a\\\\''b', DELIMITER = ';', COLLATABLE = true
        );
        CREATE TYPE public.pair (
          INPUT = public.pair_in, OUTPUT = public.pair_out, INTERNALLENGTH = 16, ALIGNMENT = double,
          ELEMENT = double precision, SUBSCRIPT = raw_array_subscript_handler
        );
        CREATE TYPE public.wide (INPUT = public.wide_in, OUTPUT = public.wide_out, STORAGE = extended);
        CREATE TYPE public.outside (INPUT = public.outside_in, OUTPUT = public.outside_out, STORAGE = external);
        """,
        kinds={"base type"},
    ),
    Sample(
        name="aggregates",
        file="aggregates",
        before="""
        CREATE FUNCTION public.step(bigint, anyelement) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1';
        CREATE FUNCTION public.final(bigint, anyelement) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1';
        CREATE FUNCTION public.nothing(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1';
        CREATE FUNCTION public.many(bigint, integer, VARIADIC integer[]) RETURNS bigint
          LANGUAGE sql IMMUTABLE AS 'SELECT $1';
        """,
        make=f"""
        CREATE AGGREGATE {SCHEMA}.{ODD}(integer) (
          SFUNC = {SCHEMA}.{ODD}, STYPE = integer, INITCOND = '-1', SORTOP = OPERATOR(pg_catalog.<),
          SSPACE = 7, PARALLEL = SAFE
        );
        CREATE AGGREGATE public.every(*) (SFUNC = public.nothing, STYPE = bigint, PARALLEL = RESTRICTED);
        CREATE AGGREGATE public.named({ODD} integer, VARIADIC {LONG} integer[]) (SFUNC = public.many, STYPE = bigint);
        CREATE AGGREGATE public.moving(integer) (
          SFUNC = public.step, STYPE = bigint, FINALFUNC = public.final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE,
          MSFUNC = public.step, MINVFUNC = public.step, MSTYPE = bigint, MSSPACE = 9, MFINALFUNC = public.final,
          MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = SHAREABLE, INITCOND = E'1', MINITCOND = '2'
        );
        CREATE AGGREGATE public.mean(numeric) (
          SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, COMBINEFUNC = numeric_avg_combine,
          SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = SAFE
        );
        CREATE AGGREGATE public.share(double precision ORDER BY anyelement) (
          SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA,
          FINALFUNC_MODIFY = READ_ONLY
        );
        CREATE AGGREGATE public.first(ORDER BY x anyelement) (
          SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = mode_final, FINALFUNC_EXTRA
        );
        CREATE AGGREGATE public.place(VARIADIC "any" ORDER BY VARIADIC "any") (
          SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL
        );
        """,
        kinds={"aggregate"},
        holds={
            "public.every(*)": "CREATE AGGREGATE public.every(*)",
            "public.named(integer, VARIADIC integer[])": LONG,
            'public.place(VARIADIC "any" ORDER BY VARIADIC "any")': "HYPOTHETICAL",
            "public.share(double precision ORDER BY anyelement)": "READ_ONLY",
        },
    ),
    Sample(
        name="operators",
        file="operators",
        before=f"""
        CREATE TYPE {SCHEMA}.mood AS ENUM ();
        CREATE FUNCTION {SCHEMA}.same(circle, circle) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        CREATE FUNCTION public.mirror({SCHEMA}.mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
        CREATE FUNCTION public.mixed(integer, {SCHEMA}.mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        CREATE FUNCTION public.mixed({SCHEMA}.mood, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        """,
        make=f"""
        CREATE OPERATOR public.=== (
          PROCEDURE = {SCHEMA}.same, LEFTARG = circle, RIGHTARG = circle, COMMUTATOR = OPERATOR(public.===),
          NEGATOR = OPERATOR({SCHEMA}.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
        );
        CREATE OPERATOR {SCHEMA}.!== (
          PROCEDURE = {SCHEMA}.same, LEFTARG = circle, RIGHTARG = circle, NEGATOR = OPERATOR(public.===),
          RESTRICT = neqsel
        );
        CREATE OPERATOR {SCHEMA}.@#@ (PROCEDURE = public.mirror, RIGHTARG = {SCHEMA}.mood);
        CREATE OPERATOR public.<% (
          PROCEDURE = public.mixed, LEFTARG = integer, RIGHTARG = {SCHEMA}.mood, COMMUTATOR = OPERATOR({SCHEMA}.%>)
        );
        CREATE OPERATOR {SCHEMA}.%> (PROCEDURE = public.mixed, LEFTARG = {SCHEMA}.mood, RIGHTARG = integer);
        """,
        kinds={"operator"},
        holds={
            "public.=== (circle, circle)": "COMMUTATOR = OPERATOR(public.===)",
            f"{SCHEMA}.@#@ (NONE, {SCHEMA}.mood)": "RIGHTARG",
        },
    ),
    Sample(
        name="operator families and classes",
        file="operator_classes",
        before=f"""
        CREATE FUNCTION public.compare(integer, text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
        CREATE FUNCTION public.less(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        CREATE OPERATOR public.<<< (PROCEDURE = public.less, LEFTARG = integer, RIGHTARG = text);
        CREATE FUNCTION public.compare(bigint, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
        CREATE FUNCTION public.less(bigint, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        CREATE OPERATOR {SCHEMA}.<<< (PROCEDURE = public.less, LEFTARG = bigint, RIGHTARG = integer);
        CREATE TYPE {SCHEMA}.{LONG} AS ENUM ('a');
        """,
        make=f"""
        CREATE OPERATOR FAMILY {SCHEMA}.{ODD} USING btree;
        CREATE OPERATOR FAMILY public.empty USING hash;
        ALTER OPERATOR FAMILY {SCHEMA}.{ODD} USING btree ADD
          OPERATOR 1 public.<<< (integer, text), FUNCTION 1 (integer, text) public.compare(integer, text),
          OPERATOR 1 pg_catalog.< (text, text), FUNCTION 1 pg_catalog.bttextcmp(text, text);
        CREATE OPERATOR CLASS {SCHEMA}.{LONG} FOR TYPE integer USING btree FAMILY {SCHEMA}.{ODD} AS
          OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
          FUNCTION 1 btint4cmp(integer, integer), FUNCTION 2 btint4sortsupport(internal),
          OPERATOR 1 {SCHEMA}.<<< (bigint, integer);
        CREATE OPERATOR CLASS public.implicit DEFAULT FOR TYPE {SCHEMA}.{LONG} USING hash AS
          OPERATOR 1 = (anyenum, anyenum), FUNCTION 1 hashenum(anyenum);
        CREATE OPERATOR CLASS public.near FOR TYPE point USING gist AS
          OPERATOR 11 |>>, OPERATOR 15 <-> (point, point) FOR ORDER BY pg_catalog.float_ops,
          FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal),
          FUNCTION 2 gist_box_union(internal, internal),
          FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
          FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal),
          FUNCTION 8 (point, point) gist_point_distance(internal, point, smallint, oid, internal), STORAGE box;
        CREATE OPERATOR CLASS public.bare FOR TYPE integer USING hash FAMILY public.empty AS STORAGE integer;
        """,
        kinds={"operator family", "operator family member", "operator class"},
        holds={
            "public.near USING gist": "STORAGE box",
            "OPERATOR 15 (point, point) of public.near USING gist": "FOR ORDER BY pg_catalog.float_ops",
        },
    ),
    Sample(
        name="casts",
        file="casts",
        before=f"""
        CREATE TYPE {SCHEMA}.{ODD} AS ENUM ('a');
        CREATE TYPE public.c AS (a integer);
        CREATE TYPE public.d AS (a integer);
        CREATE FUNCTION {SCHEMA}.{ODD}(integer, integer, boolean) RETURNS {SCHEMA}.{ODD} LANGUAGE sql IMMUTABLE
          AS $f$SELECT 'a'::{SCHEMA}.{ODD}$f$;
        CREATE TYPE public.own AS RANGE (SUBTYPE = integer);
        """,
        make=f"""
        CREATE CAST (integer AS {SCHEMA}.{ODD}) WITH FUNCTION {SCHEMA}.{ODD}(integer, integer, boolean) AS ASSIGNMENT;
        CREATE CAST (text AS {SCHEMA}.{ODD}) WITH INOUT AS IMPLICIT;
        CREATE CAST (public.c AS xml) WITH INOUT;
        CREATE CAST (bytea AS xml) WITHOUT FUNCTION;
        """,
        kinds={"cast"},
        holds={f"(integer AS {SCHEMA}.{ODD})": "AS ASSIGNMENT"},
    ),
    Sample(
        name="conversions",
        file="conversions",
        make=f"""
        CREATE DEFAULT CONVERSION {SCHEMA}.{ODD} FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
        CREATE CONVERSION public.plain FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
        """,
        kinds={"conversion"},
    ),
    Sample(
        name="collations",
        file="collations",
        make=f"""
        CREATE COLLATION public.c (LOCALE = 'C');
        CREATE COLLATION {SCHEMA}.{ODD} (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
        """,
        kinds={"collation"},
        holds={f"{SCHEMA}.{ODD}": "LC_COLLATE = 'C', LC_CTYPE = 'POSIX'"},
    ),
    Sample(
        name="collations of ICU",
        file="collations",
        make="""
        CREATE COLLATION public.german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk');
        CREATE COLLATION public.anyhow (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
        """,
        kinds={"collation"},
        needs=ICU,
    ),
    Sample(
        name="collations with rules",
        file="collations",
        make="CREATE COLLATION public.ruled (PROVIDER = icu, LOCALE = 'und', RULES = '& a < ''b''')",
        kinds={"collation"},
        since=16,
        needs=ICU,
    ),
    Sample(
        name="collations built in",
        file="collations",
        make="CREATE COLLATION public.own (PROVIDER = builtin, LOCALE = 'C.UTF-8')",
        kinds={"collation"},
        since=17,
        holds={"public.own": "PROVIDER = builtin, LOCALE = 'C.UTF-8'"},
    ),
    Sample(
        name="text search",
        file="text_search",
        make=f"""
        CREATE TEXT SEARCH PARSER {SCHEMA}.{ODD} (
          START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype,
          HEADLINE = prsd_headline
        );
        CREATE TEXT SEARCH PARSER public.silent (
          START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype
        );
        CREATE TEXT SEARCH TEMPLATE {SCHEMA}.{ODD} (INIT = dsimple_init, LEXIZE = dsimple_lexize);
        CREATE TEXT SEARCH TEMPLATE public.bare (LEXIZE = dsimple_lexize);
        CREATE TEXT SEARCH DICTIONARY {SCHEMA}.{ODD} (TEMPLATE = {SCHEMA}.{ODD}, ACCEPT = false, STOPWORDS = english);
        CREATE TEXT SEARCH DICTIONARY public.{LONG} (TEMPLATE = snowball, LANGUAGE = 'german');
        CREATE TEXT SEARCH DICTIONARY public.simple (TEMPLATE = simple);
        CREATE TEXT SEARCH CONFIGURATION {SCHEMA}.{ODD} (PARSER = {SCHEMA}.{ODD});
        ALTER TEXT SEARCH CONFIGURATION {SCHEMA}.{ODD} ADD MAPPING FOR word, asciiword
          WITH {SCHEMA}.{ODD}, public.{LONG}, pg_catalog.simple, public.simple;
        CREATE TEXT SEARCH CONFIGURATION public.copied (COPY = pg_catalog.english);
        CREATE TEXT SEARCH CONFIGURATION public.empty (PARSER = pg_catalog.default);
        """,
        kinds={
            "text search parser",
            "text search template",
            "text search dictionary",
            "text search configuration",
            "text search configuration mapping",
        },
    ),
    Sample(
        name="languages and transforms",
        file="languages",
        before=f"""
        CREATE FUNCTION {SCHEMA}.handle() RETURNS language_handler LANGUAGE c
          AS '$libdir/plpgsql', 'plpgsql_call_handler';
        CREATE FUNCTION {SCHEMA}.inline(internal) RETURNS void LANGUAGE c
          AS '$libdir/plpgsql', 'plpgsql_inline_handler';
        CREATE FUNCTION public.validate(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
        CREATE TYPE {SCHEMA}.{ODD} AS (a integer);
        CREATE TYPE public.t AS (a integer);
        CREATE FUNCTION public.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
        CREATE FUNCTION public.to_sql(internal) RETURNS {SCHEMA}.{ODD} LANGUAGE internal IMMUTABLE AS 'int4recv';
        """,
        make=f"""
        CREATE TRUSTED LANGUAGE {ODD} HANDLER {SCHEMA}.handle INLINE {SCHEMA}.inline VALIDATOR public.validate;
        CREATE LANGUAGE plain HANDLER {SCHEMA}.handle;
        CREATE TRANSFORM FOR {SCHEMA}.{ODD} LANGUAGE {ODD} (
          FROM SQL WITH FUNCTION public.from_sql(internal), TO SQL WITH FUNCTION public.to_sql(internal)
        );
        CREATE TRANSFORM FOR public.t LANGUAGE plpgsql (FROM SQL WITH FUNCTION public.from_sql(internal));
        """,
        kinds={"language", "transform"},
        older=f"""
        CREATE OR REPLACE LANGUAGE {ODD} HANDLER {SCHEMA}.handle;
        CREATE OR REPLACE TRANSFORM FOR {SCHEMA}.{ODD} LANGUAGE {ODD} (FROM SQL WITH FUNCTION prsd_lextype(internal));
        """,
    ),
    Sample(
        name="access methods",
        file="access_methods",
        before="CREATE FUNCTION public.handle(internal) RETURNS index_am_handler LANGUAGE internal AS 'gisthandler'",
        make=f"""
        CREATE ACCESS METHOD {ODD} TYPE INDEX HANDLER public.handle;
        CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
        """,
        kinds={"access method"},
    ),
    Sample(
        name="statistics objects",
        file="statistics",
        before=f"CREATE TABLE {SCHEMA}.{ODD} ({ODD} integer, b integer, c text)",
        make=f"""
        CREATE STATISTICS public.every ON {ODD}, b FROM {SCHEMA}.{ODD};
        CREATE STATISTICS {SCHEMA}.{ODD} (ndistinct, mcv) ON b, lower(c), (b + 1) FROM {SCHEMA}.{ODD};
        CREATE STATISTICS public.{LONG} ON (b + 1) FROM {SCHEMA}.{ODD};
        ALTER STATISTICS {SCHEMA}.{ODD} SET STATISTICS 77;
        ALTER STATISTICS public.every SET STATISTICS 0;
        """,
        kinds={"statistics object", "statistics object target"},
        older=f"ALTER STATISTICS {SCHEMA}.{ODD} SET STATISTICS 5; ALTER STATISTICS public.every SET STATISTICS -1",
    ),
    Sample(
        name="extensions",
        file="extensions",
        make=f"""
        CREATE EXTENSION hstore WITH SCHEMA {SCHEMA};
        CREATE EXTENSION pg_trgm WITH SCHEMA public;
        """,
        kinds={"extension", "extension schema", "extension version"},
        # There is no way down from a version.
        older="""
        DROP EXTENSION pg_trgm; CREATE EXTENSION pg_trgm WITH SCHEMA public VERSION '1.4';
        ALTER EXTENSION hstore SET SCHEMA public;
        """,
    ),
]

FILES = sorted({sample.file for sample in SAMPLES})

Address = tuple[int, int, int]


@dataclass(frozen=True, order=True)
class Row:
    """A row without its addresses, which differ from database to database: instead, what PostgreSQL says is there."""

    kind: str
    identity: str
    definition: tuple[str, ...]
    removal: str
    replaceable: bool
    address: str
    part_of: str


@pytest.fixture(scope="module", params=[15, 18], ids=["pg15", "pg18"])
async def cluster(request: pytest.FixtureRequest, anyio_backend: str) -> AsyncIterator[Cluster]:
    """A server of each supported end."""
    async with Cluster(role="owner", binaries=identify(folder_of(request.param)), loopback=True) as started:
        yield started


_numbers = count()


class Database:
    """A database of its own, as its superuser sees it: half of these kinds are his to make."""

    def __init__(self, cluster: Cluster, connection: Connection, name: str) -> None:
        self._cluster = cluster
        self.connection = connection
        self.name = name

    @property
    def major(self) -> int:
        """Of the server."""
        return self.connection.info.server_version // 10000

    async def run(self, *statements: str) -> None:
        """All of them or none; an empty text does nothing."""
        async with self.connection.transaction():
            for statement in statements:
                await self.connection.execute(statement.encode())

    async def can(self, needs: str) -> bool:
        """Whether the condition holds."""
        cursor = await self.connection.execute(f"SELECT {needs}".encode())
        row = await cursor.fetchone()
        return row is not None and bool(row[0])

    async def rows(self, file: str) -> list[Row]:
        """What the query of that name returns, in its order."""
        query = (resources.files("server.postgres") / "queries" / f"{file}.sql").read_text(encoding="utf-8")
        described = (
            "SELECT r.kind, r.identity, r.definition, r.removal, r.replaceable,"
            " pg_identify_object(class_oid, oid, number)::text,"
            " coalesce(pg_identify_object(part_of_class, part_of_oid, part_of_number)::text, '')"
            f" FROM ({query}) AS r (kind, identity, definition, removal, replaceable,"
            " class_oid, oid, number, part_of_class, part_of_oid, part_of_number)"
        )
        async with self.connection.transaction():
            await self.connection.execute("SET LOCAL search_path = pg_catalog, pg_temp")
            cursor = await self.connection.execute(described.encode(), {"reserved": "migration_planner"})
            return [Row(k, i, tuple(d), v, r, a, p) for k, i, d, v, r, a, p in await cursor.fetchall()]

    def dump(self) -> list[str]:
        """The statements pg_dump writes, sorted, without its remarks and settings."""
        program = folder_of(self.major) / "pg_dump"
        conninfo = self._cluster.conninfo(database=self.name, user=ADMIN)
        command = [str(program), "--schema-only", "--no-owner", "--no-privileges", "-d", conninfo]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        noise = r"^(--( .*)?|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict.*)\n"
        statements = (s.strip() for s in re.sub(noise, "", text, flags=re.M).split(";\n\n"))
        # What a family holds is written in the order it was added, where nothing else decides.
        return sorted(
            "\n".join(sorted(re.split(r" ?,?\n", s))) if " OPERATOR FAMILY " in s else s for s in statements if s
        )


@pytest.fixture
async def pair(cluster: Cluster) -> AsyncIterator[tuple[Database, Database]]:
    """Two empty databases of one server."""
    names = [f"types_{next(_numbers)}" for _ in range(2)]
    for name in names:
        await cluster.create_database(name)
    first, second = (cluster.conninfo(database=name, user=ADMIN) for name in names)
    async with (
        await psycopg.AsyncConnection.connect(first, autocommit=True) as one,
        await psycopg.AsyncConnection.connect(second, autocommit=True) as other,
    ):
        yield Database(cluster, one, names[0]), Database(cluster, other, names[1])


async def run_in_any_order(database: Database, statements: list[tuple[str, ...]]) -> None:
    """Those whose needs are not met yet come again after the others, as long as that helps."""
    while statements:
        failed: list[tuple[str, ...]] = []
        error: psycopg.Error | None = None
        for each in statements:
            try:
                await database.run(*each)
            except psycopg.Error as caught:
                failed.append(each)
                error = caught
        if error is not None and len(failed) == len(statements):
            raise AssertionError(f"none of {failed} runs") from error
        statements = failed


def by_name(rows: list[Row]) -> dict[tuple[str, str], Row]:
    found = {(row.kind, row.identity): row for row in rows}
    assert len(found) == len(rows), "an identity is there twice"
    return found


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
async def test_definitions_make_what_they_were_read_from(sample: Sample, pair: tuple[Database, Database]) -> None:
    """In a database that lacks the objects, their definitions make them, and their removals leave nothing of them."""
    original, copy = pair
    if original.major < sample.since or not await original.can(sample.needs):
        return
    for database in pair:
        await database.run(BEFORE, sample.before)
    await original.run(sample.make)
    there = by_name(await copy.rows(sample.file))
    expected = await original.rows(sample.file)
    added = [row for row in expected if (row.kind, row.identity) not in there]
    assert {row.kind for row in added} == sample.kinds
    for identity, part in sample.holds.items():
        statements = [statement for row in added if row.identity == identity for statement in row.definition]
        assert any(part in statement for statement in statements), identity

    await run_in_any_order(copy, [row.definition for row in added])
    assert sorted(await copy.rows(sample.file)) == sorted(expected)
    assert copy.dump() == original.dump()

    replaceable = [row for row in added if row.replaceable]
    if replaceable:
        await copy.run(sample.older)
        assert sorted(await copy.rows(sample.file)) != sorted(expected)
        for row in replaceable:
            await copy.run(*row.definition)
        assert sorted(await copy.rows(sample.file)) == sorted(expected)
        assert copy.dump() == original.dump()

    await removed_one_by_one(copy, sample.file, added)
    assert by_name(await copy.rows(sample.file)).keys() == there.keys() - {
        (row.kind, row.identity) for row in expected if "CASCADE" in row.removal
    }


async def removed_one_by_one(database: Database, file: str, rows: list[Row]) -> None:
    """Each is gone after its removal, those others need last; one without a removal goes with what it is part of."""
    # The whole of a range type with a canonical function is a shell type, which another query reads.
    everything = [row for each in {file, "base_types"} for row in await database.rows(each)]
    wholes = {row.address: row.removal for row in everything if row.removal and row.part_of != row.address}
    left = list(reversed(rows))
    while left:
        again: list[Row] = []
        for row in left:
            # By name: an operator loses its commutator and negator with them.
            if (row.kind, row.identity) not in by_name(await database.rows(file)):
                assert not row.removal or wholes[row.address] == row.removal, row
                continue
            try:
                await database.run(row.removal or wholes[row.part_of])
            except psycopg.errors.DependentObjectsStillExist:
                again.append(row)
                continue
            assert (row.kind, row.identity) not in by_name(await database.rows(file)), row
        assert len(again) < len(left), again
        left = again


@pytest.mark.parametrize("file", FILES)
async def test_an_empty_database_has_no_rows(file: str, pair: tuple[Database, Database]) -> None:
    """Objects of the system are nobody's."""
    assert await pair[0].rows(file) == []


@pytest.mark.parametrize("file", [file for file in FILES if file != "extensions"])
async def test_what_extensions_and_the_reserved_schema_hold_is_left_out(
    file: str, pair: tuple[Database, Database]
) -> None:
    """An extension brings its members; the reserved schema is ours."""
    database, _ = pair
    await database.run(
        """
        CREATE SCHEMA migration_planner;
        CREATE EXTENSION hstore; CREATE EXTENSION cube; CREATE EXTENSION citext; CREATE EXTENSION unaccent;
        CREATE EXTENSION ltree; CREATE EXTENSION pg_trgm; CREATE EXTENSION bloom; CREATE EXTENSION btree_gist;
        CREATE EXTENSION dict_xsyn; CREATE EXTENSION seg; CREATE EXTENSION earthdistance;
        SET LOCAL search_path = migration_planner, public;
        CREATE DOMAIN d AS integer DEFAULT 1 NOT NULL CHECK (VALUE > 0);
        CREATE TYPE c AS (a integer);
        CREATE TYPE r AS RANGE (SUBTYPE = integer);
        CREATE TYPE shell;
        CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
        CREATE FUNCTION f(c, c) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        CREATE OPERATOR === (PROCEDURE = f, LEFTARG = c, RIGHTARG = c);
        CREATE OPERATOR CLASS o FOR TYPE integer USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(integer, integer);
        ALTER OPERATOR FAMILY o USING btree ADD OPERATOR 1 < (integer, bigint);
        CREATE CAST (c AS xml) WITH INOUT;
        CREATE CONVERSION v FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
        CREATE COLLATION l (LOCALE = 'C');
        CREATE TEXT SEARCH CONFIGURATION t (COPY = pg_catalog.english);
        CREATE TEXT SEARCH DICTIONARY t (TEMPLATE = simple);
        CREATE TABLE x (a integer, b integer);
        CREATE STATISTICS s ON a, b FROM x;
        ALTER STATISTICS s SET STATISTICS 5;
        CREATE TRANSFORM FOR c LANGUAGE plpgsql (FROM SQL WITH FUNCTION prsd_lextype(internal));
        """
    )
    assert await database.rows(file) == []


async def test_the_cast_of_a_range_type_to_its_multirange_type_is_part_of_it(pair: tuple[Database, Database]) -> None:
    """Nobody wrote it, and nobody can drop it."""
    database, _ = pair
    await database.run("CREATE TYPE public.own AS RANGE (SUBTYPE = integer)")
    assert await database.rows("casts") == []


async def test_users_members_of_families_that_are_not_theirs(pair: tuple[Database, Database]) -> None:
    """pg_dump forgets what a user adds to a family of the system or of an extension; it is there all the same."""
    original, copy = pair
    add = """
        CREATE EXTENSION cube;
        CREATE TYPE public.t AS ENUM ('a');
        CREATE FUNCTION public.less(public.cube, public.t) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        CREATE OPERATOR public.< (PROCEDURE = public.less, LEFTARG = public.cube, RIGHTARG = public.t);
        """
    for database in pair:
        await database.run(add)
    await original.run(
        """
        ALTER OPERATOR FAMILY pg_catalog.integer_ops USING btree
          ADD FUNCTION 1 (integer, oid) btint4cmp(integer, integer);
        ALTER OPERATOR FAMILY public.cube_ops USING btree ADD OPERATOR 1 public.< (public.cube, public.t);
        """
    )
    rows = await original.rows("operator_classes")
    assert {row.identity for row in rows} == {
        "OPERATOR 1 (public.cube, public.t) of public.cube_ops USING btree",
        "FUNCTION 1 (integer, oid) of pg_catalog.integer_ops USING btree",
    }
    await run_in_any_order(copy, [row.definition for row in rows])
    assert sorted(await copy.rows("operator_classes")) == sorted(rows)
    await removed_one_by_one(copy, "operator_classes", rows)


async def test_collations_of_icu_are_read_where_it_is_not_built_in(pair: tuple[Database, Database]) -> None:
    """The columns have other names from 16 and 17 on; a row in them is enough to see that they are read."""
    database, _ = pair
    if database.major < 17:
        return
    await database.run(
        """
        SET LOCAL allow_system_table_mods = on;
        INSERT INTO pg_collation (oid, collname, collnamespace, collowner, collprovider, collisdeterministic,
          collencoding, colllocale, collicurules)
        SELECT 99999, 'ruled', 'public'::regnamespace, 10, 'i', false, -1, 'und-u-ks-level2', '& a < ''b''';
        """
    )
    (row,) = await database.rows("collations")
    assert row.definition == (
        "CREATE COLLATION public.ruled (PROVIDER = icu, DETERMINISTIC = false, LOCALE = 'und-u-ks-level2',"
        " RULES = '& a < ''b''')",
    )
