"""The store in PostgreSQL: few rights are enough, what fails is told without the URL, nothing stays half done."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from knowledge.errors import ForeignStore, KnowledgeError, StoreUnavailable, UnknownEntity
from knowledge.model import Entity, Graph, Observations, Origin, Record, Relation, Renaming, Search
from knowledge.postgresql import upgrades
from knowledge.postgresql.backend import PostgresqlBackend
from knowledge.postgresql.text import get, put
from knowledge.store import Store, open_store
from knowledge.tables import Stamp, Tables

PRODUCTS = Entity(name="products", entity_type="Table", observations=("is large",))


@pytest.fixture
def url(postgresql_store_url: str) -> str:
    """Of an empty database."""
    return postgresql_store_url


@pytest.fixture
def administrator(url: str) -> Iterator[psycopg.Connection]:
    """A session of the database's owner, who is no superuser."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store that was not used yet."""
    store = open_store(url)
    yield store
    store.close()


def refusal(store: Store, kind: type[KnowledgeError]) -> str:
    """What the store says when it refuses to write."""
    with pytest.raises(kind) as caught:
        store.create_entities([PRODUCTS])
    cause: BaseException | None = caught.value
    assert cause is not None and "owner" not in str(cause) and "127.0.0.1" not in str(cause)
    return str(caught.value)


def end_sessions(administrator: psycopg.Connection) -> int:
    """End all others of this database; how many there were."""
    query = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = current_database() AND usename = current_user
    """
    return len(administrator.execute(query).fetchall())


def test_a_server_that_is_down_is_named_at_once_and_without_the_url() -> None:
    """The agent's user must know what to do; the URL may hold a password."""
    store = open_store("postgresql://someone:secret@127.0.0.1:1/graph")
    for call in (store.read_graph, store.change_token, store.check, lambda: next(store.export())):
        with pytest.raises(StoreUnavailable) as caught:
            call()
        assert str(caught.value) == (
            "knowledge store in PostgreSQL cannot be reached; "
            "check that the server runs, and the URL, user and password"
        )
        assert caught.value.__cause__ is None


@pytest.mark.parametrize("rest", ["host:port/db", "user:secret@[::1/db", "user:sec%ret@host/db", "h/db?no_such=secret"])
def test_a_url_that_libpq_does_not_understand_is_refused_without_it(rest: str) -> None:
    """Its own message would repeat part of it."""
    with pytest.raises(KnowledgeError, match="in PostgreSQL") as caught:
        open_store(f"postgresql://{rest}").read_graph()
    assert "secret" not in str(caught.value) and "host" not in str(caught.value)


def test_a_connection_that_was_lost_is_replaced(store: Store, administrator: psycopg.Connection) -> None:
    """Servers are restarted while agents work for days."""
    store.create_entities([PRODUCTS])
    assert end_sessions(administrator) > 0
    assert store.read_graph().entities == (PRODUCTS,)
    assert end_sessions(administrator) > 0
    store.create_entities([Entity(name="jobs", entity_type="Job")])
    assert len(store.read_graph().entities) == 2


def test_connections_lost_in_the_midst_of_writes_lose_nothing_acknowledged(
    store: Store, administrator: psycopg.Connection
) -> None:
    """A call is done, or done again, or refused; never half done."""
    store.create_entities([PRODUCTS])
    ended = Event()
    refused: list[str] = []

    def write(tag: str) -> set[str]:
        acknowledged: set[str] = set()
        number = 0
        while not ended.is_set():
            number += 1
            try:
                store.create_entities([Entity(name=f"{tag} {number}", entity_type="T", observations=("a", "b"))])
            except StoreUnavailable as error:
                refused.append(str(error))
            else:
                acknowledged.add(f"{tag} {number}")
        return acknowledged

    with ThreadPoolExecutor(3) as pool:
        writing = [pool.submit(write, str(tag)) for tag in range(3)]
        for _ in range(20):
            end_sessions(administrator)
            store.read_graph()
        ended.set()
    acknowledged = set().union(*(each.result() for each in writing))
    graph = store.read_graph()
    assert acknowledged <= {entity.name for entity in graph.entities}
    assert {entity.observations for entity in graph.entities} <= {("a", "b"), PRODUCTS.observations}
    assert store.check() == ()
    allowed = ("knowledge store in PostgreSQL was lost ", "knowledge store in PostgreSQL cannot be reached")
    assert [text for text in refused if not text.startswith(allowed)] == []


