ALTER TABLE docs ADD COLUMN search tsvector NOT NULL
    GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', coalesce(body, ''))) STORED;
COMMENT ON COLUMN docs.search IS 'words';
CREATE INDEX docs_search ON docs USING gin (search);
