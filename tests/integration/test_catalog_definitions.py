"""Definitions that are composed are those the server prints."""

import random
import re

import pytest

from server.postgres.catalog import read_catalog
from server.postgres.engine import Cluster
from tests.integration.test_catalog_delta import SEED, Session, cluster, run, sessions
from tests.schema_pairs import all_pairs

__all__ = ["cluster"]

pytestmark = pytest.mark.anyio

SAMPLE = 30

# What decides how a column of an index or a key is printed, and names that want quotes.
PLAIN_AND_NOT = """
    CREATE SCHEMA "Own";
    CREATE TYPE pair AS (a int, b text);
    CREATE TYPE mood AS ENUM ('sad', 'glad');
    CREATE TYPE span AS RANGE (subtype = date);
    CREATE DOMAIN short AS text;
    CREATE TABLE "Own"."a.b" (
        id bigint PRIMARY KEY, "user" text, "Q""q" varchar(5), c text COLLATE "C", m mood, s span, d short, b char(3),
        n name, arr text[], moods mood[], i4 int4multirange, v oidvector, net inet, j jsonb, t tsvector, row_of pair,
        stamp timestamptz
    );
    CREATE INDEX ON "Own"."a.b" ("user");
    CREATE INDEX ON "Own"."a.b" ("user" COLLATE "C");
    CREATE INDEX ON "Own"."a.b" (c);
    CREATE INDEX ON "Own"."a.b" (c COLLATE "POSIX");
    CREATE INDEX ON "Own"."a.b" ("user" text_pattern_ops);
    CREATE INDEX ON "Own"."a.b" ("Q""q");
    CREATE INDEX ON "Own"."a.b" ("Q""q" bpchar_ops);
    CREATE INDEX ON "Own"."a.b" ("Q""q" varchar_pattern_ops DESC);
    CREATE INDEX ON "Own"."a.b" USING hash ("Q""q");
    CREATE INDEX ON "Own"."a.b" (b, n, d, m, s, v, arr, moods);
    CREATE INDEX ON "Own"."a.b" (b bpchar_pattern_ops);
    CREATE INDEX ON "Own"."a.b" (i4);
    CREATE INDEX ON "Own"."a.b" (row_of);
    CREATE INDEX ON "Own"."a.b" USING gist (s);
    CREATE INDEX ON "Own"."a.b" USING gist (i4);
    CREATE INDEX ON "Own"."a.b" USING gist (net inet_ops);
    CREATE INDEX ON "Own"."a.b" USING spgist (net);
    CREATE INDEX ON "Own"."a.b" USING gin (arr);
    CREATE INDEX ON "Own"."a.b" USING gin (moods);
    CREATE INDEX ON "Own"."a.b" USING gin (j jsonb_path_ops);
    CREATE INDEX ON "Own"."a.b" USING gist (t tsvector_ops (siglen = 100));
    CREATE INDEX ON "Own"."a.b" USING brin (stamp timestamptz_minmax_multi_ops);
    CREATE INDEX ON "Own"."a.b" USING brin (stamp) WITH (pages_per_range = 4);
    CREATE UNIQUE INDEX ON "Own"."a.b" (stamp ASC NULLS FIRST, id DESC, m DESC NULLS LAST) INCLUDE ("user", "Q""q");
    CREATE UNIQUE INDEX ON "Own"."a.b" (m) NULLS NOT DISTINCT;
    CREATE INDEX ON "Own"."a.b" (lower("user"));
    CREATE INDEX ON "Own"."a.b" (id) WHERE id > 0;
    CREATE MATERIALIZED VIEW w AS SELECT id, "user" FROM "Own"."a.b";
    CREATE UNIQUE INDEX ON w (id) INCLUDE ("user");
    CREATE TABLE parted (id int, "at" date, PRIMARY KEY (id, "at") INCLUDE (id)) PARTITION BY RANGE (id);
    CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (9);
    CREATE INDEX ON parted ("at");
    CREATE TABLE keys (
        id bigint, "user" int, x int, UNIQUE ("user", x) DEFERRABLE INITIALLY DEFERRED, UNIQUE (x) INCLUDE (id),
        UNIQUE (id), UNIQUE (x), UNIQUE ("user", x),
        UNIQUE NULLS NOT DISTINCT (id, x), CHECK (x > 0) NO INHERIT, CHECK (x < 100 OR "user" IN (1, 2)),
        FOREIGN KEY (id) REFERENCES "Own"."a.b" ON UPDATE CASCADE ON DELETE SET DEFAULT DEFERRABLE,
        FOREIGN KEY ("user", x) REFERENCES keys ("user", x) MATCH FULL ON DELETE RESTRICT ON UPDATE SET NULL,
        CONSTRAINT "some" FOREIGN KEY ("user", x) REFERENCES keys ("user", x) ON DELETE SET NULL (x)
    );
    ALTER TABLE keys ADD FOREIGN KEY (x) REFERENCES keys (x) NOT VALID;
    ALTER TABLE keys ADD CHECK (id > 0) NO INHERIT NOT VALID;
"""
# A user's own operator class becomes the usual one, and the server's own is printed from then on.
OF_A_USER = """
    CREATE FUNCTION order_of(mood, mood) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT enum_cmp($1, $2)';
    CREATE OPERATOR CLASS usual DEFAULT FOR TYPE mood USING btree AS FUNCTION 1 order_of(mood, mood);
    CREATE INDEX ON "Own"."a.b" (m);
    CREATE INDEX ON "Own"."a.b" (m usual);
"""


