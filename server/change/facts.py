"""What a syntax tree tells of a statement beyond its kind."""

from server.change.tree import Node, body_of, deparsed_expression, enum_name, kind_of
from server.model.change import ColumnExpression


def autocommit(node: Node) -> bool:
    """Whether PostgreSQL refuses the statement inside a transaction block."""
    statement, kind = body_of(node), kind_of(node)
    if kind in {"index_stmt", "drop_stmt"}:
        return bool(statement.concurrent)
    if kind == "reindex_stmt":
        # https://www.postgresql.org/docs/18/sql-reindex.html: SCHEMA, DATABASE and SYSTEM commit on their way
        wide = enum_name(statement, "kind") not in {"REINDEX_OBJECT_INDEX", "REINDEX_OBJECT_TABLE"}
        return wide or any(parameter.def_elem.defname == "concurrently" for parameter in statement.params)
    if kind == "vacuum_stmt":
        return bool(statement.is_vacuumcmd)
    if kind == "cluster_stmt":
        return not statement.HasField("relation")
    if kind == "alter_table_stmt":
        return any(_detaches_concurrently(command.alter_table_cmd) for command in statement.cmds)
    return False


def _detaches_concurrently(command: Node) -> bool:
    return command.HasField("def") and bool(getattr(command, "def").partition_cmd.concurrent)


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
