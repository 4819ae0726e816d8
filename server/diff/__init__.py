"""Before and after catalogs into operations."""
