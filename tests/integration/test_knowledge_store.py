"""The store keeps the reference memory server's meaning, and loses nothing under load or odd input."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.errors import InvalidText, UnknownEntity
from knowledge.model import Entity, Graph, Observations, Page, Record, Relation, Search
from knowledge.store import Store

PRODUCTS = Entity(name="products", entity_type="Table", observations=("holds the offers of all shops",))

HOSTILE = [
    'quote " double',
    "quote ' single",
    "%_ like",
    "back\\slash",
    "line\nbreak",
    "nul\0inside",
    "",
    "名前 ёжик 🦔",
    "'); DROP TABLE entities; --",
    "x" * 10_000,
]

WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from knowledge.model import Entity, Observations, Relation
from knowledge.store import open_store

store, tag = open_store(sys.argv[1]), sys.argv[2]

def write(number):
    store.create_entities([Entity(name="shared", entity_type="T"), Entity(name=f"{tag} {number}", entity_type="T")])
    store.add_observations([Observations(entity_name="shared", contents=(f"{tag} {number}",))])
    store.create_relations([Relation(source="shared", target=f"{tag} {number}", relation_type="has")])

with ThreadPoolExecutor(int(sys.argv[3])) as pool:
    list(pool.map(write, range(int(sys.argv[3]))))
"""


def names(graph: Graph | Page) -> list[str]:
    """Names of the entities in order."""
    return [entity.name for entity in graph.entities]


def search(store: Store, query: str, *, limit: int | None = None, any_word: bool = False) -> Graph:
    """What a search finds, without why."""
    page = store.search(Search(query=query, limit=limit, any_word=any_word))
    return Graph(entities=page.entities, relations=page.relations)


def test_only_new_entities_are_returned_and_existing_ones_stay(store: Store) -> None:
    """The reference server skips a known name: its type and observations are not replaced."""
    assert store.create_entities([PRODUCTS]) == (PRODUCTS,)
    again = Entity(name="products", entity_type="View", observations=("other",))
    jobs = Entity(name="jobs", entity_type="Table")
    assert store.create_entities([again, jobs, jobs]) == (jobs,)
    assert store.read_graph().entities == (PRODUCTS, jobs)


def test_only_new_relations_are_returned_and_ends_need_not_exist(store: Store) -> None:
    """The reference server does not ask for the ends first, so an agent may relate before it creates."""
    relation = Relation(source="a", target="b", relation_type="needs")
    assert store.create_relations([relation, relation]) == (relation,)
    assert store.create_relations([relation]) == ()
    assert store.read_graph() == Graph(relations=(relation,))


def test_only_new_observations_are_returned(store: Store) -> None:
    """addedObservations tells the agent what it had not noted before."""
    store.create_entities([PRODUCTS])
    request = Observations(entity_name="products", contents=("holds the offers of all shops", "is large", "is large"))
    assert store.add_observations([request]) == (Observations(entity_name="products", contents=("is large",)),)
    assert store.read_graph().entities[0].observations == ("holds the offers of all shops", "is large")


def test_an_unknown_entity_undoes_the_whole_call(store: Store) -> None:
    """A call is one transaction: half of it written would be found by nobody."""
    store.create_entities([PRODUCTS])
    known = Observations(entity_name="products", contents=("is large",))
    with pytest.raises(UnknownEntity, match='entity "prodcts" does not exist; create it'):
        store.add_observations([known, Observations(entity_name="prodcts", contents=("x",))])
    assert store.read_graph().entities == (PRODUCTS,)


def test_deleting_an_entity_takes_its_observations_and_relations(store: Store) -> None:
    """Nothing of it may be read or found again, and a new entity of that name starts empty."""
    store.create_entities([PRODUCTS, Entity(name="jobs", entity_type="Table")])
    store.create_relations(
        [
            Relation(source="products", target="jobs", relation_type="fed_by"),
            Relation(source="jobs", target="products", relation_type="feeds"),
        ]
    )
    store.delete_entities(["products", "never there"])
    assert store.read_graph() == Graph(entities=(Entity(name="jobs", entity_type="Table"),))
    assert search(store, "offers") == Graph()
    store.create_entities([Entity(name="products", entity_type="Table")])
    assert store.open_nodes(["products"]).entities[0].observations == ()


