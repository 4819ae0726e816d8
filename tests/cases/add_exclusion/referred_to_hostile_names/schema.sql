CREATE EXTENSION btree_gist;
CREATE SCHEMA "my ""app""";
CREATE TYPE "Mo od" AS ENUM ('it''s');
CREATE COLLATION ukrainian FROM "C";
CREATE TABLE rooms (id int PRIMARY KEY, name text);
CREATE TABLE "my ""app"""."Book ings; --" (
    "I d" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number serial,
    "room'" int REFERENCES rooms ON DELETE CASCADE,
    "$during$" tstzrange NOT NULL,
    state text DEFAULT 'held' CHECK (state <> 'lost'),
    touched int NOT NULL DEFAULT 0,
    dropped int,
    "mo od" "Mo od" DEFAULT 'it''s',
    "c ol" text COLLATE ukrainian
);
ALTER TABLE "my ""app"""."Book ings; --" DROP COLUMN dropped;
CREATE INDEX "by 'room'" ON "my ""app"""."Book ings; --" ("room'");
CREATE STATISTICS "my ""app"""."st at" ON "room'", state FROM "my ""app"""."Book ings; --";
COMMENT ON TABLE "my ""app"""."Book ings; --" IS 'it''s $1 %s {}';
COMMENT ON COLUMN "my ""app"""."Book ings; --"."$during$" IS 'when';
GRANT SELECT, UPDATE (state) ON "my ""app"""."Book ings; --" TO PUBLIC;
ALTER TABLE "my ""app"""."Book ings; --" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "p 1" ON "my ""app"""."Book ings; --" FOR SELECT TO PUBLIC USING (state <> 'secret');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.touched := OLD.touched + 1; RETURN NEW; END';
CREATE TRIGGER "touch es" BEFORE UPDATE ON "my ""app"""."Book ings; --" FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE "pay ments" (
    id int PRIMARY KEY,
    booking bigint NOT NULL CONSTRAINT "of; it" REFERENCES "my ""app"""."Book ings; --" ON DELETE CASCADE DEFERRABLE
);
CREATE TABLE notes (booking bigint, text text);
ALTER TABLE notes ADD FOREIGN KEY (booking) REFERENCES "my ""app"""."Book ings; --" NOT VALID;
CREATE VIEW "held now" WITH (security_barrier) AS
    SELECT b."I d", r.name FROM "my ""app"""."Book ings; --" AS b JOIN rooms AS r ON r.id = b."room'" WHERE b.state = 'held';
CREATE VIEW counted AS SELECT name, count(*) AS bookings FROM "held now" GROUP BY name;
COMMENT ON VIEW counted IS 'how many';
GRANT SELECT ON "held now" TO PUBLIC;
COMMENT ON POLICY "p 1" ON "my ""app"""."Book ings; --" IS 'no secrets';
COMMENT ON TRIGGER "touch es" ON "my ""app"""."Book ings; --" IS 'counts';
COMMENT ON INDEX "my ""app"""."by 'room'" IS E'by \\ room';
COMMENT ON STATISTICS "my ""app"""."st at" IS 'both';
COMMENT ON CONSTRAINT "Book ings; --_state_check" ON "my ""app"""."Book ings; --" IS 'never';
ALTER TABLE "my ""app"""."Book ings; --" SET (fillfactor = 80), ALTER state SET STORAGE EXTERNAL, ALTER state SET STATISTICS 33;
