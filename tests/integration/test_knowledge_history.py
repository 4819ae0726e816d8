"""Facts keep who said them, when and from what, and whether they hold; names are followed; erased means gone."""

from dataclasses import replace
from itertools import pairwise

import pytest

from knowledge.errors import InvalidCursor, InvalidMoment, InvalidNumber, InvalidText
from knowledge.model import (
    Entity,
    Fact,
    FactKind,
    Graph,
    Measurement,
    Observations,
    Origin,
    Record,
    Relation,
    Renaming,
    Search,
    Validity,
)
from knowledge.store import Store, open_store

AGENT = Origin(author="agent", client="claude-code 2.1", source="plan:1234", confidence=0.5)
PERSON = Origin(author="ann", source="outcome:1234")
LARGE = Entity(name="products", entity_type="Table", observations=("is large",))
IS_LARGE = Observations(entity_name="products", contents=("is large",))
FEEDS = Relation(source="jobs", target="products", relation_type="feeds")


def told(facts: tuple[Fact, ...]) -> list[tuple[str, str, str]]:
    """Kind, text and validity of facts."""
    return [(fact.kind, fact.text, fact.validity) for fact in facts]


def found(store: Store, query: str) -> list[str]:
    """Names of the hits."""
    return [hit.name for hit in store.search(Search(query=query)).hits]


def test_each_fact_has_its_origin_and_moment(store: Store) -> None:
    """Whoever reads it later must be able to ask who said so, and how sure they were."""
    store.create_entities([LARGE], by=AGENT)
    store.add_observations([Observations(entity_name="products", contents=("is busy at nine",))], by=PERSON)
    store.create_relations([FEEDS])
    entity, first, second, relation = store.history("products")
    assert [fact.origin for fact in (entity, first, second, relation)] == [AGENT, AGENT, PERSON, Origin()]
    assert [fact.kind for fact in (entity, first, second, relation)] == [
        "entity",
        "observation",
        "observation",
        "relation",
    ]
    assert relation.relation == FEEDS
    assert entity.recorded_at.endswith("Z") and len(entity.recorded_at) == len("2026-11-28T20:15:00.000Z")
    assert {fact.validity for fact in (entity, first, second, relation)} == {Validity.CURRENT}
    assert store.history("jobs") == (relation,)
    assert store.history("nothing") == ()


@pytest.mark.parametrize("validity", [Validity.SUPERSEDED, Validity.CONTRADICTED, Validity.RETRACTED])
def test_an_ended_fact_is_kept_and_returned_only_when_asked_for(store: Store, validity: Validity) -> None:
    """What was believed explains what was done; it must not be believed again."""
    store.create_entities([LARGE, Entity(name="jobs", entity_type="Table")], by=AGENT)
    store.create_relations([FEEDS], by=AGENT)
    large = Observations(entity_name="products", contents=("is large", "was never said"))
    store.delete_observations([large], because=validity, by=PERSON, replaced_by="has 12 rows")
    store.delete_relations([FEEDS], because=validity, by=PERSON)
    bare = Entity(name="products", entity_type="Table")
    assert store.open_nodes(["products"]) == Graph(entities=(bare,))
    assert found(store, "large") == []
    _, observation, relation = store.history("products")
    assert (observation.validity, observation.replaced_by) == (validity, "has 12 rows")
    assert (observation.origin, observation.ended_by) == (AGENT, PERSON)
    assert observation.ended_at is not None and observation.ended_at >= observation.recorded_at
    assert (relation.relation, relation.validity, relation.replaced_by) == (FEEDS, validity, None)


def test_what_was_ended_may_be_said_again(store: Store) -> None:
    """It holds again, and both times are told."""
    store.create_entities([LARGE])
    large = Observations(entity_name="products", contents=("is large",))
    store.delete_observations([large], because=Validity.CONTRADICTED)
    assert store.add_observations([large]) == (large,)
    assert store.read_graph().entities == (LARGE,)
    assert told(store.history("products")) == [
        ("entity", "Table", "current"),
        ("observation", "is large", "contradicted"),
        ("observation", "is large", "current"),
    ]


