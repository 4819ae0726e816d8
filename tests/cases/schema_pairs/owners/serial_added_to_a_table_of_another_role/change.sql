ALTER TABLE regions ADD COLUMN number serial;
ALTER SEQUENCE moving OWNED BY NONE;
ALTER SEQUENCE moving OWNER TO reader;
ALTER SEQUENCE moving OWNED BY regions.id;
CREATE TABLE others (id serial, counted bigint GENERATED ALWAYS AS IDENTITY);
ALTER TABLE others OWNER TO reader;
