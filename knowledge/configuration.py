"""The store that a project has chosen, in the configuration file it shares with migration-planner."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.location import default_url

_FILE_NAME = "migration-planner.toml"
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_RELATIVE = re.compile(r"sqlite:///(?![/~])")


class BrokenConfiguration(KnowledgeError):
    """The configuration file cannot be read, or names no store where it should."""

    def __init__(self, *, path: Path, fact: str) -> None:
        super().__init__(f'configuration file "{path}" {fact}; correct it, or give --store')


def chosen_url(given: str | None, environment: Mapping[str, str], folder: Path) -> str:
    """URL of the store to use.

    Args:
        given: On the command line; it goes before everything else.
        environment: ``KG_STORE`` goes before the file, and ``MIGRATION_PLANNER_CONFIG`` may name the file.
        folder: Where the file is looked for, and upwards from there. In it a relative path begins at its own folder.

    Raises:
        BrokenConfiguration: There is a file, and it cannot be read.
    """
    url = given or environment.get("KG_STORE")
    if url:
        return url
    if named := environment.get("MIGRATION_PLANNER_CONFIG"):
        return _store_in(folder / named, environment) or default_url()
    candidates = (place / _FILE_NAME for place in (folder, *folder.parents))
    path = next((candidate for candidate in candidates if candidate.is_file()), None)
    return (path and _store_in(path, environment)) or default_url()


def _store_in(path: Path, environment: Mapping[str, str]) -> str | None:
    try:
        memory = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("memory", {})
    except (OSError, ValueError) as error:
        raise BrokenConfiguration(path=path, fact=f"cannot be read: {error}") from error
    store = memory.get("store") if isinstance(memory, dict) else None
    if store is None:
        return None
    if not isinstance(store, str):
        raise BrokenConfiguration(path=path, fact='has something other than text in "memory.store"')
    # A variable that is not set stays as it is, which the store's URL then is refused for.
    url = _VARIABLE.sub(lambda found: environment.get(found[1], found[0]), store)
    return _RELATIVE.sub(lambda _: f"sqlite:///{path.parent.absolute()}/", url, count=1)
