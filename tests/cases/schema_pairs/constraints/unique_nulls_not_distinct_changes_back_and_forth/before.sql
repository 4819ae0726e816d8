CREATE TABLE aliases (person integer, alias text, site text, CONSTRAINT alias_once UNIQUE (person, alias), CONSTRAINT site_once UNIQUE NULLS NOT DISTINCT (site));
