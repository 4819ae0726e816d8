CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE computed (
    id int PRIMARY KEY, m mood NOT NULL DEFAULT 'sad', g bool GENERATED ALWAYS AS ('glad'::mood > 'sad'::mood) STORED,
    better mood GENERATED ALWAYS AS (CASE id WHEN 1 THEN 'glad'::mood ELSE 'sad'::mood END) STORED
);
CREATE INDEX by_better ON computed (better);
CREATE VIEW of_computed AS SELECT g, better FROM computed;
GRANT SELECT ON of_computed TO PUBLIC;
