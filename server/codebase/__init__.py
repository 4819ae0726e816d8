"""Edge to source trees: references to tables and columns in code."""
