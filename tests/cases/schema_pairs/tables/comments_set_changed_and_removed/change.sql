COMMENT ON TABLE letters IS E'New\n\twith a tab, a ''quote'', a \\ backslash, $$ and $body$ and %s {} :name 😀';
COMMENT ON COLUMN letters.body IS '';
COMMENT ON COLUMN letters.id IS '  ';
COMMENT ON CONSTRAINT letters_pkey ON letters IS '-- DROP TABLE letters; /*';
COMMENT ON INDEX letters_pkey IS 'the index of it';
