ALTER TYPE light RENAME VALUE 'red' TO 'stop';
ALTER TYPE light RENAME VALUE 'yellow' TO 'red';
ALTER TYPE light RENAME VALUE 'green' TO 'it''s "go" \ %';
