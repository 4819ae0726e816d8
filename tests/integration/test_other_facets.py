"""What objects carry beside themselves, read as the SQL that makes it: made, changed and removed again by that SQL."""

import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow, dict_row

from server.model.catalog import RESERVED_SCHEMA
from server.postgres.binaries import identify
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

ROLES = ("bob", "carol", 'r"o le')
_NUMBERS = count()


@dataclass(frozen=True)
class Server:
    """A server of one major, with the roles that the samples name."""

    cluster: Cluster
    folder: Path
    major: int


@dataclass(frozen=True)
class Database:
    """One database of such a server, and a session of its superuser in it."""

    server: Server
    name: str
    connection: psycopg.AsyncConnection[Any]

    def conninfo(self, user: str) -> str:
        """How to reach it as somebody."""
        return self.server.cluster.conninfo(database=self.name, user=user)

    async def run(self, *statements: str) -> None:
        """Run SQL, each text for itself."""
        for statement in statements:
            await self.connection.execute(statement.encode())

    async def rows(self, query: str) -> list[DictRow]:
        """The rows of one of the query files."""
        return await _rows(self.connection, query)

    def dump(self) -> list[str]:
        """What ``pg_dump`` shows of the schema: its statements, in an order that says nothing."""
        command = [str(self.server.folder / "pg_dump"), "--schema-only", "--dbname", self.conninfo(ADMIN)]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        noise = re.compile(r"--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict.*")
        lines = [line for line in text.splitlines() if not noise.fullmatch(line)]
        return sorted(part.strip() for part in re.split(r";$", "\n".join(lines), flags=re.MULTILINE) if part.strip())


async def _rows(connection: psycopg.AsyncConnection[Any], query: str) -> list[DictRow]:
    text = resources.files("server.postgres").joinpath("queries", f"{query}.sql").read_bytes()
    async with connection.transaction():
        await connection.execute("SET LOCAL search_path = pg_catalog, pg_temp")
        cursor = await connection.cursor(row_factory=dict_row).execute(text, {"reserved": RESERVED_SCHEMA})
        return await cursor.fetchall()


