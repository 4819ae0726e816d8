CREATE TABLE contacts (id integer PRIMARY KEY, name varchar(50) DEFAULT 'x'::varchar NOT NULL, city text DEFAULT 'Gent', zip char(6));
CREATE UNIQUE INDEX contacts_name ON contacts (name varchar_pattern_ops);
