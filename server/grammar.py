"""How modules look at a syntax tree of PostgreSQL's grammar, change it and write it as SQL again."""

from collections.abc import Iterator, Mapping
from typing import Any

from server.model.names import QualifiedName

Node = Any
"""A message of libpg_query's protocol; protobuf builds these classes at run time, so no type describes them."""


def kind_of(node: Node) -> str:
    """Name of what a node is, such as ``alter_table_stmt``."""
    return str(node.WhichOneof("node"))


def body_of(node: Node) -> Node:
    """What the node holds: the message of its kind."""
    return getattr(node, kind_of(node))


def enum_name(message: Node, field: str) -> str:
    """Value of an enumeration as PostgreSQL's source names it, such as ``AT_AlterColumnType``."""
    descriptor = message.DESCRIPTOR.fields_by_name[field]
    return str(descriptor.enum_type.values_by_number[getattr(message, field)].name)


def messages(node: Node) -> Iterator[Node]:
    """The message and every message inside it, outermost first."""
    yield node
    for descriptor, value in node.ListFields():
        if descriptor.message_type is None:
            continue
        for part in value if descriptor.is_repeated else (value,):
            yield from messages(part)


def statement(text: str) -> Node:
    """The tree of a text that is one statement, and is known to parse."""
    import postgast  # noqa: PLC0415 - heavy, see deparsed

    return postgast.parse(text).stmts[0].stmt


def statement_if_known(text: str) -> Node | None:
    """The tree of the first statement of a text; None when the grammar is older than the text, or it is no SQL."""
    import postgast  # noqa: PLC0415 - heavy, see deparsed
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # noqa: PLC0415

    try:
        statements = postgast.parse(text).stmts
    except (postgast.PgQueryError, DecodeError):
        return None
    return statements[0].stmt if statements else None


def deparsed(node: Node) -> str:
    """A statement as SQL."""
    # Inside, as a server must answer `initialize` before this library is needed: it takes a fifth of a second to load.
    import postgast  # noqa: PLC0415

    tree = postgast.parse("SELECT 1")
    tree.stmts[0].stmt.CopyFrom(node)
    return str(postgast.deparse(tree))


def deparsed_expression(node: Node) -> str:
    """An expression as SQL."""
    query = statement("SELECT 1")
    query.select_stmt.target_list[0].res_target.val.CopyFrom(node)
    return deparsed(query).removeprefix("SELECT ")


def with_types(expression: str, names: Mapping[QualifiedName, QualifiedName]) -> str:
    """An expression that names other types; one it names without a schema is taken for the one of that name."""
    query = statement(f"SELECT {expression}")
    spelled = {(*schema, old.name): new for old, new in names.items() for schema in ((), (old.schema,))}
    for message in messages(query):
        if message.DESCRIPTOR.name == "TypeName":
            new = spelled.get(tuple(part.string.sval for part in message.names))
            if new is not None:
                del message.names[:]
                for part in (new.schema, new.name):
                    message.names.add().string.sval = part
    return deparsed(query).removeprefix("SELECT ")


def with_column(expression: str, column: str, value: str) -> str:
    """An expression that has another in a column's place."""
    query, put = statement(f"SELECT {expression}"), statement(f"SELECT {value}")
    replaced = [
        message
        for message in messages(query)
        if message.DESCRIPTOR.name == "Node"
        and message.WhichOneof("node") == "column_ref"
        and message.column_ref.fields[-1].string.sval == column
    ]
    for message in replaced:
        message.CopyFrom(put.select_stmt.target_list[0].res_target.val)
    return deparsed(query).removeprefix("SELECT ")


def of_table(expression: Node, table: str) -> Node:
    """An expression whose columns are said to be those of the table or alias."""
    found = type(expression)()
    found.CopyFrom(expression)
    for message in list(messages(found)):
        if message.DESCRIPTOR.name == "ColumnRef":
            names = [field.string.sval for field in message.fields]
            del message.fields[:]
            for name in (table, names[-1]):
                message.fields.add().string.sval = name
    return found
