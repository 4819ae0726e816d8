CREATE TYPE nothing AS ENUM ();
CREATE TYPE "Enum" AS ENUM ('é-label_of_the_long_tale_told_by_nobody_in_particular_at_any_t');
CREATE TABLE "Values" (id integer PRIMARY KEY, "value" "Enum");