@pytest.fixture(scope="module", params=[15, 18], ids=["pg15", "pg18"])
async def server(request: pytest.FixtureRequest, anyio_backend: str) -> AsyncIterator[Server]:
    """A server on each supported end, for this module only: its roles and tablespace are the server's."""
    folder = folder_of(request.param)
    async with Cluster(role="owner", binaries=identify(folder), loopback=True) as cluster:
        conninfo = cluster.conninfo(database="postgres", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
            for role in ROLES:
                await connection.execute(psycopg.sql.SQL("CREATE ROLE {}").format(psycopg.sql.Identifier(role)))
            await connection.execute("GRANT bob TO owner")
            await connection.execute("SET allow_in_place_tablespaces = on")
            await connection.execute("CREATE TABLESPACE \"fast 'disk\" LOCATION ''")
        yield Server(cluster, folder, request.param)


@asynccontextmanager
async def database(server: Server, owner: str = ADMIN) -> AsyncIterator[Database]:
    name = f"d{next(_NUMBERS)}"
    await server.cluster.create_database(name)
    conninfo = server.cluster.conninfo(database=name, user=ADMIN)
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
        await connection.execute(f'ALTER DATABASE {name} OWNER TO "{owner}"'.encode())
        yield Database(server, name, connection)


@dataclass(frozen=True)
class Case:
    """A query file, what its rows need, statements that make some of each kind, and statements that change them."""

    query: str
    kinds: tuple[str, ...]
    """In the order they can be made in."""
    before: str
    make: str
    change: str = ""
    first: int = 15
    dumped: bool = True
    """Whether ``pg_dump`` may be the witness: not where values are withheld."""


TABLES = r"""
    CREATE SCHEMA "sch""éma";
    CREATE TABLE t (id int PRIMARY KEY, "col ""umn" text, owner name, n int NOT NULL);
    CREATE UNIQUE INDEX "idx 'q" ON t (n);
    CREATE INDEX expression ON t ((id + 1), (n * 2));
    CREATE TABLE "sch""éma"."Ta\ble; $$ 😀" (id int PRIMARY KEY, "select" text);
    CREATE TABLE part (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY RANGE (day);
    CREATE TABLE part_1_1 PARTITION OF part_1 FOR VALUES FROM ('2020-01-01') TO ('2020-06-01');
    CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
    CREATE TABLE refers (id int REFERENCES t DEFERRABLE, day date);
    CREATE VIEW v AS SELECT id, "col ""umn" AS "we""ird" FROM t;
    CREATE MATERIALIZED VIEW m AS SELECT id, "col ""umn" AS "we""ird" FROM t;
    CREATE UNIQUE INDEX m_id ON m (id);
    CREATE FUNCTION f(a int, OUT b int) LANGUAGE sql IMMUTABLE AS 'SELECT a';
    CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
"""

OBJECTS = (
    TABLES
    + r"""
    CREATE DOMAIN "do main" AS int CONSTRAINT "con ""straint" CHECK (VALUE > 0);
    CREATE TYPE mood AS ENUM ('a');
    CREATE TYPE pair AS (a int, "b ""b" text);
    CREATE TYPE span AS RANGE (subtype = int);
    CREATE SEQUENCE counted;
    CREATE TABLE has_serial (id serial);
    CREATE PROCEDURE p(a int, OUT b int) LANGUAGE sql AS 'SELECT 1';
    CREATE PROCEDURE q(a int) LANGUAGE sql AS 'SELECT 1';
    CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
    CREATE FUNCTION step(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE AGGREGATE rows(*) (SFUNC = step, STYPE = int);
    CREATE AGGREGATE ordered(float8 ORDER BY float8)
      (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_cont_float8_final);
    CREATE FUNCTION many(VARIADIC a int[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE OPERATOR "sch""éma".+% (LEFTARG = int, RIGHTARG = int, FUNCTION = plus);
    CREATE OPERATOR @#@ (RIGHTARG = int, FUNCTION = step);
    CREATE OPERATOR FAMILY "fam ily" USING btree;
    CREATE OPERATOR CLASS "cl ass" FOR TYPE int USING hash AS OPERATOR 1 =;
    CREATE FUNCTION to_mood(int) RETURNS mood LANGUAGE sql AS $$SELECT 'a'::mood$$;
    CREATE CAST (int AS mood) WITH FUNCTION to_mood(int);
    CREATE STATISTICS "st at" ON id, n FROM t;
    CREATE COLLATION "co ll" FROM "C";
    CREATE CONVERSION "con v" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
    CREATE TEXT SEARCH CONFIGURATION "ts c" (COPY = simple);
    CREATE TEXT SEARCH DICTIONARY "ts d" (TEMPLATE = simple);
    CREATE TEXT SEARCH PARSER "ts p"
      (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
    CREATE TEXT SEARCH TEMPLATE "ts t" (LEXIZE = dsimple_lexize);
    CREATE ACCESS METHOD "a m" TYPE TABLE HANDLER heap_tableam_handler;
    CREATE TRUSTED LANGUAGE "lan guage" HANDLER plpgsql_call_handler;
    CREATE FUNCTION into_sql(internal) RETURNS internal IMMUTABLE LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
    CREATE TRANSFORM FOR mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION into_sql(internal));
    CREATE EXTENSION citext;
    CREATE EXTENSION hstore;
    CREATE FOREIGN DATA WRAPPER "fd w";
    CREATE SERVER "ser ver" FOREIGN DATA WRAPPER "fd w";
    CREATE FOREIGN TABLE "for eign" (a int) SERVER "ser ver";
    CREATE PUBLICATION "pub ""1";
    CREATE SUBSCRIPTION "sub ""1" CONNECTION '' PUBLICATION a WITH (connect = false, slot_name = NONE);
    CREATE FUNCTION event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER "e ""1" ON sql_drop EXECUTE FUNCTION event();
    CREATE POLICY "pol ""icy" ON t;
    CREATE RULE "ru ""le" AS ON DELETE TO t DO INSTEAD NOTHING;
    CREATE TRIGGER "tri ""gger" AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION change();
    """
)

CASES = [
    Case(
        "policies",
        ("policy",),
        TABLES,
        r"""
        CREATE POLICY simple ON t;
        CREATE POLICY "p ""1\" ON "sch""éma"."Ta\ble; $$ 😀" AS RESTRICTIVE FOR UPDATE TO "r""o le", bob
          USING ("select" = E'a\\''b' AND EXISTS (SELECT FROM t WHERE owner = current_user)) WITH CHECK (f(id) > 0);
        CREATE POLICY reads ON part FOR SELECT TO PUBLIC USING (true);
        CREATE POLICY adds ON t FOR INSERT TO carol WITH CHECK (id > 0);
        CREATE POLICY removes ON t FOR DELETE USING (id > 0);
        """,
        """
        ALTER POLICY reads ON part TO bob USING (id > 1);
        DROP POLICY adds ON t;
        CREATE POLICY reads ON part_1 FOR SELECT;
        """,
    ),
    Case(
        "rules",
        ("rule", "rule state"),
        TABLES,
        r"""
        CREATE RULE nothing AS ON DELETE TO t WHERE old.id > 1 DO INSTEAD NOTHING;
        CREATE RULE "r ""u;le" AS ON INSERT TO v DO INSTEAD
          (INSERT INTO t (id, "col ""umn", n) VALUES (new.id, E'x;\\;', 1); DELETE FROM t WHERE id = 7);
        CREATE RULE also AS ON UPDATE TO "sch""éma"."Ta\ble; $$ 😀" DO ALSO SELECT 1;
        CREATE RULE watch AS ON UPDATE TO t DO ALSO NOTIFY changed;
        ALTER TABLE t DISABLE RULE nothing;
        ALTER TABLE t ENABLE ALWAYS RULE watch;
        ALTER TABLE "sch""éma"."Ta\ble; $$ 😀" ENABLE REPLICA RULE also;
        """,
        r"""
        CREATE OR REPLACE RULE nothing AS ON DELETE TO t WHERE old.id > 2 DO INSTEAD NOTHING;
        ALTER TABLE t ENABLE REPLICA RULE watch;
        ALTER TABLE "sch""éma"."Ta\ble; $$ 😀" ENABLE RULE also;
        DROP RULE "r ""u;le" ON v;
        """,
    ),
    Case(
        "relation_traits",
        (
            "row security",
            "forced row security",
            "table access method",
            "tablespace",
            "cluster",
            "replica identity",
            "index column statistics",
            "trigger state",
        ),
        TABLES
        + """
        CREATE ACCESS METHOD "heap 2" TYPE TABLE HANDLER heap_tableam_handler;
        CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION change();
        CREATE TRIGGER "tri ""gger" AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION change();
        CREATE TRIGGER quiet AFTER DELETE ON part FOR EACH ROW EXECUTE FUNCTION change();
        CREATE TRIGGER each AFTER DELETE ON part FOR EACH STATEMENT EXECUTE FUNCTION change();
        CREATE CONSTRAINT TRIGGER late AFTER DELETE ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION change();
        ALTER TABLE part_2 ADD FOREIGN KEY (id) REFERENCES t;
        """,
        r"""
        ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        ALTER TABLE part ENABLE ROW LEVEL SECURITY;
        ALTER TABLE "sch""éma"."Ta\ble; $$ 😀" SET ACCESS METHOD "heap 2";
        ALTER MATERIALIZED VIEW m SET ACCESS METHOD "heap 2";
        ALTER TABLE "sch""éma"."Ta\ble; $$ 😀" SET TABLESPACE "fast 'disk";
        ALTER TABLE part SET TABLESPACE "fast 'disk";
        ALTER INDEX "idx 'q" SET TABLESPACE "fast 'disk";
        ALTER INDEX t_pkey SET TABLESPACE "fast 'disk";
        ALTER MATERIALIZED VIEW m SET TABLESPACE "fast 'disk";
        ALTER TABLE t CLUSTER ON "idx 'q";
        ALTER MATERIALIZED VIEW m CLUSTER ON m_id;
        ALTER TABLE t REPLICA IDENTITY USING INDEX "idx 'q";
        ALTER TABLE "sch""éma"."Ta\ble; $$ 😀" REPLICA IDENTITY FULL;
        ALTER TABLE part_2 REPLICA IDENTITY NOTHING;
        ALTER MATERIALIZED VIEW m REPLICA IDENTITY FULL;
        ALTER INDEX expression ALTER COLUMN 2 SET STATISTICS 500;
        ALTER INDEX expression ALTER COLUMN 1 SET STATISTICS 0;
        ALTER TABLE t DISABLE TRIGGER g;
        ALTER TABLE t ENABLE ALWAYS TRIGGER late;
        ALTER TABLE part DISABLE TRIGGER "tri ""gger";
        ALTER TABLE part_2 ENABLE TRIGGER "tri ""gger";
        ALTER TABLE part_1_1 ENABLE REPLICA TRIGGER quiet;
        ALTER TABLE part DISABLE TRIGGER each;
        """,
        r"""
        ALTER TABLE t DISABLE ROW LEVEL SECURITY;
        ALTER TABLE t CLUSTER ON t_pkey;
        ALTER TABLE t REPLICA IDENTITY FULL;
        ALTER TABLE part_2 REPLICA IDENTITY DEFAULT;
        ALTER TABLE "sch""éma"."Ta\ble; $$ 😀" REPLICA IDENTITY USING INDEX "Ta\ble; $$ 😀_pkey";
        ALTER INDEX expression ALTER COLUMN 2 SET STATISTICS 501;
        ALTER TABLE part ENABLE ALWAYS TRIGGER quiet;
        ALTER TABLE part_1 ENABLE TRIGGER "tri ""gger";
        ALTER TABLE part_2 ENABLE REPLICA TRIGGER "tri ""gger";
        ALTER INDEX "idx 'q" SET TABLESPACE pg_default;
        """,
    ),
    Case(
        "relation_traits",
        ("table access method",),
        TABLES + "CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;",
        "ALTER TABLE part SET ACCESS METHOD heap2; ALTER TABLE part_1 SET ACCESS METHOD heap;",
        "ALTER TABLE part SET ACCESS METHOD heap; ALTER TABLE part_1 SET ACCESS METHOD DEFAULT;",
        first=17,
    ),
    Case(
        "view_columns",
        ("view column default", "matview column settings"),
        TABLES + "CREATE SEQUENCE counted;",
        r"""
        ALTER VIEW v ALTER COLUMN id SET DEFAULT nextval('counted');
        ALTER VIEW v ALTER COLUMN "we""ird" SET DEFAULT E'it''s \\ $$ 😀';
        ALTER MATERIALIZED VIEW m ALTER COLUMN "we""ird" SET STATISTICS 0;
        ALTER MATERIALIZED VIEW m ALTER COLUMN "we""ird" SET STORAGE EXTERNAL;
        ALTER MATERIALIZED VIEW m ALTER COLUMN "we""ird" SET COMPRESSION pglz;
        ALTER MATERIALIZED VIEW m ALTER COLUMN id SET (n_distinct = -0.5);
        """,
        """
        ALTER VIEW v ALTER COLUMN id SET DEFAULT 7;
        ALTER MATERIALIZED VIEW m ALTER COLUMN "we""ird" SET STATISTICS 9;
        ALTER MATERIALIZED VIEW m ALTER COLUMN "we""ird" SET STORAGE MAIN;
        ALTER MATERIALIZED VIEW m ALTER COLUMN "we""ird" SET COMPRESSION default;
        ALTER MATERIALIZED VIEW m ALTER COLUMN id SET (n_distinct = 3);
        """,
    ),
    Case(
        "publications",
        ("publication", "publication options", "publication table"),
        TABLES,
        r"""
        CREATE PUBLICATION everything FOR ALL TABLES
          WITH (publish = 'insert, truncate', publish_via_partition_root = true);
        CREATE PUBLICATION "pub ""1\" FOR TABLE t (id, "col ""umn", n) WHERE (id > 1 AND "col ""umn" <> E'\\''%'),
          "sch""éma"."Ta\ble; $$ 😀", part WITH (publish = '');
        CREATE PUBLICATION plain;
        """,
        r"""
        ALTER PUBLICATION "pub ""1\" SET TABLE t (n, id) WHERE (id > 2), part_2;
        ALTER PUBLICATION "pub ""1\" SET (publish = 'insert, update, delete, truncate');
        ALTER PUBLICATION plain SET (publish = 'delete');
        ALTER PUBLICATION everything SET (publish_via_partition_root = false);
        """,
    ),
    Case(
        "publications",
        ("publication", "publication options"),
        TABLES,
        "CREATE PUBLICATION stored WITH (publish_generated_columns = stored);",
        "ALTER PUBLICATION stored SET (publish_generated_columns = none);",
        first=18,
    ),
    Case(
        "publication_schemas",
        ("publication schema",),
        TABLES + 'CREATE PUBLICATION "pub ""1"; CREATE PUBLICATION other;',
        """
        ALTER PUBLICATION "pub ""1" ADD TABLES IN SCHEMA public, "sch""éma";
        ALTER PUBLICATION other ADD TABLES IN SCHEMA public;
        """,
        'ALTER PUBLICATION other SET TABLES IN SCHEMA "sch""éma";',
    ),
    Case(
        "subscriptions",
        ("subscription", "subscribed publications", "subscription option"),
        "",
        """
        CREATE SUBSCRIPTION "sub ""1" CONNECTION 'host=db.example.com user=u password=topsecret' PUBLICATION "p ""1", a
          WITH (connect = false, slot_name = NONE, binary = true, streaming = true, synchronous_commit = remote_apply,
          disable_on_error = true, two_phase = true);
        CREATE SUBSCRIPTION plain CONNECTION '' PUBLICATION a WITH (connect = false, slot_name = NONE);
        """,
        """
        ALTER SUBSCRIPTION plain SET PUBLICATION b, a WITH (refresh = false);
        ALTER SUBSCRIPTION "sub ""1" SET (binary = false, synchronous_commit = local);
        """,
        dumped=False,
    ),
    Case(
        "subscriptions",
        ("subscription", "subscribed publications", "subscription option"),
        "",
        """
        CREATE SUBSCRIPTION one CONNECTION 'password=topsecret' PUBLICATION a WITH (connect = false, slot_name = NONE,
          origin = none, password_required = false, run_as_owner = true, streaming = parallel, failover = true);
        CREATE SUBSCRIPTION two CONNECTION '' PUBLICATION a WITH (connect = false, slot_name = NONE, streaming = off);
        """,
        "ALTER SUBSCRIPTION one SET (origin = any, streaming = off);",
        first=17,
        dumped=False,
    ),
    Case(
        "event_triggers",
        ("event trigger", "event trigger state"),
        """
        CREATE SCHEMA "sch""éma";
        CREATE FUNCTION "sch""éma"."f n"() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE FUNCTION "sch""éma"."f n"(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        """,
        """
        CREATE EVENT TRIGGER "e ""1" ON ddl_command_end WHEN TAG IN ('DROP TABLE', 'CREATE TABLE')
          EXECUTE FUNCTION "sch""éma"."f n"();
        CREATE EVENT TRIGGER dropping ON sql_drop EXECUTE FUNCTION "sch""éma"."f n"();
        CREATE EVENT TRIGGER starting ON ddl_command_start EXECUTE FUNCTION "sch""éma"."f n"();
        CREATE EVENT TRIGGER rewriting ON table_rewrite EXECUTE FUNCTION "sch""éma"."f n"();
        ALTER EVENT TRIGGER "e ""1" DISABLE;
        ALTER EVENT TRIGGER dropping ENABLE ALWAYS;
        ALTER EVENT TRIGGER starting ENABLE REPLICA;
        """,
        """
        ALTER EVENT TRIGGER "e ""1" ENABLE;
        ALTER EVENT TRIGGER dropping DISABLE;
        DROP EVENT TRIGGER rewriting;
        """,
    ),
    Case(
        "foreign_servers",
        (
            "foreign-data wrapper",
            "foreign-data wrapper handler",
            "foreign-data wrapper validator",
            "foreign-data wrapper option",
            "server",
            "server version",
            "server option",
            "user mapping",
        ),
        """
        CREATE SCHEMA "sch""éma";
        CREATE FUNCTION "sch""éma".check(text[], oid) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EXTENSION postgres_fdw;
        CREATE FUNCTION "sch""éma".handle() RETURNS fdw_handler LANGUAGE c
          AS '$libdir/postgres_fdw', 'postgres_fdw_handler';
        """,
        r"""
        CREATE FOREIGN DATA WRAPPER "w ""1" HANDLER "sch""éma".handle VALIDATOR "sch""éma".check
          OPTIONS ("opt ion" E'it''s \\ 100%', debug 'true');
        CREATE FOREIGN DATA WRAPPER plain;
        CREATE SERVER "s ""1" TYPE 'ty''pe' VERSION E'1.0\\' FOREIGN DATA WRAPPER "w ""1"
          OPTIONS (host 'db', "we ird" E'a\nb');
        CREATE SERVER plain FOREIGN DATA WRAPPER plain;
        CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (keepalives '1');
        CREATE USER MAPPING FOR bob SERVER "s ""1";
        CREATE USER MAPPING FOR "r""o le" SERVER "s ""1";
        CREATE USER MAPPING FOR PUBLIC SERVER plain;
        """,
        """
        ALTER FOREIGN DATA WRAPPER "w ""1" NO HANDLER NO VALIDATOR;
        ALTER FOREIGN DATA WRAPPER plain HANDLER postgres_fdw_handler;
        ALTER FOREIGN DATA WRAPPER "w ""1" OPTIONS (SET debug 'false', DROP "opt ion", ADD more '');
        ALTER SERVER "s ""1" VERSION '2' OPTIONS (SET host 'other', ADD port '1');
        ALTER SERVER plain VERSION '2';
        DROP USER MAPPING FOR bob SERVER "s ""1";
        """,
    ),
    Case(
        "foreign_servers",
        ("foreign-data wrapper", "server", "server option", "user mapping", "user mapping option"),
        "CREATE FOREIGN DATA WRAPPER w;",
        """
        CREATE SERVER s FOREIGN DATA WRAPPER w
          OPTIONS (host 'db', password 'topsecret', sslkey 'topsecret', passfile 'topsecret',
          url 'postgresql://me:topsecret@db/x', dsn 'host=db password = topsecret');
        CREATE USER MAPPING FOR bob SERVER s
          OPTIONS ("user" 'topsecret', password 'topsecret', "pass ""word" 'topsecret');
        CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 'topsecret');
        """,
        """
        ALTER USER MAPPING FOR bob SERVER s OPTIONS (DROP "user", ADD token 'topsecret');
        ALTER SERVER s OPTIONS (SET host 'db.example.com', DROP url);
        """,
        dumped=False,
    ),
    Case(
        "comments",
        ("comment",),
        OBJECTS,
        r"""
        COMMENT ON SCHEMA public IS 'mine';
        COMMENT ON SCHEMA "sch""éma" IS E'it''s \\ $$ 😀\n100% "x"';
        COMMENT ON TABLE "sch""éma"."Ta\ble; $$ 😀" IS 'x';
        COMMENT ON TABLE part IS 'x';
        COMMENT ON COLUMN t."col ""umn" IS 'x';
        COMMENT ON COLUMN v."we""ird" IS 'x';
        COMMENT ON COLUMN m.id IS 'x';
        COMMENT ON COLUMN pair."b ""b" IS 'x';
        COMMENT ON COLUMN "for eign".a IS 'x';
        COMMENT ON VIEW v IS 'x';
        COMMENT ON MATERIALIZED VIEW m IS 'x';
        COMMENT ON SEQUENCE counted IS 'x';
        COMMENT ON FOREIGN TABLE "for eign" IS 'x';
        COMMENT ON INDEX "idx 'q" IS 'x';
        COMMENT ON INDEX part_pkey IS 'x';
        COMMENT ON CONSTRAINT t_pkey ON t IS 'x';
        COMMENT ON CONSTRAINT "con ""straint" ON DOMAIN "do main" IS 'x';
        COMMENT ON DOMAIN "do main" IS 'x';
        COMMENT ON TYPE mood IS 'x';
        COMMENT ON TYPE pair IS 'x';
        COMMENT ON TYPE span IS 'x';
        COMMENT ON FUNCTION f(int) IS 'x';
        COMMENT ON FUNCTION many(int[]) IS 'x';
        COMMENT ON PROCEDURE p(int, OUT int) IS 'x';
        COMMENT ON PROCEDURE q(int) IS 'x';
        COMMENT ON AGGREGATE total(int) IS 'x';
        COMMENT ON AGGREGATE rows(*) IS 'x';
        COMMENT ON AGGREGATE ordered(float8 ORDER BY float8) IS 'x';
        COMMENT ON OPERATOR "sch""éma".+% (int, int) IS 'x';
        COMMENT ON OPERATOR @#@ (NONE, int) IS 'x';
        COMMENT ON OPERATOR FAMILY "fam ily" USING btree IS 'x';
        COMMENT ON OPERATOR CLASS "cl ass" USING hash IS 'x';
        COMMENT ON CAST (int AS mood) IS 'x';
        COMMENT ON STATISTICS "st at" IS 'x';
        COMMENT ON COLLATION "co ll" IS 'x';
        COMMENT ON CONVERSION "con v" IS 'x';
        COMMENT ON TEXT SEARCH CONFIGURATION "ts c" IS 'x';
        COMMENT ON TEXT SEARCH DICTIONARY "ts d" IS 'x';
        COMMENT ON TEXT SEARCH PARSER "ts p" IS 'x';
        COMMENT ON TEXT SEARCH TEMPLATE "ts t" IS 'x';
        COMMENT ON ACCESS METHOD "a m" IS 'x';
        COMMENT ON LANGUAGE "lan guage" IS 'x';
        COMMENT ON TRANSFORM FOR mood LANGUAGE plpgsql IS 'x';
        COMMENT ON EXTENSION hstore IS 'ours';
        COMMENT ON FOREIGN DATA WRAPPER "fd w" IS 'x';
        COMMENT ON SERVER "ser ver" IS 'x';
        COMMENT ON PUBLICATION "pub ""1" IS 'x';
        COMMENT ON SUBSCRIPTION "sub ""1" IS 'x';
        COMMENT ON EVENT TRIGGER "e ""1" IS 'x';
        COMMENT ON POLICY "pol ""icy" ON t IS 'x';
        COMMENT ON RULE "ru ""le" ON t IS 'x';
        COMMENT ON TRIGGER "tri ""gger" ON part IS 'x';
        COMMENT ON TRIGGER "tri ""gger" ON part_1 IS 'x';
        """,
        "COMMENT ON TABLE part IS 'y'; COMMENT ON VIEW v IS NULL; COMMENT ON EXTENSION hstore IS 'theirs';",
    ),
    Case(
        "owners",
        ("owner",),
        OBJECTS + "ALTER ROLE carol SUPERUSER;",
        r"""
        ALTER SCHEMA public OWNER TO bob;
        ALTER SCHEMA "sch""éma" OWNER TO "r""o le";
        ALTER TABLE "sch""éma"."Ta\ble; $$ 😀" OWNER TO "r""o le";
        ALTER TABLE part OWNER TO bob;
        ALTER TABLE has_serial OWNER TO bob;
        ALTER VIEW v OWNER TO bob;
        ALTER MATERIALIZED VIEW m OWNER TO bob;
        ALTER SEQUENCE counted OWNER TO bob;
        ALTER FOREIGN TABLE "for eign" OWNER TO bob;
        ALTER DOMAIN "do main" OWNER TO bob;
        ALTER TYPE mood OWNER TO bob;
        ALTER TYPE pair OWNER TO bob;
        ALTER TYPE span OWNER TO bob;
        ALTER FUNCTION f(int) OWNER TO bob;
        ALTER PROCEDURE p(int, OUT int) OWNER TO bob;
        ALTER PROCEDURE q(int) OWNER TO carol;
        ALTER AGGREGATE total(int) OWNER TO bob;
        ALTER AGGREGATE rows(*) OWNER TO bob;
        ALTER AGGREGATE ordered(float8 ORDER BY float8) OWNER TO bob;
        ALTER OPERATOR "sch""éma".+% (int, int) OWNER TO bob;
        ALTER OPERATOR @#@ (NONE, int) OWNER TO bob;
        ALTER OPERATOR FAMILY "fam ily" USING btree OWNER TO bob;
        ALTER OPERATOR CLASS "cl ass" USING hash OWNER TO bob;
        ALTER STATISTICS "st at" OWNER TO bob;
        ALTER COLLATION "co ll" OWNER TO bob;
        ALTER CONVERSION "con v" OWNER TO bob;
        ALTER TEXT SEARCH CONFIGURATION "ts c" OWNER TO bob;
        ALTER TEXT SEARCH DICTIONARY "ts d" OWNER TO bob;
        ALTER LANGUAGE "lan guage" OWNER TO bob;
        ALTER FOREIGN DATA WRAPPER "fd w" OWNER TO carol;
        ALTER SERVER "ser ver" OWNER TO carol;
        ALTER PUBLICATION "pub ""1" OWNER TO carol;
        ALTER SUBSCRIPTION "sub ""1" OWNER TO carol;
        ALTER EVENT TRIGGER "e ""1" OWNER TO carol;
        """,
        """
        ALTER SCHEMA public OWNER TO CURRENT_USER;
        ALTER TABLE part OWNER TO carol;
        ALTER VIEW v OWNER TO CURRENT_USER;
        """,
    ),
    Case(
        "privileges",
        ("privilege", "revoked privilege"),
        OBJECTS + "ALTER TABLE part OWNER TO bob; ALTER FUNCTION f(int) OWNER TO bob;",
        r"""
        GRANT SELECT, INSERT ON t TO bob WITH GRANT OPTION;
        GRANT ALL ON "sch""éma"."Ta\ble; $$ 😀" TO "r""o le", PUBLIC;
        REVOKE INSERT, TRUNCATE ON t FROM CURRENT_USER;
        GRANT SELECT (id, "col ""umn"), UPDATE (id) ON t TO carol;
        GRANT SELECT (id) ON v TO PUBLIC;
        GRANT SELECT (id), SELECT ON has_serial TO bob;
        GRANT SELECT ON part TO carol;
        REVOKE DELETE ON part FROM bob;
        GRANT SELECT ON v, m, "for eign" TO bob;
        GRANT USAGE ON SEQUENCE counted TO bob;
        GRANT SELECT ON SEQUENCE has_serial_id_seq TO bob;
        REVOKE ALL ON FUNCTION f(int) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION f(int) TO carol;
        GRANT EXECUTE ON PROCEDURE p(int, OUT int) TO bob;
        REVOKE EXECUTE ON PROCEDURE q(int) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION rows(), ordered(float8, float8) TO bob;
        REVOKE USAGE ON SCHEMA public FROM PUBLIC;
        GRANT CREATE ON SCHEMA public, "sch""éma" TO bob;
        REVOKE USAGE ON TYPE mood, pair, span FROM PUBLIC;
        GRANT USAGE ON DOMAIN "do main" TO bob;
        REVOKE USAGE ON LANGUAGE "lan guage" FROM PUBLIC;
        GRANT USAGE ON FOREIGN DATA WRAPPER "fd w" TO bob;
        GRANT USAGE ON FOREIGN SERVER "ser ver" TO bob WITH GRANT OPTION;
        REVOKE EXECUTE ON FUNCTION hstore(text, text) FROM PUBLIC;
        """,
        """
        REVOKE GRANT OPTION FOR SELECT ON t FROM bob;
        GRANT SELECT (id) ON t TO carol WITH GRANT OPTION;
        GRANT DELETE ON part TO bob;
        REVOKE SELECT ON has_serial FROM bob;
        GRANT SELECT (id) ON has_serial TO bob;
        GRANT CREATE ON SCHEMA public TO PUBLIC;
        GRANT USAGE ON TYPE mood TO PUBLIC;
        """,
    ),
    Case(
        "default_privileges",
        ("default privilege", "revoked default privilege"),
        'CREATE SCHEMA "sch""éma"; CREATE SCHEMA other;',
        """
        ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO bob WITH GRANT OPTION;
        ALTER DEFAULT PRIVILEGES FOR ROLE bob IN SCHEMA "sch""éma" GRANT USAGE ON SEQUENCES TO "r""o le", PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE bob REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE bob REVOKE USAGE ON TYPES FROM bob;
        ALTER DEFAULT PRIVILEGES REVOKE TRUNCATE ON TABLES FROM CURRENT_USER;
        ALTER DEFAULT PRIVILEGES GRANT CREATE ON SCHEMAS TO carol;
        ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT EXECUTE ON FUNCTIONS TO bob;
        """,
        """
        ALTER DEFAULT PRIVILEGES REVOKE GRANT OPTION FOR SELECT ON TABLES FROM bob;
        ALTER DEFAULT PRIVILEGES FOR ROLE bob GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
        ALTER DEFAULT PRIVILEGES IN SCHEMA other REVOKE EXECUTE ON FUNCTIONS FROM bob;
        """,
    ),
    Case(
        "default_privileges",
        ("default privilege",),
        "",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO bob;",
        first=18,
    ),
]

FIELDS = ("kind", "identity", "definition", "removal", "replaceable")
Key = tuple[str, str]


def written(rows: list[DictRow], kinds: tuple[str, ...]) -> dict[Key, DictRow]:
    """The rows without their addresses, by name, in the order they can be made in."""
    assert {row["kind"] for row in rows} <= set(kinds)
    ordered = sorted(rows, key=lambda row: (kinds.index(row["kind"]), row["identity"]))
    found = {(row["kind"], row["identity"]): {field: row[field] for field in FIELDS} for row in ordered}
    assert len(found) == len(rows), "two rows share a name"
    return found


async def turn(into: dict[Key, DictRow], copy: Database, case: Case) -> None:
    """Bring a database's rows to others, by nothing but what the rows say."""
    now = written(await copy.rows(case.query), case.kinds)
    gone = [row for key, row in now.items() if key not in into or (row != into[key] and not into[key]["replaceable"])]
    # Facets go before what they are facets of.
    for row in reversed(gone):
        if row["removal"]:
            await copy.run(row["removal"])
    for key, row in into.items():
        if now.get(key) != row:
            await copy.run(*row["definition"])


async def addresses_exist(origin: Database, query: str) -> None:
    """Each row says where it is and what it goes with, in the words of ``pg_depend``."""
    for row in await origin.rows(query):
        whole = [row[field] for field in ("part_of_class", "part_of_oid", "part_of_number")]
        own = [row[field] for field in ("class_oid", "oid", "number")]
        for address in (own, whole):
            if address == [None, None, None]:
                continue
            cursor = await origin.connection.execute("SELECT pg_describe_object(%s::oid, %s::oid, %s::int)", address)
            assert await cursor.fetchone() != (None,), row


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.query}-from-{case.first}")
async def test_rows_make_change_and_remove_what_they_tell_of(server: Server, case: Case) -> None:
    """A plan is written from these rows alone, so their SQL must give the same schema, each way."""
    if server.major < case.first:
        async with database(server) as older:
            await older.run(case.before)
            with pytest.raises(psycopg.Error):
                await older.run(case.make)
        return
    async with database(server) as original, database(server) as copy:
        await original.run(case.before)
        await copy.run(case.before)
        start, start_dump = written(await copy.rows(case.query), case.kinds), copy.dump()
        await original.run(case.make)
        made = written(await original.rows(case.query), case.kinds)
        assert {kind for kind, _ in made} == set(case.kinds)
        assert "topsecret" not in str(made)
        await addresses_exist(original, case.query)
        await turn(made, copy, case)
        assert written(await copy.rows(case.query), case.kinds) == made
        assert not case.dumped or copy.dump() == original.dump()
        if case.change:
            await original.run(case.change)
            changed = written(await original.rows(case.query), case.kinds)
            assert changed != made
            await turn(changed, copy, case)
            assert written(await copy.rows(case.query), case.kinds) == changed
            assert not case.dumped or copy.dump() == original.dump()
            await turn(made, copy, case)
            assert written(await copy.rows(case.query), case.kinds) == made
        await turn(start, copy, case)
        assert written(await copy.rows(case.query), case.kinds) == start
        assert not case.dumped or copy.dump() == start_dump