def test_a_role_that_may_not_create_the_schema_is_told_how_and_needs_no_more(
    store: Store, administrator: psycopg.Connection
) -> None:
    """An administrator makes the schema; the role may create no extension then, and needs none."""
    administrator.execute("DROP EXTENSION IF EXISTS pg_trgm")
    name = administrator.info.dbname
    administrator.execute(f'REVOKE CREATE ON DATABASE "{name}" FROM owner')
    try:
        assert "have an administrator run CREATE SCHEMA knowledge_graph AUTHORIZATION" in refusal(
            store, StoreUnavailable
        )
        administrator.execute(f'GRANT CREATE ON DATABASE "{name}" TO owner')
        administrator.execute("CREATE SCHEMA knowledge_graph")
        administrator.execute(f'REVOKE CREATE ON DATABASE "{name}" FROM owner')
        store.create_entities([PRODUCTS])
        assert store.read_graph().entities == (PRODUCTS,)
        assert administrator.execute("SELECT FROM pg_extension WHERE extname = 'pg_trgm'").fetchall() == []
    finally:
        administrator.execute(f'GRANT CREATE ON DATABASE "{name}" TO owner')


def test_another_applications_schema_and_a_newer_one_are_refused_and_left_alone(
    store: Store, administrator: psycopg.Connection
) -> None:
    """Writing to tables we do not know would damage them."""
    administrator.execute("CREATE SCHEMA knowledge_graph CREATE TABLE entities (id integer)")
    assert "tables of another application in schema knowledge_graph" in refusal(store, ForeignStore)
    administrator.execute("DROP SCHEMA knowledge_graph CASCADE")
    store.create_entities([PRODUCTS])
    administrator.execute("UPDATE knowledge_graph.version SET number = 99")
    assert "has version 99, newer than" in refusal(store, ForeignStore)


def test_a_schema_dropped_while_we_serve_is_made_again(store: Store, administrator: psycopg.Connection) -> None:
    """A long-lived server must not answer with a missing table after somebody tidied up."""
    store.create_entities([PRODUCTS])
    administrator.execute("DROP SCHEMA knowledge_graph CASCADE")
    assert store.create_entities([PRODUCTS]) == (PRODUCTS,)


def test_a_read_only_database_is_named_as_such(store: Store, administrator: psycopg.Connection) -> None:
    """As a standby is."""
    name = administrator.info.dbname
    administrator.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    try:
        assert "is read-only; name the primary server" in refusal(store, StoreUnavailable)
    finally:
        with administrator.transaction():
            administrator.execute("SET TRANSACTION READ WRITE")
            administrator.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')


def test_processes_that_create_the_schema_at_once_all_succeed(url: str) -> None:
    """A team's servers start at nine; upgrades follow one another under a lock."""
    program = "import sys; from knowledge.store import open_store; print(open_store(sys.argv[1]).change_token())"
    command = [sys.executable, "-c", program, url]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    assert [process.communicate(timeout=60)[0] for process in processes] == [b"0\n"] * 3


