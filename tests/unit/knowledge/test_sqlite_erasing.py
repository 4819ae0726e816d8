"""What was erased is in no byte of the file, its log or its index."""

from pathlib import Path

import pytest

from knowledge.model import Entity, Measurement, Observations, Origin, Record, Relation, Renaming, Validity
from knowledge.store import Store, open_store

SECRET = "zanzibarsecret"


def bytes_of(file: Path) -> bytes:
    """Everything that lies in the store's folder, letters in lower case, as the index keeps them."""
    return b"".join(each.read_bytes() for each in file.parent.iterdir()).lower()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store lies."""
    return tmp_path / "graph.sqlite"


@pytest.fixture
def store(file: Path) -> Store:
    """A store with much that stays."""
    store = open_store(f"sqlite:///{file}")
    texts = [f"{number} texts that stay and fill pages " + "x" * 100 for number in range(300)]
    store.create_entities([Entity(name=text[:12], entity_type="Note", observations=(text,)) for text in texts])
    return store


def test_an_erased_entity_leaves_no_byte(store: Store, file: Path) -> None:
    """With its history: what was retracted, renamed or measured before."""
    secret = Entity(
        name=f"{SECRET} one", entity_type=f"{SECRET} two", observations=(f"{SECRET} three", "x" * 50_000 + SECRET)
    )
    store.create_entities([secret], by=Origin(author=f"{SECRET} four"))
    store.create_relations([Relation(source="a", target=secret.name, relation_type=f"{SECRET} five")])
    store.create_relations([Relation(source=secret.name, target="b", relation_type="knows")])
    store.record(
        Record(
            measurements=(Measurement(entity_name=secret.name, name=f"{SECRET} six", value=1, unit="s"),),
            renamings=(Renaming(old=secret.name, new="harmless"),),
        )
    )
    three = Observations(entity_name="harmless", contents=(f"{SECRET} three",))
    store.delete_observations([three], because=Validity.SUPERSEDED, replaced_by=SECRET)
    store.delete_entities(["harmless"])
    assert bytes_of(file).count(SECRET.encode()) > 5
    store.delete_entities([secret.name], erase=True)
    assert SECRET.encode() not in bytes_of(file)
    assert len(store.read_graph().entities) == 300
    assert store.check() == ()


@pytest.mark.parametrize("retracted", [False, True])
def test_an_erased_observation_and_relation_leave_no_byte(store: Store, file: Path, retracted: bool) -> None:
    """The entity stays, and is still found by what else is said of it."""
    observations = Observations(entity_name="jobs", contents=(f"{SECRET} " * 3_000, f"the {SECRET}"))
    relation = Relation(source="jobs", target=f"{SECRET} end", relation_type=f"{SECRET} type")
    store.create_entities([Entity(name="jobs", entity_type="Table", observations=("is large",))])
    store.add_observations([observations])
    store.create_relations([relation])
    if retracted:
        store.delete_observations([observations])
        store.delete_relations([relation])
    store.delete_observations([observations], erase=True)
    store.delete_relations([relation], erase=True)
    assert SECRET.encode() not in bytes_of(file)
    assert store.open_nodes(["jobs"]).entities[0].observations == ("is large",)
    assert store.check() == ()


def test_what_is_only_deleted_stays_in_the_history(store: Store, file: Path) -> None:
    """Else the tests above would prove nothing."""
    store.create_entities([Entity(name=SECRET, entity_type="Note")])
    store.delete_entities([SECRET])
    assert SECRET.encode() in bytes_of(file)
