INSERT INTO "T; --" VALUES ('', '[]', 'null', NULL, '{infinity,NULL}'), ('ä', '{"a": "\u00e4"}', NULL, '{"\\x00"}', '{}');
