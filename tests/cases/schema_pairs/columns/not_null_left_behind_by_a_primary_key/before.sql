CREATE TABLE keys (code text, part integer, other text);
