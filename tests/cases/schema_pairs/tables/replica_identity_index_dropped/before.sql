CREATE TABLE feeds (id integer NOT NULL, url text NOT NULL);
CREATE UNIQUE INDEX feeds_id ON feeds (id);
ALTER TABLE feeds REPLICA IDENTITY USING INDEX feeds_id;
