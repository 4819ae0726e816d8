"""The order of what a search found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

from knowledge.search.clauses import Field
from knowledge.search.documents import Document
from knowledge.search.terms import Term

_WEIGHTS = {Field.NAME: 8.0, Field.KIND: 4.0, Field.CONTENT: 3.0, Field.RELATIONS: 2.0, Field.PAST: 0.5}
_TEXTS = frozenset([Field.CONTENT, Field.RELATIONS, Field.PAST])
_USUAL_WORDS = 40
"""Words of a text of common length; a word says less in a longer one."""

REST = 0.5
"""The score of what holds all words and was not ranked."""

_MIDDLE = 8.0
"""A fit that is half as good as can be."""
_NAME_SHARE = 3.0
_NAME_LITERAL = 3.0
_SELDOM = 0.5
"""A term lighter than this is at more than half of all entities: whether it is there says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entity that was found.

    Attributes:
        complete: Whether it holds all terms that tell anything.
        score: From 0 to 1, at least ``REST`` when it is complete; comparable within one search only.
        matched: The words it holds, in the order of the question, as they are spelt there.
    """

    entity_id: int
    complete: bool
    score: float
    matched: tuple[str, ...]


def rank(documents: Iterable[Document], terms: Sequence[Term]) -> tuple[Ranked, ...]:
    """The documents, best first: all terms before some, names before types, texts and relations, the current before the
    past, of equals the newest first."""
    ranked = (_ranked(each, terms) for each in documents)
    return tuple(sorted(ranked, key=lambda found: (found.score, found.entity_id), reverse=True))


def holds(document: Document, terms: Sequence[Term]) -> bool:
    """Whether all terms that rule anything out are somewhere in the document."""
    words = document.words()
    return all(term.anything or not words.isdisjoint(term.spellings) for term in terms)


def _ranked(document: Document, terms: Sequence[Term]) -> Ranked:
    fields = {field: (frozenset(words), _weight(field, words)) for field, words in document.fields.items() if words}
    best = [(term, *_best(term, fields)) for term in terms]
    name = document.fields.get(Field.NAME, ())
    matched = tuple(dict.fromkeys(spelling for _, _, spelling in best if spelling))
    fit = sum(term.weight * fit for term, fit, _ in best) / sum(term.weight for term in terms)
    fit += _NAME_SHARE * len(set(name).intersection(matched)) / max(len(name), 1)
    fit += _NAME_LITERAL * _contains(name, [spelling or term.word for term, _, spelling in best])
    complete = all(spelling or term.weight < _SELDOM for term, _, spelling in best)
    share = fit / (fit + _MIDDLE)
    return Ranked(
        entity_id=document.entity_id,
        complete=complete,
        score=round(REST + (1 - REST) * share if complete else REST * share, 6),
        matched=matched,
    )


def _weight(field: Field, words: Sequence[str]) -> float:
    if field not in _TEXTS:
        return _WEIGHTS[field]
    return _WEIGHTS[field] / (1 + 0.1 * log1p(len(words) / _USUAL_WORDS))


def _best(term: Term, fields: Mapping[Field, tuple[frozenset[str], float]]) -> tuple[float, str]:
    """How well the term fits at its best place, and its spelling there; 0 and nothing where it is not."""
    best, spelt = 0.0, ""
    for words, weight in fields.values():
        for spelling in term.spellings.keys() & words:
            fit = weight * term.spellings[spelling]
            if fit > best or (fit == best and spelling < spelt):
                best, spelt = fit, spelling
    return best, spelt


def _contains(words: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(list(words[at : at + size]) == part for at in range(len(words) - size + 1))
