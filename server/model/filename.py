"""Names of plans as parts of file names."""

import re
import unicodedata

MAX_LENGTH = 60


def slug(name: str) -> str:
    """The name in lower-case ASCII letters, digits and single hyphens; ``migration`` when nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:MAX_LENGTH].rstrip("-") or "migration"
