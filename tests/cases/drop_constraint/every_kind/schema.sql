CREATE TABLE parents (id int PRIMARY KEY, code text, UNIQUE (id, code));
CREATE TABLE children (id int PRIMARY KEY, parent int, code text);

  ALTER TABLE children ADD CONSTRAINT f FOREIGN KEY (parent) REFERENCES parents ON DELETE CASCADE;
  ALTER TABLE children ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (parent, code);
  ALTER TABLE children ADD CONSTRAINT c CHECK (code <> 'never') NO INHERIT;