def test_a_deleted_entity_is_retracted_with_all_that_is_said_of_it(store: Store) -> None:
    """Deleting is audited: who deleted what can be asked; a new entity of the name starts empty and comes last."""
    store.create_entities([LARGE, Entity(name="jobs", entity_type="Job")], by=AGENT)
    store.create_relations([FEEDS])
    store.record(Record(measurements=(Measurement(entity_name="products", name="rows", value=1, unit=""),)))
    store.record(Record(measurements=(Measurement(entity_name="no entity", name="rows", value=1, unit=""),)))
    store.delete_entities(["products", "no entity"], by=PERSON)
    assert store.read_graph() == Graph(entities=(Entity(name="jobs", entity_type="Job"),))
    assert store.measurements() == ()
    assert {(fact.validity, fact.ended_by) for fact in store.history("products")} == {(Validity.RETRACTED, PERSON)}
    assert len(store.history("products")) == 3
    view = Entity(name="products", entity_type="View")
    assert store.create_entities([view]) == (view,)
    assert store.read_graph().entities == (Entity(name="jobs", entity_type="Job"), view)
    assert len(store.history("products")) == 4


def test_erased_leaves_no_trace_in_any_answer(store: Store) -> None:
    """Privacy: what was ended before goes too."""
    store.create_entities([LARGE, Entity(name="jobs", entity_type="Job")])
    store.create_relations([FEEDS])
    store.delete_observations([IS_LARGE], because=Validity.SUPERSEDED)
    store.record(
        Record(
            renamings=(Renaming(old="products", new="offers"),),
            measurements=(Measurement(entity_name="offers", name="rows", value=1, unit=""),),
        )
    )
    store.delete_entities(["products"], erase=True)
    assert store.history("offers") == store.history("products") == ()
    assert told(store.history("jobs")) == [("entity", "Job", "current")]
    assert store.measurements() == ()
    assert store.open_nodes(["products", "offers"]) == Graph()


def test_a_retracted_entity_its_facts_and_relations_can_still_be_erased(store: Store) -> None:
    """Whoever deleted first and thinks of privacy later needs not bring it back."""
    store.create_entities([LARGE, Entity(name="jobs", entity_type="Job", observations=("is slow", "is old"))])
    store.create_relations([FEEDS])
    store.delete_entities(["products", "jobs"])
    store.delete_observations([Observations(entity_name="jobs", contents=("is slow",))], erase=True)
    store.delete_relations([FEEDS], erase=True)
    store.delete_entities(["products"], erase=True)
    assert store.history("products") == ()
    assert told(store.history("jobs")) == [("entity", "Job", "retracted"), ("observation", "is old", "retracted")]


def test_a_renamed_entity_keeps_its_history_and_is_found_by_both_names(store: Store) -> None:
    """A table's incidents matter after its renaming most of all."""
    store.create_entities([LARGE, Entity(name="jobs", entity_type="Job")], by=AGENT)
    store.create_relations([FEEDS])
    store.delete_observations([IS_LARGE], because=Validity.SUPERSEDED)
    store.record(Record(renamings=(Renaming(old="products", new="offers"),)), by=PERSON)
    offers = Entity(name="offers", entity_type="Table")
    relation = Relation(source="jobs", target="offers", relation_type="feeds")
    for name in ("products", "offers"):
        assert store.open_nodes([name]) == Graph(entities=(offers,), relations=(relation,))
        # The other is found by its relation.
        assert found(store, name)[:1] == ["offers"]
        assert store.history(name) == store.history("offers")
    former, present, *_ = sorted(store.history("offers"), key=lambda fact: fact.validity, reverse=True)
    assert (former.kind, former.subject, former.replaced_by) == (FactKind.ENTITY, "products", "offers")
    assert former.ended_by == PERSON
    assert present.validity == Validity.SUPERSEDED and present.subject == "offers"
    assert store.check() == ()


def test_a_former_name_is_written_to_the_present_entity(store: Store) -> None:
    """An agent that has not heard of the renaming must not lose what it says."""
    store.create_entities([LARGE])
    for old, new in (("products", "offers"), ("offers", "goods")):
        store.record(Record(renamings=(Renaming(old=old, new=new),)))
    store.add_observations([Observations(entity_name="products", contents=("is busy",))])
    relation = Relation(source="offers", target="shops", relation_type="in")
    assert store.create_relations([relation, Relation(source="products", target="shops", relation_type="in")]) == (
        Relation(source="goods", target="shops", relation_type="in"),
    )
    assert store.read_graph().entities == (
        Entity(name="goods", entity_type="Table", observations=("is large", "is busy")),
    )
    store.delete_relations([relation])
    store.delete_observations([Observations(entity_name="offers", contents=("is busy",))])
    assert store.read_graph() == Graph(
        entities=(Entity(name="goods", entity_type="Table", observations=("is large",)),)
    )


