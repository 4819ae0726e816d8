"""Views that somebody made since on top of views that a way back replaces: they would stand in its way."""

from collections.abc import Iterable

from server.model.catalog import View
from server.model.names import literal
from server.model.plan import Check
from server.plan.context import Context
from server.plan.exchange import Needs


def no_later_views(context: Context, views: Iterable[View]) -> tuple[Check, ...]:
    """That no view stands on these but those that the plan knows of; nothing where there are none.

    PostgreSQL refuses to drop a view under another, in a transaction that by then has waited for its locks.

    Args:
        views: As they are after the change.
    """
    replaced = {view.oid: view for view in views}
    if not replaced:
        return ()
    needs = Needs(context.after)
    known = [each for each in context.after.views.values() if each.oid in replaced or needs.of(each) & replaced.keys()]
    below, all_known = _oids(replaced.values()), _oids(known)
    found = (
        "FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid "
        "WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass "
        "AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass "
        f"AND d.refobjid IN ({below}) AND r.ev_class NOT IN ({all_known})"
    )
    listing = f"SELECT DISTINCT r.ev_class::pg_catalog.regclass {found}"
    names = ", ".join(sorted(view.name.sql for view in replaced.values()))
    return (
        Check(
            condition=f"NOT EXISTS (SELECT {found})",
            message=f"views made since stand on {names}: drop them before the way back, and make them again after it; "
            f"this lists them: {listing}",
        ),
    )


def _oids(views: Iterable[View]) -> str:
    """A query for those that are there."""
    listed = ", ".join(f"pg_catalog.to_regclass({literal(name)})" for name in sorted(view.name.sql for view in views))
    return f"SELECT oid FROM pg_catalog.pg_class WHERE oid IN ({listed})"
