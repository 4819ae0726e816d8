"""Words are the same however a text is written, and nothing that a text contains is lost by cutting it."""

import pytest

from knowledge.search.inflections import inflections
from knowledge.search.snippets import snippet
from knowledge.search.typos import grams, shared_grams, slips_allowed, slips_between
from knowledge.search.words import asked_words, folded, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("column:shop.public.products.price", "column shop public products price"),
        ("processing_jobs", "processing jobs"),
        ("processingJobs", "processingjobs processing jobs"),
        ("HTTPServer", "httpserver http server"),
        ("Größe", "grosse"),
        ("caf\u00e9", "cafe"),
        ("cafe\u0301", "cafe"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full width"),
        ("数据库", "数 据 库 数据 据库"),
        ("表orders", "表 orders"),
        ("हिन्दी", "हिन्दी"),
        ("->", ""),
    ],
)
def test_a_text_is_cut_into_identifiers_and_their_parts(text: str, words: str) -> None:
    """The same for accents in either form, for width, and for scripts without spaces."""
    assert list(words_of(text)) == words.split()


def test_a_part_of_a_camel_case_identifier_is_asked_for_with_the_whole() -> None:
    """Somebody may have written it in lower case."""
    assert list(asked_words("orderItems now")) == [("order", "orderitems"), ("items", "orderitems"), ("now", "")]


@pytest.mark.parametrize("at", [0, 1, 31, 32, 33, 500, 968])
def test_each_stretch_of_a_long_run_lies_in_one_of_its_pieces(at: int) -> None:
    """Encoded data has no spaces, and is still found by a part of it."""
    run = "".join(f"{number:04}" for number in range(250))
    assert any(run[at : at + 32] in piece for piece in words_of(run))
    assert all(word in run for word, _ in asked_words(run))


def test_folding_keeps_what_a_search_in_lower_case_would_find() -> None:
    """The reference server compares texts in lower case."""
    for text, part in (("Straße", "STRASSE"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("İstanbul", "istanbul"), ("ﬁle", "FILE")):
        assert folded(part) in folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("index", "indexes"),
        ("index", "indices"),
        ("query", "queries"),
        ("drop", "dropped"),
        ("migrate", "migrating"),
        ("backfilled", "backfill"),
        ("address", "addresses"),
        ("lock", "locking"),
    ],
)
def test_other_forms_of_a_word_are_found_both_ways(one: str, other: str) -> None:
    """People write of the backfill that they were backfilling."""
    assert other in inflections(one)
    assert one in inflections(other)


def test_identifiers_have_no_other_forms() -> None:
    """Another number is another thing."""
    assert not inflections("v2") | inflections("3fa9c1d2e4b7") | inflections("id") | inflections("数据")


@pytest.mark.parametrize(
    ("word", "meant", "slips"),
    [
        ("ordres", "orders", 1),
        ("oders", "orders", 1),
        ("ordders", "orders", 1),
        ("ordexs", "orders", 1),
        ("shimpnets", "shipments", 2),
        ("expirement", "experiment", 2),
    ],
)
def test_a_slip_is_a_letter_missing_extra_wrong_or_swapped(word: str, meant: str, slips: int) -> None:
    """And words that near share so many grams that the index finds them."""
    assert slips_between(word, meant, slips_allowed(word)) == slips
    assert slips_between(word, meant, slips - 1) is None
    assert len({*grams(word)} & {*grams(meant)}) >= shared_grams(word, slips_allowed(word))


def test_short_words_and_those_with_digits_are_never_misspelt() -> None:
    """A slip would make another word of them."""
    assert [slips_allowed(word) for word in ("id", "sku", "2024", "v12a", "order", "invoices")] == [0, 0, 0, 0, 1, 2]


def test_a_snippet_shows_the_text_with_most_words_in_one_line() -> None:
    """A reader sees why something was found without reading all of it."""
    texts = ["Nothing here.", "x" * 300 + " the lock\n\ttimeout\0 was hit " + "y" * 300, "a lock"]
    shown = snippet(texts, ["lock", "timeout"])
    assert "lock timeout was hit" in shown
    assert shown.startswith("…x")
    assert shown.endswith("y…")
    assert snippet(texts, ["zebra"]) == "Nothing here."
    assert snippet([], ["zebra"]) == ""