@pytest.mark.parametrize("query", sorted({case.query for case in CASES} | {"security_labels"}))
async def test_nobody_gets_a_row_for_nothing(server: Server, query: str) -> None:
    """Ordinary objects of the database's owner, extensions and the reserved schema say nothing."""
    async with database(server, owner="owner") as plain:
        await plain.run("CREATE EXTENSION hstore; CREATE EXTENSION postgres_fdw; CREATE EXTENSION pg_buffercache")
        await plain.run(f"CREATE SCHEMA {RESERVED_SCHEMA}; SET search_path = {RESERVED_SCHEMA}")
        await plain.run(
            """
            CREATE TABLE t (id int PRIMARY KEY);
            CREATE POLICY p ON t;
            CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
            ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL, CLUSTER ON t_pkey;
            CREATE VIEW v AS SELECT id FROM t;
            ALTER VIEW v ALTER COLUMN id SET DEFAULT 1;
            COMMENT ON TABLE t IS 'x';
            GRANT SELECT ON t TO bob;
            """,
            f"COMMENT ON SCHEMA {RESERVED_SCHEMA} IS 'x'; GRANT USAGE ON SCHEMA {RESERVED_SCHEMA} TO bob",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {RESERVED_SCHEMA} GRANT SELECT ON TABLES TO bob",
            "SET SESSION AUTHORIZATION owner; SET search_path = public",
            "CREATE SCHEMA own; CREATE TABLE own.t (id int PRIMARY KEY, body text)",
            "CREATE VIEW own.v AS SELECT id FROM own.t",
            "CREATE FUNCTION own.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE own.e AS ENUM ('a')",
            "RESET SESSION AUTHORIZATION",
        )
        assert await plain.rows(query) == []


