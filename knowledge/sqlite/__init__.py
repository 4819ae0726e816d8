"""A knowledge graph in one SQLite file that any number of threads and processes share."""
