CREATE TABLE "T; --" ("Id" text COLLATE "C" PRIMARY KEY, "drop "" me" jsonb DEFAULT '{}' NOT NULL, "$1" json, "ünï" bytea[], tz timestamptz[]);
