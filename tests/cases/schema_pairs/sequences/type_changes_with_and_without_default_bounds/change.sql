ALTER SEQUENCE small AS bigint;
ALTER SEQUENCE bounded AS smallint;
ALTER SEQUENCE negative AS bigint;
ALTER SEQUENCE exact AS integer;
