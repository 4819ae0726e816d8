"""Everything the knowledge graph refuses; each message names the object, states the fact and gives the remedy.

KnowledgeError
├── InvalidStoreUrl      the text does not name a store
├── StoreUnavailable     the file cannot be opened, read or written now
├── DamagedStore         the file is not a SQLite database, or its pages are damaged
├── ForeignStore         the file belongs to another application or to a newer version of this one
├── UnknownEntity        observations were given for an entity that does not exist
└── InvalidText          a name or observation cannot be stored as text
"""

from pathlib import Path


class KnowledgeError(Exception):
    """Base of every refusal; ``str()`` of it is safe to show: it never holds a connection string."""


class InvalidStoreUrl(KnowledgeError):
    """The text does not name a store."""


class StoreUnavailable(KnowledgeError):
    """The file cannot be opened, read or written now."""

    def __init__(self, *, path: Path, fact: str, remedy: str) -> None:
        super().__init__(f'knowledge store "{path}" {fact}; {remedy}')


class DamagedStore(KnowledgeError):
    """The file is not a SQLite database, or its pages are damaged."""

    def __init__(self, *, path: Path) -> None:
        super().__init__(
            f'knowledge store "{path}" is not a SQLite database or is damaged; '
            "restore it from a backup, or move it away and a new one is created"
        )


class ForeignStore(KnowledgeError):
    """The file belongs to another application or to a newer version of this one."""

    def __init__(self, *, path: Path, fact: str, remedy: str) -> None:
        super().__init__(f'knowledge store "{path}" {fact}; {remedy}')


class UnknownEntity(KnowledgeError):
    """Observations were given for an entity that does not exist."""

    def __init__(self, *, name: str) -> None:
        self.name = name
        super().__init__(f'entity "{name}" does not exist; create it with create_entities first')


class InvalidText(KnowledgeError):
    """A name or observation cannot be stored as text."""

    def __init__(self) -> None:
        super().__init__("a text holds half of a surrogate pair, which is no character; send well-formed Unicode")
