"""Checklist lines about the time the change runs: locks, duration, downtime, releases."""

from collections.abc import Iterator, Sequence

from server.impact.assessed import Answer, Assessed, unknown
from server.impact.blocking import ASSUMPTION, Blocking, describe, span
from server.impact.risks import places
from server.model.impact import Basis
from server.model.names import identifier
from server.model.operation import (
    AddUnique,
    ChangeRows,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    RenameIndex,
)


def performance(assessed: Assessed) -> Iterator[tuple[str, Answer]]:
    """The lines of the section Performance Impact."""
    yield "Index changes", _indexes(assessed)
    yield "Query plan changes", unknown("plans of queries were not compared")
    if not assessed.observed:
        yield "Lock duration", unknown("the change was not run on a shadow")
        yield "Migration duration", unknown("the change was not run on a shadow")
        return
    blockings = assessed.facts.blockings
    evidence = "; ".join(describe(blockings)) or "no statement took a lock that makes reads or writes wait"
    yield "Lock duration", _lock_duration(blockings, evidence)
    yield "Migration duration", _duration(assessed)


def _indexes(assessed: Assessed) -> Answer:
    found = []
    for operation in assessed.operations:
        match operation:
            case CreateIndex():
                found.append(f"create {identifier(operation.after.name)}")
            case AddUnique():
                found.append(f"create {identifier(operation.index.name)}")
            case DropIndex():
                found.append(f"drop {identifier(operation.before.name)}")
            case DropConstraint() if operation.index:
                found.append(f"drop {identifier(operation.index.name)}")
            case DropColumn() | DropTable():
                found += [f"drop {identifier(index.name)}" for index in operation.indexes]
            case RenameIndex():
                found.append(f"rename {identifier(operation.before.name)} to {identifier(operation.after.name)}")
            case _:
                pass
    basis: Basis = "observed" if assessed.observed else "declared"
    return ", ".join(found) or "none", basis, "catalogs before and after compared"


def _lock_duration(blockings: Sequence[Blocking], evidence: str) -> Answer:
    working = [blocking for blocking in blockings if blocking.work]
    if not working:
        return ("an instant" if blockings else "none"), "observed", evidence
    if any(blocking.seconds is None for blocking in working):
        return unknown(f"sizes of the target are not known; {evidence}")
    longest = max((blocking.seconds or (0.0, 0.0) for blocking in working), key=lambda seconds: seconds[1])
    return span(longest), "estimated", f"{evidence}; {ASSUMPTION}"


def _duration(assessed: Assessed) -> Answer:
    # Without a blocking lock the work was not measured: a concurrent build or an UPDATE takes time all the same.
    unmeasured = any(
        isinstance(operation, ChangeRows) and not operation.table_is_new for operation in assessed.operations
    ) or any(isinstance(operation, CreateIndex) for operation in assessed.operations)
    working = [blocking for blocking in assessed.facts.blockings if blocking.work]
    if any(blocking.seconds is None for blocking in working):
        return unknown("sizes of the target are not known")
    if unmeasured:
        return unknown("the time to write rows or build indexes was not measured; a rehearsal does")
    total = [blocking.seconds or (0.0, 0.0) for blocking in working]
    seconds = (sum(low for low, _ in total), sum(high for _, high in total))
    return (
        span(seconds),
        "estimated",
        f"sum over statements that scan or rewrite, {ASSUMPTION}; waiting for locks aside",
    )


def service(assessed: Assessed) -> Iterator[tuple[str, Answer]]:
    """The lines of the section Service Impact."""
    yield "Downtime required", _downtime(assessed)
    yield "Read-only mode sufficient", _read_only(assessed)
    yield "Service restart required", _restart(assessed)
    yield "Configuration updates", unknown("configuration of services was not looked at")


def _downtime(assessed: Assessed) -> Answer:
    if not assessed.observed:
        return unknown("the change was not run on a shadow")
    long = assessed.long_locks
    breaking = [risk for risk in assessed.risks if risk.kind == "compatibility" and risk.level == "high"]
    if long:
        return "yes, as written", "observed", f"{'; '.join(describe(long))}; a generated plan avoids this where it can"
    if breaking:
        return "yes, as written", "observed", "; ".join(risk.text for risk in breaking)
    unclear = [risk for risk in assessed.risks if risk.kind == "compatibility" and risk.basis == "not known"]
    if unclear:
        return unknown("; ".join(risk.text for risk in unclear))
    return "no", "estimated", "no lock lasts as long as work over a large table, and no exact use in code breaks"


def _read_only(assessed: Assessed) -> Answer:
    if not assessed.observed:
        return unknown("the change was not run on a shadow")
    long = assessed.long_locks
    if not long:
        return "not needed", "observed", "no lock lasts as long as work over a large table"
    readers = [blocking for blocking in long if blocking.mode.blocks_reads]
    if readers:
        return "no, as written", "observed", f"reads wait too: {'; '.join(describe(readers))}"
    return "yes", "observed", f"only writes wait: {'; '.join(describe(long))}"


def _restart(assessed: Assessed) -> Answer:
    breaking = [risk for risk in assessed.risks if risk.kind == "compatibility"]
    names = {risk.object for risk in breaking}
    if not breaking:
        return "none found", "estimated", "nothing that programs may name is removed, renamed or of another type"
    if not assessed.facts.code.projects:
        return unknown("no project was scanned")
    using = [found for name in sorted(names) for found in assessed.facts.references(name) if found.runs]
    if not using:
        return (
            "none found",
            "estimated",
            f"nothing found in {', '.join(assessed.facts.code.projects)} names what changes",
        )
    components = ", ".join(sorted({found.component for found in using}))
    return f"new release of: {components}", "estimated", places(using)
