INSERT INTO snippets VALUES (1, ''';'), (2, '$$;$$'), (3, E'--\n/*');
