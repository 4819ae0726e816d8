"""An INSERT that brings every row of one table into another as it is."""

from server.grammar import Node, body_of, enum_name, kind_of
from server.model.change import WholeCopy

_NOT_PLAIN = ("distinct_clause", "group_clause", "window_clause", "values_lists", "locking_clause")
"""Lists of a SELECT that a plain one leaves empty."""
_PARTS = ("into_clause", "where_clause", "having_clause", "limit_offset", "limit_count", "with_clause", "larg")


def whole_copy(statement: Node) -> WholeCopy | None:
    """What it copies; None when it computes, chooses or leaves out anything."""
    if statement.HasField("with_clause") or statement.HasField("on_conflict_clause"):
        return None
    if kind_of(statement.select_stmt) != "select_stmt":
        return None
    query = body_of(statement.select_stmt)
    if any(len(getattr(query, name)) for name in _NOT_PLAIN) or any(query.HasField(name) for name in _PARTS):
        return None
    if enum_name(query, "op") != "SETOP_NONE" or len(query.from_clause) != 1:
        return None
    source, columns = query.from_clause[0], _selected(query)
    if kind_of(source) != "range_var" or columns is None:
        return None
    inserted = [target.res_target for target in statement.cols]
    if any(len(target.indirection) for target in inserted):
        return None
    table = source.range_var
    return WholeCopy(
        schema=table.schemaname,
        table=table.relname,
        selected=columns,
        inserted=tuple(target.name for target in inserted),
    )


def _selected(query: Node) -> tuple[str, ...] | None:
    """The columns by name, nothing for ``*``; None when one of them is an expression."""
    fields = []
    for target in query.target_list:
        value = target.res_target.val
        if kind_of(value) != "column_ref":
            return None
        fields.append(value.column_ref.fields[-1])
    if len(fields) == 1 and kind_of(fields[0]) == "a_star":
        return ()
    if not fields or any(kind_of(field) != "string" for field in fields):
        return None
    return tuple(field.string.sval for field in fields)
