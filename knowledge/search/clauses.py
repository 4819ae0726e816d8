"""Which entities a store looks up for a question, and in what order, so that a broad question costs little."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.search.terms import Term

FEW = 48
MANY = 96
"""Entities of one lookup: those that meet a choice among others, and those that meet all there is."""
_MOST_IN_NAME = 2
_MOST_LEFT_OUT = 3
_SHORTER = 4
"""A name is short when it has fewer than this many words besides those that were asked for."""
_WHOLE = 0.8
"""Spellings that fit this well are the word itself, another form of it, or joined to its neighbour."""
_SELDOM = 0.5
"""A term lighter than this is at more than half of all entities: whether it is there says nothing."""


class Field(StrEnum):
    """Where in an entity a word is.

    ``past`` holds what ended and is searched only when asked for; ``marks`` holds what else tells entities apart, such
    as their types and the words of their names, see ``knowledge.search.documents``.
    """

    NAME = "name"
    KIND = "kind"
    CONTENT = "content"
    RELATIONS = "relations"
    PAST = "past"
    MARKS = "marks"

    @property
    def prefix(self) -> str:
        """What a store puts before words of this field, so that a search anywhere does not find them."""
        return _PREFIXES.get(self, "")


_PREFIXES = {Field.PAST: "~", Field.MARKS: "="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the spellings must be there in any field of words, or one of the marks."""

    spellings: Collection[str]
    are_marks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The newest ``limit`` entities that meet every choice."""

    choices: Sequence[Choice]
    limit: int


def name_length(words: int) -> str:
    """The mark of a name of so many words."""
    return f"words{words}"


def in_name(words: Iterable[str]) -> Choice:
    """One of the words must be in the name."""
    return Choice(spellings=[name_mark(word) for word in words], are_marks=True)


def name_mark(word: str) -> str:
    """The mark of a name with this word: by it a store finds at once that no name has a word of many texts."""
    return f"name{word}"


def everything(terms: Sequence[Term]) -> tuple[Choice, ...]:
    """What an entity that holds all terms must meet."""
    return tuple(Choice(spellings=term.spellings) for term in terms)


def telling(terms: Sequence[Term]) -> Sequence[Term]:
    """The terms that not nearly every entity holds; all of them where there are no others."""
    return [term for term in terms if term.weight >= _SELDOM] or terms


def whole(term: Term) -> set[str]:
    """The spellings that are the word itself, another form of it, or joined to its neighbour."""
    return {spelling for spelling, fit in term.spellings.items() if fit >= _WHOLE}


def in_names(terms: Sequence[Term]) -> Iterator[Lookup]:
    """Lookups for entities with all terms in their names: any, then those of short names."""
    spellings = [whole(term) for term in terms]
    if not all(spellings):
        return
    choices = tuple(map(in_name, spellings))
    yield Lookup(choices=choices, limit=FEW)
    lengths = [name_length(len(terms) + more) for more in range(_SHORTER)]
    yield Lookup(choices=(*choices, Choice(spellings=lengths, are_marks=True)), limit=FEW)


def with_all(terms: Sequence[Term]) -> Iterator[Lookup]:
    """Lookups for entities that hold all terms anywhere and one of them in the name, or all as they were asked."""
    for one in sorted(terms, key=lambda term: -term.weight)[:_MOST_IN_NAME]:
        others = [term for term in terms if term is not one]
        yield Lookup(choices=(in_name(one.spellings), *everything(others)), limit=FEW)
    spellings = [whole(term) for term in terms]
    if all(spellings):
        yield Lookup(choices=tuple(Choice(spellings=each) for each in spellings), limit=MANY)


def with_some(terms: Sequence[Term]) -> Iterator[Lookup]:
    """Lookups for entities that hold some of the terms: all that are known, all but a less telling one, and each."""
    found = sorted((term for term in terms if term.spellings), key=lambda term: -term.weight)
    if 1 < len(found) < len(terms):
        yield Lookup(choices=everything(found), limit=MANY)
    if len(found) > 2:
        for one in found[: -_MOST_LEFT_OUT - 1 : -1]:
            yield Lookup(choices=everything([term for term in found if term is not one]), limit=FEW)
    for term in found:
        for choice in (in_name(term.spellings), Choice(spellings=term.spellings)):
            yield Lookup(choices=(choice,), limit=FEW)
