CREATE TYPE light AS ENUM ('red', 'yellow', 'green');
CREATE TABLE crossings (id integer PRIMARY KEY, shows light NOT NULL DEFAULT 'red', CONSTRAINT not_yellow CHECK (shows <> 'yellow'));
CREATE INDEX crossings_green ON crossings (id) WHERE shows = 'green';
CREATE VIEW stopped AS SELECT id FROM crossings WHERE shows = 'red';
