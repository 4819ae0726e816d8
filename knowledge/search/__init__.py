"""Search without a store: how texts become words, questions become terms, and candidates become ranked hits."""
