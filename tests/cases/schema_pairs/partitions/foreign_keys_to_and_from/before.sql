CREATE TABLE countries (code char(2) PRIMARY KEY);
CREATE TABLE cities (code char(2) NOT NULL, name text NOT NULL, twin_code char(2), twin_name text, PRIMARY KEY (code, name)) PARTITION BY LIST (code);
CREATE TABLE cities_nl PARTITION OF cities FOR VALUES IN ('NL');
CREATE TABLE cities_be PARTITION OF cities FOR VALUES IN ('BE');
CREATE TABLE residents (id integer PRIMARY KEY, code char(2), city text);
