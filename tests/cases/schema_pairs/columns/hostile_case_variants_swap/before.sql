CREATE TABLE readings ("Value" integer NOT NULL, value text DEFAULT 'lower', "VALUE" date, CHECK ("Value" > 0));
CREATE INDEX readings_value ON readings ("Value", value);
