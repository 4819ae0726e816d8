"""The checks of a plan as queries a person runs."""

from typing import Literal

from server.model.names import literal
from server.model.plan import Plan
from server.render.text import comment, fenced, one_line


def verification_queries(plan: Plan, direction: Literal["up", "down"]) -> str:
    """A Markdown code block of queries, each true when the check of a step holds, in the order the steps run."""
    steps = plan.steps if direction == "up" else tuple(reversed(plan.steps))
    scripts = [(step, step.up if direction == "up" else step.down) for step in steps]
    queries = [
        f"{comment(one_line(step.title))}\n"
        f"SELECT (\n    {check.condition}\n) IS TRUE AS holds, {literal(one_line(check.message))} AS otherwise;"
        for step, script in scripts
        for check in script.after
    ]
    if not queries:
        return "No step has a check of its own."
    block = fenced("\n\n".join(queries), "sql")
    last = "phase" if direction == "up" else "down file"
    return f"After the last {last} each of these returns true:\n\n{block}"
