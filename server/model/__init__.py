"""The nouns: frozen values the stages exchange, one module a stage."""
