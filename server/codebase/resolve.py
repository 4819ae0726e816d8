"""Which tables and columns a parsed statement uses, by PostgreSQL's own grammar and the columns of the schema."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from server.codebase.interest import Interests
from server.model.names import QualifiedName

EVERY_COLUMN = "*"

Message = Any
"""A protobuf message of the syntax tree; the package has no types."""

_QUERIES = {
    "SelectStmt": "select",
    "InsertStmt": "insert",
    "UpdateStmt": "update",
    "DeleteStmt": "delete",
    "MergeStmt": "merge",
}
_CLAUSES = {
    "where_clause": "where",
    "quals": "join",
    "join_condition": "join",
    "group_clause": "group",
    "having_clause": "having",
    "sort_clause": "order",
    "returning_clause": "returning",
    "on_conflict_clause": "conflict",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a table, or of a column of it; column ``*`` stands for all. Location is a byte offset or -1."""

    table: QualifiedName
    column: str | None
    usage: str
    certain: bool
    location: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    alias: str
    table: QualifiedName | None
    certain: bool


@dataclass(slots=True, kw_only=True)
class _Scope:
    parent: "_Scope | None"
    names: set[str] = field(default_factory=set)
    """Common table expressions, which hide tables of the same name."""
    sources: list[_Source] = field(default_factory=list)

    def chain(self) -> Iterator["_Scope"]:
        scope: _Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


def uses(statement: Message, interests: Interests) -> list[Use]:
    """Every use of a table or column of interest in one statement (a ``Node`` of the tree)."""
    resolver = _Resolver(interests)
    kind = statement.WhichOneof("node")
    inner = getattr(statement, kind)
    if inner.DESCRIPTOR.name in _QUERIES:
        resolver.visit(inner, _Scope(parent=None), "select")
    else:
        resolver.utility(inner, kind)
    return [use for use in resolver.found if use.table in interests.columns]


