CREATE TABLE "Line; --" ("order" smallint, "no %" smallint, note text, PRIMARY KEY ("order", "no %") INCLUDE (note));
CREATE TABLE part ("order" smallint, line smallint, n serial,
    FOREIGN KEY ("order", line) REFERENCES "Line; --" MATCH FULL ON DELETE CASCADE NOT VALID);
