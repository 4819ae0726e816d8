"""A file that is not ours, damaged, old or gone is told apart, and never overwritten."""

import sqlite3
from pathlib import Path

import pytest

from knowledge.errors import DamagedStore, ForeignStore, StoreUnavailable
from knowledge.model import Entity, Search
from knowledge.store import Store, open_store

PRODUCTS = Entity(name="products", entity_type="Table", observations=("holds the offers of all shops",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store will lie, in a folder that does not exist yet."""
    return tmp_path / "folder" / "graph.sqlite"


@pytest.fixture
def store(file: Path) -> Store:
    """A new store."""
    return open_store(f"sqlite:///{file}")


@pytest.mark.parametrize("version_table", [False, True], ids=["empty file", "version 0"])
def test_a_file_without_our_tables_is_brought_to_the_present_version(
    store: Store, file: Path, version_table: bool
) -> None:
    """Both are what a server leaves that was killed while it created the file."""
    file.parent.mkdir()
    file.touch()
    if version_table:
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE knowledge_version (version INTEGER NOT NULL)")
            connection.execute("INSERT INTO knowledge_version VALUES (0)")
        connection.close()
    store.create_entities([PRODUCTS])
    assert open_store(f"sqlite:///{file}").search(Search(query="offers")).entities == (PRODUCTS,)


@pytest.mark.parametrize("length", [5, 20_000])
def test_a_file_that_is_no_database_is_named_and_left_alone(store: Store, file: Path, length: int) -> None:
    """Overwriting it could destroy what somebody keeps there."""
    file.parent.mkdir()
    file.write_bytes(b"no db" * (length // 5))
    with pytest.raises(DamagedStore, match="is not a SQLite database or is damaged; restore it") as refusal:
        store.read_graph()
    assert str(file) in str(refusal.value)
    assert file.read_bytes() == b"no db" * (length // 5)


def test_another_applications_database_is_refused_and_left_alone(store: Store, file: Path) -> None:
    """A wrong path in the configuration must not add tables to it."""
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE entities (id INTEGER)")
    connection.close()
    with pytest.raises(ForeignStore, match="holds tables of another application; give the knowledge store a file"):
        store.create_entities([PRODUCTS])


def test_a_newer_programs_store_is_refused(store: Store, file: Path) -> None:
    """Writing to tables we do not know would damage them."""
    store.create_entities([PRODUCTS])
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE knowledge_version SET version = 99")
    connection.close()
    with pytest.raises(ForeignStore, match=r"has version 99, newer than \d+, .* upgrade migration-planner"):
        store.read_graph()


def test_a_path_that_cannot_be_a_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    """A folder in the file's place, and a file in the folder's place."""
    with pytest.raises(StoreUnavailable, match="cannot be opened; check that its folder exists"):
        open_store(f"sqlite:///{tmp_path}").read_graph()
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="has a folder that cannot be created"):
        open_store(f"sqlite:///{tmp_path}/file/graph.sqlite").read_graph()


def test_a_file_deleted_while_we_serve_is_created_again(store: Store, file: Path) -> None:
    """A long-lived server must not answer with a missing table after somebody tidied up."""
    store.create_entities([PRODUCTS])
    for left in file.parent.iterdir():
        left.unlink()
    assert store.create_entities([PRODUCTS]) == (PRODUCTS,)
