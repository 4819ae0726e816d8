COMMENT ON SCHEMA reports IS 'New words: "it''s 100% \ done" $1 $tag$';
COMMENT ON SCHEMA exports IS NULL;
