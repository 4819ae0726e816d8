INSERT INTO rooms SELECT n, 'room ' || n FROM generate_series(1, 5) AS n;
INSERT INTO "my ""app"""."Book ings; --" ("room'", "$during$", state)
SELECT n % 5 + 1, tstzrange(timestamptz '2020-01-01 00:00Z' + n * interval '1 day', timestamptz '2020-01-02 00:00Z' + n * interval '1 day'),
       CASE WHEN n % 4 = 0 THEN 'gone' ELSE 'held' END
FROM generate_series(1, 30) AS n;
INSERT INTO "my ""app"""."Book ings; --" ("room'", "$during$", state) VALUES (1, '(,)', 'gone'), (NULL, '(,)', 'held');
INSERT INTO "pay ments" SELECT n, n FROM generate_series(1, 20) AS n;
INSERT INTO notes VALUES (1, 'first'), (NULL, 'none');
