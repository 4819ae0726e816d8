"""Edge to PostgreSQL: catalogs, shadow, rehearsal; the only importer of psycopg."""
