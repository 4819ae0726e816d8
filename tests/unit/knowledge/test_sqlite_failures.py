"""A full disk, a folder that may not be written, damaged pages: each is told clearly, nothing acknowledged is lost."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import DamagedStore, InvalidStoreUrl, StoreUnavailable
from knowledge.model import Entity, Search
from knowledge.store import Store, open_store

UNPRIVILEGED = """
import os, sys
from knowledge.errors import KnowledgeError
from knowledge.model import Entity
from knowledge.store import open_store

store = open_store(sys.argv[1])
if os.geteuid() == 0:
    # Root may write everywhere.
    os.setuid(65_534)
try:
    store.create_entities([Entity(name="lost", entity_type="T")])
except KnowledgeError as error:
    print(error)
"""

FORKED = """
import os, sys
from knowledge.model import Entity
from knowledge.store import open_store

store = open_store(sys.argv[1])
store.create_entities([Entity(name="parent", entity_type="T")])
child = os.fork()
if child == 0:
    store.create_entities([Entity(name="child", entity_type="T")])
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert store.open_nodes(["child"]).entities and store.check() == ()
"""

FILLER = """
import resource, sys
from knowledge.errors import KnowledgeError
from knowledge.model import Entity
from knowledge.store import open_store

resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
store = open_store(sys.argv[1])
for number in range(10_000):
    try:
        store.create_entities([Entity(name=str(number), entity_type="T", observations=("x" * 5_000,))])
    except KnowledgeError as error:
        print(number, len(store.read_graph().entities), error)
        break
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store lies."""
    return tmp_path / "graph.sqlite"


@pytest.fixture
def store(file: Path) -> Store:
    """A store with some pages."""
    store = open_store(f"sqlite:///{file}")
    store.create_entities(
        [Entity(name=f"{number}", entity_type="T", observations=("word " * 200,)) for number in range(200)]
    )
    return store


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_where_nothing_more_can_be_written_the_call_is_refused_and_the_rest_stays(file: Path) -> None:
    """As on a full disk; what was acknowledged before can still be read."""
    url = f"sqlite:///{file}"
    told = subprocess.run([sys.executable, "-c", FILLER, url], capture_output=True, text=True, check=True).stdout
    acknowledged, readable, message = told.split(maxsplit=2)
    assert 0 < int(acknowledged) == int(readable)
    assert f'knowledge store "{file}" cannot be read or written: the disk reports an error; check the disk' in message
    store = open_store(url)
    assert [entity.name for entity in store.read_graph().entities] == [str(n) for n in range(int(acknowledged))]
    assert store.check() == ()
    store.create_entities([Entity(name="again", entity_type="T")])


@pytest.mark.parametrize("there", [False, True], ids=["no file", "a file"])
def test_a_folder_that_may_not_be_written_is_named_with_the_remedy(open_folder: Path, there: bool) -> None:
    """The write-ahead log lies beside the file, so that its folder matters too."""
    file = open_folder / "graph.sqlite"
    if there:
        open_store(f"sqlite:///{file}").create_entities([Entity(name="kept", entity_type="T")])
    open_folder.chmod(0o555)
    command = [sys.executable, "-c", UNPRIVILEGED, f"sqlite:///{file}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f'knowledge store "{file}"' in told
    assert (
        "may not be written; give this user the right" if there else "cannot be opened; check that its folder"
    ) in told


def test_damaged_pages_are_told_and_not_overwritten(store: Store, file: Path) -> None:
    """The remedy is a backup, and the file may still be worth something to somebody who knows."""
    store.close()
    damaged = file.read_bytes()
    assert len(damaged) > 100_000
    damaged = damaged[:8_192] + b"\xff" * (len(damaged) - 16_384) + damaged[-8_192:]
    file.write_bytes(damaged)
    with pytest.raises(DamagedStore, match="is damaged; restore it from a backup"):
        store.read_graph()
    with pytest.raises(DamagedStore, match="is damaged; restore it from a backup"):
        store.search(Search(query="word"))
    assert file.read_bytes() == damaged


def test_a_check_tells_what_is_wrong(store: Store, file: Path) -> None:
    """Of the pages, of the index and of what belongs together."""
    assert store.check() == ()
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM names WHERE name = '7'")
        connection.execute("DELETE FROM entities WHERE id = 9")
    connection.close()
    found = "\n".join(store.check())
    assert "1 entities have no name" in found
    assert "1 observations belong to no entity" in found


def test_a_backup_is_one_state_and_overwrites_nothing(store: Store, file: Path, tmp_path: Path) -> None:
    """Taken while others write; a path or a URL."""
    before = store.read_graph()
    copy = tmp_path / "new" / "copy.sqlite"
    store.backup(str(copy))
    store.create_entities([Entity(name="later", entity_type="T")])
    assert open_store(f"sqlite:///{copy}").read_graph() == before
    assert open_store(f"sqlite:///{copy}").check() == ()
    with pytest.raises(StoreUnavailable, match=r"File exists.*name a file that does not exist yet"):
        store.backup(f"sqlite:///{copy}")
    with pytest.raises(InvalidStoreUrl, match="is backed up to a file"):
        store.backup("postgresql://someone@host/db")
    store.backup(f"sqlite:///{tmp_path}/by-url.sqlite")
    assert open_store(f"sqlite:///{tmp_path}/by-url.sqlite").read_graph() == store.read_graph()


def test_a_store_that_stays_locked_is_named(store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a process that was stopped in the midst of a write, say."""
    monkeypatch.setattr("knowledge.sqlite.backend._BUSY_TIMEOUT_S", 0.0)
    store.close()
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="stays locked by another process; try again, or end the process"):
        store.create_entities([Entity(name="waits", entity_type="T")])
    assert len(store.read_graph().entities) == 200
    holder.execute("ROLLBACK")
    holder.close()
    store.create_entities([Entity(name="waits", entity_type="T")])


def test_a_store_goes_on_in_a_forked_process(file: Path) -> None:
    """A connection that crossed a fork would undo the locks of the other."""
    subprocess.run([sys.executable, "-c", FORKED, f"sqlite:///{file}"], check=True, timeout=60)
    assert {entity.name for entity in open_store(f"sqlite:///{file}").read_graph().entities} == {"parent", "child"}


def test_serving_a_file_imports_no_driver_of_postgresql() -> None:
    """It takes longer than all else at start."""
    program = """
import sys
from knowledge.app import build_server
from knowledge.store import open_store
open_store("sqlite:///" + sys.argv[1]).read_graph()
assert not {name for name in sys.modules if name.startswith("psycopg")}
"""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", program, f"{folder}/graph.sqlite"], check=True)
