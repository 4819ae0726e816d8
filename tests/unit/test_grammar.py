"""Expressions whose types and columns have other names."""

from server.grammar import with_column, with_types
from server.model.names import QualifiedName

STATUS = QualifiedName(schema="public", name="status")
MADE = QualifiedName(schema="My s", name="T")


def test_a_type_has_its_other_name_however_it_is_spelled() -> None:
    """Strings and columns of that name stay."""
    names = {STATUS: MADE}
    wanted = """'status'::"My s"."T" = status::text::"My s"."T" OR tags::"My s"."T"[] IS NULL"""
    written = "cast('status' as status) = status::text::public.status or tags::status[] is null"
    assert with_types(written, names) == wanted
    assert with_types("s::other.status", names) == "s::other.status"


def test_an_expression_stands_in_a_columns_place() -> None:
    """Of two changes of a type in a row, one is computed from the other."""
    assert with_column("s::public.status", "s", "s::text") == "s::text::public.status"
    assert with_column("coalesce(t.s, 'x')", "s", "lower(s)") == "COALESCE(lower(s), 'x')"
