CREATE TYPE measure AS (value numeric, unit text);
CREATE TABLE measures OF measure (value WITH OPTIONS NOT NULL);
