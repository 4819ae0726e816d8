CREATE TABLE cold (id integer PRIMARY KEY, body text);
CREATE ACCESS METHOD heap_before TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE warm (id integer PRIMARY KEY) USING heap_before;
CREATE MATERIALIZED VIEW cold_count USING heap_before AS SELECT count(*) AS n FROM cold;
