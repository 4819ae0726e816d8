"""What the page over the knowledge graph is told, from each kind of store; always small, whatever the graph holds."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from knowledge.errors import InvalidCursor
from knowledge.model import Entity, Fact, Observations, Page, Record, Relation, Renaming, Search, Validity
from knowledge.page import views
from knowledge.page.answers import Kinds, TypeCount
from knowledge.store import Store


def drawn(kinds: Kinds) -> list[int]:
    """How many nodes each kind of relation has at first."""
    return [len(group.nodes) for group in kinds.groups]


def test_the_overview_counts_types_and_has_the_newest_facts_first(store: Store) -> None:
    """Facts that hold no longer are not news."""
    store.create_entities([Entity(name=f"t{number}", entity_type="Table") for number in range(3)])
    store.create_entities([Entity(name="o", entity_type="Owner")])
    for content in ("first", "second", "third"):
        store.add_observations([Observations(entity_name="o", contents=(content,))])
    store.delete_observations([Observations(entity_name="o", contents=("second",))], because=Validity.CONTRADICTED)
    overview = views.overview(store)
    assert (overview.entities, overview.relations) == (4, 0)
    assert overview.types == (TypeCount(name="Table", count=3), TypeCount(name="Owner", count=1))
    assert [(fact.text, fact.subject_type) for fact in overview.latest] == [("third", "Owner"), ("first", "Owner")]


def test_a_type_is_listed_page_by_page(store: Store) -> None:
    """An empty query with a type asks for all of it."""
    store.create_entities([Entity(name=f"t{number}", entity_type="Table") for number in range(35)])
    store.create_entities([Entity(name="o", entity_type="Owner")])
    first = views.search(store, query="", entity_type="Table", cursor=None)
    rest = views.search(store, query=" ", entity_type="Table", cursor=first.next)
    assert (first.total, rest.next) == (35, None)
    assert {hit.name for hit in first.hits + rest.hits} == {f"t{number}" for number in range(35)}


def test_a_listed_entity_comes_with_its_newest_observation(store: Store) -> None:
    """A name alone seldom tells why it matters."""
    store.create_entities([Entity(name="orders", entity_type="Table", observations=("old", "newest"))])
    (hit,) = views.search(store, query="", entity_type="Table", cursor=None).hits
    assert (hit.name, hit.type, hit.snippet) == ("orders", "Table", "newest")


def test_a_search_reads_few_relations_of_what_it_finds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is shown, and one is asked for with each letter; a name beyond all bounds is a hit all the same."""
    names = [f"n{number}" for number in range(40)]
    large = f"hub {'x' * 4_000}"
    store.create_entities([Entity(name=name, entity_type="Hub") for name in ("hub", large)])
    store.create_relations([Relation(source="hub", target=name, relation_type="at") for name in names])
    pages: list[Page] = []

    def search(asked: Search) -> Page:
        pages.append(found(asked))
        return pages[-1]

    found = store.search
    monkeypatch.setattr(store, "search", search)
    monkeypatch.setattr(views, "_HITS_TOKENS", 500)
    hits = views.search(store, query="hub", entity_type="", cursor=None).hits
    assert [(hit.name[:5], hit.type) for hit in hits] == [("hub", "Hub"), ("hub x", "")]
    assert 0 < len(pages[0].relations) < 40


def test_a_search_tells_what_it_found(store: Store) -> None:
    """Whatever makes a search good is the store's; the page has its hits with their types."""
    store.create_entities([Entity(name="orders", entity_type="Table", observations=("slow on Mondays",))])
    store.create_entities([Entity(name="items", entity_type="View")])
    found = views.search(store, query="mondays", entity_type="", cursor=None)
    assert [(hit.name, hit.type, hit.snippet) for hit in found.hits] == [("orders", "Table", "slow on Mondays")]
    assert (found.types, found.next) == (("Table",), None)
    assert views.search(store, query="mondays", entity_type="View", cursor=None).hits == ()


