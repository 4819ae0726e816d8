"""What the planner learned is found again by the plan it helps, and by an agent's search."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.model import Entity, Observations, Relation, Validity
from knowledge.store import Store, open_store
from server.errors import MemoryUnavailable
from server.memory import Memory
from server.model.caller import CALLER, Caller
from server.model.experience import Experience, Lesson, Prediction, Situation
from server.model.filename import DEFAULT_NAMING
from server.model.impact import CodeScan, Query, Reference, TableLock
from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.model.outcome import Outcome, StepRun
from server.model.plan import Claim, Decision, Hazard, Loss, Phase, PhaseName, Plan, Script, Step
from server.model.proof import Evidence, Finding, ScriptEvidence, Verdict
from server.model.recollection import Recollection
from server.model.subject import Subject
from server.model.target import UNLABELLED, Target

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


def column(*path: str) -> Subject:
    """A column by schema, table and name, touched by the first statement."""
    return Subject(kind="column", path=path, table=path[:2], became=(), statement=1)


def table(*path: str, became: tuple[str, ...] = ()) -> Subject:
    """A table by schema and name, touched by the first statement."""
    return Subject(kind="table", path=path, table=path, became=became, statement=1)


PRODUCTS = table("public", "products")
SKU_COLUMN = column("public", "products", "sku")


def plan(
    identity: str, name: str, *keys: str, database: str = "shop", subjects: tuple[Subject, ...] = (PRODUCTS, SKU_COLUMN)
) -> Plan:
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
        subjects=subjects,
    )


SKU = plan("a", "require-sku", "set_not_null:public.products.sku:validate", "set_not_null:public.products.sku:set")

WHOLE = plan("9", "whole", "set_not_null:a:add", "set_not_null:a:validate", "set_not_null:b:validate")

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
        "schema:shop.public": "Schema",
        "phase:aaaaaaaaaaaa/expand": "Phase",
        "strategy:set_not_null": "Strategy",
        "hazard:lock-queue": "Hazard",
        "service:importer": "Service",
    }
    assert {(relation.relation_type, relation.target) for relation in graph.relations} == {
        ("observed_on", "database:shop"),
        ("observed_on", "environment:production"),
        ("changes", "table:shop.public.products"),
        ("changes", "column:shop.public.products.sku"),
        ("used_strategy", "strategy:set_not_null"),
        ("avoided", "hazard:lock-queue"),
        ("affects", "service:importer"),
        ("belongs_to", "database:shop"),
        ("belongs_to", "schema:shop.public"),
        ("part_of", "migration:aaaaaaaaaaaa"),
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


def test_names_that_need_quotes_are_quoted_as_postgresql_would(memory: Memory, store: Store) -> None:
    """A dot, a colon, a quote or a space is part of a name, whatever separates names."""
    odd = plan("b", "any", "x:y:z", database="my.sql", subjects=(column("My Shop", 'weird."t:', "größe é"),))
    memory.remember_plan(odd, folder="f", verdict=None)
    found = {entity.name for entity in store.read_graph().entities if entity.entity_type in ("Table", "Column")}
    assert found == {
        'table:"my.sql"."My Shop"."weird.""t:"',
        'column:"my.sql"."My Shop"."weird.""t:"."größe é"',
    }
    other = replace(odd, identity="c" * 64)
    (same,) = memory.recall_plan(other, limit=1)
    assert same.entity == "migration:bbbbbbbbbbbb"


def outcome_of(memory: Memory, made: Plan, outcome: Outcome, when: str = "2026-11-23T17:00:00Z") -> Recollection:
    """The migration after an outcome was told, with what is known of the run."""
    told = memory.remember_outcome(made, outcome, when=when)
    return replace(told.migration, observations=(*told.migration.observations, *told.run))


def states(store: Store, name: str) -> list[str]:
    """How something ended, as far as that holds."""
    relations = store.open_nodes([name]).relations
    return [r.target for r in relations if (r.source, r.relation_type) == (name, "ended_as")]


def test_an_outcome_is_recorded_and_returned_with_all_that_is_known(memory: Memory) -> None:
    """The caller sees what the next planner will see."""
    memory.remember_plan(SKU, folder="f", verdict=None)
    told = Outcome(
        status="rolled back", notes=" replicas lagged ", measurements=(("duration_s", 12.5), ("rows", "300")), who="ann"
    )
    known = outcome_of(memory, SKU, told)
    assert known.entity == "migration:aaaaaaaaaaaa"
    assert known.observations[-3:] == (
        "Outcome 2026-11-23T17:00:00Z: migration require-sku on shop: rolled back. replicas lagged",
        "Ran by ann.",
        "Measured 2026-11-23T17:00:00Z: duration_s = 12.5, rows = 300.",
    )
    assert "changes table:shop.public.products" in known.related
    assert known.entity in [found.entity for found in memory.recall("lagged", limit=5)]


def test_an_outcome_told_twice_is_one_and_says_who_told_it(memory: Memory, store: Store) -> None:
    """An agent that gets no answer asks again, a minute later."""
    failed = Outcome(status="failed", steps=(StepRun(step=SKU.steps[1].key, error="deadlock detected [40P01]"),))
    token = CALLER.set(Caller(client="robot 2", tool="record_outcome"))
    outcome_of(memory, SKU, failed)
    before = store.change_token()
    outcome_of(memory, SKU, failed, when="2026-11-23T17:01:00Z")
    CALLER.reset(token)
    assert store.change_token() == before
    told = [fact for fact in store.history("migration:aaaaaaaaaaaa") if fact.text.startswith("Outcome")]
    assert [(fact.origin.client, fact.origin.source) for fact in told] == [
        ("robot 2 record_outcome", "outcome:aaaaaaaaaaaa")
    ]


def test_a_run_that_was_told_as_failed_by_mistake_has_no_incident(memory: Memory, store: Store) -> None:
    """Else every later plan on the table is warned of what never happened; what was told stays in the history."""
    started = "2026-11-23T16:00:00Z"
    failed = Outcome(
        status="failed", started=started, steps=(StepRun(step=SKU.steps[0].key, error="deadlock detected [40P01]"),)
    )
    outcome_of(memory, SKU, failed)
    (incident,) = store.entities_of_type(["Incident"]).entities
    outcome_of(memory, SKU, Outcome(status="succeeded", started=started), when="2026-11-23T18:00:00Z")
    (corrected,) = store.entities_of_type(["Incident"]).entities
    assert corrected.name == incident.name
    assert corrected.observations == ("Corrected 2026-11-23T18:00:00Z: this run succeeded without a trouble.",)
    related = store.open_nodes([incident.name]).relations
    assert [(each.source, each.relation_type) for each in related] == [(incident.name, "part_of")]
    ended = [fact for fact in store.history(incident.name) if fact.validity is Validity.SUPERSEDED]
    assert {fact.text for fact in ended} >= {*incident.observations, "hit", "observed_on"}
    outcome_of(memory, SKU, failed, when="2026-11-23T19:00:00Z")
    (again,) = store.entities_of_type(["Incident"]).entities
    assert {*again.observations} == {*incident.observations}
    assert {each.relation_type for each in store.open_nodes([incident.name]).relations} == {
        "part_of",
        "hit",
        "observed_on",
    }


def test_a_run_that_was_told_as_failed_by_mistake_teaches_no_failure(memory: Memory, store: Store) -> None:
    """Nor the wait for a lock that it was said to have failed by; failing after all, it does."""
    key = SKU.steps[0].key
    situation = Situation(database="shop", strategy="x", work="scan")
    expected = [
        Prediction(step=key, metric=metric, value=2.0, situation=situation) for metric in ("lock wait", "duration")
    ]
    memory.remember_plan(SKU, folder="f", verdict=None, predictions=expected)
    waited = StepRun(step=key, lock_wait=60.0, error="canceling statement due to lock timeout [55P03]")
    failed = Outcome(status="failed", started="2026-11-23T16:00:00Z", steps=(waited,))
    outcome_of(memory, SKU, failed)
    assert [len(memory.experience().samples), len(memory.experience().failures)] == [1, 1]
    taught: list[Experience] = []
    right = replace(failed, status="succeeded", steps=(StepRun(step=key, seconds=3.0),))
    memory.remember_outcome(SKU, right, when="2026-11-23T18:00:00Z", learn=lambda known: taught.append(known) or ())
    ends = [text for text in store.open_nodes(["migration:aaaaaaaaaaaa"]).entities[0].observations if "Outcome" in text]
    assert ends == ["Outcome 2026-11-23T18:00:00Z: migration require-sku on shop: succeeded."]
    for known in (*taught, memory.experience()):
        assert [(each.metric, each.actual) for each in known.samples] == [("duration", 3.0)]
        assert not known.failures
    outcome_of(memory, SKU, failed, when="2026-11-23T19:00:00Z")
    assert len(memory.experience().failures) == 1


def test_what_fails_again_after_something_else_was_told_has_failed_again(memory: Memory, store: Store) -> None:
    """On one day and in the same words; only what is told twice on end is one, and the caller is told that it was."""
    whole = replace(SKU, phases=(*SKU.phases, Phase(name="contract", steps=(step("set_not_null:a:b"),))))
    expanded = Outcome(status="succeeded", phase="expand")
    failed, begun = (Outcome(status=status, phase="contract") for status in ("failed", "started"))
    for told in (expanded, failed, begun, failed, begun, failed):
        assert memory.remember_outcome(whole, told, when="2026-11-23T17:00:00Z").is_new
    assert not memory.remember_outcome(whole, failed, when="2026-11-23T17:01:00Z").is_new
    assert states(store, "migration:aaaaaaaaaaaa") == ["outcome:failed"]


def test_a_late_repeat_of_a_runs_outcome_changes_nothing(memory: Memory, store: Store) -> None:
    """The moment tells which run is meant; a later one may have succeeded."""
    failed, succeeded = (
        Outcome(status="failed", started="2026-11-23"),
        Outcome(status="succeeded", started="2026-11-24"),
    )
    for told, is_new in ((failed, True), (succeeded, True), (failed, False)):
        assert memory.remember_outcome(SKU, told, when="2026-11-24T17:00:00Z").is_new is is_new
    assert states(store, "migration:aaaaaaaaaaaa") == ["outcome:succeeded"]


def test_a_corrected_outcome_takes_the_place_of_what_was_told_of_the_run(memory: Memory, store: Store) -> None:
    """A slip of the unit must not be learned from for ever; what others noted at the run stays."""
    key, run = SKU.steps[0].key, "run:aaaaaaaaaaaa/2026-11-23T18:00:00Z"
    prediction = Prediction(step=key, value=2.0, situation=Situation(database="shop", strategy="x", work="scan"))
    memory.remember_plan(SKU, folder="f", verdict=None, predictions=(prediction,))
    slip = Outcome(status="started", started="2026-11-23T18:00:00Z", steps=(StepRun(step=key, seconds=20_000.0),))
    outcome_of(memory, SKU, slip)
    store.add_observations([Observations(entity_name=run, contents=("the disk was slow",))])
    right = replace(slip, status="failed", steps=(StepRun(step=key, seconds=20.0),), notes="a lock")
    taught: list[Experience] = []
    for told in (right, replace(right, notes="a lock on products")):
        memory.remember_outcome(SKU, told, when="2026-11-23T19:00:00Z", learn=lambda known: taught.append(known) or ())
    assert [sample.actual for sample in memory.experience().samples] == [20.0]
    assert [failure.text for failure in memory.experience().failures] == ["a lock on products"]
    assert [len(known.samples) + len(known.failures) for known in taught] == [2, 2]
    assert states(store, run) == ["outcome:failed"]
    observations = store.open_nodes([run]).entities[0].observations
    assert "the disk was slow" in observations and f"Step {key}: took 20 s." in observations
    assert not [text for text in observations if "2e+04" in text]


@pytest.mark.parametrize("erase", [False, True])
@pytest.mark.parametrize("with_run", [False, True])
def test_an_outcome_that_was_deleted_is_recorded_when_it_is_told_again(
    memory: Memory, store: Store, *, with_run: bool, erase: bool
) -> None:
    """Its key may be there still; whoever tells it wants it known."""
    told = Outcome(status="failed", started="2026-11-23T18:00:00Z")
    outcome_of(memory, SKU, told)
    run = "run:aaaaaaaaaaaa/2026-11-23T18:00:00Z"
    store.delete_entities(["migration:aaaaaaaaaaaa", *([run] if with_run else [])], erase=erase)
    again = memory.remember_outcome(SKU, told, when="2026-11-23T19:00:00Z")
    assert again.is_new and again.migration.entity == "migration:aaaaaaaaaaaa"
    assert states(store, "migration:aaaaaaaaaaaa") == ["outcome:failed"]


def test_a_lesson_takes_the_place_of_the_one_before_and_notes_stay(memory: Memory, store: Store) -> None:
    """People note at a lesson what they think of it."""

    def learned(text: str, day: int) -> None:
        lesson = Lesson(
            strategy="set_not_null", database="shop", text=f"set_not_null in shop: {text}", learned_from=("run",)
        )
        told = Outcome(status="succeeded", notes=text)
        memory.remember_outcome(SKU, told, when=f"2026-11-{day}T17:00:00Z", learn=lambda _: [lesson])

    name = "lesson:shop/set_not_null"
    learned("slow", 20)
    store.add_observations([Observations(entity_name=name, contents=("only at noon", "set_not_null in shop: older"))])
    learned("fast", 21)
    assert store.open_nodes([name]).entities[0].observations == ("only at noon", "set_not_null in shop: fast")


def test_a_later_outcome_takes_the_place_of_the_state_before(memory: Memory, store: Store) -> None:
    """What failed and then succeeded is not failed any more, but its incident stays."""
    outcome_of(memory, SKU, Outcome(status="failed", notes="a lock"))
    outcome_of(memory, SKU, Outcome(status="succeeded"), when="2026-11-24T17:00:00Z")
    relations = store.open_nodes(["migration:aaaaaaaaaaaa"]).relations
    assert states(store, "migration:aaaaaaaaaaaa") == ["outcome:succeeded"]
    assert [r.target for r in relations if r.target.startswith("incident:")]


def test_the_history_of_a_table_survives_its_renaming_once_that_was_carried_out(memory: Memory, store: Store) -> None:
    """A plan alone renames nothing; its columns go with it."""
    memory.remember_plan(SKU, folder="f", verdict=None)
    renaming = plan(
        "d", "rename", "rename_table:x:y", subjects=(table("public", "products", became=("public", "goods")),)
    )
    memory.remember_plan(renaming, folder="f", verdict=None)
    assert store.open_nodes(["table:shop.public.goods"]).entities == ()
    outcome_of(memory, renaming, Outcome(status="succeeded", phase="expand"))
    later = plan("e", "later", "set_not_null:a:b", subjects=(column("public", "goods", "sku"),))
    recalled = {found.entity: found.reason for found in memory.recall_plan(later, limit=5)}
    assert "changes column:shop.public.goods.sku" in recalled["migration:aaaaaaaaaaaa"]
    assert store.open_nodes(["column:shop.public.products.sku"]).entities[0].name == "column:shop.public.goods.sku"


def test_what_a_plan_renamed_is_nothing_of_its_own_afterwards(memory: Memory, store: Store) -> None:
    """Neither the table nor its column, whether the graph knew them before or not."""
    subjects = (table("public", "products", became=("public", "goods")), SKU_COLUMN)
    outcome_of(memory, plan("d", "rename", "rename_table:x:y", subjects=subjects), Outcome(status="succeeded"))
    graph = store.read_graph()
    assert {entity.name for entity in graph.entities if entity.entity_type in ("Table", "Column")} == {
        "table:shop.public.goods",
        "column:shop.public.goods.sku",
    }
    assert not [relation for relation in graph.relations if "products" in relation.source + relation.target]


def test_what_was_renamed_bears_its_former_name_again_when_the_renaming_was_rolled_back(
    memory: Memory, store: Store
) -> None:
    """Its parts and its notes too; else later plans on the table would be told as those of another."""
    subjects = (table("public", "products", became=("public", "goods")), SKU_COLUMN)
    renaming = plan("d", "rename", "rename_table:x:y", subjects=subjects)
    outcome_of(memory, renaming, Outcome(status="succeeded"))
    note = Observations(entity_name="table:shop.public.goods", contents=("is large",))
    store.add_observations([note])
    outcome_of(memory, renaming, Outcome(status="rolled back"))
    named = {entity.name: entity.observations for entity in store.read_graph().entities}
    assert named["table:shop.public.products"] == ("is large",)
    assert "column:shop.public.products.sku" in named and not [name for name in named if "goods" in name]
    outcome_of(memory, renaming, Outcome(status="succeeded"))
    assert store.open_nodes(["table:shop.public.products"]).entities[0].name == "table:shop.public.goods"


@pytest.mark.parametrize("name", ['decision: keep "id" as it is', 'column: keep "id" as it is'])
def test_what_others_say_belongs_to_a_renamed_table_keeps_its_name(memory: Memory, store: Store, name: str) -> None:
    """An agent may call its own entities as it likes."""
    store.create_entities([Entity(name=name, entity_type="Decision")])
    store.create_relations([Relation(source=name, target="table:shop.public.products", relation_type="belongs_to")])
    renaming = plan("d", "r", "rename_table:x:y", subjects=(table("public", "products", became=("public", "goods")),))
    outcome_of(memory, renaming, Outcome(status="succeeded"))
    relation = Relation(source=name, target="table:shop.public.goods", relation_type="belongs_to")
    assert relation in store.open_nodes([name]).relations


@pytest.mark.parametrize(
    ("text", "recalled"),
    [
        ("清理products表时要先停写", True),
        ("productsテーブルは夜間のみ", True),
        ("ask before touching products.", True),
        ("new_products is another table", False),
        ("products2 is another table", False),
    ],
)
def test_a_note_is_recalled_where_it_holds_a_tables_whole_name(
    memory: Memory, store: Store, text: str, recalled: bool
) -> None:
    """Scripts without spaces go on right after a name; letters, digits and low lines make it another."""
    store.create_entities([Entity(name="note", entity_type="Note", observations=(text,))])
    found = [each.entity for each in memory.recall_plan(plan("d", "r", "x:y", subjects=(PRODUCTS,)), limit=5)]
    assert ("note" in found) is recalled


def test_a_table_made_under_a_former_name_stays_when_the_renaming_is_told_of_again(
    memory: Memory, store: Store
) -> None:
    """Notes are added to an outcome long after it; the table of that name is another by then."""
    renaming = plan("d", "r", "rename_table:x:y", subjects=(table("public", "products", became=("public", "goods")),))
    outcome_of(memory, renaming, Outcome(status="succeeded"))
    store.create_entities([Entity(name="table:shop.public.products", entity_type="Table", observations=("new",))])
    outcome_of(memory, renaming, Outcome(status="succeeded", notes="it went well"))
    graph = store.open_nodes(["table:shop.public.products", "table:shop.public.goods"])
    assert [entity.observations for entity in graph.entities] == [("new",), ()]
    assert ("migration:dddddddddddd", "table:shop.public.products") not in {
        (relation.source, relation.target) for relation in graph.relations
    }


def test_a_plan_on_a_table_in_mid_migration_is_warned(memory: Memory) -> None:
    """Between expand and contract two shapes are alive; another change would be made for the wrong one."""
    whole = replace(SKU, phases=(*SKU.phases, Phase(name="contract", steps=(step("set_not_null:a:b"),))))
    other = plan("f", "other", "add_column:a:b")
    assert memory.unfinished(other) == ()
    outcome_of(memory, whole, Outcome(status="succeeded", phase="expand"))
    (warning,) = memory.unfinished(other)
    assert warning.startswith("migration:aaaaaaaaaaaa is under way on a table that this plan changes: Outcome")
    assert memory.unfinished(whole) == ()
    first = memory.recall_plan(other, limit=1)[0]
    assert (first.entity, first.reason.partition(":")[0]) == ("migration:aaaaaaaaaaaa", "it is not finished")
    outcome_of(memory, whole, Outcome(status="succeeded", phase="contract"))
    assert memory.unfinished(other) == ()


def test_a_plan_under_way_is_found_behind_any_number_of_plans_elsewhere(memory: Memory, store: Store) -> None:
    """They share a strategy and a hazard with the plan, not a table."""
    outcome_of(memory, SKU, Outcome(status="started"))
    elsewhere = [f"migration:{number:012}" for number in range(250)]
    store.create_relations(
        [Relation(source=name, target="strategy:add_column", relation_type="used_strategy") for name in elsewhere]
    )
    (warning,) = memory.unfinished(plan("f", "other", "add_column:a:b"))
    assert warning.startswith("migration:aaaaaaaaaaaa is under way")


def test_a_plan_that_failed_after_a_phase_is_under_way_until_it_is_rolled_back(memory: Memory) -> None:
    """What its first phase made is still there; one that failed before anything was done is not."""
    whole = replace(SKU, phases=(*SKU.phases, Phase(name="contract", steps=(step("set_not_null:a:b"),))))
    other = plan("f", "other", "add_column:a:b")
    outcome_of(memory, whole, Outcome(status="failed", phase="expand"))
    assert memory.unfinished(other) == ()
    outcome_of(memory, whole, Outcome(status="succeeded", phase="expand"))
    outcome_of(memory, whole, Outcome(status="failed", phase="contract"))
    (warning,) = memory.unfinished(other)
    assert warning.startswith("migration:aaaaaaaaaaaa is under way")
    assert memory.recall_plan(other, limit=1)[0].reason.startswith("it is not finished")
    outcome_of(memory, whole, Outcome(status="rolled back"))
    assert memory.unfinished(other) == ()


@pytest.mark.parametrize("phase", ["contract", None])
def test_a_failure_told_without_its_phase_or_of_a_later_one_means_that_others_ran(
    memory: Memory, phase: PhaseName | None
) -> None:
    """Who is called at night tells the failure, not what went well before it."""
    whole = replace(SKU, phases=(*SKU.phases, Phase(name="contract", steps=(step("set_not_null:a:b"),))))
    outcome_of(memory, whole, Outcome(status="failed", phase=phase))
    (warning,) = memory.unfinished(plan("f", "other", "add_column:a:b"))
    assert warning.startswith("migration:aaaaaaaaaaaa is under way")


def test_a_plan_under_way_in_another_environment_is_none_here(memory: Memory) -> None:
    """Staging bears the name of production's database; where a label is missing it may be the same."""

    def of(environment: str, identity: str = "f") -> Plan:
        made = plan(identity, "other", "add_column:a:b")
        return replace(made, target=replace(made.target, environment=environment))

    outcome_of(memory, of("staging", "a"), Outcome(status="started"))
    assert memory.unfinished(of("production")) == ()
    assert [len(memory.unfinished(of(label))) for label in ("staging", UNLABELLED)] == [1, 1]
    outcome_of(memory, of(UNLABELLED, "b"), Outcome(status="started"))
    assert len(memory.unfinished(of("production"))) == 1


