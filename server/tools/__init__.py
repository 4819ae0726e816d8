"""Edge to agents: the MCP tools, one file each."""
