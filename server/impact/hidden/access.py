"""Dangers for who may read and write what."""

from collections.abc import Iterator

from server.grammar import body_of, statement_if_known
from server.impact.hidden.scene import Scene, told
from server.model.catalog import PG_CLASS, Function
from server.model.operation import ChangeObject, ChangeOther, ChangeTable, CreateObject, Operation
from server.model.plan import Hazard


def of_access(operation: Operation, scene: Scene) -> Iterator[Hazard]:
    """Dangers of one operation."""
    match operation:
        case ChangeTable():
            yield from _of_row_security(operation, scene)
        case CreateObject(after=Function() as function) | ChangeObject(after=Function() as function):
            yield from _of_function(function, scene)
        case ChangeOther(kind="privilege", before=str(), after=None):
            yield told(
                "access-lost",
                operation.identity,
                "Whoever relied on the privilege gets 'permission denied' from then on.",
                "Look which programs connect as the role, or as one that inherits from it, before it runs.",
                "ddl-priv.html",
            )
        case ChangeOther(kind="owner", before=str(), after=str()):
            yield told(
                "access-lost",
                operation.identity,
                "The owner before has no rights of its own any more, and may neither use nor alter it.",
                "Grant what it still needs in the same change.",
                "ddl-priv.html",
            )
        case ChangeOther(kind="rule", before=None, after=str()):
            yield told(
                "rule-rewrites",
                operation.identity,
                "It rewrites statements before they run: counts of rows, RETURNING and volatile functions differ.",
                "Use a trigger.",
                "rules-triggers.html",
            )
        case _:
            return


def _of_row_security(operation: ChangeTable, scene: Scene) -> Iterator[Hazard]:
    if operation.before.row_security or not operation.after.row_security:
        return
    policed = any(
        each.kind == "policy" and each.part_of == (PG_CLASS, operation.before.oid, 0)
        for each in scene.after.others.values()
    )
    if not policed:
        yield told(
            "rows-disappear",
            operation.before.name.sql,
            "Row security without a policy hides every row from everybody but the owner.",
            "Create the policies in the same change, before row security is enabled.",
            "ddl-rowsecurity.html",
        )


def _of_function(function: Function, scene: Scene) -> Iterator[Hazard]:
    known = scene.before.functions.get(function.oid)
    if _follows_the_caller(function) and not (known is not None and _follows_the_caller(known)):
        yield told(
            "search-path-open",
            f"{function.name.sql}({function.arguments})",
            "It runs with its owner's rights and finds names by the caller's search_path: who calls it may put tables "
            "and functions of their own in its way.",
            "Add SET search_path = pg_catalog, pg_temp and qualify every name in it.",
            "sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
        )


def _follows_the_caller(function: Function) -> bool:
    """Whether it is SECURITY DEFINER without a search_path, told by PostgreSQL's own text of it."""
    node = statement_if_known(function.definition)
    options = [each.def_elem for each in body_of(node).options] if node is not None else []
    definer = any(each.defname == "security" and each.arg.boolean.boolval for each in options)
    return definer and not any(
        each.defname == "set" and each.arg.variable_set_stmt.name == "search_path" for each in options
    )