def test_a_plan_under_way_is_found_under_a_former_name_of_its_table(memory: Memory) -> None:
    """Schema files may say the former name for a while."""
    renaming = plan(
        "d", "rename", "rename_table:x:y", subjects=(table("public", "old", became=("public", "products")),)
    )
    outcome_of(memory, renaming, Outcome(status="succeeded"))
    outcome_of(memory, SKU, Outcome(status="started"))
    former = plan("f", "other", "add_column:a:b", subjects=(table("public", "old"), column("public", "old", "n")))
    (warning,) = memory.unfinished(former)
    assert warning.startswith("migration:aaaaaaaaaaaa is under way")
    assert memory.recall_plan(former, limit=1)[0].entity == "migration:aaaaaaaaaaaa"


def test_what_failed_on_a_table_is_known_by_the_name_it_bears_now(memory: Memory) -> None:
    """A strategy is ranked by what happened to the table, whatever that was called."""
    error = StepRun(step=SKU.steps[0].key, error="deadlock detected [40P01]")
    outcome_of(memory, SKU, Outcome(status="failed", steps=(error,)))
    assert [each.table for each in memory.experience().failures] == ["public.products"]
    renaming = plan(
        "d", "rename", "rename_table:x:y", subjects=(table("public", "products", became=("public", "Goods")),)
    )
    outcome_of(memory, renaming, Outcome(status="succeeded"))
    (failure,) = memory.experience().failures
    assert (failure.table, failure.run) == ('public."Goods"', "run:aaaaaaaaaaaa/2026-11-23T17:00:00Z")


