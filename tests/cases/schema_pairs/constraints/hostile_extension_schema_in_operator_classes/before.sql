CREATE SCHEMA "Ext ""1""";
CREATE EXTENSION btree_gist SCHEMA "Ext ""1""";
CREATE TABLE "Rooms" ("No." integer, "When" daterange, "Who?" text);
