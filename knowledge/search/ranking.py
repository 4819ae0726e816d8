"""The order of what a search found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

from knowledge.search.clauses import Field
from knowledge.search.documents import Document
from knowledge.search.terms import Term

# From the field that says least to the one that says most.
_WEIGHTS = {Field.PAST: 0.5, Field.RELATIONS: 2.0, Field.CONTENT: 3.0, Field.KIND: 4.0, Field.NAME: 8.0}
_TEXTS = frozenset([Field.CONTENT, Field.RELATIONS, Field.PAST])
_USUAL_WORDS = 40
"""Words of a text of common length; a word says less in a longer one."""

_MIDDLE = 8.0
"""A fit that is half as good as can be."""
_NAME_SHARE = 3.0
_NAME_LITERAL = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entity that was found.

    Attributes:
        fit: From 0 to 1, how well.
        covered: From 0 to 1, how much of what the question tells it holds.
        matched: The words it holds, in the order of the question, as they are spelt there.
    """

    entity_id: int
    fit: float
    covered: float
    matched: tuple[str, ...]


def rank(documents: Iterable[Document], terms: Sequence[Term]) -> tuple[Ranked, ...]:
    """The documents, best first: many and telling terms before few, names before types, texts and relations, the
    current before the past; of equals the newest first."""
    ranked = (_ranked(each, terms) for each in documents)
    return tuple(sorted(ranked, key=lambda found: (found.fit, found.entity_id), reverse=True))


def _ranked(document: Document, terms: Sequence[Term]) -> Ranked:
    places = _places(document)
    best = [_best(term, places) for term in terms]
    total = sum(term.weight for term in terms)
    covered = sum(term.weight for term, (_, spelling) in zip(terms, best, strict=True) if spelling) / total
    fit = sum(term.weight * fit for term, (fit, _) in zip(terms, best, strict=True)) / total
    name = document.fields.get(Field.NAME, ())
    matched = tuple(dict.fromkeys(spelling for _, spelling in best if spelling))
    fit += _NAME_SHARE * len(set(name).intersection(matched)) / max(len(name), 1)
    fit += _NAME_LITERAL * _contains(name, [spelling for _, spelling in best])
    share = covered * fit / (covered * fit + _MIDDLE)
    return Ranked(entity_id=document.entity_id, fit=round(share, 6), covered=covered, matched=matched)


def _places(document: Document) -> dict[str, float]:
    """Each word of a document with the weight of its best place."""
    places: dict[str, float] = {}
    for field, weight in _WEIGHTS.items():
        words = document.fields.get(field, ())
        places.update(dict.fromkeys(words, weight / _length(words) if field in _TEXTS else weight))
    return places


def _length(words: Sequence[str]) -> float:
    return 1 + 0.1 * log1p(len(words) / _USUAL_WORDS)


def _best(term: Term, places: Mapping[str, float]) -> tuple[float, str]:
    """How well the term fits at its best place, and its spelling there; 0 and nothing where it is not."""
    found = ((places[spelling] * fit, spelling) for spelling, fit in term.spellings.items() if spelling in places)
    return max(found, default=(0.0, ""))


def _contains(words: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(list(words[at : at + size]) == part for at in range(len(words) - size + 1))
