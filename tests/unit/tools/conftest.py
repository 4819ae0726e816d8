"""A plan as the replies' tests need it."""

from dataclasses import replace
from pathlib import Path

import pytest

from server.model.answer import Generated, Rehearsed
from server.model.filename import DEFAULT_NAMING
from server.model.impact import TableLock
from server.model.lock import LockMode
from server.model.plan import Claim, Decision, Hazard, Loss, Phase, Plan, Script, Step
from server.model.proof import Evidence, ScriptEvidence, Verdict
from server.model.target import Target

ROOT = Path("/project")
FOLDER = ROOT / "migrations" / "2026-01-02-sku-required-3f2a9c01"
TARGET = Target(database="shop", version="18.4", environment="production", fingerprint="ab12", source="live database")


def _step(key: str, title: str, lock: LockMode) -> Step:
    return Step(
        key=key,
        operation="set_not_null",
        title=title,
        reason="a scan under ACCESS EXCLUSIVE would block everybody",
        up=Script(commands=("SELECT 1",), claim=Claim(lock=lock)),
        down=Script(commands=("SELECT 2",)),
        lock_timeout_ms=2000,
        statement=1,
    )


def _hazard(*, avoided: bool) -> Hazard:
    return Hazard(
        code="lock-queue", object="public.products", effect="waits", remedy="retry", source="manual", avoided=avoided
    )


@pytest.fixture
def plan() -> Plan:
    """Two phases, a hazard avoided and one left, a loss, nothing to decide."""
    check = _step("check", "add a check that is not validated", LockMode.ACCESS_EXCLUSIVE)
    validate = _step("validate", "validate it", LockMode.SHARE_UPDATE_EXCLUSIVE)
    analyse = _step("note", "note the progress", LockMode.NONE)
    return Plan(
        identity="3f2a9c01b7de",
        name="sku required",
        reason="imports need it",
        target=TARGET,
        change="ALTER TABLE products ALTER sku SET NOT NULL",
        desired_schema=False,
        phases=(
            Phase(name="expand", steps=(check,)),
            Phase(name="migrate", steps=()),
            Phase(name="contract", steps=(validate, analyse)),
        ),
        decisions=(),
        hazards=(_hazard(avoided=True), _hazard(avoided=False)),
        losses=(Loss(object="public.products.sku", what="nulls that were filled", preserved=None),),
        operations=("set not null",),
        final_fingerprint="cd34",
        column_order_kept=True,
        author="",
        naming=DEFAULT_NAMING,
        services=(),
    )


@pytest.fixture
def decision() -> Decision:
    """Something nobody has said yet."""
    return Decision(key="backfill:public.products.sku", question="Which value?", example="''", chosen=None)


@pytest.fixture
def verdict() -> Verdict:
    """A step seen up, down and up again."""
    lock = TableLock(table="public.products", mode=LockMode.ACCESS_EXCLUSIVE)
    scripts = [
        ScriptEvidence(
            step="check",
            phase="expand",
            direction=direction,
            claim=Claim(lock=LockMode.ACCESS_EXCLUSIVE),
            locks=(lock,),
            rewritten=(),
            scanned=(),
            duration_ms=1.25,
            error=None,
        )
        for direction in ("up", "down", "up again")
    ]
    evidence = Evidence(
        server_version="18.6",
        rows={"public.products": 300},
        not_populated=(),
        scripts=tuple(scripts),
        schemas=(),
        assumptions=(),
    )
    return Verdict(status="proven", equivalent=True, reversible=True, brief=True, findings=(), evidence=evidence)


@pytest.fixture
def generated(plan: Plan, verdict: Verdict) -> Generated:
    """The plan on disk."""
    return Generated(plan=plan, folder=FOLDER, files=("migration.md",), verdict=verdict, recollections=())


@pytest.fixture
def disproven(generated: Generated) -> Generated:
    """The plan, after a rehearsal that it did not hold in."""
    return replace(generated, verdict=replace(generated.verdict, status="disproven", brief=False))


@pytest.fixture
def rehearsed(plan: Plan, verdict: Verdict) -> Rehearsed:
    """The plan after a rehearsal with rows."""
    report = FOLDER / "rehearsal.md"
    return Rehearsed(plan=plan, folder=FOLDER, verdict=verdict, report=report, recollections=())
