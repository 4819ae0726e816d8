"""Values that a statement takes, as they are, from the rows of one other table."""

from server.grammar import Node, body_of, enum_name, kind_of
from server.model.change import CopiedValues, NamedColumn

_PLAIN_SELECT = frozenset(["target_list", "from_clause", "where_clause", "limit_option", "op"])


def copied_values(node: Node) -> CopiedValues | None:
    """What an UPDATE … FROM, an UPDATE with a subselect or an INSERT … SELECT copies; None when it does more."""
    kind, statement = kind_of(node), body_of(node)
    if kind == "update_stmt":
        return _of_update(statement)
    return _of_insert(statement) if kind == "insert_stmt" else None


def _of_update(statement: Node) -> CopiedValues | None:
    targets = [target.res_target for target in statement.target_list]
    if not statement.relation.inh or any(target.indirection for target in targets):
        return None
    if statement.HasField("with_clause") or statement.HasField("returning_clause"):
        return None
    if statement.from_clause:
        read = [_column(target.val) for target in targets]
        return _joined(statement, [target.name for target in targets], read, one_row=False)
    if len(targets) != 1 or kind_of(targets[0].val) != "sub_link" or statement.HasField("where_clause"):
        return None
    link = body_of(targets[0].val)
    select = link.subselect.select_stmt
    if enum_name(link, "sub_link_type") != "EXPR_SUBLINK" or not _is_plain(select) or len(select.target_list) != 1:
        return None
    return _joined(select, [targets[0].name], [_column(select.target_list[0].res_target.val)], one_row=True)


def _of_insert(statement: Node) -> CopiedValues | None:
    select = statement.select_stmt.select_stmt
    extras = ("with_clause", "on_conflict_clause", "returning_clause")
    if any(statement.HasField(extra) for extra in extras) or not _is_plain(select):
        return None
    written = [column.res_target.name for column in statement.cols] or [""] * len(select.target_list)
    read = [_column(target.res_target.val) for target in select.target_list]
    if any(column.res_target.indirection for column in statement.cols) or len(written) != len(read):
        return None
    filled = _filled(select.where_clause) if select.HasField("where_clause") else ()
    return None if filled is None else _copied(select, written, read, filled=filled)


def _is_plain(select: Node) -> bool:
    return all(field.name in _PLAIN_SELECT for field, _ in select.ListFields()) and not select.values_lists


def _joined(query: Node, written: list[str], read: list[NamedColumn | None], *, one_row: bool) -> CopiedValues | None:
    """What is copied by a query whose condition is one of equal columns, and of a column that has a value."""
    if not query.HasField("where_clause"):
        return None
    whole = query.where_clause
    both = kind_of(whole) == "bool_expr" and enum_name(whole.bool_expr, "boolop") == "AND_EXPR"
    conditions = list(whole.bool_expr.args) if both else [whole]
    joined, filled = [], []
    for condition in conditions:
        pair, column = _equal(condition), _has_value(condition)
        if pair is not None:
            joined.append(pair)
        elif column is not None:
            filled.append(column)
        else:
            return None
    if len(filled) > 1 or not joined:
        return None
    return _copied(query, written, read, joined=tuple(joined), filled=tuple(filled), one_row=one_row)


def _copied(
    query: Node,
    written: list[str],
    read: list[NamedColumn | None],
    *,
    joined: tuple[tuple[NamedColumn, NamedColumn], ...] = (),
    filled: tuple[NamedColumn, ...] = (),
    one_row: bool = False,
) -> CopiedValues | None:
    columns = tuple((name, column) for name, column in zip(written, read, strict=True) if column is not None)
    if len(query.from_clause) != 1 or kind_of(query.from_clause[0]) != "range_var" or len(columns) != len(read):
        return None
    source = query.from_clause[0].range_var
    if not source.inh or source.alias.colnames:
        return None
    return CopiedValues(
        schema=source.schemaname,
        table=source.relname,
        alias=source.alias.aliasname or source.relname,
        columns=columns,
        joined=joined,
        filled=filled,
        one_row=one_row,
    )


def _filled(condition: Node) -> tuple[NamedColumn, ...] | None:
    """The columns of a condition that any of them has a value; None when it is another."""
    either = kind_of(condition) == "bool_expr" and enum_name(condition.bool_expr, "boolop") == "OR_EXPR"
    found = [_has_value(each) for each in (condition.bool_expr.args if either else [condition])]
    columns = tuple(column for column in found if column is not None)
    return columns if len(columns) == len(found) else None


def _has_value(condition: Node) -> NamedColumn | None:
    if kind_of(condition) != "null_test" or enum_name(condition.null_test, "nulltesttype") != "IS_NOT_NULL":
        return None
    return _column(condition.null_test.arg)


def _equal(condition: Node) -> tuple[NamedColumn, NamedColumn] | None:
    if kind_of(condition) != "a_expr" or enum_name(condition.a_expr, "kind") != "AEXPR_OP":
        return None
    names = [name.string.sval for name in condition.a_expr.name]
    one, other = _column(condition.a_expr.lexpr), _column(condition.a_expr.rexpr)
    return (one, other) if names == ["="] and one is not None and other is not None else None


def _column(node: Node) -> NamedColumn | None:
    if kind_of(node) != "column_ref":
        return None
    fields = node.column_ref.fields
    if len(fields) > 2 or any(kind_of(field) != "string" for field in fields):
        return None
    names = [field.string.sval for field in fields]
    return (names[0], names[1]) if len(names) == 2 else ("", names[0])
