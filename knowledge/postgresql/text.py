"""Text as PostgreSQL holds it: all of Unicode but NUL, https://www.postgresql.org/docs/18/datatype-character.html"""

_SUBSTITUTE = "\x1a"


def put(text: str) -> str:
    """The text with NUL written as two characters, so that ``get`` brings it back."""
    if "\0" not in text and _SUBSTITUTE not in text:
        return text
    return text.replace(_SUBSTITUTE, f"{_SUBSTITUTE}S").replace("\0", f"{_SUBSTITUTE}0")


def get(text: str) -> str:
    """The text that ``put`` was given."""
    if _SUBSTITUTE not in text:
        return text
    return text.replace(f"{_SUBSTITUTE}0", "\0").replace(f"{_SUBSTITUTE}S", _SUBSTITUTE)
