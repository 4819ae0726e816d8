"""Which statements run as written when strategies do not fit together: those that touch the same tables, no others."""

from collections.abc import Iterator

from server.model.catalog import Catalog, Table
from server.model.plan import Phase
from server.model.proof import Finding
from server.plan.context import Context


def statements_around(context: Context, phases: tuple[Phase, ...], finding: Finding) -> frozenset[int]:
    """The statement that a failure is about, and every one that meets it at a table; empty when none can be told."""
    tables = {number: frozenset(_tables(context, number)) for number in context.statements}
    found = _statement(tables, phases, finding)
    if found is None or not tables.get(found):
        return frozenset()
    reached = tables[found]
    while more := {name for names in tables.values() if names & reached for name in names} - reached:
        reached |= more
    return frozenset(number for number, names in tables.items() if names & reached)


def _statement(tables: dict[int, frozenset[str]], phases: tuple[Phase, ...], finding: Finding) -> int | None:
    steps = [step for phase in phases for step in phase.steps]
    by_step = next((step.statement for step in steps if step.key == finding.step), None)
    if by_step is not None:
        return by_step
    # a schema that differs names what differs, and the longest name is the one that is meant
    named = [(len(name), number) for number, names in tables.items() for name in names if name in finding.text]
    return max(named, default=(0, None))[1]


def _tables(context: Context, number: int) -> Iterator[str]:
    """Tables the statement locks or whose operations it causes, by the names they have before and after."""
    seen = context.observations.get(number)
    for name in (lock.table for lock in seen.locks) if seen else ():
        yield name
        yield from _later(context, name)
    for operation in context.operations:
        if operation.statement == number:
            for field in ("table", "referenced", "before", "after"):
                if isinstance(table := getattr(operation, field, None), Table):
                    yield from _names(table, context.before, context.after)


def _later(context: Context, name: str) -> Iterator[str]:
    for table in context.before.tables.values():
        if table.name.sql == name:
            yield from _names(table, context.after)


def _names(table: Table, *catalogs: Catalog) -> Iterator[str]:
    for catalog in catalogs:
        if (found := catalog.tables.get(table.oid)) is not None:
            yield found.name.sql