async def test_who_owns_the_database_does_not_show(server: Server) -> None:
    """A shadow has another owner than the production database, and both must compare equal."""
    sample = """
        CREATE SCHEMA s;
        CREATE TABLE s.t (id int);
        REVOKE DELETE ON s.t FROM CURRENT_USER;
        GRANT SELECT ON s.t TO bob;
        ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO bob;
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM CURRENT_USER;
        CREATE TABLE s.later (id int);
        CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
    """
    async with database(server, owner="owner") as first, database(server, owner="carol") as second:
        for each, owner in ((first, "owner"), (second, "carol")):
            await each.run(f"SET SESSION AUTHORIZATION {owner}", sample, "RESET SESSION AUTHORIZATION")
        for query, kinds in (
            ("owners", ("owner",)),
            ("privileges", ("privilege", "revoked privilege")),
            ("default_privileges", ("default privilege", "revoked default privilege")),
        ):
            rows = written(await first.rows(query), kinds)
            assert rows == written(await second.rows(query), kinds)
            assert query == "owners" or {kind for kind, _ in rows} == set(kinds)
            text = str([row["definition"] for row in rows.values()])
            assert "owner" not in text and "carol" not in text


async def test_an_ordinary_role_can_read_everything(server: Server) -> None:
    """Targets are read without superuser rights; what is kept from such a role is only options of user mappings."""
    async with database(server) as original:
        await original.run(OBJECTS, "CREATE USER MAPPING FOR bob SERVER \"ser ver\" OPTIONS (password 'topsecret')")
        conninfo = original.conninfo("owner")
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
            for query in sorted({case.query for case in CASES} | {"security_labels"}):
                seen = [row for row in await original.rows(query) if row["kind"] != "user mapping option"]
                assert sorted(map(str, await _rows(connection, query))) == sorted(map(str, seen))