def test_a_schema_of_version_1_is_upgraded(
    store: Store, administrator: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It indexed neither deleted entities nor all words of large ones."""
    store.create_entities([PRODUCTS, Entity(name="relic", entity_type="T", observations=("had a zebra",))])
    store.delete_entities(["relic"])
    store.create_entities([Entity(name=name, entity_type="T") for name in ("hub", "spoke")])
    store.create_relations([Relation(source="spoke", target="hub", relation_type="feeds")])
    with monkeypatch.context() as patch:
        patch.setattr("knowledge.writes.former_neighbours_of", lambda *_: set())
        store.record(Record(renamings=(Renaming(old="hub", new="pivot"),)))
    graph = store.read_graph()
    store.close()
    administrator.execute(
        """
        DROP TABLE knowledge_graph.further_words;
        DELETE FROM knowledge_graph.documents WHERE position < 0;
        UPDATE knowledge_graph.documents SET words = '';
        UPDATE knowledge_graph.version SET number = 1
        """
    )
    monkeypatch.setattr(upgrades, "_LARGE_BYTES", 1)
    monkeypatch.setattr(upgrades, "_FOLLOWED", 0)
    assert [hit.name for hit in store.search(Search(query="zebra", past=True)).hits] == ["relic"]
    assert [hit.name for hit in store.search(Search(query="large products")).hits] == ["products"]
    assert [hit.name for hit in store.search(Search(query="feeds pivot")).hits] == ["spoke"]
    assert store.read_graph() == graph
    assert store.check() == ()


def test_a_schema_of_version_2_is_upgraded(store: Store, administrator: psycopg.Connection) -> None:
    """Whether a word is in the name was asked of its place in the index."""
    two = Entity(name="products to sell", entity_type="T", observations=("of jobs",))
    store.create_entities([PRODUCTS, two, Entity(name="relic", entity_type="T", observations=("had a zebra",))])
    store.delete_entities(["relic"])
    documents = "SELECT name_key, fields, words::text FROM knowledge_graph.documents ORDER BY name_key"
    indexed = administrator.execute(documents).fetchall()
    store.close()
    administrator.execute(
        """
        UPDATE knowledge_graph.documents SET
            fields[6] = regexp_replace(fields[6], ' name.*', ''),
            words = setweight(to_tsvector('simple', fields[1]), 'A') || ts_delete(
                words, array(SELECT lexeme FROM unnest(words) WHERE lexeme LIKE '=name%'));
        UPDATE knowledge_graph.version SET number = 2
        """
    )
    assert [hit.name for hit in store.search(Search(query="zebra", past=True)).hits] == ["relic"]
    assert administrator.execute(documents).fetchall() == indexed
    assert store.check() == ()


def test_an_upgrade_waits_for_writers_of_the_version_before_and_they_wait_for_it(
    store: Store, url: str, administrator: psycopg.Connection
) -> None:
    """A team's servers are not updated at one moment: what an older one writes meanwhile would not be indexed."""
    store.create_entities([PRODUCTS, Entity(name="relic", entity_type="T", observations=("had a zebra",))])
    store.delete_entities(["relic"])
    store.close()
    administrator.execute(
        """
        DROP TABLE knowledge_graph.further_words;
        DELETE FROM knowledge_graph.documents WHERE position < 0;
        UPDATE knowledge_graph.past SET kind = 'not yet';
        UPDATE knowledge_graph.version SET number = 1
        """
    )

    def begin(writer: psycopg.Connection) -> object:
        """What every write of version 1 begins with."""
        cursor = writer.execute("BEGIN READ WRITE; SELECT number FROM knowledge_graph.version")
        assert cursor.nextset()
        return cursor.fetchone()

    def wait_for(waiting: int, *started: Future[object]) -> None:
        blocked = "SELECT FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
        while len(administrator.execute(blocked).fetchall()) < waiting:
            assert not [each.result() for each in started if each.done()]

    with (
        psycopg.connect(url, autocommit=True) as early,
        psycopg.connect(url, autocommit=True) as late,
        ThreadPoolExecutor(2) as pool,
    ):
        assert begin(early) == (1,)
        upgrading = pool.submit(store.search, Search(query="zebra", past=True))
        wait_for(1, upgrading)
        beginning = pool.submit(begin, late)
        wait_for(2, upgrading, beginning)
        early.execute("UPDATE knowledge_graph.past SET kind = 'entity' WHERE content = 'T'")
        early.execute("UPDATE knowledge_graph.past SET kind = 'observation' WHERE content <> 'T'")
        early.execute("COMMIT")
        assert beginning.result() == (upgrades.LATEST,)
        assert [hit.name for hit in upgrading.result().hits] == ["relic"]
    assert store.check() == ()


def test_an_upgrade_that_fails_leaves_nothing(
    store: Store, administrator: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one transaction, so that the next try starts where this one did."""
    with monkeypatch.context() as patch:
        patch.setattr(upgrades, "_UPGRADES", ((*upgrades._UPGRADES[0], "SELECT * FROM no_such_table"),))
        refusal(store, StoreUnavailable)
    assert administrator.execute("SELECT to_regnamespace('knowledge_graph')").fetchone() == (None,)
    assert store.create_entities([PRODUCTS]) == (PRODUCTS,)


def test_writers_that_wait_for_each_other_are_both_served(store: Store, administrator: psycopg.Connection) -> None:
    """PostgreSQL ends one of them after a second; it is tried again."""
    store.create_entities([Entity(name=name, entity_type="T") for name in "ab"])
    administrator.execute("BEGIN")
    administrator.execute("SELECT FROM knowledge_graph.entities WHERE name = 'b' FOR UPDATE")
    with ThreadPoolExecutor(1) as pool:
        # Locks what it can of both, in whichever order, and waits for the other.
        waiting = pool.submit(store.delete_entities, ["a", "b"])
        blocked = "SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        while not administrator.execute(blocked).fetchall():
            assert not waiting.done()
        with contextlib.suppress(psycopg.errors.DeadlockDetected):
            administrator.execute("SELECT FROM knowledge_graph.entities WHERE name = 'a' FOR UPDATE")
        administrator.execute("ROLLBACK")
        waiting.result()
    assert store.read_graph() == Graph()


def test_nothing_is_added_to_an_entity_that_is_being_deleted(store: Store, administrator: psycopg.Connection) -> None:
    """It would belong to nothing, and come back with the next entity of that name."""
    store.create_entities([PRODUCTS])
    more = Observations(entity_name="products", contents=("is late",))
    administrator.execute("BEGIN")
    administrator.execute("DELETE FROM knowledge_graph.entities")
    administrator.execute("DELETE FROM knowledge_graph.observations")
    administrator.execute("DELETE FROM knowledge_graph.documents")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.add_observations, [more])
        blocked = "SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        while not administrator.execute(blocked).fetchall():
            assert not waiting.done()
        administrator.execute("COMMIT")
        with pytest.raises(UnknownEntity):
            waiting.result()
    assert store.check() == ()


def test_a_word_that_another_writer_is_about_to_use_is_not_forgotten(
    store: Store, url: str, administrator: psycopg.Connection
) -> None:
    """Its entity would have the word, and a search that misspells it would not know it."""
    rare = Observations(entity_name="a", contents=("zanzibar",))
    store.create_entities([Entity(name=name, entity_type="T") for name in "ab"])
    store.add_observations([rare])
    written, done = Event(), Event()

    def write(tables: Tables) -> None:
        tables.add_observations([("b", "zanzibar")], stamp)
        tables.index({"b"}, stamp)
        written.set()
        assert done.wait(60)

    stamp = Stamp(origin=Origin(), at=1)
    backend = PostgresqlBackend(url)
    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(backend.write, write)
        assert written.wait(60)
        deleting = pool.submit(store.delete_observations, [rare], erase=True)
        blocked = "SELECT FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
        while not administrator.execute(blocked).fetchall() and not deleting.done():
            pass
        done.set()
        writing.result()
        deleting.result()
    backend.close()
    assert [hit.name for hit in store.search(Search(query="zanzibor")).hits] == ["b"]


def test_nothing_is_made_that_a_distributed_postgresql_refuses(store: Store, administrator: psycopg.Connection) -> None:
    """Each unique key holds its table's distribution column, which docs/memory.md names; no triggers, keys to other
    tables, sequences or exclusion constraints."""
    store.create_entities([PRODUCTS])
    unique = administrator.execute(
        """
        SELECT c.relname::text, array_agg(a.attname::text) FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
        WHERE c.relnamespace = 'knowledge_graph'::regnamespace AND i.indisunique GROUP BY c.relname, i.indexrelid
        """
    ).fetchall()
    distributed = {
        "entities": "name_key",
        "observations": "name_key",
        "documents": "name_key",
        "further_words": "name_key",
        "words": "word",
        "relations": "source_key",
        "past": "subject_key",
        "measurements": "subject_key",
        "renamings": "former_key",
        "records": "record_key",
    }
    assert {table for table, _ in unique} >= distributed.keys()
    for table, columns in unique:
        assert distributed.get(table, "slot" if table == "changes" else "only_row") in columns
    refused = """
        SELECT 'trigger' FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
        WHERE c.relnamespace = 'knowledge_graph'::regnamespace
        UNION ALL SELECT contype::text FROM pg_constraint
        WHERE connamespace = 'knowledge_graph'::regnamespace AND contype IN ('f', 'x')
        UNION ALL SELECT 'sequence' FROM pg_class
        WHERE relnamespace = 'knowledge_graph'::regnamespace AND relkind = 'S'
    """
    assert administrator.execute(refused).fetchall() == []


def test_a_store_is_not_copied_by_us(store: Store) -> None:
    """pg_dump does it well."""
    with pytest.raises(StoreUnavailable, match="run pg_dump --schema=knowledge_graph"):
        store.backup("sqlite:///copy")


def test_renamings_that_cross_one_another_all_happen(store: Store, url: str) -> None:
    """Each locks two entities, and must not keep what the other waits for."""
    store.create_entities([Entity(name=name, entity_type="T", observations=(name,)) for name in "ab"])
    other = open_store(url)

    def swap(each: Store, one: str, two: str) -> None:
        for _ in range(5):
            there = (Renaming(old=one, new="z"), Renaming(old=two, new=one), Renaming(old="z", new=two))
            each.record(Record(renamings=there))

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(swap, store, "a", "b"), pool.submit(swap, other, "b", "a")]:
            done.result()
    other.close()
    graph = store.read_graph()
    assert {entity.name for entity in graph.entities} == {"a", "b"}
    assert {entity.observations for entity in graph.entities} == {("a",), ("b",)}
    assert graph.relations == Graph().relations
    assert store.check() == ()


@pytest.mark.parametrize("text", ["", "plain", "\0", "\x1a", "\x1a0", "\x1aS\0\x1a", "a\0\0b\x1a\x1a", "\x1a\x1a0S\0"])
def test_every_text_comes_back_from_what_postgresql_can_hold(text: str) -> None:
    """PostgreSQL's text knows no NUL."""
    assert "\0" not in put(text)
    assert get(put(text)) == text
