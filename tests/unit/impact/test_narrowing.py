"""Which changes of type lose part of a value without an error, and which may be refused."""

import pytest

from server.impact.narrowing import loses, shrinks
from server.model.catalog import Column
from tests.unit.impact.schema import Schema, new_column


def column(type_name: str, base: str = "") -> Column:
    table = Schema().table("t")
    made = new_column(table, 1, f"a {type_name}")
    return new_column(table, 1, f"a {type_name}", base_type=base or made.base_type)


@pytest.mark.parametrize(
    ("before", "after", "lost", "refused"),
    [
        (column("numeric(10,2)"), column("numeric(12,4)"), False, False),
        (column("numeric(10,2)"), column("numeric(10,4)"), False, True),
        (column("numeric(10,4)"), column("numeric(12,2)"), True, False),
        (column("numeric"), column("numeric(12,2)"), True, True),
        (column("numeric(12,2)"), column("numeric"), False, False),
        (column("integer", "int4"), column("bigint", "int8"), False, False),
        (column("bigint", "int8"), column("integer", "int4"), False, True),
        (column("numeric(10,2)"), column("integer", "int4"), True, True),
        (column("double precision", "float8"), column("real", "float4"), True, True),
        (column("character varying(50)", "varchar"), column("character varying(20)", "varchar"), False, True),
        (column("character varying(20)", "varchar"), column("text"), False, False),
        (column("text"), column("integer", "int4"), False, True),
        (column("timestamp without time zone", "timestamp"), column("date"), True, False),
        (column("timestamp", "timestamp"), column("timestamp(0) without time zone", "timestamp"), True, False),
        (column("json"), column("jsonb"), True, False),
    ],
)
def test_conversions_are_judged_by_what_the_types_can_hold(
    before: Column, after: Column, lost: bool, refused: bool
) -> None:
    """Rounding is silent; overflow and bad input are errors."""
    assert (loses(before, after, None) is not None, shrinks(before, after)) == (lost, refused)


def test_only_an_explicit_cast_cuts_text() -> None:
    """Assignment refuses a longer value; a cast to varchar(n) cuts it, as the standard asks."""
    before, after = column("text"), column("character varying(20)", "varchar")
    assert loses(before, after, None) is None
    assert loses(before, after, "a::varchar(20)") is not None
