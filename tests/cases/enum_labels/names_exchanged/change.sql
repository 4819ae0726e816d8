ALTER TYPE status RENAME VALUE 'a' TO 'aside';
ALTER TYPE status RENAME VALUE 'b' TO 'a';
ALTER TYPE status RENAME VALUE 'aside' TO 'b';