def test_durations_come_back_beside_what_was_predicted(memory: Memory) -> None:
    """They are what later estimates are made from, wherever the outcome is told."""
    situation = Situation(
        database="shop",
        strategy="set_not_null",
        work="scan",
        table="public.products",
        size_bytes=9.0,
        environment="production",
    )
    key = SKU.steps[0].key
    memory.remember_plan(
        SKU, folder="f", verdict=None, predictions=(Prediction(step=key, value=2.0, situation=situation),)
    )
    told = Outcome(status="succeeded", started="2026-11-23T18:00:00+01:00", steps=(StepRun(step=key, seconds=5.0),))
    outcome_of(memory, SKU, told)
    (sample,) = memory.experience().samples
    assert (sample.predicted, sample.actual, sample.situation) == (2.0, 5.0, replace(situation, hour=17))


def test_what_a_whole_run_took_is_shared_out_by_what_was_expected_and_counts_little(memory: Memory) -> None:
    """Steps that were told of by themselves are believed instead; what failed took no time that counts."""
    brief, long, longer = (step.key for step in WHOLE.steps)
    situation = Situation(database="shop", strategy="set_not_null", work="scan", table="public.products")
    expected = [
        Prediction(step=brief, value=1.0, situation=replace(situation, work="catalog")),
        Prediction(step=long, value=10.0, situation=situation),
        Prediction(step=longer, value=30.0, situation=situation),
    ]
    memory.remember_plan(WHOLE, folder="f", verdict=None, predictions=expected)
    whole = Outcome(status="succeeded", started="2026-11-23T17:00:00Z", measurements=(("duration_s", "81"),))
    for status in ("failed", "rolled back"):
        outcome_of(memory, WHOLE, replace(whole, status=status))
    for strange in ("soon", -1.0, float("inf")):
        outcome_of(memory, WHOLE, replace(whole, measurements=(("duration_s", strange),)))
    assert memory.experience().samples == ()
    outcome_of(memory, WHOLE, whole)
    told = {(each.predicted, each.actual, each.weight) for each in memory.experience().samples}
    assert told == {(10.0, 20.0, 0.15), (30.0, 60.0, 0.15)}
    seen = StepRun(step=long, seconds=12.0)
    outcome_of(memory, WHOLE, replace(whole, started="2026-11-24T17:00:00Z", steps=(seen,)))
    latest = memory.experience().samples[0]
    assert (latest.actual, latest.weight, len(memory.experience().samples)) == (12.0, 1.0, 3)


