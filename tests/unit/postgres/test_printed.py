"""Tests for what PostgreSQL prints otherwise once it has read it again."""

import pytest

from server.postgres.printed import as_read_again


@pytest.mark.parametrize(
    ("printed", "read_again"),
    [
        (
            "((code)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[]))",
            "((code)::text = ANY (ARRAY[('a'::character varying)::text, ('it''s'::character varying)::text]))",
        ),
        ("(ARRAY[f(a, b), (c)])::numeric(8,2)[]", "ARRAY[(f(a, b))::numeric(8,2), ((c))::numeric(8,2)]"),
        (
            "(ARRAY[now()])::timestamp(3) without time zone[] (ARRAY[1])::double precision[]",
            "ARRAY[(now())::timestamp(3) without time zone] ARRAY[(1)::double precision]",
        ),
        ('(ARRAY["]a"."b,(" ])::public."x[]"[]', 'ARRAY[("]a"."b,(" )::public."x[]"]'),
        ("(ARRAY['])', E'\\'])'])::text[]", "ARRAY[('])')::text, (E'\\'])')::text]"),
        ("(ARRAY[ARRAY['a', b], ARRAY[c]])::text[]", "ARRAY[ARRAY[('a')::text, (b)::text], ARRAY[(c)::text]]"),
        ("(ARRAY[((ARRAY[1, 2])::text[])[1]])::text[]", "ARRAY[((ARRAY[(1)::text, (2)::text])[1])::text]"),
    ],
)
def test_the_type_of_an_array_is_that_of_its_elements(printed: str, read_again: str) -> None:
    """Elements may hold whatever SQL can: brackets in strings and names, calls and further arrays."""
    assert as_read_again(printed) == read_again
    assert as_read_again(read_again) == read_again


@pytest.mark.parametrize(
    "text",
    [
        "'(ARRAY[1])::text[]'",
        "$body$ (ARRAY[1])::text[] $body$",
        '"(ARRAY[1])::text[]"',
        "(ARRAY[1, 2])[1]",
        "(ARRAY[1, 2])::text",
        "ARRAY[1]::text[]",
        "(ARRAY[1",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    """Constants, names, and arrays that are not converted to another array."""
    assert as_read_again(text) == text