async def unlike(session: Session) -> list[str]:
    """Definitions of the catalog that the server prints otherwise."""
    async with session.transaction():
        await session.execute("SET LOCAL search_path = pg_catalog, pg_temp")
        catalog = await read_catalog(session)
        cursor = await session.execute(
            "SELECT indexrelid, pg_get_indexdef(indexrelid), pg_get_expr(indpred, indrelid) FROM pg_index"
        )
        printed = {oid: definition for oid, definition, _ in await cursor.fetchall()}
        cursor = await session.execute(
            "SELECT oid, pg_get_constraintdef(oid), pg_get_expr(conbin, conrelid) FROM pg_constraint"
        )
        constraints = {oid: (text, expression) for oid, text, expression in await cursor.fetchall()}
    wrong = []
    for index in catalog.indexes.values():
        start = re.match(r'CREATE (?:UNIQUE )?INDEX ("(?:[^"]|"")*"|\S+) ', printed[index.oid])
        if start is None or printed[index.oid] != start[0] + index.body:
            wrong.append(f"{printed[index.oid]} is not {index.body}")
    for constraint in catalog.constraints.values():
        suffix = "" if constraint.validated or not constraint.enforced else " NOT VALID"
        if constraints[constraint.oid] != (constraint.definition + suffix, constraint.expression):
            wrong.append(f"{constraints[constraint.oid]} is not {constraint.definition}, {constraint.expression}")
    return wrong


async def test_definitions_of_indexes_and_keys_are_those_the_server_prints(cluster: tuple[int, Cluster]) -> None:
    async with sessions(cluster[1]) as (one, _):
        await run(one, PLAIN_AND_NOT)
        assert await unlike(one) == []


async def test_a_usual_operator_class_of_a_user_is_left_out_and_the_server_s_own_printed(
    cluster: tuple[int, Cluster],
) -> None:
    async with sessions(cluster[1]) as (one, _):
        await run(one, PLAIN_AND_NOT)
        await run(one, OF_A_USER)
        assert await unlike(one) == []


async def test_definitions_in_the_corpus_of_pairs_are_those_the_server_prints(cluster: tuple[int, Cluster]) -> None:
    major, server = cluster
    pairs = [pair for pair in all_pairs() if major in pair.expect.majors and re.search("INDEX|KEY|UNIQUE", pair.before)]
    for pair in random.Random(SEED).sample(pairs, SAMPLE):
        async with sessions(server, pair) as (one, _):
            await run(one, pair.before)
            await run(one, pair.change)
            assert await unlike(one) == [], pair.name
