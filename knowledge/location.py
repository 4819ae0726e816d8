"""Where a store lies: from a URL to the path of a file."""

from pathlib import Path

from knowledge.errors import InvalidStoreUrl

_PREFIX = "sqlite:///"


def default_url() -> str:
    """URL of the store in the user's data folder, used when none is configured."""
    import platformdirs  # noqa: PLC0415 - only needed when nothing is configured; the server must start fast

    return f"{_PREFIX}{platformdirs.user_data_path('migration-planner') / 'knowledge.sqlite'}"


def store_path(url: str) -> Path:
    """Absolute path of the file a URL names.

    Args:
        url: ``sqlite:///relative/path``, from the working directory, or ``sqlite:////absolute/path`` with four
            slashes, as SQLAlchemy reads it; a path may begin with ``~``.

    Raises:
        InvalidStoreUrl: It has another scheme, no path, or an environment variable left unset.
    """
    if "${" in url:
        raise InvalidStoreUrl("the store URL holds an environment variable that is not set; set it or give a path")
    if not url.startswith(_PREFIX):
        # Only the scheme is repeated: what follows it may hold a password.
        scheme = url.split(":", 1)[0] if ":" in url else "none"
        raise InvalidStoreUrl(f'store URL with scheme "{scheme}" is not supported; write sqlite:///path/to/file')
    text = url.removeprefix(_PREFIX)
    if not text or text == ":memory:" or "\0" in text:
        raise InvalidStoreUrl("the store URL names no file; write sqlite:///path/to/file")
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise InvalidStoreUrl(f'no home folder is known for "{text}"; write the path in full') from error
