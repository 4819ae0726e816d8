"""A file of an earlier version becomes the present one, and loses nothing."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.errors import ForeignStore, StoreUnavailable
from knowledge.model import Entity, Graph, Observations, Record, Relation, Renaming, Search
from knowledge.sqlite import upgrades
from knowledge.sqlite.backend import SqliteBackend
from knowledge.store import Store, open_store

VERSION_1 = """
    CREATE TABLE entities (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, entity_type TEXT NOT NULL);
    CREATE TABLE observations (
        id INTEGER PRIMARY KEY,
        entity_id INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
        content TEXT NOT NULL,
        UNIQUE (entity_id, content)
    );
    CREATE TABLE relations (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        relation_type TEXT NOT NULL,
        UNIQUE (source, target, relation_type)
    );
    CREATE INDEX relations_target ON relations (target);
    CREATE VIRTUAL TABLE search USING fts5 (name, entity_type, content, tokenize = 'unicode61');
    CREATE TABLE knowledge_version (version INTEGER NOT NULL);
    INSERT INTO knowledge_version VALUES (1);
"""

GRAPH = Graph(
    entities=(
        Entity(name="products", entity_type="Table", observations=("holds offers", "nul\0inside", "名前 🦔")),
        Entity(name="", entity_type=""),
        Entity(name="jobs", entity_type="Job", observations=("holds offers",)),
    ),
    relations=(
        Relation(source="jobs", target="products", relation_type="feeds"),
        Relation(source="jobs", target="never made", relation_type="products"),
        Relation(source="products", target="jobs", relation_type="feeds"),
    ),
)


def write_version_1(file: Path) -> None:
    """A file as version 1 of the program left it."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(VERSION_1)
    for identity, entity in enumerate(GRAPH.entities, 1):
        connection.execute("INSERT INTO entities VALUES (?, ?, ?)", (identity, entity.name, entity.entity_type))
        for content in entity.observations:
            connection.execute("INSERT INTO observations (entity_id, content) VALUES (?, ?)", (identity, content))
        connection.execute(
            "INSERT INTO search (rowid, name, entity_type, content) VALUES (?, ?, ?, ?)",
            (identity, entity.name, entity.entity_type, "\n".join(entity.observations)),
        )
    for relation in GRAPH.relations:
        connection.execute(
            "INSERT INTO relations (source, target, relation_type) VALUES (?, ?, ?)",
            (relation.source, relation.target, relation.relation_type),
        )
    connection.commit()
    connection.close()


def test_a_file_of_version_1_keeps_everything_in_its_order(tmp_path: Path) -> None:
    """It is what users have; when its facts were recorded is not known, and is not made up."""
    file = tmp_path / "graph.sqlite"
    write_version_1(file)
    store = open_store(f"sqlite:///{file}")
    assert store.read_graph() == GRAPH
    assert {hit.name for hit in store.search(Search(query="offers")).hits} == {"products", "jobs"}
    assert {fact.recorded_at for fact in store.history("products")} == {""}
    store.add_observations([Observations(entity_name="jobs", contents=("holds offers", "is new"))])
    assert store.open_nodes(["jobs"]).entities[0].observations == ("holds offers", "is new")
    assert store.check() == ()


INDEX_BY_COLUMN = """
    CREATE VIRTUAL TABLE before USING fts5 (name, kind, content, relations, past, marks,
        detail = 'column', columnsize = 0, tokenize = "ascii tokenchars '~='");
    INSERT INTO before (rowid, name, kind, content, relations, past, marks)
        SELECT rowid, name, kind, content, relations, past, substr(marks, 1, instr(marks || ' =name', ' =name') - 1)
        FROM documents;
    DROP TABLE documents; ALTER TABLE before RENAME TO documents;
"""
LATER = {
    # The index of version 2, which is made anew, and none of what followed.
    2: """
        DROP TABLE further_words; DROP TABLE documents; DROP TABLE words; DROP TABLE word_grams;
        CREATE VIRTUAL TABLE search USING fts5 (name, entity_type, content, tokenize = 'unicode61');
        UPDATE knowledge_version SET version = 2;
    """,
    # Deleted entities were not indexed.
    3: f"""
        {INDEX_BY_COLUMN} DROP TABLE further_words; DELETE FROM documents WHERE rowid < 0;
        UPDATE knowledge_version SET version = 3;
    """,
    # Whether a word is in the name was asked of its column.
    4: f"{INDEX_BY_COLUMN} UPDATE knowledge_version SET version = 4;",
}


def indexed(file: Path) -> list[tuple[object, ...]]:
    """What is indexed of each entity, with its marks."""
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT rowid, * FROM documents ORDER BY rowid").fetchall()
    connection.close()
    return rows


