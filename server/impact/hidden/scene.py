"""What the dangers around a change are told by, and how each is said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from server.grammar import Node, body_of, kind_of, messages, statement_if_known
from server.impact.touched import before
from server.model.catalog import Catalog, Column, Index, Table
from server.model.names import identifier
from server.model.operation import (
    AddUnique,
    ChangeObject,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    Operation,
    Standalone,
)
from server.model.plan import Hazard, HazardCode
from server.model.target import NOT_REPLICATED, Replication

MANUAL = "https://www.postgresql.org/docs/18"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The change between two catalogs, and the queries of code that touch it."""

    operations: Sequence[Operation]
    before: Catalog
    """With the target's sizes where they are known."""
    after: Catalog
    queries: Sequence[str] = field(default=())
    """SQL of code that runs, as far as it was found."""
    replication: Replication = NOT_REPLICATED
    """What the target sends and gets, beside what the catalog says."""

    def was(self, table: Table) -> Table | None:
        """The table as it was; None when the change makes it."""
        return before(table, self.before)

    def replaced(self, value: Standalone) -> Standalone | None:
        """What the change makes of a view, function or the like; None when it drops it, itself when it does neither."""
        for operation in self.operations:
            if isinstance(operation, ChangeObject) and operation.before.oid == value.oid:
                return operation.after
            if isinstance(operation, DropObject) and operation.before.oid == value.oid:
                return None
        return value

    def unique_indexes(self, table: Table) -> list[Index]:
        """The unique indexes the table has after the change."""
        gone: set[int] = set()
        made: list[Index] = []
        for operation in self.operations:
            match operation:
                case DropIndex(before=index):
                    gone.add(index.oid)
                case DropConstraint(index=index) if index is not None:
                    gone.add(index.oid)
                case DropColumn(indexes=indexes):
                    gone |= {index.oid for index in indexes}
                case AddUnique(index=index) | CreateIndex(after=index) if index.table_oid == table.oid:
                    made.append(index)
                case _:
                    pass
        kept = [index for index in self.before.indexes_of(table.oid) if index.oid not in gone]
        return [index for index in (*kept, *made) if index.unique and index.valid]

    def returns_whole_rows(self, table: Table) -> bool:
        """Whether code is known to ask for all columns of the table, whichever they are."""
        return any(table.name.name in names for names in self._whole_rows_of)

    @cached_property
    def _whole_rows_of(self) -> list[set[str]]:
        return [names for query in self.queries if (names := _whole_rows(query))]


def _whole_rows(query: str) -> set[str]:
    """Bare names of the tables a query names, when its result has whatever columns they have; else nothing."""
    node = statement_if_known(query)
    if node is None:
        return set()
    kind, body = kind_of(node), body_of(node)
    if kind == "select_stmt":
        listed = body.target_list
    elif kind in ("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"):
        listed = getattr(body, "returning_list", None) or getattr(body.returning_clause, "exprs", ())
    else:
        return set()
    if not any(_is_star(each.res_target.val) for each in listed):
        return set()
    return {message.relname for message in messages(node) if message.DESCRIPTOR.name == "RangeVar"}


def _is_star(value: Node) -> bool:
    return kind_of(value) == "column_ref" and kind_of(value.column_ref.fields[-1]) == "a_star"


def column_path(table: Table, column: str) -> str:
    """Table and column, or constraint, as SQL."""
    return f"{table.name.sql}.{identifier(column)}"


def fills_itself(column: Column) -> bool:
    """Whether a row gets a value there that its writer does not give."""
    return bool(column.default is not None or column.identity or column.generated)


def told(code: HazardCode, name: str, effect: str, remedy: str, page: str) -> Hazard:
    """A danger that stays when the statement is replaced by a plan; the page is one of PostgreSQL's manual."""
    source = page if page.startswith("https:") else f"{MANUAL}/{page}"
    return Hazard(code=code, object=name, effect=effect, remedy=remedy, source=source, avoided=False)


def first_of_each(hazards: Iterable[Hazard]) -> tuple[Hazard, ...]:
    """Each danger once an object."""
    found: dict[tuple[str, str], Hazard] = {}
    for hazard in hazards:
        found.setdefault((hazard.code, hazard.object), hazard)
    return tuple(found.values())