async def test_a_new_partition_gets_the_state_each_of_its_triggers_had(server: Server) -> None:
    """Its clones begin with their parent's state, so even a clone that fires as usual may need to be told."""
    tables = """
        CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE part (id int) PARTITION BY LIST (id);
        CREATE TRIGGER g AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION change();
        ALTER TABLE part DISABLE TRIGGER g;
    """
    partition = "CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1)"
    async with database(server) as original, database(server) as copy:
        await original.run(tables, partition, "ALTER TABLE part_1 ENABLE TRIGGER g")
        await copy.run(tables, partition)
        kinds = ("trigger state",)
        made = written(await original.rows("relation_traits"), kinds)
        for row in made.values():
            await copy.run(*row["definition"])
        assert written(await copy.rows("relation_traits"), kinds) == made
        assert copy.dump() == original.dump()


async def test_security_labels_are_read(server: Server) -> None:
    """No provider comes with PostgreSQL, so the labels are written into the catalog."""
    async with database(server) as labelled:
        await labelled.run(
            'CREATE SCHEMA "sch""éma"; CREATE TABLE "sch""éma".t (a int, "b ""b" int); CREATE VIEW v AS SELECT 1',
            "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE DOMAIN d AS int",
            "CREATE PUBLICATION p",
            "SET allow_system_table_mods = on",
            r"""
            INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
            VALUES ('"sch""éma".t'::regclass, 'pg_class'::regclass, 0, 'dum my', E'it''s \\ 100%'),
              ('"sch""éma".t'::regclass, 'pg_class'::regclass, 2, 'dummy', 'x'),
              ('v'::regclass, 'pg_class'::regclass, 0, 'dummy', 'x'),
              ('f'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'x'),
              ('d'::regtype, 'pg_type'::regclass, 0, 'dummy', 'x'),
              ('"sch""éma"'::regnamespace, 'pg_namespace'::regclass, 0, 'dummy', 'x'),
              ((SELECT oid FROM pg_publication), 'pg_publication'::regclass, 0, 'dummy', 'x')
            """,
        )
        rows = written(await labelled.rows("security_labels"), ("security label",))
        assert [identity for _, identity in rows] == [
            'COLUMN "sch""éma".t."b ""b" for dummy',
            "DOMAIN public.d for dummy",
            "FUNCTION public.f(integer) for dummy",
            "PUBLICATION p for dummy",
            'SCHEMA "sch""éma" for dummy',
            'TABLE "sch""éma".t for "dum my"',
            "VIEW public.v for dummy",
        ]
        table = rows["security label", 'TABLE "sch""éma".t for "dum my"']
        assert table["definition"] == [r"""SECURITY LABEL FOR "dum my" ON TABLE "sch""éma".t IS E'it''s \\ 100%'"""]
        assert table["removal"] == 'SECURITY LABEL FOR "dum my" ON TABLE "sch""éma".t IS NULL'
        await addresses_exist(labelled, "security_labels")


