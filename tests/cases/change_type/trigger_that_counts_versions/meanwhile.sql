DO $$
DECLARE
    made name;
    apart boolean := false;
BEGIN
    SELECT attname INTO made FROM pg_attribute
    WHERE attrelid = 'docs'::regclass AND atttypid = 'bigint'::regtype AND attnum > 0 AND NOT attisdropped;
    IF FOUND THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM docs WHERE version IS DISTINCT FROM %I)', made) INTO apart;
    END IF;
    IF apart THEN
        RAISE EXCEPTION 'the new column does not hold what the old one holds';
    END IF;
END $$;
DELETE FROM docs;
