CREATE TABLE "Orders" ("Order" integer NOT NULL, "Day" date NOT NULL, "Of" integer) PARTITION BY RANGE ("Day");
CREATE TABLE "Orders of '24" PARTITION OF "Orders" FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE FUNCTION "do ""it"""() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