def test_names_can_be_swapped(store: Store) -> None:
    """As when a new table takes the place of the one it replaces, and when that is undone."""
    old, new = (
        Entity(name="t", entity_type="Table", observations=("old",)),
        Entity(name="t_new", entity_type="Table", observations=("new",)),
    )
    store.create_entities([old, new])
    swap = (Renaming(old="t", new="t_old"), Renaming(old="t_new", new="t"))
    store.record(Record(renamings=swap))
    assert store.open_nodes(["t", "t_old", "t_new"]).entities == (
        Entity(name="t", entity_type="Table", observations=("new",)),
        Entity(name="t_old", entity_type="Table", observations=("old",)),
    )
    store.record(Record(renamings=(Renaming(old="t", new="t_new"), Renaming(old="t_old", new="t"))))
    assert store.read_graph().entities == (old, new)
    assert store.check() == ()


def test_a_name_that_is_a_type_of_relations_too_stays_one_when_its_entity_is_renamed(store: Store) -> None:
    """Nothing keeps an agent from an entity that is called "feeds"."""
    store.create_entities([Entity(name="feeds", entity_type="Topic")])
    store.create_relations([FEEDS])
    store.record(Record(renamings=(Renaming(old="feeds", new="topic"),)))
    assert store.read_graph().relations == (FEEDS,)
    assert store.check() == ()


def test_a_record_may_speak_of_what_it_renames_by_the_former_name(store: Store) -> None:
    """Else each outcome would bring back the old object, empty, and take its name from the new one."""
    store.create_entities([LARGE])
    busy = Observations(entity_name="products", contents=("is busy",))
    rows = Measurement(entity_name="products", name="rows", value=3, unit="rows")
    record = Record(entities=(LARGE,), observations=(busy,), measurements=(rows,))
    store.record(replace(record, renamings=(Renaming(old="products", new="offers"),)))
    store.record(record)
    offers = Entity(name="offers", entity_type="Table", observations=("is large", "is busy"))
    assert store.read_graph().entities == store.open_nodes(["products"]).entities == (offers,)
    assert {each.entity_name for each in store.measurements()} == {"offers"}


@pytest.mark.parametrize(
    "renamings",
    [
        (Renaming(old="a", new="b"), Renaming(old="b", new="a")),
        (Renaming(old="b", new="a"), Renaming(old="a", new="b")),
        (Renaming(old="a", new="b"), Renaming(old="b", new="c")),
    ],
    ids=["swapped", "swapped the other way", "moved on"],
)
def test_one_record_renames_across(store: Store, renamings: tuple[Renaming, ...]) -> None:
    """In whatever order: two entities stay two, and history tells of no name that nobody gave."""
    said = {"a": "is large", "b": "is small"}
    store.create_entities([Entity(name=name, entity_type="Table", observations=(said[name],)) for name in said])
    store.create_relations([Relation(source="a", target="b", relation_type="feeds")])
    store.record(Record(renamings=renamings))
    became = {renaming.old: renaming.new for renaming in renamings}
    assert {(entity.name, *entity.observations) for entity in store.read_graph().entities} == {
        (became[name], said[name]) for name in said
    }
    assert store.read_graph().relations == (Relation(source=became["a"], target=became["b"], relation_type="feeds"),)
    for old, new in became.items():
        assert [(fact.subject, fact.replaced_by) for fact in store.history(new) if fact.replaced_by] == [(old, new)]
    assert found(store, "large") == [became["a"]]
    store.delete_entities(["b"])
    assert [entity.name for entity in store.open_nodes(["b"]).entities] == []
    assert store.check() == ()


def test_renaming_to_a_name_that_exists_makes_one_of_two(store: Store) -> None:
    """A plan may have recorded the new name before the outcome tells of the renaming."""
    store.create_entities([LARGE, Entity(name="offers", entity_type="Table", observations=("is large", "is new"))])
    both = (FEEDS, Relation(source="jobs", target="offers", relation_type="feeds"))
    store.create_relations([*both, Relation(source="products", target="offers", relation_type="becomes")])
    for _ in range(2):
        store.record(Record(renamings=(Renaming(old="products", new="offers"),)))
        graph = store.read_graph()
        (offers,) = graph.entities
        assert sorted(offers.observations) == ["is large", "is new"]
        assert {*graph.relations} == {both[1], Relation(source="offers", target="offers", relation_type="becomes")}
    assert found(store, "large")[0] == "offers"
    assert store.check() == ()


