CREATE TABLE left_side (id integer GENERATED ALWAYS AS IDENTITY, note text);
CREATE TABLE right_side (id integer GENERATED ALWAYS AS IDENTITY, note text);
