"""Likeness puts the candidates of a rename in the order in which a person would name them."""

import pytest

from server.diff.renames.likeness import (
    ALIKE,
    columns_alike,
    members_alike,
    schemas_alike,
    sequences_alike,
    tables_alike,
)
from tests.unit.impact.schema import Schema


def likeness(before: str, after: str, *, to: str = "sku", becomes: str = "stock_code") -> tuple[float, tuple[str, ...]]:
    """Of one column of a table and one of the same table as desired, each table given as its columns."""
    here, there = Schema(), Schema()
    one = here.column(here.table("products", *before.split(", ")), to)
    other = there.column(there.table("products", *after.split(", ")), becomes)
    found = columns_alike(here.catalog(), one, there.catalog(), other)
    return found.value, found.why


def test_a_column_that_changed_nothing_but_its_name_is_almost_the_same() -> None:
    """Type, place, nullability and default are what a rename keeps."""
    value, why = likeness("id int, sku text, price numeric", "id int, stock_code text, price numeric")
    assert 0.8 < value < 1
    assert why == ("same type", "same place")


def test_the_same_type_alone_is_enough_to_ask() -> None:
    """What is dropped is gone; to ask once too often costs a word."""
    value, _ = likeness("id int, sku text, price numeric", "id int, price numeric, zzz text", becomes="zzz")
    assert value >= ALIKE


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("id int, stock_code text, price numeric", "id int, price numeric, stock_code text"),
        ("id int, stock_code text, price numeric", "id int, stock_code varchar(20), price numeric"),
        ("id int, stock_code varchar(20), price numeric", "id int, stock_code numeric, price numeric"),
    ],
    ids=["place", "type", "family"],
)
def test_more_in_common_is_more_alike(better: str, worse: str) -> None:
    """A column in its place goes before one elsewhere, a type before its family, a family before another one."""
    before = "id int, sku varchar(10), price numeric" if "varchar" in better else "id int, sku text, price numeric"
    assert likeness(before, better)[0] > likeness(before, worse)[0]


def test_a_similar_name_decides_between_equal_columns() -> None:
    """Two new columns of the type at once: the name is all that tells them apart."""
    both = "id int, sku_code text, label text"
    before = "id int, sku text"
    assert likeness(before, both, becomes="sku_code")[0] > likeness(before, both, becomes="label")[0]


def test_another_type_at_another_place_is_not_asked_about() -> None:
    """A question for each pair of columns would be clicked away unread."""
    value, _ = likeness("id int, sku text, price numeric", "id int, price numeric, weight float8", becomes="weight")
    assert value < ALIKE


def test_the_same_keys_speak_for_a_column() -> None:
    """What an index or a foreign key stands on seldom changes its meaning."""
    here, there = Schema(), Schema()
    one, other = here.table("orders", "id int", "buyer int"), there.table("orders", "id int", "customer int")
    people = here.table("people", "id int"), there.table("people", "id int")
    here.constraint(one, "foreign key", "buyer", name="a", to=people[0])
    bare = columns_alike(here.catalog(), here.column(one, "buyer"), there.catalog(), there.column(other, "customer"))
    there.constraint(other, "foreign key", "customer", name="b", to=people[1])
    keyed = columns_alike(here.catalog(), here.column(one, "buyer"), there.catalog(), there.column(other, "customer"))
    assert keyed.value > bare.value
    assert "same keys and indexes" in keyed.why and "same keys and indexes" not in bare.why


def test_tables_are_as_alike_as_their_columns() -> None:
    """The name of a table that was renamed says little; one that was moved to another schema keeps it."""
    here, there = Schema(), Schema()
    brands = here.table("brands", "id int", "name text")
    makers = there.table("makers", "id int", "name text")
    moved = there.table("brands", "id int", "name text", schema="shop")
    other = there.table("logs", "at date", "line text")
    found = [tables_alike(here.catalog(), brands, there.catalog(), each) for each in (moved, makers, other)]
    assert [each.value for each in found] == sorted((each.value for each in found), reverse=True)
    assert found[0].value == 1 and found[0].why == ("2 of 2 columns alike", "same name")
    assert found[1].value >= ALIKE > found[2].value


def test_schemas_are_as_alike_as_the_names_of_their_tables() -> None:
    """A schema has nothing else of its own."""
    here, there = Schema(), Schema()
    for schema, name in ((here, "shop"), (there, "store")):
        schema.table("brands", "id int", schema=name)
        schema.table("orders", "id int", schema=name)
    there.table("logs", "id int", schema="audit")
    assert schemas_alike(here.catalog(), "shop", there.catalog(), "store").value >= ALIKE
    assert schemas_alike(here.catalog(), "shop", there.catalog(), "audit").value < ALIKE


def test_labels_and_attributes_are_alike_by_their_place_and_text() -> None:
    """A label has only these."""
    before = ("new", "paid")
    assert members_alike(before, "paid", ("new", "payed"), "payed").value > 0.8
    assert members_alike(before, "paid", ("shipped", "new"), "shipped").value < ALIKE


def test_sequences_are_alike_by_how_they_count() -> None:
    """One that counts to another end is hardly the same."""
    here, there = Schema(), Schema()
    one = here.sequence("numbers", owner=None, last=5)
    assert sequences_alike(one, there.sequence("counter", owner=None, last=None)).value >= ALIKE
    assert sequences_alike(one, there.sequence("xyz", owner=None, last=None, maximum=9)).value < ALIKE
