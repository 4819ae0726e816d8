CREATE TABLE items (id uuid PRIMARY KEY, at text, at2 bigint);
