"""Texts of a catalog that differ only by a moved name are the same text."""

import pytest

from server.diff.renames.by_identity import Renames, without_casts

RENAMES = Renames(
    pairs=frozenset({("sku", "code"), ("products", "Goods b"), ("public", "shop"), ("a_id_seq", "b_id_seq")}),
    schemas={"public": "shop"},
)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (None, None, True),
        (None, "1", False),
        ("lower(sku)", "lower(code)", True),
        ("lower(sku)", "upper(code)", False),
        ("ON public.products USING btree (sku)", 'ON shop."Goods b" USING btree (code)', True),
        ("nextval('public.a_id_seq'::regclass)", "nextval('shop.b_id_seq'::regclass)", True),
        ("sku > 1", "code > 2", False),
        ("'paid'::text", "'late'::text", False),
        ("(code)", "(sku)", False),
        ("sku", "sku, code", False),
    ],
)
def test_only_moved_names_may_differ(before: str | None, after: str | None, same: bool) -> None:
    """PostgreSQL prints definitions with the names of the moment; a rename must not look like another definition."""
    assert RENAMES.explain(before, after) is same


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("((price > (0)::numeric))", "price > 0"),
        ("((sku)::text <> ''::text)", "sku <> ''"),
        ("(a)::character varying(10)[]", "a"),
        ("(a)::timestamp(3) without time zone", "a"),
        ('(a)::double precision + (b)::public."My type"', "a + b"),
    ],
)
def test_casts_that_a_type_change_adds_are_left_out(text: str, plain: str) -> None:
    """A check on a varchar column prints with casts that vanish once the column is text."""
    assert without_casts(text) == plain
