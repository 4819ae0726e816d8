INSERT INTO log VALUES ('2020-02-29 12:00Z'::text::timestamptz - interval '1 day', 'a'), (NULL, NULL), (NULL, NULL);
