"""Of questions as people ask them, nearly all have the right item among the first five hits."""

import pytest

from knowledge.store import open_store
from tests.migration_history import history
from tests.search_quality import ask, ask_reference, fill, share
from tests.search_questions import questions


@pytest.mark.parametrize("migrations", [300, pytest.param(2_000, marks=pytest.mark.more)])
def test_the_right_item_is_among_the_first_five(store_url: str, migrations: int) -> None:
    """In at least 95 of 100 cases, and as often in those that the search was never tuned on."""
    past = history(migrations=migrations)
    store = open_store(store_url)
    fill(store, past)
    judged = [ask(store, question) for question in questions(past)]
    store.close()
    assert len(judged) >= 120
    assert share(judged) >= 0.95, [(each.question.text, each.first) for each in judged if not each.right]
    assert share(each for each in judged if each.question.held_out) >= 0.95
    assert share(ask_reference(past.entities(), each.question) for each in judged) < 0.5
