"""Random schemas and random sequences of DDL on them, one module a kind of object.

A seed decides everything. A light model of what exists keeps most statements acceptable; whoever runs them skips what
PostgreSQL refuses. Everything is written for the role that owns the database, on PostgreSQL 15 and newer; the roles of
``values.ROLES`` must exist.
"""
