ALTER SEQUENCE "It's"."a ""quoted"" \ seq" RENAME TO "$$ 100% 😀.seq";
ALTER SEQUENCE "It's"."$$ 100% 😀.seq" INCREMENT BY 3 OWNED BY NONE;
ALTER SEQUENCE "Uses_user_seq" RENAME TO "select";
CREATE SEQUENCE "SELECT" OWNED BY "Uses"."Id";
COMMENT ON SEQUENCE "SELECT" IS E'it''s \\ "not" select\n$$';
