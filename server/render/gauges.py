"""Looks at a target, as a table of what is watched and a block of queries that a person runs."""

from collections.abc import Sequence

from server.model.plan import Gauge
from server.render.text import code, comment, fenced, one_line, prose, table


def gauges(found: Sequence[Gauge]) -> str:
    """The looks in Markdown; each query gives one row with ``value``, ``threshold`` and ``exceeded``."""
    rows = [(code(each.key), prose(each.watches), prose(each.then)) for each in found]
    parts = [table(("Look", "What it watches", "When exceeded, or growing"), rows)]
    queries = [f"{comment(one_line(each.key))}\n{each.query};" for each in found if each.query]
    if queries:
        parts.append(fenced("\n\n".join(queries), "sql"))
    return "\n\n".join(parts)
