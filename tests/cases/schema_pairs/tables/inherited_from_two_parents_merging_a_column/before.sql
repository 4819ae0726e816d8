CREATE TABLE named (id integer NOT NULL, name text DEFAULT 'none');
CREATE TABLE priced (id integer NOT NULL, price numeric CHECK (price >= 0));
