CREATE SCHEMA "we""ird Schéma";
CREATE SCHEMA shop;
CREATE TYPE shop.status AS ENUM ('new', 'it''s "paid"', 'done');
COMMENT ON TYPE shop.status IS 'states';
CREATE DOMAIN shop.positive AS numeric(10,2) DEFAULT 1 NOT NULL CONSTRAINT above CHECK (VALUE > 0);
CREATE DOMAIN shop.more_positive AS shop.positive CHECK (VALUE > 1);
CREATE TYPE shop.point3 AS (x int, y int, "z Z" text);
CREATE TYPE shop.span AS RANGE (subtype = float8);
CREATE TABLE "we""ird Schéma"."Order ON table" (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "select" text NOT NULL DEFAULT 'a''b\c',
  "Ünï côde" shop.status[] DEFAULT '{new}',
  "sixty_three_bytes_sixty_three_bytes_sixty_three_bytes_sixty_thr" shop.positive,
  deep shop.more_positive,
  total numeric(10,2) NOT NULL,
  twice numeric GENERATED ALWAYS AS (total * 2) STORED,
  at timestamptz DEFAULT now(),
  day date DEFAULT CURRENT_DATE,
  fixed timestamptz DEFAULT '2020-01-01 00:00+00',
  rnd double precision DEFAULT random(),
  uid uuid DEFAULT gen_random_uuid(),
  up text COLLATE "C" DEFAULT upper('x'),
  period int4range,
  p shop.point3,
  CONSTRAINT "check ""it""" CHECK (total > 0 AND "select" <> 'NOT VALID'),
  EXCLUDE USING gist (period WITH &&)
);
COMMENT ON TABLE "we""ird Schéma"."Order ON table" IS 'a "table"';
COMMENT ON COLUMN "we""ird Schéma"."Order ON table"."select" IS 'a column';
CREATE INDEX "idx ON x USING ""y""" ON "we""ird Schéma"."Order ON table" (lower("select"), total DESC) INCLUDE (day) WHERE total > 1;
CREATE UNIQUE INDEX "UNIQUE INDEX" ON "we""ird Schéma"."Order ON table" (uid);
ALTER TABLE "we""ird Schéma"."Order ON table" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "the policy" ON "we""ird Schéma"."Order ON table" FOR SELECT USING (total < 100);
CREATE TABLE shop.events (id serial, at date NOT NULL, kind text, order_id bigint, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE shop.events_2024 PARTITION OF shop.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE shop.events_rest PARTITION OF shop.events DEFAULT;
CREATE INDEX ON shop.events (kind);
ALTER TABLE shop.events ADD CONSTRAINT events_order FOREIGN KEY (order_id) REFERENCES "we""ird Schéma"."Order ON table" (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE shop.notes (event_id int, event_at date, body text, FOREIGN KEY (event_id, event_at) REFERENCES shop.events (id, at));
ALTER TABLE shop.notes ADD CONSTRAINT short CHECK (length(body) < 100) NOT VALID;
CREATE STATISTICS shop.event_stats (dependencies) ON kind, order_id FROM shop.events_2024;
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.body := upper(NEW.body); PERFORM 1 FROM "we""ird Schéma"."Order ON table"; RETURN NEW; END $$;
CREATE TRIGGER "touch it" BEFORE INSERT OR UPDATE OF body ON shop.notes FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER each_event AFTER INSERT ON shop.events FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE FUNCTION shop.total_of(wanted bigint) RETURNS numeric LANGUAGE sql STABLE BEGIN ATOMIC SELECT o.total FROM "we""ird Schéma"."Order ON table" AS o WHERE o.id = wanted; END;
CREATE AGGREGATE shop.sum_all (numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0');
CREATE VIEW shop.totals AS SELECT o.id, o.total, e.kind FROM "we""ird Schéma"."Order ON table" AS o JOIN shop.events AS e ON e.order_id = o.id;
CREATE VIEW shop.big_totals WITH (security_barrier = true) AS SELECT t.id, n.body FROM shop.totals AS t JOIN shop.notes AS n ON n.event_id = t.id WHERE t.total > 100;
COMMENT ON COLUMN shop.totals.total IS 'sum';
CREATE MATERIALIZED VIEW shop.kinds AS SELECT e.kind, count(*) AS n, o.day FROM shop.events AS e JOIN "we""ird Schéma"."Order ON table" AS o ON o.id = e.order_id GROUP BY e.kind, o.day;
CREATE UNIQUE INDEX kinds_kind ON shop.kinds (kind);
CREATE RULE keep AS ON DELETE TO shop.notes WHERE old.body = 'keep' DO INSTEAD NOTHING;
CREATE SEQUENCE shop.numbers AS smallint START 10 INCREMENT 5 MAXVALUE 100 CYCLE;
CREATE TABLE shop.base (a int);
CREATE TABLE shop.derived (b int) INHERITS (shop.base);
CREATE EXTENSION pg_trgm;
CREATE SCHEMA migration_planner;
CREATE TABLE migration_planner.archive (LIKE shop.notes);
CREATE PROCEDURE shop.clean(days int) LANGUAGE sql AS $$ DELETE FROM shop.events WHERE at < current_date - days $$;
COMMENT ON SCHEMA shop IS 'the shop';
COMMENT ON DOMAIN shop.positive IS 'positive amounts';
COMMENT ON AGGREGATE shop.sum_all (numeric) IS 'sums';
CREATE OPERATOR shop.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE PUBLICATION everything FOR TABLE shop.notes (event_id, body) WHERE (event_id > 0);
