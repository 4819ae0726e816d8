CREATE INDEX words_like ON words (word text_pattern_ops, code varchar_pattern_ops DESC, fixed bpchar_pattern_ops);
CREATE INDEX words_c ON words (word COLLATE "C" NULLS FIRST, (code || 'x') COLLATE "POSIX" text_pattern_ops);
DROP INDEX words_word;
CREATE INDEX words_word ON words (word COLLATE "C");
