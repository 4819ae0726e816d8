"""What is written down of statements is complete, is what the documentation shows, and agrees with the catalogue."""

from pathlib import Path

import pytest

from tests.statement_forms.facts import SOURCES, Fact, facts, unmeasured
from tests.statement_forms.forms import MAJORS, all_kinds
from tests.statement_forms.seen import Seen, read_seen
from tests.statement_forms.told import page

PAGE = Path(__file__).parents[2] / "docs" / "statements.md"
SEEN = {major: read_seen(major) for major in MAJORS}
FACTS = [
    pytest.param(fact, form, major, id=f"{fact.source} {form} {major}")
    for fact in facts()
    for form in fact.forms
    for major in fact.majors
]


@pytest.mark.parametrize(("fact", "form", "major"), FACTS)
def test_what_was_measured_agrees_with_the_catalogue_of_hazards(fact: Fact, form: str, major: int) -> None:
    """Plans rest on both; where they disagree, the reason is known, and goes when they agree again."""
    kind, _, name = form.partition(": ")
    doubts = fact.doubts(SEEN[major][kind][name])
    assert bool(doubts) == bool(fact.disagrees), doubts or "it agrees, so that there is no reason to give"


def test_every_hazard_is_measured_or_it_is_said_why_not() -> None:
    """A hazard that no form shows might be folklore."""
    measured, left = {fact.source for fact in facts()}, set(unmeasured())
    assert measured | left == {f"{letter}{number}" for letter, most in SOURCES.items() for number in range(1, most + 1)}
    assert not measured & left


def test_a_statement_that_refuses_to_begin_is_never_called_instant() -> None:
    """A form that fails for a mistake in its setup would prove whatever is said of it."""
    fact = Fact(source="C1", forms=(), does="instant")
    assert fact.doubts(Seen()) == []
    assert fact.doubts(Seen(refused="42601")) != []
    assert fact.doubts(Seen(scans=("public.items",))) != []


def test_every_form_is_written_down_of_each_major_that_has_it() -> None:
    """At least 150 of them, as promised."""
    for major in MAJORS:
        wanted = {kind.name: [form.name for form in kind.forms if form.since <= major] for kind in all_kinds()}
        assert {kind: list(forms) for kind, forms in SEEN[major].items()} == wanted
        assert sum(map(len, wanted.values())) >= 150


def test_the_page_about_statements_shows_what_was_measured() -> None:
    """``python -m bench.statement_forms --write`` writes both."""
    assert PAGE.read_text(encoding="utf-8") == page(SEEN)
