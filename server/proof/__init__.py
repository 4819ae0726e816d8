"""Plan and evidence into a verdict."""
