"""What the planner learned is found again by the plan it helps, and by an agent's search."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.model import Entity, Observations, Relation
from knowledge.store import Store, open_store
from server.errors import MemoryUnavailable
from server.memory import Memory
from server.model.filename import DEFAULT_NAMING
from server.model.impact import TableLock
from server.model.lock import LockMode
from server.model.plan import Claim, Decision, Hazard, Loss, Phase, Plan, Script, Step
from server.model.proof import Evidence, Finding, ScriptEvidence, Verdict
from server.model.target import Target

HAZARD = Hazard(
    code="lock-queue",
    object="public.products",
    effect="readers queue behind the waiting lock",
    remedy="give up after lock_timeout and try again",
    source="https://www.postgresql.org/docs/18/explicit-locking.html",
    avoided=True,
)


def step(key: str) -> Step:
    """A step that does nothing; only its key matters here."""
    return Step(
        key=key,
        operation=key.partition(":")[0],
        title="a step",
        reason="because",
        up=Script(),
        down=Script(),
        lock_timeout_ms=2000,
        statement=1,
    )


def plan(identity: str, name: str, *keys: str, database: str = "shop") -> Plan:
    """A plan with one step a key."""
    return Plan(
        identity=identity * 64,
        name=name,
        reason="the importer needs it",
        target=Target(
            database=database, version="18.4", environment="production", fingerprint="before", source="live database"
        ),
        change="",
        desired_schema=False,
        phases=(Phase(name="expand", steps=tuple(step(key) for key in keys)),),
        decisions=(Decision(key="backfill:public.products.sku", question="?", example="''", chosen=None),),
        hazards=(HAZARD,),
        losses=(Loss(object="public.products.old", what="the values", preserved="migration_planner.old"),),
        operations=("public.products.sku no longer takes nulls",),
        final_fingerprint="after",
        column_order_kept=True,
        author="",
        naming=DEFAULT_NAMING,
        services=("importer",),
    )


SKU = plan("a", "require-sku", "set_not_null:public.products.sku:validate", "set_not_null:public.products.sku:set")

VERDICT = Verdict(
    status="proven",
    equivalent=True,
    reversible=True,
    brief=False,
    findings=(Finding(severity="warns", step=SKU.steps[0].key, text="it held its lock for long"),),
    evidence=Evidence(
        server_version="18.4",
        rows={"public.products": 300},
        not_populated=(),
        scripts=(
            ScriptEvidence(
                step=SKU.steps[0].key,
                phase="expand",
                direction="up",
                claim=Claim(),
                locks=(TableLock(table="public.products", mode=LockMode.ACCESS_EXCLUSIVE),),
                rewritten=(),
                scanned=(),
                duration_ms=1.5,
                error=None,
            ),
        ),
        schemas=(),
        assumptions=(),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The graph behind the memory, as kg-memory would open it."""
    return open_store(f"sqlite:///{tmp_path}/graph.sqlite")


@pytest.fixture
def memory(store: Store, tmp_path: Path) -> Memory:
    """An empty memory."""
    return Memory(f"sqlite:///{tmp_path}/graph.sqlite")


def test_a_plan_becomes_a_migration_and_what_it_touches(memory: Memory, store: Store) -> None:
    """These are the names and relations an agent navigates by."""
    memory.remember_plan(SKU, folder="migrations/require-sku", verdict=None)
    graph = store.read_graph()
    assert {entity.name: entity.entity_type for entity in graph.entities} == {
        "migration:aaaaaaaaaaaa": "Migration",
        "database:shop": "Database",
        "table:shop.public.products": "Table",
        "column:shop.public.products.sku": "Column",
        "strategy:set_not_null": "Strategy",
        "hazard:lock-queue": "Hazard",
        "service:importer": "Service",
    }
    assert {(relation.relation_type, relation.target) for relation in graph.relations} == {
        ("observed_on", "database:shop"),
        ("changes", "table:shop.public.products"),
        ("changes", "column:shop.public.products.sku"),
        ("used_strategy", "strategy:set_not_null"),
        ("avoided", "hazard:lock-queue"),
        ("affects", "service:importer"),
        ("belongs_to", "database:shop"),
        ("belongs_to", "table:shop.public.products"),
    }
    observations = store.open_nodes(["migration:aaaaaaaaaaaa"]).entities[0].observations
    assert observations[0] == "Migration require-sku was planned for shop (production, PostgreSQL 18.4)."
    assert "Reason: the importer needs it" in observations
    assert "Avoided lock-queue on public.products: readers queue behind the waiting lock" in observations
    assert "Files of the plan: migrations/require-sku" in observations


