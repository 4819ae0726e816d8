"""SQL text or desired schema into a change."""
