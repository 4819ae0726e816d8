"""The same content has the same identity, and JSON brings a plan back exactly."""

import json
import string
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import PlanError
from server.model.catalog import Column, Table
from server.model.filename import DEFAULT_NAMING
from server.model.identity import identity_of, plan_from_json, plan_to_json
from server.model.impact import CodeScan, Impact, TableLock
from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.model.operation import AddColumn, DropNotNull, Operation
from server.model.plan import Check, Claim, Decision, Deploy, Gauge, Hazard, Loss, Phase, Plan, Script, Step
from server.model.proof import Evidence
from server.model.ranking import Choice
from server.model.serialisation import from_json, to_json
from server.model.subject import Subject
from server.model.target import Target


def make_plan() -> Plan:
    """A plan with something in every field."""
    script = Script(
        commands=("SELECT 1",),
        transactional=False,
        claim=Claim(lock=LockMode.SHARE, rewrites=True),
        before=(Check(condition="true", message="ünïcode 'quoted'"),),
    )
    step = Step(
        key="k",
        operation="o",
        title="t",
        reason="r",
        up=script,
        down=Script(),
        lock_timeout_ms=1,
        statement=1,
    )
    return Plan(
        identity="",
        name="n",
        reason="r",
        target=Target(database="d", version="18", environment="e", fingerprint="f", source="live database"),
        change="SELECT 1",
        desired_schema=False,
        phases=(Phase(name="expand", steps=(step,)), Phase(name="migrate", steps=())),
        decisions=(Decision(key="k", question="q", example="x", chosen=None),),
        hazards=(Hazard(code="lock-queue", object="o", effect="e", remedy="r", source="s", avoided=True),),
        losses=(Loss(object="o", what="w", preserved=None),),
        operations=("one",),
        final_fingerprint="f",
        column_order_kept=True,
        author="a",
        naming=DEFAULT_NAMING,
        services=("s",),
        subjects=(Subject(kind="column", path=("s", "t", "c"), table=("s", "t"), became=("s", "t", "d"), statement=1),),
        rollback_triggers=(Gauge(key="k", watches="w", query="q", then="t"),),
        deploys=(Deploy(before=None, may_run=("m",), must=("m",), proof=()),),
        promises=(Check(condition="c", message="m"),),
        returns=(Check(condition="c", message="m"),),
        put_away=("t",),
        choices=(Choice(strategy="s", table="t", taken="online", instead_of="at once", because=()),),
    )


def test_a_plan_comes_back_from_json_exactly() -> None:
    """A stored plan is rehearsed and applied; a field that changed on the way would change what runs."""
    plan = make_plan()
    assert plan_from_json(json.loads(json.dumps(plan_to_json(plan)))) == plan


def test_the_identity_is_the_same_in_every_process() -> None:
    """Tools hand identities to each other across restarts; this one was computed once and must stay."""
    assert identity_of(make_plan()) == identity_of(make_plan())
    assert len(identity_of(make_plan())) == 64
    assert set(identity_of(make_plan())) <= set(string.hexdigits.lower())


def test_the_identity_does_not_depend_on_itself() -> None:
    """A plan is made without one first."""
    assert identity_of(replace(make_plan(), identity="x" * 64)) == identity_of(make_plan())


@pytest.mark.parametrize("field", [field.name for field in fields(Plan) if field.name != "identity"])
def test_the_identity_depends_on_every_other_field(field: str) -> None:
    """Two plans that differ anywhere are two plans."""
    plan = make_plan()
    value = getattr(plan, field)
    others: dict[type, Any] = {str: "another", bool: not value, tuple: ()}
    changed = others.get(type(value), replace(plan.target, database="another"))
    changes: dict[str, Any] = {field: changed}
    assert identity_of(replace(plan, **changes)) != identity_of(plan)


