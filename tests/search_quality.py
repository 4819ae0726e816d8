"""How often a search has the right item among its first five, over a history of migrations."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.model import Entity, Record, Search
from knowledge.store import Store
from tests.migration_history import History
from tests.search_questions import Question

FIRST = 5
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question and what a search gave first."""

    question: Question
    first: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether one of the first items answers it."""
        return not self.question.right.isdisjoint(self.first)


def fill(store: Store, past: History) -> None:
    """Write a history as planning would have written it: what it is about, then a migration a record."""
    store.record(Record(entities=past.subjects, relations=past.subject_relations))
    for start in range(0, len(past.migrations), _BATCH):
        batch = past.migrations[start : start + _BATCH]
        store.record(
            Record(
                entities=tuple(migration.entity for migration in batch),
                relations=tuple(relation for migration in batch for relation in migration.relations),
            )
        )


def ask(store: Store, question: Question) -> Judged:
    """Our answer."""
    page = store.search(Search(query=question.text, limit=FIRST))
    return Judged(question=question, first=tuple(hit.name for hit in page.hits))


def ask_reference(entities: Iterable[Entity], question: Question) -> Judged:
    """The reference memory server's answer: what contains the question, in the order of writing."""
    wanted = question.text.lower()
    found = (
        entity.name
        for entity in entities
        if any(wanted in text.lower() for text in (entity.name, entity.entity_type, *entity.observations))
    )
    return Judged(question=question, first=tuple(name for name, _ in zip(found, range(FIRST), strict=False)))


def share(judged: Iterable[Judged]) -> float:
    """The share of questions that were answered."""
    answers = [each.right for each in judged]
    return sum(answers) / len(answers)
