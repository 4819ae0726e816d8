"""The only bridge to the knowledge graph: its entities' names, what is recorded and what is recalled."""

from server.memory.graph import Memory

__all__ = ["Memory"]
