"""What the diff by name tells when it looks at all of two schemas, and not only at what differs."""

from server.diff.actions import plan_actions
from server.diff.assembly import assemble
from server.diff.graph import ordered_statements
from server.model.catalog import Catalog


def told_by_everything(before: Catalog, after: Catalog) -> tuple[str, ...] | None:
    """The statements that lead from one to the other; None where rows would be lost."""
    ones, others = assemble(before), assemble(after)
    actions = plan_actions(ones, others, after.server_version)
    return None if actions.lost else tuple(ordered_statements(ones, others, actions))
