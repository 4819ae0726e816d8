CREATE TABLE archive (id integer PRIMARY KEY, body text);
CREATE RULE archive_no_delete AS ON DELETE TO archive DO INSTEAD NOTHING;
