CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE children (id integer PRIMARY KEY, parent integer CONSTRAINT has_parent REFERENCES parents, uncle integer CONSTRAINT has_uncle REFERENCES parents NOT ENFORCED, age integer CONSTRAINT young CHECK (age < 18) NOT ENFORCED);
