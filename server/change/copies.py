"""Values and rows that a statement takes, as they are, from one other table."""

from server.grammar import Node, body_of, enum_name, kind_of
from server.model.change import CopiedValues, NamedColumn, WholeCopy

_NOT_OF_ALL = ("with_clause", "on_conflict_clause")
"""What brings other rows than those of a table to an INSERT, or keeps some of them away."""
_PLAIN_SELECT = frozenset(["target_list", "from_clause", "where_clause", "limit_option", "op"])


def copied_values(node: Node) -> CopiedValues | None:
    """What an UPDATE … FROM, an UPDATE with a subselect or an INSERT … SELECT copies; None when it does more."""
    kind, statement = kind_of(node), body_of(node)
    if kind == "update_stmt":
        return _of_update(statement)
    return _of_insert(statement) if kind == "insert_stmt" else None


def whole_copy(statement: Node) -> WholeCopy | None:
    """What an INSERT takes every row of; None when it computes, chooses or leaves out anything."""
    select = statement.select_stmt.select_stmt
    inserted = _inserted(statement)
    chooses = any(statement.HasField(part) for part in _NOT_OF_ALL) or select.HasField("where_clause")
    if chooses or inserted is None or not _is_plain(select, but="sort_clause"):
        return None
    source, selected = _source(select), _selected(select)
    if source is None or selected is None:
        return None
    return WholeCopy(schema=source.schemaname, table=source.relname, selected=selected, inserted=inserted)


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
    extras = (*_NOT_OF_ALL, "returning_clause")
    inserted = _inserted(statement)
    if any(statement.HasField(extra) for extra in extras) or inserted is None or not _is_plain(select):
        return None
    written = [*inserted] or [""] * len(select.target_list)
    read = [_column(target.res_target.val) for target in select.target_list]
    if len(written) != len(read):
        return None
    filled = _filled(select.where_clause) if select.HasField("where_clause") else ()
    return None if filled is None else _copied(select, written, read, filled=filled)


def _inserted(statement: Node) -> tuple[str, ...] | None:
    """The columns an INSERT names; None when it writes a part of one."""
    targets = [target.res_target for target in statement.cols]
    return None if any(target.indirection for target in targets) else tuple(target.name for target in targets)


def _selected(select: Node) -> tuple[str, ...] | None:
    """The columns by name, nothing for ``*``; None when one of them is an expression."""
    values = [target.res_target.val for target in select.target_list]
    if [kind_of(value) for value in values] == ["column_ref"] and _is_star(values[0]):
        return ()
    columns = [_column(value) for value in values]
    named = tuple(column[1] for column in columns if column is not None)
    return named if columns and len(named) == len(columns) else None


def _is_star(column: Node) -> bool:
    return kind_of(column.column_ref.fields[-1]) == "a_star"


def _source(query: Node) -> Node | None:
    """The one table a query reads, with the rows of all its children and under its own names; else None."""
    if len(query.from_clause) != 1 or kind_of(query.from_clause[0]) != "range_var":
        return None
    source = query.from_clause[0].range_var
    return source if source.inh and not source.alias.colnames else None


def _is_plain(select: Node, *, but: str = "") -> bool:
    fields = {field.name for field, _ in select.ListFields()}
    return fields <= _PLAIN_SELECT | {but} and not select.values_lists


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
    source = _source(query)
    if source is None or len(columns) != len(read):
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
