CREATE TABLE bin (id integer PRIMARY KEY);
CREATE UNLOGGED TABLE note (id integer PRIMARY KEY, extra integer CONSTRAINT note_extra REFERENCES bin);
