CREATE SCHEMA "Ext 100%";
CREATE EXTENSION hstore;
CREATE EXTENSION fuzzystrmatch SCHEMA "Ext 100%";
CREATE TABLE names (id integer PRIMARY KEY, name text, sound text GENERATED ALWAYS AS ("Ext 100%".soundex(name)) STORED);
