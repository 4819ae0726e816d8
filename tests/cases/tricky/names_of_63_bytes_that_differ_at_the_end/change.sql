ALTER TABLE "a table whose name is as long as a name of PostgreSQL may be a1"
    ALTER COLUMN "a column whose name is as long as a name of PostgreSQL may be 2" TYPE bigint,
    ALTER COLUMN "a column whose name is as long as a name of PostgreSQL may be 3" TYPE bigint,
    DROP COLUMN "a column whose name is as long as a name of PostgreSQL may be 4",
    DROP COLUMN "a column whose name is as long as a name of PostgreSQL may be 5";
ALTER TABLE "a table whose name is as long as a name of PostgreSQL may be a2"
    ALTER COLUMN "a column whose name is as long as a name of PostgreSQL may be 2" TYPE bigint,
    DROP COLUMN "a column whose name is as long as a name of PostgreSQL may be 4";
