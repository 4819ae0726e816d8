"""Dangers that no statement shows alone, and that stay when the statement is replaced by a plan."""

from server.impact.hidden.access import of_access
from server.impact.hidden.code import of_code
from server.impact.hidden.design import of_design
from server.impact.hidden.replication import of_replication
from server.impact.hidden.scene import Scene, first_of_each
from server.impact.hidden.values import of_values
from server.model.plan import Hazard

_FAMILIES = (of_code, of_values, of_replication, of_access, of_design)


def hidden_hazards(scene: Scene) -> tuple[Hazard, ...]:
    """What surrounds the change: programs, rows, subscribers, privileges, design; each said once an object."""
    return first_of_each(
        hazard for operation in scene.operations for family in _FAMILIES for hazard in family(operation, scene)
    )
