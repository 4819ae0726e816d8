"""Everything the knowledge graph refuses; each message names the object, states the fact and gives the remedy.

KnowledgeError
├── InvalidStoreUrl      the text does not name a store
├── StoreUnavailable     the store cannot be opened, read or written now
├── DamagedStore         the file is not a SQLite database, or its pages are damaged
├── ForeignStore         the store belongs to another application or to a newer version of this one
├── UnknownEntity        observations were given for an entity that does not exist
├── InvalidText          a name or observation cannot be stored as text
├── InvalidNumber        a number is not finite, or a confidence not from 0 to 1
├── InvalidMoment        a text names no moment
└── InvalidCursor        a text is not the cursor of an earlier page
"""

from pathlib import Path


class KnowledgeError(Exception):
    """Base of every refusal; ``str()`` of it is safe to show: it never holds a connection string."""


class InvalidStoreUrl(KnowledgeError):
    """The text does not name a store."""


class StoreUnavailable(KnowledgeError):
    """The store cannot be opened, read or written now.

    Args:
        store: How the store is called in a sentence: a quoted path, or "in PostgreSQL".
    """

    def __init__(self, *, store: str, fact: str, remedy: str) -> None:
        super().__init__(f"knowledge store {store} {fact}; {remedy}")


class DamagedStore(KnowledgeError):
    """The file is not a SQLite database, or its pages are damaged."""

    def __init__(self, *, path: Path) -> None:
        super().__init__(
            f'knowledge store "{path}" is not a SQLite database or is damaged; '
            "restore it from a backup, or move it away and a new one is created"
        )


class ForeignStore(KnowledgeError):
    """The store belongs to another application or to a newer version of this one."""

    def __init__(self, *, store: str, fact: str, remedy: str) -> None:
        super().__init__(f"knowledge store {store} {fact}; {remedy}")


class UnknownEntity(KnowledgeError):
    """Observations were given for an entity that does not exist."""

    def __init__(self, *, name: str) -> None:
        self.name = name
        super().__init__(f'entity "{name}" does not exist; create it with create_entities first')


class InvalidText(KnowledgeError):
    """A name or observation cannot be stored as text."""

    def __init__(self) -> None:
        super().__init__("a text holds half of a surrogate pair, which is no character; send well-formed Unicode")


class InvalidNumber(KnowledgeError):
    """A number is not finite, or a confidence not from 0 to 1."""

    def __init__(self, *, number: float, remedy: str) -> None:
        super().__init__(f"{number} cannot be stored here; {remedy}")


class InvalidMoment(KnowledgeError):
    """A text names no moment."""

    def __init__(self, *, text: str) -> None:
        super().__init__(f'"{text[:100]}" is no moment; write ISO 8601, such as 2026-11-28T20:15:00Z')


class InvalidCursor(KnowledgeError):
    """A text is not the cursor of an earlier page."""

    def __init__(self, *, text: str) -> None:
        super().__init__(f'"{text[:100]}" is no cursor; give the next cursor of the page before, or none')
