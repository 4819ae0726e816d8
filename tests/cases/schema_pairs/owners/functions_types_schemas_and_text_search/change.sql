ALTER FUNCTION run(integer) OWNER TO "Odd ""Role""";
ALTER AGGREGATE run_all(integer) OWNER TO "Odd ""Role""";
ALTER TYPE pair OWNER TO "Odd ""Role""";
ALTER TYPE yesno OWNER TO "Odd ""Role""";
ALTER DOMAIN plus OWNER TO "Odd ""Role""";
ALTER TEXT SEARCH CONFIGURATION site OWNER TO "Odd ""Role""";
ALTER COLLATION bytes OWNER TO "Odd ""Role""";
ALTER SCHEMA attic OWNER TO "Odd ""Role""";
