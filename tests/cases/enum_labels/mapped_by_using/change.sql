CREATE TYPE "My s".next AS ENUM ('none', 'a', 'b');
ALTER TABLE items ALTER COLUMN kind TYPE "My s".next
    USING CASE WHEN kind IN ('gone', 'va%lue') THEN 'none' ELSE kind::text END::"My s".next;
ALTER TABLE others ALTER COLUMN kinds TYPE "My s".next[]
    USING array_replace(array_remove(kinds::text[], 'va%lue'), 'gone', 'none')::"My s".next[];
DROP TYPE "My s"."T; -- ""x";
ALTER TYPE "My s".next RENAME TO "T; -- ""x";
