"""A URL names one file, or is refused without repeating a secret."""

from pathlib import Path

import pytest

from knowledge.errors import InvalidStoreUrl
from knowledge.location import PostgresqlDatabase, SqliteFile, default_url, place_of, shown


def test_four_slashes_are_absolute_and_three_are_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As SQLAlchemy reads them, whose URLs people know."""
    monkeypatch.chdir(tmp_path)
    assert place_of("sqlite:////data/graph.sqlite") == SqliteFile(path=Path("/data/graph.sqlite"))
    assert place_of("sqlite:///data/graph.sqlite") == SqliteFile(path=tmp_path / "data" / "graph.sqlite")


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell does not expand it inside a URL."""
    monkeypatch.setenv("HOME", "/home/someone")
    assert place_of("sqlite:///~/graph.sqlite") == SqliteFile(path=Path("/home/someone/graph.sqlite"))


def test_the_default_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing configured, every project's servers share one graph."""
    monkeypatch.setenv("XDG_DATA_HOME", "/home/someone/data")
    expected = Path("/home/someone/data/migration-planner/knowledge.sqlite")
    assert place_of(default_url()) == SqliteFile(path=expected)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://user:secret@host/db", 'scheme "mysql" is not supported; write sqlite:///'),
        ("graph.sqlite", 'scheme "none" is not supported; write sqlite:///'),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///a\0b", "names no file"),
        ("postgresql://user:secret@host/\0db", "holds a NUL character"),
        ("${KG_STORE}", "environment variable that is not set"),
    ],
)
def test_anything_else_is_refused_with_the_right_form(url: str, message: str) -> None:
    """A host passes an unset variable on literally; a PostgreSQL URL may hold a password."""
    with pytest.raises(InvalidStoreUrl, match=message) as refusal:
        place_of(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgresql_url_is_kept_and_never_shown(scheme: str) -> None:
    """It may hold a password; both schemes are libpq's."""
    url = f"{scheme}://user:secret@host/db"
    place = place_of(url)
    assert place == PostgresqlDatabase(url=url)
    assert "secret" not in f"{place!r} {shown(url)}"
    assert shown("sqlite:///a/b") == "sqlite:///a/b"
