INSERT INTO documents VALUES (1, 'to be or not'), (2, ''), (3, 'it''s a trap');
REFRESH MATERIALIZED VIEW document_words;
