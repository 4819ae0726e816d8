"""A knowledge graph in a schema of its own of a PostgreSQL database, for a team.

No superuser and no extension is needed. What PostgreSQL that scales out refuses is left out: there are no triggers,
foreign keys, sequences or exclusion constraints, every unique key holds its table's distribution column, and no
statement writes one table from another.
"""