def test_what_failed_or_was_undone_is_no_measurement_of_the_way_there(memory: Memory) -> None:
    """A step that a timeout ended would have taken longer; a way back is another step."""
    situation = Situation(database="shop", strategy="set_not_null", work="scan")
    key = SKU.steps[0].key
    memory.remember_plan(
        SKU, folder="f", verdict=None, predictions=(Prediction(step=key, value=2.0, situation=situation),)
    )
    outcome_of(memory, SKU, Outcome(status="failed", steps=(StepRun(step=key, seconds=5.0, error="lock [55P03]"),)))
    outcome_of(memory, SKU, Outcome(status="rolled back", steps=(StepRun(step=key, seconds=5.0),)))
    experience = memory.experience()
    assert experience.samples == ()
    assert {failure.text for failure in experience.failures} == {"lock [55P03]", "the plan rolled back"}


def test_recall_says_which_words_matched_and_keeps_to_the_limit(memory: Memory) -> None:
    """One word of a question is enough: an agent asks in sentences."""
    memory.remember_plan(SKU, folder="f", verdict=None)
    (first, _) = memory.recall("what about sku?  importer", limit=2)
    assert first.reason == "mentions importer"
    assert memory.recall("zebra", limit=5) == ()


def test_recall_finds_a_service_that_much_hangs_on(memory: Memory, store: Store) -> None:
    """The most of its relations are left where they are."""
    store.create_entities([Entity(name="service:importer", entity_type="Service")])
    store.create_relations(
        [Relation(source=f"migration:{n}", target="service:importer", relation_type="affects") for n in range(5000)]
    )
    (found,) = memory.recall("importer", limit=5)
    assert found.entity == "service:importer"
    assert int(found.related[-1].split()[1]) < 4000