def test_a_second_record_of_a_key_changes_nothing(store: Store) -> None:
    """A plan is generated, rehearsed and reported more than once, by several servers."""
    first = Record(
        key="plan:1",
        entities=(LARGE,),
        measurements=(Measurement(entity_name="products", name="rows", value=3, unit="rows"),),
    )
    assert store.record(first) is True
    token = store.change_token()
    assert store.record(first) is False
    assert store.record(replace(first, entities=(), relations=(FEEDS,))) is False
    assert store.read_graph() == Graph(entities=(LARGE,))
    assert len(store.measurements()) == 1
    assert store.change_token() == token
    assert store.record(
        Record(
            key="plan:2",
            superseded=(Observations(entity_name="products", contents=("is large",)),),
            entities=(Entity(name="products", entity_type="Table", observations=("is small",)),),
        )
    )
    assert store.change_token() != token
    assert store.open_nodes(["products"]).entities[0].observations == ("is small",)
    assert ("observation", "is large", "superseded") in told(store.history("products"))


def test_a_side_of_a_record_that_was_deleted_can_be_recorded_again(store: Store) -> None:
    """What has another name each time it is told, such as a run, is no reason to write again."""
    record = Record(key="outcome:1", entities=(LARGE, Entity(name="run:1", entity_type="Run")))
    store.record(record)
    assert store.record(replace(record, entities=(LARGE, Entity(name="run:2", entity_type="Run")))) is False
    store.delete_entities(["run:1"])
    assert store.record(record) is True
    assert [entity.name for entity in store.read_graph().entities] == ["products", "run:1"]


@pytest.mark.parametrize("erase", [False, True])
def test_what_was_deleted_can_be_recorded_again(store: Store, erase: bool) -> None:
    """A plan that is made once more must not be forgotten because somebody tidied up; nothing is counted twice."""
    record = Record(
        key="plan:1",
        entities=(LARGE, Entity(name="jobs", entity_type="Job")),
        relations=(FEEDS,),
        measurements=(
            Measurement(entity_name="products", name="rows", value=3, unit="rows"),
            Measurement(entity_name="jobs", name="runs", value=1, unit=""),
        ),
    )
    store.record(record)
    before = store.read_graph(), store.statistics()
    store.delete_entities(["products"], erase=erase)
    assert store.record(record) is True
    assert store.record(record) is False
    assert {*store.read_graph().entities} == {*before[0].entities}
    assert store.statistics() == before[1]
    assert sorted(each.name for each in store.measurements()) == ["rows", "runs"]
    assert found(store, "large") == ["products"]


def test_measurements_come_back_newest_first_by_entity_and_name(store: Store) -> None:
    """Learning reads them by strategy, database and size."""
    early = Measurement(
        entity_name="strategy:a",
        name="duration",
        value=1.5,
        unit="s",
        predicted=1.0,
        context={"database": "shop", "rows": 12.0},
        recorded_at="2026-01-01T00:00:00.000Z",
    )
    late = Measurement(
        entity_name="strategy:b", name="lock wait", value=2.5, unit="ms", recorded_at="2026-02-01T00:00:00.000Z"
    )
    store.record(Record(measurements=(early, late)))
    store.record(Record(measurements=(Measurement(entity_name="strategy:a", name="duration", value=9, unit="s"),)))
    now, *rest = store.measurements()
    assert rest == [late, early]
    assert now.value == 9 and now.recorded_at > "2026-02"
    assert store.measurements(entity_names=["strategy:b"]) == (late,)
    assert [each.value for each in store.measurements(names=["duration"])] == [9, 1.5]
    assert store.measurements(names=["duration"], entity_names=["strategy:b"]) == ()
    assert store.measurements(limit=1) == (now,)
    store.record(Record(renamings=(Renaming(old="strategy:b", new="strategy:c"),)))
    assert [each.value for each in store.measurements(entity_names=["strategy:b"])] == [2.5]


def test_the_neighbourhood_comes_nearest_first_and_is_bounded(store: Store) -> None:
    """A reader with a budget wants what is close."""
    names = ["a", "b", "c", "d"]
    store.create_entities([Entity(name=name, entity_type="T") for name in reversed(names)])
    chain = [Relation(source=one, target=two, relation_type="to") for one, two in pairwise(names)]
    store.create_relations([*chain, Relation(source="d", target="a", relation_type="back")])

    def opened(**options: int) -> tuple[list[str], int]:
        graph = store.open_nodes(["a"], **options)
        return [entity.name for entity in graph.entities], len(graph.relations)

    assert opened() == (["a"], 2)
    assert opened(depth=1) == (["a", "b", "d"], 2)
    assert opened(depth=2) == (["a", "b", "d", "c"], 4)
    assert opened(depth=9) == (["a", "b", "d", "c"], 4)
    assert opened(depth=2, limit=2, most_relations=2) == (["a", "b"], 2)
    assert opened(limit=1, most_relations=1) == (["a"], 1)


