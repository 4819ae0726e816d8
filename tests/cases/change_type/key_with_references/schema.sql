CREATE TABLE "Users" (
    id int GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 2) PRIMARY KEY,
    invited_by int REFERENCES "Users" ON DELETE SET NULL,
    name text NOT NULL UNIQUE
);
CREATE TABLE posts (
    id bigint PRIMARY KEY,
    author int NOT NULL REFERENCES "Users" (id) ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    "second; author" int CONSTRAINT "by (two)" REFERENCES "Users"
);
CREATE INDEX posts_by_author ON posts (author, id DESC);
COMMENT ON CONSTRAINT "by (two)" ON posts IS 'the other one';
