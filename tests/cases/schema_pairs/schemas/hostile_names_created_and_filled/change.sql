CREATE SCHEMA "100% ""quoted"" \ and 'single'";
CREATE TABLE "100% ""quoted"" \ and 'single'"."$$ 😀" ("e.f" integer REFERENCES "a.b"."c.d", "select" text DEFAULT E'\\''');
CREATE SCHEMA "A.B";
CREATE TABLE "A.B"."c.d" ("e.f" integer REFERENCES "a.b"."c.d" ("e.f"));
COMMENT ON SCHEMA "A.B" IS E'It''s \\ not\n"a.b" -- $$ /* %s';
