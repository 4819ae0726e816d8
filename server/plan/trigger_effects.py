"""What a table's own triggers do when a migration writes its rows."""

from typing import Literal

from server.grammar import body_of, kind_of, statement_if_known
from server.model.catalog import Table, Trigger
from server.model.names import column_path, identifier
from server.model.plan import Loss
from server.plan.context import Context
from server.plan.fragment import Fragment
from server.plan.hazards.data import triggers_fire

Work = Literal["update", "update back", "add", "remove"]
"""What is done to rows: updates, updates on the way back only, or rows that come or go and do the opposite on the way
back."""

# TRIGGER_TYPE_… in PostgreSQL's include/catalog/pg_trigger.h
_INSERT, _DELETE, _UPDATE = 1 << 2, 1 << 3, 1 << 4


def trigger_effects(context: Context, table: Table, *restored: str, work: Work = "update") -> Fragment:
    """The hazard that triggers fire, and the loss of what they write; nothing for a table where none does.

    Args:
        restored: Columns the way back restores all the same, which are those that an update assigns.
        work: On the way back alone only the loss is told: who goes back by choice has no step to prepare for.
    """
    triggers = tuple(
        identifier(t.name)
        for t in context.before.triggers_of(table.oid)
        if t.enabled != "D" and _fires(t, work, frozenset(restored))
    )
    if not triggers:
        return Fragment()
    name = table.name.sql
    return Fragment(
        hazards=() if work == "update back" else (triggers_fire(name, triggers),),
        losses=(
            Loss(
                object=name,
                what=f"what {', '.join(triggers)} writes, in other columns and tables, for rows the migration touches",
                preserved=None,
                restored=(name, *(column_path(table.name, column) for column in restored)),
            ),
        ),
    )


def _fires(trigger: Trigger, work: Work, assigned: frozenset[str]) -> bool:
    """Whether the events of the trigger are among those of the work; so when its definition is not understood."""
    node = statement_if_known(trigger.definition)
    if node is None or kind_of(node) != "create_trig_stmt":
        return True
    found = body_of(node)
    if work in ("add", "remove"):
        return bool(found.events & (_INSERT | _DELETE))
    columns = {column.string.sval for column in found.columns}
    return bool(found.events & _UPDATE) and (not columns or not columns.isdisjoint(assigned))