def test_neighbours_come_by_direction_and_type_the_newest_first(store: Store) -> None:
    """A relation to itself points both ways; an end that nobody described has no type."""
    store.create_entities([Entity(name="a", entity_type="A"), Entity(name="b", entity_type="B")])
    for source, target in (("a", "b"), ("a", "ghost"), ("b", "a"), ("a", "a")):
        store.create_relations([Relation(source=source, target=target, relation_type="knows")])
    groups = views.entity(store, "a").kinds.groups
    assert [(group.direction, [(node.name, node.type) for node in group.nodes]) for group in groups] == [
        ("out", [("a", "A"), ("ghost", None), ("b", "B")]),
        ("in", [("a", "A"), ("b", "B")]),
    ]


def test_a_few_relations_are_not_crowded_out_by_many(store: Store) -> None:
    """Sixty nodes are drawn: small kinds whole, the rest shared; never all but one, whose row could be that one."""
    for kind, count in (("many", 500), ("some", 40), ("few", 3), ("one", 1)):
        store.create_relations(
            [Relation(source="hub", target=f"{kind} {number}", relation_type=kind) for number in range(count)]
        )
    shown = views.entity(store, "hub")
    assert (shown.state, shown.relations) == ("named", 544)
    assert [group.type for group in shown.kinds.groups] == ["many", "some", "few", "one"]
    assert drawn(shown.kinds) == [28, 28, 3, 1]
    many = shown.kinds.groups[0]
    assert many.next is not None
    page = views.neighbours(store, "hub", direction="out", relation_type="many", before=many.next)
    assert ([node.name for node in page.nodes][::29], page.total) == (["many 471", "many 442"], 500)
    store.create_relations([Relation(source="pair", target=f"{number}", relation_type="x") for number in range(61)])
    assert drawn(views.entity(store, "pair").kinds) == [61]


def test_an_answer_is_small_whatever_an_entity_holds(store: Store) -> None:
    """Names, texts, facts and kinds of relation without end: each answer fits a screen or two."""
    store.create_entities(
        [
            Entity(
                name="n" * 100_000,
                entity_type="t" * 100_000,
                observations=("5 MB " * 1_000_000, "\n" * 5_000, *(f"fact {number}" for number in range(300))),
            )
        ]
    )
    store.create_relations(
        [Relation(source="n" * 100_000, target="x" * 50_000 + f"{n}", relation_type=f"k{n}") for n in range(200)]
    )
    name = "n" * 100_000
    for answer in (
        views.overview(store),
        views.search(store, query="fact", entity_type="", cursor=None),
        views.entity(store, name),
        views.facts(store, name, before=views.entity(store, name).facts.next),
        views.history(store, name, before=None),
        views.kinds(store, name, after=20),
    ):
        assert len(json.dumps(asdict(answer))) < 300_000, type(answer).__name__


def test_a_long_text_is_read_on_until_its_end(store: Store) -> None:
    """The parts are the text; what was erased meanwhile is gone."""
    text = "".join(f"{number} " for number in range(30_000))
    store.create_entities([Entity(name="long", entity_type="T", observations=(text,))])
    (fact,) = views.entity(store, "long").facts.facts
    parts, offset, rest = [fact.text], fact.offset, fact.rest
    while rest:
        part = views.text(store, "long", text_id=fact.id, offset=offset)
        parts.append(part.text)
        offset, rest = part.offset, part.rest
    assert "".join(parts) == text
    store.delete_entities(["long"], erase=True)
    with pytest.raises(views.UnknownText):
        views.text(store, "long", text_id=fact.id, offset=0)


def test_facts_and_history_are_paged_from_the_newest_on(store: Store) -> None:
    """What is written while somebody reads moves nothing he has not read yet."""
    store.create_entities([Entity(name="e", entity_type="T")])
    for number in range(3):
        contents = tuple(f"fact {number} {each}" for each in range(30))
        store.add_observations([Observations(entity_name="e", contents=contents)])
    first = views.entity(store, "e").facts
    store.add_observations([Observations(entity_name="e", contents=("written meanwhile",))])
    second = views.facts(store, "e", before=first.next)
    third = views.facts(store, "e", before=second.next)
    texts = [fact.text for page in (first, second, third) for fact in page.facts]
    assert len(texts) == len(set(texts)) == 90
    assert "written meanwhile" not in texts
    assert third.next is None


