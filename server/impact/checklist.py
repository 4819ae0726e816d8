"""The impact analysis checklist of the specification, each line answered with its evidence or said to be not known."""

from collections.abc import Iterator, Sequence

from server.impact.assessed import Answer, Assessed, unknown
from server.impact.risks import column_name, places
from server.impact.runtime import performance, service
from server.model.impact import Basis, ChecklistItem, Reference, Risk
from server.model.operation import (
    ChangeColumnType,
    ChangeRows,
    DropColumn,
    DropObject,
    DropTable,
)

_COMPONENTS = (
    ("Processor service", ("processor",)),
    ("Scraper services", ("scraper", "crawler")),
    ("API endpoints", ("api",)),
    ("N8N workflows", ("n8n", "workflow")),
    ("Reporting queries", ("report", "analytics")),
)
_OWNERS = 5
"""That are named of one component."""


def checklist(assessed: Assessed) -> tuple[ChecklistItem, ...]:
    """Every line of the checklist in the specification's order; components it does not name follow those it names."""
    return (
        *_section("Affected Components", _components(assessed)),
        *_section("Data Impact", _data(assessed)),
        *_section("Performance Impact", performance(assessed)),
        *_section("Service Impact", service(assessed)),
        *_section("Risk Assessment", _risk(assessed)),
    )


def _section(section: str, lines: Iterator[tuple[str, Answer]]) -> Iterator[ChecklistItem]:
    for label, (answer, basis, evidence) in lines:
        yield ChecklistItem(section=section, label=label, answer=answer, basis=basis, evidence=evidence)


def _components(assessed: Assessed) -> Iterator[tuple[str, Answer]]:
    code = assessed.facts.code
    by_name: dict[str, list[Reference]] = {}
    for reference in filter(lambda found: found.runs, code.references):
        by_name.setdefault(reference.service, []).append(reference)
    shown: set[str] = set()
    services = [(service, (service.casefold(),)) for service in assessed.policy.services]
    for label, words in (*_COMPONENTS, *services):
        named = [name for name in by_name if any(word in name.casefold() for word in words)]
        shown.update(named)
        yield label, _component(assessed, label, [found for name in named for found in by_name[name]])
    for name in sorted(set(by_name) - shown):
        yield name, _component(assessed, name, by_name[name])


def _component(assessed: Assessed, name: str, found: Sequence[Reference]) -> Answer:
    if found:
        exact = sum(reference.grade == "exact" for reference in found)
        return "affected", "observed" if exact else "estimated", f"{places(found)}; {exact} exact{_owned(found)}"
    projects = assessed.facts.code.projects
    if not projects:
        return unknown("no project was scanned")
    return unknown(f"no part of {', '.join(projects)} that names what changes is called like it")


def _owned(found: Sequence[Reference]) -> str:
    owners = list(dict.fromkeys(owner for reference in found for owner in reference.owners))
    more = f" and {len(owners) - _OWNERS} more" if len(owners) > _OWNERS else ""
    return f"; owned by {', '.join(owners[:_OWNERS])}{more}" if owners else ""


def _data(assessed: Assessed) -> Iterator[tuple[str, Answer]]:
    yield "Rows affected", _rows(assessed)
    changes = [operation for operation in assessed.operations if isinstance(operation, ChangeColumnType)]
    listed = ", ".join(
        f"{column_name(change.table, change.before.name)} from {change.before.type} to {change.after.type}"
        for change in changes
    )
    basis: Basis = "observed" if assessed.observed else "declared"
    yield "Data type changes", (f"yes: {listed}" if changes else "no", basis, "catalogs before and after compared")
    losses = [risk for risk in assessed.risks if risk.kind == "data loss"]
    level = assessed.worst("data loss") or "none"
    evidence = (
        "; ".join(f"{risk.object}: {risk.text}" for risk in losses) or "no operation removes or overwrites values"
    )
    yield "Data loss risk", (level, "estimated" if losses else basis, evidence)
    yield "Backup required", _backup(assessed, losses)


def _rows(assessed: Assessed) -> Answer:
    tables = [touch for touch in assessed.touches if touch.oid in assessed.facts.catalog.tables]
    if not tables:
        return "0", "observed", "no table that exists is touched"
    if not assessed.facts.row_counts_known:
        names = ", ".join(touch.name.sql for touch in tables)
        return unknown(f"the target's statistics were not read; tables touched: {names}")
    counts = [(touch.name.sql, assessed.facts.catalog.tables[touch.oid].rows_estimate) for touch in tables]
    listed = ", ".join(f"{name} {f'about {rows:,}' if rows >= 0 else 'never analysed'}" for name, rows in counts)
    known = [rows for _, rows in counts if rows >= 0]
    if not known:
        return unknown(f"the tables touched were never analysed: {listed}")
    more = "" if len(known) == len(counts) else " or more"
    return (
        f"up to {sum(known):,}{more}",
        "estimated",
        f"rows of the tables touched by the target's statistics: {listed}",
    )


def _backup(assessed: Assessed, losses: Sequence[Risk]) -> Answer:
    rewritten = sorted({found.table for found in assessed.facts.blockings if found.work == "rewritten"})
    written = any(isinstance(operation, ChangeRows) and not operation.table_is_new for operation in assessed.operations)
    reasons = [f"{risk.object} can lose data" for risk in losses]
    reasons += [f"{table} is rewritten" for table in rewritten]
    reasons += ["rows are written"] if written and not losses else []
    if reasons:
        return "yes", "estimated", "; ".join(dict.fromkeys(reasons))
    return "no", "estimated", "nothing is removed, overwritten or rewritten"


def _risk(assessed: Assessed) -> Iterator[tuple[str, Answer]]:
    yield "Rollback complexity", _rollback(assessed)
    level = _corruption(assessed)
    yield "Data corruption risk", level
    code = assessed.facts.code
    tests = sum(reference.in_test for reference in code.references)
    share = f"; {tests} of {len(code.references)} references found lie in tests" if code.references else ""
    yield "Testing coverage", unknown(f"no coverage was measured{share}")


def _rollback(assessed: Assessed) -> Answer:
    gone = (DropTable, DropColumn)
    destroyed = [operation for operation in assessed.operations if isinstance(operation, gone)]
    if destroyed:
        return "high", "estimated", "dropped tables and columns come back only from an archive or a backup"
    if assessed.worst("data loss") in ("medium", "high"):
        return "high", "estimated", "values that are overwritten or removed come back only from an archive or a backup"
    harder = [found for found in assessed.operations if isinstance(found, ChangeColumnType | DropObject | ChangeRows)]
    if harder or assessed.long_locks:
        return "medium", "estimated", "the way back converts, writes or makes anew what was there"
    return "low", "estimated", "every operation has an inverse that only changes the catalog"


def _corruption(assessed: Assessed) -> Answer:
    silent = [risk for risk in assessed.risks if risk.kind == "data loss" and risk.level == "medium"]
    if silent:
        return "medium", "estimated", "; ".join(f"{risk.object}: {risk.text}" for risk in silent)
    if any(isinstance(operation, ChangeRows) for operation in assessed.operations):
        return "medium", "estimated", "rows are written by a data statement; whether its values are right is not judged"
    return "low", "estimated", "no value is converted with loss or written by a data statement"