def test_deleted_observations_and_relations_are_gone_and_unknown_ones_ignored(store: Store) -> None:
    """Deleting is idempotent in the reference server."""
    store.create_entities([PRODUCTS])
    relation = Relation(source="products", target="shops", relation_type="in")
    store.create_relations([relation])
    for _ in range(2):
        store.delete_observations(
            [
                Observations(entity_name="products", contents=PRODUCTS.observations),
                Observations(entity_name="unknown", contents=("x",)),
            ]
        )
        store.delete_relations([relation])
    assert store.read_graph() == Graph(entities=(Entity(name="products", entity_type="Table"),))
    assert search(store, "offers") == Graph()


def test_search_and_open_return_relations_with_one_end_among_the_results(store: Store) -> None:
    """As the reference server does since 2025: else a node's connections could only be read with the whole graph."""
    store.create_entities([PRODUCTS, Entity(name="jobs", entity_type="Job")])
    inward = Relation(source="jobs", target="products", relation_type="feeds")
    elsewhere = Relation(source="jobs", target="shops", relation_type="reads")
    store.create_relations([inward, elsewhere])
    assert search(store, "offers") == Graph(entities=(PRODUCTS,), relations=(inward,))
    assert store.open_nodes(["products", "nothing"]) == Graph(entities=(PRODUCTS,), relations=(inward,))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jobs processing", ["processing_jobs"]),
        ("processing_jobs", ["processing_jobs"]),
        ("public.processing_jobs", ["processing_jobs"]),
        ("PROCESS", ["processing_jobs"]),
        ("order item", ["orderItems"]),
        ("orderItems", ["orderItems"]),
        ("orderitems", ["orderItems"]),
        ("order_items", ["orderItems"]),
        ("processingJobs", ["processing_jobs"]),
        ("HTTPServer", ["gateway"]),
        ("http server", ["gateway"]),
        ("essing_jo", ["processing_jobs"]),
        ("jobs gateway", ["gateway", "processing_jobs"]),
        ("zebra", []),
    ],
)
def test_search_finds_words_in_any_order_prefixes_and_parts_of_identifiers(
    store: Store, query: str, found: list[str]
) -> None:
    """An agent remembers a name by one of its parts; the last resort is the reference server's substring."""
    store.create_entities(
        [
            Entity(name="processing_jobs", entity_type="Table", observations=("public.processing_jobs is large",)),
            Entity(name="orderItems", entity_type="Table"),
            Entity(name="gateway", entity_type="Service", observations=("an HTTPServer",)),
        ]
    )
    assert names(search(store, query)) == found


def test_a_hit_in_the_name_ranks_before_one_in_an_observation(store: Store) -> None:
    """The best match comes first, so that a limit keeps it."""
    store.create_entities(
        [
            Entity(name="shops", entity_type="Table", observations=("each has many brands", "brands of a shop")),
            Entity(name="brands", entity_type="Table"),
        ]
    )
    assert names(search(store, "brands")) == ["brands", "shops"]
    assert names(search(store, "brands", limit=1)) == ["brands"]
    assert names(search(store, "brands zebra", any_word=True)) == ["brands", "shops"]


def test_an_empty_query_finds_everything(store: Store) -> None:
    """As in the reference server, where every text contains the empty one."""
    store.create_entities([PRODUCTS, Entity(name="jobs", entity_type="Table")])
    assert names(search(store, "  ")) == ["products", "jobs"]


@pytest.mark.parametrize(
    "query", ['"', "*", "(", "a AND", "NEAR(", "name:x", "^", "-x", "' OR 1=1", "{a b}:", "\0", "%"]
)
def test_odd_search_text_is_only_text(store: Store, query: str) -> None:
    """FTS5 has operators; a query that holds one must neither fail nor mean something else."""
    store.create_entities([Entity(name=f"with {query} inside", entity_type="T"), PRODUCTS])
    assert names(search(store, query)) == [f"with {query} inside"]