def test_a_moment_at_the_edge_of_time_has_no_hour(memory: Memory) -> None:
    """In UTC it would be in no year; it is a moment all the same."""
    told = Outcome(status="succeeded", started="0001-01-01T00:00:00+14:00")
    assert outcome_of(memory, SKU, told).entity == "migration:aaaaaaaaaaaa"


def test_a_plan_recalls_the_closest_migrations_first_and_each_says_why(memory: Memory, store: Store) -> None:
    """Same column before same table, later before earlier, then notes, then what ran of the same strategy."""
    jobs = (column("public", "jobs", "job"),)

    def elsewhere(identity: str, name: str) -> Plan:
        made = plan(identity, name, "set_not_null:public.jobs.job:set", database="other", subjects=jobs)
        return replace(made, decisions=(), hazards=(), losses=(), operations=(), services=())

    brand = (PRODUCTS, column("public", "products", "brand"))
    memory.remember_plan(plan("1", "brand", "add_column:x:add", subjects=brand), folder="f", verdict=None)
    memory.remember_plan(elsewhere("2", "far"), folder="f", verdict=None)
    memory.remember_plan(elsewhere("5", "never run"), folder="f", verdict=None)
    outcome_of(memory, elsewhere("2", "far"), Outcome(status="failed"))
    memory.remember_plan(plan("3", "sku-index", "create_index:x:build", subjects=(PRODUCTS,)), folder="f", verdict=None)
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


