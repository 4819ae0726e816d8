CREATE TABLE dictionary (word text NOT NULL, lang text NOT NULL, added timestamp) PARTITION BY RANGE (lower(word) COLLATE "C" text_pattern_ops, (extract(year FROM added)));
CREATE TABLE dictionary_a_m PARTITION OF dictionary FOR VALUES FROM ('a', MINVALUE) TO ('n', MINVALUE);
CREATE TABLE dictionary_n_z PARTITION OF dictionary FOR VALUES FROM ('n', MINVALUE) TO (MAXVALUE, MAXVALUE);
