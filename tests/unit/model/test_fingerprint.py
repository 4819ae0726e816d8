"""Fingerprints: what they depend on, field by field, and what they do not."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest

from server.model.catalog import (
    PG_TYPE,
    Catalog,
    Column,
    Constraint,
    Enum,
    Function,
    Index,
    Other,
    Sequence,
    Table,
    Trigger,
    View,
)
from server.model.fingerprint import column_order, differences, fingerprint, object_hashes, object_names
from server.model.names import QualifiedName


def _table(oid: int = 1, name: str = "products") -> Table:
    return Table(
        oid=oid,
        name=QualifiedName(schema="public", name=name),
        kind="table",
        persistence="permanent",
        of_type=None,
        inherits=(),
        server=None,
        server_options=(),
        options=(),
        row_security=False,
        replica_identity="d",
        partition_of=None,
        partition_bound=None,
        partition_key=None,
        comment=None,
        rows_estimate=10,
        size_bytes=8192,
    )


def _column(number: int, name: str, table_oid: int = 1) -> Column:
    return Column(
        table_oid=table_oid,
        number=number,
        name=name,
        type="integer",
        not_null=False,
        not_null_name=None,
        not_null_inherited=False,
        not_null_no_inherit=False,
        local=True,
        inherited=False,
        default=None,
        default_oid=0,
        default_volatility="none",
        identity="",
        generated="",
        collation=None,
        storage="",
        type_storage="p",
        compression="",
        statistics_target=-1,
        options=(),
        server_options=(),
        is_array=False,
        type_kind="base",
        base_type="int4",
        type_oid=23,
        comment=None,
    )


CHECK = Constraint(
    oid=10,
    table_oid=1,
    name="positive",
    kind="check",
    definition="CHECK ((price > 0))",
    expression="(price > 0)",
    validated=True,
    enforced=True,
    deferrable=False,
    initially_deferred=False,
    inherited=False,
    columns=(1,),
    referenced_table_oid=0,
    referenced_columns=(),
    index_oid=0,
    comment=None,
)
INDEX = Index(
    oid=20,
    table_oid=1,
    name="products_price",
    body="ON public.products USING btree (price)",
    method="btree",
    unique=False,
    primary=False,
    valid=True,
    columns=(1,),
    included_columns=(),
    predicate=None,
    has_expressions=False,
    constraint_oid=0,
    partition_of=None,
    options=(),
    clustered=False,
    replica_identity=False,
    scans=3,
    size_bytes=8192,
    comment=None,
)
SEQUENCE = Sequence(
    oid=30,
    name=QualifiedName(schema="public", name="numbers"),
    persistence="permanent",
    type="bigint",
    start=1,
    increment=1,
    minimum=1,
    maximum=100,
    cache=1,
    cycle=False,
    owned_by=(1, 1),
    identity=False,
    last_value=7,
    comment=None,
)
VIEW = View(
    oid=40,
    name=QualifiedName(schema="public", name="prices"),
    materialized=False,
    definition=" SELECT price FROM public.products",
    columns=("price",),
    column_types=("integer",),
    options=(),
    populated=True,
    comment=None,
)
ENUM = Enum(
    oid=50, name=QualifiedName(schema="public", name="status"), labels=("a", "b"), label_oids=(51, 52), comment=None
)
FUNCTION = Function(
    oid=60,
    name=QualifiedName(schema="public", name="touch"),
    arguments="integer",
    argument_types="integer",
    procedure=False,
    result="integer",
    signature="integer",
    definition="CREATE OR REPLACE FUNCTION public.touch(integer) ...",
    language="sql",
    source="SELECT 1",
    comment=None,
)
TRIGGER = Trigger(
    oid=70, table_oid=1, name="touch", definition="CREATE TRIGGER touch ...", enabled="O", function_oid=60, comment=None
)


def _other(kind: str, identity: str, definition: str) -> Other:
    return Other(
        kind=kind,
        identity=identity,
        definition=(definition,),
        removal=f"DROP {kind.upper()} {identity}",
        replaceable=False,
        address=(PG_TYPE, 80, 0),
        part_of=None,
    )


OTHER = _other("domain", "public.positive", "CREATE DOMAIN public.positive AS integer")


def _catalog(**changes: Any) -> Catalog:
    catalog = Catalog(
        server_version=180000,
        schemas={2200: "public"},
        tables={1: _table(), 2: _table(2, "shops")},
        columns={(1, 1): _column(1, "price"), (1, 2): _column(2, "stock"), (2, 1): _column(1, "id", 2)},
        constraints={10: CHECK},
        indexes={20: INDEX},
        sequences={30: SEQUENCE},
        views={40: VIEW},
        enums={50: ENUM},
        functions={60: FUNCTION},
        triggers={70: TRIGGER},
        others={("domain", "public.positive"): OTHER},
        dependencies=(),
        edges={},
        not_covered=(),
    )
    return replace(catalog, **changes)


# Fields whose other value cannot be made from the one they have.
OTHER_VALUES: Mapping[str, Any] = {
    "name": QualifiedName(schema="public", name="another"),
    "columns": (2,),
    "included_columns": (2,),
    "referenced_table_oid": 2,
    "constraint_oid": 10,
    "owned_by": None,
}
# What a database gives by itself, what another field of the same object already says, and what is an object of its own
# among the others: a comment, row security, a replica identity, the index to cluster by, the state of a trigger.
LEFT_OUT: Mapping[type, set[str]] = {
    Table: {"rows_estimate", "size_bytes", "row_security", "replica_identity", "comment"},
    Column: {
        "type_oid",
        "type_storage",
        "default_oid",
        "default_volatility",
        "local",
        "inherited",
        "not_null_inherited",
        "comment",
    },
    Constraint: {"index_oid", "inherited", "comment"},
    Index: {"scans", "size_bytes", "clustered", "replica_identity", "comment"},
    Sequence: {"last_value", "comment"},
    View: {"comment"},
    Enum: {"label_oids", "comment"},
    Function: {"source", "signature", "comment"},
    Trigger: {"function_oid", "enabled", "comment"},
    # How it is removed, and where it hangs in one database.
    Other: {"removal", "replaceable", "address", "part_of", "also_named"},
}
PLACES: list[tuple[str, Any, Any]] = [
    ("tables", 1, _table()),
    ("columns", (1, 1), _column(1, "price")),
    ("constraints", 10, CHECK),
    ("indexes", 20, INDEX),
    ("sequences", 30, SEQUENCE),
    ("views", 40, VIEW),
    ("enums", 50, ENUM),
    ("functions", 60, FUNCTION),
    ("triggers", 70, TRIGGER),
    ("others", ("domain", "public.positive"), OTHER),
]


def _altered(name: str, value: Any) -> Any:
    match value:
        case bool():
            return not value
        case str():
            return f"{value} more"
        case ("price",):
            return ("price", "stock")
        case _ if name in OTHER_VALUES:
            return OTHER_VALUES[name]
        case int():
            return value + 1
        case tuple():
            return (*value, "more")
        case _:
            return "more"


def _with(place: str, key: Any, value: Any) -> Catalog:
    return _catalog(**{place: {**getattr(_catalog(), place), key: value}})


# Identities are tested by renumbering everything alike.
FIELDS = [
    (place, key, value, field.name)
    for place, key, value in PLACES
    for field in fields(value)
    if field.name not in ("oid", "table_oid", "number")
]


@pytest.mark.parametrize(("place", "key", "value", "field"), FIELDS)
def test_a_field_changes_the_fingerprint_unless_it_is_left_out(place: str, key: Any, value: Any, field: str) -> None:
    """A field added to the model is part of the fingerprint unless somebody decides otherwise here."""
    altered = _with(place, key, replace(value, **{field: _altered(field, getattr(value, field))}))
    counts = field not in LEFT_OUT[type(value)]
    assert (fingerprint(altered) != fingerprint(_catalog())) is counts
    assert bool(differences(_catalog(), altered)) is counts


def test_columns_a_foreign_key_references_are_part_of_it() -> None:
    """They are numbers of another table, and count by that table's names."""
    key = replace(CHECK, kind="foreign key", referenced_table_oid=1, referenced_columns=(1,))
    other = replace(key, referenced_columns=(2,))
    assert fingerprint(_catalog(constraints={10: key})) != fingerprint(_catalog(constraints={10: other}))


