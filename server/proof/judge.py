"""Claim against evidence: whether the plan did what it says."""

from collections.abc import Iterator
from typing import Literal

from server.model.lock import LockMode
from server.model.plan import Loss, Plan
from server.model.proof import Evidence, Finding, SchemaEvidence, ScriptEvidence, Verdict


def judge(plan: Plan, evidence: Evidence) -> Verdict:
    """The verdict; what could not be seen is a finding too."""
    findings = (
        *_errors(evidence),
        *(finding for script in evidence.scripts for finding in _overruns(script)),
        *_schemas(plan, evidence),
        *_unseen(plan, evidence),
    )
    failed = [finding for finding in findings if finding.severity == "fails"]
    last = f"after down of {plan.phases[0].name}" if plan.without_way_back else "after up again"
    finished = {"after up", last} <= {schema.point for schema in evidence.schemas}
    wrong = {finding.step for finding in failed}
    one_way = bool(plan.without_way_back) or any(
        _is_lost(name, plan.losses) for schema in evidence.schemas for name in schema.row_differences
    )
    proven = finished and not failed
    return Verdict(
        status=_status(plan, one_way=one_way) if proven else "disproven",
        equivalent=finished and not wrong & {"after up", "after up again"},
        reversible=finished and not one_way and not any(step.startswith("after down") for step in wrong),
        brief=finished and not any(_blocks_long(script) or list(_overruns(script)) for script in evidence.scripts),
        findings=findings,
        evidence=evidence,
    )


def _status(plan: Plan, *, one_way: bool) -> Literal["proven", "proven one way", "proven with open decisions"]:
    if plan.open_decisions:
        return "proven with open decisions"
    return "proven one way" if one_way else "proven"


def _errors(evidence: Evidence) -> Iterator[Finding]:
    for script in evidence.scripts:
        if script.error:
            yield Finding(severity="fails", step=script.step, text=f"{script.direction} failed: {script.error}")


def _overruns(script: ScriptEvidence) -> Iterator[Finding]:
    strongest = max((lock.mode for lock in script.locks), default=LockMode.NONE)
    if strongest > script.claim.lock:
        tables = ", ".join(lock.table for lock in script.locks if lock.mode == strongest)
        text = f"{script.direction} took {strongest.label} on {tables}; it claims {script.claim.lock.label}"
        yield Finding(severity="fails", step=script.step, text=text)
    if script.rewritten and not script.claim.rewrites:
        text = f"{script.direction} rewrote {', '.join(script.rewritten)}, which it does not claim"
        yield Finding(severity="fails", step=script.step, text=text)
    if script.scanned and not script.claim.scans:
        text = f"{script.direction} read all of {', '.join(script.scanned)} while writes wait, which it does not claim"
        yield Finding(severity="fails", step=script.step, text=text)


def _blocks_long(script: ScriptEvidence) -> bool:
    return script.claim.form == "at once" and not script.claim.small


def _schemas(plan: Plan, evidence: Evidence) -> Iterator[Finding]:
    no_way_back = bool(plan.without_way_back)
    for schema in evidence.schemas:
        if schema.expected != schema.found:
            tolerated = no_way_back and schema.point.startswith("after down")
            yield Finding(
                severity="warns" if tolerated else "fails",
                step=schema.point,
                text="the schema differs: " + "; ".join(schema.differences[:5]),
            )
        if schema.point in ("after up", f"after down of {plan.phases[0].name}"):
            yield from _order(schema)
        for name in schema.row_differences:
            named = _is_lost(name, plan.losses) or _is_written_by_triggers(name, plan.losses)
            yield Finding(
                severity="warns" if no_way_back or named else "fails",
                step=schema.point,
                text=f"the rows of {name} are not what they were before",
            )


def _is_lost(name: str, losses: tuple[Loss, ...]) -> bool:
    """Whether the plan says that the rows of a table or column do not come back, and are kept nowhere."""
    gone = (loss for loss in losses if loss.preserved is None and not loss.only_live and not loss.restored)
    return any(_covers(loss.object, name) for loss in gone)


def _is_written_by_triggers(name: str, losses: tuple[Loss, ...]) -> bool:
    """Whether triggers may have written what differs: they write anywhere but in what the way back restores."""
    fired = [loss for loss in losses if loss.restored]
    return bool(fired) and not any(name in loss.restored for loss in fired)


def _covers(lost: str, name: str) -> bool:
    # A table without a key is compared as a whole, so a lost column shows as a difference of its table.
    return lost == name or name.startswith(f"{lost}.") or lost.startswith(f"{name}.")


def _order(schema: SchemaEvidence) -> Iterator[Finding]:
    if not schema.column_order and schema.expected == schema.found:
        text = "columns stand in another order: PostgreSQL cannot put a column back in its place"
        yield Finding(severity="warns", step=schema.point, text=text)


def _unseen(plan: Plan, evidence: Evidence) -> Iterator[Finding]:
    target, shadow = plan.target.version, evidence.server_version
    if _major(target) != _major(shadow):
        text = (
            f"rehearsed on PostgreSQL {shadow}, and the target runs {target}, of which no server is installed here: "
            f"locks and syntax may differ; install PostgreSQL {_major(target)} and rehearse again"
        )
        yield Finding(severity="unknown", step="version", text=text)
    for line in evidence.depends_on_stand_ins:
        text = f"{line}: install what the target has, and rehearse again"
        yield Finding(severity="unknown", step="stand-ins", text=text)
    for line in evidence.not_populated:
        yield Finding(severity="unknown", step="rows", text=f"not rehearsed with rows: {line}")
    for script in evidence.scripts:
        if _blocks_long(script) and script.direction != "up again":
            text = f"{script.direction} reads or rewrites under {script.claim.lock.label}; see the plan's hazards"
            yield Finding(severity="warns", step=script.step, text=text)


def _major(version: str) -> str:
    return version.partition(".")[0]
