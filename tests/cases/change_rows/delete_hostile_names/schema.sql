CREATE TABLE "T ""t" ("Id %" int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "va; --" text, gen int GENERATED ALWAYS AS (1) STORED, "user" jsonb);
