ALTER SEQUENCE counter OWNED BY NONE;
DROP TABLE old;
CREATE TABLE new (id integer DEFAULT nextval('counter') NOT NULL, note text NOT NULL);
ALTER SEQUENCE counter OWNED BY new.id;
