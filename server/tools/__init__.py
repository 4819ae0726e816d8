"""The MCP tools, one file each; one edge of the planner, beside the command line."""
