"""REFRESH MATERIALIZED VIEW that lets the view be read meanwhile."""

from server.model.catalog import Index, View
from server.model.change import Statement
from server.model.lock import LockMode
from server.plan.context import Context

REFRESH = "refresh_mat_view_stmt"


def refreshed_concurrently(context: Context, statement: Statement) -> str:
    """The statement with CONCURRENTLY, empty where it cannot or need not be.

    It needs a unique index of columns over all rows, and a view that holds rows already
    (https://www.postgresql.org/docs/18/sql-refreshmaterializedview.html).
    """
    seen = context.observations.get(statement.number)
    if statement.kind != REFRESH or seen is None:
        return ""
    blocked = {lock.table for lock in seen.locks if lock.mode is LockMode.ACCESS_EXCLUSIVE}
    views = [view for view in context.before.views.values() if view.name.sql in blocked & set(seen.rewritten)]
    if len(views) != 1 or not _may_be(context, views[0]):
        return ""
    return f"REFRESH MATERIALIZED VIEW CONCURRENTLY {views[0].name.sql}"


def _may_be(context: Context, view: View) -> bool:
    later = context.after.views.get(view.oid)
    kept = [index for index in context.before.indexes_of(view.oid) if index.oid in context.after.indexes]
    return later is not None and later.name == view.name and view.populated and any(map(_tells_rows_apart, kept))


def _tells_rows_apart(index: Index) -> bool:
    return index.unique and index.valid and index.predicate is None and not index.has_expressions
