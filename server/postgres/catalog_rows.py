"""Objects of the model from rows of the queries, with the comments that are read apart from them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, make_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from server.model.catalog import (
    PG_CLASS,
    PG_CONSTRAINT,
    PG_PROC,
    PG_TRIGGER,
    PG_TYPE,
    Address,
    Column,
    Constraint,
    Edge,
    Enum,
    Function,
    Index,
    Other,
    Table,
    Trigger,
    View,
)
from server.model.catalog import Sequence as SequenceObject
from server.model.names import QualifiedName, chosen_name
from server.postgres.printed import as_read_again

Row = tuple[Any, ...]
Noun = TypeVar("Noun", Table, Column, Constraint, Index, SequenceObject, View, Enum, Function, Trigger)

_PRINTED = frozenset({"default", "expression", "definition", "body", "predicate", "partition_key"})
"""Fields with SQL that the server prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query gave."""

    names: tuple[str, ...]
    rows: list[Row]


Comments = Mapping[Address, str]


def comments_of(descriptions: Answer) -> Comments:
    """Comments by what they are about."""
    return {(class_oid, oid, number): text for class_oid, oid, number, text in descriptions.rows}


def tables(answer: Answer, comments: Comments) -> dict[int, Table]:
    """Tables by OID."""

    def more(row: Row) -> Row:
        return (comments.get((PG_CLASS, row[0], 0)), -1, 0)

    return {table.oid: table for table in _made(Table, answer, ("comment", "rows_estimate", "size_bytes"), more)}


def columns(
    answers: Mapping[str, Answer], types: Answer, comments: Comments, owners: Mapping[int, Table]
) -> dict[tuple[int, int], Column]:
    """Columns by table and number.

    Args:
        answers: Of the queries ``columns``, ``defaults`` and ``not_nulls``.
        types: What is said of the types of these columns.
        comments: By what they are about.
        owners: Tables by OID.
    """
    described = {row[:4]: row[4:] for row in types.rows}
    defaults, demanded = _defaults(answers["defaults"]), {row[:2]: row[2:] for row in answers["not_nulls"].rows}
    build = _builder(Column, _COLUMN)
    nothing, found = (), {}
    for row in answers["columns"].rows:
        key = row[:2]
        text, default_oid, volatility = defaults.get(key, _NO_DEFAULT)
        found[key] = build(
            (
                *row[:3],
                *described[row[3:7]],
                *_not_null(row, demanded.get(key) if row[7] else None, owners),
                *row[8:14],
                tuple(row[14]) if row[14] else nothing,
                tuple(row[15]) if row[15] else nothing,
                text,
                default_oid,
                "none" if row[11] else volatility,
                comments.get((PG_CLASS, *key)),
            )
        )
    return found


_COLUMN = (
    *("table_oid", "number", "name"),
    *("type", "collation", "storage", "type_storage", "is_array", "type_kind", "base_type", "type_oid"),
    *("not_null", "not_null_name", "not_null_inherited", "not_null_no_inherit"),
    *("local", "inherited", "identity", "generated", "compression", "statistics_target", "options", "server_options"),
    *("default", "default_oid", "default_volatility", "comment"),
)
_NO_DEFAULT = (None, 0, "none")


def types_of(columns: Answer) -> set[Row]:
    """The types that columns have: type, modifier, collation and storage."""
    return {row[3:7] for row in columns.rows}


def _defaults(answer: Answer) -> dict[tuple[int, int], Row]:
    """Text, OID and volatility by table and number of the column."""
    return {
        (table_oid, number): (as_read_again(text), oid, volatility)
        for text, volatility, *columns in answer.rows
        for table_oid, number, oid in zip(*columns, strict=True)
    }


def _not_null(row: Row, demand: Row | None, owners: Mapping[int, Table]) -> Row:
    """Whether it is NOT NULL, the constraint's name, whether it is inherited only, and not to be inherited."""
    if demand is None:
        return row[7], None, row[9], False
    name, validated, local, no_inherit = demand
    # From PostgreSQL 18 on the flag is also set by a NOT NULL that is not yet validated.
    return validated, _unusual(name, row, owners) if validated else None, not local, validated and no_inherit


def _unusual(name: str, row: Row, owners: Mapping[int, Table]) -> str | None:
    """The name where PostgreSQL, which cuts long ones, would not choose it."""
    owner = owners[row[0]].name.name
    usual = name == f"{owner}_{row[2]}_not_null" or name == chosen_name(owner, row[2], "not_null")
    return None if usual else name


def indexes(answer: Answer, bodies: Mapping[int, str], comments: Comments) -> dict[int, Index]:
    """Indexes by OID."""

    def more(row: Row) -> Row:
        oid = row[0]
        return (bodies[oid], comments.get((PG_CLASS, oid, 0)), -1, 0)

    shown = _without(answer, "table")
    return {index.oid: index for index in _made(Index, shown, ("body", "comment", "scans", "size_bytes"), more)}


def sequences(answer: Answer, comments: Comments) -> dict[int, SequenceObject]:
    """Sequences by OID."""

    def more(row: Row) -> Row:
        return (comments.get((PG_CLASS, row[0], 0)), None)

    return {sequence.oid: sequence for sequence in _made(SequenceObject, answer, ("comment", "last_value"), more)}


