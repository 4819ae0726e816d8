"""Operations, impact and policy into a plan."""