@given(st.text(), st.text())
def test_any_text_survives_the_way_through_json(name: str, command: str) -> None:
    """SQL holds whatever its author typed."""
    plan = replace(make_plan(), name=name, change=command)
    assert plan_from_json(json.loads(json.dumps(plan_to_json(plan)))) == plan


def test_an_unknown_key_is_refused_with_its_path() -> None:
    """A key of another version, silently dropped, would change what the plan means."""
    data = plan_to_json(make_plan())
    target = data["target"]
    assert isinstance(target, dict)
    target["port"] = 1
    with pytest.raises(PlanError, match=r"Plan\.target must be without the unknown key 'port'"):
        plan_from_json(data)


def test_a_missing_key_is_refused_even_when_it_has_a_default() -> None:
    """A default of today need not be the one the plan was written with."""
    with pytest.raises(PlanError, match="the key 'lock'"):
        from_json(Claim, {"rewrites": True, "scans": False})


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Claim, {"lock": "SHARE", "rewrites": 1, "scans": False}),
        (Claim, {"lock": 5, "rewrites": True, "scans": False}),
        (Claim, {"lock": "BRIEF", "rewrites": True, "scans": False}),
        (Phase, {"name": "shrink", "steps": []}),
        (Phase, {"name": "expand", "steps": {}}),
        (Phase, {"name": "expand", "steps": [1]}),
        (Loss, {"object": "o", "what": None, "preserved": None}),
        (Loss, {"object": "o", "what": "w", "preserved": 3}),
        (Loss, []),
    ],
)
def test_a_value_of_another_type_is_refused(kind: type, data: object) -> None:
    """JSON edited by hand is refused where it is wrong, not where it is used."""
    with pytest.raises(PlanError, match=rf"^{kind.__name__}"):
        from_json(kind, data)  # type: ignore[arg-type]


def _column(number: int) -> Column:
    return Column(
        table_oid=1,
        number=number,
        name="c",
        type="text",
        not_null=False,
        not_null_name=None,
        not_null_inherited=False,
        not_null_no_inherit=False,
        local=True,
        inherited=False,
        default=None,
        default_oid=0,
        default_volatility="none",
        identity="",
        generated="",
        collation=None,
        storage="",
        type_storage="x",
        compression="",
        statistics_target=-1,
        options=(),
        server_options=(),
        is_array=False,
        type_kind="base",
        base_type="text",
        type_oid=25,
        comment=None,
    )


def test_a_value_of_several_possible_classes_comes_back_as_its_own() -> None:
    """Operations share fields: their names alone do not tell one from another."""
    table = Table(
        oid=1,
        name=QualifiedName(schema="public", name="t"),
        kind="table",
        persistence="permanent",
        of_type=None,
        inherits=(),
        server=None,
        server_options=(),
        options=(),
        row_security=False,
        replica_identity="d",
        partition_of=None,
        partition_bound=None,
        partition_key=None,
        comment=None,
        rows_estimate=-1,
        size_bytes=0,
    )
    operations: tuple[Operation, ...] = (
        AddColumn(statement=1, table=table, after=_column(2)),
        DropNotNull(statement=1, table=table, before=_column(1), after=_column(1)),
    )
    impact = Impact(
        target=make_plan().target,
        operations=operations,
        dependents=(),
        observations=(),
        code=CodeScan(references=(), files_read=0, statements_read=0, not_understood=(), projects=()),
        risks=(),
        hazards=(),
        checklist=(),
    )
    assert from_json(Impact, json.loads(json.dumps(to_json(impact)))) == impact


def test_mappings_and_whole_numbers_for_durations_come_back() -> None:
    """Evidence holds rows by table, and JSON writes 1.0 as 1 in some hands."""
    evidence = Evidence(
        server_version="18", rows={"public.t": 3}, not_populated=(), scripts=(), schemas=(), assumptions=()
    )
    assert from_json(Evidence, to_json(evidence)) == evidence
    lock = TableLock(table="public.t", mode=LockMode.SHARE)
    assert to_json(lock) == {"table": "public.t", "mode": "SHARE"}
