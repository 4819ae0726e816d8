"""Migration Planner: takes a PostgreSQL schema change from intent to proven plan."""

__version__ = "0.1.0"
