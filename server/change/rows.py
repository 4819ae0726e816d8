"""Which tables a statement writes rows of, and how an UPDATE or DELETE is cut into batches."""

from typing import Literal

from server.change.tree import Node, body_of, kind_of, messages
from server.model.change import RANGE_MARKER, RowChange

Verb = Literal["insert", "update", "delete", "merge", "truncate", "copy"]

_VERBS: dict[str, Verb] = {
    "insert_stmt": "insert",
    "update_stmt": "update",
    "delete_stmt": "delete",
    "merge_stmt": "merge",
}


def row_changes(node: Node) -> tuple[RowChange, ...]:
    """The row changes of a statement, its own target first, then those of data statements inside its WITH."""
    kind, statement = kind_of(node), body_of(node)
    if kind == "truncate_stmt":
        return tuple(_row_change("truncate", relation.range_var) for relation in statement.relations)
    if kind == "explain_stmt":
        analyzed = any(option.def_elem.defname == "analyze" for option in statement.options)
        return row_changes(statement.query) if analyzed else ()
    own = (_own(node),) if kind in _VERBS else ()
    return own + tuple(_own(inner) for inner in _inner_queries(statement) if kind_of(inner) in _VERBS)


def _inner_queries(statement: Node) -> list[Node]:
    found = [message for message in messages(statement) if message.DESCRIPTOR.name == "CommonTableExpr"]
    return [expression.ctequery for expression in found]


def _own(node: Node) -> RowChange:
    verb, statement = _VERBS[kind_of(node)], body_of(node)
    columns = tuple(target.res_target.name for target in statement.target_list) if verb == "update" else ()
    batched = _batched(node) if verb in {"update", "delete"} else None
    return _row_change(verb, statement.relation, columns, batched)


def _row_change(
    verb: Verb, relation: Node, set_columns: tuple[str, ...] = (), batched_sql: str | None = None
) -> RowChange:
    return RowChange(
        verb=verb,
        schema=relation.schemaname,
        table=relation.relname,
        batched_sql=batched_sql,
        alias=relation.alias.aliasname or relation.relname,
        set_columns=set_columns,
    )


def _batched(node: Node) -> str | None:
    """The statement with a marker for the key range of a batch, None when a batch would see another batch's work."""
    import postgast  # noqa: PLC0415 - heavy, see read.py

    statement = body_of(node)
    if statement.HasField("with_clause") or statement.HasField("returning_clause"):
        return None
    if kind_of(statement.where_clause) == "current_of_expr":
        return None
    if sum(_names(message, statement.relation.relname) for message in messages(statement)) != 1:
        return None
    tree = postgast.parse(f"SELECT 1 WHERE {RANGE_MARKER}")
    condition = tree.stmts[0].stmt.select_stmt.where_clause
    copied = postgast.pg_query_pb2.Node()
    copied.CopyFrom(node)
    where = body_of(copied).where_clause
    if statement.HasField("where_clause"):
        both = postgast.pg_query_pb2.Node()
        both.bool_expr.boolop = postgast.pg_query_pb2.AND_EXPR
        both.bool_expr.args.extend([where, condition])
        condition = both
    where.CopyFrom(condition)
    tree.stmts[0].stmt.CopyFrom(copied)
    sql = str(postgast.deparse(tree))
    # The deparser is not PostgreSQL's own: what does not come back the same is not used.
    return sql if sql.count(RANGE_MARKER) == 1 and postgast.deparse(postgast.parse(sql)) == sql else None


def _names(message: Node, table: str) -> bool:
    return bool(message.DESCRIPTOR.name == "RangeVar" and message.relname == table)
