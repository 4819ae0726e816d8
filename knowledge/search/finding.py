"""How a question is answered from the index of a store, page by page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from knowledge.model import Search
from knowledge.search.clauses import Choice, everything, lookups
from knowledge.search.cursors import Key, read_cursor, write_cursor
from knowledge.search.documents import Document
from knowledge.search.ranking import REST, Ranked, holds, rank
from knowledge.search.terms import Term, terms_of
from knowledge.search.vocabulary import Vocabulary
from knowledge.search.words import folded

_RANKED, _REST, _PARTIAL = 0, 1, 2
_PLENTY = 64
"""So many candidates with all words make those with some words needless."""
_ENOUGH = 400
"""Candidates at most, as soon as there are so many."""
_SOME = 50
"""Entities that hold only some words, where nobody asked for a limit."""
_ANY_PART, _LONG_PART = 1, 3
"""The shortest words that are looked for inside of others: for a caller who wants all, and for one who pages."""


class Index(Protocol):
    """What a store knows of its entities' words, with the filters of one search applied."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Of all entities, whatever the filters."""
        ...

    def newest(self, choices: Sequence[Choice], *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities that meet all choices, those written last first.

        Args:
            choices: At least one.
            limit: At most so many; None: all.
            before: Only entities with a smaller id; None: all.
        """
        ...

    def documents(self, entity_ids: Collection[int]) -> Iterable[Document]:
        """What is indexed of these entities, in any order."""
        ...

    def containing(self, text: str, *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities whose folded name, type or observation holds the text, those written last first."""
        ...

    def oldest(self, *, limit: int | None, after: int | None = None) -> Sequence[int]:
        """All entities, those written first first; only those with a larger id than ``after``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page of hits, best first; ``total`` is None when it was not counted."""

    hits: tuple[Ranked, ...]
    next_cursor: str | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A hit and the part of the results it belongs to."""

    part: int
    hit: Ranked

    @property
    def key(self) -> Key:
        """Sorts the results from first to last."""
        return self.part, -self.hit.score, -self.hit.entity_id


def find(index: Index, search: Search) -> Answer:
    """The hits of a page: first what holds all words, ranked; then the rest of it; last, what holds some of them.

    Everything whose name, type or observation contains the query literally, in any case, is among what holds all words.
    Without a limit, entities that hold only some words are given only where none holds all.

    Raises:
        InvalidCursor: The cursor is not one of this search.
    """
    position = read_cursor(search)
    page = list(islice(_results(index, search, position), _wanted(search)))
    more = search.limit is not None and len(page) > search.limit
    page = page[: search.limit]
    return Answer(
        hits=tuple(placed.hit for placed in page),
        next_cursor=write_cursor(search, page[-1].key) if more and page else None,
        total=None if more or position else len(page),
    )


def _wanted(search: Search) -> int | None:
    # One more than asked for tells whether there is another page.
    return None if search.limit is None else search.limit + 1


def _results(index: Index, search: Search, position: Key | None) -> Iterator[_Placed]:
    """What follows the position, best first."""
    terms = terms_of(search.query, index.vocabulary, inside_from=None)
    if not terms:
        yield from _without_words(index, search, position)
        return
    ranked = rank(index.documents(_candidates(index, search, terms)), terms)
    whole = [_Placed(part=_RANKED, hit=hit) for hit in ranked if hit.complete]
    partial = [_Placed(part=_PARTIAL, hit=hit) for hit in ranked if not hit.complete]
    yield from _after(position, whole)
    if not search.any_word:
        shortest = _ANY_PART if search.limit is None else _LONG_PART
        loose = terms_of(search.query, index.vocabulary, inside_from=shortest)
        rest = _rest(index, search, loose, {placed.hit.entity_id for placed in whole}, position)
        yield from rest
        if search.limit is None:
            partial = [] if whole or rest else partial[:_SOME]
        partial = _not_in_rest(index, partial, loose)
    yield from _after(position, partial)


def _after(position: Key | None, placed: Iterable[_Placed]) -> Iterator[_Placed]:
    return (each for each in placed if position is None or each.key > position)


def _candidates(index: Index, search: Search, terms: Sequence[Term]) -> set[int]:
    """Entities that may be best. The same for every page of a search, as long as nothing is written."""
    found: set[int] = set()
    if not any(term.spellings for term in terms):
        return found
    for lookup in lookups(terms, any_word=search.any_word):
        if not lookup.all_terms and len(found) >= (_ENOUGH if search.any_word else _PLENTY):
            break
        found.update(index.newest(lookup.choices, limit=lookup.limit))
    return found


def _rest(
    index: Index, search: Search, loose: Sequence[Term], known: Collection[int], position: Key | None
) -> list[_Placed]:
    """What holds all words, though perhaps inside of others, and is not known yet."""
    if position is not None and position[0] > _REST:
        return []
    if not all(term.spellings or term.anything for term in loose):
        return []
    before = -position[2] if position is not None and position[0] == _REST else None
    limit = None if search.limit is None else search.limit + 1 + len(known)
    choices = everything(loose)
    if choices:
        found = index.newest(choices, limit=limit, before=before)
    else:
        found = index.containing(folded(search.query), limit=limit, before=before)
    matched = tuple(term.word for term in loose)
    return [_Placed(part=_REST, hit=_unranked(each, matched)) for each in found if each not in known]


def _not_in_rest(index: Index, partial: Sequence[_Placed], loose: Sequence[Term]) -> list[_Placed]:
    if not partial or not everything(loose):
        return []
    ids = {placed.hit.entity_id for placed in partial}
    in_rest = {document.entity_id for document in index.documents(ids) if holds(document, loose)}
    return [placed for placed in partial if placed.hit.entity_id not in in_rest]


def _without_words(index: Index, search: Search, position: Key | None) -> Iterator[_Placed]:
    """Hits of a query that has no word: all entities, in the order of writing, when there is nothing in it at all."""
    entity_id = None if position is None else -position[2]
    if search.query:
        found = index.containing(folded(search.query), limit=_wanted(search), before=entity_id)
    else:
        found = index.oldest(limit=_wanted(search), after=entity_id)
    return (_Placed(part=_REST, hit=_unranked(each, ())) for each in found)


def _unranked(entity_id: int, matched: tuple[str, ...]) -> Ranked:
    return Ranked(entity_id=entity_id, complete=True, score=REST, matched=matched)