def test_identities_numbers_and_column_order_do_not_matter() -> None:
    """The same schema made elsewhere, in another order, has other OIDs and other attribute numbers."""
    renumbered = _catalog(
        tables={8: _table(8), 2: _table(2, "shops")},
        columns={(8, 5): _column(5, "price", 8), (8, 3): _column(3, "stock", 8), (2, 1): _column(1, "id", 2)},
        constraints={11: replace(CHECK, oid=11, table_oid=8, columns=(5,))},
        indexes={21: replace(INDEX, oid=21, table_oid=8, columns=(5,))},
        sequences={31: replace(SEQUENCE, oid=31, owned_by=(8, 5))},
        triggers={71: replace(TRIGGER, oid=71, table_oid=8)},
        server_version=150000,
    )
    assert differences(_catalog(), renumbered) == ()
    assert fingerprint(_catalog()) == fingerprint(renumbered)
    assert column_order(_catalog())["public.products"] == ("price", "stock")
    assert column_order(renumbered)["public.products"] == ("stock", "price")


def test_columns_of_a_check_are_a_set_and_those_of_a_key_a_sequence() -> None:
    """PostgreSQL lists a check's columns by number, which another order of columns turns around."""
    for constraint, matters in ((CHECK, False), (replace(CHECK, kind="unique"), True)):
        left, right = (replace(constraint, columns=columns) for columns in ((1, 2), (2, 1)))
        same = fingerprint(_catalog(constraints={10: left})) == fingerprint(_catalog(constraints={10: right}))
        assert same is not matters


