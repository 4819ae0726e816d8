"""What a question asks for: terms, each with every spelling that a store holds and how well it fits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from knowledge.search.inflections import inflections
from knowledge.search.typos import grams, shared_grams, slips_allowed, slips_between
from knowledge.search.vocabulary import Known, Vocabulary
from knowledge.search.words import REACH, asked_words, pairs_of, runs_of, unspaced

MOST_TERMS = 32
"""Nobody means more words than this; what follows is not looked for."""

_STOP_WORDS = frozenset(
    """
    a an the of on in at to for from by with about into onto over as and or is are was were be been being do does did
    done has have had having can could should would will shall may might must what which who whom whose when where why
    how that this these those there it its i me my we our us you your they their them he she his her if then than so
    such any some all ever anything something everything please show find tell give list get know
    """.split()
)

_POSSESSIVE = re.compile(r"['’]s\b")

_WHOLE, _INFLECTED, _JOINED, _BEGUN, _INSIDE = 1.0, 0.9, 0.85, 0.7, 0.4
_SLIPPED = {0: 1.0, 1: 0.6, 2: 0.4}
_MOST_BEGUN = 24
_MOST_INSIDE = 48
_MOST_ALIKE = 400
_MOST_SPELLINGS = 2_000
_SHORTEST_BEGUN = 2
_SHORTEST_INSIDE = 3
_SHORTEST_HALF = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a question.

    Attributes:
        word: As it was asked.
        spellings: What stands for it in a store, each with how well it fits, above 0 up to 1. Empty when nothing does.
        weight: How much it tells: the fewer entities hold it, the more.
    """

    word: str
    spellings: Mapping[str, float]
    weight: float


def terms_of(query: str, vocabulary: Vocabulary) -> tuple[Term, ...]:
    """The terms of a question in its order, each once; none when it has no letter and no digit.

    Words such as "what" and "the" are left out unless there are no others. One that nothing stands for, but whose two
    halves are known, becomes these two.

    Args:
        query: Any text; no character of it has a meaning of its own.
        vocabulary: Of the store that is searched.
    """
    pairs = list(asked_words(_POSSESSIVE.sub("", query)))
    asked = _asked(pairs)
    known = vocabulary.counts({each for word, others in asked.items() for each in _possible(word, others)})
    size = vocabulary.size()
    terms: dict[str, Term] = {}
    for word, others in asked.items():
        for each in _known_halves(word, others, known) or (word,):
            fits = {each: _WHOLE, **(others if each == word else {}), **dict.fromkeys(inflections(each), _INFLECTED)}
            found = {spelling: (fit, known[spelling]) for spelling, fit in fits.items() if spelling in known}
            # The last word may be just begun.
            shortest = 1 if word == pairs[-1][0] else _SHORTEST_BEGUN
            longer = _longer(each, vocabulary, exact=bool(found), shortest=shortest)
            looser = {known.word: (_fit_inside(each, known.word), known.entities) for known in longer}
            spelt = {**looser, **found} or _misspelt(each, vocabulary)
            terms.setdefault(each, _term(each, spelt, size))
    return tuple(terms.values())


def literal_terms(query: str, vocabulary: Vocabulary) -> tuple[Term, ...] | None:
    """Terms that whatever contains the query literally must hold; None when nothing can contain it.

    The first word of the query may be the end of a longer one, the last the beginning, a single one any part. A word
    that too many stand for is left out.
    """
    size = vocabulary.size()
    runs = runs_of(query)
    terms = []
    for at, run in enumerate(runs):
        for part in pairs_of(run) if unspaced(run) else _pieces(run):
            held = _held(part, vocabulary, first=at == 0, last=at == len(runs) - 1)
            if not held:
                return None
            if len(held) <= _MOST_SPELLINGS:
                terms.append(_term(part, {each.word: (_INSIDE, each.entities) for each in held}, size))
    return tuple(terms)


def _pieces(run: str) -> list[str]:
    return [run[start : start + REACH] for start in range(0, len(run), REACH)]


def _held(part: str, vocabulary: Vocabulary, *, first: bool, last: bool) -> Sequence[Known]:
    """The words of which the part can be a part; more than the most where they are too many."""
    exact = [Known(word=word, entities=entities) for word, entities in vocabulary.counts([part]).items()]
    if unspaced(part) or not (first or last or len(part) == REACH):
        return exact
    if last and not first and len(part) < REACH:
        return [*exact, *vocabulary.starting(part, _MOST_SPELLINGS + 1)]
    if first and not last and len(part) < REACH:
        return vocabulary.ending(part, _MOST_SPELLINGS + 1)
    return vocabulary.holding(part, _MOST_SPELLINGS + 1)


def _asked(pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Each word with what else may stand for it: the identifier it is a part of, and itself joined to a neighbour."""
    words = [word for word, _ in pairs]
    telling = [word for word in words if word not in _STOP_WORDS] or words
    asked: dict[str, dict[str, float]] = {word: {} for word in list(dict.fromkeys(telling))[:MOST_TERMS]}
    for word, whole in pairs:
        if whole and word in asked:
            asked[word][whole] = _WHOLE
    for one, other in pairwise(words):
        for word in (one, other):
            if word in asked and not unspaced(one) and not unspaced(other):
                asked[word].setdefault(one + other, _JOINED)
    return asked


def _possible(word: str, others: Mapping[str, float]) -> set[str]:
    return {word, *others, *inflections(word), *(half for halves in _halves(word) for half in halves)}


def _halves(word: str) -> list[tuple[str, str]]:
    if not word.isascii() or not word.isalpha():
        return []
    return [(word[:at], word[at:]) for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)]


def _known_halves(word: str, others: Mapping[str, float], known: Mapping[str, int]) -> tuple[str, ...]:
    if any(each in known for each in (word, *others, *inflections(word))):
        return ()
    cuts = [halves for halves in _halves(word) if all(half in known for half in halves)]
    return max(cuts, key=lambda halves: min(known[half] for half in halves), default=())


_Spelt = dict[str, tuple[float, int]]
"""Spellings with how well each fits and at how many entities it is."""


def _term(word: str, spelt: _Spelt, size: int) -> Term:
    frequent = min(sum(entities for _, entities in spelt.values()), size)
    spellings = {spelling: fit for spelling, (fit, _) in spelt.items()}
    return Term(word=word, spellings=spellings, weight=log(1 + size / (1 + frequent)))


def _longer(word: str, vocabulary: Vocabulary, *, exact: bool, shortest: int) -> Sequence[Known]:
    begun = vocabulary.starting(word, _MOST_BEGUN) if len(word) >= shortest else ()
    if begun or exact or len(word) < _SHORTEST_INSIDE:
        return begun
    return vocabulary.holding(word, _MOST_INSIDE)


def _fit_inside(word: str, longer: str) -> float:
    fit = _BEGUN if longer.startswith(word) else _INSIDE
    return fit * (1 + len(word) / len(longer)) / 2


def _misspelt(word: str, vocabulary: Vocabulary) -> _Spelt:
    """The words fewest slips away."""
    allowed = slips_allowed(word)
    if not allowed:
        return {}
    near = vocabulary.sharing(grams(word), shared_grams(word, allowed), _MOST_ALIKE)
    found = [(each, slips) for each in near if (slips := slips_between(word, each.word, allowed)) is not None]
    fewest = min((slips for _, slips in found), default=0)
    return {each.word: (_SLIPPED[slips], each.entities) for each, slips in found if slips == fewest}
