"""What proves that a plan did what it promised, or that it is undone, as queries a person runs."""

from typing import Literal

from server.model.names import literal
from server.model.plan import Plan
from server.render.text import fenced, one_line

_PATH = "SET search_path = pg_catalog"


def verification_queries(plan: Plan, direction: Literal["up", "down"]) -> str:
    """A Markdown code block of queries, each true when all phases ran, or when all of them were undone."""
    queries = verification_texts(plan, direction)
    if not queries:
        return "What it changes shows in no definition: look at the rows or rights that the plan names."
    block = fenced(
        "-- definitions are compared as PostgreSQL prints them by this path\n"
        + "".join(f"{query};\n\n" for query in queries),
        "sql",
    )
    last = "phase" if direction == "up" else "down file"
    return f"After the last {last} each of these returns true:\n\n{block}"


def verification_texts(plan: Plan, direction: Literal["up", "down"]) -> tuple[str, ...]:
    """The same as statements, the first of which sets the path that the others need; none where there are no others."""
    checks = plan.promises if direction == "up" else plan.returns
    queries = (
        f"SELECT (\n    {check.condition}\n) IS TRUE AS holds, {literal(one_line(check.message))} AS otherwise"
        for check in checks
    )
    return (_PATH, *queries) if checks else ()