def constraints(answer: Answer, definitions: Mapping[int, str], comments: Comments) -> dict[int, Constraint]:
    """Constraints by OID."""

    def more(row: Row) -> Row:
        oid, kind, definition = row[0], row[3], definitions[row[0]]
        return (
            definition,
            _condition(definition) if kind == "check" else None,
            comments.get((PG_CONSTRAINT, oid, 0)),
        )

    shown = _without(answer, "printed")
    return {each.oid: each for each in _made(Constraint, shown, ("definition", "expression", "comment"), more)}


def _condition(definition: str) -> str:
    """What stands between the parentheses of CHECK."""
    return (
        definition.removesuffix(" NOT ENFORCED").removesuffix(" NO INHERIT").removeprefix("CHECK (").removesuffix(")")
    )


def _without(answer: Answer, name: str) -> Answer:
    """The answer without that column and those after it."""
    width = answer.names.index(name)
    return Answer(names=answer.names[:width], rows=[row[:width] for row in answer.rows])


def views(answer: Answer, comments: Comments) -> dict[int, View]:
    """Views by OID."""
    return {each.oid: each for each in _commented(View, PG_CLASS, answer, comments)}


def enums(answer: Answer, comments: Comments) -> dict[int, Enum]:
    """Enumerated types by OID."""
    return {each.oid: each for each in _commented(Enum, PG_TYPE, answer, comments)}


def functions(answer: Answer, comments: Comments) -> dict[int, Function]:
    """Functions by OID."""
    return {each.oid: each for each in _commented(Function, PG_PROC, answer, comments)}


def triggers(answer: Answer, comments: Comments) -> dict[int, Trigger]:
    """Triggers by OID."""
    return {each.oid: each for each in _commented(Trigger, PG_TRIGGER, answer, comments)}


def others(answer: Answer) -> Iterator[Other]:
    """Objects of all other kinds."""
    order = [answer.names.index(name) for name in _OTHER]
    also_named = answer.names.index("also_named") if "also_named" in answer.names else None
    for row in answer.rows:
        kind, identity, definition, removal, replaceable, *address = (row[at] for at in order)
        part_of = tuple(address[3:])
        yield Other(
            kind=kind,
            identity=identity,
            definition=tuple(map(as_read_again, definition)),
            removal=removal,
            replaceable=replaceable,
            address=(address[0], address[1], address[2]),
            part_of=None if part_of[1] is None else part_of,
            also_named="" if also_named is None else row[also_named],
        )


_OTHER = (
    "kind",
    "identity",
    "definition",
    "removal",
    "replaceable",
    "class_oid",
    "oid",
    "number",
    "part_of_class",
    "part_of_oid",
    "part_of_number",
)


def edges(answer: Answer) -> dict[Address, tuple[Edge, ...]]:
    """Edges by what they begin at, in the order of what they lead to."""
    found: dict[Address, tuple[Edge, ...]] = {}
    several = set()
    # There are more edges than anything else, and the constructor of a named tuple takes twice as long.
    new = tuple.__new__
    for class_oid, target_class, kind, *columns in answer.rows:
        for oid, number, target_oid, target_number in zip(*columns, strict=True):
            address = (class_oid, oid, number)
            edge = new(Edge, ((target_class, target_oid, target_number), kind))
            if address in found:
                found[address] += (edge,)
                several.add(address)
            else:
                found[address] = (edge,)
    for address in several:
        found[address] = tuple(sorted(found[address]))
    return found


def _commented(kind: type[Noun], class_oid: int, answer: Answer, comments: Comments) -> Iterator[Noun]:
    return _made(kind, answer, ("comment",), lambda row: (comments.get((class_oid, row[0], 0)),))


def _made(kind: type[Noun], answer: Answer, more: Sequence[str], values: Callable[[Row], Row]) -> Iterator[Noun]:
    names = [*answer.names, *more]
    qualified = names.index("schema") if "schema" in names else None
    if qualified is not None:
        del names[qualified]
    tuples = _tuples(kind)
    several = [at for at, name in enumerate(names) if name in tuples]
    printed = [at for at, name in enumerate(names) if name in _PRINTED]
    build = _builder(kind, names)
    row: Row
    for row in answer.rows:
        found: list[Any] = [*row, *values(row)]
        if qualified is not None:
            # The name comes after its schema.
            found[qualified : qualified + 2] = [QualifiedName(schema=row[qualified], name=row[qualified + 1])]
        for at in printed:
            if found[at] is not None:
                found[at] = as_read_again(found[at])
        for at in several:
            if found[at] is not None:
                found[at] = tuple(found[at])
        yield build(found)


def _tuples(kind: type[Any]) -> set[str]:
    """Fields that hold tuples; the driver gives lists."""
    found = set()
    for field in fields(kind):
        if any(get_origin(each) is tuple for each in (field.type, *get_args(field.type))):
            found.add(field.name)
    return found


def _builder(kind: type[Noun], names: Sequence[str]) -> Callable[[Sequence[Any]], Noun]:
    """What makes an object of the values of its fields in that order.

    Tens of thousands are made at once, and the constructor of a frozen class takes five times as long as that of an
    open one with the same fields, whose objects may then change their class.
    """
    if sorted(names) != sorted(field.name for field in fields(kind)):
        raise AssertionError(f"the query gives {', '.join(names)} of a {kind.__name__}")
    open_class = _open(*names)

    def build(values: Sequence[Any]) -> Noun:
        made = open_class(*values)
        made.__class__ = kind
        return made  # type: ignore[no-any-return]

    return build


@cache
def _open(*names: str) -> Any:
    return make_dataclass("Open", names, slots=True, repr=False, eq=False)
