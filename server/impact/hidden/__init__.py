"""Dangers that no statement shows alone, one file a family."""
