CREATE UNIQUE INDEX docs_key ON docs (lang, id) INCLUDE (body);
COMMENT ON INDEX docs_key IS 'on all';
COMMENT ON INDEX docs_nl_lang_id_body_idx IS 'on one';
ALTER INDEX docs_fr_0_lang_id_body_idx RENAME TO "fr 0";
