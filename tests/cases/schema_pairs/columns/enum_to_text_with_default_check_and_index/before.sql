CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy');
CREATE TABLE diary (id integer PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', CONSTRAINT not_sad_first CHECK (id > 1 OR mood <> 'sad'));
CREATE INDEX diary_good ON diary (mood) WHERE mood > 'sad';
