ALTER SCHEMA "user" RENAME TO "select";
