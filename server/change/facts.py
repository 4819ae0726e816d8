"""What a syntax tree tells of a statement beyond its kind."""

from server.grammar import Node, body_of, deparsed_expression, enum_name, kind_of
from server.model.change import ColumnExpression


def using_expressions(node: Node) -> tuple[ColumnExpression, ...]:
    """The USING expressions of an ALTER TABLE, one a column."""
    if kind_of(node) != "alter_table_stmt":
        return ()
    statement = body_of(node)
    found = []
    for command in (wrapped.alter_table_cmd for wrapped in statement.cmds):
        definition = getattr(command, "def").column_def
        if enum_name(command, "subtype") == "AT_AlterColumnType" and definition.HasField("raw_default"):
            found.append(
                ColumnExpression(
                    schema=statement.relation.schemaname,
                    table=statement.relation.relname,
                    column=command.name,
                    expression=deparsed_expression(definition.raw_default),
                )
            )
    return tuple(found)
