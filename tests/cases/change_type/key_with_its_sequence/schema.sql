CREATE SCHEMA "the shop";
CREATE TABLE "the shop".items (id serial PRIMARY KEY, note text DEFAULT 'x');
