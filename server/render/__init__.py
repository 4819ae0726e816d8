"""Plan, impact and verdict into SQL files and documents."""
