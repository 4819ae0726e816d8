CREATE TABLE parent (id integer NOT NULL, code text, CONSTRAINT small CHECK (id < 1000));
CREATE TABLE heir (id bigint NOT NULL, extra date);
