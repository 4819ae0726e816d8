"""Identifiers, literals and derived names; that a server reads them back is shown in the integration tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.model.names import (
    MAX_BYTES,
    QualifiedName,
    derived,
    dollar_quoted,
    identifier,
    identifiers,
    literal,
    with_renamed,
    with_type_renamed,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("products", "products"),
        ("_private9", "_private9"),
        ("Products", '"Products"'),
        ("order", '"order"'),
        ("between", '"between"'),
        ("two words", '"two words"'),
        ('a"b', '"a""b"'),
        ("9lives", '"9lives"'),
        ("größe", '"größe"'),
        ("products\n", '"products\n"'),
    ],
)
def test_an_identifier_is_quoted_only_when_it_must_be(name: str, expected: str) -> None:
    """Generated files are read by people; quotes nobody needs are noise."""
    assert identifier(name) == expected


def test_identifiers_are_joined_by_commas() -> None:
    """As a column list wants them."""
    assert identifiers(("id", "Name")) == 'id, "Name"'


@pytest.mark.parametrize(("text", "expected"), [("a", "'a'"), ("it's", "'it''s'"), ("a\\b'", " E'a\\\\b'''")])
def test_a_literal_means_the_same_whatever_standard_conforming_strings_says(text: str, expected: str) -> None:
    """A backslash is an escape or not by that setting, except in an E string; the blank keeps words apart."""
    assert literal(text) == expected


@given(st.text(alphabet="$ab'"))
def test_a_dollar_quoted_body_ends_where_it_should(body: str) -> None:
    """PostgreSQL ends the constant at the first occurrence of the tag, also one that begins inside the body."""
    quoted = dollar_quoted(body)
    tag = quoted[: quoted.index("$", 1) + 1]
    assert quoted.index(tag, len(tag)) == len(tag) + len(body)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_derived_name_fits_and_is_the_plain_join_when_that_fits(parts: list[str]) -> None:
    """PostgreSQL would cut a longer one silently, and two different names could become one."""
    name = derived(*parts)
    joined = "_".join(parts)
    assert len(name.encode()) <= MAX_BYTES
    assert len(joined.encode()) > MAX_BYTES or name == joined


def test_long_derived_names_that_begin_alike_stay_apart() -> None:
    """The hash is of the whole name."""
    assert derived("x" * 80, "a") != derived("x" * 80, "b")


def test_a_qualified_name_quotes_each_part_by_itself() -> None:
    """A dot inside a part is not the one between them."""
    assert QualifiedName(schema="a.b", name="c").sql == '"a.b".c'
    assert str(QualifiedName(schema="public", name="user")) == 'public."user"'


def test_a_column_called_as_its_type_is_renamed_alone() -> None:
    """Columns of an enum are often called so, and the type in a cast is a path."""
    printed = "CHECK ((status <> 'status'::public.status) OR ((part).status IS NULL))"
    wanted = """CHECK (("new status" <> 'status'::public.status) OR ((part).status IS NULL))"""
    assert with_renamed(printed, "status", "new status") == wanted


def test_a_type_is_renamed_wherever_it_is_named() -> None:
    """A name of the same spelling in a string, or without the schema, is another."""
    before, after = QualifiedName(schema="My s", name="T"), QualifiedName(schema="public", name="t_new")
    printed = """WHERE ("T" = ANY (ARRAY['"My s"."T"'::"My s"."T", 'b'::"My s"."T"])) AND x <> 'T'::other."T\""""
    wanted = """WHERE ("T" = ANY (ARRAY['"My s"."T"'::public.t_new, 'b'::public.t_new])) AND x <> 'T'::other."T\""""
    assert with_type_renamed(printed, before, after) == wanted
