"""A refusal says where and what in the words of whoever refuses."""

import pytest

from server.errors import RejectedStatement


@pytest.mark.parametrize(
    ("sql", "position", "shown"),
    [
        ("SELECT missing", 8, "SELECT missing\n       ^"),
        ("SELECT 1", 0, "SELECT 1"),
        (
            "SELECT a,\n       missing\nFROM t",
            18,
            "SELECT a,\n       missing\nFROM t\nat line 4:\n       missing\n       ^",
        ),
        (f"SELECT {'1, ' * 200}missing", 608, f"…{('1, ' * 200)[-60:]}missing\n{' ' * 61}^"),
    ],
)
def test_a_rejected_statement_points_at_what_postgresql_points_at(sql: str, position: int, shown: str) -> None:
    """In a statement of a hundred lines the words alone are not found."""
    error = RejectedStatement(number=2, line=3, sql=sql, sqlstate="42703", message="no column", position=position)
    assert str(error) == f"statement 2 (line 3) fails on the shadow: no column [42703]\n{shown}"
