CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE level AS ENUM ('low', 'high');
CREATE FUNCTION from_any(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'prsd_lextype';
CREATE FUNCTION to_mood(internal) RETURNS mood LANGUAGE internal STABLE STRICT AS 'enum_recv';
CREATE FUNCTION to_level(internal) RETURNS level LANGUAGE internal STABLE STRICT AS 'enum_recv';
CREATE TRANSFORM FOR level LANGUAGE sql (FROM SQL WITH FUNCTION from_any(internal), TO SQL WITH FUNCTION to_level(internal));
