"""Operations and facts into impact."""
