"""A URL names one file, or is refused without repeating a secret."""

from pathlib import Path

import pytest

from knowledge.errors import InvalidStoreUrl
from knowledge.location import default_url, store_path


def test_four_slashes_are_absolute_and_three_are_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As SQLAlchemy reads them, whose URLs people know."""
    monkeypatch.chdir(tmp_path)
    assert store_path("sqlite:////data/graph.sqlite") == Path("/data/graph.sqlite")
    assert store_path("sqlite:///data/graph.sqlite") == tmp_path / "data" / "graph.sqlite"


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell does not expand it inside a URL."""
    monkeypatch.setenv("HOME", "/home/someone")
    assert store_path("sqlite:///~/graph.sqlite") == Path("/home/someone/graph.sqlite")


def test_the_default_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing configured, every project's servers share one graph."""
    monkeypatch.setenv("XDG_DATA_HOME", "/home/someone/data")
    assert store_path(default_url()) == Path("/home/someone/data/migration-planner/knowledge.sqlite")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://user:secret@host/db", 'scheme "postgresql" is not supported; write sqlite:///'),
        ("graph.sqlite", 'scheme "none" is not supported; write sqlite:///'),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///a\0b", "names no file"),
        ("${KG_STORE}", "environment variable that is not set"),
    ],
)
def test_anything_else_is_refused_with_the_right_form(url: str, message: str) -> None:
    """A host passes an unset variable on literally; a PostgreSQL URL may hold a password."""
    with pytest.raises(InvalidStoreUrl, match=message) as refusal:
        store_path(url)
    assert "secret" not in str(refusal.value)
