"""Rows written where the planner cannot see it: inside a block, a procedure or a function."""

import re
from collections.abc import Iterable

from server.errors import ForbiddenStatement
from server.model.change import Change, Statement
from server.model.impact import Observation
from server.model.lock import LockMode

_CALLERS = {"do_stmt": "DO", "call_stmt": "CALL", "select_stmt": "SELECT", "explain_stmt": "EXPLAIN"}
# As in a block or in the text of an EXECUTE; ON UPDATE, FOR UPDATE and AFTER INSERT belong to other statements.
_WRITES = re.compile(
    r"\b(?:insert\s+into|delete\s+from|merge\s+into|truncate|update\s+(?:only\s+)?[\w.\"%$]+(?:\s+(?:as\s+)?\w+)?\s+set)\b",
    re.I,
)
_REASON = (
    "it writes rows from inside, which an empty shadow does not show, and which could be neither batched nor undone;"
    " write the INSERT, UPDATE or DELETE as a statement of its own, without a loop: the plan cuts it into batches"
)


def refuse_hidden_writes(change: Change, observations: Iterable[Observation]) -> None:
    """Return when every row the change writes is written by a statement that says so.

    Raises:
        ForbiddenStatement: One writes rows from inside a block or a function; a plan without them would look proven.
    """
    seen = {observation.statement: observation for observation in observations}
    for statement in change.statements:
        if statement.kind in _CALLERS and statement.rows is None and _writes(statement, seen.get(statement.number)):
            raise ForbiddenStatement(statement=_CALLERS[statement.kind], line=statement.line, reason=_REASON)


def _writes(statement: Statement, observation: Observation | None) -> bool:
    if statement.kind == "do_stmt" and _WRITES.search(statement.sql):
        return True
    # Only statements that write rows take this lock; a loop over no rows takes none, hence the look at the text.
    return observation is not None and any(lock.mode == LockMode.ROW_EXCLUSIVE for lock in observation.locks)
