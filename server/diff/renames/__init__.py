"""Things that have another name than before: found by identity, guessed by likeness, decided, and given."""
