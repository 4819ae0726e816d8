CREATE TABLE routes (
    id int PRIMARY KEY,
    origin int NOT NULL,
    goal int,
    price numeric(8, 2),
    CONSTRAINT elsewhere CHECK (origin <> goal),
    CONSTRAINT routes_key UNIQUE (origin, goal)
);
CREATE INDEX routes_both ON routes (goal, origin) WHERE price > 0;
CREATE STATISTICS routes_pairs ON id, price FROM routes;
