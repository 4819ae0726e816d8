"""Dangers for programs: what they prepared, name, leave out or rely on."""

import re
from collections.abc import Iterator

from server.impact.hidden.scene import Scene, column_path, fills_itself, told
from server.model.catalog import Enum, Function, Index, Sequence, View
from server.model.names import identifier, literal
from server.model.operation import (
    AddColumn,
    ChangeColumn,
    ChangeColumnType,
    ChangeDefault,
    ChangeObject,
    CreateObject,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropNotNull,
    DropObject,
    DropTable,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameTable,
    Standalone,
)
from server.model.plan import Hazard

_UNIQUE = ("primary key", "unique", "exclusion")


def of_code(operation: Operation, scene: Scene) -> Iterator[Hazard]:
    """Dangers of one operation."""
    match operation:
        case AddColumn() | DropColumn() | RenameColumn() | ChangeColumnType():
            yield from _cached_plans(operation, scene)
        case DropIndex() | DropConstraint() | RenameConstraint():
            yield from _conflict_target(operation, scene)
        case ChangeDefault() | ChangeColumn():
            yield from _values_to_give(operation)
        case DropNotNull():
            yield told(
                "nulls-for-readers",
                column_path(operation.table, operation.before.name),
                "Code that was written when there was no null there may now read one.",
                "Deploy readers that bear it before any writer stores one.",
                "ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL",
            )
        case ChangeObject(before=Enum() | View()):
            yield from _names_gone(operation)
        case DropObject():
            yield from _object_gone(operation, scene)
        case _:
            pass
    match operation:
        case DropColumn() | RenameColumn() | DropTable() | RenameTable():
            yield from _functions(operation, scene)
        case _:
            pass
    match operation:
        case RenameTable():
            yield from _swapped(operation, scene)
        case CreateObject(after=Enum() as enum) | ChangeObject(after=Enum() as enum):
            yield from _type_swapped(enum, scene)
        case _:
            pass


def _cached_plans(
    operation: AddColumn | DropColumn | RenameColumn | ChangeColumnType, scene: Scene
) -> Iterator[Hazard]:
    table = scene.was(operation.table)
    if table is None or (isinstance(operation, AddColumn) and not scene.returns_whole_rows(table)):
        return
    which = "Any statement" if isinstance(operation, ChangeColumnType) else "SELECT * and RETURNING *"
    yield told(
        "cached-plans",
        table.name.sql,
        f"{which} that a session prepared before fails once with 'cached plan must not change result type'.",
        "Name columns in queries; let the application prepare again or reconnect after the step.",
        "sql-prepare.html",
    )


def _conflict_target(operation: DropIndex | DropConstraint | RenameConstraint, scene: Scene) -> Iterator[Hazard]:
    table = scene.was(operation.table)
    if table is None:
        return
    remedy = "Look for such statements first; they fail as soon as it runs."
    page = "sql-insert.html#SQL-ON-CONFLICT"
    if isinstance(operation, RenameConstraint):
        if operation.before.kind in _UNIQUE:
            name = column_path(table, operation.before.name)
            effect = f"INSERT … ON CONFLICT ON CONSTRAINT {identifier(operation.before.name)} finds no constraint."
            yield told("conflict-target-gone", name, effect, remedy, page)
        return
    index = operation.before if isinstance(operation, DropIndex) else operation.index
    if index is None or not index.unique or any(_arbiters_alike(index, each) for each in scene.unique_indexes(table)):
        return
    yield told(
        "conflict-target-gone",
        column_path(table, operation.before.name),
        "INSERT … ON CONFLICT that names its columns, or it, finds no unique index and fails; duplicates get in.",
        remedy,
        page,
    )


def _arbiters_alike(one: Index, other: Index) -> bool:
    """Whether ON CONFLICT over the one's columns finds the other as well."""
    if one.has_expressions or other.has_expressions:
        return one.body == other.body
    return set(one.columns) == set(other.columns) and one.predicate == other.predicate


def _values_to_give(operation: ChangeDefault | ChangeColumn) -> Iterator[Hazard]:
    before, after = operation.before, operation.after
    if not fills_itself(before) or fills_itself(after):
        return
    left = "fail" if after.not_null else "store null there"
    yield told(
        "code-must-give-value",
        column_path(operation.table, after.name),
        f"Writes that leave the column out, as its default, identity or expression let them, {left} from then on.",
        "Deploy code that gives it a value before the step runs.",
        "ddl-default.html",
    )