def test_a_hazard_that_stays_was_hit(memory: Memory, store: Store) -> None:
    """The next plan must tell what was avoided from what was not."""
    memory.remember_plan(replace(SKU, hazards=(replace(HAZARD, avoided=False),)), folder="f", verdict=None)
    assert ("hit", "hazard:lock-queue") in {
        (relation.relation_type, relation.target) for relation in store.read_graph().relations
    }


def test_remembering_again_changes_nothing(memory: Memory, store: Store) -> None:
    """The same plan is generated and rehearsed many times; two servers may do so at once."""
    memory.remember_plan(SKU, folder="f", verdict=VERDICT)
    before = store.read_graph()
    memory.remember_plan(SKU, folder="f", verdict=VERDICT)
    memory.remember_rehearsal(SKU, replace(VERDICT))
    assert store.read_graph() == before


def test_a_rehearsal_is_remembered_without_its_plan_being_there(memory: Memory, store: Store) -> None:
    """A plan from another machine's folder can be rehearsed here."""
    memory.remember_rehearsal(SKU, VERDICT)
    (migration,) = store.open_nodes(["migration:aaaaaaaaaaaa"]).entities
    assert migration.observations[-3:] == (
        "Rehearsal on PostgreSQL 18.4 with 300 rows: proven; equivalent, reversible, not brief locks.",
        "Rehearsal warns: set_not_null:public.products.sku:validate: it held its lock for long",
        "Rehearsal: set_not_null:public.products.sku:validate takes ACCESS EXCLUSIVE on public.products.",
    )


@pytest.mark.parametrize(
    ("key", "tables", "columns"),
    [
        ('add_column:"My Shop"."weird.""t:".sku:add', ['shop."My Shop"."weird.""t:"'], ['"weird.""t:".sku']),
        ("add_foreign_key:public.products.brand_fk:add", ["shop.public.products"], []),
        ("create_index:public.idx_brand:build", ["shop.public.products"], []),
        ("drop_table:public.products:drop", ["shop.public.products"], []),
        ("change_rows:statement 3:run", [], []),
        ("drop_object:view public.a_view:drop", [], []),
        ('create_object:trigger "a b" on public.products:create', ["shop.public.products"], []),
        ("replace_function:function public.total(public.money):replace", [], []),
        ("update_rows:public.products:3:run", ["shop.public.products"], []),
    ],
)
def test_tables_and_columns_are_read_from_the_keys_of_steps(
    memory: Memory, store: Store, key: str, tables: list[str], columns: list[str]
) -> None:
    """A key names its object as SQL, so that a quoted dot or colon is part of a name; the table of an index
    is known from its hazards."""
    memory.remember_plan(replace(plan("b", "any", key), decisions=()), folder="f", verdict=None)
    entities = store.read_graph().entities
    found = [entity.name.removeprefix("table:") for entity in entities if entity.entity_type == "Table"]
    assert found == tables
    found = [entity.name for entity in entities if entity.entity_type == "Column"]
    assert [name.removeprefix('column:shop."My Shop".') for name in found] == columns


def test_an_outcome_is_recorded_and_returned_with_all_that_is_known(memory: Memory) -> None:
    """The caller sees what the next planner will see."""
    memory.remember_plan(SKU, folder="f", verdict=None)
    known = memory.remember_outcome(
        SKU,
        status="rolled back",
        notes=" replicas lagged ",
        measurements={"duration_s": 12.5, "rows": "300"},
        when="2026-11-23T17:00:00Z",
    )
    assert known.entity == "migration:aaaaaaaaaaaa"
    assert known.observations[-2:] == (
        "Outcome 2026-11-23T17:00:00Z: migration require-sku on shop: rolled back. replicas lagged",
        "Measured 2026-11-23T17:00:00Z: duration_s = 12.5, rows = 300.",
    )
    assert "changes table:shop.public.products" in known.related
    assert memory.recall("lagged", limit=5)[0].entity == known.entity


