"""Names of plans as parts of file names."""

import re
import unicodedata

MAX_LENGTH = 60
DEFAULT_NAMING = "{date}-{name}"


def slug(name: str) -> str:
    """The name in lower-case ASCII letters, digits and single hyphens; ``migration`` when nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:MAX_LENGTH].rstrip("-") or "migration"


LONGEST = 255
"""Bytes of the longest file name on the file systems of Linux, macOS and Windows."""
_ENDING = ".2-contract.down.sql"


def is_too_long(naming: str) -> bool:
    """Whether a plan's longest name would give a file name that no file system takes."""
    stem = file_stem(naming, date="YYYY-MM-DD", name="n" * MAX_LENGTH)
    return len(stem.encode()) + len(_ENDING) > LONGEST


def file_stem(naming: str, *, date: str, name: str) -> str:
    """What the files and the folder of a plan begin with.

    Args:
        naming: Text in which ``{date}`` and ``{name}`` are replaced, such as ``{date}-{name}``.
        date: ``YYYY-MM-DD``.
        name: Of the plan; its slug is used.
    """
    return naming.replace("{date}", date).replace("{name}", slug(name))