def code(*references: tuple[str, str, tuple[str, ...]]) -> CodeScan:
    """What a scan found: component, object and usage of each place."""
    return CodeScan(
        references=tuple(
            Reference(
                project="shop",
                component=component,
                path="a.py",
                line=number,
                column=1,
                kind="string",
                grade="exact",
                object=named,
                usage=usage,
                excerpt="",
                in_test=False,
            )
            for number, (component, named, usage) in enumerate(references, start=1)
        ),
        files_read=1,
        statements_read=1,
        not_understood=(),
        projects=("shop",),
        queries=(Query(project="shop", path="a.py", line=1, sql="SELECT sku FROM products"),),
    )


def used(store: Store) -> set[tuple[str, str, str]]:
    """Who reads and writes what now."""
    relations = store.read_graph().relations
    return {(r.source, r.relation_type, r.target) for r in relations if r.relation_type in ("reads", "writes")}


def test_what_services_read_and_write_takes_the_place_of_what_they_did_before(memory: Memory, store: Store) -> None:
    """Only of the tables that were looked for; what comes back is there again."""
    tables = {QualifiedName(schema="public", name="products"): ["sku", "b.r"]}
    sku, brand = "public.products.sku", 'public.products."b.r"'
    first = code(("api", sku, ("select",)), ("api", brand, ("update",)), ("web", sku, ("where",)))
    memory.remember_usage("shop", tables, first)
    everything = {
        ("service:shop/api", "reads", "column:shop.public.products.sku"),
        ("service:shop/api", "writes", 'column:shop.public.products."b.r"'),
        ("service:shop/web", "reads", "column:shop.public.products.sku"),
    }
    assert used(store) == everything
    queries = store.entities_of_type(["Query"]).entities
    assert [query.observations for query in queries] == [("SELECT sku FROM products",)]
    memory.remember_usage("shop", tables, code(("api", sku, ("select",)), ("web", sku, ("where",))))
    assert used(store) == everything - {("service:shop/api", "writes", 'column:shop.public.products."b.r"')}
    memory.remember_usage("shop", {QualifiedName(schema="public", name="orders"): []}, code(("api", sku, ("select",))))
    memory.remember_usage("shop", tables, first)
    assert used(store) == everything


