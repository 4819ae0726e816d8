"""A search finds what one means, in both kinds of store, and all that the reference memory server finds."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from knowledge.errors import InvalidCursor
from knowledge.model import Entity, LeftOff, Observations, Origin, Page, Record, Relation, Renaming, Search, Validity
from knowledge.postgresql import documents as postgresql_documents
from knowledge.search import documents
from knowledge.search.words import words_of
from knowledge.sqlite import documents as sqlite_documents
from knowledge.store import Store, open_store
from knowledge.tables import Stamp

ORDERS = Entity(name="table:shop.public.orders", entity_type="Table", observations=("Orders of all shops.",))
DISCOUNT = Entity(name="column:shop.public.orders.discount", entity_type="Column")
TIMEOUT = Entity(name="hazard:lock_timeout", entity_type="Hazard", observations=("Gave up waiting for a lock.",))
FIRST = Entity(name="migration:3fa9c1d2e4b7", entity_type="Migration", observations=("Adds the discount.", "By Ines."))
SECOND = Entity(name="migration:77aa00bb11cc", entity_type="Migration", observations=("Backfilled the indexes.",))
RUNNER = Entity(name="service:jobRunner", entity_type="Service", observations=("café, 数据库迁移, naïve",))
HIT = Relation(source=FIRST.name, target=TIMEOUT.name, relation_type="hit")
CHANGES = Relation(source=FIRST.name, target=DISCOUNT.name, relation_type="changes")
GRAPH = Record(entities=(ORDERS, DISCOUNT, TIMEOUT, FIRST, SECOND, RUNNER), relations=(HIT, CHANGES))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store with a small graph."""
    opened = open_store(store_url)
    opened.record(GRAPH)
    yield opened
    opened.close()


def found(store: Store, query: str, **more: object) -> list[str]:
    """Names of the hits, in their order."""
    return [hit.name for hit in store.search(replace(Search(query=query), **more)).hits]  # type: ignore[arg-type]