def test_entities_are_listed_by_type_in_pages_and_counted(store: Store) -> None:
    """The page and the lessons walk through thousands of them."""
    store.create_entities([Entity(name=str(number), entity_type="AB"[number % 2]) for number in range(5)])
    store.create_relations([FEEDS])
    first = store.entities_of_type(["A"], limit=2)
    second = store.entities_of_type(["A"], limit=2, cursor=first.next_cursor)
    assert [entity.name for entity in (*first.entities, *second.entities)] == ["0", "2", "4"]
    assert second.next_cursor is None
    assert len(store.entities_of_type(["A", "B"]).entities) == 5
    counted = store.statistics()
    assert (counted.entities, counted.relations, counted.observations) == ({"A": 3, "B": 2}, {"feeds": 1}, 0)
    for cursor in ("x", "9" * 40, "1:2", "-1"):
        with pytest.raises(InvalidCursor, match=f'"{cursor}" is no cursor'):
            store.entities_of_type(["A"], cursor=cursor)
    assert store.entities_of_type([]).entities == ()


def test_an_export_is_one_moment_and_all_of_it(store: Store) -> None:
    """Others write meanwhile; a relation must not come without the entity it was made with."""
    many = [Entity(name=f"{number}", entity_type="T", observations=("x",)) for number in range(2_500)]
    store.create_entities(many)
    store.create_relations([FEEDS])
    exported = store.export()
    first = next(exported)
    store.create_entities([Entity(name="later", entity_type="T")])
    assert [first, *exported] == [*many, FEEDS]


def test_the_change_token_tells_of_every_write_and_of_nothing_else(store: Store, store_url: str) -> None:
    """Subscribers are told by it; another process's writes count."""
    tokens = [store.change_token()]
    other = open_store(store_url)
    other.create_entities([LARGE])
    tokens.append(store.change_token())
    other.create_relations([FEEDS])
    tokens.append(store.change_token())
    other.delete_entities(["products"])
    tokens.append(store.change_token())
    other.close()
    assert len(set(tokens)) == 4
    store.create_relations([Relation(source="x", target="y", relation_type="z")])
    token = store.change_token()
    store.create_relations([Relation(source="x", target="y", relation_type="z")])
    store.read_graph()
    assert store.change_token() == token


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400], ids=["nan", "inf", "huge"])
def test_what_is_no_number_is_refused(store: Store, value: float) -> None:
    """It would spoil every mean that it enters."""
    for measurement in (
        Measurement(entity_name="a", name="b", value=value, unit=""),
        Measurement(entity_name="a", name="b", value=1, unit="", predicted=value),
        Measurement(entity_name="a", name="b", value=1, unit="", context={"rows": value}),
    ):
        with pytest.raises(InvalidNumber, match="leave out what was not measured"):
            store.record(Record(entities=(LARGE,), measurements=(measurement,)))
    with pytest.raises(InvalidNumber, match="from 0 to 1"):
        store.create_entities([LARGE], by=Origin(confidence=value))
    assert store.read_graph() == Graph()


def test_wrong_moments_and_half_characters_are_refused_in_every_place(store: Store) -> None:
    """Each names what is wrong, and nothing is written."""
    half = "\ud800"
    with pytest.raises(InvalidMoment, match='"soon" is no moment; write ISO 8601'):
        store.record(
            Record(measurements=(Measurement(entity_name="a", name="b", value=1, unit="", recorded_at="soon"),))
        )
    for record in (
        Record(key=half),
        Record(renamings=(Renaming(old="a", new=half),)),
        Record(superseded=(Observations(entity_name=half, contents=()),)),
        Record(relations=(Relation(source="a", target="b", relation_type=half),)),
        Record(measurements=(Measurement(entity_name="a", name="b", value=1, unit="", context={"a": half}),)),
    ):
        with pytest.raises(InvalidText):
            store.record(record)
    for call in (
        lambda: store.create_entities([LARGE], by=Origin(author=half)),
        lambda: store.open_nodes([half]),
        lambda: store.history(half),
        lambda: store.search(Search(query=half)),
        lambda: store.delete_entities([half]),
        lambda: store.measurements(names=[half]),
        lambda: store.entities_of_type([half]),
    ):
        with pytest.raises(InvalidText):
            call()
    assert store.read_graph() == Graph()
