CREATE TABLE boxes (
    id int PRIMARY KEY,
    width int NOT NULL,
    height int NOT NULL,
    label text NOT NULL,
    area bigint GENERATED ALWAYS AS (width * height) STORED,
    slug text GENERATED ALWAYS AS (lower(label)) STORED
);
CREATE INDEX boxes_slug ON boxes (slug);
CREATE INDEX boxes_area ON boxes ((area + 1)) WHERE width > 2;
