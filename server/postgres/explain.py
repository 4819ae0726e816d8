"""A query's plan from PostgreSQL, without running the query."""

from typing import Any

import psycopg
from psycopg import generators, pq

from server.model.query_plan import NoPlan, PlanNode, QueryPlan
from server.postgres.roles import Session

_STATEMENT = b"migration_planner_explained"
_SHOWN = ("Strategy", "Partial Mode", "Join Type", "Operation", "Command")


async def explain(session: Session, query: str) -> QueryPlan:
    """The generic plan of exactly one query with placeholders such as ``$1``; nothing of it is run.

    It is prepared through the extended protocol, which refuses two statements in one text, and stands in no SQL of
    ours: what is explained is EXECUTE. To plan it may evaluate the user's functions, so the session must be of the role
    that may run the user's SQL.

    Args:
        session: Autocommit, with ``plan_cache_mode`` at ``force_generic_plan``.
        query: Of any kind; one that is planned no more than DDL gives a node ``Utility Statement``.

    Raises:
        psycopg.OperationalError: The connection is lost.
    """
    try:
        count = await _prepare(session, query)
    except psycopg.Error as error:
        return _no_plan(error)
    nulls = f"({', '.join(['NULL'] * count)})" if count else ""
    text = f"EXPLAIN (FORMAT JSON) EXECUTE {_STATEMENT.decode()}{nulls}"
    try:
        cursor = await session.execute(text.encode())
        ((plans,),) = await cursor.fetchall()
    except psycopg.Error as error:
        return _no_plan(error)
    finally:
        if not session.closed:
            await session.execute(b"DEALLOCATE " + _STATEMENT)
    return _whole([_node(each["Plan"]) for each in plans if isinstance(each, dict)])


async def _prepare(session: Session, query: str) -> int:
    """Parse the query under our name; the number of its parameters."""
    session.pgconn.send_prepare(_STATEMENT, query.encode())
    await _result(session)
    session.pgconn.send_describe_prepared(_STATEMENT)
    return (await _result(session)).nparams


async def _result(session: Session) -> pq.abc.PGresult:
    async with session.lock:
        results = await session.wait(generators.execute(session.pgconn))
    result: pq.abc.PGresult = results[-1]
    if result.status != pq.ExecStatus.COMMAND_OK:
        raise psycopg.errors.error_from_result(result)
    return result


def _no_plan(error: psycopg.Error) -> NoPlan:
    if error.sqlstate is None:
        raise error
    return NoPlan(sqlstate=error.sqlstate, message=error.diag.message_primary or "")


def _whole(nodes: list[PlanNode]) -> PlanNode:
    if len(nodes) == 1:
        return nodes[0]
    # A rule makes several statements of one; DDL is not planned at all.
    kind = "Several Statements" if nodes else "Utility Statement"
    cost, rows = sum(node.total_cost for node in nodes), sum(node.rows for node in nodes)
    return PlanNode(kind=kind, relation="", index="", total_cost=cost, rows=rows, children=tuple(nodes))


def _node(found: dict[str, Any]) -> PlanNode:
    words = [found["Node Type"], *(found[key] for key in _SHOWN if key in found)]
    return PlanNode(
        kind=" ".join(words),
        relation=found.get("Relation Name", ""),
        index=found.get("Index Name", ""),
        total_cost=found["Total Cost"],
        rows=found["Plan Rows"],
        children=tuple(_node(child) for child in found.get("Plans", ())),
    )