def test_recall_says_which_words_matched_and_keeps_to_the_limit(memory: Memory) -> None:
    """One word of a question is enough: an agent asks in sentences."""
    memory.remember_plan(SKU, folder="f", verdict=None)
    (first, _) = memory.recall("what about sku?  importer", limit=2)
    assert first.reason == "mentions importer"
    assert memory.recall("zebra", limit=5) == ()


def test_a_plan_recalls_the_closest_migrations_first_and_each_says_why(memory: Memory, store: Store) -> None:
    """Same column before same table, later before earlier, then notes, then what ran of the same strategy."""
    memory.remember_plan(plan("1", "brand", "add_column:public.products.brand:add"), folder="f", verdict=None)
    memory.remember_plan(
        replace(plan("2", "far", "set_not_null:public.jobs.shop:set", database="other"), decisions=(), hazards=()),
        folder="f",
        verdict=None,
    )
    memory.remember_plan(
        replace(
            plan("5", "never run", "set_not_null:public.jobs.job:set", database="other"),
            decisions=(),
            hazards=(),
            losses=(),
            operations=(),
        ),
        folder="f",
        verdict=None,
    )
    memory.remember_outcome(
        replace(plan("2", "far", "set_not_null:public.jobs.shop:set", database="other"), decisions=(), hazards=()),
        status="failed",
        notes="",
        measurements={},
        when="then",
    )
    memory.remember_plan(plan("3", "sku-index", "create_index:public.i:build"), folder="f", verdict=None)
    memory.remember_plan(plan("4", "sku", "set_not_null:public.products.sku:set"), folder="f", verdict=None)
    store.add_observations([Observations(entity_name="table:shop.public.products", contents=("busy at nine",))])
    store.create_entities([Entity(name="importer notes", entity_type="Note", observations=("it locks products",))])
    store.create_relations([Relation(source="importer notes", target="hazard:lock-queue", relation_type="about")])
    memory.remember_plan(SKU, folder="f", verdict=None)

    recalled = memory.recall_plan(SKU, limit=10)

    assert [recollection.entity for recollection in recalled] == [
        "migration:444444444444",
        "migration:333333333333",
        "migration:111111111111",
        "table:shop.public.products",
        "migration:222222222222",
        "importer notes",
    ]
    reasons = {recollection.entity: recollection.reason for recollection in recalled}
    assert "changes column:shop.public.products.sku" in reasons["migration:444444444444"]
    assert reasons["migration:222222222222"] == "like this plan it used_strategy strategy:set_not_null"
    assert reasons["table:shop.public.products"] == "this plan changes it"
    assert reasons["importer notes"] == "mentions products"
    assert memory.recall_plan(SKU, limit=2) == recalled[:2]


def test_a_plan_recalls_nothing_from_an_empty_graph(memory: Memory) -> None:
    """The first plan of all has nothing to learn from, and no file to read."""
    assert memory.recall_plan(SKU, limit=10) == ()


def test_an_unusable_store_is_named_when_it_is_needed(tmp_path: Path) -> None:
    """Planning must be possible without it, so building the memory never fails."""
    (tmp_path / "graph.sqlite").write_bytes(b"not a database" * 1000)
    broken = Memory(f"sqlite:///{tmp_path}/graph.sqlite")
    with pytest.raises(MemoryUnavailable, match="is not a SQLite database or is damaged"):
        broken.recall_plan(SKU, limit=1)
    with pytest.raises(MemoryUnavailable, match="is not a SQLite database or is damaged"):
        broken.remember_plan(SKU, folder="f", verdict=None)
    with pytest.raises(MemoryUnavailable, match="not supported; write sqlite:///"):
        Memory("mysql://user:secret@host/db").recall("x", limit=1)
