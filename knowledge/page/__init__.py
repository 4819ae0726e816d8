"""A look at the knowledge graph: a page for a browser on this machine, served read-only over loopback."""
