"""The knowledge graph: entities, relations and observations, in one SQLite file, with an MCP server of its own."""