def test_names_that_read_alike_unquoted_are_different_objects() -> None:
    """A dot inside a name must not make it the same as a schema and a name."""
    dotted = replace(_table(), name=QualifiedName(schema="a.b", name="c"))
    split = replace(_table(), name=QualifiedName(schema="a", name="b.c"))
    assert object_hashes(_catalog(tables={1: dotted})).keys() != object_hashes(_catalog(tables={1: split})).keys()


def test_a_renamed_object_keeps_its_identity() -> None:
    """By its name alone a rename would be a drop and something new."""
    named, renamed = (
        _catalog(tables={1: replace(_table(), name=QualifiedName(schema="public", name=name))}) for name in ("a", "b")
    )
    assert object_names(named)["table", 1] == "table public.a"
    assert object_names(renamed)["table", 1] == "table public.b"
    assert object_names(named).keys() == object_names(renamed).keys()


def test_an_object_is_keyed_by_what_a_reader_would_call_it() -> None:
    """The keys appear in reports as they are."""
    assert set(object_hashes(_catalog())) == {
        "schema public",
        "table public.products",
        "table public.shops",
        "column public.products.price",
        "column public.products.stock",
        "column public.shops.id",
        "constraint positive on public.products",
        "index public.products_price",
        "sequence public.numbers",
        "view public.prices",
        "enum public.status",
        "function public.touch(integer)",
        "trigger touch on public.products",
        "domain public.positive",
    }


def test_the_version_of_an_extension_is_left_out() -> None:
    """A dump does not name it, so a shadow may have another than the target whose schema it holds."""
    first, updated, moved = (
        fingerprint(
            _catalog(
                others={
                    ("extension schema", "x"): _other(
                        "extension schema", "x", f"ALTER EXTENSION x SET SCHEMA {schema}"
                    ),
                    ("extension version", "x"): _other(
                        "extension version", "x", f"ALTER EXTENSION x UPDATE TO '{version}'"
                    ),
                }
            )
        )
        for schema, version in (("public", "1.0"), ("public", "1.1"), ("shop", "1.0"))
    )
    assert first == updated
    assert first != moved


def test_differences_name_the_object_and_both_sides() -> None:
    """A reader must see from the sentence alone what a step left undone."""
    found = _catalog(
        columns={
            (1, 1): replace(_column(1, "price"), type="numeric(12,4)", base_type="numeric"),
            (2, 1): _column(1, "id", 2),
        },
        enums={50: ENUM, 51: replace(ENUM, oid=51, name=QualifiedName(schema="public", name="mood"))},
    )
    assert differences(_catalog(), found) == (
        "column public.products.price differs: base_type is 'numeric' where 'int4' was expected; "
        "type is 'numeric(12,4)' where 'integer' was expected",
        "column public.products.stock is missing",
        "enum public.mood is unexpected",
    )


def test_long_definitions_are_shortened_in_differences() -> None:
    """A function's text would bury the other sentences."""
    found = _catalog(functions={60: replace(FUNCTION, definition="x" * 10_000)})
    (sentence,) = differences(_catalog(), found)
    assert len(sentence) < 500
