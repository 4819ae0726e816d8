"""Views that a change drops and makes again around a change of type, since PostgreSQL refuses that under a view.

They go and come in the transaction that changes the column, so that nobody ever misses them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.model.catalog import View
from server.model.operation import ChangeColumnType, ChangeOther, CreateObject, DropObject
from server.plan.context import Context
from server.plan.ddl import create_object, drop_object
from server.plan.trimmings import address_of, is_trimming, trimmings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RemadeViews:
    """The views, in the order in which the change drops them and makes them again."""

    before: tuple[View, ...] = ()
    after: tuple[View, ...] = ()
    trimmings: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """By OID of a view, SQL that makes all that goes with it: privileges, owner, rules, comments and defaults."""

    def go(self, *, back: bool) -> tuple[str, ...]:
        """Drops them as they stand before the column changes, or changes back."""
        return tuple(drop_object(view, None) for view in (reversed(self.after) if back else self.before))

    def come(self, *, back: bool) -> tuple[str, ...]:
        """Makes them as they stand after it, with all that goes with them."""
        views = reversed(self.before) if back else self.after
        commands = (each for view in views for each in (*create_object(view, None), *self.trimmings[view.oid]))
        return tuple(command.rstrip("; \n") for command in commands)


NO_VIEWS = RemadeViews()


def remade_with(context: Context, operation: ChangeColumnType) -> RemadeViews:
    """The views that change with the column; none where another column needs them too, or rows would be read."""
    before = tuple(o.before for o in context.operations if isinstance(o, DropObject) and isinstance(o.before, View))
    after = tuple(o.after for o in context.operations if isinstance(o, CreateObject) and isinstance(o.after, View))
    same = sorted(view.name for view in before) == sorted(view.name for view in after)
    read = any(view.materialized for view in (*before, *after))
    if not before or not same or read or not _needs(context, operation, before):
        return NO_VIEWS
    others = [o for o in context.operations if isinstance(o, ChangeColumnType) and o is not operation]
    if any(_needs(context, other, before) for other in others):
        return NO_VIEWS
    sides = ((context.before, before), (context.after, after))
    trimmings = {view.oid: trimmings_of(catalog, view) for catalog, views in sides for view in views}
    return RemadeViews(before=before, after=after, trimmings=trimmings)


def is_remade(context: Context, view: View) -> bool:
    """Whether a change of type takes care of the view."""
    return view in _remade(context)


def goes_with_remade(context: Context, operation: ChangeOther) -> bool:
    """Whether the operation is about what is made again with such a view, as a privilege on it."""
    return any(is_trimming(context, operation, address_of(view)) for view in _remade(context))


def _remade(context: Context) -> list[View]:
    changes = (o for o in context.operations if isinstance(o, ChangeColumnType))
    remade = (remade_with(context, each) for each in changes)
    return [view for each in remade for view in (*each.before, *each.after)]


def _needs(context: Context, operation: ChangeColumnType, views: tuple[View, ...]) -> bool:
    oids = {view.oid for view in views}
    key = operation.before.key
    return any(d.oid in oids and (d.table_oid, d.column_number) == key for d in context.before.dependencies)
