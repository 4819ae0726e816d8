"""The part of a text that shows why it was found."""

import re
from collections.abc import Iterable, Sequence

_BEFORE, _AFTER = 60, 140
"""Characters shown before the first word that was found, and from there on."""
_SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")


def snippet(texts: Iterable[str], words: Sequence[str]) -> str:
    """The stretch around the words in the text with most of them, in one line; the first text's beginning when none has
    any; empty when there is no text.

    Args:
        words: In lower case, as a search matched them.
    """
    best, most, start = "", -1, 0
    for text in texts:
        found = _found(text, words)
        if len(found) > most:
            best, most, start = text, len(found), min(found, default=0)
        if most == len(words):
            break
    first = max(start - _BEFORE, 0)
    last = start + _AFTER
    shown = _SPACES.sub(" ", best[first:last]).strip()
    return ("…" if first else "") + shown + ("…" if last < len(best) else "")


def _found(text: str, words: Sequence[str]) -> list[int]:
    # Lower case keeps the places of characters but for a few, whose shift of one or two does not matter here.
    low = text.lower()
    return [at for word in words if (at := low.find(word)) >= 0]
