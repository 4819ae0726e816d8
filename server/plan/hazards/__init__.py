"""Named dangers, one file a family."""
