"""What becomes of the labels of a column that changes to another enum."""

from server.model.labels import keeps_labels


def test_a_cast_by_way_of_text_keeps_labels() -> None:
    """However the type, the column or the text is spelled."""
    for using in (
        "s::text::status",
        's::pg_catalog.text::public."My status"',
        "s::text::varchar::status",
        "orders.s::text::status",
        "s::text[]::status[]",
        "s::text::a$1.status",
    ):
        assert keeps_labels(using, "s"), using
    assert keeps_labels('"S; --"::text::status', "S; --")


def test_whatever_else_is_computed_may_map_labels() -> None:
    """A decision must not be asked for what the change says already."""
    for using in (
        "CASE s WHEN 'gone' THEN 'new' ELSE s::text END::status",
        "lower(s::text)::status",
        "other::text::status",
        "s::status",
        "(s::text || 'x')::status",
        "'s'::text::status",
    ):
        assert not keeps_labels(using, "s"), using
