"""Where a store lies: what a URL names."""

from dataclasses import dataclass, field
from pathlib import Path

from knowledge.errors import InvalidStoreUrl

_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteFile:
    """A file, by its absolute path."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresqlDatabase:
    """A database of a PostgreSQL server."""

    url: str = field(repr=False)
    """Secret: never shown."""


Place = SqliteFile | PostgresqlDatabase


def default_url() -> str:
    """URL of the store in the user's data folder, used when none is configured."""
    import platformdirs  # noqa: PLC0415 - only needed when nothing is configured; the server must start fast

    return f"{_SQLITE}{platformdirs.user_data_path('migration-planner') / 'knowledge.sqlite'}"


def place_of(url: str) -> Place:
    """What a URL names.

    Args:
        url: ``sqlite:///relative/path``, from the working directory, or ``sqlite:////absolute/path`` with four
            slashes, as SQLAlchemy reads it; a path may begin with ``~``. Or ``postgresql://user@host:port/database``,
            as libpq reads it: https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING-URIS

    Raises:
        InvalidStoreUrl: It has another scheme, no path, or an environment variable left unset.
    """
    if "${" in url:
        raise InvalidStoreUrl("the store URL holds an environment variable that is not set; set it or write its value")
    if url.startswith(_POSTGRESQL):
        if "\0" in url:
            raise InvalidStoreUrl("the store URL holds a NUL character; write postgresql://user@host/database")
        return PostgresqlDatabase(url=url)
    if not url.startswith(_SQLITE):
        # Only the scheme is repeated: what follows it may hold a password.
        scheme = url.split(":", 1)[0] if ":" in url else "none"
        raise InvalidStoreUrl(
            f'store URL with scheme "{scheme}" is not supported; write sqlite:///path/to/file or '
            "postgresql://user@host/database"
        )
    text = url.removeprefix(_SQLITE)
    if not text or text == ":memory:" or "\0" in text:
        raise InvalidStoreUrl("the store URL names no file; write sqlite:///path/to/file")
    try:
        return SqliteFile(path=Path(text).expanduser().absolute())
    except RuntimeError as error:
        raise InvalidStoreUrl(f'no home folder is known for "{text}"; write the path in full') from error


def shown(url: str) -> str:
    """A store's URL without what may be secret: of a PostgreSQL one only the scheme stays."""
    return f"{url.split('://', 1)[0]}://..." if url.startswith(_POSTGRESQL) else url