@pytest.mark.parametrize("version", LATER)
def test_a_file_of_a_later_version_keeps_its_history_and_is_searched(tmp_path: Path, version: int) -> None:
    """Also by what was said of entities that were deleted before it was upgraded."""
    file = tmp_path / "graph.sqlite"
    store = open_store(f"sqlite:///{file}")
    store.create_entities([*GRAPH.entities, Entity(name="relic", entity_type="T", observations=("had a zebra",))])
    store.create_relations(GRAPH.relations)
    store.delete_entities(["relic"])
    history = store.history("relic")
    store.close()
    documents = indexed(file)
    connection = sqlite3.connect(file)
    connection.executescript(LATER[version])
    connection.close()
    store = open_store(f"sqlite:///{file}")
    assert store.read_graph() == GRAPH
    assert store.history("relic") == history
    assert [hit.name for hit in store.search(Search(query="zebra", past=True)).hits] == ["relic"]
    assert {hit.name for hit in store.search(Search(query="offers")).hits} == {"products", "jobs"}
    assert store.check() == ()
    assert indexed(file) == documents


def test_what_an_earlier_version_left_of_deleted_entities_whose_names_moved_is_mended(tmp_path: Path) -> None:
    """A search of the past that met it failed."""
    file = tmp_path / "graph.sqlite"
    store = open_store(f"sqlite:///{file}")
    store.create_entities([Entity(name=name, entity_type="T", observations=("had a zebra",)) for name in ("a", "b")])
    store.delete_entities(["b"])
    documents = indexed(file)
    store.close()
    connection = sqlite3.connect(file)
    connection.executescript(LATER[4])
    connection.execute(
        "INSERT INTO documents (rowid, past, marks) SELECT -9, past, marks FROM documents WHERE rowid < 0"
    )
    connection.execute("DELETE FROM documents WHERE rowid < 0 AND rowid > -9")
    connection.commit()
    connection.close()
    assert {hit.name for hit in store.search(Search(query="zebra", past=True)).hits} == {"a", "b"}
    assert store.check() == ()
    assert indexed(file) == documents


def test_neighbours_that_an_earlier_version_left_behind_follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It indexed no more than 500 again, and found the others by a name that was no more."""
    file = tmp_path / "graph.sqlite"
    store = open_store(f"sqlite:///{file}")
    names = [f"n{number}" for number in range(5)]
    store.create_entities([Entity(name=name, entity_type="T") for name in ("hub", *names)])
    store.create_relations([Relation(source=name, target="hub", relation_type="feeds") for name in names])
    with monkeypatch.context() as patch:
        patch.setattr("knowledge.writes.former_neighbours_of", lambda *_: set())
        store.record(Record(renamings=(Renaming(old="hub", new="pivot"),)))
    store.close()
    connection = sqlite3.connect(file)
    connection.executescript(LATER[3])
    connection.close()
    monkeypatch.setattr(upgrades, "_FOLLOWED", 4)
    store = open_store(f"sqlite:///{file}")
    assert {hit.name for hit in store.search(Search(query="feeds pivot")).hits} == {*names}
    assert [hit.name for hit in store.search(Search(query="hub")).hits] == ["pivot"]


def test_an_upgrade_that_fails_changes_nothing_and_is_done_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power may fail, the disk be full, the process be killed in its midst."""
    file = tmp_path / "graph.sqlite"
    write_version_1(file)
    with monkeypatch.context() as patch:
        broken = (*upgrades._UPGRADES[1][:-1], "SELECT * FROM no_such_table")
        patch.setattr(upgrades, "_UPGRADES", (upgrades._UPGRADES[0], broken))
        with pytest.raises(StoreUnavailable, match="no such table"):
            open_store(f"sqlite:///{file}").read_graph()
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT version FROM knowledge_version").fetchall() == [(1,)]
    assert connection.execute("SELECT count(*) FROM relations WHERE source = 'jobs'").fetchone() == (2,)
    connection.close()
    assert open_store(f"sqlite:///{file}").read_graph() == GRAPH


def test_two_processes_upgrade_one_file(tmp_path: Path) -> None:
    """Both servers start at once after the program was updated; the second waits for the first."""
    file = tmp_path / "graph.sqlite"
    write_version_1(file)
    program = (
        "import sys; from knowledge.store import open_store; print(len(open_store(sys.argv[1]).read_graph().entities))"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{file}"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in processes] == [b"3\n", b"3\n"]
    assert open_store(f"sqlite:///{file}").read_graph() == GRAPH


def test_a_server_that_runs_while_another_upgrades_the_file_says_so(tmp_path: Path) -> None:
    """Its statements are for tables that are no more."""
    file = tmp_path / "graph.sqlite"
    store = open_store(f"sqlite:///{file}")
    store.create_entities(GRAPH.entities)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE knowledge_version SET version = 99")
    connection.close()
    with pytest.raises(ForeignStore, match="has version 99, newer than"):
        store.create_entities([Entity(name="lost?", entity_type="T")])


def test_a_write_that_waited_while_another_process_upgraded_the_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection was of the present version when it was taken."""
    file = tmp_path / "graph.sqlite"
    backend = SqliteBackend(file)
    store = Store(backend)
    store.create_entities(GRAPH.entities)
    take = backend._take

    def take_before_the_upgrade() -> object:
        taken = take()
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE knowledge_version SET version = 99")
        connection.close()
        return taken

    monkeypatch.setattr(backend, "_take", take_before_the_upgrade)
    with pytest.raises(ForeignStore, match="has version 99, newer than"):
        store.create_entities([Entity(name="lost?", entity_type="T")])
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM entities").fetchone() == (len(GRAPH.entities),)
    connection.close()
