"""Drop an index while the table is read and written."""

from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.model.operation import DropIndex
from server.model.plan import Claim
from server.plan.context import Context
from server.plan.ddl import create_index, drop_index, drop_invalid_index, index_comment
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.locks import lock_queue
from server.plan.rules import WRITES_PASS
from server.plan.statistics import statistics_of


def plan_drop_index(context: Context, operation: DropIndex) -> Fragment:
    """One step; the way back builds the index again, concurrently."""
    index = operation.before
    table = operation.table
    schema = table.name.schema
    name = QualifiedName(schema=schema, name=index.name)
    maker = StepMaker(operation="drop_index", object=name.sql, statement=operation.statement, policy=context.policy)
    online = table.kind != "partitioned table"
    brief = Claim(lock=LockMode.ACCESS_EXCLUSIVE)
    rebuild = Claim(lock=LockMode.SHARE, scans=True, small=context.is_small(table))
    drop = drop_index(schema, index.name, concurrently=online)
    build = create_index(index, table.name, concurrently=online)
    comment = index_comment(schema, index)
    step = maker.step(
        "drop",
        phase="contract",
        rank=Rank.REMOVALS,
        title=f"Drop index {name}",
        reason="CONCURRENTLY waits for queries that use it instead of making new ones wait." if online else "",
        up=one_by_one(drop, claim=WRITES_PASS) if online else in_transaction(drop, claim=brief),
        down=one_by_one(
            drop_invalid_index(schema, index.name),
            build,
            comment,
            *statistics_of(index, table.name),
            claim=WRITES_PASS,
        )
        if online
        else in_transaction(build, comment, claim=rebuild),
    )
    return Fragment(steps=(step,), hazards=(lock_queue(table.name.sql, context.policy.lock_timeout_ms),))
