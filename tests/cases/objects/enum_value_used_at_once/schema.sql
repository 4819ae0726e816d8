CREATE TYPE mood AS ENUM ('calm', 'it''s');
CREATE TABLE members (id integer PRIMARY KEY, mood mood DEFAULT 'calm', note text);
