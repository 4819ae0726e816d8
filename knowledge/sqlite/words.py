"""Words of a text as the full-text index sees them."""

import re

_WORD = re.compile(r"\w+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MAX_WORDS = 64
"""FTS5 bounds the depth of an expression; nobody looks for more words than this."""


def indexed(text: str) -> str:
    """The text followed by the parts of its camelCase words.

    The tokenizer itself splits at ``_`` and ``.``, and keeps the parts adjacent, so that the whole identifier is
    found as a phrase.
    """
    parts = [split for word in _WORD.findall(text) if (split := HUMP.sub(" ", word)) != word]
    return " ".join([text, *parts])


def match_expression(query: str, *, any_word: bool) -> str | None:
    """An FTS5 expression for the words of a query, each also as a prefix; None when there is no word in it.

    Args:
        query: What the caller typed, any characters.
        any_word: Whether one of the words is enough; else all must occur, in any order.
    """
    words = dict.fromkeys(word for word in query.replace("\0", " ").split() if _LETTER_OR_DIGIT.search(word))
    if not words:
        return None
    return (" OR " if any_word else " AND ").join(_alternatives(word) for word in list(words)[:_MAX_WORDS])


def _alternatives(word: str) -> str:
    spellings = dict.fromkeys([word, HUMP.sub(" ", word)])
    # Everything in double quotes is a string to FTS5: no character in it is an operator.
    phrases = ['"' + spelling.replace('"', '""') + '"*' for spelling in spellings]
    return "(" + " OR ".join(phrases) + ")"