def texts_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by each text that is cut into words to be indexed."""
    read: list[str] = []

    def cut(text: str) -> Iterable[str]:
        read.append(text)
        return words_of(text)

    monkeypatch.setattr(documents, "words_of", cut)
    return read


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("orders", ORDERS),
        ("public orders shop", ORDERS),
        ("shop.public.orders.discount", DISCOUNT),
        ("ordres discuont", DISCOUNT),
        ("locktimeout", TIMEOUT),
        ("lock time out", TIMEOUT),
        ("lockTimeout", TIMEOUT),
        ("backfilling index", SECOND),
        ("back fill", SECOND),
        ("migration 3fa9", FIRST),
        ("what hit lock_timeout on orders?", FIRST),
        ("job runner", RUNNER),
        ("jobrunner", RUNNER),
        ("Ines's migration", FIRST),
        ("cafe", RUNNER),
        ("CAFE\u0301", RUNNER),
        ("数据库", RUNNER),
        ("库", RUNNER),
        ("aive", RUNNER),
        ("é, 数", RUNNER),
    ],
)
def test_what_is_meant_comes_first(store: Store, query: str, first: Entity) -> None:
    """Words in any order, begun, bent, misspelt, joined and split; relations; any script."""
    assert found(store, query, limit=5)[:1] == [first.name]
    assert first.name in found(store, query)


def test_a_hit_says_why_it_was_found(store: Store) -> None:
    """Score, words and the stretch of text around them."""
    page = store.search(Search(query="waiting lock", limit=1))
    (hit,) = page.hits
    assert (hit.name, hit.matched, hit.snippet) == (TIMEOUT.name, ("waiting", "lock"), "Gave up waiting for a lock.")
    assert 0 < hit.score <= 1
    assert page.relations == (HIT,)


def test_all_words_come_before_some_and_a_score_says_so(store: Store) -> None:
    """Whoever asks for two words wants both."""
    assert found(store, "lock discount") == [FIRST.name]
    assert {*found(store, "gave discount")} == {TIMEOUT.name, DISCOUNT.name, FIRST.name}
    hits = store.search(Search(query="lock discount", any_word=True)).hits
    assert hits[0].name == FIRST.name
    assert {TIMEOUT.name, DISCOUNT.name} <= {hit.name for hit in hits[1:]}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_filters_leave_only_what_was_asked_for(store: Store) -> None:
    """By type, by relation and by time, each exactly."""
    assert found(store, "orders", entity_types=("Column",)) == [DISCOUNT.name]
    assert found(store, "orders", entity_types=("column",)) == []
    page = store.search(Search(query="migration", relation_types=("changes",)))
    assert [hit.name for hit in page.hits] == [FIRST.name]
    assert page.relations == (CHANGES,)
    assert found(store, "orders", since="2999-01-01T00:00:00.000Z") == []
    assert ORDERS.name in found(store, "orders", since="2020-01-01T00:00:00.000Z")
    assert found(store, "", entity_types=("Hazard", "Table")) == [ORDERS.name, TIMEOUT.name]


@pytest.mark.parametrize("query", ["item", "stock item", "tem", "", "kept"])
def test_pages_give_each_hit_once(store: Store, query: str) -> None:
    """In the order of one large page, whatever part of the results a page ends in."""
    store.create_entities(
        [
            Entity(
                name=f"item {number}" if number % 3 else f"stockitems{number}",
                entity_type="Thing",
                observations=("kept in stock",) if number % 2 else ("an item",),
            )
            for number in range(40)
        ]
    )
    whole = found(store, query, limit=1_000)
    assert len(whole) == len({*whole}) >= 20
    paged: list[str] = []
    search = Search(query=query, limit=7)
    while True:
        page = store.search(search)
        paged += [hit.name for hit in page.hits]
        if page.next_cursor is None:
            break
        search = replace(search, cursor=page.next_cursor)
    assert paged == whole


@pytest.mark.parametrize("any_word", [False, True])
def test_pages_go_on_through_all_that_hold_the_words_however_many(store: Store, any_word: bool) -> None:
    """No more than a hundred are ranked; the others must not be passed over, and none comes twice."""
    names = {f"alpha number {n} beta" for n in range(230)}
    store.create_entities([Entity(name=name, entity_type="Note") for name in names])
    search = Search(query="beta alpha", limit=90, any_word=any_word)
    hits: list[str] = []
    for _ in range(3):
        page = store.search(search)
        hits += [hit.name for hit in page.hits]
        search = replace(search, cursor=page.next_cursor)
    assert page.next_cursor is None
    assert len(hits) == 230 and {*hits} == names
    assert store.search(Search(query="beta alpha", any_word=any_word)).total == 230


def test_pages_go_on_through_all_that_hold_any_of_the_words(store: Store) -> None:
    """About a hundred are ranked; a reader who goes on sees every other one, once, and each time in the same order."""
    names = {
        *(f"alpha {number}" for number in range(250)),
        *(f"gamma {number}" for number in range(350)),
        *(f"alpha {number} gamma" for number in range(120)),
    }
    store.create_entities([Entity(name=name, entity_type="Note") for name in sorted(names)])
    store.create_entities([Entity(name=f"delta {number}", entity_type="Note") for number in range(20)])
    search = Search(query="gamma alpha", limit=100, any_word=True)
    hits: list[str] = []
    for _ in range(8):
        page = store.search(search)
        assert store.search(search) == page
        hits += [hit.name for hit in page.hits]
        search = replace(search, cursor=page.next_cursor)
    assert page.next_cursor is None
    assert len(hits) == len(names) and {*hits} == names
    assert all("alpha" in name and "gamma" in name for name in hits[:120])
    everything = store.search(Search(query="gamma alpha nowhere", any_word=True))
    assert everything.total == len(names) and {hit.name for hit in everything.hits} == names
    assert all(hit.matched for hit in everything.hits)


def test_what_only_contains_the_query_follows_all_that_hold_its_words(store: Store) -> None:
    """However many these are: it comes last, and once."""
    names = [f"red {n}" for n in range(120)]
    store.create_entities([Entity(name=name, entity_type="Note") for name in ["hundredth", *names]])
    hits = [hit.name for hit in store.search(Search(query="red")).hits]
    assert len(hits) == 121 and {*hits[:-1]} == {*names} and hits[-1] == "hundredth"


def test_a_name_comes_first_however_many_newer_entities_tell_of_its_words(store: Store) -> None:
    """Also a former name, and that of an entity with more notes than one row of the index holds."""
    store.create_entities([Entity(name="parcel_locker", entity_type="Table")])
    told = ("a parcel in a locker of lodging",)
    store.create_entities([Entity(name=f"note {n}", entity_type="Note", observations=told) for n in range(200)])
    for query in ("parcel", "locker", "parcel locker", "which locker of a parcel"):
        assert found(store, query, limit=5)[0] == "parcel_locker", query
    words = " ".join(f"word{n}" for n in range(documents.MOST_REWRITTEN))
    store.add_observations([Observations(entity_name="parcel_locker", contents=(words, "and one more"))])
    assert found(store, "parcel locker", limit=5)[0] == "parcel_locker"
    store.record(Record(renamings=(Renaming(old="parcel_locker", new="lodging"),)))
    for query in ("parcel locker", "lodging"):
        assert found(store, query, limit=5)[0] == "lodging", query


def test_a_note_is_indexed_without_what_its_entity_says_already(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note on what has megabytes, or thousands of notes, must not make all other writers wait."""
    store.create_entities([Entity(name="log", entity_type="Log", observations=("the first line",))])
    read = texts_read(monkeypatch)
    store.add_observations([Observations(entity_name="log", contents=("a zebra passed the line",))])
    store.record(Record(observations=(Observations(entity_name="log", contents=("a quagga too",)),)))
    assert read == ["a zebra passed the line", "a quagga too"]
    for query in ("first line", "first zebra", "zebbra", "quagga zebra log"):
        assert found(store, query) == ["log"]
    store.delete_observations([Observations(entity_name="log", contents=("a zebra passed the line",))], erase=True)
    assert found(store, "zebra") == []
    assert store.check() == ()