def _names_gone(operation: ChangeObject) -> Iterator[Hazard]:
    before, after = operation.before, operation.after
    if isinstance(before, Enum) and isinstance(after, Enum):
        now = dict(zip(after.label_oids, after.labels, strict=True))
        for oid, label in zip(before.label_oids, before.labels, strict=True):
            if oid in now and now[oid] != label:
                yield told(
                    "rename-breaks-code",
                    f"{before.name.sql}.{literal(label).strip()}",
                    "Code that still writes or compares the old label fails the moment it is renamed.",
                    "Add a label instead, move the rows and the code to it, and leave the old one unused.",
                    "sql-altertype.html",
                )
    if isinstance(before, View) and isinstance(after, View):
        yield from _columns_gone(before, after)


def _columns_gone(before: View, after: View) -> Iterator[Hazard]:
    for column in before.columns:
        if column not in after.columns:
            yield told(
                "removal-breaks-code",
                f"{before.name.sql}.{identifier(column)}",
                "Code that still reads this column of the view fails.",
                "Make a second view with the new columns, move the code to it, drop this one later.",
                "sql-createview.html",
            )


def _object_gone(operation: DropObject, scene: Scene) -> Iterator[Hazard]:
    value = operation.before
    made = [each.after for each in scene.operations if isinstance(each, CreateObject)]
    match value:
        case View():
            again = [each for each in made if isinstance(each, View) and each.name == value.name]
            if again:
                yield from _columns_gone(value, again[0])
                return
            path = f"{'materialized ' if value.materialized else ''}view {value.name.sql}"
        case Function():
            path = f"{'procedure' if value.procedure else 'function'} {value.name.sql}({value.arguments})"
            if any(_called_alike(value, each) for each in made):
                return
        case Sequence() if value.owned_by is None:
            path = f"sequence {value.name.sql}"
        case _:
            return
    yield told(
        "removal-breaks-code",
        path,
        "Code that still reads or calls it fails when it is gone.",
        "Deploy code that does without it first, and wait until no old process is left.",
        "ddl-depend.html",
    )


def _called_alike(function: Function, other: Standalone) -> bool:
    return (
        isinstance(other, Function) and other.name == function.name and other.argument_types == function.argument_types
    )


def _functions(operation: DropColumn | RenameColumn | DropTable | RenameTable, scene: Scene) -> Iterator[Hazard]:
    """Bodies given as text are not followed: PostgreSQL knows no dependency, and the call fails."""
    whole = isinstance(operation, DropTable | RenameTable)
    table = operation.before if isinstance(operation, DropTable | RenameTable) else scene.was(operation.table)
    if table is None:
        return
    column = operation.before.name if isinstance(operation, DropColumn | RenameColumn) else ""
    named, word = (column_path(table, column), column) if column else (table.name.sql, table.name.name)
    triggers = {trigger.function_oid for trigger in scene.before.triggers_of(table.oid)}
    for function in sorted(scene.before.functions.values(), key=lambda found: found.name):
        now = scene.replaced(function)
        if not isinstance(now, Function) or not _mentions(now.source, word):
            continue
        if whole or function.oid in triggers or _mentions(now.source, table.name.name):
            yield told(
                "function-body-not-followed",
                f"{function.name.sql}({function.arguments})",
                f"Its body seems to name {named}; it fails when next called.",
                "Replace the function in the same change, or write it with BEGIN ATOMIC, which PostgreSQL follows.",
                "ddl-depend.html",
            )


def _mentions(source: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", source, re.IGNORECASE) is not None


def _swapped(operation: RenameTable, scene: Scene) -> Iterator[Hazard]:
    """Another table takes the name: what PostgreSQL knows by identity does not change over to it."""
    name = operation.before.name
    taken = any(
        isinstance(each, RenameTable | CreateTable)
        and each.after.name == name
        and each.after.oid != operation.after.oid
        for each in scene.operations
    )
    if taken:
        yield told(
            "name-changes-hands",
            name.sql,
            "Views, foreign keys, privileges, triggers and publications stay with the table that gives the name away.",
            "Make them again for the table that takes it, in the same change.",
            "ddl-depend.html",
        )


def _type_swapped(enum: Enum, scene: Scene) -> Iterator[Hazard]:
    """A type that has the name another had: what was made for that one does not change over to it."""
    if any(each.name == enum.name and each.oid != enum.oid for each in scene.before.enums.values()):
        yield told(
            "name-changes-hands",
            f"type {enum.name}",
            "Columns, functions and privileges stay with the type that gives the name away; what a session prepared or "
            "a driver looked up by that name is of the old type too.",
            "Change all of them over in the same change, and let the application reconnect after it.",
            "sql-altertype.html",
        )
