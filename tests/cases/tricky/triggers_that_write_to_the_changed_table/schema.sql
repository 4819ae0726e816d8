CREATE TABLE authors (id int PRIMARY KEY, name text, books_count int NOT NULL DEFAULT 0);
CREATE TABLE books (
    id int PRIMARY KEY,
    author_id int NOT NULL REFERENCES authors,
    title text,
    updated_at timestamptz NOT NULL DEFAULT '2026-01-01Z',
    version int NOT NULL DEFAULT 1
);
CREATE TABLE books_log (book_id int, was text, became text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.version := OLD.version + 1; RETURN NEW; END $$;
CREATE FUNCTION count_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE authors SET books_count = (SELECT count(*) FROM books WHERE author_id = NEW.author_id) WHERE id = NEW.author_id;
    RETURN NULL;
END $$;
CREATE FUNCTION log_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO books_log VALUES (NEW.id, OLD.title, NEW.title);
    RETURN NULL;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON books FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER counted AFTER INSERT OR UPDATE OF author_id ON books FOR EACH ROW EXECUTE FUNCTION count_books();
CREATE TRIGGER logged AFTER UPDATE ON books FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION log_book();