def test_a_service_that_uses_a_table_no_more_is_told_of_no_more(memory: Memory, store: Store) -> None:
    """Not even when nothing of it is found; what code of other projects uses was not looked for."""
    tables = {QualifiedName(schema="public", name="products"): ["brand"]}
    sku = "public.products.sku"
    memory.remember_usage("shop", tables, code(("api", sku, ("select",)), ("web", "public.products", ("delete",))))
    elsewhere = Relation(source="service:other/api", target=f"column:shop.{sku}", relation_type="reads")
    store.create_relations([elsewhere])
    memory.remember_usage("shop", tables, code())
    assert used(store) == {("service:other/api", "reads", f"column:shop.{sku}")}


def test_a_use_that_is_found_often_leaves_room_for_others(memory: Memory, store: Store) -> None:
    """What a service uses counts once, wherever its code says it."""
    often = [("api", "public.products.sku", ("select",))] * 400
    memory.remember_usage(
        "shop",
        {QualifiedName(schema="public", name="products"): ["brand"]},
        code(*often, ("api", "public.products.brand", ("select",))),
    )
    assert ("service:shop/api", "reads", "column:shop.public.products.brand") in used(store)


def test_a_column_that_was_not_looked_for_is_used_as_long_as_its_table_is(memory: Memory, store: Store) -> None:
    """The next change is of another column; uses of the first are found as those of the table."""
    products = QualifiedName(schema="public", name="products")
    memory.remember_usage("shop", {products: ["sku"]}, code(("api", "public.products.sku", ("select",))))
    sku, whole = "column:shop.public.products.sku", "table:shop.public.products"
    memory.remember_usage("shop", {products: ["brand"]}, code(("api", "public.products", ("select",))))
    assert used(store) == {("service:shop/api", "reads", end) for end in (sku, whole)}
    memory.remember_usage("shop", {products: ["brand"]}, code(("api", "public.products", ("delete",))))
    assert used(store) == {("service:shop/api", "writes", whole)}


def test_the_uses_of_a_table_that_is_no_entity_end_too(memory: Memory, store: Store) -> None:
    """Code may have been found to use its columns only."""
    looked_for = {QualifiedName(schema="public", name="products"): ["sku"]}
    memory.remember_usage("shop", looked_for, code(("api", "public.products.sku", ("select",))))
    store.delete_entities(["table:shop.public.products"])
    memory.remember_usage("shop", looked_for, code(("api", "public.products.sku", ("select",))))
    memory.remember_usage("shop", looked_for, code())
    assert used(store) == set()
