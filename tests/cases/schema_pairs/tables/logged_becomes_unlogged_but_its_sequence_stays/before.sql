CREATE TABLE scratchpad (id serial PRIMARY KEY, note text);
CREATE INDEX scratchpad_note_idx ON scratchpad (note);