def test_a_query_of_thousands_of_words_is_answered(store: Store) -> None:
    """FTS5 refuses an expression that is too deep; an agent may paste a whole file."""
    store.create_entities([PRODUCTS])
    assert search(store, "word " * 5 + " ".join(f"w{number}" for number in range(5_000))) == Graph()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_back_as_they_were(store: Store, name: str) -> None:
    """Names and observations are data: nothing in them may break a statement or the index."""
    entity = Entity(name=name, entity_type=name, observations=(name,))
    relation = Relation(source=name, target=name, relation_type=name)
    store.record(Record(entities=(entity,), relations=(relation,)))
    assert store.open_nodes([name]) == Graph(entities=(entity,), relations=(relation,))
    assert search(store, name).entities == (entity,)
    store.delete_entities([name])
    assert store.read_graph() == Graph()


def test_half_a_surrogate_pair_is_refused_and_nothing_written(store: Store) -> None:
    """It has no UTF-8, so SQLite cannot hold it; the text says so instead of a codec error."""
    with pytest.raises(InvalidText, match="well-formed Unicode"):
        store.create_entities([PRODUCTS, Entity(name="\ud800", entity_type="T")])
    assert store.read_graph() == Graph()


def test_recording_twice_changes_nothing_and_recording_more_adds(store: Store) -> None:
    """The planner records a plan again after each rehearsal."""
    relation = Relation(source="products", target="shops", relation_type="in")
    for _ in range(2):
        store.record(Record(entities=(PRODUCTS,), relations=(relation,)))
    assert store.read_graph() == Graph(entities=(PRODUCTS,), relations=(relation,))
    store.record(Record(entities=(Entity(name="products", entity_type="Table", observations=("is large",)),)))
    assert store.read_graph().entities[0].observations == ("holds the offers of all shops", "is large")


def test_recording_is_all_or_nothing(store: Store) -> None:
    """A failure in the last part takes the first back."""
    with pytest.raises(UnknownEntity):
        store.record(Record(entities=(PRODUCTS,), observations=(Observations(entity_name="unknown", contents=("x",)),)))
    assert store.read_graph() == Graph()


def test_many_names_are_more_than_one_statement_holds(store: Store) -> None:
    """SQLite bounds the parameters of a statement."""
    many = [Entity(name=f"entity {number}", entity_type="T") for number in range(1_201)]
    before = Relation(source="entity 0", target="entity 1200", relation_type="before")
    store.record(Record(entities=tuple(many), relations=(before,)))
    graph = store.open_nodes([entity.name for entity in many])
    assert graph.entities == tuple(many)
    assert len(graph.relations) == 1


def test_fifty_threads_and_two_processes_lose_nothing(store: Store, store_url: str) -> None:
    """Two servers share a store; each write must queue for the lock, also while the file is being created."""
    command = [sys.executable, "-c", WRITER, store_url]
    processes = [subprocess.Popen([*command, tag, "25"], stderr=subprocess.PIPE) for tag in ("first", "second")]

    def write(number: int) -> None:
        store.create_entities([Entity(name="shared", entity_type="T"), Entity(name=f"own {number}", entity_type="T")])
        store.add_observations([Observations(entity_name="shared", contents=(f"own {number}",))])
        store.create_relations([Relation(source="shared", target=f"own {number}", relation_type="has")])
        assert f"own {number}" in names(search(store, f"own {number}"))

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(write, range(50)))
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()

    graph = store.read_graph()
    expected = {
        f"{tag} {number}" for tag, count in [("own", 50), ("first", 25), ("second", 25)] for number in range(count)
    }
    assert {*names(graph)} == {"shared", *expected}
    assert {relation.target for relation in graph.relations} == expected
    assert {*store.open_nodes(["shared"]).entities[0].observations} == expected
    assert store.check() == ()
