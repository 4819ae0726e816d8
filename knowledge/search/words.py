"""Words of a text: cut, folded and split in one way for what is stored and for what is asked, in every store.

Whatever contains a text literally, in any case, also contains the words of that text, the first and the last perhaps
inside longer words. A search for these words therefore finds all that a search for the literal text finds.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain

LONGEST = 64
"""Characters of a word. What is longer, such as encoded data, becomes overlapping pieces of this length."""

REACH = LONGEST // 2
"""Every stretch of a long run up to this length lies inside one of its pieces."""

_ASCII_RUN = re.compile(r"[A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACCENT = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that do not put spaces between words, or, as Korean, hang particles on them."""
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")


def folded(text: str) -> str:
    """The text without what readers overlook: case, accents, width and other forms of the same characters."""
    return text.lower() if text.isascii() else _plain(text).casefold()


def words_of(text: str) -> Iterator[str]:
    """The words of a text in its order, repeated as they are in it.

    An identifier gives its parts (``processing_jobs``, ``products.price``), one in camel case also the whole; a run of
    Chinese, Japanese, Korean, Thai, Lao, Burmese or Khmer gives each character and each pair of neighbours.
    """
    return chain.from_iterable(map(_words_of_run, _runs(text)))


def asked_words(text: str) -> Iterator[tuple[str, str]]:
    """The words to look for, each with the whole identifier in camel case that it is a part of, or with ``""``."""
    for run in _runs(text):
        low = run.casefold()
        parts = _HUMP.split(run)
        if _UNSPACED_RUN.fullmatch(low):
            yield from ((pair, "") for pair in pairs_of(low))
        elif len(low) > REACH:
            yield from ((low[start : start + REACH], "") for start in range(0, len(low), REACH))
        elif len(parts) > 1:
            yield from ((part.casefold(), low) for part in parts)
        else:
            yield low, ""


def runs_of(text: str) -> list[str]:
    """The stretches of letters and digits of a text, folded; none of them is split."""
    return [run.casefold() for run in _runs(text)]


def pairs_of(run: str) -> list[str]:
    """The pairs of neighbours in an unspaced run, or its only character."""
    return [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]


def unspaced(word: str) -> bool:
    """Whether the word is of a script whose texts are searched by characters and pairs of these."""
    return _UNSPACED_RUN.fullmatch(word) is not None


def _runs(text: str) -> list[str]:
    if text.isascii():
        return _ASCII_RUN.findall(text)
    return _any_run().findall(_plain(text))


@cache
def _any_run() -> re.Pattern[str]:
    # ``\w`` knows letters and digits of every script, but not the vowel signs that many scripts put between letters.
    marks = "".join(mark for mark in map(chr, range(0x0300, 0x20000)) if unicodedata.category(mark) in {"Mn", "Mc"})
    return re.compile(f"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])[^\\W_]|[{re.escape(marks)}])+")


def _plain(text: str) -> str:
    # Decomposed, an accent is a character of its own; composed again, a Korean syllable is one.
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", text)))


@lru_cache(maxsize=16_384)
def _words_of_run(run: str) -> tuple[str, ...]:
    low = run.casefold()
    if _UNSPACED_RUN.fullmatch(low):
        return (*low, *(low[at : at + 2] for at in range(len(low) - 1)))
    if len(low) > LONGEST:
        return tuple(low[start : start + LONGEST] for start in range(0, len(low) - REACH, REACH))
    parts = _HUMP.split(run)
    return (low,) if len(parts) == 1 else (low, *(part.casefold() for part in parts))
