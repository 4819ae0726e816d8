"""What statements do to a live database: written down as forms, measured, and compared with what was seen before."""
