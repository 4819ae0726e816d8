"""Which entities a store looks up for a question, and in what order, so that a broad question costs little."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.search.terms import Term

_FEW = 48
_MANY = 96
_MOST_LEFT_OUT = 6
_SHORTER = 4
"""A name is short when it has fewer than this many words besides those that were asked for."""
_WHOLE = 0.8
"""Spellings that fit this well are the word itself, another form of it, or joined to its neighbour."""
_SELDOM = 0.5
"""A term lighter than this is at more than half of all entities: whether it is there says nothing."""


class Field(StrEnum):
    """Where in an entity a word is.

    ``past`` holds what ended and is searched only when asked for; ``marks`` holds no words but what else tells entities
    apart, see ``knowledge.search.documents``.
    """

    NAME = "name"
    KIND = "kind"
    CONTENT = "content"
    RELATIONS = "relations"
    PAST = "past"
    MARKS = "marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the spellings must be there: in the field, or in any field of words when it is None."""

    spellings: Collection[str]
    field: Field | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The newest ``limit`` entities that meet every choice."""

    choices: Sequence[Choice]
    limit: int


def name_length(words: int) -> str:
    """The mark of a name of so many words."""
    return f"words{words}"


def everything(terms: Sequence[Term]) -> tuple[Choice, ...]:
    """What an entity that holds all terms must meet; terms that rule nothing out are left out."""
    return tuple(Choice(spellings=term.spellings) for term in terms if not term.anything)


def in_names(terms: Sequence[Term]) -> Iterator[Lookup]:
    """Lookups for entities with all telling terms in their names: any, then those of short names."""
    whole = _whole(_telling(terms))
    if not all(whole):
        return
    choices = tuple(Choice(spellings=spellings, field=Field.NAME) for spellings in whole)
    yield Lookup(choices=choices, limit=_FEW)
    lengths = [name_length(len(whole) + more) for more in range(_SHORTER)]
    yield Lookup(choices=(*choices, Choice(spellings=lengths, field=Field.MARKS)), limit=_FEW)


def with_all(terms: Sequence[Term]) -> Iterator[Lookup]:
    """Lookups for entities that hold all telling terms anywhere, those with one of them in the name first."""
    telling = _telling(terms)
    if not all(term.spellings for term in telling):
        return
    for one in sorted(telling, key=lambda term: -term.weight):
        others = [term for term in telling if term is not one]
        yield Lookup(choices=(Choice(spellings=one.spellings, field=Field.NAME), *everything(others)), limit=_FEW)
    whole = _whole(telling)
    if all(whole):
        yield Lookup(choices=tuple(Choice(spellings=each) for each in whole), limit=_MANY)
    yield Lookup(choices=everything(telling), limit=_MANY)


def with_some(terms: Sequence[Term]) -> Iterator[Lookup]:
    """Lookups for entities that hold some of the terms: all that are known anywhere, all but one, and each."""
    found = sorted((term for term in terms if term.spellings), key=lambda term: -term.weight)
    if 1 < len(found) < len(terms):
        yield Lookup(choices=everything(found), limit=_MANY)
    if 2 < len(found) <= _MOST_LEFT_OUT:
        for one in reversed(found):
            yield Lookup(choices=everything([term for term in found if term is not one]), limit=_FEW)
    for term in found:
        for field in (Field.NAME, None):
            yield Lookup(choices=(Choice(spellings=term.spellings, field=field),), limit=_FEW)


def _telling(terms: Sequence[Term]) -> Sequence[Term]:
    return [term for term in terms if term.weight >= _SELDOM] or terms


def _whole(terms: Sequence[Term]) -> list[list[str]]:
    return [[spelling for spelling, fit in term.spellings.items() if fit >= _WHOLE] for term in terms]
