DROP INDEX feeds_id;
