CREATE TABLE wide (id int PRIMARY KEY);
DO $$ BEGIN
    FOR i IN 1 .. 200 LOOP
        EXECUTE format('ALTER TABLE wide ADD COLUMN c%s %s', i, (ARRAY['int', 'text DEFAULT ''x''', 'boolean NOT NULL DEFAULT true'])[1 + i % 3]);
    END LOOP;
END $$;
