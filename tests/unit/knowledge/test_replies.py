"""A reply holds what fits, and says what is left out and how to see it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import replies
from knowledge.model import Entity, Observations, Relation, Search
from knowledge.replies import found, listed, opened, summary, whole
from knowledge.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A node with thirty others around it."""
    store = open_store(f"sqlite:///{tmp_path}/graph.sqlite")
    names = [f"spoke {number:02}" for number in range(30)]
    store.create_entities([Entity(name=name, entity_type="Spoke") for name in ("hub", *names)])
    store.create_relations([Relation(source="hub", target=name, relation_type="holds") for name in names])
    return store


def test_a_graph_is_whole_up_to_a_number_and_a_size(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to there it is what the reference server answers; beyond it would fill an agent's context."""
    assert whole(store) == store.read_graph()
    monkeypatch.setattr(replies, "WHOLE_ENTITIES", 31)
    assert whole(store) is not None
    monkeypatch.setattr(replies, "WHOLE_ENTITIES", 30)
    assert whole(store) is None
    monkeypatch.setattr(replies, "WHOLE_ENTITIES", 31)
    monkeypatch.setattr(replies, "REPLY_CHARACTERS", 3_000)
    assert whole(store) is None
    assert summary(store)["summary"] == {
        "entities": 31,
        "relations": 30,
        "observations": 0,
        "entityTypes": {"Spoke": 31},
        "relationTypes": {"holds": 30},
    }


def test_relations_that_do_not_fit_are_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The node at which everything hangs."""
    monkeypatch.setattr(replies, "REPLY_CHARACTERS", 1_000)
    reply = opened(store, ["hub"], depth=0, limit=None, past=False)
    shown = len(reply.relations)
    assert 0 < shown < 30
    assert reply.note == (
        f"{30 - shown} further relations do not fit; search_nodes with relation_types shows those of a type."
    )
    page = found(store, Search(query="hub", limit=1))
    assert page.note is not None and "relations do not fit; give a smaller limit or depth." in page.note


def test_a_limit_is_one_of_entities_and_no_relation_is_left_out_without_a_word(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three entities may have any number of relations; those that are not even read are told of too."""
    for depth in (0, 1):
        reply = opened(store, ["hub"], depth=depth, limit=3, past=False)
        assert len(reply.entities) == (3 if depth else 1) and len(reply.relations) == 30 and reply.note is None
    monkeypatch.setattr(replies, "_MOST_AROUND", 20)
    reply = opened(store, ["hub"], depth=0, limit=3, past=False)
    assert len(reply.relations) == 20
    assert reply.note is not None and reply.note.startswith("1 or more further relations do not fit")


@pytest.mark.parametrize("past", [False, True])
def test_relations_of_other_types_are_not_shown_and_take_no_room(store: Store, past: bool) -> None:
    """Also with what holds no longer; the newest of the type that was asked for is beyond all the others."""
    store.create_relations([Relation(source="hub", target="spoke 00", relation_type="breaks")])
    search = Search(query="hub", limit=1, relation_types=("breaks",), past=past)
    assert [relation.relation_type for relation in found(store, search).relations] == ["breaks"]
    page = store.search(replace(search, budget=100))
    assert [relation.relation_type for relation in page.relations] == ["breaks"]


def test_a_page_ends_where_the_room_ends_and_the_next_goes_on_there(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No entity is skipped by what was too large."""
    monkeypatch.setattr(replies, "FOUND_CHARACTERS", 1_000)
    names: list[str] = []
    cursor = None
    while True:
        page = found(store, Search(query="", cursor=cursor))
        assert 0 < len(page.entities) < 31
        names += [entity.name for entity in page.entities]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert names == ["hub", *(f"spoke {number:02}" for number in range(30))]


def test_what_lies_around_gives_way_to_the_hits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for comes first."""
    monkeypatch.setattr(replies, "REPLY_CHARACTERS", 500)
    page = found(store, Search(query="hub", limit=1, depth=1))
    assert page.entities[0].name == "hub"
    left = 31 - len(page.entities)
    assert (
        page.note is not None and f"{left} entities around them do not fit; give a smaller limit or depth." in page.note
    )


def test_a_search_is_made_for_a_conversation_unless_a_limit_is_named(store: Store) -> None:
    """Hosts warn of a reply beyond 10,000 tokens; who names a limit has decided otherwise."""
    store.create_entities(
        [Entity(name=f"log {number}", entity_type="Log", observations=("x" * 3_000,)) for number in range(40)]
    )
    page = found(store, Search(query="log"))
    assert len(page.entities) == 13
    assert page.next_cursor is not None
    assert len(found(store, Search(query="log", limit=40)).entities) == 40
    assert len(listed(store, Search(query="")).entities) == 71


def test_a_search_keeps_to_the_budget_it_is_given(store: Store) -> None:
    """Hits come first, then their relations and what lies around; what is left off is counted."""
    page = found(store, Search(query="hub", limit=1, depth=1, budget=200))
    assert page.entities[0].name == "hub"
    written = [*page.entities, *page.relations]
    assert 1 < len(written) < 61
    assert len(json.dumps([str(each) for each in written])) < 4 * 200 * 2
    assert page.note is not None and "relations do not fit" in page.note


def test_facts_that_do_not_fit_are_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that ends without a word would be taken for the whole."""
    assert opened(store, ["hub"], depth=0, limit=None, past=True).note is None
    monkeypatch.setattr(replies, "REPLY_CHARACTERS", 4_000)
    reply = opened(store, ["hub"], depth=0, limit=None, past=True)
    assert reply.facts is not None and 0 < len(reply.facts) < 31
    assert reply.note == "There are more facts than fit; open fewer entities."


def test_what_holds_no_longer_is_no_observation_of_what_was_found(store: Store) -> None:
    """It finds its entity, and is told with the facts that say so."""
    store.create_entities([Entity(name="products", entity_type="Table", observations=("is empty", "is new"))])
    store.delete_observations([Observations(entity_name="products", contents=("is empty",))])
    reply = found(store, Search(query="empty", past=True))
    assert reply.entities == [Entity(name="products", entity_type="Table", observations=("is new",))]
    assert reply.facts is not None
    told = {fact.text: fact.validity for fact in reply.facts}
    assert told == {"Table": "current", "is new": "current", "is empty": "retracted"}


def test_what_lies_around_an_opened_node_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five steps from one node is half of many graphs."""
    assert len(opened(store, ["hub"], depth=1, limit=None, past=False).entities) == 31
    monkeypatch.setattr(replies, "REPLY_CHARACTERS", 500)
    reply = opened(store, ["hub"], depth=1, limit=None, past=False)
    left = 31 - len(reply.entities)
    assert reply.entities[0].name == "hub"
    assert reply.note is not None and f"{left} entities do not fit; give a smaller limit or depth." in reply.note