class _Resolver:
    def __init__(self, interests: Interests) -> None:
        self.interests = interests
        self.found: list[Use] = []

    def visit(self, message: Message, scope: _Scope, usage: str) -> None:
        name = message.DESCRIPTOR.name
        if name in _QUERIES:
            self._query(message, _Scope(parent=scope), _QUERIES[name])
        elif name == "ColumnRef":
            self._column(message, scope, usage)
        else:
            self._children(message, scope, usage)

    def _children(self, message: Message, scope: _Scope, usage: str) -> None:
        for name, child in _fields(message):
            self.visit(child, scope, _CLAUSES.get(name, usage))

    def _query(self, message: Message, scope: _Scope, verb: str) -> None:
        for cte in message.with_clause.ctes:
            scope.names.add(cte.common_table_expr.ctename)
        for name in ("from_clause", "using_clause"):
            for item in getattr(message, name, ()):
                self._source(item, scope, "select")
        if verb == "merge":
            self._source(message.source_relation, scope, "select")
        if verb != "select":
            self._target(message, scope, verb)
        self._children(message, scope, "select" if verb == "select" else "set")

    def _source(self, item: Message, scope: _Scope, usage: str) -> None:
        kind = item.WhichOneof("node")
        if kind == "range_var":
            self._table(item.range_var, scope, usage)
        elif kind == "join_expr":
            self._source(item.join_expr.larg, scope, usage)
            self._source(item.join_expr.rarg, scope, "join")
        elif kind is not None:
            alias = getattr(getattr(item, kind), "alias", None)
            scope.sources.append(_Source(alias=alias.aliasname if alias else "", table=None, certain=False))

    def _table(self, node: Message, scope: _Scope, usage: str) -> None:
        alias = node.alias.aliasname or node.relname
        hidden = not node.schemaname and any(node.relname in outer.names for outer in scope.chain())
        table, certain = (None, False) if hidden else self.interests.locate(node.schemaname, node.relname)
        scope.sources.append(_Source(alias=alias, table=table, certain=certain))
        if table:
            self._add(table, None, usage, certain, node.location)

    def _target(self, message: Message, scope: _Scope, verb: str) -> None:
        """The relation a statement writes, and the columns it assigns."""
        self._table(message.relation, scope, verb)
        target = scope.sources[-1]
        scope.sources.append(_Source(alias="excluded", table=target.table, certain=target.certain))
        scope.sources.insert(0, scope.sources.pop(-2))
        assigned: list[tuple[str, Message]] = []
        if verb == "insert":
            assigned += [("insert", node.res_target) for node in message.cols]
            conflict = message.on_conflict_clause
            assigned += [("conflict", node.index_elem) for node in conflict.infer.index_elems]
            assigned += [("update", node.res_target) for node in conflict.target_list]
            if target.table and not message.cols and message.HasField("select_stmt"):
                self._add(target.table, EVERY_COLUMN, "insert", False, message.relation.location)
        elif verb == "update":
            assigned += [("update", node.res_target) for node in message.target_list]
        elif verb == "merge":
            clauses = [node.merge_when_clause for node in message.merge_when_clauses]
            assigned += [("merge", node.res_target) for clause in clauses for node in clause.target_list]
        for usage, node in assigned:
            if target.table and node.name in self.interests.schema[target.table]:
                self._add(target.table, node.name, usage, target.certain, getattr(node, "location", -1))

    def _column(self, node: Message, scope: _Scope, usage: str) -> None:
        parts = [part.string.sval for part in node.fields if part.HasField("string")]
        if node.fields[-1].HasField("a_star"):
            self._star(parts, node, scope, usage)
        elif len(parts) == 1:
            self._bare(parts[0], node, scope, usage)
        else:
            source = _named(scope, parts[-2])
            if source and source.table and parts[-1] in self.interests.schema[source.table]:
                self._add(source.table, parts[-1], usage, source.certain, node.location)

    def _star(self, parts: list[str], node: Message, scope: _Scope, usage: str) -> None:
        sources: Iterable[_Source | None] = [_named(scope, parts[-1])] if parts else scope.sources
        for table in {source.table for source in sources if source and source.table}:
            self._add(table, EVERY_COLUMN, usage, False, node.location)

    def _bare(self, name: str, node: Message, scope: _Scope, usage: str) -> None:
        for level in scope.chain():
            tables = {source.table: source for source in level.sources if source.table}
            owners = [source for table, source in tables.items() if name in self.interests.schema[table]]
            # A subquery or an unknown table beside it may own the name too.
            opaque = any(source.table is None for source in level.sources)
            for owner in owners:
                certain = owner.certain and len(owners) == 1 and not opaque
                self._add(owner.table, name, usage, certain, node.location)
            if owners:
                return
        source = _named(scope, name)
        if source and source.table:
            self._add(source.table, EVERY_COLUMN, usage, False, node.location)

    def _add(self, table: QualifiedName | None, column: str | None, usage: str, certain: bool, location: int) -> None:
        if table is not None:
            self.found.append(Use(table=table, column=column, usage=usage, certain=certain, location=location))

    def utility(self, message: Message, kind: str) -> None:
        """Anything but a query: its tables, and the columns its names can mean; queries inside are resolved."""
        scope = _Scope(parent=None)
        usage = {"truncate_stmt": "truncate", "copy_stmt": "copy"}.get(kind, "ddl")
        words: list[tuple[str, int]] = []
        stack = [message]
        while stack:
            node = stack.pop()
            name = node.DESCRIPTOR.name
            if name in _QUERIES:
                self.visit(node, _Scope(parent=None), "select")
            elif name == "RangeVar":
                self._table(node, scope, usage)
            else:
                words += _words(node)
                stack.extend(child for _, child in _fields(node))
        for name in _object_names(message, kind):
            table, certain = self.interests.locate(name[-2] if len(name) > 1 else "", name[-1])
            scope.sources.append(_Source(alias=name[-1], table=table, certain=certain))
            self._add(table, None, usage, certain, -1)
        self._utility_columns(scope, words, usage)

    def _utility_columns(self, scope: _Scope, words: list[tuple[str, int]], usage: str) -> None:
        tables = {source.table for source in scope.sources if source.table}
        for word, location in dict.fromkeys(words):
            owners = [table for table in tables if word in self.interests.schema[table]]
            for table in owners:
                self._add(table, word, usage, len(owners) == 1, location)


def _named(scope: _Scope, alias: str) -> _Source | None:
    return next((source for level in scope.chain() for source in level.sources if source.alias == alias), None)


def _fields(message: Message) -> Iterator[tuple[str, Message]]:
    """The messages directly inside one, with the name of the field."""
    for descriptor, value in message.ListFields():
        if descriptor.message_type is None:
            continue
        for child in [value] if hasattr(value, "DESCRIPTOR") else value:
            yield descriptor.name, child


def _words(node: Message) -> list[tuple[str, int]]:
    """Names a definition spells outside of queries, where a column's name may stand."""
    location = getattr(node, "location", -1)
    names = ("colname", "sval", "subname") if node.DESCRIPTOR.name != "AlterTableCmd" else ("name",)
    if node.DESCRIPTOR.name == "IndexElem":
        names = ("name",)
    values = (getattr(node, name, None) for name in names)
    return [(value, location) for value in values if isinstance(value, str) and value]


def _object_names(message: Message, kind: str) -> list[list[str]]:
    """Names given as lists of words: those DROP and COMMENT use."""
    if kind == "drop_stmt":
        return [[item.string.sval for item in node.list.items] for node in message.objects if node.HasField("list")]
    if kind == "comment_stmt" and message.object.HasField("list"):
        words = [item.string.sval for item in message.object.list.items]
        return [words, words[:-1]] if len(words) > 1 else [words]
    return []
