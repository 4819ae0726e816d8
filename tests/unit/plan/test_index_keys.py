"""Keys of an index are read from its definition exactly, or not at all."""

from dataclasses import replace

import pytest

from server.model.catalog import Index
from server.plan.index_keys import key_expressions

INDEX = Index(
    oid=1,
    table_oid=2,
    name="i",
    body="",
    method="btree",
    unique=True,
    primary=False,
    valid=True,
    columns=(0,),
    included_columns=(),
    predicate=None,
    has_expressions=True,
    constraint_oid=0,
    partition_of=None,
    options=(),
    clustered=False,
    replica_identity=False,
    scans=-1,
    size_bytes=0,
    comment=None,
)


@pytest.mark.parametrize(
    ("tail", "keys"),
    [
        ("(a, b) INCLUDE (c)", ("a", "b")),
        ("(lower(email)) WHERE (a > 0)", ("lower(email)",)),
        ('((a + b) DESC, "x "") y" NULLS FIRST)', ("(a + b)", '"x "") y"')),
        ("(f(a, ',)'::text), s.\"G (\"(b) DESC NULLS LAST)", ("f(a, ',)'::text)", 's."G ("(b)')),
        ('(lower(a) COLLATE "C" DESC)', ('lower(a) COLLATE "C"',)),
        ("(lower(a) text_pattern_ops)", None),
        ('(a COLLATE "de x" text_pattern_ops DESC)', None),
    ],
)
def test_keys_are_read_from_the_definition(tail: str, keys: tuple[str, ...] | None) -> None:
    """Strings and names may hold parentheses, commas and words of SQL."""
    assert key_expressions(replace(INDEX, body=f"ON public.t USING btree {tail}")) == keys
