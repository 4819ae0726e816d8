CREATE SCHEMA "Parts; DROP";
CREATE TABLE "the ""log""" ("a kind" text, at timestamptz NOT NULL, "n'" int) PARTITION BY RANGE (at);
CREATE TABLE "Parts; DROP"."half %s" PARTITION OF "the ""log"""
    FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-07-01 00:00+00') PARTITION BY LIST ("a kind");
CREATE TABLE "Parts; DROP".rest PARTITION OF "Parts; DROP"."half %s" DEFAULT;
CREATE INDEX ON "the ""log""" (("n'" + 1), "a kind");
CREATE TABLE "Parts; DROP"."it's" ("a kind" text, at timestamptz NOT NULL, "n'" int);
CREATE INDEX "has its own" ON "Parts; DROP"."it's" (("n'" + 1), "a kind");
