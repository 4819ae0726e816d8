"""One real piece of work on an embedded PostgreSQL, from nothing to files, told as it happens."""
