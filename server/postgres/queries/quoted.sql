-- A row is a name and how it is written in SQL, which depends on the keywords of the server's version.
SELECT u.name, pg_catalog.quote_ident(u.name) AS quoted
FROM pg_catalog.unnest(%(names)s::text[]) AS u (name)