def note(store: Store, name: str, *texts: str) -> None:
    """Add observations, each in a write of its own."""
    for text in texts:
        store.add_observations([Observations(entity_name=name, contents=(text,))])


def test_many_notes_on_one_entity_are_found_by_any_of_their_words(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index of a large entity is not written again with each note; to a search it is one entity all the same."""
    for module in (sqlite_documents, postgresql_documents):
        monkeypatch.setattr(module, "MOST_REWRITTEN", 12)
    store.create_entities([Entity(name="log", entity_type="Log", observations=("zebra crossing",))])
    note(store, "log", *(f"early{number} animal" for number in "abcdefghijkl"))
    for module in (sqlite_documents, postgresql_documents):
        monkeypatch.delattr(module, "with_more")
    note(store, "log", *(f"late{number} animal" for number in "abcdefghijkl"), "zebra again")
    for query in ("zebra latea", "earlya latel crossing", "log lateb latec", "latef crosing", "animal", "latek again"):
        assert found(store, query) == ["log"], query
    assert found(store, "zebra latea", entity_types=("Log",)) == ["log"]
    assert found(store, "zebra latea", entity_types=("Table",)) == []
    assert found(store, "zebra latea nowhere") == ["log"]
    assert store.search(Search(query="latea", since="2900-01-01")).hits == ()
    assert store.check() == ()
    store.delete_observations([Observations(entity_name="log", contents=("latea animal",))])
    assert found(store, "latea") == [] and found(store, "latea crossing", past=True) == ["log"]
    assert found(store, "earlya latel crossing") == ["log"]
    store.delete_entities(["log"], erase=True)
    assert found(store, "latel") == found(store, "crossing", past=True) == []
    assert store.check() == ()


def test_the_newest_come_first_also_of_entities_with_many_notes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However their words are kept, each comes once, and a cursor goes on behind the last."""
    for module in (sqlite_documents, postgresql_documents):
        monkeypatch.setattr(module, "MOST_REWRITTEN", 2)
    names = [f"n{number}" for number in range(240)]
    store.create_entities([Entity(name=name, entity_type="Note", observations=("some seven words",)) for name in names])
    for name in names[::4]:
        note(store, name, "some quagga words too")
    for query, wanted in (("words seven", names), ("quagga seven", names[::4])):
        hits: list[str] = []
        search = Search(query=query, limit=50)
        for _ in range(-(-len(wanted) // 50)):
            page = store.search(search)
            hits += [hit.name for hit in page.hits]
            search = replace(search, cursor=page.next_cursor)
        assert page.next_cursor is None
        assert sorted(hits) == sorted(wanted)


def test_all_of_what_no_row_of_the_index_holds_is_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL indexes 1 MB of a row's words; what lies beyond was found by nothing."""
    monkeypatch.setattr(postgresql_documents, "_MOST_BYTES", 1_000)
    words = [f"{one}{two}word" for one in "abcdefghij" for two in "abcdefghij"]
    store.create_entities([Entity(name="long", entity_type="Text", observations=(" ".join(words),))])
    note(store, "long", "quagga")
    for query in (f"{words[0]} {words[-1]}", f"{words[-1]} {words[-2]} long", f"quagga {words[-1]}", words[50]):
        assert found(store, query) == ["long"], query
        assert found(store, query, entity_types=("Text",)) == ["long"], query
    store.delete_observations([Observations(entity_name="long", contents=(" ".join(words),))])
    assert found(store, words[-1]) == []
    assert found(store, f"quagga {words[-1]} {words[0]}", past=True) == ["long"]
    store.delete_entities(["long"])
    for query in (f"quagga {words[-1]} {words[0]}", f"{words[-2]} {words[-1]}", words[50]):
        assert found(store, query, past=True) == found(store, query, past=True, entity_types=("Text",)) == ["long"], (
            query
        )
        assert found(store, query) == found(store, query, past=True, since="2900-01-01") == [], query
    store.delete_entities(["long"], erase=True)
    assert found(store, words[-1], past=True) == []
    assert store.check() == ()


@pytest.mark.parametrize("rewritten", [2, 1_000], ids=["kept on their own", "in its row"])
def test_an_entity_is_found_by_the_same_words_however_they_came_to_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, rewritten: int
) -> None:
    """At once, note by note or indexed anew: only of one text not all words are indexed, when there are too many."""
    for module in (sqlite_documents, postgresql_documents):
        monkeypatch.setattr(module, "MOST_REWRITTEN", rewritten)
    monkeypatch.setattr(documents, "_MOST_WORDS", 12)
    long = " zebra ".join(["one", *(f"word{letter}" for letter in "abcdefghi"), "quagga", "beyond"])
    texts = [long, *(f"text{letter} okapi{letter}" for letter in "abcdef")]
    store.create_entities([Entity(name="whole", entity_type="Log", observations=tuple(texts))])
    store.create_entities([Entity(name="noted", entity_type="Log")])
    note(store, "noted", *texts)

    def all_found(*names: str) -> None:
        for query in ("quagga one", "okapif texta", "okapid quagga", *(f"okapi{letter}" for letter in "abcdef")):
            assert {*found(store, query)} == {*names}, query
        assert found(store, "beyond") == []
        assert store.check() == ()

    all_found("whole", "noted")
    store.record(Record(renamings=(Renaming(old="noted", new="renamed"),)))
    all_found("whole", "renamed")
    for name in ("whole", "renamed"):
        note(store, name, "too late")
        store.delete_observations([Observations(entity_name=name, contents=("too late",))])
    all_found("whole", "renamed")
    store.delete_entities(["whole", "renamed"])
    assert {*found(store, "quagga okapia okapif", past=True)} == {"whole", "renamed"}
    assert store.check() == ()


def test_a_deleted_entity_is_found_by_what_was_said_of_it(store: Store) -> None:
    """Whoever asks for the past seldom knows the name of what is no more; nobody else is told of it."""
    notes = tuple(f"note number {number}" for number in range(100))
    store.create_entities([Entity(name="old thing", entity_type="Relic", observations=("has a zebra", *notes))])
    store.create_relations([Relation(source="old thing", target=ORDERS.name, relation_type="precedes")])
    store.delete_entities(["old thing"], by=Origin(author="ines"))
    for query in ("zebra", "zebra number 99", "relic", "precedes orders zebra", "old thing"):
        assert found(store, query, past=True)[:1] == ["old thing"], query
    for query in ("zebra", "relic", "number 99"):
        assert found(store, query) == [], query
    (hit,) = store.search(Search(query="zebra", past=True)).hits
    assert hit.matched == ("zebra",)
    for filters in ({"entity_types": ("Relic",)}, {"relation_types": ("precedes",)}, {"since": "2001-01-01"}):
        assert found(store, "zebra", past=True, **filters) == ["old thing"], filters
    for filters in ({"entity_types": ("Table",)}, {"relation_types": ("hit",)}, {"since": "2900-01-01"}):
        assert found(store, "zebra", past=True, **filters) == [], filters
    store.create_entities([Entity(name="zebra", entity_type="Animal")])
    assert found(store, "zebra", past=True) == ["zebra", "old thing"]
    assert store.check() == ()


def test_the_past_is_searched_also_where_nothing_else_is_left(store: Store) -> None:
    """Its weights come from how many entities there are, deleted ones too; on SQLite the search divided by none."""
    names = [entity.name for entity in GRAPH.entities]
    store.create_entities([Entity(name=name, entity_type="Relic", observations=("has stripes",)) for name in "ab"])
    note(store, "a", "is a zebra")
    store.delete_entities([*names, "a", "b"])
    assert found(store, "stripes zebra") == []
    hits = store.search(Search(query="stripes zebra", past=True, any_word=True)).hits
    assert [(hit.name, hit.matched) for hit in hits] == [("a", ("stripes", "zebra")), ("b", ("stripes",))]
    assert 0 < hits[1].score < hits[0].score
    assert {*found(store, "stripes", past=True)} == {"a", "b"}
    assert found(store, ORDERS.name, past=True)[:1] == [ORDERS.name]


def test_a_deleted_entity_that_came_back_or_was_erased_is_no_deleted_one(store: Store) -> None:
    """Else it would be found twice, or after nothing may be left of it."""
    relic = Entity(name="relic", entity_type="Relic", observations=("has a zebra",))
    store.create_entities([relic])
    store.delete_entities(["relic"])
    store.create_entities([Entity(name="relic", entity_type="Relic", observations=("has a quagga",))])
    assert found(store, "zebra", past=True) == found(store, "quagga") == ["relic"]
    assert found(store, "zebra") == []
    store.record(Record(renamings=(Renaming(old="relic", new="fossil"),)))
    store.delete_entities(["fossil"])
    assert found(store, "zebra quagga fossil relic", past=True) == ["fossil"]
    store.delete_observations([Observations(entity_name="fossil", contents=("has a quagga",))], erase=True)
    assert found(store, "quagga", past=True) == []
    store.delete_entities(["fossil"], erase=True)
    assert found(store, "zebra", past=True) == found(store, "fossil", past=True) == []
    assert store.check() == ()


@pytest.mark.parametrize(
    "renamings",
    [
        (Renaming(old="relic", new="fossil"),),
        (Renaming(old="thing", new="relic"), Renaming(old="relic", new="fossil")),
        (Renaming(old="thing", new="relic"), Renaming(old="relic", new="thing")),
    ],
    ids=["alone", "its name taken", "swapped"],
)
def test_a_deleted_entity_is_found_by_the_name_it_was_given_since(
    store: Store, renamings: tuple[Renaming, ...]
) -> None:
    """What was indexed of it lay where its former name was, and the search failed on it."""
    relic = Entity(name="relic", entity_type="Relic", observations=("has a zebra",))
    store.create_entities([relic, Entity(name="thing", entity_type="Relic", observations=("has a quagga",))])
    store.delete_entities(["relic"])
    store.record(Record(renamings=renamings))
    became = {each.old: each.new for each in renamings}
    assert found(store, "zebra", past=True) == [became["relic"]]
    assert found(store, "quagga") == [became.get("thing", "thing")]
    assert store.check() == ()


def test_a_check_tells_what_is_found_by_other_words_than_its_own(store: Store) -> None:
    """Nothing else would: a search that misses something looks like one for what is not there."""
    assert store.check() == ()
    stamp = Stamp(origin=Origin(), at=1)
    store._backend.write(lambda tables: tables.add_observations([(ORDERS.name, "zanzibar")], stamp))
    assert store.check() == ("1 entities are found by other words than theirs",)
    note(store, ORDERS.name, "is large")
    assert store.check() != ()
    store._backend.write(lambda tables: tables.index([ORDERS.name], stamp))
    assert store.check() == ()


def test_a_check_tells_what_is_found_and_belongs_to_nothing(store: Store) -> None:
    """A search that finds it fails, or names what nobody stored."""
    store.create_entities([Entity(name="relic", entity_type="Relic", observations=("has a zebra",))])
    store.delete_entities(["relic"])
    assert store.check() == ()
    erase = "DELETE FROM past"
    store._backend.write(lambda tables: tables._connection.execute(erase))  # type: ignore[attr-defined]
    assert store.check() == ("1 names can be found that belong to no entity, nor to a deleted one",)


def test_a_name_that_goes_to_another_entity_leaves_those_that_bore_it(store: Store) -> None:
    """Also where it stands in what ended."""
    store.create_entities([Entity(name=name, entity_type="T") for name in ("quagga", "zebra", "herd")])
    store.create_relations([Relation(source="herd", target="zebra", relation_type="holds")])
    store.delete_relations([Relation(source="herd", target="zebra", relation_type="holds")])
    store.record(Record(renamings=(Renaming(old="quagga", new="okapi"),)))
    assert found(store, "quagga") == ["okapi"]
    store.record(Record(renamings=(Renaming(old="zebra", new="quagga"),)))
    assert found(store, "quagga") == ["quagga"]
    assert found(store, "herd holds quagga", past=True)[:1] == ["herd"]
    assert store.check() == ()


def test_all_neighbours_of_what_is_deleted_or_renamed_follow_however_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else some would be found by a name that nothing has any more."""
    monkeypatch.setattr("knowledge.writes._PORTION", 2)
    names = [f"n{number}" for number in range(7)]
    store.create_entities([Entity(name=name, entity_type="Note") for name in ("hub", *names)])
    store.create_relations([Relation(source=name, target="hub", relation_type="feeds") for name in names])
    store.record(Record(renamings=(Renaming(old="hub", new="pivot"),)))
    assert {*found(store, "feeds pivot")} == {*names}
    assert found(store, "hub") == ["pivot"]
    store.delete_entities(["pivot"])
    assert found(store, "pivot") == []
    assert {*found(store, "pivot", past=True)} == {"pivot", *names}
    store.delete_entities(["pivot"], erase=True)
    assert found(store, "pivot", past=True) == []
    assert store.check() == ()


def test_a_cursor_of_another_search_is_refused(store: Store) -> None:
    """It would skip what the caller never saw."""
    store.create_entities([Entity(name=f"orders {number}", entity_type="T") for number in range(9)])
    cursor = store.search(Search(query="orders", limit=2)).next_cursor
    for text in (cursor, "", "x", "W10=", "bnVsbA=="):
        with pytest.raises(InvalidCursor, match="is no cursor"):
            store.search(Search(query="another", limit=2, cursor=text))


def test_what_ended_is_searched_only_when_asked_for(store: Store) -> None:
    """A superseded sentence must not mislead."""
    old = Observations(entity_name=FIRST.name, contents=("Adds the discount.",))
    store.delete_observations([old], because=Validity.SUPERSEDED)
    assert found(store, "adds the discount") != [FIRST.name]
    page = store.search(Search(query="adds", past=True))
    assert [hit.name for hit in page.hits] == [FIRST.name]
    store.delete_relations([HIT], because=Validity.CONTRADICTED)
    assert found(store, "migration lock timeout") != [FIRST.name]


def test_a_renamed_or_deleted_end_of_a_relation_is_followed(store: Store) -> None:
    """A migration is found by the present name of what it changed, and no longer by one that was erased."""
    store.record(Record(renamings=(Renaming(old=DISCOUNT.name, new="column:shop.public.orders.rebate"),)))
    assert found(store, "migration changes rebate", limit=1) == [FIRST.name]
    assert found(store, "discount column", limit=1) == ["column:shop.public.orders.rebate"]
    store.delete_entities([TIMEOUT.name], erase=True)
    assert found(store, "timeo") == []
    assert "timeout" not in {word for hit in store.search(Search(query="lock timeout")).hits for word in hit.matched}
    assert store.check() == ()


def test_a_budget_keeps_hits_first_and_counts_what_it_left_off(store: Store) -> None:
    """A reply must fit into an agent's context, and say that there is more."""
    around = [Relation(source=f"run:{number}", target=FIRST.name, relation_type="part_of") for number in range(50)]
    store.create_relations(around)
    everything = store.search(Search(query="3fa9c1d2e4b7", depth=1))
    assert everything.left_off == LeftOff()
    small = store.search(Search(query="3fa9c1d2e4b7", depth=1, budget=200))
    assert small.entities[0] == FIRST
    assert 0 < len(small.relations) < 52
    assert small.left_off.relations > 0
    tiny = store.search(Search(query="3fa9c1d2e4b7", budget=30))
    assert [entity.name for entity in tiny.entities] == [FIRST.name]
    assert (len(tiny.entities[0].observations), tiny.left_off.observations) == (1, 1)


NASTY = [
    "order_line_items of public.orders",
    "Straße ÄÖÜ naïve",
    "the data-base's 数据库 and 表orders",
    "aGVsbG8gd29ybGQ" * 9,
    "x->y::int[] = {1,2}",
    "processingJobs HTTPServer2 v1.2.3",
    "tab\tnew\nline \u200b end",
    "ΣΊΣΥΦΟΣ İstanbul ﬁle",
    "한국어 텍스트 ไทย हिन्दी",
]


def test_all_that_contains_the_query_is_found(store: Store) -> None:
    """As in the reference server, so that none of its clients loses a hit: inside of words and across them."""
    chance = random.Random(6)
    entities = [
        Entity(name=f"{text} {number}", entity_type="T", observations=(text[::-1],))
        for number, text in enumerate(NASTY)
    ]
    store.create_entities(entities)
    for _ in range(150):
        entity = chance.choice(entities)
        text = chance.choice([entity.name, *entity.observations])
        start = chance.randrange(len(text))
        query = text[start : start + chance.choice([1, 2, 3, 5, 9, 40])]
        query = chance.choice([query, query.upper(), query.lower()])
        wanted = {
            each.name
            for each in entities
            if any(query.lower() in one.lower() for one in (each.name, each.entity_type, *each.observations))
        }
        assert wanted <= {*found(store, query)}, query


def test_the_same_question_has_the_same_answer(store: Store) -> None:
    """Ties are broken by age, never by chance."""
    store.create_entities([Entity(name=f"equal {letter}", entity_type="T") for letter in "abcdefgh"])
    first: Page = store.search(Search(query="equal", limit=5))
    assert [hit.name for hit in first.hits] == [f"equal {letter}" for letter in "hgfed"]
    assert store.search(Search(query="equal", limit=5)) == first
