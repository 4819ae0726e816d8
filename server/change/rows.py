"""Which tables a statement writes rows of, and how an UPDATE or DELETE is cut into batches."""

from dataclasses import replace
from typing import Any, Literal

from server.change.copies import copied_values, whole_copy
from server.grammar import Node, body_of, deparsed_expression, kind_of, messages
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
        batched = _emptied(statement)
        return tuple(_row_change("truncate", each.range_var, batched_sql=batched) for each in statement.relations)
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
    matched = _matched(statement) if verb == "update" and batched else None
    if verb == "update" and not matched:
        batched = None
    adds_only = verb == "insert" and _adds_only(statement)
    found = _row_change(
        verb,
        statement.relation,
        columns,
        batched,
        matched_sql=matched,
        reads=bool(columns) and _reads(statement, columns),
        adds_only=adds_only,
    )
    if adds_only:
        found = replace(found, copies=whole_copy(statement))
    found = replace(found, copied=copied_values(node), reads_rows=verb == "insert" and _reads_rows(statement))
    return replace(found, **_of_the_row_alone(statement)) if verb == "update" and batched else found


def _of_the_row_alone(statement: Node) -> dict[str, Any]:
    """Assignments, condition and sources of an UPDATE that needs nothing but the row; nothing for any other."""
    tables = [message for message in messages(statement) if message.DESCRIPTOR.name == "RangeVar"]
    targets = [target.res_target for target in statement.target_list]
    # SET (a, b) = … gives each column a part of one value, and a part of a column is no column
    plain = all(
        kind_of(each.val) not in ("multi_assign_ref", "set_to_default") and not each.indirection for each in targets
    )
    if len(tables) != 1 or not plain:
        return {}
    where = statement.where_clause if statement.HasField("where_clause") else None
    read = [*(each.val for each in targets), *([where] if where is not None else [])]
    sources = {
        message.fields[-1].string.sval
        for node in read
        for message in messages(node)
        if message.DESCRIPTOR.name == "ColumnRef"
    }
    return {
        "assignments": tuple((each.name, deparsed_expression(each.val)) for each in targets),
        "condition_sql": deparsed_expression(where) if where is not None else "",
        "sources": tuple(sorted(sources)),
    }


def _row_change(
    verb: Verb,
    relation: Node,
    set_columns: tuple[str, ...] = (),
    batched_sql: str | None = None,
    *,
    matched_sql: str | None = None,
    reads: bool = False,
    adds_only: bool = False,
) -> RowChange:
    return RowChange(
        verb=verb,
        schema=relation.schemaname,
        table=relation.relname,
        batched_sql=batched_sql,
        alias=relation.alias.aliasname or relation.relname,
        set_columns=set_columns,
        matched_sql=matched_sql,
        reads_what_it_sets=reads,
        adds_only=adds_only,
    )


def _reads(statement: Node, columns: tuple[str, ...]) -> bool:
    values = (message for target in statement.target_list for message in messages(target))
    return any(
        message.DESCRIPTOR.name == "ColumnRef" and message.fields[-1].string.sval in columns for message in values
    )


def _reads_rows(statement: Node) -> bool:
    """Whether an INSERT names a table besides its own target."""
    tables = [message for message in messages(statement) if message.DESCRIPTOR.name == "RangeVar"]
    return len(tables) > 1


def _adds_only(statement: Node) -> bool:
    import postgast  # noqa: PLC0415 - heavy, see read.py

    updates = statement.on_conflict_clause.action == postgast.pg_query_pb2.ONCONFLICT_UPDATE
    writes_elsewhere = any(kind_of(query) != "select_stmt" for query in _inner_queries(statement))
    return not (updates or writes_elsewhere or statement.HasField("returning_clause"))


def _emptied(statement: Node) -> str | None:
    """The DELETE in batches that leaves what a TRUNCATE of one table leaves; None when there is none."""
    import postgast  # noqa: PLC0415 - heavy, see read.py

    if len(statement.relations) != 1 or statement.restart_seqs:
        return None
    if statement.behavior == postgast.pg_query_pb2.DROP_CASCADE:
        return None
    tree = postgast.parse("DELETE FROM t")
    tree.stmts[0].stmt.delete_stmt.relation.CopyFrom(statement.relations[0].range_var)
    return _batched(tree.stmts[0].stmt)


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
    condition = _within_range(statement, tree)
    copied = postgast.pg_query_pb2.Node()
    copied.CopyFrom(node)
    body_of(copied).where_clause.CopyFrom(condition)
    tree.stmts[0].stmt.CopyFrom(copied)
    return _deparsed(tree)


def _matched(statement: Node) -> str | None:
    """The tables and the condition by which an UPDATE finds its rows, with the marker for the key range of a batch."""
    import postgast  # noqa: PLC0415 - heavy, see read.py

    tree = postgast.parse(f"SELECT 1 WHERE {RANGE_MARKER}")
    select = tree.stmts[0].stmt.select_stmt
    select.where_clause.CopyFrom(_within_range(statement, tree))
    target = postgast.pg_query_pb2.Node()
    target.range_var.CopyFrom(statement.relation)
    select.from_clause.extend([target, *statement.from_clause])
    sql = _deparsed(tree)
    return sql.removeprefix("SELECT 1 ") if sql else None


def _within_range(statement: Node, marked: Node) -> Node:
    """The condition of a statement and, after it, the marker that is the condition of the other."""
    import postgast  # noqa: PLC0415 - heavy, see read.py

    condition = postgast.pg_query_pb2.Node()
    condition.CopyFrom(marked.stmts[0].stmt.select_stmt.where_clause)
    if not statement.HasField("where_clause"):
        return condition
    both = postgast.pg_query_pb2.Node()
    both.bool_expr.boolop = postgast.pg_query_pb2.AND_EXPR
    both.bool_expr.args.extend([statement.where_clause, condition])
    return both


def _deparsed(tree: Node) -> str | None:
    """The SQL of a tree that holds the marker once; None when the deparser, not PostgreSQL's own, may have erred."""
    import postgast  # noqa: PLC0415 - heavy, see read.py

    sql = str(postgast.deparse(tree))
    return sql if sql.count(RANGE_MARKER) == 1 and postgast.deparse(postgast.parse(sql)) == sql else None


def _names(message: Node, table: str) -> bool:
    return bool(message.DESCRIPTOR.name == "RangeVar" and message.relname == table)
