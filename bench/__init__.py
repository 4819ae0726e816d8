"""How long a caller waits, measured through a real MCP client; run by ``make bench``."""
