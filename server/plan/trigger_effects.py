"""What a table's own triggers do when a migration writes its rows."""

from server.model.catalog import Table
from server.model.names import column_path, identifier
from server.model.plan import Loss
from server.plan.context import Context
from server.plan.fragment import Fragment
from server.plan.hazards.data import triggers_fire


def trigger_effects(context: Context, table: Table, *restored: str) -> Fragment:
    """The hazard that triggers fire, and the loss of what they write; nothing for a table without enabled triggers.

    Args:
        restored: Columns the way back restores all the same.
    """
    triggers = tuple(identifier(t.name) for t in context.before.triggers_of(table.oid) if t.enabled != "D")
    if not triggers:
        return Fragment()
    name = table.name.sql
    return Fragment(
        hazards=(triggers_fire(name, triggers),),
        losses=(
            Loss(
                object=name,
                what=f"what {', '.join(triggers)} writes, in other columns and tables, for rows the migration touches",
                preserved=None,
                restored=(name, *(column_path(table.name, column) for column in restored)),
            ),
        ),
    )
