"""The planner's values to replies: the same for agents and for ``--json``, bounded, with the next step to take."""

from server.tools.replies.checking import checked_reply
from server.tools.replies.drift import drift_reply
from server.tools.replies.planning import (
    dry_run_reply,
    plan_reply,
    record_reply,
    renames_reply,
    rollback_reply,
)
from server.tools.replies.reading import impact_reply, inspection_reply, lessons_reply, recall_reply

__all__ = [
    "checked_reply",
    "drift_reply",
    "dry_run_reply",
    "impact_reply",
    "inspection_reply",
    "lessons_reply",
    "plan_reply",
    "recall_reply",
    "record_reply",
    "renames_reply",
    "rollback_reply",
]