_PLAIN = """
    CREATE TABLE plain (id int PRIMARY KEY, word text);
    CREATE INDEX longer ON plain ((id + 1));
    CREATE FUNCTION plain_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER plain_g BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION plain_f();
    CREATE TABLE split (id int) PARTITION BY RANGE (id);
    CREATE TYPE plain_mood AS ENUM ('a');
    CREATE SCHEMA other;
    CREATE VIEW plain_v AS SELECT id FROM plain;
"""
"""What nobody has a word to say about."""
_LONE = [
    ("comments", "COMMENT ON TABLE plain IS 'a'"),
    ("comments", "COMMENT ON SCHEMA public IS NULL"),
    ("comments", "COMMENT ON SCHEMA public IS 'ours'"),
    ("comments", "COMMENT ON SCHEMA other IS 'a'"),
    ("comments", "ALTER SCHEMA public RENAME TO renamed"),
    ("owners", "ALTER TABLE plain OWNER TO bob"),
    ("owners", "ALTER FUNCTION plain_f OWNER TO bob"),
    ("owners", "ALTER TYPE plain_mood OWNER TO bob"),
    ("owners", "ALTER SCHEMA other OWNER TO bob"),
    ("owners", "ALTER SCHEMA public OWNER TO bob"),
    ("owners", "CREATE PUBLICATION lone; ALTER PUBLICATION lone OWNER TO bob"),
    ("owners", "CREATE STATISTICS lone ON id, word FROM plain; ALTER STATISTICS lone OWNER TO bob"),
    ("owners", "CREATE LANGUAGE lone HANDLER plpgsql_call_handler; ALTER LANGUAGE lone OWNER TO bob"),
    ("privileges", "GRANT SELECT ON plain TO bob"),
    ("privileges", "GRANT SELECT (word) ON plain TO bob"),
    ("privileges", "REVOKE EXECUTE ON FUNCTION plain_f FROM public"),
    ("privileges", "REVOKE USAGE ON TYPE plain_mood FROM public"),
    ("privileges", "GRANT USAGE ON SCHEMA other TO bob"),
    ("privileges", "GRANT CREATE ON SCHEMA public TO bob"),
    ("privileges", "REVOKE USAGE ON SCHEMA public FROM public"),
    ("privileges", "DROP SCHEMA public CASCADE; CREATE SCHEMA public"),
    ("privileges", "REVOKE USAGE ON LANGUAGE plpgsql FROM public"),
    ("relation_traits", "ALTER TABLE plain ENABLE ROW LEVEL SECURITY"),
    ("relation_traits", "ALTER TABLE plain FORCE ROW LEVEL SECURITY"),
    ("relation_traits", "ALTER TABLE plain REPLICA IDENTITY FULL"),
    ("relation_traits", "ALTER TABLE plain REPLICA IDENTITY USING INDEX plain_pkey"),
    ("relation_traits", "ALTER TABLE plain CLUSTER ON plain_pkey"),
    ("relation_traits", 'ALTER TABLE plain SET TABLESPACE "fast \'disk"'),
    ("relation_traits", "ALTER INDEX longer ALTER COLUMN 1 SET STATISTICS 50"),
    ("relation_traits", "ALTER TABLE plain DISABLE TRIGGER plain_g"),
    ("view_columns", "ALTER VIEW plain_v ALTER COLUMN id SET DEFAULT 1"),
    (
        "view_columns",
        "CREATE MATERIALIZED VIEW lone AS SELECT word FROM plain;"
        " ALTER MATERIALIZED VIEW lone ALTER COLUMN word SET STORAGE PLAIN",
    ),
]
"""By the query that tells of it."""


async def test_one_thing_out_of_the_ordinary_is_enough_to_be_asked_for(server: Server) -> None:
    """What is not asked for is not seen; to ask for nothing takes longer than all else a new session is asked."""
    async with database(server) as origin, database(server) as other:
        await origin.run(_PLAIN)
        # One catalog holds those of all databases.
        await other.run(
            "CREATE SUBSCRIPTION apart CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE)"
        )
        if server.major >= 16:  # before, its owner must be a superuser
            await other.run("GRANT pg_create_subscription TO bob; GRANT CREATE ON DATABASE " + other.name + " TO bob")
            await other.run("ALTER SUBSCRIPTION apart OWNER TO bob")
        usual = {row["name"] for row in await origin.rows("present")}
        assert not usual & {"subscriptions", *(query for query, _ in _LONE)}
        for query, statements in _LONE:
            async with origin.connection.transaction(force_rollback=True):
                await origin.run(statements)
                assert await origin.rows(query), statements
                assert query in {row["name"] for row in await origin.rows("present")}, statements
        await other.run("DROP SUBSCRIPTION apart")