def test_a_history_comes_whole_and_once_page_by_page(store: Store) -> None:
    """Renamings keep the moment and the position of what they move; many facts share a moment with others."""
    store.create_entities(
        [Entity(name="n0", entity_type="T", observations=tuple(f"fact {each}" for each in range(45)))]
    )
    for number in range(50):
        store.record(Record(renamings=(Renaming(old=f"n{number}", new=f"n{number + 1}"),)))
    store.create_relations([Relation(source="n50", target=end, relation_type="at") for end in ("n50", "a", "b")])
    store.create_relations([Relation(source=f"s{each}", target="n50", relation_type="at") for each in range(45)])
    store.delete_observations([Observations(entity_name="n50", contents=("fact 1", "fact 2"))])
    store.add_observations([Observations(entity_name="n50", contents=("fact 2",))])
    shown, before = list[str](), None
    for _ in range(4):
        page = views.history(store, "n7", before=before)
        shown += [fact.id for fact in page.facts]
        before = page.next
    assert before is None
    assert shown == [fact.place for fact in store.history("n50")][::-1]
    assert len(shown) == len(set(shown)) == views.entity(store, "n50").statements == 45 + 51 + 3 + 45 + 1


def test_all_neighbours_come_once_page_by_page(store: Store) -> None:
    """The drawing begins with the newest and brings the rest on demand."""
    names = [f"s{number}" for number in range(130)]
    store.create_relations([Relation(source=name, target="hub", relation_type="at") for name in names])
    (group,) = views.entity(store, "hub").kinds.groups
    shown, following = [node.name for node in group.nodes], group.next
    for _ in range(3):
        assert following is not None
        page = views.neighbours(store, "hub", direction="in", relation_type="at", before=following)
        shown += [node.name for node in page.nodes]
        following = page.next
    assert following is None
    assert shown == names[::-1]


def test_no_answer_reads_the_whole_history(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One with ten thousand relations took a second, for each part of the page again."""
    store.create_entities([Entity(name="e", entity_type="T", observations=tuple(f"fact {each}" for each in range(99)))])
    read: list[int] = []

    def earlier(name: str, **asked: Any) -> tuple[Fact, ...]:
        read.append(asked["limit"])
        return earlier_facts(name, **asked)

    earlier_facts = store.earlier_facts
    monkeypatch.setattr(store, "earlier_facts", earlier)
    monkeypatch.delattr(Store, "history")
    first = views.entity(store, "e").facts
    views.facts(store, "e", before=first.next)
    views.history(store, "e", before=None)
    views.text(store, "e", text_id=first.facts[0].id, offset=0)
    assert read == [41, 41, 41, 1]


def test_a_long_text_that_ended_while_it_was_read_is_read_on(store: Store) -> None:
    """It is another place in the history, but the same text."""
    text = "so it is " * 1_000
    store.create_entities([Entity(name="e", entity_type="T", observations=("before", text, "after"))])
    fact = views.entity(store, "e").facts.facts[1]
    store.delete_observations([Observations(entity_name="e", contents=(text,))], because=Validity.SUPERSEDED)
    assert views.text(store, "e", text_id=fact.id, offset=0).text == text


@pytest.mark.parametrize("place", ["", "x", "1.1.1", "1.3.1.1.", "1.1.1.1.abc", f"{2**63}.1.1.1.", f"1.1.1.{2**63}."])
def test_a_place_that_is_none_is_refused(store: Store, place: str) -> None:
    """Anybody may write an address."""
    with pytest.raises(InvalidCursor):
        views.history(store, "e", before=place)


def test_an_entity_that_was_deleted_is_told_from_one_that_never_was(store: Store) -> None:
    """Its history stays until it is erased."""
    store.create_entities([Entity(name="gone", entity_type="Table", observations=("was here",))])
    store.delete_entities(["gone"])
    gone = views.entity(store, "gone")
    assert (gone.state, gone.type, gone.observations, gone.statements) == ("ended", "Table", 0, 2)
    assert views.entity(store, "never").state == "unknown"
