"""What is indexed of an entity, in every store."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from knowledge.search.clauses import Field, name_length, name_mark
from knowledge.search.words import words_of

MOST_RELATIONS = 64
MOST_PAST = 64
"""Of an entity's relations and ended facts only so many, the newest, are searched by their words."""

MOST_REWRITTEN = 500
"""Words of observations up to which what is indexed of an entity is written again with each note; from then on a store
keeps further ones on their own, or noting one thing after the other would take longer and longer."""
FURTHER_MARK = "further"
"""The mark of an entity with such further words."""

_MOST_WORDS = 100_000
"""Distinct words of one text; beyond lies encoded data, not language. Not of a field, so that an entity is found by the
same words whether its observations came one by one or are indexed anew."""
_MOST_MARKED = 200
"""Words of a name that are told from those of texts; what is longer is no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a store knows of an entity.

    Attributes:
        relations: Type and target of those that go out from it.
        past: Texts of facts that hold no longer.
    """

    entity_id: int
    name: str
    former_names: Sequence[str]
    entity_type: str
    observations: Iterable[str]
    relations: Iterable[tuple[str, str]]
    past: Iterable[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is indexed of an entity: its words, field by field, in their order; all but those of the name once."""

    entity_id: int
    fields: Mapping[Field, Sequence[str]]

    def words(self) -> set[str]:
        """The distinct words of all fields."""
        return {word for field, words in self.fields.items() if field is not Field.MARKS for word in words}

    def searched(self, *, past: bool) -> "Document":
        """What is searched of it."""
        left_out = {Field.MARKS} if past else {Field.MARKS, Field.PAST}
        fields = {field: words for field, words in self.fields.items() if field not in left_out}
        return Document(entity_id=self.entity_id, fields=fields)


def with_words(document: Document, field: Field, more: Iterable[str]) -> Document:
    """The document with further words in a field, each once."""
    words = list(dict.fromkeys([*document.fields[field], *more]))
    return Document(entity_id=document.entity_id, fields={**document.fields, field: words})


def with_more(document: Document, contents: Iterable[str]) -> Document:
    """What is indexed of an entity once these observations were added; those it had are not read again."""
    return with_words(document, Field.CONTENT, distinct_words(contents))


def document_of(source: Source) -> Document:
    """The words of an entity, and the marks of its type, of the length of its name and of what is in it."""
    name, *former = (list(islice(words_of(text), _MOST_WORDS)) for text in (source.name, *source.former_names))
    names = [*name, *chain.from_iterable(former)]
    in_name = map(name_mark, islice(dict.fromkeys(names), _MOST_MARKED))
    return Document(
        entity_id=source.entity_id,
        fields={
            Field.NAME: names,
            Field.KIND: distinct_words([source.entity_type]),
            Field.CONTENT: distinct_words(source.observations),
            Field.RELATIONS: distinct_words(text for relation in source.relations for text in relation),
            Field.PAST: distinct_words(source.past),
            Field.MARKS: [type_mark(source.entity_type), name_length(len(name)), *in_name],
        },
    )


def ended_document_of(source: Source) -> Document:
    """The words of a deleted entity: all that was known of it is past, its name and type too."""
    past = distinct_words([source.name, *source.former_names, source.entity_type, *source.past])
    fields = {field: list[str]() for field in Field}
    return Document(
        entity_id=source.entity_id, fields={**fields, Field.PAST: past, Field.MARKS: [type_mark(source.entity_type)]}
    )


def distinct_words(texts: Iterable[str]) -> list[str]:
    """The words of texts in their order, each once."""
    return list(dict.fromkeys(chain.from_iterable(map(_distinct_words_of, texts))))


def _distinct_words_of(text: str) -> Iterable[str]:
    return islice(dict.fromkeys(words_of(text)), _MOST_WORDS)


def type_mark(entity_type: str) -> str:
    """The mark of exactly this type, whatever characters are in it."""
    return f"type{hashlib.blake2b(entity_type.encode(), digest_size=8).hexdigest()}"
