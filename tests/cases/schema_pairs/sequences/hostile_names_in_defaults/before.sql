CREATE SCHEMA "It's";
CREATE SEQUENCE "It's"."a ""quoted"" \ seq";
CREATE TABLE "Uses" ("Id" bigint DEFAULT nextval('"It''s"."a ""quoted"" \ seq"'), "user" serial);
