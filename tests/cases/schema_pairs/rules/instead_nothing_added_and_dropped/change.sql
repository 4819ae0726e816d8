DROP RULE archive_no_delete ON archive;
CREATE RULE archive_no_update AS ON UPDATE TO archive DO INSTEAD NOTHING;
