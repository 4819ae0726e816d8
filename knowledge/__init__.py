"""The knowledge graph: entities, relations and observations."""
