CREATE TEXT SEARCH PARSER other_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION of_own (PARSER = own_parser);
ALTER TEXT SEARCH CONFIGURATION of_own ADD MAPPING FOR int, uint WITH simple;
DROP TEXT SEARCH TEMPLATE plain_template;
COMMENT ON TEXT SEARCH PARSER own_parser IS 'as the default one';
